"""`history.rss` and `history.atom`: one item per entry, as Statuspage has them.

They are for tools made for Statuspage. People subscribe to the feeds with one item per update,
since a feed reader announces an item once, and not what is added to it later.
"""

from datetime import datetime, timedelta

from markupsafe import escape

from statusgen.model.addresses import Route, entry_address
from statusgen.model.entry import Update
from statusgen.model.identity import history_feed_id, history_item_id, item_date
from statusgen.model.record import MaintenanceRecord, Record
from statusgen.render.feeds.content import ItemView, XmlFeed
from statusgen.render.feeds.items import FeedValue, UpdateItem
from statusgen.render.feeds.xml_feeds import feed_bytes
from statusgen.render.renderer import Renderer

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def render_history_rss(renderer: Renderer, history: FeedValue) -> bytes:
    """Incidents and maintenances as RSS 2.0, the one opened last first.

    As in the original, an item's date is that of its newest update, or the planned start of a
    maintenance; but no two items have the same. Of two, the one opened first keeps it.
    """
    views: list[ItemView] = []
    taken: set[datetime] = set()
    for items in reversed(list(history.items.by_entry())):
        view, record = _view_entry(renderer, items), items[0].record
        at = view.updated
        if isinstance(record, MaintenanceRecord):
            at = item_date(record.entry.id, record.entry.starts)
        while at in taken:
            at += timedelta(seconds=1)
        taken.add(at)
        views.append(view._replace(published=at))
    feed = _history_feed(renderer, Route.HISTORY_RSS, views[::-1], history.begun)
    return feed_bytes(renderer, feed, atom=False)


def render_history_atom(renderer: Renderer, history: FeedValue) -> bytes:
    """The same as Atom."""
    views = [_view_entry(renderer, items) for items in history.items.by_entry()]
    feed = _history_feed(renderer, Route.HISTORY_ATOM, views, history.begun)
    return feed_bytes(renderer, feed, atom=True)


def _history_feed(
    renderer: Renderer, route: Route, views: list[ItemView], begun: datetime
) -> XmlFeed:
    return XmlFeed(
        id=history_feed_id(renderer.page.identity),
        title=f"{renderer.page.name} Status - Incident History",
        home="",
        address=route.address(),
        updated=max((view.updated for view in views), default=begun),
        items=views,
    )


def _view_entry(renderer: Renderer, items: list[UpdateItem]) -> ItemView:
    """An entry as one item; `items` are those of its updates, oldest first."""
    record = items[0].record
    return ItemView(
        id=history_item_id(renderer.page.identity, record.entry.id),
        href=renderer.url(entry_address(record.entry)),
        title=record.entry.title,
        content=_content(renderer, record),
        published=items[0].published,
        updated=max(item.updated for item in items),
    )


def _content(renderer: Renderer, record: Record) -> str:
    """All updates as one text, the newest first."""
    parts = [_planned_time(renderer, record)] if isinstance(record, MaintenanceRecord) else []
    parts += (_update_html(renderer, update) for update in reversed(record.entry.updates))
    return "\n".join(parts)


def _planned_time(renderer: Renderer, record: MaintenanceRecord) -> str:
    """When a maintenance is planned, in Statuspage's own words, which its tools look for."""
    day, start, zone = _time_parts(renderer, record.entry.starts)
    last_day, end, last_zone = _time_parts(renderer, record.entry.ends)
    when = f"{day} {start} {zone} - {last_day} {end} {last_zone}"
    if (day, zone) == (last_day, last_zone):
        when = f"{day} {start} - {end} {zone}"
    return f"<p><strong>THIS IS A SCHEDULED EVENT {when}</strong></p>"


def _update_html(renderer: Renderer, update: Update) -> str:
    head = f"<small>{' '.join(_time_parts(renderer, update.at))}</small><br>"
    head += f"<strong>{update.state.label}</strong> - "
    text = str(renderer.prose_in_feed(update.text))
    if text.startswith("<p>"):
        return f"<p>{head}{text.removeprefix('<p>')}"
    return f"<p>{head}</p>\n{text}"


def _time_parts(renderer: Renderer, at: datetime) -> tuple[str, str, str]:
    """The day, the time, and the zone with the year, as HTML.

    The year comes last, where tools made for the original do not take it for a part of the time.
    """
    local = renderer.words.local(at)
    zone = renderer.words.zone_name(local)
    day = f"{_MONTHS[local.month - 1]} <var data-var='date'>{local.day}</var>,"
    return day, f"<var data-var='time'>{local:%H:%M}</var>", f"{escape(zone)}, {local.year}"
