"""What a build writes: every output's path, the value it is made of, and how it is rendered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from statusgen.model.page import Component
from statusgen.model.promises import count_kept
from statusgen.model.status import (
    IncidentRecord,
    Record,
    component_status,
    page_status,
    touched,
)
from statusgen.model.terms import Impact, State
from statusgen.model.uptime import Window, days, uptime
from statusgen.read.library import Library
from statusgen.read.timestamps import zone_of
from statusgen.render import badges, documents, feeds, furniture, values
from statusgen.render.addresses import component_address, entry_address, month_address
from statusgen.render.renderer import Renderer

COMPONENT_ENTRIES = 50
COUNTED_PROMISES = 20
_IMPACTS = list(Impact)


class Rank(IntEnum):
    """The order of writing: nothing may name what is not there yet."""

    ASSET = 0
    DOCUMENT = 1
    LIST = 2
    FRONT = 3


@dataclass(frozen=True, slots=True)
class Target:
    """One output: its path, and everything its bytes depend on beside the renderer."""

    path: str
    rank: Rank
    render: Callable[[Renderer, Any], bytes]
    value: Any

    @property
    def digest(self) -> str:
        """Of all that is the target's own: with the same renderer, same digest, same bytes."""
        whole = f"{self.render.__name__}\n{self.value!r}"
        return hashlib.sha256(whole.encode()).hexdigest()[:32]


def plan_targets(library: Library) -> Iterator[Target]:
    """Every output of a library except the files that are copied as they are."""
    zone = zone_of(library.page.time_zone)
    items = feeds.collect_items(library.records)
    past = _past(library)
    yield from _plan_entries(library)
    yield from _plan_history(library, past, zone)
    yield from _plan_feeds(library, items, zone)
    touching = _by_component(library, past, items)
    states = {c.id: _component_state(library, c, zone) for c in library.page.components}
    for id, state in states.items():
        yield from _plan_component(state, *touching[id])
    yield _plan_front(library, states, past, zone)
    status = page_status(library.records, library.at)
    badge = badges.BadgeValue(library.page.name, status)
    yield Target("badge.svg", Rank.ASSET, badges.render_badge, badge)
    yield Target("robots.txt", Rank.LIST, furniture.render_robots, None)
    yield Target("_headers", Rank.ASSET, furniture.render_headers, None)
    yield Target("404.html", Rank.LIST, documents.render_missing, None)


Touching = tuple[list[values.Summary], list[feeds.Item]]


def _by_component(
    library: Library, past: Iterable[Told], items: Iterable[feeds.Item]
) -> dict[str, Touching]:
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
            path = f"{entry.folder}/{alias}/index.html"
            yield Target(path, Rank.LIST, documents.render_moved, moved)


Told = tuple[values.Summary, Record]


def _past(library: Library) -> list[Told]:
    """Every entry but the maintenance to come, newest first."""
    told = [
        (values.Summary.of(record), record)
        for record in library.records
        if isinstance(record, IncidentRecord) or record.begun or record.over
    ]
    return sorted(told, key=lambda pair: (pair[0].started, pair[0].address), reverse=True)


def _plan_history(library: Library, past: list[Told], zone: ZoneInfo) -> Iterator[Target]:
    """The history by month, year and as a whole, and the sitemaps that follow the months."""
    by_month: dict[date, list[Told]] = {}
    for summary, record in past:
        month = _day(summary, zone).replace(day=1)
        by_month.setdefault(month, []).append((summary, record))
    earlier = None
    for month, told in sorted(by_month.items()):
        entries = tuple(summary for summary, _ in told)
        value = values.MonthValue(month, entries, earlier)
        path = f"{month_address(month)}index.html"
        yield Target(path, Rank.LIST, documents.render_month, value)
        earlier = month
    years = []
    for year, months in groupby(sorted(by_month), key=lambda month: month.year):
        counts = tuple((month, len(by_month[month])) for month in months)
        years.append((year, sum(count for _, count in counts)))
        value_of_year = values.YearValue(year, tuple(reversed(counts)))
        path = f"history/{year:04}/index.html"
        yield Target(path, Rank.LIST, documents.render_year, value_of_year)
    whole = values.HistoryValue(tuple(reversed(years)))
    yield Target("history/index.html", Rank.LIST, documents.render_history, whole)
    yield from _plan_sitemaps(library, by_month)


