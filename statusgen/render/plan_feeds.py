"""The feeds: what each holds, and how the archives hang together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

from statusgen.read.library import Library
from statusgen.render import feeds, history_feeds, json_feed
from statusgen.render.addresses import archive_address
from statusgen.render.items import Items
from statusgen.render.plan_history import first_day
from statusgen.render.targets import Rank, Target

HISTORY_ENTRIES = 50


def plan_feeds(library: Library, items: Items) -> Iterator[Target]:
    """The heads, capped, and the archives that hold everything, month by month."""
    by_month = groupby(items, lambda item: item.month)
    archives = [(first_day(month), Items(told)) for month, told in by_month]
    for (month, told), (earlier, _) in pairwise([*archives, (None, Items())]):
        assert month
        value = feeds.ArchiveValue(month, told, earlier)
        atom, json = archive_address(month, "atom"), archive_address(month, "json")
        of = f"{month:%Y-%m}"
        yield Target(atom, Rank.LIST, feeds.render_archive, value, of)
        yield Target(json, Rank.LIST, json_feed.render_json_archive, value, of)
    newest = Items(items[: library.page.feed_updates])
    head = feeds.FeedValue(newest, archives[0][0] if archives else None)
    yield Target("feed.rss", Rank.LIST, feeds.render_rss, head)
    yield Target("feed.atom", Rank.LIST, feeds.render_atom, head)
    yield Target("feed.json", Rank.LIST, json_feed.render_json, head)
    entries = history_feeds.collect_told(items, HISTORY_ENTRIES)
    yield Target("history.rss", Rank.LIST, history_feeds.render_history_rss, entries)
    yield Target("history.atom", Rank.LIST, history_feeds.render_history_atom, entries)
