"""All that a build renders: each output's path, its value, and how that is rendered."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from typing import NamedTuple

from statusgen.model.addresses import Route, alias_file, entry_address, entry_file, entry_files
from statusgen.model.content import Content
from statusgen.model.identity import api_id
from statusgen.model.page import Component
from statusgen.model.promises import count_kept
from statusgen.model.record import MaintenanceRecord, Record
from statusgen.model.spans import Span, component_status
from statusgen.model.terms import STATUS_OF_IMPACT, Impact, State, Status
from statusgen.model.totals import ComponentTotals, component_totals, page_begun
from statusgen.model.uptime import Window, days, midnight, status_intervals, uptime
from statusgen.read.timestamps import zone_of
from statusgen.render.api.documents import render_entry_document
from statusgen.render.api.plan import plan_api, plan_api_months
from statusgen.render.feeds.items import FeedValue, ItemDates, newest_updated
from statusgen.render.feeds.plan import plan_archives, plan_feeds
from statusgen.render.feeds.xml_feeds import render_atom, render_rss
from statusgen.render.machines import host_files
from statusgen.render.machines.badges import render_badge, render_endpoint
from statusgen.render.machines.calendar import render_calendar, render_event
from statusgen.render.machines.embed import render_script
from statusgen.render.machines.metrics import MetricsValue, render_metrics
from statusgen.render.pages import documents, values
from statusgen.render.pages.history import collect_past, plan_history, plan_months
from statusgen.render.pages.previews import has_preview, render_page_preview, render_preview
from statusgen.render.targets import Batch, Rank, Target

COMPONENT_ENTRIES = 50
CALENDAR_EVENTS = 50
COUNTED_PROMISES = 20


class _Overview(NamedTuple):
    """What follows from all records together, and several outputs need."""

    content: Content
    past: tuple[Record, ...]
    updated: list[Record]
    dates: ItemDates
    totals: Mapping[str, ComponentTotals]
    states: Mapping[str, values.ComponentState]
    begun: datetime


def plan_site(content: Content, previews: bool) -> Iterator[Batch]:
    """Every output that is rendered; `previews` adds pictures for chats."""
    overview = _overview(content)
    yield from _plan_entries(content, previews)
    yield from plan_months(overview.past)
    yield from plan_archives(content, overview.dates)
    yield from plan_api_months(content)
    yield from _plan_components(overview)
    yield Batch("now", None, partial(_plan_now, overview, previews))


def _overview(content: Content) -> _Overview:
    records, page, zone = content.records, content.page, zone_of(content.page.time_zone)
    window = Window.of_days(page.uptime_days, content.at, zone)
    ids = [component.id for component in page.components]
    totals = component_totals(records, ids, midnight(window.first, zone), content.at)
    return _Overview(
        content,
        past=collect_past(records),
        updated=newest_updated(records),
        dates=ItemDates(records),
        totals=totals,
        states={c.id: _component_state(content, c, totals[c.id].spans) for c in page.components},
        begun=page_begun(page.components, records, zone),
    )


def _plan_entries(content: Content, previews: bool) -> Iterator[Batch]:
    """The outputs of each entry, in a batch for each month; `previews` adds pictures."""
    months: dict[str, list[Record]] = {}
    for record in content.records:
        months.setdefault(record.month, []).append(record)
    for month, records in months.items():
        plan = partial(_plan_month_entries, content.page.identity, records, previews)
        yield Batch.of(f"entries {month}", tuple(records), plan)


def _plan_month_entries(
    identity: str, records: Iterable[Record], previews: bool
) -> Iterator[Target]:
    for record in records:
        entry, month = record.entry, record.month
        yield Target(entry_file(entry), Rank.DOCUMENT, documents.render_entry, record, month)
        path = Route.API_ENTRY.file(api_id(identity, "entry", entry.id))
        yield Target(path, Rank.LIST, render_entry_document, record, month)
        if isinstance(record, MaintenanceRecord):
            yield Target(Route.EVENT.file(entry.id), Rank.ASSET, render_event, record, month)
        elif previews and has_preview(record):
            picture = values.PreviewValue(entry.title, record.state, record.impact)
            yield Target(Route.PREVIEW.file(entry.id), Rank.ASSET, render_preview, picture)
        for alias in entry.aliases:
            moved = values.MovedValue(entry.title, entry_address(entry))
            yield Target(alias_file(entry.folder, alias), Rank.LIST, documents.render_moved, moved)


def _plan_removed(content: Content) -> Iterator[Target]:
    """What is at the addresses of the entries that their authors took away."""
    for entry in content.removed:
        assert entry.removed_on
        value = values.RemovedValue(entry.folder, entry.removed_on, entry.removed)
        for path in entry_files(entry):
            yield Target(path, Rank.DOCUMENT, documents.render_removed, value)


def _plan_components(overview: _Overview) -> Iterator[Batch]:
    """The outputs of each component, in a batch."""
    content, limit = overview.content, overview.content.page.feed_updates
    entries = _group_by_component(content, overview.past, COMPONENT_ENTRIES)
    for id, records in _group_by_component(content, overview.updated, limit).items():
        state = overview.states[id]
        value = values.ComponentValue(state, tuple(entries[id]))
        items = overview.dates.items(records, limit=limit)
        feed = FeedValue(items, component=state.component, begun=overview.begun)
        yield Batch.of(f"component {id}", (value, feed), partial(_plan_component, value, feed))


def _plan_now(overview: _Overview, previews: bool) -> Iterator[Target]:
    """The outputs that depend on more than one month, or on the time of the build."""
    if previews:
        yield Target(Route.PAGE_PREVIEW.file(), Rank.ASSET, render_page_preview, None)
    content = overview.content
    yield from _plan_removed(content)
    yield from plan_history(content, overview.past)
    yield from plan_feeds(content, overview.updated, overview.dates, overview.begun)
    yield from plan_api(content, overview.totals, overview.begun)
    newest, older = content.maintenances[:CALENDAR_EVENTS], content.maintenances[CALENDAR_EVENTS:]
    events = (*newest, *(record for record in older if not record.over))
    yield Target(Route.CALENDAR.file(), Rank.LIST, render_calendar, events)
    yield from _plan_front(overview)
    yield Target(Route.ROBOTS.file(), Rank.LIST, host_files.render_robots, None)
    yield Target(Route.HEADERS.file(), Rank.ASSET, host_files.render_headers, None)
    yield Target(Route.MISSING.file(), Rank.LIST, documents.render_missing, None)
    if content.page.security:
        yield Target(Route.SECURITY.file(), Rank.ASSET, host_files.render_security, None)


def _group_by_component(
    content: Content, records: Iterable[Record], limit: int
) -> dict[str, list[Record]]:
    """The first entries of each component, at most `limit`."""
    groups: dict[str, list[Record]] = {c.id: [] for c in content.page.components}
    for record in records:
        for id in record.components:
            if len(groups[id]) < limit:
                groups[id].append(record)
    return groups


def _component_state(
    content: Content, component: Component, spans: Iterable[Span]
) -> values.ComponentState:
    zone = zone_of(content.page.time_zone)
    window = Window.of_days(content.page.uptime_days, content.at, zone, component.start)
    last = content.at.astimezone(zone).date()
    first = min(window.first, last)
    status, intervals = component_status(spans, content.at), status_intervals(spans, window)
    return values.ComponentState(
        component,
        status,
        uptime(intervals, window),
        days(intervals, window, ongoing=status is not Status.OPERATIONAL),
        first,
        last,
    )


def _plan_component(value: values.ComponentValue, feed: FeedValue) -> Iterator[Target]:
    """A component's document, feeds and badges."""
    component, status, id = value.state.component, value.state.status, value.state.component.id
    yield Target(Route.COMPONENT.file(id), Rank.LIST, documents.render_component, value)
    yield Target(Route.COMPONENT_RSS.file(id), Rank.LIST, render_rss, feed)
    yield Target(Route.COMPONENT_ATOM.file(id), Rank.LIST, render_atom, feed)
    badge = values.BadgeValue(component.name, status)
    yield Target(Route.COMPONENT_BADGE.file(id), Rank.ASSET, render_badge, badge)
    yield Target(Route.COMPONENT_BADGE_JSON.file(id), Rank.ASSET, render_endpoint, badge)


