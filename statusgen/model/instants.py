"""How an instant is written where machines read it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Where something must have a date and nothing has happened yet."""

LATEST = datetime(9999, 12, 31, tzinfo=UTC)
"""Later than anything that is written."""


@lru_cache(maxsize=10_000)
def format_instant(at: datetime) -> str:
    """An instant as RFC 3339 has it, in UTC: `2014-09-12T08:40:00Z`."""
    return f"{at.astimezone(UTC).isoformat()[:19]}Z"
