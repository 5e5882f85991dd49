"""Uptime, as Statuspage computes it, and a component's days.

Uptime is 100·(1 - (major + 0.3·partial) / window) over seconds, truncated to two decimals.
Degraded performance and maintenance cost nothing; time before a component's start is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from statusgen.model.spans import Span
from statusgen.model.terms import Status

_DAY = timedelta(days=1)
_TENTHS_DOWN = {Status.MAJOR_OUTAGE: 10, Status.PARTIAL_OUTAGE: 3}


class Day(NamedTuple):
    """One local day of a component: its worst status, and how long it was not operational.

    `lasted` is None while it goes on.
    """

    day: date
    status: Status
    lasted: timedelta | None


class Window(NamedTuple):
    """A stretch of whole local days that ends with the day of `at`, and stops at `at`."""

    first: date
    at: datetime
    zone: tzinfo

    @classmethod
    def of_days(cls, days: int, at: datetime, zone: tzinfo, start: date | None = None) -> Window:
        """The last `days` local days, today among them, but none before `start`."""
        first = at.astimezone(zone).date() - timedelta(days=days - 1)
        return cls(max(first, start or first), at, zone)

    def midnight(self, day: date) -> datetime:
        """When a local day begins, as an instant."""
        return _midnight(day, self.zone)

    def days(self, begin: datetime, end: datetime) -> Iterator[date]:
        """The days of the window that a stretch of time may touch.

        One more at either end, since at midnight clocks may be put back into the day before.
        """
        first = begin.astimezone(self.zone).date() - _DAY
        last = min(end, self.at).astimezone(self.zone).date() + _DAY
        first, last = max(first, self.first), min(last, self.at.astimezone(self.zone).date())
        return (first + timedelta(days=n) for n in range((last - first).days + 1))


@lru_cache(maxsize=2_000)
def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


Stretch = tuple[datetime, datetime, Status]


def stretches(spans: Iterable[Span], window: Window) -> list[Stretch]:
    """One component's spans inside a window, where they overlap the worst, in order."""
    start, at = window.midnight(window.first), window.at
    cut = [
        (max(span.start, start), min(span.end or at, at), span.status)
        for span in spans
        if span.start < at and (span.end is None or span.end > start)
    ]
    edges = sorted({edge for begin, end, _ in cut for edge in (begin, end)})
    found: list[Stretch] = []
    for begin, end in pairwise(edges):
        held = [status for b, e, status in cut if b <= begin and end <= e]
        if held:
            found.append((begin, end, max(held, key=lambda status: status.rank)))
    return found


def uptime(held: Iterable[Stretch], window: Window) -> Decimal | None:
    """A component's uptime in per cent with two decimals; None where the window is empty.

    `held` is as `stretches` has it.
    """
    start = window.midnight(window.first)
    whole = int((window.at - start).total_seconds())
    if whole <= 0:
        return None
    tenths = sum(
        int((end - begin).total_seconds()) * _TENTHS_DOWN.get(status, 0)
        for begin, end, status in held
    )
    return Decimal((10 * whole - tenths) * 10_000 // (10 * whole)) / 100


def days(held: Sequence[Stretch], window: Window) -> tuple[Day, ...]:
    """The days of a window that were not fine, oldest first; `held` is as `stretches` has it."""
    parts: dict[date, list[Stretch]] = {}
    for begin, end, status in held:
        for day in window.days(begin, end):
            first, last = window.midnight(day), window.midnight(day + _DAY)
            if begin < last and end > first:
                part = max(begin, first), min(end, last), status
                parts.setdefault(day, []).append(part)
    return tuple([_tell(day, parts[day], window.at) for day in sorted(parts)])


def _tell(day: date, parts: Sequence[Stretch], at: datetime) -> Day:
    """A day of which some parts, in order, were not fine."""
    worst = max((status for _, _, status in parts), key=lambda status: status.rank)
    lasted = sum((end - begin for begin, end, _ in parts), timedelta())
    return Day(day, worst, None if parts[-1][1] == at else lasted)
