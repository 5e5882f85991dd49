"""Lists of entries, days and components as views."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import groupby

from statusgen.model.addresses import component_address, entry_address
from statusgen.model.record import IncidentRecord, Record
from statusgen.model.terms import State, Status
from statusgen.render.pages import values, views
from statusgen.render.pages.entry_views import SHAPES, view_state, view_status, when_and_duration
from statusgen.render.renderer import Renderer


def view_days(renderer: Renderer, value: values.FrontValue) -> tuple[views.DayView, ...]:
    """The last days, newest first, with what went on; consecutive days that are alike are one."""
    by_day: dict[date, list[Record]] = {}
    for record in value.recent:
        for day in _days_of(renderer, record, value):
            by_day.setdefault(day, []).append(record)
    all_days = (value.first + timedelta(n) for n in range((value.last - value.first).days + 1))
    days: list[views.DayView] = []
    for _, group in groupby(all_days, lambda day: [r.key for r in by_day.get(day, ())]):
        run = list(group)
        rows = tuple(view_row(renderer, record) for record in by_day.get(run[0], ()))
        heading = _format_range(renderer, renderer.words.day, run[0], run[-1])
        days.append(views.DayView(heading, rows))
    return tuple(reversed(days))


def _days_of(renderer: Renderer, record: Record, value: values.FrontValue) -> Iterable[date]:
    """The days of the list on which an entry went on; that of its start for what was called off."""
    local = renderer.words.local
    first = last = local(record.start).date()
    if not record.over:
        last = value.last
    elif record.ended and record.state is not State.CANCELLED:
        last = max(first, local(record.ended - timedelta(microseconds=1)).date())
    first, last = max(first, value.first), min(last, value.last)
    return (first + timedelta(number) for number in range((last - first).days + 1))


def _day_ranges(first: date, last: date, single: Iterable[date]) -> list[tuple[date, date]]:
    """The days from first to last as ranges: each `single` day alone, those between together."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    ranges: list[tuple[date, date]] = []
    for is_single, group in groupby(days, set(single).__contains__):
        run = list(group)
        ranges += [(day, day) for day in run] if is_single else [(run[0], run[-1])]
    return ranges


def _format_range(
    renderer: Renderer, format_day: Callable[[date], str], first: date, last: date
) -> str:
    if first == last:
        return format_day(first)
    return renderer.words.t("{start} – {end}", start=format_day(first), end=format_day(last))


def view_row(renderer: Renderer, record: Record) -> views.RowView:
    """An entry in a list."""
    words, start, end = renderer.words, record.start, record.end
    state = view_state(renderer, record)
    outcome = state.word
    if end:
        when = when_and_duration(words, start, end)
        if isinstance(record, IncidentRecord) and record.over:
            outcome = words.t("Resolved after {duration}", duration=words.duration(end - start))
    else:
        when = words.html("Since {time}", time=words.full_time(start))
    href = renderer.path(entry_address(record.entry))
    return views.RowView(record.entry.title, href, state, when, outcome)


def view_component(renderer: Renderer, state: values.ComponentState) -> views.ComponentView:
    """A component with its bar of days, the last of them today."""
    words, component = renderer.words, state.component
    name, bar_days = renderer.component_names[component.id], renderer.page.uptime_days
    first = state.last - timedelta(days=bar_days - 1)
    uptime = "" if state.uptime is None else words.percent(state.uptime)
    uptime = uptime and words.t("{percent} up", percent=uptime)
    troubled = sum(day.worst is not Status.UNDER_MAINTENANCE for day in state.days)
    return views.ComponentView(
        name=component.name,
        full_name=name,
        description=component.description,
        href=renderer.path(component_address(component.id)),
        status=view_status(renderer, state.status),
        sentence=words.t(
            "{component}: {uptime}, {days}, {bad}",
            component=name,
            uptime=uptime,
            days=words.nt("{count} day", "{count} days", (state.last - state.first).days + 1),
            bad=words.nt("{count} day with trouble", "{count} days with trouble", troubled),
        ),
        uptime=uptime,
        days=bar_days,
        first=words.short_day(first),
        last=words.short_day(state.last),
        marks=tuple(
            views.MarkView((day.day - first).days, SHAPES[day.worst]) for day in state.days
        ),
    )


def view_table(renderer: Renderer, state: values.ComponentState) -> Iterable[views.TableRow]:
    """Every day of the bar, newest first; consecutive operational days are one row.

    A day with several statuses has a row for each, the worst first.
    """
    words, by_day = renderer.words, {day.day: day for day in state.days}
    for first, last in reversed(_day_ranges(state.first, state.last, by_day.keys())):
        days = _format_range(renderer, words.short_day, first, last)
        if not (day := by_day.get(first)):
            yield views.TableRow(days, view_status(renderer, Status.OPERATIONAL), "")
            continue
        for status, lasted in day.statuses:
            how_long = words.short_duration(lasted) if lasted else words.t("still going on")
            yield views.TableRow(days, view_status(renderer, status), how_long)


def promises_sentence(renderer: Renderer, kept: int, made: int) -> str:
    """How many promises were kept; empty for fewer than two, which show no habit."""
    if made < 2:
        return ""
    words = renderer.words
    return words.t(
        "{kept} of our last {made} promised updates came on time.",
        kept=words.number(kept),
        made=words.number(made),
    )
