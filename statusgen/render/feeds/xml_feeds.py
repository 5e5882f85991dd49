"""RSS 2.0 and Atom (RFC 4287), one item per update, and Atom archives (RFC 5005)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from email.utils import format_datetime
from typing import Any

from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from statusgen.model.addresses import Route, archive_address, component_address
from statusgen.model.identity import archive_id, feed_id
from statusgen.model.instants import BEGINNING
from statusgen.render.feeds.content import Shown, show_items
from statusgen.render.feeds.items import ArchiveValue, FeedValue
from statusgen.render.renderer import Renderer
from statusgen.render.xmltext import xml_attribute, xml_text

_HISTORY = "http://purl.org/syndication/history/1.0"


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


def render_rss(renderer: Renderer, value: FeedValue) -> bytes:
    """The newest updates as RSS 2.0; the archives hold the rest, as Atom."""
    feed = _feed(renderer, value, _address(value, Route.RSS, Route.COMPONENT_RSS))
    if value.earlier:
        add_links(feed, {**_archive_link(renderer, value.earlier), "type": "application/atom+xml"})
    return rss_bytes(feed, show_items(renderer, value.items))


def render_atom(renderer: Renderer, value: FeedValue) -> bytes:
    """The newest updates as Atom; the archives hold the rest."""
    feed = _feed(renderer, value, _address(value, Route.ATOM, Route.COMPONENT_ATOM))
    if value.earlier:
        feed.link(_archive_link(renderer, value.earlier), replace=False)
    return atom_bytes(feed, show_items(renderer, value.items))


def render_archive(renderer: Renderer, value: ArchiveValue) -> bytes:
    """A month of updates as Atom."""
    feed = _feed(renderer, FeedValue(value.items, None), archive_address(value.month, "atom"))
    feed.register_extension("archive", _Archive, None, rss=False)
    feed.link(
        {"href": renderer.addresses.full(Route.ATOM.address()), "rel": "current"}, replace=False
    )
    if value.earlier:
        feed.link(_archive_link(renderer, value.earlier), replace=False)
    feed.id(archive_id(renderer.page.identity, value.month))
    return atom_bytes(feed, show_items(renderer, value.items))


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


def rss_bytes(feed: FeedGenerator, items: Iterable[Shown]) -> bytes:
    """A feed with its items, which feedgen would take many times as long to make."""
    return _filled(feed.rss_str(), map(_rss_item, items), "</channel></rss>")


def _rss_item(shown: Shown) -> str:
    tags = "".join([f"<category>{xml_text(tag)}</category>" for tag in shown.tags])
    return (
        f"<item><title>{xml_text(shown.title)}</title><link>{xml_text(shown.href)}</link>"
        f"<description>{xml_text(shown.content)}</description>"
        f'<guid isPermaLink="false">{xml_text(shown.id)}</guid>{tags}'
        f"<pubDate>{format_datetime(shown.published)}</pubDate></item>"
    )


def atom_bytes(feed: FeedGenerator, items: Iterable[Shown]) -> bytes:
    """The same as Atom."""
    return _filled(feed.atom_str(), map(_atom_entry, items), "</feed>")


def _atom_entry(shown: Shown) -> str:
    tags = "".join([f'<category term="{xml_attribute(tag)}"/>' for tag in shown.tags])
    published = updated = shown.published.isoformat()
    if shown.updated != shown.published:
        updated = shown.updated.isoformat()
    return (
        f"<entry><id>{xml_text(shown.id)}</id><title>{xml_text(shown.title)}</title>"
        f"<updated>{updated}</updated>"
        f'<content type="html">{xml_text(shown.content)}</content>'
        f'<link href="{xml_attribute(shown.href)}" rel="alternate" type="text/html"/>{tags}'
        f"<published>{published}</published></entry>"
    )


def _filled(feed: bytes, items: Iterable[str], end: str) -> bytes:
    head = feed.decode().removesuffix(end)
    return f"{head}{''.join(items)}{end}\n".encode()


def _address(value: FeedValue, page: Route, component: Route) -> str:
    """Where a feed is: each of the two has a route of its own."""
    return component.address(value.component.id) if value.component else page.address()


def _feed(renderer: Renderer, value: FeedValue, address: str) -> FeedGenerator:
    component, title = value.component, renderer.site.title
    home = component_address(component.id) if component else ""
    if component:
        title = f"{component.name} · {title}"
    id = feed_id(renderer.page.identity, component.id if component else "")
    newest = max((item.updated for item in value.items.newest_first()), default=BEGINNING)
    return new_feed(renderer, id, title, home, address, newest)
