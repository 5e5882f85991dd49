"""What a build writes: every output's path, the value it is made of, and how it is rendered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from statusgen.model.entry import alias_file
from statusgen.model.page import Component
from statusgen.model.promises import count_kept
from statusgen.model.status import component_status, page_status, touched
from statusgen.model.terms import Impact, State, Status
from statusgen.model.uptime import Window, days, uptime
from statusgen.read.library import Library
from statusgen.read.timestamps import zone_of
from statusgen.render import badges, calendar, documents, embed, feeds, furniture, values
from statusgen.render.addresses import (
    CALENDAR,
    component_address,
    entry_address,
    event_address,
    preview_address,
)
from statusgen.render.items import Item, collect_items
from statusgen.render.metrics import MetricsValue, render_metrics
from statusgen.render.plan_api import plan_api
from statusgen.render.plan_feeds import plan_feeds
from statusgen.render.plan_history import Past, collect_past, day_of, plan_history
from statusgen.render.previews import PreviewValue, render_preview
from statusgen.render.targets import Rank, Target

COMPONENT_ENTRIES = 50
CALENDAR_EVENTS = 50
COUNTED_PROMISES = 20
_IMPACTS = list(Impact)


def plan_targets(library: Library) -> Iterator[Target]:
    """Every output of a library except the files that are copied as they are."""
    items, past = collect_items(library.records), collect_past(library)
    yield from _plan_entries(library)
    yield from plan_history(library, past)
    yield from plan_feeds(library, items)
    yield from plan_api(library)
    yield from _plan_maintenances(library)
    touching = _by_component(library, past, items)
    states = {c.id: _component_state(library, c) for c in library.page.components}
    for id, state in states.items():
        yield from _plan_component(state, *touching[id])
    yield from _plan_now(library, _front(library, states, past), items)
    yield Target("robots.txt", Rank.LIST, furniture.render_robots, None)
    yield Target("_headers", Rank.ASSET, furniture.render_headers, None)
    yield Target("404.html", Rank.LIST, documents.render_missing, None)
    if library.page.security:
        yield Target(furniture.SECURITY, Rank.ASSET, furniture.render_security, None)


Touching = tuple[list[values.Summary], list[Item]]


def _by_component(library: Library, past: Past, items: Iterable[Item]) -> dict[str, Touching]:
    """The newest entries and items of each component."""
    found: dict[str, Touching] = {c.id: ([], []) for c in library.page.components}
    for summary, record in past:
        for id in touched(record):
            if len(found[id][0]) < COMPONENT_ENTRIES:
                found[id][0].append(summary)
    for item in items:
        for id in item.components:
            if len(found[id][1]) < library.page.feed_updates:
                found[id][1].append(item)
    return found


def _plan_entries(library: Library) -> Iterator[Target]:
    for record in library.records:
        entry, address = record.entry, entry_address(record.entry)
        yield Target(f"{address}index.html", Rank.DOCUMENT, documents.render_entry, record)
        for alias in entry.aliases:
            moved = values.MovedValue(entry.title, address)
            path = alias_file(entry.folder, alias)
            yield Target(path, Rank.LIST, documents.render_moved, moved)
    for record in library.incidents:
        if not record.over:
            preview = PreviewValue(record.entry.title, record.state, record.impact)
            path = preview_address(record.entry)
            yield Target(path, Rank.ASSET, render_preview, preview)


def _plan_maintenances(library: Library) -> Iterator[Target]:
    """Every maintenance as a calendar, and one calendar of those that may still be in one."""
    records = library.maintenances
    for record in records:
        yield Target(event_address(record.entry), Rank.ASSET, calendar.render_event, record)
    newest = (*records[:CALENDAR_EVENTS], *(r for r in records[CALENDAR_EVENTS:] if not r.over))
    yield Target(CALENDAR, Rank.LIST, calendar.render_calendar, newest)


def _component_state(library: Library, component: Component) -> values.ComponentState:
    zone, spans = zone_of(library.page.time_zone), library.spans[component.id]
    window = Window.of_days(library.page.uptime_days, library.at, zone, component.start)
    last = library.at.astimezone(zone).date()
    first = min(window.first, last)
    return values.ComponentState(
        component,
        component_status(spans, library.at),
        uptime(spans, window),
        days(spans, window),
        first,
        last,
    )


def _plan_component(
    state: values.ComponentState,
    summaries: list[values.Summary],
    items: list[Item],
) -> Iterator[Target]:
    component, folder = state.component, component_address(state.component.id)
    value = values.ComponentValue(state, tuple(summaries))
    yield Target(f"{folder}index.html", Rank.LIST, documents.render_component, value)
    feed = feeds.FeedValue(tuple(items), None, component)
    yield Target(f"{folder}feed.rss", Rank.LIST, feeds.render_rss, feed)
    yield Target(f"{folder}feed.atom", Rank.LIST, feeds.render_atom, feed)
    yield from _plan_badges(folder, component.name, state.status)


def _plan_badges(folder: str, label: str, status: Status) -> Iterator[Target]:
    badge = badges.BadgeValue(label, status)
    yield Target(f"{folder}badge.svg", Rank.ASSET, badges.render_badge, badge)
    yield Target(f"{folder}badge.json", Rank.ASSET, badges.render_endpoint, badge)


def _history_days(library: Library) -> tuple[date, date]:
    """The first and the last local day of the front page's list."""
    last = library.at.astimezone(zone_of(library.page.time_zone)).date()
    return last - timedelta(days=library.page.history_days - 1), last


