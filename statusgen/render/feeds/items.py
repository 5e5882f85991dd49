"""Updates as feeds have them: one item each, with dates that no other item has."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, repeat
from operator import attrgetter
from typing import NamedTuple

from statusgen.model.entry import Entry, Update
from statusgen.model.identity import item_date
from statusgen.model.instants import BEGINNING, UNDATED, format_instant
from statusgen.model.page import Component
from statusgen.model.record import Record

_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)


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

    `dates` are those that differ from the usual ones, by the paths of entries' files.
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
            usual = _usual_dates(record.entry)
            months = chain.from_iterable(repeat(*month) for month in record.update_months)
            yield [
                UpdateItem(record, update, *own.get(number, (date, date)))
                for number, (update, date, month) in enumerate(
                    zip(record.entry.updates, usual, months, strict=True)
                )
                if self.month in ("", month)
            ]

    def newest_first(self) -> list[UpdateItem]:
        """The items, newest first, at most `limit`."""
        items = chain.from_iterable(self.by_entry())
        return sorted(items, key=attrgetter("published"), reverse=True)[: self.limit]


class ItemDates:
    """The dates that feeds give to updates, no two of them the same.

    Those of an update follow from its entry alone, unless two fall on the same second. Then the
    one whose entry's id comes later in the alphabet is dated one second later.
    """

    def __init__(self, records: Sequence[Record]) -> None:
        edited = [record.entry for record in records if record.edited]
        made = [update.at for record in records for update in record.entry.updates]
        made += [e.at for entry in edited for update in entry.updates for e in update.edits]
        crowded = _crowded(sorted(made))
        rows = sorted(
            row
            for record in records
            if (updates := record.entry.updates)
            if record.edited or _any_within(crowded, updates[0].at, updates[-1].at)
            for row in _dated_rows(record.entry, crowded)
        )
        risen = _strictly_rising(date for date, *_ in rows)
        changed: dict[str, dict[int, list[datetime]]] = {}
        for (_, _, number, _, source), date in zip(rows, risen, strict=True):
            changed.setdefault(source, {}).setdefault(number, []).append(date)
        self._own = {
            source: tuple((number, dates[0], dates[-1]) for number, dates in own.items())
            for source, own in changed.items()
        }

    def items(
        self, records: Iterable[Record], month: str = "", limit: int | None = None
    ) -> UpdateItems:
        """The updates of some entries as items."""
        records = tuple(records)
        sources = [record.entry.source for record in records]
        dates = [(source, self._own[source]) for source in sources if source in self._own]
        return UpdateItems(records, tuple(dates), month, limit)


class FeedValue(NamedTuple):
    """A feed of the newest items, or, where they are those of a month, its archive.

    `earlier` is the newest month with an archive, or the last one before this month; empty where
    there is none, and in a component's feed, since archives have the updates of all components.
    `begun` dates a feed without items.
    """

    items: UpdateItems
    earlier: str = ""
    component: Component | None = None
    begun: datetime = UNDATED


def newest_updated(records: Iterable[Record]) -> list[Record]:
    """The entries with updates, the one with the newest update first.

    The first n of them have the newest n updates.
    """
    updated = [record for record in records if record.entry.updates]
    return sorted(updated, key=lambda r: (r.entry.updates[-1].at, r.entry.id), reverse=True)


_Row = tuple[datetime, str, int, bool, str]
"""A date, the entry's id, the update's number, whether it is of an edit, and the entry's file."""


def _dated_rows(entry: Entry, crowded: Sequence[datetime]) -> Iterator[_Row]:
    """The dates of an entry's updates that were edited or might have the date of another."""
    for number, (update, date) in enumerate(zip(entry.updates, _usual_dates(entry), strict=True)):
        if update.edits or _any_within(crowded, update.at, update.at):
            yield date, entry.id, number, False, entry.source
        if update.edits:
            name = f"{entry.id}/{format_instant(update.at)}"
            edit = item_date(name, max(edit.at for edit in update.edits))
            yield max(edit, date + _SECOND), entry.id, number, True, entry.source


def _usual_dates(entry: Entry) -> Iterator[datetime]:
    """The dates of an entry's updates, in their order, as if there were no other entry."""
    return _strictly_rising(item_date(entry.id, update.at) for update in entry.updates)


def _crowded(made: Sequence[datetime]) -> list[datetime]:
    """The sorted instants at which updates might get the date of another."""
    crowded, last, latest = set[datetime](), BEGINNING, BEGINNING
    for at in made:
        if at > latest:
            latest = at + _MINUTE
        else:
            crowded |= {last, at}
            latest = max(latest + _SECOND, at + _MINUTE)
        last = at
    return sorted(crowded)


def _any_within(instants: Sequence[datetime], first: datetime, last: datetime) -> bool:
    """Whether any of some sorted instants is there; quicker than hashing all of them."""
    position = bisect_left(instants, first)
    return position < len(instants) and instants[position] <= last


def _strictly_rising(instants: Iterable[datetime]) -> Iterator[datetime]:
    """Instants, each at least a second after the one before."""
    last: datetime | None = None
    for at in instants:
        last = at if last is None or at > last else last + _SECOND
        yield last
