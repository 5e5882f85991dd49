"""Updates as feeds have them: one item each, with a name for good and dates of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from statusgen.model.digest import digest_of
from statusgen.model.instants import format_instant, instant_of
from statusgen.model.outline import Outline
from statusgen.model.page import Component


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
        return instant_of(self.outline.updates[self.number])


class Dates:
    """When feeds say that updates were made and changed.

    Some readers drop an item that shares its date with another, so where two updates came in
    the same second, the one that sorts later is dated a second later.
    """

    def __init__(self, outlines: Sequence[Outline]) -> None:
        self._odd: dict[str, dict[int, tuple[int, int]]] = {}
        made = list(chain.from_iterable(outline.updates for outline in outlines))
        count = Counter(made)
        crowded = _crowded(count) if len(count) < len(made) else frozenset()
        rows = sorted(
            (at, outline.id, number, outline.source, edited.get(number))
            for outline in outlines
            if outline.edits or not crowded.isdisjoint(outline.updates)
            for edited in (dict(outline.edits),)
            for number, at in enumerate(outline.updates)
            if number in edited or at in crowded
        )
        published = list(_strictly_rising(at for at, *_ in rows))
        taken = {*count, *published}
        for (_, _, number, source, edited), at in zip(rows, published, strict=True):
            updated = at if edited is None else edited
            while edited is not None and updated in taken:
                updated += 1
            taken.add(updated)
            self._odd.setdefault(source, {})[number] = (at, updated)

    def of(self, outline: Outline) -> Mapping[int, tuple[int, int]]:
        """When each update was published and updated, where that is not when it was made."""
        return self._odd.get(outline.source, {})

    def items(self, outline: Outline) -> Iterator[Item]:
        """An entry's updates as items, oldest first."""
        odd = self.of(outline)
        months = [month for month, count in outline.months for _ in range(count)]
        for number, (at, month) in enumerate(zip(outline.updates, months, strict=True)):
            yield Item(outline, number, *odd.get(number, (at, at)), month)


class Items:
    """Updates of some entries as items, newest first: those of a month, or the newest few."""

    def __init__(
        self, outlines: Sequence[Outline], dates: Dates, month: str = "", most: int | None = None
    ) -> None:
        self._outlines, self._dates, self._month, self._most = outlines, dates, month, most

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def __repr__(self) -> str:
        """What they depend on; values that hold them are compared and hashed by it."""
        return self._digest

    @cached_property
    def _items(self) -> list[Item]:
        items = [item for outline in self._outlines for item in self._dates.items(outline)]
        found = [item for item in items if self._month in ("", item.month)]
        return sorted(found, key=attrgetter("published"), reverse=True)[: self._most]

    @cached_property
    def _digest(self) -> str:
        told = [f"{outline.key}{self._dates.of(outline) or ''}\n" for outline in self._outlines]
        whole = f"{self._month} {self._most}\n{''.join(told)}"
        return digest_of(whole)


class FeedValue(NamedTuple):
    """A feed: the newest items first. `earlier` is the newest month that the archives hold.

    A component's feed has none: the archives hold the updates of all components.
    """

    items: Items
    earlier: date | None
    component: Component | None = None


class ArchiveValue(NamedTuple):
    """A month's items, newest first, and the month before that has any."""

    month: date
    items: Items
    earlier: date | None


class Told(NamedTuple):
    """An entry of which something was said; its dates are unique, as those of its items are.

    They are seconds since 1970.
    """

    outline: Outline
    published: int
    updated: int


def collect_told(told: Iterable[Outline], dates: Dates, most: int) -> tuple[Told, ...]:
    """The entries that were opened last, newest first; of each of them something was said."""
    opened = sorted(told, key=lambda outline: (outline.updates[0], outline.id), reverse=True)
    found = []
    for outline in opened[:most]:
        items = list(dates.items(outline))
        found.append(Told(outline, items[0].published, max(item.updated for item in items)))
    return tuple(found)


def last_told(outlines: Iterable[Outline]) -> list[Outline]:
    """The entries of which something was said, the one with the newest update first.

    So the newest items are among those of as many entries.
    """
    told = [outline for outline in outlines if outline.updates]
    return sorted(told, key=lambda outline: (outline.updates[-1], outline.id), reverse=True)


def _crowded(count: Mapping[int, int]) -> frozenset[int]:
    """The seconds in which updates were made that cannot all keep theirs."""
    found: set[int] = set()
    for first in sorted(at for at, times in count.items() if times > 1):
        at, waiting = first, 0
        while (waiting := waiting + count.get(at, 0)) and at not in found:
            if at in count:
                found.add(at)
            at, waiting = at + 1, waiting - 1
    return frozenset(found)


def _strictly_rising(instants: Iterable[int]) -> Iterator[int]:
    last = -1
    for at in instants:
        last = at if at > last else last + 1
        yield last


def item_id(identity: str, entry_id: str, at: datetime) -> str:
    """An update's name for good: a `tag:` URI (RFC 4151)."""
    instant = format_instant(at)
    return f"tag:{identity},{instant[:10]}:{entry_id}/{instant}"
