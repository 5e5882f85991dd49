"""The HTML documents: for each kind its value, and how a value becomes bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from markupsafe import Markup

from statusgen.model.page import Component
from statusgen.model.status import IncidentRecord, MaintenanceRecord, Record
from statusgen.model.terms import STATUS_OF_IMPACT, Impact, State, Status
from statusgen.model.uptime import Day
from statusgen.render.addresses import (
    component_address,
    entry_address,
    format_instant,
    month_address,
    update_address,
)
from statusgen.render.renderer import FeedView, Renderer
from statusgen.render.views import SHAPES, EntryView, StateView
from statusgen.render.words import STATES, STATUSES


@dataclass(frozen=True, slots=True)
class Document:
    """What the head of every document says."""

    title: str
    heading: str
    description: str
    canonical: str
    feeds: tuple[FeedView, ...]
    policy: str
    type: str
    data: Markup


@dataclass(frozen=True, slots=True)
class Summary:
    """An entry in a list: what it is called, where it stands, when it was."""

    address: str
    title: str
    state: State
    impact: Impact | None
    """None for a maintenance."""
    over: bool
    started: datetime
    ended: datetime | None

    @classmethod
    def of(cls, record: Record) -> Summary:
        address, title = entry_address(record.entry), record.entry.title
        if isinstance(record, IncidentRecord):
            start, end, impact = record.started, record.ended, record.impact
            return cls(address, title, record.state, impact, record.over, start, end)
        entry = record.entry
        start, end = record.begun or entry.starts, record.ended or entry.ends
        if record.state is State.CANCELLED:
            start, end = entry.starts, entry.ends
        return cls(address, title, record.state, None, record.over, start, end)


@dataclass(frozen=True, slots=True)
class ComponentState:
    """A component now, its days that were not fine, and its uptime (None: no time yet)."""

    component: Component
    status: Status
    uptime: Decimal | None
    days: tuple[Day, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class FrontValue:
    """All that the front page shows. `recent` run newest first, `open` worst first."""

    status: Status
    since: datetime | None
    open: tuple[IncidentRecord, ...]
    active: tuple[MaintenanceRecord, ...]
    planned: tuple[MaintenanceRecord, ...]
    groups: tuple[tuple[str, tuple[ComponentState, ...]], ...]
    first: date
    last: date
    recent: tuple[Summary, ...]
    kept: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ComponentValue:
    """A component's document."""

    state: ComponentState
    entries: tuple[Summary, ...]


@dataclass(frozen=True, slots=True)
class MonthValue:
    """A month's entries, newest first; `earlier` is the month before with any."""

    month: date
    entries: tuple[Summary, ...]
    earlier: date | None


@dataclass(frozen=True, slots=True)
class YearValue:
    """How many entries each month of a year has."""

    year: int
    months: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class HistoryValue:
    """How many entries each year has."""

    years: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class MovedValue:
    """An address that an entry once had."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class LineView:
    name: str
    href: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    title: str
    href: str
    state: StateView
    when: Markup
    told: str


@dataclass(frozen=True, slots=True)
class DayView:
    heading: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class MarkView:
    """A day on a component's bar, counted from its first."""

    day: int
    shape: str


@dataclass(frozen=True, slots=True)
class TableRow:
    days: str
    status: StateView
    lasted: str


@dataclass(frozen=True, slots=True)
class ComponentView:
    name: str
    description: str
    href: str
    status: StateView
    sentence: str
    uptime: str
    days: int
    first: str
    last: str
    marks: tuple[MarkView, ...]
    table: tuple[TableRow, ...] = ()


@dataclass(frozen=True, slots=True)
class FrontView:
    incidents: tuple[EntryView, ...]
    headline: str
    since: Markup | None
    status: StateView
    active: tuple[EntryView, ...]
    planned: tuple[EntryView, ...]
    groups: tuple[GroupView, ...]
    history_heading: str
    days: tuple[DayView, ...]
    promises: str


@dataclass(frozen=True, slots=True)
class GroupView:
    name: str
    components: tuple[ComponentView, ...]


def _document(
    renderer: Renderer,
    heading: str,
    description: str,
    address: str | None,
    type: str = "website",
    data: dict[str, object] | None = None,
) -> Document:
    """A document's head; without an address it asks not to be indexed."""
    site = renderer.site.title
    block = _linked_data(data) if data else Markup("")
    return Document(
        title=f"{heading} · {site}" if heading != site else site,
        heading=heading,
        description=description,
        canonical="" if address is None else renderer.addresses.full(address),
        feeds=renderer.feeds(),
        policy=renderer.theme.policy_with(block),
        type=type,
        data=block,
    )


