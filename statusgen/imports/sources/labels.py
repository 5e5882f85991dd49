"""How an update begins in a page's text: `**Resolved** - `, `### 10:15 - Identified`, `[Update]`.

A word counts as a label only where it is set apart: in emphasis, in brackets, as a heading, before
a colon or a dash, or beside a time. Only such a label gives a state, never a sentence.
"""

import re
from typing import NamedTuple

from statusgen.imports.sources.state_words import FOREIGN_STATES, words_of
from statusgen.imports.sources.written_times import MONTHS, WrittenTime, find_time
from statusgen.model.terms import State

_FOREIGN = {word: state for state, listed in FOREIGN_STATES.items() for word in words_of(listed)}
STATE_WORDS: dict[str, State | None] = {
    **{state.label.lower(): state for state in State},
    **{word: None if state is State.UPDATE else state for word, state in _FOREIGN.items()},
    "update": None,
    "post-mortem": State.POSTMORTEM,
    "canceled": State.CANCELLED,
    "complete": State.COMPLETED,
}
"""Words for states in lower case, wherever people write them; `update` names none."""

_STATES: dict[str, State | None] = STATE_WORDS | {
    "under investigation": State.INVESTIGATING,
    "issue identified": State.IDENTIFIED,
    "reopened": State.INVESTIGATING,
    "fixed": State.RESOLVED,
    "post mortem": State.POSTMORTEM,
    **dict.fromkeys(("updated", "updates", "edit", "edited")),
}
_FIRST = ("initial message", "initial report", "initial", "open issue", "original message")
_LAST = ("final message", "final update", "close issue", "close", "closed")
_HEADING_WORDS = frozenset((*(state.label.lower() for state in State), *_FOREIGN))
"""Words that the heading of an update repeats; others stay in its text."""

_WORDS = "|".join(sorted(map(re.escape, (*_STATES, *_FIRST, *_LAST)), key=len, reverse=True))
_LABEL = re.compile(
    rf"(?P<words>{_WORDS})(?:\s*#?\d{{1,2}}(?!\d|[:h]\d|\s?[ap]\.?m))?(?![^\W_]|[/'’-])",
    re.IGNORECASE,
)
_MARKS = re.compile(r"\s{0,3}(?:#{1,6}\s+|[-+]\s+|\*\s+)?")
_OPEN = re.compile(r"[*_\[(\\`]*")
_CLOSE = re.compile(r"[*_\])\\`]*\s*(?:[-–—:|,.]+(?=[\s*_\])\\]|$)[*_\])\\`]*)?\s*")
_BESIDE = re.compile(r"(?:(?:on|at|from|@)\s+)?", re.IGNORECASE)
_APART = re.compile(r"[-–—:|]\s*$")
_CLOSING = "*_)]`\\ \t"
_MONTH_NAME = re.compile(rf"\b(?:{'|'.join(MONTHS)})", re.IGNORECASE)
_HASHES = re.compile(r"(?<!\s)\s+#+\s*$")
_EMPHASIS = re.compile(r"\s{0,3}(?:#{1,6}\s+|[-+*]\s+)?(\*{1,3}|_{1,3})(?![\s*_]).+?(?<!\s)\1")


class Label(NamedTuple):
    """What opens a block of text: a word, a time, or both.

    `word` is in lower case, "" where there is only a time. `with_word` is the line without
    the time; `text` is also without the word, where the state's own name says as much. `alone`
    is whether the line holds nothing else.
    """

    time: WrittenTime | None
    word: str
    with_word: str
    text: str
    alone: bool

    @property
    def state(self) -> State | None:
        """The state that the word names; None for "update" and for words of other kinds."""
        return _STATES.get(self.word)

    @property
    def side(self) -> int:
        """-1 for what only a first message is called, 1 for what only a last one is, else 0."""
        last = self.word in _LAST or self.state in (State.RESOLVED, State.COMPLETED)
        return 1 if last else -(self.word in _FIRST or self.state is State.INVESTIGATING)

    @property
    def follows(self) -> bool:
        """Whether it is a word, like "update", for what is said after something else."""
        return self.word in _STATES and self.state in (None, State.UPDATE)

    @property
    def certain(self) -> bool:
        """Whether it opens an update anywhere: `15:30` before a sentence need not."""
        return bool(self.word) or self.alone or bool(self.time and self.time.month_day)


def parse_label(line: str) -> Label | None:
    """The label that a line begins with, or None where it is only text."""
    start = _match_end(_MARKS, line, 0)
    heading = line[:start].strip().startswith("#")
    inside = _match_end(_OPEN, line, start)
    opening = line[start:inside]
    end, time, label = _read_word_and_time(line, inside)
    if not end:
        return None
    words = label[0] if label else ""
    rest = line[end:] if not heading else _HASHES.sub("", line[end:])
    apart = opening.strip("`") or heading or time is not None or not rest.strip()
    if words and not apart and not _APART.search(line[start:end].rstrip("*_ ")):
        return None
    rest = _reopen(opening, line[inside:end], rest.strip())
    prefix = line[:start].lstrip() if heading else ""
    with_word = line.strip()
    if time:
        named = words if heading or not words else f"**{words}**"
        with_word = prefix + (f"{named}: {rest}" if named and rest else named or rest)
    repeated = not words or words.lower() in _HEADING_WORDS
    text = (prefix if rest else "") + rest if repeated else with_word
    word = re.sub(r"\s+", " ", label["words"].lower()) if label else ""
    return Label(time, word, with_word, text, not rest)


def is_emphasised(line: str) -> bool:
    """Whether a line begins with words in emphasis, as `**DNS error**:` does."""
    return _EMPHASIS.match(line) is not None


def _read_word_and_time(
    line: str, start: int
) -> tuple[int, WrittenTime | None, re.Match[str] | None]:
    """A label's word and a time, in either order, and where the text goes on; 0 for neither."""
    time, label, end = None, None, 0
    for _ in range(2):
        start = _match_end(_OPEN, line, start)
        beside = _match_end(_BESIDE, line, start) if label else start
        found = find_time(line, beside) if time is None else None
        if found and not _is_in_sentence(line, beside, found[1]):
            time, start = found
        elif label is None and (label := _LABEL.match(line, start)):
            start = label.end()
        else:
            break
        end = start = _match_end(_CLOSE, line, start)
    return end, time, label


def _is_in_sentence(line: str, start: int, end: int) -> bool:
    """Whether the text goes on after a time as a sentence would: it is part of what is said."""
    after = line[end:].lstrip(_CLOSING)
    if not after or line.lstrip().startswith("#"):
        return False
    if after[0] == "," or after[0] in "-–—:|.":
        return after[0] == ","
    closed = line[end : len(line) - len(after)].strip()
    if closed and line[start - 1 : start] in tuple("*_[(`"):
        return False
    return after[0].islower() or _MONTH_NAME.search(line, start, end) is not None


def _match_end(pattern: re.Pattern[str], line: str, start: int) -> int:
    """Where a pattern that matches the empty text too ends in a line."""
    match = pattern.match(line, start)
    return match.end() if match else start


def _reopen(opening: str, consumed: str, rest: str) -> str:
    """Give emphasis and brackets back to a text that is still inside them."""
    marks = opening.replace("\\", "").replace("`", "")
    for mark in dict.fromkeys(marks):
        closer = {"[": "]", "(": ")"}.get(mark, mark)
        if closer not in consumed and closer in rest:
            rest = mark * marks.count(mark) + rest
    return rest
