"""The feeds: what each holds, and how the archives hang together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from statusgen.model.content import Content
from statusgen.model.record import Record
from statusgen.render import later
from statusgen.render.addresses import archive_address
from statusgen.render.feeds import json_feed
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
        atom, json = (archive_address(value.month, kind) for kind in ("atom", "json"))
        yield Target(atom, Rank.LIST, later.render_archive, value, month)
        yield Target(json, Rank.LIST, json_feed.render_json_archive, value, month)
    limit = content.page.feed_updates
    newest = first_day(months[0]) if months else None
    head = FeedValue(Items(tuple(map(dates.of, updated[:limit])), limit=limit), newest)
    yield Target("feed.rss", Rank.LIST, later.render_rss, head)
    yield Target("feed.atom", Rank.LIST, later.render_atom, head)
    yield Target("feed.json", Rank.LIST, json_feed.render_json, head)
    history = history_items(updated, dates, HISTORY_ENTRIES)
    yield Target("history.rss", Rank.LIST, later.render_history_rss, history)
    yield Target("history.atom", Rank.LIST, later.render_history_atom, history)


def _by_month(records: Iterable[Record]) -> dict[str, list[Record]]:
    """The entries that were updated in each month."""
    by_month: dict[str, list[Record]] = {}
    for record in records:
        for month in dict.fromkeys(record.update_months):
            by_month.setdefault(month, []).append(record)
    return by_month
