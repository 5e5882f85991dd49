"""Feeds: RSS 2.0 and Atom (RFC 4287), one item per update, and Atom archives (RFC 5005)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree
from markupsafe import Markup

from statusgen.model.entry import Prose, Update
from statusgen.model.instants import format_instant
from statusgen.model.page import Component
from statusgen.model.status import Record, touched
from statusgen.render.addresses import component_address, update_address
from statusgen.render.renderer import Renderer
from statusgen.render.words import STATES

_HISTORY = "http://purl.org/syndication/history/1.0"


@dataclass(frozen=True, slots=True)
class Item:
    """An update as feeds have it. `published` and `updated` are unique among all items."""

    entry_id: str
    title: str
    address: str
    update: Update
    action: Prose | None
    components: tuple[str, ...]
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class FeedValue:
    """A feed: the newest items first. `earlier` is the newest month that the archives hold.

    A component's feed has none: the archives hold the updates of all components.
    """

    items: tuple[Item, ...]
    earlier: date | None
    component: Component | None = None


@dataclass(frozen=True, slots=True)
class ArchiveValue:
    """A month's items, newest first, and the month before that has any."""

    month: date
    items: tuple[Item, ...]
    earlier: date | None


class _Earlier(BaseExtension):  # type: ignore[misc]
    """Leads from an RSS feed to the newest archive (RFC 5005, section 4.1)."""

    href = ""

    def extend_rss(self, feed: Any) -> Any:
        place = {"rel": "prev-archive", "href": self.href, "type": "application/atom+xml"}
        etree.SubElement(feed[0], "{http://www.w3.org/2005/Atom}link", place)
        return feed


def collect_items(records: Sequence[Record]) -> tuple[Item, ...]:
    """Every update of every entry as an item, newest first.

    Some readers drop an item that shares its date with another, so where two updates came in
    the same second, the one that sorts later is dated a second later.
    """
    told = sorted(
        ((update, record) for record in records for update in record.entry.updates),
        key=lambda pair: (pair[0].at, pair[1].entry.id),
    )
    published = list(_strictly_rising(update.at for update, _ in told))
    taken = set(published)
    items = []
    components = {record.entry.id: touched(record) for record in records}
    for (update, record), at in zip(told, published, strict=True):
        updated = at
        if update.edits:
            updated = max(edit.at for edit in update.edits)
            while updated in taken:
                updated += timedelta(seconds=1)
            taken.add(updated)
        items.append(_item(record, update, components[record.entry.id], at, updated))
    return tuple(reversed(items))


def _strictly_rising(instants: Iterable[datetime]) -> Iterable[datetime]:
    last = datetime.min.replace(tzinfo=UTC)
    for at in instants:
        last = max(at, last + timedelta(seconds=1))
        yield last


def _item(
    record: Record,
    update: Update,
    components: tuple[str, ...],
    published: datetime,
    updated: datetime,
) -> Item:
    entry = record.entry
    return Item(
        entry_id=entry.id,
        title=entry.title,
        address=update_address(entry, update.at),
        update=update,
        action=None if record.over else entry.action,
        components=components,
        published=published,
        updated=updated,
    )


def item_id(identity: str, entry_id: str, at: datetime) -> str:
    """An update's name for good: a `tag:` URI (RFC 4151)."""
    return f"tag:{identity},{at.astimezone(UTC):%Y-%m-%d}:{entry_id}/{format_instant(at)}"


class _Archive(BaseExtension):  # type: ignore[misc]
    """Marks a feed document as an archive (RFC 5005, section 4)."""

    def extend_ns(self) -> Mapping[str, str]:
        return {"fh": _HISTORY}

    def extend_atom(self, feed: Any) -> Any:
        etree.SubElement(feed, f"{{{_HISTORY}}}archive")
        return feed


def render_rss(renderer: Renderer, value: FeedValue) -> bytes:
    """The newest updates as RSS 2.0; the archives hold the rest, as Atom."""
    feed = _feed(renderer, value, "feed.rss")
    if value.earlier:
        feed.register_extension("earlier", _Earlier, None, atom=False)
        feed.earlier.href = renderer.addresses.full(archive_address(value.earlier))
    for item in value.items:
        entry = _entry(renderer, item)
        entry.description(_content(renderer, item))
        entry.guid(_id(renderer, item), permalink=False)
        feed.add_entry(entry, order="append")
    return bytes(feed.rss_str(pretty=False)) + b"\n"


