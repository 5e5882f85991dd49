"""Days, times of day and offsets as people write them: `12 March 2026`, `4:40 pm`, `UTC+1`."""

import re
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAYS = tuple(
    re.compile(rf"(?<!\d){pattern}(?![\da-su-z])", re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})[-‐–/.](?P<month>\d{1,2})[-‐–/.](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
        r"(?P<month>0?[1-9]|1[0-2])/(?P<day>1[3-9]|2\d|3[01])/(?P<year>\d{4})",
        r"(?P<day>1[3-9]|2\d|3[01])/(?P<month>0?[1-9]|1[0-2])/(?P<year>\d{4})",
        rf"\b{_MONTH_NAME}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}})",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]{_MONTH_NAME},?[\s-](?P<year>\d{{4}})",
    )
)
_TODAY = re.compile(r"\b(?:today|(?P<yesterday>yesterday))\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})(?:(?:[:.h](?P<minute>\d{2})(?:(?P<second>:\d{2})(?:[.,]\d+)?)?)(?!\d)"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?|\s*(?P<half_alone>[ap])\.?m\b\.?)",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    r"(?:UTC|GMT)?\s?(?P<sign>[+−–-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?", re.IGNORECASE
)


def find_day(text: str, today: date | None = None) -> tuple[str, int]:
    """The first day in a text as it should be written, and where it ends; blank where none is.

    With `today`, so are the words today and yesterday.
    """
    for pattern in _DAYS:
        if match := pattern.search(text):
            parts = match.groupdict()
            month = parts.get("month") or _MONTHS.index(parts["name"][:3].lower()) + 1
            return f"{parts['year']}-{month:0>2}-{parts['day']:0>2}", match.end()
    if today and (match := _TODAY.search(text)):
        return f"{today - timedelta(days=bool(match['yesterday']))}", match.end()
    return "", 0


def find_clock(text: str, start: int = 0) -> tuple[str, int]:
    """The first time of day from `start` on, on a clock of 24 hours, and where it ends."""
    match = _CLOCK.search(text, start + (text[start : start + 1] in {"T", "t"}))
    if not match:
        return "", 0
    hour = hour_of_day(int(match["hour"]), match["half"] or match["half_alone"])
    return f"{hour:02}:{match['minute'] or '00'}{match['second'] or ''}", match.end()


def hour_of_day(hour: int, half: str | None) -> int:
    """An hour of a clock of twelve hours, with the a of a.m. or the p of p.m., as one of 24."""
    return hour % 12 + 12 * (half in {"p", "P"}) if half else hour


def parse_offset(text: str) -> timedelta | None:
    """How far ahead of UTC a clock is, by `+01:00`, `UTC+1` and their like; None for others."""
    match = _OFFSET.fullmatch(text)
    if not match:
        return None
    ahead = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    return ahead if match["sign"] == "+" else -ahead
