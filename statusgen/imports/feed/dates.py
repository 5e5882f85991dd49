"""The dates of a feed, with the zones that people write by name.

feedparser takes every name that it does not know for UTC; here such a date has no instant.
"""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from datetime import timezone as fixed_zone
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from statusgen.imports.sources.written_times import ZONE_HOURS, in_utc, parse_offset

_HOURS = ZONE_HOURS | {"UT": 0.0, "BST": 1.0, "MET": 1.0, "MEST": 2.0, "SAST": 2.0, "CST": -6.0}
"""CST is that of North America, as in the standard of these dates (RFC 822)."""
_CITIES = {"ET": "New_York", "CT": "Chicago", "MT": "Denver", "PT": "Los_Angeles"}
_ZONE = re.compile(
    r"(?P<local>.*?\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s*"
    r"(?P<zone>\(?[A-Za-z]{0,5}(?:[+-]\d{1,2}(?::?\d\d)?)?\)?)(?:\s*\([^()]*\))?"
)


class FeedDate(NamedTuple):
    """An instant in UTC, None where none is known; and what had to be assumed, or is missing."""

    at: datetime | None = None
    doubt: str = ""


def read_date(text: str) -> FeedDate:
    """The date that a feed gives (RFC 822 or ISO 8601)."""
    text = " ".join(text.split())[:80]
    match = _ZONE.fullmatch(text)
    if not match:
        return FeedDate(_parse_local(text, UTC))
    name = match["zone"].strip("()")
    zone = _find_zone(name)
    if zone is None:
        return FeedDate(None, f"the zone of its date, {name}, does not mean one for certain")
    at = _parse_local(match["local"], zone)
    return FeedDate(at, "its date has no zone, and is read as UTC" if at and not name else "")


def _find_zone(name: str) -> tzinfo | None:
    """The zone of a name or an offset; UTC without one, None where it has several meanings."""
    name = name.upper()
    if name in _CITIES:
        return ZoneInfo(f"America/{_CITIES[name]}")
    ahead = timedelta(hours=_HOURS[name]) if name in _HOURS else parse_offset(name or "+00")
    return None if ahead is None else fixed_zone(ahead)


def _parse_local(text: str, zone: tzinfo) -> datetime | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError, TypeError, OverflowError, IndexError):
            return in_utc(_in_zone(parse(text), zone)).replace(microsecond=0)
    return None


def _in_zone(at: datetime, zone: tzinfo) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=zone)
