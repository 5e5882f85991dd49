"""Times as people write them into texts: `2026-07-16 18:39 UTC`, `15:30 BST`, `28 Nov. 11am`.

Nothing is guessed: a date in figures counts only where day and month cannot be confused, and an
abbreviation of a time zone only where it means one offset (`IST` is four, `CST` three).
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple

from statusgen.imports.history import Losses

ZONE_HOURS = {
    **dict.fromkeys(("Z", "UTC", "GMT", "WET"), 0.0),
    **dict.fromkeys(("CET", "MEZ", "WEST"), 1.0),
    **dict.fromkeys(("CEST", "MESZ", "EET"), 2.0),
    **dict.fromkeys(("EEST", "MSK"), 3.0),
    **dict.fromkeys(("SGT", "HKT"), 8.0),
    **dict.fromkeys(("JST", "KST"), 9.0),
    **{"AEST": 10.0, "AEDT": 11.0, "ACST": 9.5, "ACDT": 10.5, "NZST": 12.0, "NZDT": 13.0},
    **{"EDT": -4.0, "EST": -5.0, "CDT": -5.0, "MDT": -6.0, "MST": -7.0, "PDT": -7.0, "PST": -8.0},
}
"""Abbreviations that mean one offset wherever they are written, in hours ahead of UTC."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_HOURS = ZONE_HOURS | {"BST": 1.0}
_AMBIGUOUS = ("IST", "CST", "AST", "ADT", "ECT", "WST", "PT", "ET", "CT", "MT", "BRT", "LT")

_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s+)?"
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)\b"
_DATE = (
    rf"(?:{_YEAR.format('y1')}[-/.](?P<m1>\d{{1,2}})[-/.](?P<d1>\d{{1,2}})"
    rf"|(?P<d2>\d{{1,2}})(?P<mark>[./-])(?P<m2>\d{{1,2}})(?P=mark){_YEAR.format('y2')}"
    rf"|{_WEEKDAY}{_DAY.format('d3')}(?:\s+of)?\s+{_MONTH.format('m3')}"
    rf"(?:,?\s+{_YEAR.format('y3')})?"
    rf"|{_WEEKDAY}{_MONTH.format('m4')}\s+{_DAY.format('d4')}(?:,?\s+{_YEAR.format('y4')})?)"
)
_CLOCK = (
    r"(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?|(?P<hours>h)(?P<minute2>\d\d)?(?!\w))?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?"
)
_ZONE = (
    r"(?:\s*(?P<offset>(?:UTC|GMT)?[+-]\d{1,2}(?::?\d\d)?)(?!\d)"
    rf"|\s*\(?(?P<zone>{'|'.join((*sorted(_HOURS), *_AMBIGUOUS))})\)?(?![\w+-]))?"
)
_JOINT = r"(?:[Tt]|\s*,\s*|\s+(?:(?:at|@|um|[-–—|])\s*)?)"
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)
_DAY_LONG = timedelta(hours=24)
_TIME = re.compile(rf"(?:{_DATE}{_JOINT})?{_CLOCK}{_ZONE}(?!\w)", re.IGNORECASE)
_REVERSED = re.compile(rf"{_CLOCK}{_ZONE}(?:\s*,\s*|\s+(?:on\s+)?){_DATE}(?!\w)", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:-|–|—|to|until|till)\s*\d{1,2}(?:[:h]\d\d|\s?[ap]m)", re.IGNORECASE)
_ONLY_DAY = re.compile(rf"{_DATE}(?!\w)", re.IGNORECASE)


class WrittenTime(NamedTuple):
    """A time as written. The day or its year may be missing; so may the zone.

    `zone` is None where none is written. `ambiguous` is an abbreviation of several offsets.
    """

    clock: time
    month_day: tuple[int, int] | None = None
    year: int | None = None
    zone: tzinfo | None = None
    ambiguous: str = ""

    @property
    def dated(self) -> bool:
        """Whether it names one instant once a zone is known."""
        return self.month_day is not None and self.year is not None

    def on(self, day: date, zone: tzinfo) -> datetime:
        """The instant in UTC, with what is not written taken from a day and a zone.

        Raises ValueError where the calendar has no such day.
        """
        month, number = self.month_day or (day.month, day.day)
        local = datetime.combine(date(self.year or day.year, month, number), self.clock)
        return local.replace(tzinfo=self.zone or zone).astimezone(UTC)