def _plan_sitemaps(library: Library, by_month: dict[date, list[Told]]) -> Iterator[Target]:
    """One sitemap a month, so that an update touches one, and an index of them."""
    parts: list[tuple[str, datetime | None]] = [("sitemap-page.xml", None)]
    for month, told in sorted(by_month.items()):
        changed = [(summary.address, _last_change(record)) for summary, record in told]
        newest = max((at for _, at in changed if at), default=None)
        parts.append((f"sitemap-{month:%Y-%m}.xml", newest))
        value = furniture.SitemapValue(tuple(changed))
        yield Target(parts[-1][0], Rank.LIST, furniture.render_sitemap, value)
    planned = [r for r in library.maintenances if not (r.begun or r.over)]
    fixed: list[tuple[str, datetime | None]] = [("", None), ("history/", None)]
    fixed += [(component_address(c.id), None) for c in library.page.components]
    fixed += [(entry_address(record.entry), _last_change(record)) for record in planned]
    value = furniture.SitemapValue(tuple(fixed))
    yield Target("sitemap-page.xml", Rank.LIST, furniture.render_sitemap, value)
    index = furniture.SitemapValue(tuple(parts), parts=True)
    yield Target("sitemap.xml", Rank.LIST, furniture.render_sitemap, index)


def _last_change(record: Record) -> datetime | None:
    updates = record.entry.updates
    edits = [edit.at for update in updates for edit in update.edits]
    return max([updates[-1].at, *edits]) if updates else None


def _plan_feeds(
    library: Library, items: tuple[feeds.Item, ...], zone: ZoneInfo
) -> Iterator[Target]:
    """The head, capped, and the archives that hold everything, month by month."""
    archives = [
        (month, tuple(told))
        for month, told in groupby(
            items, lambda i: i.published.astimezone(zone).date().replace(day=1)
        )
    ]
    months = [month for month, _ in archives]
    for (month, told), earlier in zip(archives, [*months[1:], None], strict=bool(archives)):
        value = feeds.ArchiveValue(month, told, earlier)
        path = feeds.archive_address(month)
        yield Target(path, Rank.LIST, feeds.render_archive, value)
    newest = items[: library.page.feed_updates]
    head = feeds.FeedValue(newest, months[0] if months else None)
    yield Target("feed.rss", Rank.LIST, feeds.render_rss, head)
    yield Target("feed.atom", Rank.LIST, feeds.render_atom, head)


def _component_state(
    library: Library, component: Component, zone: ZoneInfo
) -> values.ComponentState:
    spans = library.spans[component.id]
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
    items: list[feeds.Item],
) -> Iterator[Target]:
    component, folder = state.component, component_address(state.component.id)
    value = values.ComponentValue(state, tuple(summaries))
    yield Target(f"{folder}index.html", Rank.LIST, documents.render_component, value)
    feed = feeds.FeedValue(tuple(items), None, component)
    yield Target(f"{folder}feed.rss", Rank.LIST, feeds.render_rss, feed)
    yield Target(f"{folder}feed.atom", Rank.LIST, feeds.render_atom, feed)
    badge = badges.BadgeValue(component.name, state.status)
    yield Target(f"{folder}badge.svg", Rank.ASSET, badges.render_badge, badge)


def _plan_front(
    library: Library,
    states: dict[str, values.ComponentState],
    past: list[Told],
    zone: ZoneInfo,
) -> Target:
    page, at = library.page, library.at
    last = at.astimezone(zone).date()
    first = last - timedelta(days=page.history_days - 1)
    opened = [record for record in library.incidents if not record.over]
    opened.sort(key=lambda record: _IMPACTS.index(record.impact), reverse=True)
    ends = [
        record.ended
        for record in library.records
        if record.ended and record.state is not State.CANCELLED
    ]
    active = [r for r in library.maintenances if r.begun and not r.over]
    planned = [r for r in library.maintenances if r.state is State.SCHEDULED]
    recent = [summary for summary, _ in past if first <= _day(summary, zone) <= last]
    value = values.FrontValue(
        since=max(ends, default=None),
        open=tuple(opened),
        active=tuple(sorted(active, key=lambda r: (r.entry.starts, r.entry.id))),
        planned=tuple(sorted(planned, key=lambda r: (r.entry.starts, r.entry.id))),
        groups=tuple(
            (group.name, tuple(states[component.id] for component in group.components))
            for group in page.groups
        ),
        first=first,
        last=last,
        recent=tuple(recent),
        kept=count_kept(library.promises, at, COUNTED_PROMISES),
    )
    return Target("index.html", Rank.FRONT, documents.render_front, value)


def _day(summary: values.Summary, zone: ZoneInfo) -> date:
    return summary.started.astimezone(zone).date()
