"""Entries of a source once the common rules have decided what is written of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from statusgen.imports.history import SourceEntry, SourceUpdate
from statusgen.model.entry import Entry, Update
from statusgen.model.terms import OVER, State, Status


class NormalizedUpdate(NamedTuple):
    """An update as it is written: `at` in whole seconds, `text` safe Markdown.

    `state` is UPDATE where the source has no word of its own for it.
    """

    key: str
    at: datetime
    state: State
    text: str
    components: tuple[tuple[str, Status], ...] = ()


Updates = tuple[NormalizedUpdate, ...]


class NormalizedEntry(NamedTuple):
    """An entry as it is written; `updates` run oldest first, no two at one instant."""

    source: SourceEntry
    kind: type[Entry]
    title: str
    updates: Updates
    started: datetime | None = None
    restored: datetime | None = None
    starts: datetime | None = None
    ends: datetime | None = None

    @property
    def day(self) -> datetime:
        """The instant whose day names the entry's file."""
        return self.starts or self.updates[0].at


class Resolution(NamedTuple):
    """When updates closed an entry, if it is over, and when they opened it again before that."""

    closed: datetime | None
    reopened: datetime | None

    @property
    def over(self) -> bool:
        """Whether it stayed closed."""
        return self.closed is not None


def find_resolution(updates: Iterable[NormalizedUpdate | Update]) -> Resolution:
    """What updates, oldest first, say of the end."""
    closed = reopened = None
    for update in updates:
        if update.state in OVER:
            closed = closed or update.at
        elif closed and update.state is not State.UPDATE:
            closed, reopened = None, update.at
    return Resolution(closed, reopened)


def place_of(entry: SourceEntry, update: SourceUpdate | NormalizedUpdate) -> str:
    """Where an update is in the source."""
    return f"{entry.place}, update {update.key}"
