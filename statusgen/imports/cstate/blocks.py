"""An issue's body without its shortcodes, cut into its updates by what people write into them.

The theme has one mark, `{{< track "2018-11-23 23:27:00" >}}`, at the end of an update or at its
start. Most pages do without: a rule and a line with a time, a label in emphasis or brackets, a
heading. A body is cut only at one of these; everything else stays with what it follows.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from statusgen.imports.sources.labels import Label, is_emphasised, parse_label
from statusgen.imports.sources.mixed_markup import CodeSpans
from statusgen.imports.sources.written_times import WrittenTime
from statusgen.model.terms import State

_SHORTCODE = re.compile(
    r"\{\{(?P<open>[<%])(?P<inside>(?:(?![>%]\}\}|\{\{[<%]).)*)[>%]\}\}", re.DOTALL
)
_ATTRIBUTE = re.compile(
    r"""(?:([\w-]+)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|`([^`]*)`|([^\s"'`=]+))"""
)
# Private characters take the place of a time, so that no rewriting of the text can touch it.
_FIRST, _LAST = "\ue000", "\ue001"
_TIME_MARK = re.compile(f"{_FIRST}(\\d+){_LAST}")
_RULE = re.compile(r"[ ]{0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}")
_AROUND = re.compile(rf"(\A|\n)?(?<![ \t])[ \t]*{_TIME_MARK.pattern}[ \t]*(?=(\n|\Z)?)")
_GOES_ON = re.compile(
    r"\b(?:from|to|at|until|till|since|on|by|between|and|around|before|after)$", re.IGNORECASE
)
_EMPTY = ("", "\\")
"""Lines between paragraphs: nothing, or the break that the theme's examples have there."""
_ITEM = re.compile(r"[-*+][ \t]+\S")


class ShortcodeText(NamedTuple):
    """A body whose shortcodes became text, and its times became marks (`_TIME_MARK`).

    `times` are the marked times as written; `others` the shortcodes that cannot become text here,
    with the number of their line (from 0).
    """

    text: str
    times: tuple[str, ...]
    others: tuple[tuple[int, str], ...]


def replace_shortcodes(body: str) -> ShortcodeText:
    """Replace shortcodes by Markdown; code is left alone."""
    code, pieces, place = CodeSpans(body), [], 0
    times: list[str] = []
    others: list[tuple[int, str]] = []
    for match in _SHORTCODE.finditer(body):
        name, _, rest = " ".join(match["inside"].split(None, 1)).partition(" ")
        if code.holds(match.start()) or not name:
            continue
        attributes = [(key.lower(), "".join(values)) for key, *values in _ATTRIBUTE.findall(rest)]
        pieces.append(body[place : match.start()])
        place = match.end()
        if name == "track":
            pieces.append(f"{_FIRST}{len(times)}{_LAST}")
            times.append(" ".join(value for _, value in attributes))
        elif name == "figure" and (figure := _figure(dict(attributes))):
            pieces.append(figure)
        else:
            others.append((body.count("\n", 0, match.start()), match[0]))
            pieces.append("`" + " ".join(match[0].replace("`", "'").split()) + "`")
    pieces.append(body[place:])
    return ShortcodeText("".join(pieces), tuple(times), tuple(others))


def restore_times(text: str, times: tuple[str, ...]) -> str:
    """A text with the times in the places of its remaining marks."""
    return _TIME_MARK.sub(lambda mark: "".join(times[int(mark[1]) : int(mark[1]) + 1]), text)


def _figure(attributes: dict[str, str]) -> str:
    """The theme's picture as Markdown; "" where it names none."""
    source = attributes.get("src") or attributes.get("")
    if not source:
        return ""
    caption = " ".join(filter(None, (attributes.get("title"), attributes.get("caption"))))
    words = attributes.get("alt") or caption or source
    image = f"![{words}](<{source}>)"
    image = f"[{image}](<{attributes['link']}>)" if attributes.get("link") else image
    return f"{image}\n\n{caption}" if caption and caption != words else image


class Block(NamedTuple):
    """One update's piece of a body, without its time mark.

    `line` is the number of its first line (from 0), `mark` that of the mark, None without one.
    `time` is that of its label.
    """

    line: int
    first: str
    rest: str
    label: Label | None
    mark: int | None
    time: WrittenTime | None

    @property
    def state(self) -> State | None:
        """The state that its label names."""
        return self.label.state if self.label else None

    @property
    def closes(self) -> bool:
        """Whether its label is one of a last message."""
        return self.label is not None and self.label.side > 0


class _Line(NamedTuple):
    number: int
    text: str
    code: bool
    opens: bool  # nothing of the same paragraph is above it
    rule: bool
    below_rule: bool  # a rule is above it; for a line alone, the body's beginning counts too
    label: Label | None

    @property
    def filled(self) -> bool:
        return self.text.strip() not in _EMPTY and not self.rule


def parse_blocks(body: str) -> tuple[Block, ...]:
    """The pieces of a body, in the order of the text. Empty ones are left out."""
    lines = _parse_lines(body)
    cuts = sorted(_find_cuts(lines) | {0, len(lines)})
    blocks = (_build_block(lines[start:end]) for start, end in pairwise(cuts))
    return tuple(filter(None, blocks))


