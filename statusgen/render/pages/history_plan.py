"""The history by month, by year and as a whole, and the sitemaps that follow its months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from statusgen.model.addresses import (
    Route,
    component_address,
    entry_address,
    month_part,
    year_part,
)
from statusgen.model.content import Content
from statusgen.model.record import Record, is_to_come
from statusgen.render.machines import host_files
from statusgen.render.pages import documents, values
from statusgen.render.targets import Output, Rank, Target


def collect_past(records: Iterable[Record]) -> tuple[Record, ...]:
    """Every entry but the maintenance to come, newest first."""
    past = (record for record in records if not is_to_come(record))
    return tuple(sorted(past, key=lambda r: (r.start, entry_address(r.entry)), reverse=True))


def first_day(month: str) -> date:
    """The first day of a month that is written `2026-11`."""
    return date(int(month[:-3]), int(month[-2:]), 1)


def plan_history(content: Content, past: tuple[Record, ...]) -> Iterator[Output]:
    """The documents of the history, and the sitemaps."""
    months = {month: tuple(group) for month, group in groupby(past, lambda record: record.month)}
    earlier, years = None, []
    by_month = {first_day(month): months[month] for month in sorted(months)}
    for month, records in by_month.items():
        value = values.MonthValue(month, records, earlier)
        path = Route.MONTH.file(month_part(month))
        yield Target(path, Rank.LIST, documents.render_month, value)
        earlier = month
    for year, in_year in groupby(by_month, key=lambda month: month.year):
        counts = tuple((month, len(by_month[month])) for month in in_year)
        years.append((year, sum(count for _, count in counts)))
        value_of_year = values.YearValue(year, tuple(reversed(counts)))
        path = Route.YEAR.file(year_part(year))
        yield Target(path, Rank.LIST, documents.render_year, value_of_year)
    whole = values.HistoryValue(tuple(reversed(years)))
    yield Target(Route.HISTORY.file(), Rank.LIST, documents.render_history, whole)
    yield from _plan_sitemaps(content, by_month)


def _plan_sitemaps(content: Content, by_month: dict[date, tuple[Record, ...]]) -> Iterator[Output]:
    """One sitemap a month, so that an update touches one, and an index that it leaves alone."""
    parts = [Route.SITEMAP_PAGE.file()]
    for month, records in by_month.items():
        parts.append(Route.SITEMAP_MONTH.file(month_part(month)))
        value = host_files.SitemapValue(tuple(map(_dated, records)))
        yield Target(parts[-1], Rank.LIST, host_files.render_sitemap, value)
    fixed: list[host_files.Dated] = [
        (route.address(), None) for route in (Route.FRONT, Route.HISTORY)
    ]
    fixed += [(component_address(c.id), None) for c in content.page.components]
    fixed += [_dated(record) for record in content.records if is_to_come(record)]
    value = host_files.SitemapValue(tuple(fixed))
    yield Target(Route.SITEMAP_PAGE.file(), Rank.LIST, host_files.render_sitemap, value)
    index = host_files.SitemapValue(tuple((part, None) for part in parts), parts=True)
    yield Target(Route.SITEMAP.file(), Rank.LIST, host_files.render_sitemap, index)


def _dated(record: Record) -> host_files.Dated:
    return entry_address(record.entry), record.entry.changed
