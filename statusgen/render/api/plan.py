"""The JSON API's documents: which there are, and what each says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

from statusgen.model.addresses import Route
from statusgen.model.content import Content
from statusgen.model.instants import BEGINNING
from statusgen.model.record import IncidentRecord, MaintenanceRecord, Record
from statusgen.model.spans import component_status
from statusgen.model.terms import State
from statusgen.model.totals import first_mentions, last_changes, page_status, spans_since
from statusgen.read.timestamps import zone_of
from statusgen.render.api.components import ComponentRow, known_since
from statusgen.render.api.documents import Answer, render_answer
from statusgen.render.targets import Output, Rank, Target

NEWEST = 50
"""How many entries a list of the API holds, as in the original; the archives hold all."""

Documents = Iterator[tuple[str, Answer, str]]
"""Paths, what each document says, and the month whose entries it lists, if it is one."""


def plan_api(content: Content) -> Iterator[Output]:
    """Every document of the API that is not about one entry alone."""
    for path, answer, month in _documents(content):
        yield Target(path, Rank.LIST, render_answer, answer, month)


def _documents(content: Content) -> Documents:
    at, records = content.at, content.records
    incidents = tuple(record for record in records if isinstance(record, IncidentRecord))
    maintenances = tuple(record for record in records if isinstance(record, MaintenanceRecord))
    changed = max((r.changed for r in records if r.changed <= at), default=BEGINNING)
    for month, listed, earlier in _lists(incidents):
        newest = max(record.changed for record in listed) if month else changed
        leads = Route.API_INCIDENT_MONTH.address(earlier) if earlier else ""
        path = Route.API_INCIDENT_MONTH.file(month) if month else Route.API_INCIDENTS.file()
        yield path, Answer(newest, incidents=listed, earlier=leads), month
    for month, listed, earlier in _lists(maintenances):
        newest = max(record.changed for record in listed) if month else changed
        leads = Route.API_MAINTENANCE_MONTH.address(earlier) if earlier else ""
        path = Route.API_MAINTENANCE_MONTH.file(month) if month else Route.API_MAINTENANCES.file()
        yield path, Answer(newest, maintenances=listed, earlier=leads), month
    components = tuple(_components(content))
    status = page_status(records, at)
    opened = tuple(record for record in incidents if not record.over)
    pending = [record for record in maintenances if not record.over]
    planned = tuple(each for each in reversed(pending) if each.state is State.SCHEDULED)
    active = tuple(each for each in pending if each.state is not State.SCHEDULED)
    summary = Answer(changed, components, opened, (*active, *planned), status)
    yield Route.API_SUMMARY.file(), summary, ""
    yield Route.API_STATUS.file(), Answer(changed, status=status), ""
    yield Route.API_COMPONENTS.file(), Answer(changed, components=components), ""
    yield Route.API_UNRESOLVED.file(), Answer(changed, incidents=opened), ""
    yield Route.API_UPCOMING.file(), Answer(changed, maintenances=planned), ""
    yield Route.API_ACTIVE.file(), Answer(changed, maintenances=active), ""


def _lists(records: tuple[Record, ...]) -> Iterator[tuple[str, tuple[Record, ...], str]]:
    """The newest of some entries, and all of them month by month; each with the month before.

    `records` run newest first.
    """
    months = groupby(records, lambda record: record.planned_month)
    lists = [("", records[:NEWEST]), *((month, tuple(listed)) for month, listed in months)]
    for (month, listed), (earlier, _) in pairwise([*lists, ("", ())]):
        yield month, listed, earlier


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
