"""What a build writes beside entries: each path, the value it is made of, how it is rendered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from statusgen.check.library import Library
from statusgen.model.instants import instant_of, seconds_of
from statusgen.model.outline import Outline, page_status, promises_of, spans_since
from statusgen.model.page import Component
from statusgen.model.promises import count_kept
from statusgen.model.record import Span, component_status
from statusgen.model.terms import Impact, State, Status
from statusgen.model.uptime import Window, days, stretches, uptime
from statusgen.read.timestamps import zone_of
from statusgen.render import later
from statusgen.render.addresses import CALENDAR, component_address
from statusgen.render.api.plan import plan_api
from statusgen.render.feeds.items import Dates, FeedValue, Items, last_told
from statusgen.render.feeds.plan import plan_feeds
from statusgen.render.machines import host_files
from statusgen.render.machines.metrics import MetricsValue, render_metrics
from statusgen.render.pages import documents, values
from statusgen.render.pages.history_plan import collect_past, plan_history
from statusgen.render.targets import Rank, Target

COMPONENT_ENTRIES = 50
CALENDAR_EVENTS = 50
COUNTED_PROMISES = 20
_IMPACTS = list(Impact)


def plan_lists(library: Library) -> Iterator[Target]:
    """Every output that tells of more than one entry, or of none."""
    told, past = last_told(library.outlines), collect_past(library.outlines)
    dates = Dates(library.outlines)
    yield from plan_history(library, past)
    yield from plan_feeds(library, told, dates)
    yield from plan_api(library)
    yield from _plan_calendar(library.outlines)
    states = _component_states(library)
    listed = _by_component(library, past, COMPONENT_ENTRIES)
    most = library.page.feed_updates
    for id, outlines in _by_component(library, told, most).items():
        items = Items(outlines, dates, most=most)
        yield from _plan_component(states[id], tuple(listed[id]), items)
    yield from _plan_now(library, _front(library, states, past), told)
    yield Target("robots.txt", Rank.LIST, host_files.render_robots, None)
    yield Target("_headers", Rank.ASSET, host_files.render_headers, None)
    yield Target("404.html", Rank.LIST, documents.render_missing, None)
    if library.page.security:
        yield Target(host_files.SECURITY, Rank.ASSET, host_files.render_security, None)


def _by_component(
    library: Library, outlines: Iterable[Outline], most: int
) -> dict[str, list[Outline]]:
    """The first few of some entries that name each component."""
    found: dict[str, list[Outline]] = {c.id: [] for c in library.page.components}
    for outline in outlines:
        for id in outline.touched:
            if len(found[id]) < most:
                found[id].append(outline)
    return found


def _plan_calendar(outlines: Iterable[Outline]) -> Iterator[Target]:
    """One calendar of the newest maintenances and all that may still be in one."""
    planned = [outline for outline in outlines if outline.starts is not None]
    newest = (*planned[:CALENDAR_EVENTS], *(o for o in planned[CALENDAR_EVENTS:] if not o.over))
    yield Target(CALENDAR, Rank.LIST, later.render_calendar, newest)


def _component_states(library: Library) -> dict[str, values.ComponentState]:
    """Every component as it is now, with its days."""
    page, at, zone = library.page, library.at, zone_of(library.page.time_zone)
    window = Window.of_days(page.uptime_days, at, zone)
    spans = spans_since(library.outlines, seconds_of(window.midnight(window.first)))
    return {c.id: _component_state(library, c, spans.get(c.id, ())) for c in page.components}


def _component_state(
    library: Library, component: Component, spans: tuple[Span, ...]
) -> values.ComponentState:
    zone = zone_of(library.page.time_zone)
    window = Window.of_days(library.page.uptime_days, library.at, zone, component.start)
    last = library.at.astimezone(zone).date()
    first = min(window.first, last)
    held = stretches(spans, window)
    return values.ComponentState(
        component,
        component_status(spans, library.at),
        uptime(held, window),
        days(held, window),
        first,
        last,
    )


def _plan_component(
    state: values.ComponentState, entries: tuple[Outline, ...], items: Items
) -> Iterator[Target]:
    component, folder = state.component, component_address(state.component.id)
    value = values.ComponentValue(state, entries)
    yield Target(f"{folder}index.html", Rank.LIST, documents.render_component, value)
    feed = FeedValue(items, None, component)
    yield Target(f"{folder}feed.rss", Rank.LIST, later.render_rss, feed)
    yield Target(f"{folder}feed.atom", Rank.LIST, later.render_atom, feed)
    yield from _plan_badges(folder, component.name, state.status)


def _plan_badges(folder: str, label: str, status: Status) -> Iterator[Target]:
    badge = values.BadgeValue(label, status)
    yield Target(f"{folder}badge.svg", Rank.ASSET, later.render_badge, badge)
    yield Target(f"{folder}badge.json", Rank.ASSET, later.render_endpoint, badge)


def _history_days(library: Library) -> tuple[date, date]:
    """The first and the last local day of the front page's list."""
    last = library.at.astimezone(zone_of(library.page.time_zone)).date()
    return last - timedelta(days=library.page.history_days - 1), last


