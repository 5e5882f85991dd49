"""Updates as feeds have them: one item each, with dates that no other item has."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
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


class DatedRecord(NamedTuple):
    """An entry whose updates are items, with the dates that differ from theirs."""

    record: Record
    dates: OwnDates

    def items(self, month: str = "") -> Iterator[UpdateItem]:
        """The updates as items, oldest first: those of a local month (`2026-11`), or all."""
        record, own = self.record, {number: dates for number, *dates in self.dates}
        months = zip(record.entry.updates, record.update_months, strict=True)
        for number, (update, made_in) in enumerate(months):
            if month in ("", made_in):
                yield UpdateItem(record, update, *own.get(number, (update.at, update.at)))

    @property
    def updated(self) -> datetime:
        """The latest date of its items, of which there must be one."""
        return max(item.updated for item in self.items())


class ItemDates:
    """The dates that feeds give to updates.

    Some readers drop an item that has the same date as another, so of two updates made in the
    same second, the second in order of their ids is dated a second later.
    """

    def __init__(self, records: Sequence[Record]) -> None:
        self._own: dict[str, list[tuple[int, datetime, datetime]]] = {}
        made = [update.at for record in records for update in record.entry.updates]
        count = Counter(made)
        crowded = _crowded(count) if len(count) < len(made) else frozenset()
        rows = sorted(
            (update.at, record.entry.id, number, record.entry.source, _edited(update))
            for record in records
            if record.edited or not crowded.isdisjoint([u.at for u in record.entry.updates])
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
        """An entry with the dates of its updates."""
        return DatedRecord(record, tuple(self._own.get(record.entry.source, ())))


def _edited(update: Update) -> datetime | None:
    return max((edit.at for edit in update.edits), default=None)


class UpdateItems(NamedTuple):
    """Updates of entries as items: those of a local month (`2026-11`), or the newest."""

    records: tuple[DatedRecord, ...]
    month: str = ""
    limit: int | None = None

    def newest_first(self) -> list[UpdateItem]:
        """The items, newest first, at most `limit`."""
        items = [item for record in self.records for item in record.items(self.month)]
        return sorted(items, key=attrgetter("published"), reverse=True)[: self.limit]


class FeedValue(NamedTuple):
    """A feed of the newest items. `earlier` is the newest month that has an archive.

    It is None for a component's feed, since the archives have the updates of all components.
    """

    items: UpdateItems
    earlier: date | None
    component: Component | None = None


class ArchiveValue(NamedTuple):
    """A month's items; `earlier` is the last month before it that has any."""

    month: date
    items: UpdateItems
    earlier: date | None


def newest_updated(records: Iterable[Record]) -> list[Record]:
    """The entries with updates, the one with the newest update first.

    The first n of them have the newest n updates.
    """
    updated = [record for record in records if record.entry.updates]
    return sorted(updated, key=lambda r: (r.entry.updates[-1].at, r.entry.id), reverse=True)


def _crowded(count: Mapping[datetime, int]) -> frozenset[datetime]:
    """The seconds in which updates were made that cannot all keep their time."""
    crowded: set[datetime] = set()
    for first in sorted(at for at, times in count.items() if times > 1):
        at, waiting = first, 0
        while (waiting := waiting + count.get(at, 0)) and at not in crowded:
            if at in count:
                crowded.add(at)
            at, waiting = at + _SECOND, waiting - 1
    return frozenset(crowded)


def _strictly_rising(instants: Iterable[datetime]) -> Iterator[datetime]:
    """Sorted instants, each at least a second after the one before."""
    last: datetime | None = None
    for at in instants:
        last = at if last is None or at > last else last + _SECOND
        yield last
