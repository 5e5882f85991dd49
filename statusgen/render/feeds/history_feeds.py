"""`history.rss` and `history.atom`: one item per entry, as Statuspage has them.

Tools that know Statuspage read these. People subscribe to the feeds with one item per update:
a reader announces an item once, and would miss all that is added to it later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from feedgen.feed import FeedGenerator
from markupsafe import Markup

from statusgen.model.addresses import Route, entry_address
from statusgen.model.entry import Update
from statusgen.model.identity import history_feed_id, history_item_id
from statusgen.model.instants import BEGINNING
from statusgen.model.record import MaintenanceRecord
from statusgen.render.feeds.content import ItemView
from statusgen.render.feeds.items import HistoryItem
from statusgen.render.feeds.xml_feeds import atom_bytes, new_feed, rss_bytes
from statusgen.render.renderer import Renderer

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def render_history_rss(renderer: Renderer, history: tuple[HistoryItem, ...]) -> bytes:
    """Incidents and maintenances as RSS 2.0, the one opened last first.

    As in the original, an item's date is that of its newest update, or of a maintenance's
    beginning; only that no two are the same.
    """
    items: list[ItemView] = []
    taken: set[datetime] = set()
    for item in history:
        record = item.record
        at = record.entry.starts if isinstance(record, MaintenanceRecord) else item.updated
        while at in taken:
            at += timedelta(seconds=1)
        taken.add(at)
        items.append(_show(renderer, item, at))
    return rss_bytes(_feed(renderer, history, Route.HISTORY_RSS.address()), items)


def render_history_atom(renderer: Renderer, history: tuple[HistoryItem, ...]) -> bytes:
    """The same as Atom."""
    items = [_show(renderer, item, item.published) for item in history]
    return atom_bytes(_feed(renderer, history, Route.HISTORY_ATOM.address()), items)


def _feed(renderer: Renderer, history: Iterable[HistoryItem], address: str) -> FeedGenerator:
    newest = max((item.updated for item in history), default=BEGINNING)
    id = history_feed_id(renderer.page.identity)
    title = f"{renderer.page.name} Status - Incident History"
    return new_feed(renderer, id, title, "", address, newest)


def _show(renderer: Renderer, item: HistoryItem, published: datetime) -> ItemView:
    return ItemView(
        id=history_item_id(renderer.page.identity, item.record.entry.id),
        href=renderer.addresses.full(entry_address(item.record.entry)),
        title=item.record.entry.title,
        content=_content(renderer, item),
        published=published,
        updated=item.updated,
    )


def _content(renderer: Renderer, item: HistoryItem) -> str:
    """All updates in one text, the newest first."""
    record = item.record
    parts = [_window(renderer, record)] if isinstance(record, MaintenanceRecord) else []
    parts += (_update(renderer, update) for update in reversed(record.entry.updates))
    return "\n".join(parts)


def _window(renderer: Renderer, record: MaintenanceRecord) -> str:
    """When a maintenance is planned: Statuspage's own words, which its readers look for."""
    words, starts, ends = renderer.words, record.entry.starts, record.entry.ends
    when = f"{_stamp(renderer, starts)} - {_stamp(renderer, ends)}"
    if words.same_day(starts, ends) and words.zone_name(starts) == words.zone_name(ends):
        day, first = _day_and_clock(renderer, starts)
        _, last = _day_and_clock(renderer, ends)
        when = f"{day} {first} - {last} {_zone_and_year(renderer, ends)}"
    return f"<p><strong>THIS IS A SCHEDULED EVENT {when}</strong></p>"


def _update(renderer: Renderer, update: Update) -> str:
    head = f"<small>{_stamp(renderer, update.at)}</small><br>"
    head += f"<strong>{update.state.label}</strong> - "
    text = str(renderer.addresses.prose_in_feed(update.text))
    if text.startswith("<p>"):
        return f"<p>{head}{text.removeprefix('<p>')}"
    return f"<p>{head}</p>\n{text}"


def _stamp(renderer: Renderer, at: datetime) -> str:
    return " ".join((*_day_and_clock(renderer, at), _zone_and_year(renderer, at)))


def _day_and_clock(renderer: Renderer, at: datetime) -> tuple[str, str]:
    local = renderer.words.local(at)
    day = f"{_MONTHS[local.month - 1]} <var data-var='date'>{local.day}</var>,"
    return day, f"<var data-var='time'>{local:%H:%M}</var>"


def _zone_and_year(renderer: Renderer, at: datetime) -> Markup:
    """The year stands last, where readers that know the original do not stumble over it."""
    return Markup("{}, {}").format(renderer.words.zone_name(at), renderer.words.local(at).year)