def _front_value(overview: _Overview) -> values.FrontValue:
    content, states = overview.content, overview.states
    page, at, zone = content.page, content.at, zone_of(content.page.time_zone)
    open_incidents = [record for record in content.incidents if not record.over]
    open_incidents.sort(key=lambda record: STATUS_OF_IMPACT[record.impact].rank, reverse=True)
    maintenances = [record for record in reversed(content.maintenances) if not record.over]
    window = Window.of_days(page.history_days, at, zone)
    first, last = window.first, at.astimezone(zone).date()
    begin, end = midnight(first, zone), midnight(last + timedelta(days=1), zone)
    ends = (r.ended for r in content.records if r.ended and r.state is not State.CANCELLED)
    promises = chain.from_iterable(record.promises for record in content.records)
    return values.FrontValue(
        since=max(ends, default=None),
        open=tuple(open_incidents),
        active=tuple(record for record in maintenances if record.begun),
        planned=tuple(r for r in maintenances if r.state is State.SCHEDULED),
        groups=tuple((g.name, tuple(states[c.id] for c in g.components)) for g in page.groups),
        first=first,
        last=last,
        recent=tuple(r for r in overview.past if r.start < end and _lasted_until(r, begin)),
        kept=count_kept(promises, at, page.promise_grace, COUNTED_PROMISES),
    )


def _lasted_until(record: Record, at: datetime) -> bool:
    return record.start >= at or not record.over or (record.ended is not None and record.ended > at)


def _plan_front(overview: _Overview) -> Iterator[Target]:
    """The front page, and the smaller outputs with the current status."""
    content, updated, front = overview.content, overview.updated, _front_value(overview)
    yield Target(Route.FRONT.file(), Rank.FRONT, documents.render_front, front)
    current: tuple[Record, ...] = (*front.open, *front.active)
    yield Target(Route.EMBED.file(), Rank.FRONT, documents.render_embed, current)
    yield Target(Route.EMBED_SCRIPT.file(), Rank.FRONT, render_script, current)
    badge = values.BadgeValue(content.page.name, content.status)
    yield Target(Route.BADGE.file(), Rank.ASSET, render_badge, badge)
    yield Target(Route.BADGE_JSON.file(), Rank.ASSET, render_endpoint, badge)
    metrics = MetricsValue(
        status=content.status,
        components=tuple((s.component, s.status) for _, states in front.groups for s in states),
        open=tuple((i, sum(r.impact is i for r in front.open)) for i in Impact),
        active=len(front.active),
        planned=len(front.planned),
        last_update=updated[0].entry.updates[-1].at if updated else None,
    )
    yield Target(Route.METRICS.file(), Rank.LIST, render_metrics, metrics)
