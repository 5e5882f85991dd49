"""The HTML documents: each kind's value to bytes."""

from collections.abc import Iterable

from statusgen.model.addresses import Route, component_address, entry_address
from statusgen.model.entry import Maintenance
from statusgen.model.instants import format_instant
from statusgen.model.record import Record
from statusgen.render.pages import list_views, values, views
from statusgen.render.pages.entry_views import view_entry, view_state
from statusgen.render.pages.linked_data import COLLECTION, entry_data, render_linked_data
from statusgen.render.pages.previews import has_preview
from statusgen.render.renderer import Renderer


def _document(
    renderer: Renderer,
    heading: str,
    description: str,
    address: str | None,
    type: str = "website",
    data: dict[str, object] | None = None,
    preview: Record | None = None,
) -> views.Document:
    """What is in a document's head; without an address it asks not to be indexed.

    `data` is its linked data besides its name, description and address; `preview` the entry whose
    picture is its Open Graph image.
    """
    site = renderer.site.title
    canonical = "" if address is None else renderer.url(address)
    shared = {"@type": "WebPage", "name": heading, "description": description}
    block = render_linked_data(shared | ({"url": canonical} if canonical else {}) | (data or {}))
    return views.Document(
        title=f"{heading} · {site}" if heading != site else site,
        heading=heading,
        description=description,
        canonical=canonical,
        feeds=renderer.feeds,
        policy=renderer.theme.policy(block),
        type=type,
        data=block,
        preview=_preview(renderer, preview) if preview and renderer.draws_previews else None,
    )


def _preview(renderer: Renderer, record: Record) -> views.PreviewView:
    """An open incident's own picture, or the page's: 9,000 of them would take 40 s and 200 MB."""
    address, text = Route.PAGE_PREVIEW.address(), renderer.site.title
    if has_preview(record):
        address = Route.PREVIEW.address(record.entry.id)
        text = f"{view_state(renderer, record).word}: {record.entry.title}"
    return views.PreviewView(renderer.url(address), *values.PREVIEW_SIZE, text)


def render_entry(renderer: Renderer, record: Record) -> bytes:
    """An incident or a maintenance."""
    view = view_entry(renderer, record)
    document = _document(
        renderer,
        view.title,
        view.description,
        entry_address(record.entry),
        type="article",
        data=entry_data(renderer, record),
        preview=record,
    )
    if record.entry.changed:
        published, modified = map(
            format_instant, (record.entry.updates[0].at, record.entry.changed)
        )
        document = document._replace(published=published, modified=modified)
    return renderer.render("entry.html", document=document, entry=view)


def render_front(renderer: Renderer, value: values.FrontValue) -> bytes:
    """What is going on now."""
    words = renderer.words
    current: tuple[Record, ...] = (*value.open, *value.active)
    headline = _headline(renderer, current)
    since = words.full_time(value.since) if value.since else None
    front = views.FrontView(
        current=_view_entries(renderer, current),
        headline=headline,
        since=words.html("Since {time}", time=since) if since else None,
        planned=_view_entries(renderer, value.planned),
        groups=tuple(
            views.GroupView(
                name, tuple(list_views.view_component(renderer, state) for state in states)
            )
            for name, states in value.groups
        ),
        history_heading=words.nt(
            "Last {count} day", "Last {count} days", renderer.page.history_days
        ),
        days=list_views.view_days(renderer, value),
        promises=list_views.promises_sentence(renderer, *value.kept),
    )
    titles = words.listed(record.entry.title for record in current)
    data: dict[str, object] = {
        "about": {"@type": "Organization", "name": renderer.page.name},
        "abstract": titles or headline,
    }
    description = renderer.page.description or words.t(
        "What works at {name}, what does not, what you can do, "
        "and when you will hear from us next.",
        name=renderer.page.name,
    )
    preview = value.open[0] if value.open else None
    document = _document(renderer, renderer.site.title, description, "", "website", data, preview)
    return renderer.render("front.html", document=document, front=front)


def render_embed(renderer: Renderer, records: tuple[Record, ...]) -> bytes:
    """What is going on now, small, for a frame in another site's document."""
    title = renderer.site.title
    document = _document(renderer, title, renderer.page.description or title, None)
    return renderer.render(
        "embed.html",
        document=document,
        current=_view_entries(renderer, records),
        headline=_headline(renderer, records),
    )


def _view_entries(renderer: Renderer, records: Iterable[Record]) -> tuple[views.EntryView, ...]:
    return tuple(view_entry(renderer, record) for record in records)


