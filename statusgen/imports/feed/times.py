"""Times as Statuspage's history feeds write them: `Jul 16, 18:39 UTC`, without a year."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from statusgen.imports.sources.written_times import MONTHS, ZONE_HOURS, parse_offset

_STAMP = re.compile(
    r"""(?P<month>[A-Z][a-z]{2,8})\.?\s+(?P<day>\d{1,2}),?\s+
    (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?
    (?:\s*(?P<zone>[A-Z]{1,5}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}(?::?\d{2})?))?
    (?:,\s*(?P<year>\d{4}))?""",
    re.VERBOSE,
)
_ZONES = ZONE_HOURS | {"SAST": 2, "AWST": 8, "BRT": -3, "AKDT": -8, "AKST": -9, "HST": -10}
_QUARTER = timedelta(minutes=15)


class Stamp(NamedTuple):
    """A local time of which the year may be missing, and the zone's name with it."""

    month: int
    day: int
    clock: timedelta
    zone: str
    year: int | None = None

    def nearest(self, to: datetime) -> datetime | None:
        """The local time itself, in the year that brings it nearest; None for no day at all."""
        days = []
        for year in (self.year,) if self.year else (to.year - 1, to.year, to.year + 1):
            with suppress(ValueError, OverflowError):  # 29 February, in most years
                days.append(datetime(year, self.month, self.day) + self.clock)
        return min(days, key=lambda local: abs(local - to), default=None)


def parse_stamp(text: str, like: Stamp | None = None) -> Stamp | None:
    """A stamp; one that is a time of day alone has the rest from `like`. None where it is none."""
    text = " ".join(text.split())
    if like and re.match(r"\d{1,2}:\d{2}", text):
        text = f"{MONTHS[like.month - 1].title()} {like.day}, {text}"
    match = _STAMP.fullmatch(text.strip(" ,"))
    month = match and match["month"].lower()[:3]
    if not match or month not in MONTHS:
        return None
    hours, minutes, seconds = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    clock = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    year = int(match["year"]) if match["year"] else None
    return Stamp(MONTHS.index(month) + 1, int(match["day"]), clock, match["zone"] or "", year)


def place_stamps(
    stamps: Sequence[Stamp | None], near: datetime, others: Iterable[Stamp] = ()
) -> tuple[datetime | None, ...]:
    """The instants of stamps that follow each other, in UTC; `near` is the item's own time.

    Each takes the year that brings it nearest to the one before it. The offset of a zone
    with an unknown name comes from `near`, which is the time of one of these stamps or of `others`.
    """
    known = [stamp for stamp in (*stamps, *others) if stamp]
    offsets = {stamp.zone: _zone_offset(stamp, known, near) for stamp in known}
    instants: list[datetime | None] = []
    before = near.replace(tzinfo=None)
    for stamp in stamps:
        local = stamp.nearest(before) if stamp else None
        offset = offsets[stamp.zone] if stamp else None
        before = local or before
        at = local - offset if local and offset is not None else None
        instants.append(at and at.replace(tzinfo=UTC))
    return tuple(instants)


def _zone_offset(stamp: Stamp, known: Iterable[Stamp], near: datetime) -> timedelta | None:
    """How far a stamp's zone is ahead of UTC."""
    if stamp.zone in _ZONES:
        return timedelta(hours=_ZONES[stamp.zone])
    if (ahead := parse_offset(stamp.zone)) is not None:
        return ahead
    minute = near.replace(tzinfo=None, second=0, microsecond=0)
    for other in known:
        local = other.nearest(minute)
        if other.zone == stamp.zone and local:
            ahead = local.replace(second=0) - minute
            if not ahead % _QUARTER and abs(ahead) <= timedelta(hours=14):
                return ahead
    return None
