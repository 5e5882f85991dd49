"""Updates as feeds have them: one item each, with a name for good and dates of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from statusgen.model.entry import Update
from statusgen.model.page import Component
from statusgen.model.record import Record

_SECOND = timedelta(seconds=1)


class Item(NamedTuple):
    """An update as feeds have it. `published` and `updated` are unique among all items."""

    record: Record
    update: Update
    published: datetime
    updated: datetime


OwnDates = tuple[tuple[int, datetime, datetime], ...]
"""Updates by number that are not published and updated when they were made, with those dates."""


class DatedRecord(NamedTuple):
    """An entry whose updates are items, with the dates that are their own."""

    record: Record
    dates: OwnDates

    def items(self, month: str = "") -> Iterator[Item]:
        """The updates as items, oldest first; those of one local month, or all."""
        record, own = self.record, {number: dates for number, *dates in self.dates}
        months = zip(record.entry.updates, record.update_months, strict=True)
        for number, (update, made_in) in enumerate(months):
            if month in ("", made_in):
                yield Item(record, update, *own.get(number, (update.at, update.at)))


class Dates:
    """When feeds say that updates were made and changed.

    Some readers drop an item that shares its date with another, so of two updates made in the
    same second, the one that sorts later is dated a second later.
    """

    def __init__(self, records: Sequence[Record]) -> None:
        self._own: dict[str, list[tuple[int, datetime, datetime]]] = {}
        made = [update.at for record in records for update in record.entry.updates]
        count = Counter(made)
        crowded = _crowded(count) if len(count) < len(made) else frozenset()
        rows = sorted(
            (update.at, record.entry.id, number, record.entry.source, _edited(update))
            for record in records
            for number, update in enumerate(record.entry.updates)
            if update.edits or update.at in crowded
        )
        published = list(_strictly_rising(at for at, *_ in rows))
        taken = {*count, *published}
        for (_, _, number, source, edited), at in zip(rows, published, strict=True):
            updated = edited or at
            while edited and updated in taken:
                updated += _SECOND
            taken.add(updated)
            self._own.setdefault(source, []).append((number, at, updated))

    def of(self, record: Record) -> DatedRecord:
        """An entry with the dates that are its updates' own."""
        return DatedRecord(record, tuple(self._own.get(record.entry.source, ())))


def _edited(update: Update) -> datetime | None:
    return max((edit.at for edit in update.edits), default=None)


class Items(NamedTuple):
    """Updates of some entries as items: those of a local month, or the newest few."""

    records: tuple[DatedRecord, ...]
    month: str = ""
    limit: int | None = None

    def newest_first(self) -> list[Item]:
        items = [item for record in self.records for item in record.items(self.month)]
        return sorted(items, key=attrgetter("published"), reverse=True)[: self.limit]


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


class HistoryItem(NamedTuple):
    """An entry as the history feeds have it: its dates are unique, as those of its items are."""

    record: Record
    published: datetime
    updated: datetime


def history_items(records: Iterable[Record], dates: Dates, limit: int) -> tuple[HistoryItem, ...]:
    """The entries that were opened last, newest first; each has an update."""
    opened = sorted(records, key=lambda r: (r.entry.updates[0].at, r.entry.id), reverse=True)
    history = []
    for record in opened[:limit]:
        items = list(dates.of(record).items())
        updated = max(item.updated for item in items)
        history.append(HistoryItem(record, items[0].published, updated))
    return tuple(history)


def newest_updated(records: Iterable[Record]) -> list[Record]:
    """The entries with updates, the one with the newest update first.

    So the newest items are among those of as many entries.
    """
    updated = [record for record in records if record.entry.updates]
    return sorted(updated, key=lambda r: (r.entry.updates[-1].at, r.entry.id), reverse=True)


def _crowded(count: Mapping[datetime, int]) -> frozenset[datetime]:
    """The seconds in which updates were made that cannot all keep theirs."""
    crowded: set[datetime] = set()
    for first in sorted(at for at, times in count.items() if times > 1):
        at, waiting = first, 0
        while (waiting := waiting + count.get(at, 0)) and at not in crowded:
            if at in count:
                crowded.add(at)
            at, waiting = at + _SECOND, waiting - 1
    return frozenset(crowded)


def _strictly_rising(instants: Iterable[datetime]) -> Iterator[datetime]:
    last: datetime | None = None
    for at in instants:
        last = at if last is None or at > last else last + _SECOND
        yield last
