"""The JSON API's documents: which there are, and what each says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import groupby, pairwise
from typing import TypeVar

from statusgen.model.addresses import Route
from statusgen.model.content import Content
from statusgen.model.instants import BEGINNING
from statusgen.model.record import IncidentRecord, MaintenanceRecord, Record
from statusgen.model.spans import component_status
from statusgen.model.terms import State
from statusgen.model.totals import first_mentions, last_changes, spans_since
from statusgen.read.timestamps import zone_of
from statusgen.render.api.components import ComponentRow, known_since
from statusgen.render.api.documents import Answer, render_answer
from statusgen.render.targets import Batch, Output, Rank, Target

NEWEST = 50
"""How many entries a list of the API holds, as in the original; the archives hold all."""

R = TypeVar("R", IncidentRecord, MaintenanceRecord)


def plan_api_months(content: Content) -> Iterator[Batch]:
    """All entries of each kind, month by month; each list leads to the one before."""
    for month, incidents, earlier in _months(content.incidents):
        leads = Route.API_INCIDENT_MONTH.address(earlier) if earlier else ""
        answer = Answer(_changed(incidents), incidents=incidents, earlier=leads)
        path = Route.API_INCIDENT_MONTH.file(month)
        yield Batch.of(path, answer, partial(_plan_month, path, answer, month))
    for month, maintenances, earlier in _months(content.maintenances):
        leads = Route.API_MAINTENANCE_MONTH.address(earlier) if earlier else ""
        answer = Answer(_changed(maintenances), maintenances=maintenances, earlier=leads)
        path = Route.API_MAINTENANCE_MONTH.file(month)
        yield Batch.of(path, answer, partial(_plan_month, path, answer, month))


def _plan_month(path: str, answer: Answer, month: str) -> Iterator[Output]:
    yield Target(path, Rank.LIST, render_answer, answer, month)


def _months(records: Iterable[R]) -> Iterator[tuple[str, tuple[R, ...], str]]:
    """Entries month by month, the newest month first; each with the month before."""
    by_month = groupby(records, lambda record: record.planned_month)
    months: dict[str, tuple[R, ...]] = {month: tuple(group) for month, group in by_month}
    for month, earlier in pairwise([*months, ""]):
        yield month, months[month], earlier


def _changed(records: Iterable[Record]) -> datetime:
    return max(record.changed for record in records)


def plan_api(content: Content) -> Iterator[Output]:
    """The documents of the API that show how things are now."""
    for path, answer in _documents(content):
        yield Target(path, Rank.LIST, render_answer, answer)


def _documents(content: Content) -> Iterator[tuple[str, Answer]]:
    """Paths, and what each document says."""
    incidents, maintenances = content.incidents, content.maintenances
    changes = (record.changed for record in content.records if record.changed <= content.at)
    changed = max(changes, default=BEGINNING)
    earlier = Route.API_INCIDENT_MONTH.address(incidents[0].planned_month) if incidents else ""
    newest = Answer(changed, incidents=incidents[:NEWEST], earlier=earlier)
    yield Route.API_INCIDENTS.file(), newest
    month = maintenances[0].planned_month if maintenances else ""
    earlier = Route.API_MAINTENANCE_MONTH.address(month) if month else ""
    newest = Answer(changed, maintenances=maintenances[:NEWEST], earlier=earlier)
    yield Route.API_MAINTENANCES.file(), newest
    components = tuple(_components(content))
    opened = tuple(record for record in incidents if not record.over)
    pending = [record for record in maintenances if not record.over]
    planned = tuple(each for each in reversed(pending) if each.state is State.SCHEDULED)
    active = tuple(each for each in pending if each.state is not State.SCHEDULED)
    summary = Answer(changed, components, opened, (*active, *planned), content.status)
    yield Route.API_SUMMARY.file(), summary
    yield Route.API_STATUS.file(), Answer(changed, status=content.status)
    yield Route.API_COMPONENTS.file(), Answer(changed, components=components)
    yield Route.API_UNRESOLVED.file(), Answer(changed, incidents=opened)
    yield Route.API_UPCOMING.file(), Answer(changed, maintenances=planned)
    yield Route.API_ACTIVE.file(), Answer(changed, maintenances=active)


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
