"""The JSON API's documents: which there are, and what each contains."""

from collections.abc import Iterable, Iterator, Mapping
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
from statusgen.model.totals import ComponentTotals
from statusgen.read.timestamps import zone_of
from statusgen.render.api.components import ComponentRow, added_at
from statusgen.render.api.documents import ApiDocument, render_document
from statusgen.render.targets import Batch, Output, Rank, Target

NEWEST = 50
"""How many entries a list of the API has, as in the original; the archives have all."""

R = TypeVar("R", IncidentRecord, MaintenanceRecord)


def plan_api_months(content: Content) -> Iterator[Batch]:
    """All entries of each kind, month by month; each archive links to the one before."""
    for month, incidents, earlier in _group_by_month(content.incidents):
        address = _archive_address(Route.API_INCIDENT_MONTH, earlier)
        document = ApiDocument(_last_change(incidents), incidents=incidents, earlier=address)
        yield _archive(Route.API_INCIDENT_MONTH, month, document)
    for month, maintenances, earlier in _group_by_month(content.maintenances):
        address = _archive_address(Route.API_MAINTENANCE_MONTH, earlier)
        document = ApiDocument(
            _last_change(maintenances), maintenances=maintenances, earlier=address
        )
        yield _archive(Route.API_MAINTENANCE_MONTH, month, document)


def _archive(route: Route, month: str, document: ApiDocument) -> Batch:
    target = Target(route.file(month), Rank.LIST, render_document, document, month)
    return Batch.of(target.path, document, lambda: (target,))


def _archive_address(route: Route, month: str) -> str:
    return route.address(month) if month else ""


def _group_by_month(records: Iterable[R]) -> Iterator[tuple[str, tuple[R, ...], str]]:
    """Entries month by month, the newest month first; each with the month before, or empty."""
    by_month = groupby(records, lambda record: record.planned_month)
    months: dict[str, tuple[R, ...]] = {month: tuple(group) for month, group in by_month}
    for month, earlier in pairwise([*months, ""]):
        yield month, months[month], earlier


def _last_change(records: Iterable[Record]) -> datetime:
    return max([record.changed for record in records], default=BEGINNING)


def plan_api(content: Content, totals: Mapping[str, ComponentTotals]) -> Iterator[Output]:
    """The documents of the API about the present."""
    incidents, maintenances = content.incidents, content.maintenances
    changed = _last_change([record for record in content.records if record.changed <= content.at])
    document = partial(ApiDocument, changed)
    month = incidents[0].planned_month if incidents else ""
    earlier = _archive_address(Route.API_INCIDENT_MONTH, month)
    yield _target(Route.API_INCIDENTS, document(incidents=incidents[:NEWEST], earlier=earlier))
    month = maintenances[0].planned_month if maintenances else ""
    earlier = _archive_address(Route.API_MAINTENANCE_MONTH, month)
    newest = maintenances[:NEWEST]
    yield _target(Route.API_MAINTENANCES, document(maintenances=newest, earlier=earlier))
    components = tuple(_component_rows(content, totals))
    unresolved = tuple(record for record in incidents if not record.over)
    pending = [record for record in maintenances if not record.over]
    planned = tuple(r for r in reversed(pending) if r.state is State.SCHEDULED)
    active = tuple(r for r in pending if r.state is not State.SCHEDULED)
    summary = document(components, unresolved, (*active, *planned), content.status)
    yield _target(Route.API_SUMMARY, summary)
    yield _target(Route.API_STATUS, document(status=content.status))
    yield _target(Route.API_COMPONENTS, document(components=components))
    yield _target(Route.API_UNRESOLVED, document(incidents=unresolved))
    yield _target(Route.API_UPCOMING, document(maintenances=planned))
    yield _target(Route.API_ACTIVE, document(maintenances=active))


def _target(route: Route, document: ApiDocument) -> Output:
    return Target(route.file(), Rank.LIST, render_document, document)


def _component_rows(
    content: Content, totals: Mapping[str, ComponentTotals]
) -> Iterator[ComponentRow]:
    """Every component as it is now."""
    zone = zone_of(content.page.time_zone)
    for component in content.page.components:
        own = totals[component.id]
        created = added_at(component, own.mentioned, zone)
        status = component_status(own.spans, content.at)
        yield ComponentRow(component, status, created, max(created, own.changed))
