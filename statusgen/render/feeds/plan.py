"""The feeds: what each holds, and how the archives hang together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from statusgen.model.addresses import Route, month_part
from statusgen.model.content import Content
from statusgen.model.record import Record
from statusgen.render.feeds import history_feeds, json_feed, xml_feeds
from statusgen.render.feeds.items import ArchiveValue, Dates, FeedValue, Items, history_items
from statusgen.render.pages.history_plan import first_day
from statusgen.render.targets import Output, Rank, Target

HISTORY_ENTRIES = 50


def plan_feeds(content: Content, updated: list[Record], dates: Dates) -> Iterator[Output]:
    """The heads, capped, and the archives that hold everything, month by month.

    `updated` is as `newest_updated` has it.
    """
    by_month = _by_month(content.records)
    months = sorted(by_month, reverse=True)
    for month, earlier in pairwise([*months, ""]):
        items = Items(tuple(map(dates.of, by_month[month])), month=month)
        value = ArchiveValue(first_day(month), items, first_day(earlier) if earlier else None)
        part = month_part(value.month)
        yield Target(Route.MONTH_ATOM.file(part), Rank.LIST, xml_feeds.render_archive, value, month)
        yield Target(
            Route.MONTH_JSON_FEED.file(part), Rank.LIST, json_feed.render_json_archive, value, month
        )
    limit = content.page.feed_updates
    newest = first_day(months[0]) if months else None
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
