"""Uptime, as Statuspage computes it, and a component's days.

Uptime is 100·(1 - (major + 0.3·partial) / window) over seconds, truncated to two decimals.
Degraded performance and maintenance cost nothing; time before a component's start is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Self

from statusgen.model.spans import Span, worst
from statusgen.model.terms import Status

_DAY = timedelta(days=1)
_TENTHS_DOWN = {Status.MAJOR_OUTAGE: 10, Status.PARTIAL_OUTAGE: 3}


class Day(NamedTuple):
    """One local day of a component: each status that it had, the worst first, and for how long.

    The time is None while the status goes on.
    """

    day: date
    statuses: tuple[tuple[Status, timedelta | None], ...]

    @property
    def worst(self) -> Status:
        return self.statuses[0][0]


class Window(NamedTuple):
    """Whole local days from `first` to the day of `at`, of which the last ends at `at`."""

    first: date
    at: datetime
    zone: tzinfo

    @classmethod
    def of_days(cls, days: int, at: datetime, zone: tzinfo, start: date | None = None) -> Self:
        """The last `days` local days including that of `at`, but none before `start`."""
        first = at.astimezone(zone).date() - timedelta(days=days - 1)
        return cls(max(first, start or first), at, zone)

    def days(self, begin: datetime, end: datetime) -> Iterator[date]:
        """The days of the window that an interval may touch.

        There is one more at either end, since clocks may be put back at midnight into the day
        before.
        """
        first = begin.astimezone(self.zone).date() - _DAY
        last = min(end, self.at).astimezone(self.zone).date() + _DAY
        first, last = max(first, self.first), min(last, self.at.astimezone(self.zone).date())
        return (first + timedelta(days=n) for n in range((last - first).days + 1))


@lru_cache(maxsize=2_000)
def midnight(day: date, zone: tzinfo) -> datetime:
    """When a local day begins, as an instant."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


StatusInterval = tuple[datetime, datetime, Status]
"""Begin and end of a time during which a component was not operational, and its status."""


def status_intervals(spans: Iterable[Span], window: Window) -> list[StatusInterval]:
    """One component's spans inside a window, in order; where they overlap, the worst status."""
    start, at = midnight(window.first, window.zone), window.at
    inside = [
        (max(span.start, start), min(span.end or at, at), span.status)
        for span in spans
        if span.start < at and (span.end is None or span.end > start)
    ]
    edges = sorted({edge for begin, end, _ in inside for edge in (begin, end)})
    intervals: list[StatusInterval] = []
    for begin, end in pairwise(edges):
        statuses = [status for first, last, status in inside if first <= begin and end <= last]
        if statuses:
            intervals.append((begin, end, worst(statuses)))
    return intervals


def uptime(intervals: Iterable[StatusInterval], window: Window) -> Decimal | None:
    """A component's uptime in per cent with two decimals; None where the window is empty.

    `intervals` are those of `status_intervals`.
    """
    seconds = int((window.at - midnight(window.first, window.zone)).total_seconds())
    if seconds <= 0:
        return None
    tenths = sum(
        int((end - begin).total_seconds()) * _TENTHS_DOWN.get(status, 0)
        for begin, end, status in intervals
    )
    return Decimal((10 * seconds - tenths) * 10_000 // (10 * seconds)) / 100


def days(intervals: Iterable[StatusInterval], window: Window, ongoing: bool) -> tuple[Day, ...]:
    """The days of a window on which a component was not always operational, oldest first.

    `intervals` are those of `status_intervals`; `ongoing` says whether the component is still not
    operational at the end of the window.
    """
    by_day: dict[date, list[StatusInterval]] = {}
    for begin, end, status in intervals:
        for day in window.days(begin, end):
            first, last = midnight(day, window.zone), midnight(day + _DAY, window.zone)
            if begin < last and end > first:
                interval = max(begin, first), min(end, last), status
                by_day.setdefault(day, []).append(interval)
    ongoing_until = window.at if ongoing else None
    return tuple([_summarize(day, by_day[day], ongoing_until) for day in sorted(by_day)])


def _summarize(
    day: date, intervals: Sequence[StatusInterval], ongoing_until: datetime | None
) -> Day:
    """A day of its intervals, which are in order."""
    lasted: dict[Status, timedelta | None] = {}
    for begin, end, status in intervals:
        so_far = lasted.get(status) or timedelta()
        lasted[status] = None if end == ongoing_until else so_far + (end - begin)
    return Day(day, tuple(sorted(lasted.items(), key=lambda each: each[0].rank, reverse=True)))
