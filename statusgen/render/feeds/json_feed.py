"""The JSON feed (jsonfeed.org, version 1.1): the newest updates, and the archives behind them."""

from __future__ import annotations

from datetime import date

from statusgen.model.addresses import Route, archive_address
from statusgen.model.instants import format_instant
from statusgen.render.feeds.content import ItemView, view_items
from statusgen.render.feeds.items import ArchiveValue, FeedValue, Items
from statusgen.render.jsontext import json_bytes
from statusgen.render.renderer import Renderer


def render_json(renderer: Renderer, value: FeedValue) -> bytes:
    """The newest updates; `next_url` leads into the archives, which hold all."""
    return _render(renderer, Route.JSON_FEED.address(), value.items, value.earlier)


def render_json_archive(renderer: Renderer, value: ArchiveValue) -> bytes:
    """A month of updates; `next_url` leads to the month before."""
    return _render(renderer, archive_address(value.month, "json"), value.items, value.earlier)


def _render(renderer: Renderer, address: str, items: Items, earlier: date | None) -> bytes:
    page, full = renderer.page, renderer.addresses.full
    feed: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": renderer.site.title,
        "home_page_url": full(""),
        "feed_url": full(address),
        "description": page.description or renderer.site.title,
        "language": renderer.words.language,
        "authors": [{"name": page.name, "url": full("")}],
    }
    if earlier:
        feed["next_url"] = full(archive_address(earlier, "json"))
    if page.hub:
        feed["hubs"] = [{"type": "WebSub", "url": page.hub}]
    feed["items"] = [_item(shown) for shown in view_items(renderer, items)]
    return json_bytes(feed)


def _item(shown: ItemView) -> dict[str, object]:
    return {
        "id": shown.id,
        "url": shown.href,
        "title": shown.title,
        "content_html": shown.content,
        "date_published": format_instant(shown.published),
        "date_modified": format_instant(shown.updated),
        "tags": shown.tags,
    }
