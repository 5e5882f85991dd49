"""Components in the JSON API: as they are now, and as an entry left them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

from statusgen.model.identity import api_id
from statusgen.model.instants import BEGINNING, UNDATED
from statusgen.model.page import Component
from statusgen.model.record import Record
from statusgen.model.spans import worst
from statusgen.model.terms import Status
from statusgen.model.uptime import midnight
from statusgen.render.api import statuspage
from statusgen.render.renderer import Renderer

Json = dict[str, object]


class ComponentRow(NamedTuple):
    """A component, its status, when it was added to the page, and when it last changed.

    `mentioned` says whether that is known: by its start or by an entry.
    """

    component: Component
    status: Status
    created: datetime
    updated: datetime
    mentioned: bool = True


def entry_components(renderer: Renderer, record: Record) -> Iterator[Json]:
    """An entry's components with the status that the entry itself gave them.

    So an entry that is over never changes again, whatever happens to its components later.
    """
    for id in record.components:
        component, spans = renderer.components[id], [s for s in record.spans if s.component == id]
        status = worst(span.status for span in spans if span.end is None)
        created = added_at(component, record.mentioned or record.start, renderer.words.zone)
        edges = (edge for span in spans for edge in (span.start, span.end) if edge)
        updated = max(edges, default=BEGINNING)
        row = ComponentRow(component, status, created, max(created, updated))
        yield _component_fields(renderer, row, *renderer.positions[id])


def added_at(component: Component, mentioned: datetime, zone: tzinfo) -> datetime:
    """When a component was added: its start, or when it was first mentioned."""
    return midnight(component.start, zone) if component.start else mentioned


def page_components(renderer: Renderer, rows: Iterable[ComponentRow]) -> Iterator[Json]:
    """Every component in the page's order, a group before its members."""
    by_id = {row.component.id: row for row in rows}
    for position, group in enumerate(renderer.page.groups, 1):
        members = [by_id[component.id] for component in group.components]
        if group.name:
            yield _group_fields(renderer, group.name, position, members)
        for row in members:
            yield _component_fields(renderer, row, *renderer.positions[row.component.id])


def _component_fields(renderer: Renderer, row: ComponentRow, position: int, group: str) -> Json:
    component, identity = row.component, renderer.page.identity
    return {
        "id": api_id(identity, "component", component.id),
        "name": component.name,
        "status": str(row.status),
        "created_at": timestamp(renderer, row.created),
        "updated_at": timestamp(renderer, row.updated),
        "position": position,
        "description": component.description or None,
        "showcase": True,
        "start_date": component.start.isoformat() if component.start else None,
        "group_id": api_id(identity, "group", group) if group else None,
        "page_id": api_id(identity, "page"),
        "group": False,
        "only_show_if_degraded": False,
    }


def _group_fields(
    renderer: Renderer, name: str, position: int, members: Sequence[ComponentRow]
) -> Json:
    """A group as a component, with the worst status of its members."""
    identity = renderer.page.identity
    known = [row for row in members if row.mentioned] or members
    created = min((row.created for row in known), default=UNDATED)
    updated = max((row.updated for row in members), default=UNDATED)
    status = worst(row.status for row in members)
    group = ComponentRow(Component(name, name), status, created, updated)
    return _component_fields(renderer, group, position, "") | {
        "id": api_id(identity, "group", name),
        "showcase": False,
        "group": True,
        "components": [api_id(identity, "component", row.component.id) for row in members],
    }


def timestamp(renderer: Renderer, at: datetime | None) -> str | None:
    """An instant in the page's time zone, as Statuspage writes it."""
    return statuspage.format_timestamp(at, renderer.words.zone) if at else None
