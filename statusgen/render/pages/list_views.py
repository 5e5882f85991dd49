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
    days: list[views.DayView] = []
    for run in _runs(value.first, value.last, lambda day: [r.key for r in by_day.get(day, ())]):
        rows = tuple(view_row(renderer, record) for record in by_day.get(run[0], ()))
        days.append(views.DayView(_format_run(renderer, renderer.words.day, run), rows))
    return tuple(days)


def _days_of(renderer: Renderer, record: Record, value: values.FrontValue) -> Iterable[date]:
    """The days of the list on which an entry went on; that of its start for what was called off."""
    local = renderer.words.local
    first = last = local(record.start).date()
    if not record.over:
        last = value.last
    elif record.ended and record.state is not State.CANCELLED:
        last = max(first, local(record.ended - timedelta(microseconds=1)).date())
    return _days(max(first, value.first), min(last, value.last))


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(number) for number in range((last - first).days + 1)]


def _runs(first: date, last: date, key: Callable[[date], object]) -> list[list[date]]:
    """The days from first to last, newest first; consecutive days with the same key together."""
    return [list(run) for _, run in groupby(_days(first, last), key)][::-1]


def _format_run(renderer: Renderer, format_day: Callable[[date], str], run: list[date]) -> str:
    start, end = format_day(run[0]), format_day(run[-1])
    return start if len(run) == 1 else renderer.words.t("{start} – {end}", start=start, end=end)


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
    for run in _runs(state.first, state.last, lambda day: day in by_day and day):
        days = _format_run(renderer, words.short_day, run)
        if not (day := by_day.get(run[0])):
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
