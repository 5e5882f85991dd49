"""Components in the JSON API, and how an entry left them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, tzinfo
from typing import NamedTuple

from statusgen.model.identity import component_id, group_id, page_id
from statusgen.model.instants import BEGINNING
from statusgen.model.page import Component
from statusgen.model.record import Record
from statusgen.model.spans import worst
from statusgen.model.terms import Status
from statusgen.render.api import statuspage
from statusgen.render.renderer import Renderer

Json = dict[str, object]


class ComponentRow(NamedTuple):
    """A component as the API has it: how it is, since when, and since when it is known."""

    component: Component
    status: Status
    created: datetime
    updated: datetime


def own_components(renderer: Renderer, record: Record) -> Iterator[ComponentRow]:
    """An entry's components with the status that it gave them itself.

    So what is over never changes again, whatever happens to its components later.
    """
    for id in record.components:
        component, spans = renderer.components[id], [s for s in record.spans if s.component == id]
        status = worst(span.status for span in spans if span.end is None)
        created = known_since(component, record.mentioned, renderer.words.zone)
        edges = (edge for span in spans for edge in (span.start, span.end) if edge)
        updated = max(edges, default=BEGINNING)
        yield ComponentRow(component, status, created, max(created, updated))


def known_since(component: Component, mentioned: datetime | None, zone: tzinfo) -> datetime:
    """When a component is known to be there: its start, or when it was first mentioned."""
    if component.start:
        return datetime.combine(component.start, time(), zone)
    return mentioned or BEGINNING


def tell_components(renderer: Renderer, rows: Iterable[ComponentRow]) -> Iterator[Json]:
    """Every component in the page's order, a group before its members."""
    by_id = {row.component.id: row for row in rows}
    for position, group in enumerate(renderer.page.groups, 1):
        members = [by_id[component.id] for component in group.components]
        if group.name:
            yield _group(renderer, group.name, position, members)
        yield from (tell_component(renderer, row) for row in members)


def tell_component(renderer: Renderer, row: ComponentRow) -> Json:
    component, identity = row.component, renderer.page.identity
    position, group = renderer.places[component.id]
    return {
        "id": component_id(identity, component.id),
        "name": component.name,
        "status": str(row.status),
        "created_at": timestamp(renderer, row.created),
        "updated_at": timestamp(renderer, row.updated),
        "position": position,
        "description": component.description or None,
        "showcase": True,
        "start_date": component.start.isoformat() if component.start else None,
        "group_id": group_id(identity, group) if group else None,
        "page_id": page_id(identity),
        "group": False,
        "only_show_if_degraded": False,
    }


def _group(renderer: Renderer, name: str, position: int, members: list[ComponentRow]) -> Json:
    """A group as a component, as bad as the worst of its members."""
    identity = renderer.page.identity
    created = min((r.created for r in members if r.created > BEGINNING), default=BEGINNING)
    updated = max((row.updated for row in members), default=BEGINNING)
    return {
        "id": group_id(identity, name),
        "name": name,
        "status": str(worst(row.status for row in members)),
        "created_at": timestamp(renderer, created),
        "updated_at": timestamp(renderer, updated),
        "position": position,
        "description": None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": page_id(identity),
        "group": True,
        "only_show_if_degraded": False,
        "components": [component_id(identity, row.component.id) for row in members],
    }


def timestamp(renderer: Renderer, at: datetime) -> str:
    return statuspage.format_timestamp(at, renderer.words.zone)
