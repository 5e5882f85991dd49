"""The changes of components that an update makes: in its field, or in a text, where none counts."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, groupby
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from statusgen.model.findings import Findings, Place
from statusgen.model.terms import Status
from statusgen.read.lookalikes import as_seen, fenced_lines
from statusgen.read.source import Source
from statusgen.read.suggest import SYNONYMS, suggest_word

_BETWEEN_CHANGES = re.compile("[,;，；、]")
_GLUE = re.compile(r"[\s_-]+")
_STATUSES = {str(status): status for status in Status}
_SIGNS = ("operational", "outage", "degraded", "maintenance", "=", "->", "→")
"""What is in every change; sought without a pattern, in a seventh of the time."""
_CHANGE = re.compile(
    r"(?P<before>[\s*_>•-]*)(?P<name>[^\s*_`=:→>].{0,99}?)[\s*_]*"
    r"(?:(?P<sign>=+>?|-+>|→)|[:∶꞉]|\s[-–—]\s)[\s*_]*(?P<status>[A-Za-z][A-Za-z _-]{1,24}?)[\s*_]*"
)

_STATUS_NAMES = "|".join(str(status).replace("_", "[ _-]") for status in Status)
_NO_COMMA = re.compile(rf"\b({_STATUS_NAMES})\s+(?=\w)", re.IGNORECASE)
_STATUS_LAST = re.compile(
    rf"[\"“*`\[{{\s]*(?P<name>.+?)[\s=:>→(\"“”*`–—-]+"
    rf"(?P<status>{_STATUS_NAMES})[^\w=]*",
    re.IGNORECASE,
)
"""A component and, however they are joined, its status; the last of several."""
_JOINT = re.compile(r"[\s\"“”*`]*(?:[=:→]|-+>|\s[-–—]+\s)")
_LONGEST_CHANGE = 200


class Context(Protocol):
    """What the parser of updates needs of the page, and the day and a component in examples."""

    zone: ZoneInfo
    today: date
    example: str

    def find_component(self, name: str) -> str | None: ...

    def check_component(self, component: str, place: Place, findings: Findings) -> bool: ...


class Field(NamedTuple):
    """A field: its proper name, and its value with its place."""

    name: str
    text: str
    place: Place


def parse_changes(
    field: Field, context: Context, findings: Findings
) -> Iterator[tuple[str, Status]]:
    """`pre-order = partial_outage, web-shop = operational` as pairs."""
    seen: set[str] = set()
    column = field.place.column
    for piece in _BETWEEN_CHANGES.split(field.text):
        place = field.place._replace(column=column + len(piece) - len(piece.lstrip()))
        column += len(piece) + 1
        name, _, word = (part.strip() for part in piece.replace(":", "=").partition("="))
        if not piece.strip() and column > field.place.column + len(field.text):
            continue  # after the last comma
        if not name or not word or "=" in word:
            fix = _explain_change(piece.strip(), context)
            findings.error(place, "bad-components", f'"{piece.strip()}" is not a change', fix)
            continue
        if name in seen:
            findings.error(place, "bad-components", f'"{name}" is given twice', "keep one of them")
        seen.add(name)
        status = _STATUSES.get(_GLUE.sub("_", word.lower()))
        known = context.check_component(name, place, findings)
        if status is None:
            after = place._replace(column=place.column + piece.strip().rfind(word))
            message = f'unknown status "{word}"'
            fix = suggest_word(_JOINT.split(word)[-1].strip(), _STATUSES)
            findings.error(after, "unknown-status", message, fix)
        elif known:
            yield name, status


def _explain_change(piece: str, context: Context) -> str:
    """What to write for a piece that is no change."""
    changes = find_changes(_NO_COMMA.sub(r"\1, ", piece), context)
    if len(changes) > 1:
        return f"write {format_changes(changes)}"
    match = _STATUS_LAST.fullmatch(piece) if len(piece) <= _LONGEST_CHANGE else None
    id = context.find_component(_JOINT.split(match["name"])[0] if match else piece)
    if id and match:
        return f"write {id} = {_GLUE.sub('_', match['status'].lower())}"
    if id:
        return f"write its status as well, like {id} = partial_outage"
    if (status := _GLUE.sub("_", piece.lower())) in _STATUSES:
        return f"write which component it is as well, like {context.example} = {status}"
    return f"write {context.example} = partial_outage, and a comma before the next"


class Change(NamedTuple):
    """A component's change in a text; a `sure` one looks like no prose."""

    component: str
    status: Status
    sure: bool


def _may_hold_change(text: str) -> bool:
    return any(map(text.lower().__contains__, _SIGNS))


def find_changes(text: str, context: Context) -> list[Change]:
    """The changes that a line consists of: components of the page, each with a status."""
    if not _may_hold_change(text):
        return []
    changes = []
    for piece in filter(str.strip, _BETWEEN_CHANGES.split(as_seen(text))):
        match = _CHANGE.fullmatch(piece)
        if not match:
            return []
        name, word = match["name"], _GLUE.sub("_", match["status"].lower())
        id = context.find_component(name)
        if "_" in match["status"] and " " not in name:
            id = id or name  # no sentence has such a word; that its component is unknown comes next
        status = _STATUSES.get(SYNONYMS.get(word, word) if match["sign"] else word)
        if id is None or status is None:
            return []
        is_field = match["sign"] or "_" in match["status"]
        is_bare = name == id and not match["before"].strip()
        changes.append(Change(id, status, bool(is_field or is_bare)))
    return changes


def format_changes(changes: Iterable[Change]) -> str:
    """The value of a field with these changes; of several of a component, the last."""
    statuses = {change.component: change.status for change in changes}
    return ", ".join(f"{id} = {status}" for id, status in statuses.items())


def check_changes(
    rest: Source, made: dict[str, Status], is_over: bool, context: Context, findings: Findings
) -> None:
    """Changes on lines of a text, where they count for nothing; `made` are those of the field."""
    if not _may_hold_change(rest.text):
        return
    fenced, lines = fenced_lines(rest.text), rest.text.split("\n")
    found = [[] if n in fenced else find_changes(line, context) for n, line in enumerate(lines)]
    for holds_changes, group in groupby(enumerate(found), lambda numbered: bool(numbered[1])):
        numbers, changes = zip(*group, strict=True)
        flat = list(chain.from_iterable(changes))
        otherwise = Status.OPERATIONAL if is_over else None
        if not holds_changes or all(made.get(id, otherwise) is status for id, status, _ in flat):
            continue
        others = [Change(id, status, True) for id, status in made.items()]
        listed = format_changes([*others, *flat])
        where = "right under the heading" + ", in place of the one there," * bool(made)
        these = "this line" if len(numbers) == 1 else f"these {len(numbers)} lines"
        message = f'"{lines[numbers[0]].strip()[:80]}" is shown as text, and changes no component'
        fix = f"delete {these}, and {where} write Components: {listed}"
        report = findings.error if any(sure for *_, sure in flat) else findings.warning
        report(Place(rest.path, rest.line + numbers[0]), "misplaced-field", message, fix)
