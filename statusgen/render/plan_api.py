"""The JSON API's documents: which there are, and what each says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from statusgen.model.instants import BEGINNING
from statusgen.model.page import Component
from statusgen.model.status import (
    IncidentRecord,
    Record,
    Span,
    changed_at,
    component_status,
    page_status,
    status_since,
    timeline,
    touched,
)
from statusgen.model.terms import State
from statusgen.read.library import Library
from statusgen.read.timestamps import zone_of
from statusgen.render.addresses import api_address
from statusgen.render.status_api import Answer, ComponentRow, EntryRow, render_answer
from statusgen.render.statuspage import entry_id
from statusgen.render.targets import Rank, Target

NEWEST = 50
"""How many entries a list of the API holds, as in the original; the archives hold all."""

Documents = Iterator[tuple[str, Answer]]


def plan_api(library: Library) -> Iterator[Target]:
    """Every document of the API."""
    for name, answer in _documents(library):
        yield Target(api_address(name), Rank.LIST, render_answer, answer)


def _documents(library: Library) -> Documents:
    page, at, zone = library.page, library.at, zone_of(library.page.time_zone)
    known = _known_since(library.records, page.components, zone)
    rows = _Rows({c.id: c for c in page.components}, known, at, zone)
    incidents = tuple(map(rows.of_entry, library.incidents))
    maintenances = tuple(map(rows.of_entry, library.maintenances))
    changes = (changed_at(record) for record in library.records)
    changed = max((change for change in changes if change <= at), default=BEGINNING)
    yield from _lists("incidents", incidents, changed, zone)
    yield from _lists("scheduled-maintenances", maintenances, changed, zone)
    for row in (*incidents, *maintenances):  # under one roof, as in the original
        name = f"incidents/{entry_id(page.identity, row.record.entry.id)}"
        yield name, Answer(changed_at(row.record), incident=row)
    components = tuple(rows.of_component(c.id, library.spans[c.id]) for c in page.components)
    status = page_status(library.records, at)
    opened = tuple(row for row in incidents if not row.record.over)
    pending = [row for row in maintenances if not row.record.over]
    planned = tuple(row for row in reversed(pending) if row.record.state is State.SCHEDULED)
    active = tuple(row for row in pending if row.record.state is not State.SCHEDULED)
    yield (
        "summary",
        Answer(
            changed,
            components=components,
            incidents=opened,
            maintenances=(*active, *planned),
            status=status,
        ),
    )
    yield "status", Answer(changed, status=status)
    yield "components", Answer(changed, components=components)
    yield "incidents/unresolved", Answer(changed, incidents=opened)
    yield "scheduled-maintenances/upcoming", Answer(changed, maintenances=planned)
    yield "scheduled-maintenances/active", Answer(changed, maintenances=active)


def _lists(kind: str, rows: tuple[EntryRow, ...], changed: datetime, zone: ZoneInfo) -> Documents:
    """The newest entries of a kind, and all of them month by month; each leads to the one before.

    `rows` run newest first.
    """
    months = groupby(rows, lambda row: _month(row.record, zone))
    lists = [(kind, rows[:NEWEST]), *((f"{kind}/{month:%Y-%m}", tuple(r)) for month, r in months)]
    for (name, held), (earlier, _) in pairwise([*lists, ("", ())]):
        newest = changed if name == kind else max(changed_at(row.record) for row in held)
        address = api_address(earlier) if earlier else ""
        if kind == "incidents":
            yield name, Answer(newest, incidents=held, earlier=address)
        else:
            yield name, Answer(newest, maintenances=held, earlier=address)


def _month(record: Record, zone: ZoneInfo) -> date:
    start = record.started if isinstance(record, IncidentRecord) else record.entry.starts
    return start.astimezone(zone).date().replace(day=1)


def _known_since(
    records: Iterable[Record], components: Iterable[Component], zone: ZoneInfo
) -> dict[str, datetime]:
    """When each component was first heard of: its start, or else the first trouble with it."""
    found: dict[str, datetime] = {}
    for record in records:
        heard = [said.at for said in timeline(record)]
        if isinstance(record, IncidentRecord):
            heard.append(record.started)
        for id in touched(record) if heard else ():
            found[id] = min(found.get(id, heard[0]), *heard)
    for component in components:
        if component.start:
            found[component.id] = datetime.combine(component.start, time(), zone)
    return found


@dataclass(frozen=True, slots=True)
class _Rows:
    """Makes rows at an instant; `known` says when each component was first heard of."""

    components: dict[str, Component]
    known: dict[str, datetime]
    at: datetime
    zone: ZoneInfo

    def of_component(self, id: str, spans: Iterable[Span]) -> ComponentRow:
        held, created = tuple(spans), self.known.get(id, BEGINNING)
        updated = max(created, status_since(held, self.at) or created)
        return ComponentRow(self.components[id], component_status(held, self.at), created, updated)

    def of_entry(self, record: Record) -> EntryRow:
        """An entry's row, made of the entry alone, so that it stays as the entry does."""
        ids = touched(record)
        spans = ([span for span in record.spans if span.component == id] for id in ids)
        named = [self.components[id] for id in ids]
        own = replace(self, known=_known_since([record], named, self.zone))
        return EntryRow(record, tuple(map(own.of_component, ids, spans)))
