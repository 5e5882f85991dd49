"""An issue's body cut into its updates, by what people write into them.

The theme has one mark, `{{< track "2018-11-23 23:27:00" >}}`, at the end of an update or at its
start. Most pages do without: a rule and a line with a time, a label in emphasis or brackets, a
heading. A body is cut only where one of these stands; all else stays with what it follows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from statusgen.imports.cstate.shortcodes import TRACK
from statusgen.imports.sources.labels import Head, is_emphasised, parse_head
from statusgen.imports.sources.mixed_markup import Code

_RULE = re.compile(r"[ ]{0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}")
_AROUND = re.compile(rf"(\A|\n)?(?<![ \t])[ \t]*{TRACK.pattern}[ \t]*(?=(\n|\Z)?)")
_ITEM = re.compile(r"[-*+][ \t]+\S")


class _Cut(Enum):
    """Where a time mark puts the border of its update."""

    BEFORE = auto()
    AFTER = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """One update's piece of a body, without its time mark.

    `line` is the number of its first line (from 0), `track` that of the mark, None without one.
    """

    line: int
    first: str
    rest: str
    head: Head | None
    track: int | None


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    code: bool
    opens: bool  # nothing of the same paragraph stands above it
    rule: bool
    below_rule: bool  # what stands above it is a rule; for a line alone, the body's beginning too
    head: Head | None


def parse_blocks(body: str) -> tuple[Block, ...]:
    """The pieces of a body, in the order in which they stand. Empty ones are left out."""
    lines = _parse_lines(body)
    cuts = sorted(_find_cuts(lines) | {0, len(lines)})
    pieces = (lines[start:end] for start, end in pairwise(cuts))
    return tuple(block for piece in pieces if (block := _build(piece)))


def _parse_lines(body: str) -> list[_Line]:
    code, place, lines = Code(body), 0, []
    opens, beginning, below_rule = True, True, False
    for number, text in enumerate(body.split("\n")):
        inside = code.holds(place) and code.holds(place + max(0, len(text) - 1))
        rule = not inside and _RULE.fullmatch(text) is not None
        head = None if inside or rule else parse_head(_unmarked(text))
        heading = text.startswith("#")
        below = below_rule or (beginning and bool(head and head.alone))
        lines.append(_Line(number, text, inside, opens or heading, rule, below, head))
        place += len(text) + 1
        opens = not text.strip() or rule or heading
        if text.strip():
            below_rule, beginning = rule, beginning and rule
    return lines


def _find_cuts(lines: list[_Line]) -> set[int]:
    """The numbers of the lines with which an update begins."""
    marks = {line.number: cut for line in lines if (cut := _track_cut(lines, line))}
    if marks:
        cuts = {number + (cut is _Cut.AFTER) for number, cut in marks.items()}
        return cuts | _labels(lines, cuts)
    first = next((line for line in lines if line.text.strip() and not line.rule), None)
    timed = bool(first and first.head and first.head.moment)
    cuts = {line.number for line in lines if line.head and _begins(line, line.head, timed)}
    if any(line.head and line.head.moment and line.below_rule for line in lines):
        cuts |= {line.number for line in lines if line.rule}
    return cuts


def _track_cut(lines: list[_Line], line: _Line) -> _Cut | None:
    """Which border a line's time mark draws, None where it has no mark."""
    if line.code or not (mark := TRACK.search(line.text)):
        return None
    before, after = line.text[: mark.start()].strip(), line.text[mark.end() :].strip()
    below = lines[line.number + 1] if line.number + 1 < len(lines) else None
    joined = bool(below and below.text.strip() and not below.rule)
    label = not before or bool(line.head and line.head.text == "" and line.head.label)
    label = label or (is_emphasised(before) and before[-1] in "*_:-")
    if after:
        return _Cut.BEFORE if label and not TRACK.search(after) else _Cut.AFTER
    if before:
        return _Cut.BEFORE if line.opens and label and (joined or before[0] == "#") else _Cut.AFTER
    if not line.opens:
        return _Cut.AFTER
    first = next(other for other in lines if other.text.strip() and not other.rule)
    return _Cut.BEFORE if joined or first is line else _Cut.AFTER


def _labels(lines: list[_Line], cuts: set[int]) -> set[int]:
    """Where updates without a mark begin among marked ones: each opens with a label.

    Words in emphasis, or headings, are labels where the marked updates begin with such.
    """
    openers = [line for line in lines if line.opens and line.text.strip() and not line.rule]
    openers = [line for line in openers if not line.code]
    numbers = [line.number for line in openers]
    starts = (bisect_left(numbers, cut) for cut in sorted({0, *cuts}))
    found = [_style(openers[start]) for start in starts if start < len(openers)]
    styles = set(found[1:] or found)
    style = styles.pop() if len(styles) == 1 else ""
    labelled = (o for o in openers if (o.head and o.head.label) or (style and _style(o) == style))
    return {line.number for line in labelled}


def _style(line: _Line) -> str:
    return "#" if line.text.startswith("#") else "*" if is_emphasised(line.text) else ""


def _begins(line: _Line, head: Head, timed: bool) -> bool:
    """Whether a line of a body without marks begins an update.

    A time of day before a sentence, or at the head of a list's item, does so in a body that
    begins with a time; elsewhere it may be a line of some account inside one update.
    """
    if _ITEM.match(line.text):
        return timed and head.moment is not None
    if line.opens:
        return head.certain or timed
    return head.alone and (bool(head.moment) or line.text.strip()[0] in "[*_\\")


def _build(piece: Sequence[_Line]) -> Block | None:
    """A block of some lines, without the rules and blanks around it; None for nothing at all."""
    lines = list(_trimmed(piece))
    if not lines:
        return None
    marks = (TRACK.search(line.text) for line in lines if not line.code)
    mark = next(filter(None, marks), None)
    text = "\n".join(line.text for line in lines)
    if mark:
        text = _unmarked(text, 1).rstrip()
        text = text.removesuffix("\\") if text.endswith("\\") else text
    first, _, rest = text.partition("\n")
    return Block(lines[0].number, first, rest, lines[0].head, int(mark[1]) if mark else None)


def _unmarked(text: str, count: int = 0) -> str:
    """A text without its time marks, or without the first of them."""

    def between(found: re.Match[str]) -> str:
        alone = found[1] is not None or found[3] is not None
        return (found[1] or "") if alone else " "

    return _AROUND.sub(between, text, count=count)


def _trimmed(piece: Sequence[_Line]) -> Iterator[_Line]:
    full = [n for n, line in enumerate(piece) if line.text.strip() and not line.rule]
    yield from piece[full[0] : full[-1] + 1] if full else ()
