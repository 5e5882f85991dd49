"""Times as Statuspage's history feeds write them: `Jul 16, 18:39 UTC`, without a year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_STAMP = re.compile(
    r"""(?P<month>[A-Z][a-z]{2,8})\.?\s+(?P<day>\d{1,2}),?\s+
    (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?
    (?:\s*(?P<zone>[A-Z]{1,5}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}(?::?\d{2})?))?
    (?:,\s*(?P<year>\d{4}))?""",
    re.VERBOSE,
)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?")
_ZONES = {
    **dict.fromkeys(("UTC", "GMT", "Z", "WET"), 0.0),
    **dict.fromkeys(("CET", "WEST"), 1),
    **dict.fromkeys(("CEST", "EET", "SAST"), 2),
    **dict.fromkeys(("EEST", "MSK"), 3),
    **dict.fromkeys(("SGT", "HKT", "AWST"), 8),
    **dict.fromkeys(("JST", "KST"), 9),
    **{"ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13},
    **{"BRT": -3, "EDT": -4, "EST": -5, "CDT": -5, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8},
    **{"AKDT": -8, "AKST": -9, "HST": -10},
}
"""Names of zones that mean one offset wherever they are written, in hours ahead of UTC."""
_QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A local time of which the year may be missing, and the zone's name with it."""

    month: int
    day: int
    clock: timedelta
    zone: str
    year: int | None = None

    def nearest(self, to: datetime) -> datetime | None:
        """The local time itself, in the year that brings it nearest; None for no day at all."""
        years = (self.year,) if self.year else (to.year - 1, to.year, to.year + 1)
        found = [day for year in years if (day := self._in(year)) is not None]
        return min(found, key=lambda local: abs(local - to), default=None)

    def _in(self, year: int) -> datetime | None:
        try:
            return datetime(year, self.month, self.day) + self.clock
        except (ValueError, OverflowError):
            return None


def parse_stamp(text: str, like: Stamp | None = None) -> Stamp | None:
    """A stamp; one that is a time of day alone has the rest from `like`. None where it is none."""
    text = " ".join(text.split())
    if like and re.match(r"\d{1,2}:\d{2}", text):
        text = f"{_MONTHS[like.month - 1].title()} {like.day}, {text}"
    found = _STAMP.fullmatch(text.strip(" ,"))
    month = found and found["month"].lower()[:3]
    if not found or month not in _MONTHS:
        return None
    hours, minutes, seconds = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    clock = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    year = int(found["year"]) if found["year"] else None
    return Stamp(_MONTHS.index(month) + 1, int(found["day"]), clock, found["zone"] or "", year)


def place_stamps(
    stamps: Sequence[Stamp | None], near: datetime, others: Iterable[Stamp] = ()
) -> tuple[datetime | None, ...]:
    """The instants of stamps that follow each other, in UTC; `near` is the item's own time.

    Each takes the year that brings it nearest to the one before it. A zone whose name says
    nothing is told by `near`, which is the time of one of these stamps or of the others.
    """
    known = [stamp for stamp in (*stamps, *others) if stamp]
    told = {stamp.zone: _offset(stamp, known, near) for stamp in known}
    found: list[datetime | None] = []
    beside = near.replace(tzinfo=None)
    for stamp in stamps:
        local = stamp.nearest(beside) if stamp else None
        offset = told[stamp.zone] if stamp else None
        beside = local or beside
        found.append((local - offset).replace(tzinfo=UTC) if local and offset is not None else None)
    return tuple(found)


def _offset(stamp: Stamp, known: Iterable[Stamp], near: datetime) -> timedelta | None:
    """How far a stamp's zone is ahead of UTC."""
    if stamp.zone in _ZONES:
        return timedelta(hours=_ZONES[stamp.zone])
    if found := _OFFSET.fullmatch(stamp.zone):
        ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return -ahead if found[1] == "-" else ahead
    minute = near.replace(tzinfo=None, second=0, microsecond=0)
    for other in known:
        local = other.nearest(minute)
        if other.zone == stamp.zone and local:
            ahead = local.replace(second=0) - minute
            if not ahead % _QUARTER and abs(ahead) <= timedelta(hours=14):
                return ahead
    return None
