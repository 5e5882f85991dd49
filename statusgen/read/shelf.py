"""What was read, before it is checked as a whole: entries on cards, and which files there are.

A card knows what can be known of an entry without its texts, at any instant from `since` on and
before `until`; the entry itself is looked up where a card is not enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from typing import NamedTuple

from statusgen.model.entry import Entry, Incident, Maintenance, links
from statusgen.model.instants import instant_of, seconds_of
from statusgen.model.outline import Outline, draw_outline
from statusgen.model.page import Page
from statusgen.model.record import Record, entry_at, record_incident, record_maintenance


class Card(NamedTuple):
    """An entry with all that its file says.

    `text` is the digest of the file, `newest` the last instant of which it tells, `linked`
    whether it links into the site. Instants are whole seconds since 1970.
    """

    text: str
    newest: int
    linked: bool
    since: int
    until: int | None
    outline: Outline

    def holds(self, at: int) -> bool:
        """Whether the outline says what the entry says at an instant."""
        return self.since <= at and (self.until is None or at < self.until) and not self.linked


class Name(NamedTuple):
    """What an entry is called: all that its addresses are made of."""

    source: str
    folder: str
    id: str
    aliases: tuple[str, ...]
    draft: bool


@dataclass(frozen=True)
class Shelf:
    """All that was read. `drafts` says whether they are shown.

    `find` looks up the entry of a file. `broken` are entries with problems, as far as they go:
    they have addresses and links that can be checked. `static` holds the paths of files in
    `content/static/`, `beside` those of files among the entries; both from `content/`.
    """

    page: Page
    cards: tuple[Card, ...]
    find: Callable[[str], Entry]
    broken: tuple[Entry, ...] = ()
    static: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    drafts: bool = False

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """What every entry is called, the broken ones among them."""
        whole = (card.outline for card in self.cards)
        names = (Name(o.source, o.folder, o.id, o.aliases, o.draft) for o in whole)
        broken = (Name(e.source, e.folder, e.id, e.aliases, e.draft) for e in self.broken)
        return (*names, *broken)

    @cached_property
    def by_source(self) -> dict[str, Name]:
        """The names of entries by their files' paths."""
        return {name.source: name for name in self.names}


def draw_card(entry: Entry, text: str, at: datetime, zone: tzinfo) -> Card:
    """An entry's card; it holds at `at`, or from the last instant on of which the entry tells."""
    newest = max(_told(entry), default=0)
    drawn = max(newest, seconds_of(at))
    edges = _edges(entry)
    return Card(
        text=text,
        newest=newest,
        linked=bool(links(entry)),
        since=max([newest, *(edge for edge in edges if edge <= drawn)]),
        until=min((edge for edge in edges if edge > drawn), default=None),
        outline=draw_outline(_record(entry, instant_of(drawn)), text, zone),
    )


def stand(entry: Entry, at: datetime) -> Record | None:
    """An entry with what follows from it at an instant; None before its first word."""
    stood = entry_at(entry, at)
    return _record(stood, at) if stood else None


def _record(entry: Entry, at: datetime) -> Record:
    """What follows from an entry of which all was told by an instant."""
    if isinstance(entry, Maintenance):
        return record_maintenance(entry, at)
    assert isinstance(entry, Incident)
    return record_incident(entry)


def _told(entry: Entry) -> list[int]:
    """The last instants of which an entry tells as past."""
    told = [entry.changed]
    if isinstance(entry, Incident):
        told += [entry.started, entry.restored]
    return [seconds_of(at) for at in told if at]


def _edges(entry: Entry) -> list[int]:
    """The instants at which the clock alone may turn an entry."""
    if not isinstance(entry, Maintenance):
        return []
    return [seconds_of(entry.starts), seconds_of(entry.ends)]
