"""The history as a whole, by year and by month, and the sitemaps, which have its months too."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby

from statusgen.model.addresses import Route, component_address, entry_address
from statusgen.model.content import Content
from statusgen.model.record import Record, is_to_come
from statusgen.render.machines import host_files
from statusgen.render.pages import documents, values
from statusgen.render.targets import Batch, Rank, Target


def collect_past(records: Iterable[Record]) -> tuple[Record, ...]:
    """Every entry except maintenance to come, newest first."""
    past = (record for record in records if not is_to_come(record))
    return tuple(sorted(past, key=lambda r: (r.start, entry_address(r.entry)), reverse=True))


def plan_months(past: tuple[Record, ...]) -> Iterator[Batch]:
    """For each month, the document of its entries and their sitemap."""
    earlier = ""
    for month, records in _records_by_month(past).items():
        value = values.MonthValue(month, records, earlier)
        yield Batch.of(f"history {month}", value, partial(_plan_month_history, value))
        earlier = month


def _records_by_month(past: tuple[Record, ...]) -> dict[str, tuple[Record, ...]]:
    """Entries by month, the first month first."""
    months = {month: tuple(group) for month, group in groupby(past, lambda record: record.month)}
    return dict(sorted(months.items()))


def _plan_month_history(value: values.MonthValue) -> Iterator[Target]:
    month, sitemap = value.month, host_files.SitemapValue(tuple(map(_dated_address, value.entries)))
    yield Target(Route.MONTH.file(month), Rank.LIST, documents.render_month, value)
    yield Target(Route.SITEMAP_MONTH.file(month), Rank.LIST, host_files.render_sitemap, sitemap)


def plan_history(content: Content, past: tuple[Record, ...]) -> Iterator[Target]:
    """The documents that link to the months, and the sitemaps that are not of one month."""
    by_month, years = _records_by_month(past), []
    for year, months in groupby(by_month, key=lambda month: month[:4]):
        counts = tuple((month, len(by_month[month])) for month in months)
        years.append((year, sum(count for _, count in counts)))
        value = values.YearValue(year, tuple(reversed(counts)))
        yield Target(Route.YEAR.file(year), Rank.LIST, documents.render_year, value)
    newest = tuple(reversed(years))
    yield Target(Route.HISTORY.file(), Rank.LIST, documents.render_history, newest)
    parts = [Route.SITEMAP_PAGE.file(), *map(Route.SITEMAP_MONTH.file, by_month)]
    index = host_files.SitemapValue(tuple((part, None) for part in parts), is_index=True)
    yield Target(Route.SITEMAP.file(), Rank.LIST, host_files.render_sitemap, index)
    dated: list[host_files.DatedAddress] = [
        (Route.FRONT.address(), None),
        (Route.HISTORY.address(), None),
        *((component_address(component.id), None) for component in content.page.components),
        *(_dated_address(record) for record in content.records if is_to_come(record)),
    ]
    sitemap = host_files.SitemapValue(tuple(dated))
    yield Target(Route.SITEMAP_PAGE.file(), Rank.LIST, host_files.render_sitemap, sitemap)


def _dated_address(record: Record) -> host_files.DatedAddress:
    return entry_address(record.entry), record.entry.changed
