"""How an instant is written where machines read it."""

from datetime import UTC, datetime
from functools import lru_cache

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Earlier than any instant in an entry."""

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of what must have one where nothing at all has happened yet."""

LATEST = datetime(9999, 12, 31, tzinfo=UTC)
"""Later than any instant in an entry."""


@lru_cache(maxsize=10_000)
def format_instant(at: datetime) -> str:
    """An instant in UTC as in RFC 3339: `2014-09-12T08:40:00Z`."""
    return f"{at.astimezone(UTC).isoformat()[:19]}Z"
