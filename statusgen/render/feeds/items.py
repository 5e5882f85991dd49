"""Updates as feeds have them: one item each, with dates that no other item has."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, repeat
from operator import attrgetter
from typing import NamedTuple

from statusgen.model.entry import Update
from statusgen.model.page import Component
from statusgen.model.record import Record

_SECOND = timedelta(seconds=1)


class UpdateItem(NamedTuple):
    """An update as feeds have it. `published` and `updated` are unique among all items."""

    record: Record
    update: Update
    published: datetime
    updated: datetime


OwnDates = tuple[tuple[int, datetime, datetime], ...]
"""The number, `published` and `updated` of each update of an entry that has dates of its own."""


class UpdateItems(NamedTuple):
    """Updates of entries as items: those of a local month (`2026-11`), or the newest.

    `dates` are those that differ from the updates' own times, by the paths of entries' files.
    """

    records: tuple[Record, ...]
    dates: tuple[tuple[str, OwnDates], ...]
    month: str = ""
    limit: int | None = None

    def by_entry(self) -> Iterator[list[UpdateItem]]:
        """The items of each entry, oldest first."""
        dates = dict(self.dates)
        for record in self.records:
            own = {number: pair for number, *pair in dates.get(record.entry.source, ())}
            months = chain.from_iterable(repeat(*month) for month in record.update_months)
            yield [
                UpdateItem(record, update, *own.get(number, (update.at, update.at)))
                for number, (update, month) in enumerate(
                    zip(record.entry.updates, months, strict=True)
                )
                if self.month in ("", month)
            ]

    def newest_first(self) -> list[UpdateItem]:
        """The items, newest first, at most `limit`."""
        items = chain.from_iterable(self.by_entry())
        return sorted(items, key=attrgetter("published"), reverse=True)[: self.limit]


class ItemDates:
    """The dates that feeds give to updates.

    Some readers drop an item that has the same date as another, so of two updates made in the
    same second, the second in order of their ids is dated a second later.
    """

    def __init__(self, records: Sequence[Record]) -> None:
        self._own: dict[str, list[tuple[int, datetime, datetime]]] = {}
        made = sorted([update.at for record in records for update in record.entry.updates])
        crowded = _crowded(made)
        rows = sorted(
            (update.at, record.entry.id, number, record.entry.source, update)
            for record in records
            if (updates := record.entry.updates)
            if record.edited or _any_within(crowded, updates[0].at, updates[-1].at)
            for number, update in enumerate(updates)
            if update.edits or _any_within(crowded, update.at, update.at)
        )
        published = list(_strictly_rising(at for at, *_ in rows))
        taken = set(published)
        for (_, _, number, source, update), at in zip(rows, published, strict=True):
            edited = max((edit.at for edit in update.edits), default=None)
            updated = edited or at
            while edited and (updated in taken or _any_within(made, updated, updated)):
                updated += _SECOND
            taken.add(updated)
            self._own.setdefault(source, []).append((number, at, updated))

    def items(
        self, records: Iterable[Record], month: str = "", limit: int | None = None
    ) -> UpdateItems:
        """The updates of some entries as items."""
        records = tuple(records)
        sources = [record.entry.source for record in records]
        dates = [(source, tuple(self._own[source])) for source in sources if source in self._own]
        return UpdateItems(records, tuple(dates), month, limit)


class FeedValue(NamedTuple):
    """A feed of the newest items, or, where they are those of a month, its archive.

    `earlier` is the newest month with an archive, or the last one before this month; empty where
    there is none, and in a component's feed, since archives have the updates of all components.
    """

    items: UpdateItems
    earlier: str = ""
    component: Component | None = None


def newest_updated(records: Iterable[Record]) -> list[Record]:
    """The entries with updates, the one with the newest update first.

    The first n of them have the newest n updates.
    """
    updated = [record for record in records if record.entry.updates]
    return sorted(updated, key=lambda r: (r.entry.updates[-1].at, r.entry.id), reverse=True)


def _crowded(made: Sequence[datetime]) -> list[datetime]:
    """The seconds in which updates were made that cannot all keep their time; all are sorted."""
    dated = zip(made, _strictly_rising(made), strict=True)
    return sorted({at for at, kept in dated if at != kept})


def _any_within(instants: Sequence[datetime], first: datetime, last: datetime) -> bool:
    """Whether any of some sorted instants is there; quicker than hashing all of them."""
    position = bisect_left(instants, first)
    return position < len(instants) and instants[position] <= last


def _strictly_rising(instants: Iterable[datetime]) -> Iterator[datetime]:
    """Sorted instants, each at least a second after the one before."""
    last: datetime | None = None
    for at in instants:
        last = at if last is None or at > last else last + _SECOND
        yield last
