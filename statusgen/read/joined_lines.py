"""Lines that were meant to stay apart, and that Markdown joins into one paragraph."""

from collections.abc import Iterator
from itertools import pairwise

from statusgen.read.stray_markup import StrayMarkup

_NARROWEST = 40  # Nobody breaks the lines of a paragraph at fewer columns.
_SHORT = 50
_SENTENCE = ".,;:!?\\"


def may_join_lines(text: str) -> bool:
    """Whether a text may hold such lines; quick."""
    if text.count("\n") < 2 * text.count("\n\n") + 2:
        return False
    return any(any(find_joined_lines(part)) for part in text.split("\n\n"))


def find_joined_lines(paragraph: str) -> Iterator[StrayMarkup]:
    """What is to be said of the lines of a paragraph."""
    first, *lines = paragraph.strip("\n").split("\n")
    if "\t" in first.strip() and any("\t" in line.strip() for line in lines[:1]):
        cells = [cell.strip() for cell in first.strip().split("\t")]
        message = "these lines are no table: their tabs are shown as blanks"
        row, rule = " | ".join(cells), " | ".join("---" for _ in cells)
        fix = f"write | {row} |, below it | {rule} |, and then the other lines in the same way"
        yield StrayMarkup(0, "lines-joined", message, fix)
    elif len(lines) >= 2 and _are_short(lines) and _are_apart([first.strip(), *lines]):
        message = f"these {len(lines) + 1} lines are shown as one"
        fix = "to keep them apart, end each but the last with \\, or begin each with - and a blank"
        yield StrayMarkup(0, "lines-joined", message, fix)


def _are_short(lines: list[str]) -> bool:
    """Whether lines look like items: short, no ends of sentences, and no words that go on."""
    return all(
        line.strip()
        and len(line) <= _SHORT
        and not line.endswith("  ")
        and line.rstrip()[-1] not in _SENTENCE
        and not next(filter(str.isalpha, line), "").islower()
        for line in lines
    )


def _are_apart(lines: list[str]) -> bool:
    """Whether at least half of the lines end where the next word had room."""
    if lines[0].endswith(tuple(",;.!?\\")) or max(map(max, lines)) > "\u2e80":
        return False  # Chinese, Japanese and Korean lines may end anywhere.
    pairs = [*pairwise(lines)]
    width = max(_NARROWEST, *map(len, lines[1:]))
    fitting = sum(len(line) + len(following.split()[0]) < width for line, following in pairs)
    return 2 * fitting >= len(pairs)
