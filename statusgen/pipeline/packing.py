"""Entries and their cards as plain rows that JSON can hold, and back.

Nothing that is read back can run: a cache may come from anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from statusgen.model.entry import (
    Edit,
    Entry,
    Incident,
    Link,
    Maintenance,
    MakeGood,
    Prose,
    Update,
)
from statusgen.model.findings import Place
from statusgen.model.instants import instant_if, instant_of, seconds_if, seconds_of
from statusgen.model.outline import Held, Outline
from statusgen.model.terms import Impact, State, Status
from statusgen.read.shelf import Card

Row = list[Any]
_make: Callable[..., Any] = tuple.__new__  # of a named tuple, in half the time that it takes
_STATES, _STATUSES = {str(s): s for s in State}, {str(s): s for s in Status}
_IMPACTS = {str(impact): impact for impact in Impact}


def pack_entry(entry: Entry) -> Row:
    """An entry with all its texts and places."""
    row: Row = [
        entry.folder,
        entry.id,
        entry.title,
        entry.source,
        _pack_place(entry.place),
        entry.components,
        _pack_prose(entry.affected),
        _pack_prose(entry.action),
        _pack_prose(entry.summary),
        [_pack_update(update) for update in entry.updates],
        entry.aliases,
        entry.draft,
        _pack_place(entry.id_place) if entry.id_place else None,
        [_pack_place(place) for place in entry.alias_places],
    ]
    if isinstance(entry, Maintenance):
        return [*row, seconds_of(entry.starts), seconds_of(entry.ends)]
    assert isinstance(entry, Incident)
    made = [
        [_pack_prose(one.offer), one.who, _pack_day(one.due), _pack_day(one.done)]
        for one in entry.make_good
    ]
    instants = [seconds_if(entry.started), seconds_if(entry.restored)]
    return [*row, entry.impact, *instants, _pack_prose(entry.cause), made]


def unpack_entry(row: Row) -> Entry:
    """The entry that was packed."""
    path, own = row[3], row[14:]
    shared: dict[str, Any] = {
        "id": row[1],
        "title": row[2],
        "source": path,
        "place": Place(path, *row[4]),
        "components": tuple([(id, status and _STATUSES[status]) for id, status in row[5]]),
        "affected": _unpack_prose(row[6], path),
        "action": _unpack_prose(row[7], path),
        "summary": _unpack_prose(row[8], path),
        "updates": tuple([_unpack_update(update, path) for update in row[9]]),
        "aliases": tuple(row[10]),
        "draft": row[11],
        "id_place": Place(path, *row[12]) if row[12] else None,
        "alias_places": tuple([Place(path, *place) for place in row[13]]),
    }
    if row[0] == Maintenance.folder:
        return Maintenance(**shared, starts=instant_of(own[0]), ends=instant_of(own[1]))
    made = [
        MakeGood(_prose(offer, path), who, _unpack_day(due), _unpack_day(done))
        for offer, who, due, done in own[4]
    ]
    return Incident(
        **shared,
        impact=own[0] and _IMPACTS[own[0]],
        started=instant_if(own[1]),
        restored=instant_if(own[2]),
        cause=_unpack_prose(own[3], path),
        make_good=tuple(made),
    )


def pack_cards(cards: Iterable[Card]) -> list[Row]:
    """Cards as columns, which take less to read than rows."""
    rows = ((*card[:_OWN], *card.outline) for card in cards)
    columns = list(map(list, zip(*rows, strict=True)))
    if columns:
        columns[_MONTHS] = list(map(dict, columns[_MONTHS]))
        columns[_SPANS] = [list(map(list, spans)) for spans in columns[_SPANS]]
    return columns


def unpack_cards(columns: Sequence[Iterable[Any]]) -> Iterator[Card]:
    """The cards that were packed."""
    if not columns:
        return iter(())
    told = [
        map(_UNPACKING[name], column) if name in _UNPACKING else column
        for name, column in zip(Outline._fields, columns[_OWN:], strict=True)
    ]
    return map(Card, *columns[:_OWN], map(partial(_make, Outline), zip(*told, strict=True)))


def _unpack_months(told: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(told.items())


def _unpack_pairs(row: Row) -> tuple[tuple[int, int], ...]:
    return tuple(map(tuple, row)) if row else ()


def _unpack_spans(row: Row) -> tuple[Held, ...]:
    return tuple([_make(Held, (id, _STATUSES[held], start, end)) for id, held, start, end in row])


_OWN = Card._fields.index("outline")
_MONTHS = _OWN + Outline._fields.index("months")
_SPANS = _OWN + Outline._fields.index("spans")
_UNPACKING: dict[str, Callable[[Any], Any]] = {
    "aliases": tuple,
    "state": _STATES.get,
    "impact": _IMPACTS.get,
    "updates": tuple,
    "months": _unpack_months,
    "promises": _unpack_pairs,
    "edits": _unpack_pairs,
    "touched": tuple,
    "spans": _unpack_spans,
}
"""How the columns of outlines are unpacked that JSON does not hold as they are."""


def _pack_place(place: Place) -> Row:
    return [place.line, place.column]


def _pack_prose(prose: Prose | None) -> Row | str | None:
    """Prose without links is its text alone."""
    if prose is None or len(prose.parts) == 1:
        return prose and prose.parts[0]  # type: ignore[return-value]
    return [
        part if isinstance(part, str) else [part.href, *_pack_place(part.place)]
        for part in prose.parts
    ]


def _unpack_prose(row: Row | str | None, path: str) -> Prose | None:
    return None if row is None else _prose(row, path)


def _prose(row: Row | str, path: str) -> Prose:
    if isinstance(row, str):
        return Prose((row,))
    return Prose(
        tuple(
            part if isinstance(part, str) else Link(part[0], Place(path, *part[1:])) for part in row
        )
    )


def _pack_update(update: Update) -> Row:
    return [
        seconds_of(update.at),
        update.state,
        _pack_prose(update.text),
        *_pack_place(update.place),
        seconds_if(update.next_update),
        update.components,
        update.edits and [[seconds_of(edit.at), edit.reason] for edit in update.edits],
    ]


def _unpack_update(row: Row, path: str) -> Update:
    at, state, text, line, column, promise, components, edits = row
    return Update(
        instant_of(at),
        _STATES[state],
        _prose(text, path),
        Place(path, line, column),
        instant_if(promise),
        tuple([(id, _STATUSES[status]) for id, status in components]) if components else (),
        tuple([Edit(instant_of(edited), reason) for edited, reason in edits]) if edits else (),
    )


def _pack_day(day: date | datetime | None) -> str | None:
    """A day or an instant as ISO 8601 has it, which tells them apart."""
    return day.isoformat() if day else None


def _unpack_day(text: str | None) -> date | datetime | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
