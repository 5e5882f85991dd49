"""Entries as people write them: incidents, maintenances and their updates.

Every instant is an aware `datetime` in UTC. What follows from an entry (its state, impact and
statuses at some instant) is derived in `statusgen.model.record`.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, NamedTuple

from statusgen.model.findings import Place
from statusgen.model.terms import Impact, State, Status

_BLOCKS = re.compile(r"</?(?:p|li|[uo]l|h\d|t[dhr]|table|div|blockquote|pre|br|hr)\b[^>]*>")
_TAGS = re.compile(r"<[^>]*>")
_BLANKS = re.compile(r"\s+")
_SURELY_WORDS = re.compile(r"(?:<[^>]*>|\s)*+[^\s<&]")


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the site: as written, or, once resolved, an address from the site's root."""

    href: str
    place: Place = field(compare=False, repr=False)


class Prose(NamedTuple):
    """Markdown made HTML: safe text with holes where links into the site stand."""

    parts: tuple[str | Link, ...]

    @property
    def linked(self) -> bool:
        """Whether there is a link; one always stands between two texts."""
        return len(self.parts) > 1

    @property
    def plain(self) -> str:
        """The words alone, on one line."""
        text = "".join(part if isinstance(part, str) else part.href for part in self.parts)
        return _BLANKS.sub(" ", html.unescape(_TAGS.sub("", _BLOCKS.sub(" ", text)))).strip()

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read and nothing to see."""
        text = "".join([part for part in self.parts if isinstance(part, str)])
        if _SURELY_WORDS.match(text):
            return False
        seen = "<img" in text or "<video" in text
        return not seen and not html.unescape(_TAGS.sub("", text)).strip()


class Edit(NamedTuple):
    """A published text was changed, when and why."""

    at: datetime
    reason: str


class Update(NamedTuple):
    """One statement. `next_update` is the promise it makes; `components` what it changes."""

    at: datetime
    state: State
    text: Prose
    place: Place
    next_update: datetime | None = None
    components: tuple[tuple[str, Status], ...] = ()
    edits: tuple[Edit, ...] = ()


class MakeGood(NamedTuple):
    """How an incident is made right. `due` and `done` are days, or instants with a time."""

    offer: Prose
    who: str = ""
    due: date | datetime | None = None
    done: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What incidents and maintenances share. `updates` run oldest first.

    `source` is the file's path from the site's root, with `/`. An alias is an earlier id, or,
    where it begins with `/`, an earlier address from the site's root.
    """

    id: str
    title: str
    source: str
    place: Place = field(compare=False, repr=False)
    components: tuple[tuple[str, Status | None], ...] = ()
    affected: Prose | None = None
    action: Prose | None = None
    summary: Prose | None = None
    updates: tuple[Update, ...] = ()
    aliases: tuple[str, ...] = ()
    draft: bool = False
    id_place: Place | None = field(default=None, compare=False, repr=False)
    alias_places: tuple[Place, ...] = field(default=(), compare=False, repr=False)

    folder: ClassVar[str]

    @property
    def promised(self) -> datetime | None:
        """By when the newest update promises the next one."""
        return self.updates[-1].next_update if self.updates else None

    @property
    def changed(self) -> datetime | None:
        """When something was last said here, or what was said was edited; None before that."""
        if not self.updates:
            return None
        edited = [edit.at for update in self.updates for edit in update.edits]
        last = self.updates[-1].at
        return max(last, *edited) if edited else last


def alias_file(folder: str, alias: str) -> str:
    """Where an alias of an entry of that folder leaves its redirect, from the site's root."""
    address = alias.strip("/") if alias.startswith("/") else f"{folder}/{alias}"
    return address if address.endswith(".html") else f"{address}/index.html"


@dataclass(frozen=True, slots=True)
class Incident(Entry):
    """Something that broke."""

    impact: Impact | None = None
    started: datetime | None = None
    restored: datetime | None = None
    cause: Prose | None = None
    make_good: tuple[MakeGood, ...] = ()

    folder: ClassVar[str] = "incidents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance(Entry):
    """Planned work, from `starts` to `ends`."""

    starts: datetime
    ends: datetime

    folder: ClassVar[str] = "maintenance"


def links(entry: Entry) -> list[Link]:
    """Every link of an entry into the site."""
    proses = [entry.affected, entry.action, entry.summary]
    proses += [update.text for update in entry.updates]
    if isinstance(entry, Incident):
        proses += [entry.cause, *(made.offer for made in entry.make_good)]
    linked = [prose for prose in proses if prose and prose.linked]
    return [part for prose in linked for part in prose.parts if isinstance(part, Link)]