def _linked_data(data: dict[str, object]) -> Markup:
    """JSON-LD that no text can end early."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704


def render_entry(renderer: Renderer, record: Record) -> bytes:
    """An incident or a maintenance, whole."""
    view = renderer.viewer.entry(record, renderer.components)
    document = _document(
        renderer,
        view.title,
        view.description,
        entry_address(record.entry),
        type="article",
        data=_entry_data(renderer, record, view),
    )
    return renderer.render("entry.html", document=document, entry=view)


def _entry_data(renderer: Renderer, record: Record, view: EntryView) -> dict[str, object]:
    full = renderer.addresses.full
    publisher = {"@type": "Organization", "name": renderer.page.name}
    shared = {"url": full(entry_address(record.entry)), "description": view.description}
    if isinstance(record, MaintenanceRecord):
        cancelled = record.state is State.CANCELLED
        return shared | {
            "@type": "Event",
            "name": view.title,
            "startDate": format_instant(record.entry.starts),
            "endDate": format_instant(record.entry.ends),
            "eventStatus": f"https://schema.org/Event{'Cancelled' if cancelled else 'Scheduled'}",
            "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
            "location": {"@type": "VirtualLocation", "url": renderer.addresses.url},
            "organizer": publisher,
        }
    updates = record.entry.updates
    edited = [edit.at for update in updates for edit in update.edits]
    return shared | {
        "@type": "LiveBlogPosting",
        "headline": view.title,
        "coverageStartTime": format_instant(record.started),
        **({"coverageEndTime": format_instant(record.ended)} if record.ended else {}),
        "datePublished": format_instant(updates[0].at),
        "dateModified": format_instant(max([updates[-1].at, *edited])),
        "author": publisher,
        "publisher": publisher,
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "headline": renderer.words.t(STATES[update.state]),
                "datePublished": format_instant(update.at),
                "url": full(update_address(record.entry, update.at)),
            }
            for update in reversed(updates)
        ],
    }


def render_front(renderer: Renderer, value: FrontValue) -> bytes:
    """What is going on now."""
    viewer, t = renderer.viewer, renderer.words.t
    headline, since = "", None
    if not value.open and not value.active:
        headline = t("All systems operational")
        if value.since:
            since = renderer.words.html("Since {time}", time=viewer.full_time(value.since))
    elif not value.open:
        headline = t("Planned maintenance is under way")
    worst = STATUSES[value.status]
    front = FrontView(
        incidents=tuple(viewer.entry(record, renderer.components) for record in value.open),
        headline=headline,
        since=since,
        status=viewer.status(value.status),
        active=tuple(viewer.entry(record, renderer.components) for record in value.active),
        planned=tuple(viewer.entry(record, renderer.components) for record in value.planned),
        groups=tuple(
            GroupView(name, tuple(_component_view(renderer, state) for state in states))
            for name, states in value.groups
        ),
        history_heading=renderer.words.nt(
            "Last {count} day", "Last {count} days", renderer.page.history_days
        ),
        days=_days(renderer, value),
        promises=_promises(renderer, *value.kept),
    )
    summary = value.open[0].entry.title if value.open else headline
    description = renderer.page.description or t(
        "What works at {name}, what does not, what to do, and when the next word comes.",
        name=renderer.page.name,
    )
    data: dict[str, object] = {
        "@type": "WebPage",
        "name": renderer.site.title,
        "url": renderer.addresses.url,
        "about": {"@type": "Organization", "name": renderer.page.name},
        "abstract": f"{summary} ({t(worst)})",
    }
    document = _document(
        renderer, renderer.site.title, description, "", data=data
    )
    return renderer.render("front.html", document=document, front=front)


def _promises(renderer: Renderer, kept: int, made: int) -> str:
    if made == 0:
        return ""
    return renderer.words.nt(
        "{kept} of our last {count} promised update came on time.",
        "{kept} of our last {count} promised updates came on time.",
        made,
        kept=renderer.words.number(kept),
    )


def _days(renderer: Renderer, value: FrontValue) -> tuple[DayView, ...]:
    """The last days, newest first; those without an entry are drawn together."""
    by_day: dict[date, list[Summary]] = {}
    for summary in value.recent:
        by_day.setdefault(renderer.words.local(summary.started).date(), []).append(summary)
    found: list[DayView] = []
    for first, last in _runs(value.first, value.last, by_day.keys()):
        rows = tuple(_row(renderer, summary) for summary in by_day.get(first, ()))
        found.append(DayView(_day_range(renderer, first, last), rows))
    return tuple(reversed(found))


def _runs(first: date, last: date, full: Iterable[date]) -> Iterable[tuple[date, date]]:
    """Days in order: each of `full` by itself, the ones between in runs."""
    day, full, one = first, set(full), timedelta(days=1)
    while day <= last:
        end = day
        if day not in full:
            while end < last and end + one not in full:
                end += one
        yield day, end
        day = end + one


def _day_range(renderer: Renderer, first: date, last: date) -> str:
    words = renderer.words
    if first == last:
        return words.day(first)
    return words.t("{start} – {end}", start=words.day(first), end=words.day(last))


def _row(renderer: Renderer, summary: Summary) -> RowView:
    """An entry in a list."""
    words, viewer = renderer.words, renderer.viewer
    word = words.t(STATES[summary.state])
    lasted = words.duration(summary.ended - summary.started) if summary.ended else ""
    if summary.impact is None:
        shape = "operational" if summary.state is State.COMPLETED else "maintenance"
        told = word
    elif summary.over:
        shape, told = "operational", words.t("resolved after {duration}", duration=lasted)
    else:
        shape, told = SHAPES[STATUS_OF_IMPACT[summary.impact]], word
    when = viewer.full_time(summary.started)
    if summary.ended:
        when = words.html(
            "{when} · {duration}",
            when=viewer.stretch(summary.started, summary.ended),
            duration=lasted,
        )
    href = renderer.addresses.path(summary.address)
    return RowView(summary.title, href, StateView(word, shape), when, told)


def _component_view(renderer: Renderer, state: ComponentState) -> ComponentView:
    words, component = renderer.words, state.component
    length = (state.last - state.first).days + 1
    offset = renderer.page.uptime_days - length
    up = "" if state.uptime is None else words.t("{percent} up", percent=words.percent(state.uptime))
    days = words.nt("{count} day", "{count} days", length)
    bad = words.nt("{count} day with trouble", "{count} days with trouble", len(state.days))
    return ComponentView(
        name=component.name,
        description=component.description,
        href=renderer.addresses.path(component_address(component.id)),
        status=renderer.viewer.status(state.status),
        sentence=words.t(
            "{component}: {uptime} over {days}, {bad}",
            component=component.name,
            uptime=up,
            days=days,
            bad=bad,
        ),
        uptime=up,
        days=renderer.page.uptime_days,
        first=words.day(state.last - timedelta(days=renderer.page.uptime_days - 1)),
        last=words.day(state.last),
        marks=tuple(
            MarkView((day.day - state.first).days + offset, SHAPES[day.status])
            for day in state.days
        ),
    )


def render_component(renderer: Renderer, value: ComponentValue) -> bytes:
    """A component: its status, its uptime day by day, its entries."""
    view = replace(
        _component_view(renderer, value.state), table=tuple(_table(renderer, value.state))
    )
    description = view.description or renderer.words.t(
        "{component}: status, uptime and incidents.", component=view.name
    )
    address = component_address(value.state.component.id)
    document = _document(renderer, view.name, description, address)
    document = replace(document, feeds=renderer.feeds(value.state.component))
    rows = tuple(_row(renderer, summary) for summary in value.entries)
    return renderer.render("component.html", document=document, component=view, rows=rows)


def _table(renderer: Renderer, state: ComponentState) -> Iterable[TableRow]:
    """Every day of the window, newest first; runs of fine days are one row."""
    by_day = {day.day: day for day in state.days}
    runs = list(_runs(state.first, state.last, by_day.keys()))
    for first, last in reversed(runs):
        day = by_day.get(first)
        status = day.status if day else Status.OPERATIONAL
        lasted = renderer.words.duration(day.lasted) if day else ""
        days = _day_range(renderer, first, last)
        yield TableRow(days, renderer.viewer.status(status), lasted)


def render_month(renderer: Renderer, value: MonthValue) -> bytes:
    """All entries of a month."""
    name = renderer.words.month(value.month)
    description = renderer.words.t(
        "Everything that happened at {name} in {month}.", name=renderer.page.name, month=name
    )
    earlier = value.earlier and LineView(
        renderer.words.month(value.earlier), renderer.addresses.path(month_address(value.earlier))
    )
    up = LineView(str(value.month.year), renderer.addresses.path(f"history/{value.month:%Y}/"))
    return renderer.render(
        "month.html",
        document=_document(renderer, name, description, month_address(value.month)),
        rows=tuple(_row(renderer, summary) for summary in value.entries),
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
    address = f"history/{value.year:04}/"
    up = LineView(renderer.words.t("All years"), renderer.addresses.path("history/"))
    return _render_history(renderer, str(value.year), address, lines, up)


def render_history(renderer: Renderer, value: HistoryValue) -> bytes:
    """All years."""
    lines = tuple(
        LineView(
            f"{year:04}", renderer.addresses.path(f"history/{year:04}/"), _counted(renderer, count)
        )
        for year, count in value.years
    )
    return _render_history(renderer, renderer.words.t("History"), "history/", lines, None)


def _counted(renderer: Renderer, count: int) -> str:
    return renderer.words.nt("{count} entry", "{count} entries", count)


def _render_history(
    renderer: Renderer, heading: str, address: str, lines: tuple[LineView, ...], up: LineView | None
) -> bytes:
    description = renderer.words.t(
        "Every incident and maintenance of {name}, for good.", name=renderer.page.name
    )
    document = _document(renderer, heading, description, address)
    return renderer.render("history.html", document=document, lines=lines, up=up)


def render_moved(renderer: Renderer, value: MovedValue) -> bytes:
    """What stands at an address that an entry once had."""
    heading = renderer.words.t("This has moved")
    document = _document(renderer, heading, value.title, value.address)
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