def find_time(text: str, start: int = 0) -> tuple[WrittenTime, int] | None:
    """The time that a text has at `start`, and where it ends; None where there is none.

    A window such as `10:00 - 11:00` is no time of anything that was said.
    """
    for pattern in (_REVERSED, _TIME):
        if (match := pattern.match(text, start)) and (written := _read_match(match)):
            return None if _is_window(text, match) else (written, match.end())
    return None


def _is_window(text: str, match: re.Match[str]) -> bool:
    """An offset after a space and without seconds, `09-12 10:00-11:00`, is as likely an end."""
    offset, iso = match["offset"] or "", match["second"] or "T" in match[0].upper()
    unclear = offset.startswith("-") and ":" in offset and not iso
    return unclear or _RANGE.match(text, match.end()) is not None


def parse_instant(text: str, zone: tzinfo) -> datetime:
    """A date, with or without a time of day, as an instant in UTC. Raises ValueError."""
    text = text.strip()
    written, end = find_time(text) or (None, 0)
    if written and end == len(text) and written.dated and not written.ambiguous:
        return written.on(date.min, zone)
    if (match := _ONLY_DAY.fullmatch(text)) and (day := _read_day(match)) and day[0]:
        return WrittenTime(time(), day[1:], day[0]).on(date.min, zone)
    raise ValueError(f"“{text}” is not a time that can be read")


def find_instant(text: str, zone: tzinfo, place: str, what: str, losses: Losses) -> datetime | None:
    """The instant of a date; None where there is no text, and, noted, where it cannot be read."""
    try:
        return parse_instant(text, zone) if text else None
    except ValueError as error:
        losses.note(place, what, str(error))
        return None


def in_utc(at: datetime) -> datetime:
    """A time in UTC, which is also the zone of one without."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def parse_offset(text: str) -> timedelta | None:
    """How far `+5:30`, `UTC-3` or `+0530` is ahead of UTC; None for a day or more, or no offset."""
    match = _OFFSET.fullmatch(text)
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0)) if match else _DAY_LONG
    if match is None or ahead >= _DAY_LONG:
        return None
    return -ahead if match[1] == "-" else ahead


def _read_match(match: re.Match[str]) -> WrittenTime | None:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    minute = match["minute"] or match["minute2"]
    if minute is None and not half and not match["hours"]:
        return None
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + 12 * (half == "p") if half else hour
    day = _read_day(match)
    if day is None and any(match[name] for name in ("d1", "d2", "d3", "d4")):
        return None
    try:
        clock = time(hour, int(minute or 0), int(match["second"] or 0))
    except ValueError:
        return None
    name, offset = (match["zone"] or "").upper(), match["offset"] or ""
    ahead = timedelta(hours=_HOURS[name]) if name in _HOURS else parse_offset(offset)
    zone, ambiguous = (None, name or offset) if ahead is None else (timezone(ahead), "")
    if day is None:
        return WrittenTime(clock, zone=zone, ambiguous=ambiguous)
    return WrittenTime(clock, day[1:], day[0], zone, ambiguous)


def _read_day(match: re.Match[str]) -> tuple[int | None, int, int] | None:
    """Year (None where it is not written), month and day; None where they are not certain."""
    number = next((n for n in "1234" if match[f"d{n}"]), None)
    if number is None:
        return None
    day, month, year = int(match[f"d{number}"]), match[f"m{number}"], match[f"y{number}"]
    if number == "2" and match["mark"] != "." and day <= 12:
        return None
    months = int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1
    try:
        date(int(year or 2000), months, day)
    except ValueError:
        return None
    return (int(year) if year else None), months, day
