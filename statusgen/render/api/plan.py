"""The JSON API's documents: which there are, and what each contains."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby, pairwise

from statusgen.model.addresses import Route
from statusgen.model.content import Content
from statusgen.model.record import Record
from statusgen.model.spans import component_status
from statusgen.model.terms import State
from statusgen.model.totals import ComponentTotals
from statusgen.read.timestamps import zone_of
from statusgen.render.api.components import ComponentRow, added_at
from statusgen.render.api.documents import ApiDocument, render_document
from statusgen.render.targets import Batch, Rank, Target

NEWEST = 50
"""How many entries a list of the API has, as in the original; the archives have all."""


def plan_api_months(content: Content) -> Iterator[Batch]:
    """All entries of each kind, month by month; each archive links to the one before."""
    for month, incidents, earlier in _group_by_month(content.incidents):
        document = ApiDocument(max(r.changed for r in incidents), incidents=incidents)
        yield _archive(Route.API_INCIDENT_MONTH, month, earlier, document)
    for month, maintenances, earlier in _group_by_month(content.maintenances):
        document = ApiDocument(max(r.changed for r in maintenances), maintenances=maintenances)
        yield _archive(Route.API_MAINTENANCE_MONTH, month, earlier, document)


def _archive(route: Route, month: str, earlier: str, document: ApiDocument) -> Batch:
    if earlier:
        document = document._replace(earlier=route.address(earlier))
    target = Target(route.file(month), Rank.LIST, render_document, document, month)
    return Batch.of(target.path, document, lambda: (target,))


def _group_by_month(records: Iterable[Record]) -> Iterator[tuple[str, tuple[Record, ...], str]]:
    """Entries month by month, the newest month first; each with the month before, or empty."""
    by_month = groupby(records, lambda record: record.planned_month)
    months = {month: tuple(group) for month, group in by_month}
    for month, earlier in pairwise([*months, ""]):
        yield month, months[month], earlier


def plan_api(
    content: Content, totals: Mapping[str, ComponentTotals], begun: datetime
) -> Iterator[Target]:
    """The documents of the API about the present; `begun` dates what was never mentioned."""
    incidents, maintenances = content.incidents, content.maintenances
    changes = (record.changed for record in content.records if record.changed <= content.at)
    document = partial(ApiDocument, max(changes, default=begun))
    earlier = _newest_archive(Route.API_INCIDENT_MONTH, incidents)
    yield _target(Route.API_INCIDENTS, document(incidents=incidents[:NEWEST], earlier=earlier))
    earlier = _newest_archive(Route.API_MAINTENANCE_MONTH, maintenances)
    newest = maintenances[:NEWEST]
    yield _target(Route.API_MAINTENANCES, document(maintenances=newest, earlier=earlier))
    components = tuple(_component_rows(content, totals, begun))
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


def _newest_archive(route: Route, records: Sequence[Record]) -> str:
    return route.address(records[0].planned_month) if records else ""


def _target(route: Route, document: ApiDocument) -> Target:
    return Target(route.file(), Rank.LIST, render_document, document)


def _component_rows(
    content: Content, totals: Mapping[str, ComponentTotals], begun: datetime
) -> Iterator[ComponentRow]:
    """Every component as it is now."""
    zone = zone_of(content.page.time_zone)
    for component in content.page.components:
        own = totals[component.id]
        created = added_at(component, own.mentioned or begun, zone)
        status = component_status(own.spans, content.at)
        mentioned = bool(component.start or own.mentioned)
        yield ComponentRow(component, status, created, max(created, own.changed), mentioned)
