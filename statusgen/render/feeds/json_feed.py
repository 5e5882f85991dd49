"""JSON Feed (jsonfeed.org, version 1.1): the newest updates, and archives of all."""

from orjson import OPT_APPEND_NEWLINE, dumps

from statusgen.model.addresses import Route
from statusgen.model.instants import format_instant
from statusgen.render.feeds.content import ItemView, view_items
from statusgen.render.feeds.items import FeedValue
from statusgen.render.renderer import Renderer


def render_json(renderer: Renderer, value: FeedValue) -> bytes:
    """The newest updates, or those of a month; `next_url` is the archive before them."""
    page, url, month = renderer.page, renderer.url, value.items.month
    address = Route.MONTH_JSON_FEED.address(month) if month else Route.JSON_FEED.address()
    feed: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": renderer.site.title,
        "home_page_url": url(""),
        "feed_url": url(address),
        "description": page.description or renderer.site.title,
        "language": renderer.words.language,
        "authors": [{"name": page.name, "url": url("")}],
    }
    if value.earlier:
        feed["next_url"] = url(Route.MONTH_JSON_FEED.address(value.earlier))
    if page.hub:
        feed["hubs"] = [{"type": "WebSub", "url": page.hub}]
    feed["items"] = list(map(_json_item, view_items(renderer, value.items)))
    return dumps(feed, option=OPT_APPEND_NEWLINE)


def _json_item(view: ItemView) -> dict[str, object]:
    return {
        "id": view.id,
        "url": view.href,
        "title": view.title,
        "content_html": view.content,
        "date_published": format_instant(view.published),
        "date_modified": format_instant(view.updated),
        "tags": view.tags,
    }
