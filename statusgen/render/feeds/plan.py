"""The feeds: what each holds, and how the archives hang together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import pairwise

from statusgen.model.addresses import Route, month_part
from statusgen.model.content import Content
from statusgen.model.record import Record
from statusgen.render.feeds import history_feeds, json_feed, xml_feeds
from statusgen.render.feeds.items import ArchiveValue, Dates, FeedValue, Items, history_items
from statusgen.render.pages.history import first_day
from statusgen.render.targets import Batch, Output, Rank, Target

HISTORY_ENTRIES = 50


def plan_archives(content: Content, dates: Dates) -> Iterator[Batch]:
    """All updates, month by month; each archive leads to the one before."""
    by_month = _by_month(content.records)
    for month, earlier in pairwise([*sorted(by_month, reverse=True), ""]):
        items = Items(tuple(map(dates.of, by_month[month])), month=month)
        value = ArchiveValue(first_day(month), items, first_day(earlier) if earlier else None)
        yield Batch.of(f"archive {month}", value, partial(_plan_archive, value))


def _plan_archive(value: ArchiveValue) -> Iterator[Output]:
    atom, json = xml_feeds.render_archive, json_feed.render_json_archive
    month = month_part(value.month)
    yield Target(Route.MONTH_ATOM.file(month), Rank.LIST, atom, value, month)
    yield Target(Route.MONTH_JSON_FEED.file(month), Rank.LIST, json, value, month)


def plan_feeds(content: Content, updated: list[Record], dates: Dates) -> Iterator[Output]:
    """The newest updates, and the newest entries; `updated` is as `newest_updated` has it."""
    limit = content.page.feed_updates
    months = {month for record in content.records for month in record.update_months}
    newest = first_day(max(months)) if months else None
    head = FeedValue(Items(tuple(map(dates.of, updated[:limit])), limit=limit), newest)
    yield Target(Route.RSS.file(), Rank.LIST, xml_feeds.render_rss, head)
    yield Target(Route.ATOM.file(), Rank.LIST, xml_feeds.render_atom, head)
    yield Target(Route.JSON_FEED.file(), Rank.LIST, json_feed.render_json, head)
    history = history_items(updated, dates, HISTORY_ENTRIES)
    yield Target(Route.HISTORY_RSS.file(), Rank.LIST, history_feeds.render_history_rss, history)
    yield Target(Route.HISTORY_ATOM.file(), Rank.LIST, history_feeds.render_history_atom, history)


def _by_month(records: Iterable[Record]) -> dict[str, list[Record]]:
    """The entries that were updated in each month."""
    by_month: dict[str, list[Record]] = {}
    for record in records:
        for month in dict.fromkeys(record.update_months):
            by_month.setdefault(month, []).append(record)
    return by_month
