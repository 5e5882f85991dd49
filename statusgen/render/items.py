"""Updates as feeds have them: one item each, with a name for good and dates of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from statusgen.model.instants import format_instant, instant_of
from statusgen.model.outline import Outline


class Item(NamedTuple):
    """An update as feeds have it: the one of that number in its entry, counted from the oldest.

    `published` and `updated` are seconds since 1970, and unique among all items.
    """

    outline: Outline
    number: int
    published: int
    updated: int

    def __repr__(self) -> str:
        """What the item depends on; values that hold it are compared and hashed by it."""
        return f"{self.outline.key} {self.number} {self.published} {self.updated}"

    @property
    def at(self) -> datetime:
        """When the update was made."""
        return instant_of(self.outline.updates[self.number].at)

    @property
    def month(self) -> str:
        """The local month in which the update was made."""
        return self.outline.updates[self.number].month


def collect_items(outlines: Iterable[Outline]) -> tuple[Item, ...]:
    """Every update of every entry as an item, newest first.

    Some readers drop an item that shares its date with another, so where two updates came in
    the same second, the one that sorts later is dated a second later.
    """
    told = sorted(
        (said.at, outline.id, number, said.edited, outline)
        for outline in outlines
        for number, said in enumerate(outline.updates)
    )
    published = list(_strictly_rising(row[0] for row in told))
    taken = set(published)
    items = []
    for (_, _, number, edited, outline), at in zip(told, published, strict=True):
        updated = at
        if edited is not None:
            updated = edited
            while updated in taken:
                updated += 1
            taken.add(updated)
        items.append(Item(outline, number, at, updated))
    items.reverse()
    return tuple(items)


def _strictly_rising(instants: Iterable[int]) -> Iterator[int]:
    last = -1
    for at in instants:
        last = at if at > last else last + 1
        yield last


def item_id(identity: str, entry_id: str, at: datetime) -> str:
    """An update's name for good: a `tag:` URI (RFC 4151)."""
    instant = format_instant(at)
    return f"tag:{identity},{instant[:10]}:{entry_id}/{instant}"
