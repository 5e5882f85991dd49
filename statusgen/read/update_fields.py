"""The fields straight under an update's heading: promise, changed components, edits."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from statusgen.model.entry import Edit
from statusgen.model.findings import Findings, Place
from statusgen.model.terms import Status
from statusgen.read.component_changes import (
    Context,
    Field,
    find_changes,
    format_changes,
    parse_changes,
)
from statusgen.read.lookalikes import (
    COLONS,
    FIELDS,
    PROMISE,
    fenced_lines,
    find_field,
    find_labelled_time,
)
from statusgen.read.source import Source
from statusgen.read.suggest import distance
from statusgen.read.timestamps import (
    TIMESTAMP,
    BadTime,
    doubt_offset,
    is_time_of_day,
    parse_promise,
    parse_timestamp,
)
from statusgen.read.translated_promises import TRANSLATED_PROMISE
from statusgen.read.written_times import find_clock, find_day

_FIELD = re.compile(r"([A-Za-z][A-Za-z _-]{0,24}?)[ \t]*:[ \t]*(.*)")
_SECOND_FIELD = re.compile(r"(?<![^\s,;.|])(?:next update|components|edited)[ \t]*:", re.IGNORECASE)
_OTHER_EDIT = re.compile(
    r"(?:last )?(?:updated?|correct(?:ion|ed)|changed?|amended):\s*(.*)", re.IGNORECASE
)
_LONGEST, _LONGEST_NAME = 300, 40
_MENTIONED = ("next", "component", "edit")
_LIKE_CHANGE = re.compile(r"[^=:>]+[=:>]")
_HALF_A_DAY = timedelta(hours=12)
_LONG_WAIT = timedelta(days=60)
_EDITED = re.compile(
    rf"({TIMESTAMP})(?!\s*(?:[ap]\.?m\b|UTC\b|GMT\b|[A-Z]{{2,4}}T\b))[\s\-–—:·•|]*(.*)"
)

_AROUND_EDIT = " \t)-–—:·•|,"


class UpdateFields(NamedTuple):
    """What the fields of one update say."""

    next_update: datetime | None
    components: tuple[tuple[str, Status], ...]
    edits: tuple[Edit, ...]


def split_fields(
    source: Source, at: datetime, context: Context, findings: Findings
) -> tuple[list[Field], Source]:
    """The fields on the first lines of a text, one on each, and the rest of it.

    The first line that is no field ends them. What is nearly a field is an error, as is one that is
    repeated or runs over several lines. `at` is the update's instant.
    """
    fields: list[Field] = []
    if source.text.startswith("\n"):
        check_text(source, findings)
        return fields, source
    lines, number = source.text.split("\n"), 0
    while number < len(lines):
        written = lines[number]
        column = len(written) - len(written.lstrip()) + 1
        place = Place(source.path, source.line + number, column)
        field = _parse_field(written.strip(), place, context, findings)
        if field is None:
            break
        number += 1
        field, count = _join_lines(field, lines[number:], at, context)
        if count:
            number += count
            message = f'"{field.name}" runs over {count + 1} lines, and only the first counts'
            fix = f"write these {count + 1} lines as one: {field.name}: {field.text}"
            if field.name == "Edited":
                fix = f"put a blank line after the reason, or {fix}"
            findings.error(place, "wrapped-field", message, fix)
            continue
        if field.name != "Edited" and any(other.name == field.name for other in fields):
            message = f'"{field.name}" is given twice'
            findings.error(place, "repeated-field", message, "keep one of them")
        fields.append(field)
    rest = source.from_line(number, lines[number:])
    check_text(rest, findings)
    return fields, rest


def _join_lines(
    field: Field, below: Iterable[str], at: datetime, context: Context
) -> tuple[Field, int]:
    """A field with the lines below it that surely belong to it, and their number."""
    count = 0
    for line in below:
        more = line.strip()
        if not more or _parse_field(more, field.place, context, Findings()):
            break
        joined = field._replace(text=f"{field.text} {more}".strip())
        if field.name == "Components":
            changes = find_changes(more, context)
            is_open = field.text[-1:] in {"", ",", ";"} and _LIKE_CHANGE.match(more)
            goes_on = bool(changes or is_open)
            pieces = (field.text.rstrip(",; "), format_changes(changes) or more.lstrip("-*•· "))
            joined = field._replace(text=", ".join(filter(None, pieces)))
        elif field.name == "Edited":
            edit = _EDITED.fullmatch(field.text)
            has_reason = bool(edit and edit.groups()[-1])
            goes_on = line[0].islower() or line[0].isspace()
            goes_on = goes_on if has_reason else bool(_EDITED.fullmatch(joined.text))
        else:
            begins = not field.text and bool(FIELDS["Next update"].match(more))
            is_whole = _is_promise(field, at, context)
            goes_on = begins or (not is_whole and _is_promise(joined, at, context))
        if not goes_on:
            break
        field, count = joined, count + 1
    return field, count


def _is_promise(field: Field, at: datetime, context: Context) -> bool:
    try:
        return bool(parse_promise(field.text, at, context.zone))
    except BadTime:
        return False


def _parse_field(written: str, place: Place, context: Context, findings: Findings) -> Field | None:
    """The field on a line right under a heading, or under another field; None where it is text."""
    match = _FIELD.fullmatch(written)
    near = _nearest_field(match[1]) if match else None
    if match and near:
        if match[1].capitalize() != near:
            message = f'unknown field "{match[1]}"'
            findings.error(place, "unknown-field", message, f'did you mean "{near}"?')
        field = Field(near, match[2], place._replace(column=place.column + match.start(2)))
        return field if near == "Edited" else _without_second(field, findings)
    like = find_field(written)
    if like is None or not (like.sign in COLONS or like.has_value):
        _check_other_name(written, place, context, findings)
        return None
    if like.name != "Edited" or _EDITED.fullmatch(like.value):
        message = f'"{written[:80]}" is nearly a field'
        findings.error(place, "unknown-field", message, f"write {like.name}: {like.value}")
    return Field(like.name, like.value, place)


def _without_second(field: Field, findings: Findings) -> Field:
    """A field without another one on its line, which is an error."""
    second = _SECOND_FIELD.search(field.text)
    if not second:
        return field
    place = field.place._replace(column=field.place.column + second.start())
    message = "a second field stands on this line, and counts for nothing"
    fix = f"put it on a line of its own below: {field.text[second.start() :]}"
    findings.error(place, "wrapped-field", message, fix)
    return field._replace(text=field.text[: second.start()].rstrip(" \t,;.|"))


def _check_other_name(written: str, place: Place, context: Context, findings: Findings) -> None:
    """A line right under a heading that is a field but for its name, or the name's translation."""
    name, _, value = written.partition(":")
    meant = ""
    if len(written) > _LONGEST:
        return
    changes = find_changes(value, context) if len(name) <= _LONGEST_NAME else []
    if any(change.sure for change in changes):
        meant = f"Components: {format_changes(changes)}"
    elif (edit := _OTHER_EDIT.fullmatch(written)) and _EDITED.fullmatch(edit[1]):
        meant = f"Edited: {edit[1]}"
    elif time := find_labelled_time(written):
        meant = f"Next update: {time}"
    if meant:
        message = f'"{written[:80]}" is no field, and counts for nothing'
        fix = f"write {meant}, or put a blank line above it if it is text"
        findings.error(place, "unknown-field", message, fix)


