"""The JSON API's documents: which there are, and what each says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

from statusgen.model.content import Content
from statusgen.model.instants import BEGINNING
from statusgen.model.record import IncidentRecord, MaintenanceRecord, Record
from statusgen.model.spans import component_status
from statusgen.model.terms import State
from statusgen.model.totals import first_mentions, last_changes, page_status, spans_since
from statusgen.read.timestamps import zone_of
from statusgen.render.addresses import api_address
from statusgen.render.api.components import ComponentRow, known_since
from statusgen.render.api.documents import Answer, render_answer
from statusgen.render.targets import Output, Rank, Target

NEWEST = 50
"""How many entries a list of the API holds, as in the original; the archives hold all."""

Documents = Iterator[tuple[str, Answer, str]]
"""Names, what each document says, and the month whose entries it lists, if it is one."""


def plan_api(content: Content) -> Iterator[Output]:
    """Every document of the API that is not about one entry alone."""
    for name, answer, month in _documents(content):
        yield Target(api_address(name), Rank.LIST, render_answer, answer, month)


def _documents(content: Content) -> Documents:
    at, records = content.at, content.records
    incidents = tuple(record for record in records if isinstance(record, IncidentRecord))
    maintenances = tuple(record for record in records if isinstance(record, MaintenanceRecord))
    changed = max((r.changed for r in records if r.changed <= at), default=BEGINNING)
    for month, listed, earlier in _lists("incidents", incidents):
        newest = max(record.changed for record in listed) if month else changed
        answer = Answer(newest, incidents=listed, earlier=earlier)
        yield _name("incidents", month), answer, month
    for month, listed, earlier in _lists("scheduled-maintenances", maintenances):
        newest = max(record.changed for record in listed) if month else changed
        answer = Answer(newest, maintenances=listed, earlier=earlier)
        yield _name("scheduled-maintenances", month), answer, month
    components = tuple(_components(content))
    status = page_status(records, at)
    opened = tuple(record for record in incidents if not record.over)
    pending = [record for record in maintenances if not record.over]
    planned = tuple(each for each in reversed(pending) if each.state is State.SCHEDULED)
    active = tuple(each for each in pending if each.state is not State.SCHEDULED)
    yield "summary", Answer(changed, components, opened, (*active, *planned), status), ""
    yield "status", Answer(changed, status=status), ""
    yield "components", Answer(changed, components=components), ""
    yield "incidents/unresolved", Answer(changed, incidents=opened), ""
    yield "scheduled-maintenances/upcoming", Answer(changed, maintenances=planned), ""
    yield "scheduled-maintenances/active", Answer(changed, maintenances=active), ""


def _name(kind: str, month: str) -> str:
    return f"{kind}/{month}" if month else kind


def _lists(kind: str, records: tuple[Record, ...]) -> Iterator[tuple[str, tuple[Record, ...], str]]:
    """The newest entries of a kind, and all of them month by month; each leads to the one before.

    `records` run newest first.
    """
    months = groupby(records, lambda record: record.planned_month)
    lists = [("", records[:NEWEST]), *((month, tuple(listed)) for month, listed in months)]
    for (month, listed), (earlier, _) in pairwise([*lists, ("", ())]):
        yield month, listed, api_address(_name(kind, earlier)) if earlier else ""


def _components(content: Content) -> Iterator[ComponentRow]:
    """Every component as it is, since when, and since when it is known."""
    at, zone = content.at, zone_of(content.page.time_zone)
    mentioned, changed = first_mentions(content.records), last_changes(content.records, at)
    spans = spans_since(content.records, at)
    for component in content.page.components:
        created = known_since(component, mentioned.get(component.id), zone)
        updated = max(created, changed.get(component.id, BEGINNING))
        status = component_status(spans.get(component.id, ()), at)
        yield ComponentRow(component, status, created, updated)
