"""What templates are given: every word, time, address and class decided, nothing left to derive."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from statusgen.model.page import WebLink


@dataclass(frozen=True, slots=True)
class FeedView:
    """A feed as a head announces it and a list offers it."""

    name: str
    title: str
    type: str
    href: str


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every document shows of the page around it."""

    title: str
    home: str
    history: str
    logo: Markup
    icon: str
    links: tuple[WebLink, ...]
    contact: WebLink | None
    foot: Markup
    record: str
    zone: str
    zone_name: str
    api: str


@dataclass(frozen=True, slots=True)
class Document:
    """What the head of every document says."""

    title: str
    heading: str
    description: str
    canonical: str
    feeds: tuple[FeedView, ...]
    policy: str
    type: str
    data: Markup
    preview: PreviewView | None


@dataclass(frozen=True, slots=True)
class PreviewView:
    """The picture that stands for a document elsewhere, with its size in pixels."""

    href: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class StateView:
    """A word with its shape and colour."""

    word: str
    shape: str


@dataclass(frozen=True, slots=True)
class UpdateView:
    """One statement in a timeline, or a turn that nobody wrote (`text` is None)."""

    anchor: str
    href: str
    word: str
    time: Markup
    text: Markup | None
    changes: str = ""
    verdict: str = ""
    kept: bool = False
    promise: Markup | None = None
    edits: tuple[Markup, ...] = ()


@dataclass(frozen=True, slots=True)
class MakeGoodView:
    offer: Markup
    who: str
    dates: str


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """A component that an entry touched, and for how long with which status."""

    name: str
    href: str
    told: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry, ready to be placed."""

    anchor: str
    title: str
    href: str
    state: StateView
    over: bool
    draft: bool
    facts: Markup
    since: str
    promise: Markup | None
    due: str
    grace: int
    action: Markup | None
    affected: Markup | None
    cause: Markup | None
    make_good: tuple[MakeGoodView, ...]
    summary: Markup | None
    updates: tuple[UpdateView, ...]
    newest_first: bool
    components: tuple[ComponentLine, ...]
    record: str
    description: str
    turns: str = ""
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class LineView:
    name: str
    href: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    title: str
    href: str
    state: StateView
    when: Markup
    told: str


@dataclass(frozen=True, slots=True)
class DayView:
    heading: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class MarkView:
    """A day on a component's bar, counted from its first."""

    day: int
    shape: str


@dataclass(frozen=True, slots=True)
class TableRow:
    days: str
    status: StateView
    lasted: str


@dataclass(frozen=True, slots=True)
class ComponentView:
    name: str
    description: str
    href: str
    status: StateView
    sentence: str
    uptime: str
    days: int
    first: str
    last: str
    marks: tuple[MarkView, ...]
    table: tuple[TableRow, ...] = ()


@dataclass(frozen=True, slots=True)
class FrontView:
    current: tuple[EntryView, ...]
    headline: str
    since: Markup | None
    planned: tuple[EntryView, ...]
    groups: tuple[GroupView, ...]
    history_heading: str
    days: tuple[DayView, ...]
    promises: str


@dataclass(frozen=True, slots=True)
class GroupView:
    name: str
    components: tuple[ComponentView, ...]