def render_atom(renderer: Renderer, value: FeedValue) -> bytes:
    """The newest updates as Atom; the archives hold the rest."""
    feed = _feed(renderer, value, "feed.atom")
    if value.earlier:
        feed.link(_archive_link(renderer, value.earlier, "prev-archive"), replace=False)
    return _atom(renderer, feed, value.items)


def render_archive(renderer: Renderer, value: ArchiveValue) -> bytes:
    """A month of updates as Atom."""
    feed = _feed(renderer, FeedValue(value.items, None), archive_address(value.month))
    feed.register_extension("archive", _Archive, None, rss=False)
    feed.link({"href": renderer.addresses.full("feed.atom"), "rel": "current"}, replace=False)
    if value.earlier:
        feed.link(_archive_link(renderer, value.earlier, "prev-archive"), replace=False)
    feed.id(f"tag:{renderer.page.identity},1970:feed/{value.month:%Y-%m}")
    return _atom(renderer, feed, value.items)


def archive_address(month: date) -> str:
    return f"feed/{month:%Y-%m}.atom"


def _archive_link(renderer: Renderer, month: date, rel: str) -> dict[str, str]:
    return {"href": renderer.addresses.full(archive_address(month)), "rel": rel}


def _feed(renderer: Renderer, value: FeedValue, name: str) -> FeedGenerator:
    """A feed without its items; its date is that of its newest news."""
    component, full = value.component, renderer.addresses.full
    home = component_address(component.id) if component else ""
    feed = FeedGenerator()
    feed.generator("statusgen")
    feed.id(f"tag:{renderer.page.identity},1970:feed/{home}")
    title = renderer.site.title
    if component:
        title = f"{component.name} · {title}"
    feed.title(title)
    feed.description(renderer.page.description or title)
    feed.subtitle(renderer.page.description or title)
    feed.author(name=renderer.page.name)
    feed.language(renderer.words.language)
    feed.link(href=full(home + name), rel="self")
    feed.link(href=full(home), rel="alternate")  # RSS has room for one link, and takes the last
    newest = max((item.updated for item in value.items), default=datetime(1970, 1, 1, tzinfo=UTC))
    feed.updated(newest)
    feed.lastBuildDate(newest)
    return feed


def _atom(renderer: Renderer, feed: FeedGenerator, items: Iterable[Item]) -> bytes:
    for item in items:
        entry = _entry(renderer, item)
        entry.id(_id(renderer, item))
        entry.content(_content(renderer, item), type="html")
        feed.add_entry(entry, order="append")
    return bytes(feed.atom_str(pretty=False)) + b"\n"


def _entry(renderer: Renderer, item: Item) -> FeedEntry:
    entry = FeedEntry()
    state = renderer.words.t(STATES[item.update.state])
    entry.title(f"[{state}] {item.title}")
    entry.link(href=renderer.addresses.full(item.address), rel="alternate")
    entry.published(item.published)
    entry.updated(item.updated)
    for id in item.components:
        entry.category(term=renderer.components[id].name)
    return entry


def _id(renderer: Renderer, item: Item) -> str:
    return item_id(renderer.page.identity, item.entry_id, item.update.at)


def _content(renderer: Renderer, item: Item) -> str:
    """The update, its promise and edits, and what to do while it is not over."""
    words, update = renderer.words, item.update
    prose, viewer = renderer.addresses.prose_in_feed, renderer.viewer
    parts = [prose(update.text)]
    if update.next_update:
        due = viewer.full_time(update.next_update)
        parts.append(_paragraph(words.html("Next update by {time}", time=due)))
    for edit in update.edits:
        time = viewer.full_time(edit.at)
        parts.append(
            _paragraph(words.html("Edited {time}: {reason}", time=time, reason=edit.reason))
        )
    if item.action:
        heading = words.html("What you can do now")
        parts.append(Markup("<p><strong>{}</strong></p>\n").format(heading) + prose(item.action))
    return "\n".join(parts)


def _paragraph(text: Markup) -> Markup:
    return Markup("<p>{}</p>").format(text)
