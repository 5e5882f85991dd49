"""What a source says, in our words: the values between its readers and what is written.

A reader of a kind knows its source's form and nothing of ours but these values; whatever holds
for every kind (order, closing, identity, writing) is done once, behind them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from statusgen.model.entry import Entry
from statusgen.model.terms import Impact, State, Status


@dataclass(frozen=True, slots=True)
class Loss:
    """A thing of the source that could not be carried as it was.

    `place` is where it stands in the source (a file with its line, an address, an entry's key
    and field), `what` the thing itself in a few words, `reason` why, and what was done instead.
    """

    place: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceComponent:
    """A component of the source. `key` is the source's own name for it, unique there."""

    key: str
    name: str
    description: str = ""
    group: str = ""
    start: date | None = None


@dataclass(frozen=True, slots=True)
class SourceUpdate:
    """One statement of the source.

    `key` names it for good among its entry's updates (the source's id for it, else what stays
    the same when the source grows). `at` is in UTC, None where the source records no time.
    `state` is None where the source has no word for it, or only "update". `text` is Markdown as
    the source has it, nothing escaped for us. `components` are (component key, status) that
    this update sets.
    """

    key: str
    at: datetime | None
    state: State | None
    text: str
    components: tuple[tuple[str, Status], ...] = ()


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One incident or maintenance of the source.

    `key` names it for good in the source. `at` is the source's own time for the whole entry
    (UTC). `updates` may be in any order; those without a time stand where the source has them,
    so readers give them oldest first. `over` is whether the source calls it finished, and
    `over_at` since when, where it says so apart from any update. `paths` are the addresses it
    had, from the source's root, like `/issues/2026-07-16-outage/`. `components` are (component
    key, the worst status it held, or None where the source tells none).
    """

    key: str
    kind: type[Entry]
    title: str
    place: str
    at: datetime
    updates: tuple[SourceUpdate, ...]
    components: tuple[tuple[str, Status | None], ...] = ()
    impact: Impact | None = None
    paths: tuple[str, ...] = ()
    over: bool = False
    over_at: datetime | None = None
    started: datetime | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What the source says of itself; `time_zone` is an IANA name."""

    name: str = ""
    url: str = ""
    time_zone: str = ""
    language: str = ""
    description: str = ""
    components: tuple[SourceComponent, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there was: entries, updates and components, and characters of their texts."""

    entries: int = 0
    updates: int = 0
    components: int = 0
    characters: int = 0


@dataclass(frozen=True, slots=True)
class History:
    """All that a reader found. `read` counts the source itself, broken entries included.

    `origin` tells the source from others of its kind, where its page's address does not.
    """

    page: SourcePage
    entries: tuple[SourceEntry, ...]
    read: Counts
    losses: tuple[Loss, ...] = field(default=())
    origin: str = ""

    @property
    def name(self) -> str:
        """What the source is known by, whenever it is read again."""
        return self.origin or self.page.url.rstrip("/") or self.page.name