def _parse_lines(body: str) -> list[_Line]:
    code, place, lines = CodeSpans(body), 0, []
    opens, beginning, below_rule = True, True, False
    for number, text in enumerate(body.split("\n")):
        inside = code.holds(place) and code.holds(place + max(0, len(text) - 1))
        rule = not inside and _RULE.fullmatch(text) is not None
        label = None if inside or rule else parse_label(_without_mark(text, _find_mark(text)))
        heading = text.startswith("#")
        below = below_rule or (beginning and bool(label and label.alone))
        lines.append(_Line(number, text, inside, opens or heading, rule, below, label))
        place += len(text) + 1
        opens = text.strip() in _EMPTY or rule or heading
        if text.strip():
            below_rule, beginning = rule, beginning and rule
    return lines


def _find_cuts(lines: list[_Line]) -> set[int]:
    """The numbers of the lines with which an update begins."""
    cuts = {cut for line in lines if (cut := _cut_at_mark(lines, line)) is not None}
    if cuts:
        return cuts | _find_labels(lines, cuts)
    first = next((line for line in lines if line.filled), None)
    timed = bool(first and first.label and first.label.time)
    cuts = {line.number for line in lines if line.label and _begins(line, line.label, timed)}
    if any(line.label and line.label.time and line.below_rule for line in lines):
        cuts |= {line.number for line in lines if line.rule}
    return cuts


def _cut_at_mark(lines: list[_Line], line: _Line) -> int | None:
    """The line before which a line's time mark cuts the body: itself, or the next one.

    None where it has no mark.
    """
    if line.code or not (mark := _find_mark(line.text)):
        return None
    before, after = line.text[: mark.start()].strip(), line.text[mark.end() :].strip()
    joined = any(below.filled for below in lines[line.number + 1 : line.number + 2])
    labelled = not before or bool(line.label and line.label.text == "" and line.label.word)
    labelled = labelled or (is_emphasised(before) and before[-1] in "*_:-")
    if after:
        opening = labelled and not _TIME_MARK.search(after)
    elif before:
        opening = line.opens and labelled and (joined or before[0] == "#")
    else:
        first = next(other for other in lines if other.filled)
        opening = line.opens and (joined or first is line)
    return line.number if opening else line.number + 1


def _find_labels(lines: list[_Line], cuts: set[int]) -> set[int]:
    """Where updates without a mark begin among marked ones: each opens with a label.

    Words in emphasis, or headings, are labels where the marked updates begin with such.
    """
    openers = [line for line in lines if line.opens and line.filled and not line.code]
    numbers = [line.number for line in openers]
    starts = (bisect_left(numbers, cut) for cut in sorted({0, *cuts}))
    styles = [_style(openers[start]) for start in starts if start < len(openers)]
    common = set(styles[1:] or styles)
    style = common.pop() if len(common) == 1 else ""
    return {
        line.number
        for line in openers
        if (line.label and line.label.word) or (style and _style(line) == style)
    }


def _style(line: _Line) -> str:
    return "#" if line.text.startswith("#") else "*" if is_emphasised(line.text) else ""


def _begins(line: _Line, label: Label, timed: bool) -> bool:
    """Whether a line of a body without marks begins an update.

    A time of day before a sentence, or at the head of a list's item, does so in a body that
    begins with a time; elsewhere it may be a line of some account inside one update.
    """
    if _ITEM.match(line.text):
        return timed and label.time is not None
    if line.opens:
        return label.certain or timed
    return label.alone and (bool(label.time) or line.text.strip()[0] in "[*_\\")


def _build_block(piece: Sequence[_Line]) -> Block | None:
    """A block of some lines, without rules and empty lines around it; None for nothing at all."""
    filled = [number for number, line in enumerate(piece) if line.filled]
    if not filled:
        return None
    lines = piece[filled[0] : filled[-1] + 1]
    marks = (_find_mark(line.text) for line in lines if not line.code)
    mark = next(filter(None, marks), None)
    text = "\n".join(line.text for line in lines)
    if mark:
        text = _without_mark(text, mark).rstrip().removesuffix("\\")
    first, _, rest = text.partition("\n")
    label, number = lines[0].label, int(mark[1]) if mark else None
    return Block(lines[0].number, first, rest, label, number, label.time if label else None)


def _find_mark(text: str) -> re.Match[str] | None:
    """The mark that tells when a line was written; one inside a sentence is a part of that."""
    for mark in _TIME_MARK.finditer(text):
        before = text[: mark.start()].rstrip()
        after = re.search(r"\w", _TIME_MARK.sub("", text[mark.end() :]))
        inside = _GOES_ON.search(before) or (after and before[-1:].isalnum())
        label = parse_label(before) if inside else None
        if not inside or (label and label.alone):
            return mark
    return None


def _without_mark(text: str, chosen: re.Match[str] | None) -> str:
    """A text without one of its time marks."""

    def between(mark: re.Match[str]) -> str:
        if chosen is None or mark[2] != chosen[1]:
            return mark[0]
        alone = mark[1] is not None or mark[3] is not None
        return (mark[1] or "") if alone else " "

    return _AROUND.sub(between, text)


def part_first_report(block: Block) -> tuple[Block, ...]:
    """An update, and the first report that stands below it without a label of its own."""
    lines = [block.first, *block.rest.split("\n")]
    begins = 1 if block.label and block.label.alone else 0
    text = next((n for n in range(begins, len(lines)) if lines[n].strip()), len(lines))
    gap = next((n for n in range(text, len(lines)) if not lines[n].strip()), len(lines))
    start = next((n for n in range(gap, len(lines)) if lines[n].strip()), None)
    if start is None:
        return (block,)
    update = block._replace(rest="\n".join(lines[1:gap]))
    rest = "\n".join(lines[start + 1 :])
    return update, Block(block.line + start, lines[start], rest, None, None, None)
