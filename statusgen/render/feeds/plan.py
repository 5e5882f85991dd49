"""The feeds: what each holds, and how the archives hang together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from statusgen.check.library import Library
from statusgen.model.outline import Outline
from statusgen.render import later
from statusgen.render.addresses import archive_address
from statusgen.render.feeds import json_feed
from statusgen.render.feeds.items import ArchiveValue, Dates, FeedValue, Items, collect_told
from statusgen.render.pages.history_plan import first_day
from statusgen.render.targets import Rank, Target

HISTORY_ENTRIES = 50


def plan_feeds(library: Library, told: list[Outline], dates: Dates) -> Iterator[Target]:
    """The heads, capped, and the archives that hold everything, month by month.

    `told` is as `last_told` has it.
    """
    by_month = _by_month(library.outlines)
    months = sorted(by_month, reverse=True)
    for month, earlier in pairwise([*months, ""]):
        items = Items(by_month[month], dates, month=month)
        value = ArchiveValue(first_day(month), items, first_day(earlier) if earlier else None)
        atom, json = (archive_address(value.month, kind) for kind in ("atom", "json"))
        yield Target(atom, Rank.LIST, later.render_archive, value, month)
        yield Target(json, Rank.LIST, json_feed.render_json_archive, value, month)
    most = library.page.feed_updates
    newest = first_day(months[0]) if months else None
    head = FeedValue(Items(told[:most], dates, most=most), newest)
    yield Target("feed.rss", Rank.LIST, later.render_rss, head)
    yield Target("feed.atom", Rank.LIST, later.render_atom, head)
    yield Target("feed.json", Rank.LIST, json_feed.render_json, head)
    entries = collect_told(told, dates, HISTORY_ENTRIES)
    yield Target("history.rss", Rank.LIST, later.render_history_rss, entries)
    yield Target("history.atom", Rank.LIST, later.render_history_atom, entries)


def _by_month(outlines: Iterable[Outline]) -> dict[str, list[Outline]]:
    """The entries that were updated in each month."""
    found: dict[str, list[Outline]] = {}
    for outline in outlines:
        for month, _ in outline.months:
            found.setdefault(month, []).append(outline)
    return found
