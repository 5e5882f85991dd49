"""What Atlassian Statuspage calls things, in English whatever the page's language.

Its clients look for these words and forms, in its JSON API and in its history feeds.
"""

from __future__ import annotations

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
"""The page's status as an indicator and in words."""

TURNS = {
    State.SCHEDULED: "We will be undergoing scheduled maintenance during this time.",
    State.IN_PROGRESS: (
        "Scheduled maintenance is currently in progress. We will provide updates as necessary."
    ),
    State.COMPLETED: "The scheduled maintenance has been completed.",
}
"""What is said of a maintenance where nobody has said anything."""


@lru_cache(maxsize=10_000)
def format_timestamp(at: datetime, zone: ZoneInfo) -> str:
    """With milliseconds and the zone's offset, `Z` for UTC; a client refuses it without them.

    RFC 3339 knows no offset with seconds, as zones had them long ago: there it is UTC.
    """
    local = at.astimezone(zone)
    if local.tzname() == "UTC" or (local.utcoffset() or timedelta()) % timedelta(minutes=1):
        plain = at.astimezone(UTC).replace(tzinfo=None)
        return f"{plain.isoformat(timespec='milliseconds')}Z"
    return local.isoformat(timespec="milliseconds")


def state_name(state: State) -> str:
    """A state's name; what was called off counts as completed, since no client knows more."""
    return str(State.COMPLETED if state is State.CANCELLED else state)


def loosen_paragraphs(html: str) -> str:
    """HTML in which blank lines stand between paragraphs instead of their tags.

    So a text without any formatting reads well both as HTML and as plain text.
    """
    text, *paragraphs = html.split("<p>")
    for paragraph in paragraphs:
        inside, _, after = paragraph.partition("</p>")
        text += inside.replace("\n", " ") + "\n\n" + after.removeprefix("\n")
    if "&quot;" in text:
        text = _QUOTE.sub(lambda found: found[1] or '"', text)
    return text.strip()
