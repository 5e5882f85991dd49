"""The JSON API's documents: which there are, and what each says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

from statusgen.check.library import Library
from statusgen.model.instants import instant_of, seconds_of
from statusgen.model.outline import Outline, first_heard, last_changes, page_status, spans_since
from statusgen.model.record import component_status
from statusgen.model.terms import State
from statusgen.read.timestamps import zone_of
from statusgen.render.addresses import api_address
from statusgen.render.api.components import ComponentRow, known_since
from statusgen.render.api.documents import Answer, render_answer
from statusgen.render.targets import Rank, Target

NEWEST = 50
"""How many entries a list of the API holds, as in the original; the archives hold all."""

Documents = Iterator[tuple[str, Answer, str]]
"""Names, what each document says, and the month that it tells of, if it is one."""


def plan_api(library: Library) -> Iterator[Target]:
    """Every document of the API that is not about one entry alone."""
    for name, answer, month in _documents(library):
        yield Target(api_address(name), Rank.LIST, render_answer, answer, month)


def _documents(library: Library) -> Documents:
    at, outlines = seconds_of(library.at), library.outlines
    incidents = tuple(outline for outline in outlines if outline.starts is None)
    maintenances = tuple(outline for outline in outlines if outline.starts is not None)
    changed = max((o.changed for o in outlines if o.changed <= at), default=0)
    yield from _lists("incidents", incidents, changed)
    yield from _lists("scheduled-maintenances", maintenances, changed)
    components = tuple(_components(library))
    status = page_status(outlines, at)
    opened = tuple(outline for outline in incidents if not outline.over)
    pending = [outline for outline in maintenances if not outline.over]
    planned = tuple(each for each in reversed(pending) if each.state is State.SCHEDULED)
    active = tuple(each for each in pending if each.state is not State.SCHEDULED)
    yield "summary", Answer(changed, components, opened, (*active, *planned), status), ""
    yield "status", Answer(changed, status=status), ""
    yield "components", Answer(changed, components=components), ""
    yield "incidents/unresolved", Answer(changed, incidents=opened), ""
    yield "scheduled-maintenances/upcoming", Answer(changed, maintenances=planned), ""
    yield "scheduled-maintenances/active", Answer(changed, maintenances=active), ""


def _lists(kind: str, outlines: tuple[Outline, ...], changed: int) -> Documents:
    """The newest entries of a kind, and all of them month by month; each leads to the one before.

    `outlines` run newest first.
    """
    months = groupby(outlines, lambda outline: outline.planned_month)
    lists = [("", outlines[:NEWEST]), *((month, tuple(told)) for month, told in months)]
    for (month, held), (earlier, _) in pairwise([*lists, ("", ())]):
        newest = max(outline.changed for outline in held) if month else changed
        address = api_address(f"{kind}/{earlier}") if earlier else ""
        name = f"{kind}/{month}" if month else kind
        if kind == "incidents":
            yield name, Answer(newest, incidents=held, earlier=address), month
        else:
            yield name, Answer(newest, maintenances=held, earlier=address), month


def _components(library: Library) -> Iterator[ComponentRow]:
    """Every component as it is, since when, and since when it is known."""
    at, zone = seconds_of(library.at), zone_of(library.page.time_zone)
    heard, changed = first_heard(library.outlines), last_changes(library.outlines, at)
    spans = spans_since(library.outlines, at)
    for component in library.page.components:
        created = known_since(component, heard.get(component.id), zone)
        updated = max(created, instant_of(changed.get(component.id, 0)))
        status = component_status(spans.get(component.id, ()), library.at)
        yield ComponentRow(component, status, created, updated)
