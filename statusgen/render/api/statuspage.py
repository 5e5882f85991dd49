"""Atlassian Statuspage's words and formats, in English whatever the page's language.

Its clients expect them in its JSON API and in its history feeds.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from statusgen.model.terms import State, Status

_QUOTE = re.compile(r"(<[^>]*>)|&quot;")

INDICATORS = {
    Status.OPERATIONAL: ("none", "All Systems Operational"),
    Status.UNDER_MAINTENANCE: ("maintenance", "Service Under Maintenance"),
    Status.DEGRADED_PERFORMANCE: ("minor", "Partially Degraded Service"),
    Status.PARTIAL_OUTAGE: ("major", "Partial System Outage"),
    Status.MAJOR_OUTAGE: ("critical", "Major System Outage"),
}
"""The page's status: its indicator and its description."""

TURNS = {
    State.SCHEDULED: "We will be undergoing scheduled maintenance during this time.",
    State.IN_PROGRESS: (
        "Scheduled maintenance is currently in progress. We will provide updates as necessary."
    ),
    State.COMPLETED: "The scheduled maintenance has been completed.",
}
"""The text for a planned change of state without an update."""


@lru_cache(maxsize=10_000)
def format_timestamp(at: datetime, zone: ZoneInfo) -> str:
    """RFC 3339 with milliseconds, which a client requires, and the zone's offset, `Z` for UTC.

    Offsets with seconds, which zones had long ago, do not exist in RFC 3339: then it is in UTC.
    """
    local = at.astimezone(zone)
    if local.tzname() == "UTC" or (local.utcoffset() or timedelta()) % timedelta(minutes=1):
        plain = at.astimezone(UTC).replace(tzinfo=None)
        return f"{plain.isoformat(timespec='milliseconds')}Z"
    return local.isoformat(timespec="milliseconds")


def state_name(state: State) -> str:
    """A state's name; cancelled becomes completed, since clients do not know the former."""
    return str(State.COMPLETED if state is State.CANCELLED else state)


def loosen_paragraphs(html: str) -> str:
    """HTML with blank lines between paragraphs instead of their tags.

    So a text without other formatting reads well both as HTML and as plain text.
    """
    text, *paragraphs = html.split("<p>")
    for paragraph in paragraphs:
        inside, _, after = paragraph.partition("</p>")
        text += inside.replace("\n", " ") + "\n\n" + after.removeprefix("\n")
    if "&quot;" in text:
        text = _QUOTE.sub(lambda match: match[1] or '"', text)
    return text.strip()
