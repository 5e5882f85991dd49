"""Feeds: RSS 2.0 and Atom (RFC 4287), one item per update, and Atom archives (RFC 5005)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree
from markupsafe import Markup

from statusgen.model.instants import instant_of
from statusgen.model.page import Component
from statusgen.render.addresses import archive_address, component_address, update_address
from statusgen.render.items import Item, item_id
from statusgen.render.renderer import Renderer
from statusgen.render.words import STATES

_HISTORY = "http://purl.org/syndication/history/1.0"
_ATOM = "{http://www.w3.org/2005/Atom}"
_ALTERNATE = {"rel": "alternate", "type": "text/html"}


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


class _AtomLinks(BaseExtension):  # type: ignore[misc]
    """Links of Atom in RSS, where feedgen writes none but `self`."""

    links: tuple[dict[str, str], ...] = ()

    def extend_rss(self, feed: Any) -> Any:
        for link in self.links:
            etree.SubElement(feed[0], "{http://www.w3.org/2005/Atom}link", link)
        return feed


class _Archive(BaseExtension):  # type: ignore[misc]
    """Marks a feed document as an archive (RFC 5005, section 4)."""

    def extend_ns(self) -> Mapping[str, str]:
        return {"fh": _HISTORY}

    def extend_atom(self, feed: Any) -> Any:
        etree.SubElement(feed, f"{{{_HISTORY}}}archive")
        return feed


class _Alternate(BaseExtension):  # type: ignore[misc]
    """Says what an item's link is: feedgen forgets it, and not every reader knows the default."""

    def extend_atom(self, entry: Any) -> Any:
        link = entry.find("link")
        link.attrib.update(_ALTERNATE)
        return entry


def render_rss(renderer: Renderer, value: FeedValue) -> bytes:
    """The newest updates as RSS 2.0; the archives hold the rest, as Atom."""
    feed = _feed(renderer, value, "feed.rss")
    if value.earlier:
        add_links(feed, {**_archive_link(renderer, value.earlier), "type": "application/atom+xml"})
    for item in value.items:
        entry = _entry(renderer, item)
        entry.description(item_content(renderer, item))
        entry.guid(_id(renderer, item), permalink=False)
        feed.add_entry(entry, order="append")
    return rss_bytes(feed)


def render_atom(renderer: Renderer, value: FeedValue) -> bytes:
    """The newest updates as Atom; the archives hold the rest."""
    feed = _feed(renderer, value, "feed.atom")
    if value.earlier:
        feed.link(_archive_link(renderer, value.earlier), replace=False)
    return _atom(renderer, feed, value.items)


def render_archive(renderer: Renderer, value: ArchiveValue) -> bytes:
    """A month of updates as Atom."""
    feed = _feed(renderer, FeedValue(value.items, None), archive_address(value.month, "atom"))
    feed.register_extension("archive", _Archive, None, rss=False)
    feed.link({"href": renderer.addresses.full("feed.atom"), "rel": "current"}, replace=False)
    if value.earlier:
        feed.link(_archive_link(renderer, value.earlier), replace=False)
    feed.id(f"tag:{renderer.page.identity},1970:feed/{value.month:%Y-%m}")
    return _atom(renderer, feed, value.items)


def _archive_link(renderer: Renderer, month: date) -> dict[str, str]:
    href = renderer.addresses.full(archive_address(month, "atom"))
    return {"rel": "prev-archive", "href": href}


def new_feed(
    renderer: Renderer, id: str, title: str, home: str, address: str, newest: datetime
) -> FeedGenerator:
    """A feed without items. `newest` is the date of its newest news."""
    full = renderer.addresses.full
    feed = FeedGenerator()
    feed.register_extension("links", _AtomLinks, None, atom=False)
    feed.generator("statusgen")
    feed.id(id)
    feed.title(title)
    feed.description(renderer.page.description or title)
    feed.subtitle(renderer.page.description or title)
    feed.author(name=renderer.page.name)
    feed.language(renderer.words.language)
    feed.link(href=full(address), rel="self")
    if renderer.page.hub:
        feed.link(href=renderer.page.hub, rel="hub")
        add_links(feed, {"rel": "hub", "href": renderer.page.hub})
    feed.link(href=full(home), rel="alternate")  # RSS has room for one link, and takes the last
    feed.updated(newest)
    feed.lastBuildDate(newest)
    return feed


