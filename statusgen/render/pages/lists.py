"""Lists of entries, days and components as views."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from statusgen.model.addresses import component_address, entry_address
from statusgen.model.record import IncidentRecord, Record
from statusgen.model.terms import Status
from statusgen.render.pages.values import ComponentState, FrontValue
from statusgen.render.pages.viewer import SHAPES
from statusgen.render.pages.views import (
    ComponentView,
    DayView,
    MarkView,
    RowView,
    TableRow,
)
from statusgen.render.renderer import Renderer


def view_days(renderer: Renderer, value: FrontValue) -> tuple[DayView, ...]:
    """The last days, newest first; those without an entry are drawn together."""
    by_day: dict[date, list[Record]] = {}
    for record in value.recent:
        day = renderer.words.local(record.start).date()
        by_day.setdefault(day, []).append(record)
    found: list[DayView] = []
    for first, last in _runs(value.first, value.last, by_day.keys()):
        rows = tuple(view_row(renderer, record) for record in by_day.get(first, ()))
        found.append(DayView(_range(renderer, renderer.words.day, first, last), rows))
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


def _range(renderer: Renderer, format_day: Callable[[date], str], first: date, last: date) -> str:
    if first == last:
        return format_day(first)
    return renderer.words.t("{start} – {end}", start=format_day(first), end=format_day(last))


def view_row(renderer: Renderer, record: Record) -> RowView:
    """An entry in a list."""
    words, viewer = renderer.words, renderer.viewer
    state, start, end = viewer.state(record), record.start, record.end
    lasted = words.duration(end - start) if end else ""
    told = state.word
    if isinstance(record, IncidentRecord) and record.over:
        told = words.t("Resolved after {duration}", duration=lasted)
    if end:
        stretch = viewer.stretch(start, end)
        when = words.html("{when} · {duration}", when=stretch, duration=lasted)
    else:
        when = words.html("Since {time}", time=viewer.full_time(start))
    href = renderer.addresses.path(entry_address(record.entry))
    return RowView(record.entry.title, href, state, when, told)


def view_component(renderer: Renderer, state: ComponentState) -> ComponentView:
    words, component = renderer.words, state.component
    length = (state.last - state.first).days + 1
    offset = renderer.page.uptime_days - length
    up = (
        "" if state.uptime is None else words.t("{percent} up", percent=words.percent(state.uptime))
    )
    days = words.nt("{count} day", "{count} days", length)
    troubled = sum(day.status is not Status.UNDER_MAINTENANCE for day in state.days)
    bad = words.nt("{count} day with trouble", "{count} days with trouble", troubled)
    return ComponentView(
        name=component.name,
        description=component.description,
        href=renderer.addresses.path(component_address(component.id)),
        status=renderer.viewer.status(state.status),
        sentence=words.t(
            "{component}: {uptime}, {days}, {bad}",
            component=component.name,
            uptime=up,
            days=days,
            bad=bad,
        ),
        uptime=up,
        days=renderer.page.uptime_days,
        first=words.short_day(state.last - timedelta(days=renderer.page.uptime_days - 1)),
        last=words.short_day(state.last),
        marks=tuple(
            MarkView((day.day - state.first).days + offset, SHAPES[day.status])
            for day in state.days
        ),
    )


def view_table(renderer: Renderer, state: ComponentState) -> Iterable[TableRow]:
    """Every day of the window, newest first; runs of fine days are one row."""
    by_day = {day.day: day for day in state.days}
    runs = list(_runs(state.first, state.last, by_day.keys()))
    for first, last in reversed(runs):
        day = by_day.get(first)
        status = day.status if day else Status.OPERATIONAL
        lasted = ""
        if day:
            going_on = renderer.words.t("still going on")
            lasted = renderer.words.short_duration(day.lasted) if day.lasted else going_on
        days = _range(renderer, renderer.words.short_day, first, last)
        yield TableRow(days, renderer.viewer.status(status), lasted)


def tell_promises(renderer: Renderer, kept: int, made: int) -> str:
    """How many promises were kept; one alone is no record yet."""
    if made < 2:
        return ""
    words = renderer.words
    return words.t(
        "{kept} of our last {made} promised updates came on time.",
        kept=words.number(kept),
        made=words.number(made),
    )
