"""Updates as feeds have them: one item each, with a name for good and dates of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from statusgen.model.instants import format_instant, instant_of
from statusgen.model.outline import Outline


class Item(NamedTuple):
    """An update as feeds have it: the one of that number in its entry, counted from the oldest.

    `published` and `updated` are seconds since 1970, and unique among all items; `month` is the
    local month in which the update was made.
    """

    outline: Outline
    number: int
    published: int
    updated: int
    month: str

    @property
    def at(self) -> datetime:
        """When the update was made."""
        return instant_of(self.outline.updates[self.number].at)


class Items(tuple[Item, ...]):
    """The items of a feed, newest first. Several outputs have the same."""

    def __repr__(self) -> str:
        """What they depend on; values that hold them are compared and hashed by it."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        told = [
            f"{outline.key} {number} {published} {updated}\n"
            for outline, number, published, updated, _ in self
        ]
        return hashlib.sha256("".join(told).encode()).hexdigest()


def collect_items(outlines: Iterable[Outline]) -> Items:
    """Every update of every entry as an item, newest first.

    Some readers drop an item that shares its date with another, so where two updates came in
    the same second, the one that sorts later is dated a second later.
    """
    told = sorted(
        [
            (said.at, outline.id, number, outline, said)
            for outline in outlines
            for number, said in enumerate(outline.updates)
        ]
    )
    published = list(_strictly_rising(row[0] for row in told))
    taken = set(published)
    items = []
    for (_, _, number, outline, said), at in zip(told, published, strict=True):
        updated = at
        if said.edited is not None:
            updated = said.edited
            while updated in taken:
                updated += 1
            taken.add(updated)
        items.append(Item(outline, number, at, updated, said.month))
    items.reverse()
    return Items(items)


def _strictly_rising(instants: Iterable[int]) -> Iterator[int]:
    last = -1
    for at in instants:
        last = at if at > last else last + 1
        yield last


def item_id(identity: str, entry_id: str, at: datetime) -> str:
    """An update's name for good: a `tag:` URI (RFC 4151)."""
    instant = format_instant(at)
    return f"tag:{identity},{instant[:10]}:{entry_id}/{instant}"
