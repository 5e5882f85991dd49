"""How an update begins in a page's text: `**Resolved** - `, `### 10:15 - Identified`, `[Update]`.

A word counts as a label only where it stands apart: in emphasis, in brackets, as a heading, before
a colon or a dash, or beside a time. A state is told by such a label alone, never by a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from statusgen.imports.sources.written_times import Moment, find_moment
from statusgen.model.terms import State

_STATES: dict[str, State | None] = {
    "investigating": State.INVESTIGATING,
    "under investigation": State.INVESTIGATING,
    "reopened": State.INVESTIGATING,
    "identified": State.IDENTIFIED,
    "monitoring": State.MONITORING,
    "resolved": State.RESOLVED,
    "fixed": State.RESOLVED,
    "postmortem": State.POSTMORTEM,
    "post-mortem": State.POSTMORTEM,
    "post mortem": State.POSTMORTEM,
    "scheduled": State.SCHEDULED,
    "in progress": State.IN_PROGRESS,
    "verifying": State.VERIFYING,
    "completed": State.COMPLETED,
    "complete": State.COMPLETED,
    "cancelled": State.CANCELLED,
    "canceled": State.CANCELLED,
    **dict.fromkeys(("update", "updated", "updates", "edit", "edited")),
}
_FIRST = ("initial message", "initial report", "initial", "open issue", "original message")
_LAST = ("final message", "final update", "close issue", "close", "closed")
_NAMES = ("investigating", "identified", "monitoring", "resolved", "completed", "cancelled")
_SAID_BY_HEADING = frozenset(
    (*_NAMES, "postmortem", "scheduled", "in progress", "verifying", "update")
)
_WORDS = "|".join(sorted(map(re.escape, (*_STATES, *_FIRST, *_LAST)), key=len, reverse=True))
_LABEL = re.compile(
    rf"(?P<words>{_WORDS})(?:\s*#?\d{{1,2}}(?!\d|[:h]\d|\s?[ap]\.?m))?(?![^\W_]|[/'’-])",
    re.IGNORECASE,
)
_MARKS = re.compile(r"\s{0,3}(?:#{1,6}\s+|[-+]\s+|\*\s+)?")
_OPEN = re.compile(r"[*_\[(\\`]*")
_CLOSE = re.compile(r"[*_\])\\`]*\s*(?:[-–—:|,.]+(?=[\s*_\])\\]|$)[*_\])\\`]*)?\s*")
_BESIDE = re.compile(r"(?:(?:on|at|from|@)\s+)?", re.IGNORECASE)
_HASHES = re.compile(r"(?<!\s)\s+#+\s*$")
_EMPHASIS = re.compile(r"\s{0,3}(?:#{1,6}\s+|[-+*]\s+)?(\*{1,3}|_{1,3})(?![\s*_]).+?(?<!\s)\1")


@dataclass(frozen=True, slots=True)
class Head:
    """What opens a block of text.

    `label` is in lower case, "" where only a time stands there. `labelled` is the line without
    the time; `text` is also without the label, where the state's own name says as much. `alone`
    is whether the line holds nothing else.
    """

    moment: Moment | None
    label: str
    labelled: str
    text: str
    alone: bool

    @property
    def state(self) -> State | None:
        """The state that the label names; None for "update" and for labels of other kinds."""
        return _STATES.get(self.label)

    @property
    def side(self) -> int:
        """-1 for what only a first message is called, 1 for what only a last one is, else 0."""
        last = self.label in _LAST or self.state in (State.RESOLVED, State.COMPLETED)
        return 1 if last else -(self.label in _FIRST or self.state is State.INVESTIGATING)

    @property
    def certain(self) -> bool:
        """Whether it opens an update wherever it stands: `15:30` before a sentence need not."""
        return bool(self.label) or self.alone or bool(self.moment and self.moment.month_day)


def parse_head(line: str) -> Head | None:
    """What a line opens, or None where it is only text."""
    marks = _MARKS.match(line)
    at = marks.end() if marks else 0
    heading = line[:at].strip().startswith("#")
    opened = _OPEN.match(line, at)
    opening = opened[0] if opened else ""
    end, moment, label, words = _consume(line, at + len(opening))
    if end is None:
        return None
    rest = line[end:] if not heading else _HASHES.sub("", line[end:])
    apart = bool(opening.strip("`")) or heading or moment is not None or not rest.strip()
    if label and not apart and not re.search(r"[-–—:|]\s*$", line[at:end].rstrip("*_ ") or ""):
        return None
    rest = _reopen(opening, line[at + len(opening) : end], rest.strip())
    prefix = line[:at].lstrip() if heading else ""
    labelled = line.strip() if moment is None else prefix + _label(words, rest, bool(prefix))
    said = not label or words.lower() in _SAID_BY_HEADING
    text = (prefix if rest else "") + rest if said else labelled
    return Head(moment, label, labelled, text, not rest)


def is_emphasised(line: str) -> bool:
    """Whether a line begins with words in emphasis, as `**DNS error**:` does."""
    return _EMPHASIS.match(line) is not None


def _consume(line: str, at: int) -> tuple[int | None, Moment | None, str, str]:
    """Read a label and a time, in either order; where the text goes on, None for neither."""
    moment, label, words, end = None, "", "", None
    for _ in range(2):
        opened = _OPEN.match(line, at)
        at = opened.end() if opened else at
        beside = _BESIDE.match(line, at) if label else None
        found = find_moment(line, beside.end() if beside else at) if moment is None else None
        if found:
            moment, at = found
        elif not label and (match := _LABEL.match(line, at)):
            words, at = match[0], match.end()
            label = re.sub(r"\s+", " ", match["words"].lower())
        else:
            break
        closing = _CLOSE.match(line, at)
        at = closing.end() if closing else at
        end = at
    return end, moment, label, words


def _reopen(opening: str, consumed: str, rest: str) -> str:
    """Give emphasis and brackets back to a text that is still inside them."""
    run = opening.replace("\\", "").replace("`", "")
    for mark in dict.fromkeys(run):
        closer = {"[": "]", "(": ")"}.get(mark, mark)
        if closer not in consumed and closer in rest:
            rest = mark * run.count(mark) + rest
    return rest


def _label(words: str, rest: str, heading: bool) -> str:
    """A label whose time was taken out from beside it, with the text that follows."""
    named = words if heading or not words else f"**{words}**"
    return f"{named}: {rest}" if named and rest else named or rest
