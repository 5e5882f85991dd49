"""Updates as feeds have them: one item each, with a name for good and dates of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from statusgen.model.entry import Prose, Update
from statusgen.model.instants import format_instant
from statusgen.model.status import Record, touched
from statusgen.render.addresses import update_address


@dataclass(frozen=True, slots=True)
class Item:
    """An update as feeds have it. `published` and `updated` are unique among all items."""

    entry_id: str
    title: str
    address: str
    update: Update
    action: Prose | None
    components: tuple[str, ...]
    published: datetime
    updated: datetime


def collect_items(records: Sequence[Record]) -> tuple[Item, ...]:
    """Every update of every entry as an item, newest first.

    Some readers drop an item that shares its date with another, so where two updates came in
    the same second, the one that sorts later is dated a second later.
    """
    told = sorted(
        ((update, record) for record in records for update in record.entry.updates),
        key=lambda pair: (pair[0].at, pair[1].entry.id),
    )
    published = list(_strictly_rising(update.at for update, _ in told))
    taken = set(published)
    items = []
    components = {record.entry.id: touched(record) for record in records}
    for (update, record), at in zip(told, published, strict=True):
        updated = at
        if update.edits:
            updated = max(edit.at for edit in update.edits)
            while updated in taken:
                updated += timedelta(seconds=1)
            taken.add(updated)
        items.append(_item(record, update, components[record.entry.id], at, updated))
    return tuple(reversed(items))


def _strictly_rising(instants: Iterable[datetime]) -> Iterable[datetime]:
    last = datetime.min.replace(tzinfo=UTC)
    for at in instants:
        last = max(at, last + timedelta(seconds=1))
        yield last


def _item(
    record: Record,
    update: Update,
    components: tuple[str, ...],
    published: datetime,
    updated: datetime,
) -> Item:
    entry = record.entry
    return Item(
        entry_id=entry.id,
        title=entry.title,
        address=update_address(entry, update.at),
        update=update,
        action=None if record.over else entry.action,
        components=components,
        published=published,
        updated=updated,
    )


def item_id(identity: str, entry_id: str, at: datetime) -> str:
    """An update's name for good: a `tag:` URI (RFC 4151)."""
    return f"tag:{identity},{at.astimezone(UTC):%Y-%m-%d}:{entry_id}/{format_instant(at)}"
