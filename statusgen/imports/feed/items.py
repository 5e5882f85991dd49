"""RSS and Atom as items: what feedparser makes of a document, without its surprises."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import urljoin
from xml.sax import SAXException

import feedparser

from statusgen.imports.feed.dates import FeedDate, read_date
from statusgen.imports.history import SourceError
from statusgen.imports.sources.addresses import is_address
from statusgen.imports.sources.data import strip_invisible
from statusgen.imports.sources.markup import is_html, parse_html
from statusgen.read.source import split_address

_START = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
_PIECE = re.compile(rb"<(item|entry)[\s>](?:(?!<(?:item|entry)[\s>]).)*?</\1\s*>", re.I | re.DOTALL)
_END = re.compile(rb"</(?:item|entry)\s*>", re.IGNORECASE)
_DOCTYPE = re.compile(
    rb"[\xef\xbb\xbf\xfe\xff]*\s*(?:(?:<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->)\s*)*<!DOCTYPE",
    re.DOTALL,
)
_MOST_PARSED = 64 * 2**20
"""Bytes that are parsed at most, in all, to find the items that cannot be."""


class FeedItem(NamedTuple):
    """One item. `bodies` are the forms of its text, the fullest first, HTML or not.

    `doubt` is what is not certain of its date.
    """

    id: str
    link: str
    title: str
    bodies: tuple[str, ...]
    published: datetime | None
    updated: datetime | None
    categories: tuple[str, ...]
    ends: datetime | None
    doubt: str = ""

    @property
    def at(self) -> datetime | None:
        """When it was published, or else last changed."""
        return self.published or self.updated


class Feed(NamedTuple):
    """A feed document. `flaw` says what is wrong with it, `cut` whether its last item is cut.

    `lost` is how many of its items are too broken to be read.
    """

    title: str
    home: str
    own: str
    earlier: str
    language: str
    generator: str
    items: tuple[FeedItem, ...]
    flaw: str = ""
    cut: bool = False
    lost: int = 0


def parse_feed(content: bytes) -> Feed:
    """A feed. Raises SourceError where the document is none."""
    narrow = content.replace(b"\0", b"")  # as UTF-16 has it
    if b"<!ENTITY" in narrow and _DOCTYPE.match(narrow):
        raise SourceError("it defines entities of its own, by which a feed can grow without end")
    parsed, lost = _parse_sound_items(content)
    if not parsed.get("version") and not parsed.entries:
        kind = "a web page" if b"<html" in content[:2000].lower() else "no feed (RSS or Atom)"
        raise SourceError(f"it is {kind}")
    head = parsed.feed
    links = {link.get("rel", ""): _as_address(link.get("href")) for link in head.get("links", ())}
    broken = parsed.bozo and isinstance(parsed.bozo_exception, SAXException)
    cut = broken and len(_START.findall(content)) > len(_END.findall(content))
    home = links.get("alternate", "") or _as_address(head.get("link"))
    items = tuple(_build_item(entry, home) for entry in parsed.entries)
    return Feed(
        title=_title_line(head.get("title") or ""),
        home=home,
        own=links.get("self", ""),
        earlier=links.get("prev-archive", "") or links.get("next", ""),
        language=head.get("language") or "",
        generator=head.get("generator") or "",
        items=items[:-1] if cut else items,
        flaw=str(parsed.bozo_exception) if broken else "",
        cut=cut,
        lost=lost,
    )


def _parse_sound_items(content: bytes) -> tuple[Any, int]:
    """What feedparser makes of a document, without the items that it fails on, and their number."""
    if (parsed := _parse(content)) is not None:
        return parsed, 0
    pieces = list(_PIECE.finditer(content))
    head = content[: pieces[0].start()] if pieces else b""
    tail = content[pieces[-1].end() :] if pieces else b""
    if len(pieces) * (len(head) + len(tail)) > _MOST_PARSED:
        raise SourceError("it is too badly broken, and too large, to be read as a feed")
    sound = [piece[0] for piece in pieces if _parse(head + piece[0] + tail) is not None]
    parsed = _parse(head + b"".join(sound) + tail)
    if parsed is None:
        raise SourceError("it is too badly broken to be read as a feed")
    return parsed, len(pieces) - len(sound)


def _parse(content: bytes) -> Any:
    try:
        return feedparser.parse(BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # it fails in many ways on what no feed should hold
        return None


def _build_item(entry: Any, home: str) -> FeedItem:
    contents = (*entry.get("content", ()), {"value": entry.get("summary")})
    bodies = dict.fromkeys(strip_invisible(content.get("value") or "") for content in contents)
    published, updated = _date(entry, "published"), _date(entry, "updated")
    id, link = entry.get("id") or "", _as_address(entry.get("link"))
    if link == id and not is_address(link):
        link = ""  # feedparser takes a guid for one
    return FeedItem(
        id=id,
        link=urljoin(home, link) if link else "",
        title=_title_line(entry.get("title") or ""),
        bodies=tuple(sorted(bodies, key=len, reverse=True)),
        published=published.at,
        updated=updated.at,
        categories=tuple(tag.get("term") or "" for tag in entry.get("tags", ())),
        ends=read_date(entry.get("maintenanceenddate") or "").at,
        doubt=published.doubt or updated.doubt,
    )


def _date(entry: Any, name: str) -> FeedDate:
    """A date of an item; what only feedparser reads of it counts as well, but for its zone."""
    if name not in entry:
        return FeedDate()
    read, parsed = read_date(entry[name] or ""), entry.get(f"{name}_parsed")
    if read.at or read.doubt or not parsed:
        return read
    with suppress(ValueError, TypeError):
        return FeedDate(datetime(*parsed[:6]).replace(tzinfo=UTC))
    return FeedDate()


def _as_address(text: str | None) -> str:
    """An address; none where it cannot be one."""
    return text if text and split_address(text) != split_address("") else ""


def _title_line(text: str) -> str:
    """A title's words on one line; HTML in it shows nothing there."""
    words = parse_html(text).get_text() if is_html(text) else text
    return " ".join(strip_invisible(words).split())
