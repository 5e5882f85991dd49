"""RSS 2.0 and Atom (RFC 4287), one item per update, and Atom archives (RFC 5005)."""

from statusgen.model.addresses import Route, component_address
from statusgen.model.identity import archive_id, feed_id
from statusgen.render.feeds.content import XmlFeed, view_items
from statusgen.render.feeds.items import FeedValue
from statusgen.render.renderer import Renderer


def render_rss(renderer: Renderer, value: FeedValue) -> bytes:
    """The newest updates as RSS 2.0; the archives, which are Atom, have all."""
    feed = _update_feed(renderer, value, Route.RSS, Route.COMPONENT_RSS)
    return feed_bytes(renderer, feed, atom=False)


def render_atom(renderer: Renderer, value: FeedValue) -> bytes:
    """The newest updates, or those of a month, as Atom."""
    feed = _update_feed(renderer, value, Route.ATOM, Route.COMPONENT_ATOM)
    if month := value.items.month:
        feed = feed._replace(
            id=archive_id(renderer.page.identity, month),
            address=Route.MONTH_ATOM.address(month),
            links=(("current", Route.ATOM.address()), *feed.links),
            is_archive=True,
        )
    return feed_bytes(renderer, feed, atom=True)


def _update_feed(renderer: Renderer, value: FeedValue, page: Route, component: Route) -> XmlFeed:
    """A feed at the page's route, or, where it is about a component, at the component's."""
    title, id = renderer.site.title, value.component.id if value.component else ""
    items = view_items(renderer, value.items)
    earlier = (("prev-archive", Route.MONTH_ATOM.address(value.earlier)),) if value.earlier else ()
    return XmlFeed(
        id=feed_id(renderer.page.identity, id),
        title=f"{renderer.component_names[id]} · {title}" if id else title,
        home=component_address(id) if id else "",
        address=component.address(id) if id else page.address(),
        updated=max((item.updated for item in items), default=value.begun),
        items=items,
        links=earlier,
    )


def feed_bytes(renderer: Renderer, feed: XmlFeed, *, atom: bool) -> bytes:
    """A feed as Atom, or else as RSS 2.0."""
    from statusgen.render.feeds import feedgen_feeds  # noqa: PLC0415 - most builds write no feed

    return feedgen_feeds.format_feed(renderer, feed, atom)
