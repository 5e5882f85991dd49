"""How an instant is written where machines read it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Where something must have a date and nothing has happened yet."""


@lru_cache(maxsize=10_000)
def format_instant(at: datetime) -> str:
    """An instant as RFC 3339 has it, in UTC: `2014-09-12T08:40:00Z`."""
    return f"{at.astimezone(UTC).isoformat()[:19]}Z"


def seconds_of(at: datetime) -> int:
    """An instant as whole seconds since 1970."""
    return int(at.timestamp())


def instant_of(seconds: int) -> datetime:
    """The instant of so many seconds since 1970, in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def seconds_if(at: datetime | None) -> int | None:
    """The seconds of an instant, if there is one."""
    return None if at is None else seconds_of(at)


def instant_if(seconds: int | None) -> datetime | None:
    """The instant of these seconds, if there are any."""
    return None if seconds is None else instant_of(seconds)