def _calm_since(outlines: Iterable[Outline]) -> datetime | None:
    """When the last entry came to its end."""
    ends = (o.ended for o in outlines if o.ended and o.state is not State.CANCELLED)
    newest = max(ends, default=None)
    return None if newest is None else instant_of(newest)


def _front(
    library: Library, states: dict[str, values.ComponentState], past: Iterable[Outline]
) -> values.FrontValue:
    page, at, zone = library.page, library.at, zone_of(library.page.time_zone)
    going = [outline for outline in library.outlines if not outline.over]
    opened = [outline for outline in going if outline.impact is not None]
    opened.sort(key=_severity, reverse=True)
    active = [each for each in going if each.starts is not None and each.begun]
    planned = [each for each in going if each.state is State.SCHEDULED]
    first, last = _history_days(library)
    midnight = Window(first, at, zone).midnight
    begin, end = map(seconds_of, (midnight(first), midnight(last + timedelta(days=1))))
    promises = promises_of(library.outlines, page.promise_grace)
    return values.FrontValue(
        since=_calm_since(library.outlines),
        open=tuple(opened),
        active=tuple(sorted(active, key=lambda outline: (outline.starts, outline.id))),
        planned=tuple(sorted(planned, key=lambda outline: (outline.starts, outline.id))),
        groups=tuple(
            (group.name, tuple(states[component.id] for component in group.components))
            for group in page.groups
        ),
        first=first,
        last=last,
        recent=tuple(outline for outline in past if begin <= outline.start < end),
        kept=count_kept(promises, at, COUNTED_PROMISES),
    )


def _severity(outline: Outline) -> int:
    assert outline.impact is not None
    return _IMPACTS.index(outline.impact)


def _plan_now(
    library: Library, front: values.FrontValue, told: Sequence[Outline]
) -> Iterator[Target]:
    """All that shows how things are now."""
    yield Target("index.html", Rank.FRONT, documents.render_front, front)
    current = values.CurrentValue((*front.open, *front.active))
    yield Target("embed/index.html", Rank.FRONT, documents.render_embed, current)
    yield Target("embed.js", Rank.FRONT, later.render_script, current)
    status = page_status(library.outlines, seconds_of(library.at))
    yield from _plan_badges("", library.page.name, status)
    metrics = MetricsValue(
        status=status,
        components=tuple((s.component, s.status) for _, states in front.groups for s in states),
        open=tuple((each, sum(r.impact is each for r in front.open)) for each in Impact),
        active=len(front.active),
        planned=len(front.planned),
        last_statement=instant_of(told[0].updates[-1]) if told else None,
    )
    yield Target("metrics", Rank.LIST, render_metrics, metrics)
