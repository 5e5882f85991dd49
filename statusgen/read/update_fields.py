"""The fields straight under an update's heading: promise, changed components, edits."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from statusgen.model.entry import Edit
from statusgen.model.findings import Findings, Place
from statusgen.model.terms import Status
from statusgen.read.source import Source
from statusgen.read.suggest import distance, suggest_word
from statusgen.read.timestamps import TIMESTAMP, BadTime, parse_promise, parse_timestamp

_FIELD = re.compile(r"([*_>\- \t]*[A-Za-z][A-Za-z _-]{0,24}?[*_ \t]*):[*_ \t]*(.*)")
_DECORATION = "*_->"
_NO_COLON = re.compile(r"\s*next[ _-]?update[ \t]+(?:(?:by|at|in)[ \t]+)?\d", re.IGNORECASE)
# Each field, and how its value begins.
_VALUES = {
    "Next update": re.compile(r"(in\s+)?\d"),
    "Components": re.compile(r"[^\s=]+\s*="),
    "Edited": re.compile(r"\d{4}-"),
}
_EDITED = re.compile(rf"({TIMESTAMP})[\s\-–—:·•|]*(.*)")


class Context(Protocol):
    """What the parser of updates needs of the page, and the day in examples."""

    zone: ZoneInfo
    today: date

    def check_component(self, component: str, place: Place, findings: Findings) -> bool: ...


class Field(NamedTuple):
    """A field: its proper name, and its value with its place."""

    name: str
    text: str
    place: Place


class UpdateFields(NamedTuple):
    """What the fields of one update say."""

    next_update: datetime | None
    components: tuple[tuple[str, Status], ...]
    edits: tuple[Edit, ...]


def split_fields(source: Source, findings: Findings) -> tuple[list[Field], Source]:
    """The fields on the first lines of a text, one on each, and the rest of it.

    The first line that is no field ends them; a misspelt or repeated field is an error.
    """
    fields: list[Field] = []
    if source.text.startswith("\n") and ":" not in source.text:
        return fields, source
    lines = source.text.split("\n")
    for number, written in enumerate(lines):
        match = _FIELD.fullmatch(written.strip())
        column = len(written) - len(written.lstrip()) + 1
        place = Place(source.path, source.line + number, column)
        if _NO_COLON.match(written):
            message = "the promise has no colon"
            findings.error(place, "unknown-field", message, "write Next update: 17:10")
        name = _nearest_field(match[1]) if match else None
        if match is None or name is None:
            rest = source.from_line(number, lines[number:])
            _check_text(rest, findings)
            return fields, rest
        if name != match[1].rstrip().capitalize():
            message = f'unknown field "{match[1].strip()}"'
            findings.error(place, "unknown-field", message, f'did you mean "{name}"?')
        elif name != "Edited" and any(field.name == name for field in fields):
            findings.error(place, "repeated-field", f'"{name}" is given twice', "keep one of them")
        value = place._replace(column=column + match.start(2))
        fields.append(Field(name, match[2].strip(), value))
    return fields, source.from_line(len(lines), ())


def _check_text(rest: Source, findings: Findings) -> None:
    """A field at the beginning of a paragraph was hardly meant as text."""
    for number, (above, text) in enumerate(pairwise(rest.text.split("\n")), rest.line + 1):
        opens = ":" in text and not above.strip()
        match = _FIELD.fullmatch(text.strip()) if opens else None
        pattern = _VALUES.get(match[1].strip().capitalize()) if match else None
        if match and pattern and pattern.match(match[2]):
            message = f'"{match[1].strip()}" stands apart from its heading, and counts for nothing'
            fix = "move it to the line under the heading"
            findings.error(Place(rest.path, number), "misplaced-field", message, fix)


def _nearest_field(written: str) -> str | None:
    """The field with this name, or with one that differs in a letter or two."""
    written = written.strip().strip(_DECORATION).strip()
    for name in _VALUES:
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
        try:
            if field.name == "Next update":
                promise = parse_promise(field.text, at, context.zone)
            elif field.name == "Components":
                components += _parse_changes(field, context, findings)
            else:
                edits.append(_parse_edit(field.text, at, context.zone))
        except BadTime as error:
            findings.error(field.place, error.code, str(error), error.fix(context.today))
    return UpdateFields(promise, tuple(components), tuple(edits))


def _parse_edit(text: str, at: datetime, zone: ZoneInfo) -> Edit:
    match = _EDITED.fullmatch(text)
    reason = match.groups()[-1].strip() if match else ""
    if not match or not reason:
        fix = "write when and why: Edited: {today} 18:10 corrected a number"
        raise BadTime("bad-edit", "an edit needs its time and its reason", fix)
    edited = parse_timestamp(match[1], zone)
    if edited < at:
        fix = "look at both times"
        raise BadTime("bad-edit", "the edit is before the update that it changed", fix)
    return Edit(edited, reason)


def _parse_changes(
    field: Field, context: Context, findings: Findings
) -> Iterator[tuple[str, Status]]:
    """`pre-order = partial_outage, web-shop = operational` as pairs."""
    statuses = {str(status): status for status in Status}
    seen: set[str] = set()
    column = field.place.column
    for piece in field.text.split(","):
        place = field.place._replace(column=column + len(piece) - len(piece.lstrip()))
        column += len(piece) + 1
        name, _, word = (part.strip() for part in piece.replace(":", "=").partition("="))
        if not name or not word:
            fix = "write pre-order = partial_outage, and a comma before the next"
            findings.error(place, "bad-components", f'"{piece.strip()}" is not a change', fix)
            continue
        if name in seen:
            findings.error(place, "bad-components", f'"{name}" is given twice', "keep one of them")
        seen.add(name)
        status = statuses.get(re.sub(r"[\s_-]+", "_", word.lower()))
        known = context.check_component(name, place, findings)
        if status is None:
            after = place._replace(column=place.column + piece.strip().rfind(word))
            message, fix = f'unknown status "{word}"', suggest_word(word, statuses)
            findings.error(after, "unknown-status", message, fix)
        elif known:
            yield name, status
