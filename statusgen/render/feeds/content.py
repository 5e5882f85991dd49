"""What feeds of every kind show of an update."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from statusgen.model.addresses import update_address
from statusgen.model.entry import Prose, Update
from statusgen.model.identity import item_id
from statusgen.model.record import digest_of_value
from statusgen.render.feeds.items import Item, Items
from statusgen.render.language.words import STATES
from statusgen.render.renderer import Renderer


class ItemView(NamedTuple):
    """What a feed of any kind shows of one item; `content` is HTML."""

    id: str
    href: str
    title: str
    content: str
    published: datetime
    updated: datetime
    tags: tuple[str, ...] = ()


def view_items(renderer: Renderer, items: Items) -> tuple[ItemView, ...]:
    """What feeds of every kind show of these items."""
    key = ("items", digest_of_value(items))
    return renderer.once(
        key, lambda: tuple([_show(renderer, item) for item in items.newest_first()])
    )


def _show(renderer: Renderer, item: Item) -> ItemView:
    """An update as an item: its title is the state, and what it is about."""
    record, entry, update = item.record, item.record.entry, item.update
    return ItemView(
        id=item_id(renderer.page.identity, entry.id, update.at),
        href=renderer.addresses.full(update_address(entry, update.at)),
        title=f"[{renderer.words.t(STATES[update.state])}] {entry.title}",
        content=_tell(renderer, update, None if record.over else entry.action),
        published=item.published,
        updated=item.updated,
        tags=tuple([renderer.components[id].name for id in record.components]),
    )


def _tell(renderer: Renderer, update: Update, action: Prose | None) -> str:
    """The update, its promise and edits, and what to do as long as that helps: as HTML."""
    words, viewer, prose = renderer.words, renderer.viewer, renderer.addresses.prose_in_feed
    parts = [prose(update.text)]
    if update.next_update:
        due = viewer.full_time(update.next_update)
        parts.append(_paragraph(words.html("Next update by {time}", time=due)))
    for edit in update.edits:
        time = viewer.full_time(edit.at)
        parts.append(
            _paragraph(words.html("Edited {time}: {reason}", time=time, reason=edit.reason))
        )
    if action:
        heading = words.html("What you can do now")
        parts.append(Markup("<p><strong>{}</strong></p>\n").format(heading) + prose(action))
    return "\n".join(parts)


def _paragraph(text: Markup) -> Markup:
    return Markup("<p>{}</p>").format(text)
