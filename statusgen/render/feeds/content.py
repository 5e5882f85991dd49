"""Feeds and their items before they are written; items are the same in RSS, Atom and JSON Feed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from statusgen.model.addresses import update_address
from statusgen.model.entry import Update
from statusgen.model.identity import item_id
from statusgen.model.record import Record, digest_of_value
from statusgen.render.feeds.items import UpdateItem, UpdateItems
from statusgen.render.language.words import STATES
from statusgen.render.renderer import Renderer


class ItemView(NamedTuple):
    """An item as feeds of every kind show it; `content` is HTML."""

    id: str
    href: str
    title: str
    content: str
    published: datetime
    updated: datetime
    tags: tuple[str, ...] = ()


class XmlFeed(NamedTuple):
    """A feed as RSS and Atom have it. Addresses are from the site's root.

    `home` is the document that the feed is about. `links` are Atom feeds, each after what it is to
    this one (RFC 8288); `is_archive` makes this an archive document (RFC 5005, section 4).
    """

    id: str
    title: str
    home: str
    address: str
    updated: datetime
    items: Iterable[ItemView]
    links: tuple[tuple[str, str], ...] = ()
    is_archive: bool = False


def view_items(renderer: Renderer, items: UpdateItems) -> tuple[ItemView, ...]:
    """These items, newest first."""
    key = ("items", digest_of_value(items))
    return renderer.cached(
        key, lambda: tuple([_view_item(renderer, item) for item in items.newest_first()])
    )


def _view_item(renderer: Renderer, item: UpdateItem) -> ItemView:
    record, entry, update = item.record, item.record.entry, item.update
    return ItemView(
        id=item_id(renderer.page.identity, entry.id, update.at),
        href=renderer.url(update_address(entry, update.at)),
        title=f"[{renderer.words.t(STATES[update.state])}] {entry.title}",
        content="\n".join([*_advice(renderer, record, update), *_item_html(renderer, update)]),
        published=item.published,
        updated=item.updated,
        tags=tuple([renderer.component_names[id] for id in record.components]),
    )


def _advice(renderer: Renderer, record: Record, update: Update) -> Iterator[str]:
    """Who is affected, and what they can do, for the newest update of an entry that is not over.

    Nothing tells what that was at the time of an older update.
    """
    entry, words = record.entry, renderer.words
    if record.over or update is not entry.updates[-1]:
        return
    for heading, prose in (
        (words.html("Who is affected"), entry.affected),
        (words.html("What you can do now"), entry.action),
    ):
        if prose:
            yield Markup("<p><strong>{}</strong></p>").format(heading)
            yield renderer.prose_in_feed(prose)


def _item_html(renderer: Renderer, update: Update) -> Iterator[str]:
    """An update, its promise, and its edits."""
    words = renderer.words
    yield renderer.prose_in_feed(update.text)
    notes = []
    if update.next_update:
        due = words.full_time(update.next_update)
        notes.append(words.html("Next update by {time}", time=due))
    for edit in update.edits:
        time = words.full_time(edit.at)
        notes.append(words.html("Edited {time}: {reason}", time=time, reason=edit.reason))
    yield from map(Markup("<p>{}</p>").format, notes)
