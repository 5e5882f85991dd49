"""RSS 2.0 and Atom (RFC 4287), one item per update, and Atom archives (RFC 5005).

feedgen writes the feeds, and an extension gives it their items as elements: as entries of its
own, 41,000 items would take 1.1 s of processor time instead of 0.4 s.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, datetime
from email.utils import format_datetime
from typing import Any

from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from statusgen.model.addresses import Route, archive_address, component_address
from statusgen.model.identity import archive_id, feed_id
from statusgen.model.instants import BEGINNING
from statusgen.render.feeds.content import ItemView, view_items
from statusgen.render.feeds.items import ArchiveValue, FeedValue
from statusgen.render.renderer import Renderer

_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
# Items are copies of these, since copying elements takes less time than making them.
_RSS_ITEM = etree.XML(
    '<item><title/><link/><description/><guid isPermaLink="false"/><pubDate/></item>'
)
_ATOM_ENTRY = etree.XML(
    '<entry><id/><title/><updated/><content type="html"/>'
    '<link href="" rel="alternate" type="text/html"/><published/></entry>'
)


class _Contents(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """The items of a feed, and the elements that feedgen does not write."""

    def __init__(self) -> None:
        self.items: Iterable[ItemView] = ()
        self.rss_links: list[dict[str, str]] = []
        """Atom links for RSS, where feedgen itself writes only `self`."""
        self.is_archive = False
        """Whether the feed is an archive document (RFC 5005, section 4)."""

    def extend_ns(self) -> Mapping[str, str]:
        return {"fh": _HISTORY} if self.is_archive else {}

    def extend_rss(self, rss: Any) -> Any:
        (channel,) = rss
        for link in self.rss_links:
            etree.SubElement(channel, f"{{{_ATOM}}}link", link)
        channel.extend(map(_rss_item, self.items))
        return rss

    def extend_atom(self, feed: Any) -> Any:
        if self.is_archive:
            etree.SubElement(feed, f"{{{_HISTORY}}}archive")
        feed.extend(map(_atom_entry, self.items))
        return feed


def _rss_item(view: ItemView) -> Any:
    item = copy(_RSS_ITEM)
    title, link, description, guid, published = item
    title.text = view.title
    link.text = view.href
    description.text = view.content
    guid.text = view.id
    for tag in view.tags:
        etree.SubElement(item, "category").text = tag
    published.text = format_datetime(view.published)
    item.append(published)  # moves it to the end
    return item


def _atom_entry(view: ItemView) -> Any:
    entry = copy(_ATOM_ENTRY)
    id, title, updated, content, link, published = entry
    id.text = view.id
    title.text = view.title
    updated.text = view.updated.isoformat()
    content.text = view.content
    link.set("href", view.href)
    for tag in view.tags:
        etree.SubElement(entry, "category", term=tag)
    published.text = view.published.isoformat()
    entry.append(published)  # moves it to the end
    return entry


def render_rss(renderer: Renderer, value: FeedValue) -> bytes:
    """The newest updates as RSS 2.0; the archives, which are Atom, have all."""
    feed = _update_feed(renderer, value, _feed_address(value, Route.RSS, Route.COMPONENT_RSS))
    if value.earlier:
        link = {**_archive_link(renderer, value.earlier), "type": "application/atom+xml"}
        feed.contents.rss_links.append(link)
    return rss_bytes(feed, view_items(renderer, value.items))


def render_atom(renderer: Renderer, value: FeedValue) -> bytes:
    """The newest updates as Atom; the archives have all."""
    feed = _update_feed(renderer, value, _feed_address(value, Route.ATOM, Route.COMPONENT_ATOM))
    if value.earlier:
        feed.link(_archive_link(renderer, value.earlier), replace=False)
    return atom_bytes(feed, view_items(renderer, value.items))


def render_archive(renderer: Renderer, value: ArchiveValue) -> bytes:
    """A month of updates as Atom."""
    feed = _update_feed(
        renderer, FeedValue(value.items, None), archive_address(value.month, "atom")
    )
    feed.contents.is_archive = True
    current = renderer.addresses.full(Route.ATOM.address())
    feed.link({"href": current, "rel": "current"}, replace=False)
    if value.earlier:
        feed.link(_archive_link(renderer, value.earlier), replace=False)
    feed.id(archive_id(renderer.page.identity, value.month))
    return atom_bytes(feed, view_items(renderer, value.items))


def _archive_link(renderer: Renderer, month: date) -> dict[str, str]:
    href = renderer.addresses.full(archive_address(month, "atom"))
    return {"rel": "prev-archive", "href": href}


def new_feed(
    renderer: Renderer, id: str, title: str, home: str, address: str, newest: datetime
) -> FeedGenerator:
    """A feed without items, at `address`, about the document `home`, last updated `newest`."""
    full = renderer.addresses.full
    feed = FeedGenerator()
    feed.register_extension("contents", _Contents)
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
        feed.contents.rss_links.append({"rel": "hub", "href": renderer.page.hub})
    feed.link(href=full(home), rel="alternate")  # RSS has only one link, the last
    feed.updated(newest)
    feed.lastBuildDate(newest)
    return feed


def rss_bytes(feed: FeedGenerator, items: Iterable[ItemView]) -> bytes:
    """A feed with its items, as RSS."""
    feed.contents.items = items
    return bytes(feed.rss_str()) + b"\n"


def atom_bytes(feed: FeedGenerator, items: Iterable[ItemView]) -> bytes:
    """The same as Atom."""
    feed.contents.items = items
    return bytes(feed.atom_str()) + b"\n"


def _feed_address(value: FeedValue, page: Route, component: Route) -> str:
    """The address of the page's or of a component's feed."""
    return component.address(value.component.id) if value.component else page.address()


def _update_feed(renderer: Renderer, value: FeedValue, address: str) -> FeedGenerator:
    component, title = value.component, renderer.site.title
    home = component_address(component.id) if component else ""
    if component:
        title = f"{component.name} · {title}"
    id = feed_id(renderer.page.identity, component.id if component else "")
    newest = max((item.updated for item in value.items.newest_first()), default=BEGINNING)
    return new_feed(renderer, id, title, home, address, newest)
