"""The HTML documents: how each kind's value becomes bytes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from statusgen.model.addresses import (
    Route,
    component_address,
    entry_address,
    month_address,
    year_address,
    year_part,
)
from statusgen.model.record import IncidentRecord, Record
from statusgen.render.pages.linked_data import COLLECTION, entry_data, render_linked_data
from statusgen.render.pages.lists import (
    tell_promises,
    view_component,
    view_days,
    view_row,
    view_table,
)
from statusgen.render.pages.values import (
    PREVIEW_SIZE,
    ComponentValue,
    CurrentValue,
    FrontValue,
    HistoryValue,
    MonthValue,
    MovedValue,
    YearValue,
)
from statusgen.render.pages.views import (
    Document,
    EntryView,
    FrontView,
    GroupView,
    LineView,
    PreviewView,
)
from statusgen.render.renderer import Renderer


def _document(
    renderer: Renderer,
    heading: str,
    description: str,
    address: str | None,
    type: str = "website",
    data: dict[str, object] | None = None,
    preview: IncidentRecord | None = None,
) -> Document:
    """A document's head; without an address it asks not to be indexed.

    `data` is what schema.org has for it beside its name, description and address; `preview` the
    open incident whose picture stands for it.
    """
    site = renderer.site.title
    canonical = "" if address is None else renderer.addresses.full(address)
    shared = {"@type": "WebPage", "name": heading, "description": description}
    block = render_linked_data(shared | ({"url": canonical} if canonical else {}) | (data or {}))
    return Document(
        title=f"{heading} · {site}" if heading != site else site,
        heading=heading,
        description=description,
        canonical=canonical,
        feeds=renderer.feeds,
        policy=renderer.theme.policy_with(block),
        type=type,
        data=block,
        preview=_preview(renderer, preview) if preview and renderer.draws_previews else None,
    )


def _preview(renderer: Renderer, record: IncidentRecord) -> PreviewView:
    href = renderer.addresses.full(Route.PREVIEW.address(record.entry.id))
    state = renderer.viewer.state(record).word
    return PreviewView(href, *PREVIEW_SIZE, f"{state}: {record.entry.title}")


def render_entry(renderer: Renderer, record: Record) -> bytes:
    """An incident or a maintenance, whole."""
    view = renderer.viewer.entry(record, renderer.components)
    document = _document(
        renderer,
        view.title,
        view.description,
        entry_address(record.entry),
        type="article",
        data=entry_data(renderer, record),
        preview=record if isinstance(record, IncidentRecord) and not record.over else None,
    )
    return renderer.render("entry.html", document=document, entry=view)


def render_front(renderer: Renderer, value: FrontValue) -> bytes:
    """What is going on now."""
    viewer, words = renderer.viewer, renderer.words
    entries = partial(_entries, renderer)
    headline = _headline(renderer, value)
    current: tuple[Record, ...] = (*value.open, *value.active)
    front = FrontView(
        current=entries(current),
        headline=headline,
        since=words.html("Since {time}", time=viewer.full_time(value.since))
        if value.since
        else None,
        planned=entries(value.planned),
        groups=tuple(
            GroupView(name, tuple(view_component(renderer, state) for state in states))
            for name, states in value.groups
        ),
        history_heading=words.nt(
            "Last {count} day", "Last {count} days", renderer.page.history_days
        ),
        days=view_days(renderer, value),
        promises=tell_promises(renderer, *value.kept),
    )
    told = words.listed(record.entry.title for record in current)
    data: dict[str, object] = {
        "about": {"@type": "Organization", "name": renderer.page.name},
        "abstract": told or headline,
    }
    description = renderer.page.description or words.t(
        "What works at {name}, what does not, what you can do, "
        "and when you will hear from us next.",
        name=renderer.page.name,
    )
    preview = value.open[0] if value.open else None
    document = _document(renderer, renderer.site.title, description, "", "website", data, preview)
    return renderer.render("front.html", document=document, front=front)


def render_embed(renderer: Renderer, value: CurrentValue) -> bytes:
    """What is going on now, small, for a frame in another site's document."""
    title = renderer.site.title
    document = _document(renderer, title, renderer.page.description or title, None)
    return renderer.render(
        "embed.html",
        document=document,
        current=_entries(renderer, value.records),
        headline="" if value.records else renderer.words.t("All systems operational"),
    )


