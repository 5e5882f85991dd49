"""What a source says, as values: what its reader hands over to be written.

A reader knows its source's format and, of statusgen, only these values. What holds for every kind
(order, closing, identity, writing) is done once, in `site/`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from statusgen.model.entry import Entry
from statusgen.model.terms import Impact, State, Status


class SourceError(Exception):
    """A source, or a part of it, that cannot be read; the text is the reason to show."""


class Loss(NamedTuple):
    """A thing of the source that could not be carried as it was.

    `place` is where it is in the source (a file with its line, an address, an entry's key
    and field), `what` the thing itself in a few words, `reason` why, and what was done instead.
    """

    place: str
    what: str
    reason: str


class Losses(list[Loss]):
    """The losses so far, in the order in which they were met."""

    def __init__(self, losses: Iterable[Loss] = ()) -> None:
        super().__init__(losses)
        self._counted: dict[tuple[str, str], tuple[int, int]] = {}

    def note(self, place: str, what: str, reason: str) -> None:
        """List a loss by itself."""
        self.append(Loss(place, what, reason))

    def note_recurring(self, place: str, what: str, reason: str) -> None:
        """List a loss that recurs once: with its first place, and how often it was met."""
        position, number = self._counted.get((what, reason), (len(self), 0))
        if number:
            self[position] = self[position]._replace(what=f"{what}, {number + 1} times in all")
        else:
            self.note(place, what, reason)
        self._counted[what, reason] = position, number + 1


class SourceComponent(NamedTuple):
    """A component of the source. `key` is the source's own name for it, unique there."""

    key: str
    name: str
    description: str = ""
    group: str = ""
    start: date | None = None


class SourceUpdate(NamedTuple):
    """One update of an entry.

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


ComponentStatuses = tuple[tuple[str, Status | None], ...]
"""Components by key, each with the worst status it held; None where the source gives none."""


class SourceEntry(NamedTuple):
    """One incident or maintenance of the source.

    `key` names it for good in the source. `at` is the source's own time for the whole entry
    (UTC). `updates` may be in any order; those without a time keep their place,
    so readers give them oldest first. `over` is whether the source calls it finished, and
    `over_at` since when, where it says so apart from any update. `active` is false where the
    source does not show it as open either. `affected` names what else was affected, which is no
    component of the source. `usual_end` is the end that the source's page would show for work to
    come that has none. `paths` are the addresses it had, from the source's root, like
    `/issues/2026-07-16-outage/`.
    """

    key: str
    kind: type[Entry]
    title: str
    place: str
    at: datetime
    updates: tuple[SourceUpdate, ...]
    components: ComponentStatuses = ()
    impact: Impact | None = None
    paths: tuple[str, ...] = ()
    over: bool = False
    over_at: datetime | None = None
    started: datetime | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    cancelled: bool = False
    active: bool = True
    usual_end: datetime | None = None
    affected: tuple[str, ...] = ()


class SourcePage(NamedTuple):
    """What the source says of itself; `time_zone` is an IANA name."""

    name: str = ""
    url: str = ""
    time_zone: str = ""
    language: str = ""
    description: str = ""
    components: tuple[SourceComponent, ...] = ()


class Counts(NamedTuple):
    """How many entries, updates and components, and how many characters of text."""

    entries: int = 0
    updates: int = 0
    components: int = 0
    characters: int = 0


class History(NamedTuple):
    """All that a reader read. `lost` entries are in the source and could not be read.

    `updates` and `characters` count the source's own, where those of the entries differ from them.
    `origin` tells the source from others of its kind, where its page's address does not.
    """

    page: SourcePage
    entries: tuple[SourceEntry, ...]
    losses: tuple[Loss, ...] = ()
    lost: int = 0
    updates: int | None = None
    characters: int | None = None
    origin: str = ""

    @property
    def name(self) -> str:
        """What the source is known by, whenever it is read again."""
        return self.origin or self.page.url.rstrip("/") or self.page.name

    @property
    def read(self) -> Counts:
        """How much the source itself holds, broken entries included."""
        texts = [update.text for entry in self.entries for update in entry.updates]
        updates = len(texts) if self.updates is None else self.updates
        characters = sum(map(len, texts)) if self.characters is None else self.characters
        return Counts(len(self.entries) + self.lost, updates, len(self.page.components), characters)