def _calm_since(library: Library) -> datetime | None:
    """When the last entry came to its end."""
    ends = (r.ended for r in library.records if r.ended and r.state is not State.CANCELLED)
    return max(ends, default=None)


def _front(
    library: Library, states: dict[str, values.ComponentState], past: Past
) -> values.FrontValue:
    page, at, zone = library.page, library.at, zone_of(library.page.time_zone)
    opened = [record for record in library.incidents if not record.over]
    opened.sort(key=lambda record: _IMPACTS.index(record.impact), reverse=True)
    active = [r for r in library.maintenances if r.begun and not r.over]
    planned = [r for r in library.maintenances if r.state is State.SCHEDULED]
    first, last = _history_days(library)
    return values.FrontValue(
        since=_calm_since(library),
        open=tuple(opened),
        active=tuple(sorted(active, key=lambda r: (r.entry.starts, r.entry.id))),
        planned=tuple(sorted(planned, key=lambda r: (r.entry.starts, r.entry.id))),
        groups=tuple(
            (group.name, tuple(states[component.id] for component in group.components))
            for group in page.groups
        ),
        first=first,
        last=last,
        recent=tuple(summary for summary, _ in past if first <= day_of(summary, zone) <= last),
        kept=count_kept(library.promises, at, COUNTED_PROMISES),
    )


def _plan_now(
    library: Library, front: values.FrontValue, items: tuple[Item, ...]
) -> Iterator[Target]:
    """All that shows how things are now."""
    yield Target("index.html", Rank.FRONT, documents.render_front, front)
    current = values.CurrentValue((*front.open, *front.active))
    yield Target("embed/index.html", Rank.FRONT, documents.render_embed, current)
    yield Target("embed.js", Rank.FRONT, embed.render_script, current)
    status = page_status(library.records, library.at)
    yield from _plan_badges("", library.page.name, status)
    metrics = MetricsValue(
        status=status,
        components=tuple((s.component, s.status) for _, states in front.groups for s in states),
        open=tuple((each, sum(r.impact is each for r in front.open)) for each in Impact),
        active=len(front.active),
        planned=len(front.planned),
        last_statement=items[0].update.at if items else None,
    )
    yield Target("metrics", Rank.LIST, render_metrics, metrics)
