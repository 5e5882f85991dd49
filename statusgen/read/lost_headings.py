"""Lines with an update's heading that opens no update, because of what stands before it."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from statusgen.model.findings import Findings, Place
from statusgen.read.lookalikes import fenced_lines, find_field, find_heading
from statusgen.read.source import Source
from statusgen.read.timestamps import BadTime, parse_timestamp

_ITEM = re.compile(
    r"\s*(?:[-+*•·]|(?P<number>\d{1,2}[.)]))[ \t]+(?P<signs>#{1,6}[ \t]+)?(?P<text>.*)"
)
_BELOW_TEXT = re.compile(r"\s|[-+*•·#]|\d{1,2}[.)]")
"""How a line begins that is no paragraph of its own."""
_JOINED = re.compile(r"(?<=[^\s`])[ \t]+(?=#{2,6}[ \t]+\S*\d{4}-)")

_STATE = r"(?:investigating|identified|monitoring|resolved)"
_TOLD = re.compile(
    r"[\s>*_\[(•·+-]*(?P<word>update\b[\s:]*)?"
    r"(?P<day>\d{4}-\d{2}-\d{2}[ T])?(?P<clock>\d{1,2}:\d{2})"
    rf"(?: (?:h|hrs|uhr))?(?: {_STATE})?[\s*_]*(?P<sign>[:\])]|[-–—]\s)",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\s*\*\*(?P<clock>\d{1,2}:\d{2})(?: ?(?:h|hrs|uhr))?\*\*\s*", re.I)
_EDIT = re.compile(
    r"[\s>*_\[(]*(?:EDIT(?:ED)?|[Ee]dit(?:ed)?(?=\s?\(?\d))\s?\(?(?P<clock>\d{1,2}:\d{2})?\)?[\s*_]*:"
    r"[\s*_]*(?P<reason>\S.*)"
)


class LostHeading(NamedTuple):
    """The heading that is meant, where it begins in its line, and what is to be said of it."""

    text: str
    offset: int
    is_sure: bool
    message: str
    fix: str


def find_lost_heading(lines: Sequence[str], number: int) -> LostHeading | None:
    """The heading of an update that a line was meant as, or ends with."""
    line = lines[number]
    if found := find_heading(line):
        message = "this looks like an update's heading but opens no update"
        below = ", and the rest of the line below it" if found[1] else ""
        fix = f"write ## {found[0]}{below}, or begin the line with - if it is text"
        return LostHeading(found[0], len(line) - len(line.lstrip()), True, message, fix)
    if (item := _ITEM.fullmatch(line)) and (found := find_heading(item["text"])):
        return _explain_item(item, found, lines, number)
    joined = _JOINED.search(line)
    offset = joined.end() if joined else 0
    if joined and line[:offset].count("`") % 2 == 0 and (found := find_heading(line[offset:])):
        message = "an update's heading stands in the middle of a line, and opens no update"
        fix = f"put it on a line of its own: ## {found[0]}"
        return LostHeading(found[0], offset, True, message, fix)
    return None


def _explain_item(
    item: re.Match[str], found: tuple[str, str], lines: Sequence[str], number: int
) -> LostHeading | None:
    """A heading in a list, unless it is one of several items, or nothing follows it."""
    heading, rest = found
    has_state = item["text"].rstrip("*_`:. #")[-1:].isalpha()
    if rest or not has_state:
        return None
    message = "an update's heading in a list opens no update"
    if item["signs"]:
        return LostHeading(heading, 0, True, message, f"write ## {heading}")
    above = next((lines[n] for n in range(number - 1, -1, -1) if lines[n].strip()), "")
    below = next((lines[n] for n in range(number + 1, len(lines)) if lines[n].strip()), "")
    has_field = bool(
        lines[number + 1 : number + 2]
        and (like := find_field(lines[number + 1]))
        and like.sign
        and like.has_value
    )
    if _ITEM.match(above) or not below or (_BELOW_TEXT.match(below) and not has_field):
        return None
    fix = f"write ## {heading}"
    if not (has_field or item["number"]):
        return LostHeading(heading, 0, False, message, f"if an update begins here, {fix}")
    return LostHeading(heading, 0, True, message, f"{fix}, or begin the line with - if it is text")


def check_told_times(text: Source, at: datetime, zone: ZoneInfo, findings: Findings) -> None:
    """Warnings for a paragraph that was an update of its own, with a later time, or an edit."""
    fenced, lines, local = fenced_lines(text.text), text.text.split("\n"), at.astimezone(zone)
    for number, line in enumerate(lines):
        if ":" not in line or number in fenced or (number and lines[number - 1].strip()):
            continue
        if number and (edit := _EDIT.fullmatch(line)):
            message = "this edit is shown as text, and feeds do not say that there was one"
            meant = f"Edited: {local:%Y-%m-%d} {edit['clock'] or f'{local:%H:%M}'} {edit['reason']}"
            fix = f"with the time of the edit, and right under the heading, write {meant}"
            findings.warning(Place(text.path, text.line + number), "misplaced-field", message, fix)
        told = _TOLD.match(line)
        told = told if told and (told["word"] or told["day"]) else _ALONE.fullmatch(line)
        if not told or (told.groupdict().get("sign") != ":" and line.lstrip()[0] in "-+•·"):
            continue
        day = (told.groupdict().get("day") or f"{local:%Y-%m-%d}").rstrip(" Tt")
        try:
            is_later = parse_timestamp(f"{day} {told['clock']}", zone) > at
        except BadTime:
            continue
        if is_later:
            message = "this looks like an update of its own, and is shown as part of another text"
            heading = f"## {day} {told['clock']:0>5} — Update"
            fix = f"if it is one, move it under a heading of its own: {heading}"
            findings.warning(Place(text.path, text.line + number), "bad-heading", message, fix)
