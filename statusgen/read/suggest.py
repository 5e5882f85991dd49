"""The nearest known word to one that is not known."""

from collections.abc import Iterable, Sequence

SYNONYMS = {
    **dict.fromkeys(("down", "outage", "broken", "offline"), "major_outage"),
    **dict.fromkeys(("slow", "degraded"), "degraded_performance"),
    **dict.fromkeys(("up", "ok", "fine", "working"), "operational"),
    **dict.fromkeys(("fixed", "done", "solved", "closed", "over"), "Resolved"),
    **dict.fromkeys(("watching", "observing"), "Monitoring"),
    **dict.fromkeys(("finished", "complete"), "Completed"),
    **dict.fromkeys(("planned",), "Scheduled"),
    **dict.fromkeys(("started", "ongoing"), "In progress"),
}
"""What people write for a status or a state of another name."""


def _nearest_word(word: str, known: Sequence[str]) -> str | None:
    """The known word with the smallest distance, in any letter case.

    That may be a third of the word's length, and 1 at least. Failing that, the one known word
    that begins like it.
    """
    bound = max(1, len(word) // 3)
    best = min(((distance(word.lower(), w.lower()), w) for w in known), default=(bound + 1, ""))
    if best[0] <= bound:
        return best[1]
    longer = [other for other in known if len(word) > 2 and other.lower().startswith(word.lower())]
    return longer[0] if len(longer) == 1 else None


def suggest_word(word: str, known: Iterable[str], otherwise: str | None = None) -> str:
    """What to do about an unknown word: the nearest known one, or else all of them."""
    names = list(known)
    synonym = SYNONYMS.get(word.strip().lower())
    if synonym in names:
        return f'did you mean "{synonym}"?'
    if near := _nearest_word(word, names):
        return f'did you mean "{near}"?'
    return otherwise if otherwise is not None else f"known are: {', '.join(names)}"


def suggest_one_of(meant: Sequence[str]) -> str:
    """What to do about a word with several meanings."""
    return f"write the one that is meant: {', '.join(meant[:-1])} or {meant[-1]}"


def distance(first: str, second: str) -> int:
    """How many letters to add, remove, replace or swap with their neighbour (Damerau, 1964)."""
    if abs(len(first) - len(second)) > 8:
        return abs(len(first) - len(second))
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, left in enumerate(first, 1):
        following = [i]
        for j, right in enumerate(second, 1):
            least = min(row[j] + 1, following[-1] + 1, row[j - 1] + (left != right))
            if i > 1 and j > 1 and left == second[j - 2] and first[i - 2] == right:
                least = min(least, before[j - 2] + 1)
            following.append(least)
        before, row = row, following
    return row[-1]