def check_text(rest: Source, findings: Findings) -> None:
    """A field at the beginning of a line of text was hardly meant as text."""
    if not any(map(rest.text.lower().__contains__, _MENTIONED)):
        return
    fenced = fenced_lines(rest.text)
    for number, text in enumerate(rest.text.split("\n")):
        mentioned = number not in fenced and any(map(text.lower().__contains__, _MENTIONED))
        like = find_field(text) if mentioned else None
        if like and like.sign in COLONS and like.has_value:
            message = f'"{text.strip()[:80]}" stands apart from its heading, and counts for nothing'
            value = like.value.rstrip(".") if like.name == "Next update" else like.value
            fix = f"move it to the line right under its update's heading: {like.name}: {value}"
            findings.error(Place(rest.path, rest.line + number), "misplaced-field", message, fix)


def check_promise(text: Source, findings: Findings) -> None:
    """A promise in the middle of a text is none; a warning."""
    match = PROMISE.search(text.text) or TRANSLATED_PROMISE.search(text.text)
    if match and text.text.count("\n", 0, match.start()) not in fenced_lines(text.text):
        message = "a next update that is promised inside a text is shown, but counts for nothing"
        clock = find_clock(match[0])[0]
        how = f": Next update: {clock}" if clock else ", like Next update: 17:10"
        fix = f"add it on the line under the heading{how}"
        findings.warning(text.place(match.start()), "promise-in-text", message, fix)