def _entries(renderer: Renderer, records: Iterable[Record]) -> tuple[EntryView, ...]:
    return tuple(renderer.viewer.entry(record, renderer.components) for record in records)


def _headline(renderer: Renderer, value: FrontValue) -> str:
    """What stands at the top where nothing is going on."""
    return "" if value.open or value.active else renderer.words.t("All systems operational")


def render_component(renderer: Renderer, value: ComponentValue) -> bytes:
    """A component: its status, its uptime day by day, its entries."""
    table = tuple(view_table(renderer, value.state))
    view = view_component(renderer, value.state)._replace(table=table)
    description = view.description or renderer.words.t(
        "{component}: status, uptime and incidents.", component=view.name
    )
    address = component_address(value.state.component.id)
    service = {"@type": "Service", "name": view.name, "description": view.description or view.name}
    document = _document(renderer, view.name, description, address, data={"about": service})
    document = document._replace(feeds=renderer.feeds_about(value.state.component))
    rows = tuple(view_row(renderer, record) for record in value.entries)
    return renderer.render("component.html", document=document, component=view, rows=rows)


def render_month(renderer: Renderer, value: MonthValue) -> bytes:
    """All entries of a month."""
    name = renderer.words.month(value.month)
    description = renderer.words.t(
        "Everything that happened at {name} in {month}.", name=renderer.page.name, month=name
    )
    earlier = value.earlier and LineView(
        renderer.words.month(value.earlier), renderer.addresses.path(month_address(value.earlier))
    )
    up = LineView(str(value.month.year), renderer.addresses.path(year_address(value.month.year)))
    return renderer.render(
        "month.html",
        document=_document(
            renderer, name, description, month_address(value.month), data=COLLECTION
        ),
        rows=tuple(view_row(renderer, record) for record in value.entries),
        earlier=earlier,
        up=up,
    )


def render_year(renderer: Renderer, value: YearValue) -> bytes:
    """A year's months."""
    lines = tuple(
        LineView(
            renderer.words.month(month),
            renderer.addresses.path(month_address(month)),
            _counted(renderer, count),
        )
        for month, count in value.months
    )
    history = renderer.addresses.path(Route.HISTORY.address())
    up = LineView(renderer.words.t("All years"), history)
    return _render_history(renderer, str(value.year), year_address(value.year), lines, up)


def render_history(renderer: Renderer, value: HistoryValue) -> bytes:
    """All years."""
    lines = tuple(
        LineView(
            year_part(year), renderer.addresses.path(year_address(year)), _counted(renderer, count)
        )
        for year, count in value.years
    )
    return _render_history(
        renderer, renderer.words.t("History"), Route.HISTORY.address(), lines, None
    )


def _counted(renderer: Renderer, count: int) -> str:
    return renderer.words.nt("{count} entry", "{count} entries", count)


def _render_history(
    renderer: Renderer, heading: str, address: str, lines: tuple[LineView, ...], up: LineView | None
) -> bytes:
    description = renderer.words.t(
        "Every incident and maintenance at {name}, kept for good.", name=renderer.page.name
    )
    document = _document(renderer, heading, description, address, data=COLLECTION)
    return renderer.render("history.html", document=document, lines=lines, up=up)


def render_moved(renderer: Renderer, value: MovedValue) -> bytes:
    """What stands at an address that an entry once had."""
    told = renderer.words.t("This has moved")
    document = _document(renderer, value.title, told, value.address)
    target = renderer.addresses.path(value.address)
    return renderer.render("moved.html", document=document, title=value.title, target=target)


def render_missing(renderer: Renderer, _: None) -> bytes:
    """What a host shows where there is nothing."""
    heading = renderer.words.t("There is nothing here")
    document = _document(renderer, heading, heading, None)
    return renderer.render("404.html", document=document)


def render_placeholder(renderer: Renderer, _: None) -> bytes:
    """What stands at a new address for the moment in which the rest is written."""
    return renderer.render("placeholder.html")
