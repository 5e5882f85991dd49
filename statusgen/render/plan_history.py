"""The history by month, by year and as a whole, and the sitemaps that follow its months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from statusgen.model.status import IncidentRecord, Record
from statusgen.read.library import Library
from statusgen.read.timestamps import zone_of
from statusgen.render import documents, furniture, values
from statusgen.render.addresses import component_address, entry_address, month_address
from statusgen.render.targets import Rank, Target

Past = list[tuple[values.Summary, Record]]


def collect_past(library: Library) -> Past:
    """Every entry but the maintenance to come, newest first."""
    told = [
        (values.Summary.of(record), record)
        for record in library.records
        if isinstance(record, IncidentRecord) or record.begun or record.over
    ]
    return sorted(told, key=lambda pair: (pair[0].started, pair[0].address), reverse=True)


def day_of(summary: values.Summary, zone: ZoneInfo) -> date:
    """The local day on which an entry began."""
    return summary.started.astimezone(zone).date()


def plan_history(library: Library, past: Past) -> Iterator[Target]:
    """The documents of the history, and the sitemaps."""
    zone = zone_of(library.page.time_zone)
    by_month: dict[date, Past] = {}
    for summary, record in past:
        month = day_of(summary, zone).replace(day=1)
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


def _plan_sitemaps(library: Library, by_month: dict[date, Past]) -> Iterator[Target]:
    """One sitemap a month, so that an update touches one, and an index that it leaves alone."""
    parts = ["sitemap-page.xml"]
    for month, told in sorted(by_month.items()):
        parts.append(f"sitemap-{month:%Y-%m}.xml")
        changed = tuple((summary.address, record.entry.changed) for summary, record in told)
        value = furniture.SitemapValue(changed)
        yield Target(parts[-1], Rank.LIST, furniture.render_sitemap, value)
    planned = [r for r in library.maintenances if not (r.begun or r.over)]
    fixed: list[tuple[str, datetime | None]] = [("", None), ("history/", None)]
    fixed += [(component_address(c.id), None) for c in library.page.components]
    fixed += [(entry_address(record.entry), record.entry.changed) for record in planned]
    value = furniture.SitemapValue(tuple(fixed))
    yield Target("sitemap-page.xml", Rank.LIST, furniture.render_sitemap, value)
    index = furniture.SitemapValue(tuple((part, None) for part in parts), parts=True)
    yield Target("sitemap.xml", Rank.LIST, furniture.render_sitemap, index)
