"""The permanent ids and dates in feeds, the API and calendars; `identity` is the page's setting.

None of them may ever change: feed readers would show old news again, calendars an event twice.
Feed ids are `tag:` URIs (RFC 4151). An API id is like Statuspage's, `[0-9a-z]{12}`: the first 12
bytes of the SHA-256 of a kind and names, each byte modulo 36 as a digit.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Literal

from statusgen.model.addresses import component_address
from statusgen.model.entry import Entry
from statusgen.model.instants import format_instant

_DIGITS = b"0123456789abcdefghijklmnopqrstuvwxyz"
_DIGIT_OF_BYTE = bytes(_DIGITS[byte % len(_DIGITS)] for byte in range(256))
_LENGTH = 12


def feed_id(identity: str, component: str = "") -> str:
    """The id of the feed of the page, or of one component."""
    return f"tag:{identity},1970:feed/{component_address(component) if component else ''}"


def archive_id(identity: str, month: str) -> str:
    """The id of the feed with the updates of a month (`2026-11`)."""
    return f"tag:{identity},1970:feed/{month}"


def item_id(identity: str, entry: str, at: datetime) -> str:
    """The id of an update in feeds: `tag:status.example,2026-11-19:orders/2026-11-19T17:00:00Z`."""
    instant = format_instant(at)
    return f"tag:{identity},{instant[:10]}:{entry}/{instant}"


def item_date(entry: str, at: datetime) -> datetime:
    """The date in feeds of what an entry says at an instant: a second of that minute.

    Some readers drop an item that has the date of another. People write minutes, so the seconds
    are taken from the id: no date depends on what else was said in that minute.
    """
    if at.second:
        return at
    digest = sha256(f"{entry}\n{format_instant(at)}".encode()).digest()
    return at + timedelta(seconds=int.from_bytes(digest) % 60)


def history_feed_id(identity: str) -> str:
    """The id of the feeds with one item for each entry."""
    return f"tag:{identity},2005:/history"


def history_item_id(identity: str, entry: str) -> str:
    """The id of an entry there. It ends in `Incident/` and the API's id, as in Statuspage's."""
    return f"tag:{identity},2005:Incident/{api_id(identity, 'entry', entry)}"


def event_uid(identity: str, maintenance: Entry) -> str:
    """The id of a maintenance in calendars: `maintenance/pier@status.example`."""
    return f"{maintenance.folder}/{maintenance.id}@{identity}"


@lru_cache(maxsize=1_000)
def api_id(
    identity: str, kind: Literal["page", "component", "group", "entry", "update"], *names: str
) -> str:
    """An id in the API. `names` are none for the page, an id or a group's name for most others.

    For an update, they are the entry's id and the update's instant.
    """
    digest = sha256("\n".join((identity, kind, *names)).encode()).digest()
    return digest[:_LENGTH].translate(_DIGIT_OF_BYTE).decode()
