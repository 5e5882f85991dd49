"""Entries of a source once the common rules have settled what is written of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from statusgen.imports.history import Loss, SourceEntry, SourceUpdate
from statusgen.model.entry import Entry
from statusgen.model.terms import OVER, State, Status


class Losses(list[Loss]):
    """What could not be carried so far."""

    def note(self, place: str, what: str, reason: str) -> None:
        self.append(Loss(place, what, reason))


@dataclass(frozen=True, slots=True)
class SettledUpdate:
    """An update as it is written: `at` in whole seconds, `text` safe Markdown.

    `state` is UPDATE where the source has no word of its own for it.
    """

    key: str
    at: datetime
    state: State
    text: str
    components: tuple[tuple[str, Status], ...] = ()


@dataclass(frozen=True, slots=True)
class SettledEntry:
    """An entry as it is written; `updates` run oldest first, no two at one instant."""

    source: SourceEntry
    kind: type[Entry]
    title: str
    updates: tuple[SettledUpdate, ...]
    started: datetime | None = None
    restored: datetime | None = None
    starts: datetime | None = None
    ends: datetime | None = None

    @property
    def day(self) -> datetime:
        """The instant whose day names the entry's file."""
        return self.starts or self.updates[0].at


@dataclass(frozen=True, slots=True)
class Course:
    """How far updates bring an entry: whether it is over, since when, and since when reopened."""

    over: bool = False
    closed: datetime | None = None
    reopened: datetime | None = None


def follow_course(updates: tuple[SettledUpdate, ...]) -> Course:
    """What updates, oldest first, say of the end."""
    course = Course()
    for update in updates:
        if update.state is State.UPDATE:
            continue
        over = update.state in OVER
        closed = update.at if over and not course.over else course.closed
        reopened = update.at if course.over and not over else course.reopened
        course = Course(over, closed, reopened)
    return course


def place_of(entry: SourceEntry, update: SourceUpdate | SettledUpdate) -> str:
    """Where an update stands in the source."""
    return f"{entry.place}, update {update.key}"