def _headline(renderer: Renderer, current: tuple[Record, ...]) -> str:
    """The headline while nothing is going on."""
    return "" if current else renderer.words.t("All systems operational")


def render_component(renderer: Renderer, value: values.ComponentValue) -> bytes:
    """A component: its status, its uptime day by day, its entries."""
    table = tuple(list_views.view_table(renderer, value.state))
    view = list_views.view_component(renderer, value.state)._replace(table=table)
    description = view.description or renderer.words.t(
        "{component}: status, uptime and incidents.", component=view.full_name
    )
    address = component_address(value.state.component.id)
    service = {
        "@type": "Service",
        "name": view.full_name,
        "description": view.description or view.full_name,
    }
    document = _document(renderer, view.full_name, description, address, data={"about": service})
    document = document._replace(feeds=renderer.component_feeds(value.state.component))
    rows = tuple(list_views.view_row(renderer, record) for record in value.entries)
    return renderer.render("component.html", document=document, component=view, rows=rows)


def render_month(renderer: Renderer, value: values.MonthValue) -> bytes:
    """All entries of a month."""
    words, path, earlier = renderer.words, renderer.path, None
    year, name = value.month[:4], words.month(value.month)
    description = words.t(
        "Everything that happened at {name} in {month}.", name=renderer.page.name, month=name
    )
    address = Route.MONTH.address(value.month)
    if value.earlier:
        href = path(Route.MONTH.address(value.earlier))
        earlier = views.LineView(words.month(value.earlier), href)
    return renderer.render(
        "month.html",
        document=_document(renderer, name, description, address, data=COLLECTION),
        rows=tuple(list_views.view_row(renderer, record) for record in value.entries),
        earlier=earlier,
        up=views.LineView(year, path(Route.YEAR.address(year))),
    )


def render_year(renderer: Renderer, value: values.YearValue) -> bytes:
    """A year's months."""
    words = renderer.words
    months = [(words.month(m), Route.MONTH.address(m), count) for m, count in value.months]
    up = views.LineView(words.t("All years"), renderer.path(Route.HISTORY.address()))
    return _render_history(renderer, value.year, Route.YEAR.address(value.year), months, up)


def render_history(renderer: Renderer, years: tuple[tuple[str, int], ...]) -> bytes:
    """All years; `years` are those with entries, and how many."""
    heading, address = renderer.words.t("History"), Route.HISTORY.address()
    lines = [(year, Route.YEAR.address(year), count) for year, count in years]
    return _render_history(renderer, heading, address, lines, None)


def _render_history(
    renderer: Renderer,
    heading: str,
    address: str,
    counts: Iterable[tuple[str, str, int]],
    up: views.LineView | None,
) -> bytes:
    """A list of other documents, each with its name, its address, and how many entries it has."""
    words = renderer.words
    lines = tuple(
        views.LineView(name, renderer.path(href), words.nt("{count} entry", "{count} entries", n))
        for name, href, n in counts
    )
    description = words.t(
        "Every incident and maintenance at {name}, kept for good.", name=renderer.page.name
    )
    document = _document(renderer, heading, description, address, data=COLLECTION)
    return renderer.render("history.html", document=document, lines=lines, up=up)


def render_moved(renderer: Renderer, value: values.MovedValue) -> bytes:
    """A redirect from an address that an entry once had."""
    description = renderer.words.t("This has moved")
    document = _document(renderer, value.title, description, value.address)
    target = renderer.path(value.address)
    return renderer.render("moved.html", document=document, title=value.title, target=target)


def render_removed(renderer: Renderer, value: values.RemovedValue) -> bytes:
    """What is left at the address of an entry that was removed; its title may not be shown."""
    words = renderer.words
    heading = words.t("This incident was removed")
    if value.folder == Maintenance.folder:
        heading = words.t("This maintenance was removed")
    day, document = words.date(value.day), _document(renderer, heading, value.reason, None)
    return renderer.render("removed.html", document=document, date=day, reason=value.reason)


def render_missing(renderer: Renderer, _: None) -> bytes:
    """What a host shows for an address without a file."""
    heading = renderer.words.t("There is nothing here")
    document = _document(renderer, heading, heading, None)
    return renderer.render("404.html", document=document)


def render_placeholder(renderer: Renderer, _: None) -> bytes:
    """What a new address shows until all that it leads to is written."""
    return renderer.render("placeholder.html")
