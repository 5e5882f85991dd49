"""Entries as people write them: incidents, maintenances and their updates.

Every instant is an aware `datetime` in UTC. What follows from an entry (its state, impact and
statuses at some instant) is derived in `statusgen.model.record`.
"""

import html
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import ClassVar, TypeVar, get_args, get_origin, get_type_hints

from msgspec.structs import replace

from statusgen.model.findings import Place
from statusgen.model.terms import Impact, State, Status
from statusgen.model.value import Value

_STATEMENTS_OF_REMOVAL = 10
"""Not 1, since nobody knows any more how often a removed update was edited."""
_BLOCKS = re.compile(r"</?(?:p|li|[uo]l|h\d|t[dhr]|table|div|blockquote|pre|br|hr)\b[^>]*>")
_TAGS = re.compile(r"<[^>]*>")
_BLANKS = re.compile(r"\s+")
_STARTS_WITH_WORDS = re.compile(r"(?:<[^>]*>|\s)*+[^\s<&]")


class Link(Value, frozen=True):
    """A link inside the site: as written, or, once resolved, an address from the site's root."""

    href: str
    place: Place


class Prose(Value, frozen=True):
    """Safe HTML made from Markdown, in parts between which are the links into the site."""

    parts: tuple[str | Link, ...]

    @property
    def linked(self) -> bool:
        """Whether there is a link; there is always a text on either side of one."""
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
        if _STARTS_WITH_WORDS.match(text):
            return False
        has_media = "<img" in text or "<video" in text
        return not has_media and not html.unescape(_TAGS.sub("", text)).strip()


class Edit(Value, frozen=True):
    """When and why a published text was changed."""

    at: datetime
    reason: str


class Update(Value, frozen=True):
    """One statement. `next_update` is the promise it makes; `components` what it changes.

    `line` is that of its heading in the entry's file.
    """

    at: datetime
    state: State
    text: Prose
    line: int
    next_update: datetime | None = None
    components: tuple[tuple[str, Status], ...] = ()
    edits: tuple[Edit, ...] = ()


class Removal(Value, frozen=True):
    """A published update that its author took away, known by its instant, and why."""

    at: datetime
    reason: str


class When(Value, frozen=True):
    """A day, and the instant on it where a time is given."""

    day: date
    at: datetime | None = None


class MakeGood(Value, frozen=True):
    """How an incident is made right, and by when."""

    offer: Prose
    who: str = ""
    due: When | None = None
    done: When | None = None


class Entry(Value, frozen=True, kw_only=True):
    """What incidents and maintenances share. `updates` run oldest first.

    `source` is the file's path from the site's root, with `/`. An alias is an earlier id, or,
    where it begins with `/`, an earlier address from the site's root. `id_place` is None where the
    id is the file's name. `removed` is why the whole entry was taken away, and `removed_on` when;
    `removals` are of published updates that are not in the file any more.
    """

    id: str
    title: str
    source: str
    place: Place
    components: tuple[tuple[str, Status | None], ...] = ()
    affected: Prose | None = None
    action: Prose | None = None
    summary: Prose | None = None
    updates: tuple[Update, ...] = ()
    aliases: tuple[str, ...] = ()
    draft: bool = False
    removed: str = ""
    removed_on: date | None = None
    removals: tuple[Removal, ...] = ()
    id_place: Place | None = None
    alias_places: tuple[Place, ...] = ()

    folder: ClassVar[str]

    @property
    def promised(self) -> datetime | None:
        """By when the newest update promises the next one."""
        return self.updates[-1].next_update if self.updates else None

    @property
    def changed(self) -> datetime | None:
        """When an update was last written or edited; None where there is none."""
        if not self.updates:
            return None
        edited = [edit.at for update in self.updates for edit in update.edits]
        last = self.updates[-1].at
        return max(last, *edited) if edited else last

    @property
    def statements(self) -> int:
        """A number that grows with each update, edit and removal of an update."""
        written = sum(1 + len(update.edits) for update in self.updates)
        return written + _STATEMENTS_OF_REMOVAL * len(self.removals)


class Incident(Entry, frozen=True, kw_only=True, tag="incidents"):
    """Something that broke."""

    impact: Impact | None = None
    started: datetime | None = None
    restored: datetime | None = None
    cause: Prose | None = None
    data_loss: Prose | None = None
    make_good: tuple[MakeGood, ...] = ()

    folder: ClassVar[str] = "incidents"

    @property
    def began(self) -> datetime:
        """When it began: as written, but no later than the first update."""
        first = self.updates[0].at
        return min(self.started or first, first)


class Maintenance(Entry, frozen=True, kw_only=True, tag="maintenance"):
    """Planned work, from `starts` to `ends`."""

    starts: datetime
    ends: datetime

    folder: ClassVar[str] = "maintenance"


FOLDERS = (Incident.folder, Maintenance.folder)


V = TypeVar("V", bound=Value)


def replace_texts(value: V, change: Callable[[Prose], Prose]) -> V:
    """The value with each text changed."""
    plain, nested = _text_fields(type(value))
    changes: dict[str, object] = {
        name: change(text) for name in plain if (text := getattr(value, name)) is not None
    }
    for name in nested:
        changes[name] = tuple([replace_texts(part, change) for part in getattr(value, name)])
    return replace(value, **changes)


@cache
def _text_fields(kind: type[Value]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the fields that are texts, and of those that are tuples of values with texts."""
    plain, nested = [], []
    for name, hint in get_type_hints(kind).items():
        types = (hint, *get_args(hint))
        if Prose in types:
            plain.append(name)
        parts = [part for part in types if isinstance(part, type) and issubclass(part, Value)]
        if get_origin(hint) is tuple and any(any(_text_fields(part)) for part in parts):
            nested.append(name)
    return tuple(plain), tuple(nested)


def replace_links(text: Prose, address: Callable[[Link], str]) -> Prose:
    """The text with another address in each link."""
    parts = (
        part if isinstance(part, str) else Link(address(part), part.place) for part in text.parts
    )
    return Prose(tuple(parts))


def links(value: Value) -> list[Link]:
    """Every link into the site of an entry, or of a part of one."""
    plain, nested = _text_fields(type(value))
    texts = [text for name in plain if (text := getattr(value, name))]
    inside = [part for text in texts for part in text.parts if isinstance(part, Link)]
    for name in nested:
        for part in getattr(value, name):
            inside += links(part)
    return inside
