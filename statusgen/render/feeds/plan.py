"""The feeds and their archives: which there are, and which items each has."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from heapq import nlargest
from itertools import pairwise

from statusgen.model.addresses import Route
from statusgen.model.content import Content
from statusgen.model.record import Record
from statusgen.render.feeds import history_feeds, json_feed, xml_feeds
from statusgen.render.feeds.items import FeedValue, ItemDates
from statusgen.render.targets import Batch, Rank, Target

HISTORY_ENTRIES = 50


def plan_archives(content: Content, dates: ItemDates) -> Iterator[Batch]:
    """All updates, month by month; each archive links to the one before."""
    by_month = _group_by_update_month(content.records)
    for month, earlier in pairwise([*sorted(by_month, reverse=True), ""]):
        feed = FeedValue(dates.items(by_month[month], month), earlier)
        yield Batch.of(f"archive {month}", feed, partial(_plan_archive, month, feed))


def _plan_archive(month: str, feed: FeedValue) -> Iterator[Target]:
    atom, json = Route.MONTH_ATOM.file(month), Route.MONTH_JSON_FEED.file(month)
    yield Target(atom, Rank.LIST, xml_feeds.render_atom, feed, month)
    yield Target(json, Rank.LIST, json_feed.render_json, feed, month)


def plan_feeds(
    content: Content, updated: list[Record], dates: ItemDates, begun: datetime
) -> Iterator[Target]:
    """The feeds of the newest updates and entries; `updated` is what `newest_updated` returns.

    `begun` dates feeds without items.
    """
    limit = content.page.feed_updates
    newest = updated[0].update_months[-1][0] if updated else ""
    feed = FeedValue(dates.items(updated[:limit], limit=limit), newest, begun=begun)
    yield Target(Route.RSS.file(), Rank.LIST, xml_feeds.render_rss, feed)
    yield Target(Route.ATOM.file(), Rank.LIST, xml_feeds.render_atom, feed)
    yield Target(Route.JSON_FEED.file(), Rank.LIST, json_feed.render_json, feed)
    opened = nlargest(HISTORY_ENTRIES, updated, lambda r: (r.entry.updates[0].at, r.entry.id))
    history = FeedValue(dates.items(opened), begun=begun)
    yield Target(Route.HISTORY_RSS.file(), Rank.LIST, history_feeds.render_history_rss, history)
    yield Target(Route.HISTORY_ATOM.file(), Rank.LIST, history_feeds.render_history_atom, history)


def _group_by_update_month(records: Iterable[Record]) -> dict[str, list[Record]]:
    """The entries that were updated in each month."""
    by_month: dict[str, list[Record]] = {}
    for record in records:
        for month in {month for month, _ in record.update_months}:
            by_month.setdefault(month, []).append(record)
    return by_month