def add_links(feed: FeedGenerator, *links: dict[str, str]) -> None:
    """Give a feed links that its RSS has as well."""
    feed.links.links = (*feed.links.links, *links)


def rss_bytes(feed: FeedGenerator) -> bytes:
    return bytes(feed.rss_str(pretty=False)) + b"\n"


def atom_bytes(feed: FeedGenerator) -> bytes:
    return bytes(feed.atom_str(pretty=False)) + b"\n"


def _feed(renderer: Renderer, value: FeedValue, name: str) -> FeedGenerator:
    component, title = value.component, renderer.site.title
    home = component_address(component.id) if component else ""
    if component:
        title = f"{component.name} · {title}"
    id = f"tag:{renderer.page.identity},1970:feed/{home}"
    newest = instant_of(max((item.updated for item in value.items), default=0))
    return new_feed(renderer, id, title, home, home + name, newest)


def _atom(renderer: Renderer, feed: FeedGenerator, items: Iterable[Item]) -> bytes:
    """A feed with its items, which feedgen would take twenty times as long to make."""
    root = etree.fromstring(feed.atom_str(pretty=False))
    for item in items:
        _add_entry(renderer, root, item)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _add_entry(renderer: Renderer, feed: etree._Element, item: Item) -> None:
    entry = etree.SubElement(feed, f"{_ATOM}entry")
    etree.SubElement(entry, f"{_ATOM}id").text = _id(renderer, item)
    etree.SubElement(entry, f"{_ATOM}title").text = item_title(renderer, item)
    etree.SubElement(entry, f"{_ATOM}updated").text = instant_of(item.updated).isoformat()
    content = etree.SubElement(entry, f"{_ATOM}content", type="html")
    content.text = item_content(renderer, item)
    etree.SubElement(entry, f"{_ATOM}link", {"href": _href(renderer, item), **_ALTERNATE})
    for id in item.outline.touched:
        etree.SubElement(entry, f"{_ATOM}category", term=renderer.components[id].name)
    etree.SubElement(entry, f"{_ATOM}published").text = instant_of(item.published).isoformat()


def _href(renderer: Renderer, item: Item) -> str:
    return renderer.addresses.full(update_address(item.outline, item.at))


def new_entry(title: str, href: str, published: datetime, updated: datetime) -> FeedEntry:
    """An item without its content and its id."""
    entry = FeedEntry()
    entry.register_extension("alternate", _Alternate, rss=False)
    entry.title(title)
    entry.link(href=href, rel="alternate")
    entry.published(published)
    entry.updated(updated)
    return entry


def _entry(renderer: Renderer, item: Item) -> FeedEntry:
    published, updated = instant_of(item.published), instant_of(item.updated)
    entry = new_entry(item_title(renderer, item), _href(renderer, item), published, updated)
    if touched := item.outline.touched:
        entry.category([{"term": renderer.components[id].name} for id in touched])
    return entry


def _id(renderer: Renderer, item: Item) -> str:
    return item_id(renderer.page.identity, item.outline.id, item.at)


def item_title(renderer: Renderer, item: Item) -> str:
    """The state, and what it is about."""
    update = renderer.record(item.outline).entry.updates[item.number]
    return f"[{renderer.words.t(STATES[update.state])}] {item.outline.title}"


def item_content(renderer: Renderer, item: Item) -> str:
    """The update, its promise and edits, and what to do while it is not over: as HTML."""
    key = ("item", item.outline.key, item.number)
    return renderer.once(key, lambda: _tell(renderer, item))


def _tell(renderer: Renderer, item: Item) -> str:
    entry, words = renderer.record(item.outline).entry, renderer.words
    update = entry.updates[item.number]
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
    if entry.action and not item.outline.over:
        heading = words.html("What you can do now")
        parts.append(Markup("<p><strong>{}</strong></p>\n").format(heading) + prose(entry.action))
    return "\n".join(parts)


def _paragraph(text: Markup) -> Markup:
    return Markup("<p>{}</p>").format(text)