def _nearest_field(written: str) -> str | None:
    """The field with this name, or with one that differs in a letter or two."""
    for name in FIELDS:
        if distance(written.lower(), name.lower()) <= (2 if len(name) > 8 else 1):
            return name
    return "Edited" if written.lower() == "edit" else None


def parse_fields(
    fields: Iterable[Field], at: datetime, context: Context, findings: Findings
) -> UpdateFields:
    """The values of an update's fields; `at` is the update's instant."""
    promise: datetime | None = None
    components: list[tuple[str, Status]] = []
    edits: list[Edit] = []
    for field in fields:
        doubt = None
        try:
            if field.name == "Next update":
                promise = parse_promise(field.text, at, context.zone)
                _check_promise_day(field, at, promise, context.zone, findings)
                doubt = doubt_offset(field.text, promise, context.zone)
            elif field.name == "Components":
                components += parse_changes(field, context, findings)
            else:
                edits.append(_parse_edit(field.text, at, context.zone))
                time = field.text.removesuffix(edits[-1].reason).strip()
                doubt = doubt_offset(time, edits[-1].at, context.zone)
            if doubt:
                findings.warning(field.place, "unlikely-time", *doubt)
        except BadTime as error:
            findings.error(field.place, error.code, str(error), error.fix(context.today))
    return UpdateFields(promise, tuple(components), tuple(edits))


def _check_promise_day(
    field: Field, at: datetime, promise: datetime, zone: ZoneInfo, findings: Findings
) -> None:
    """A time of day that has just passed was hardly meant for the next day; a warning."""
    if promise - at > _LONG_WAIT:
        message = f"this promises the next update in {(promise - at).days} days"
        findings.warning(field.place, "unlikely-time", message, "look at its day, month and year")
    if promise - at <= _HALF_A_DAY or not is_time_of_day(field.text):
        return
    made, due = at.astimezone(zone), promise.astimezone(zone)
    message = f"this promises the next update for {due:%Y-%m-%d %H:%M}, the day after"
    fix = f"write tomorrow {due:%H:%M} if that is meant"
    later = due - _HALF_A_DAY
    if later.date() == made.date() and later > made:
        fix = f"write {later:%H:%M} if the same day is meant, or tomorrow {due:%H:%M}"
    findings.warning(field.place, "unlikely-time", message, fix)


def _parse_edit(text: str, at: datetime, zone: ZoneInfo) -> Edit:
    match = _EDITED.fullmatch(text)
    reason = match.groups()[-1].strip() if match else ""
    if not match or not reason:
        fix = "write when and why: Edited: {today} 18:10 corrected a number"
        day, day_end = find_day(text)
        clock, end = find_clock(text, day_end)
        why = text[end:].strip(_AROUND_EDIT)
        if clock and re.match(r"\(?\d", text) and re.match(r"(?![A-Z]{2,5}\b).", why):
            fix = f"write Edited: {day or f'{at.astimezone(zone):%Y-%m-%d}'} {clock} {why}"
        raise BadTime("bad-edit", "an edit needs its time and its reason", fix)
    edited = parse_timestamp(match[1], zone)
    if edited < at.replace(second=0):
        fix = "look at both times"
        raise BadTime("bad-edit", "the edit is before the update that it changed", fix)
    return Edit(max(edited, at), reason)
