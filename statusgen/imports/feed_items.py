"""RSS and Atom as items: what feedparser makes of a document, without its surprises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any
from xml.sax import SAXException

import feedparser

from statusgen.imports.errors import SourceError

_OPENED = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
_CLOSED = re.compile(rb"</(?:item|entry)\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `bodies` are the forms of its text, the fullest first, HTML or not."""

    id: str
    link: str
    title: str
    bodies: tuple[str, ...]
    published: datetime | None
    updated: datetime | None
    categories: tuple[str, ...]
    ends: datetime | None

    @property
    def at(self) -> datetime | None:
        """When it was published, or else last changed."""
        return self.published or self.updated


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed document. `flaw` says what is wrong with it, `cut` whether its last item is cut."""

    title: str
    home: str
    own: str
    earlier: str
    language: str
    generator: str
    items: tuple[Item, ...]
    flaw: str = ""
    cut: bool = False


def parse_feed(content: bytes) -> Feed:
    """A feed. Raises SourceError where the document is none."""
    found: Any = feedparser.parse(
        BytesIO(content), sanitize_html=False, resolve_relative_uris=False
    )
    if not found.get("version") and not found.entries:
        kind = "a web page" if b"<html" in content[:2000].lower() else "no feed (RSS or Atom)"
        raise SourceError(f"it is {kind}")
    head = found.feed
    links = {link.get("rel", ""): link.get("href", "") for link in head.get("links", ())}
    broken = found.bozo and isinstance(found.bozo_exception, SAXException)
    cut = broken and _count(_OPENED, content) > _count(_CLOSED, content)
    items = tuple(map(_item, found.entries))
    return Feed(
        title=_line(head.get("title", "")),
        home=links.get("alternate", "") or head.get("link", ""),
        own=links.get("self", ""),
        earlier=links.get("prev-archive", "") or links.get("next", ""),
        language=head.get("language", ""),
        generator=head.get("generator", ""),
        items=items[:-1] if cut else items,
        flaw=str(found.bozo_exception) if broken else "",
        cut=cut,
    )


def _count(pattern: re.Pattern[bytes], content: bytes) -> int:
    return len(pattern.findall(content))


def _item(entry: Any) -> Item:
    bodies = dict.fromkeys(_bodies(entry))
    return Item(
        id=entry.get("id", ""),
        link=entry.get("link", ""),
        title=_line(entry.get("title", "")),
        bodies=tuple(sorted(bodies, key=len, reverse=True)),
        published=_instant(entry, "published_parsed"),
        updated=_instant(entry, "updated_parsed") if "updated_parsed" in entry else None,
        categories=tuple(tag.get("term") or "" for tag in entry.get("tags", ())),
        ends=_email_date(entry.get("maintenanceenddate", "")),
    )


def _bodies(entry: Any) -> Iterator[str]:
    for content in entry.get("content", ()):
        yield content.get("value", "")
    yield entry.get("summary", "")


def _instant(entry: Any, key: str) -> datetime | None:
    parsed = entry.get(key)
    try:
        return datetime(*parsed[:6]).replace(tzinfo=UTC) if parsed else None
    except (ValueError, TypeError):
        return None


def _email_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except (ValueError, OverflowError):
        return None


def _line(text: str) -> str:
    return " ".join(text.split())
