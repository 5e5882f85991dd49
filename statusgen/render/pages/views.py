"""What templates are given: every word, time, address and class decided, nothing left to derive."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from statusgen.model.page import WebLink


class FeedView(NamedTuple):
    """A feed as a head announces it and a list offers it."""

    name: str
    title: str
    type: str
    href: str


class SiteView(NamedTuple):
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


class Document(NamedTuple):
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


class PreviewView(NamedTuple):
    """The picture that stands for a document elsewhere, with its size in pixels."""

    href: str
    width: int
    height: int
    alt: str


class StateView(NamedTuple):
    """A word with its shape and colour."""

    word: str
    shape: str


class UpdateView(NamedTuple):
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


class MakeGoodView(NamedTuple):
    offer: Markup
    who: str
    dates: str


class ComponentLine(NamedTuple):
    """A component that an entry touched, and for how long with which status."""

    name: str
    href: str
    told: str


class EntryView(NamedTuple):
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
    data_loss: Markup | None
    make_good: tuple[MakeGoodView, ...]
    summary: Markup | None
    updates: tuple[UpdateView, ...]
    newest_first: bool
    components: tuple[ComponentLine, ...]
    record: str
    description: str
    turns: str = ""
    calendar: str = ""


class LineView(NamedTuple):
    name: str
    href: str
    told: str = ""


class RowView(NamedTuple):
    title: str
    href: str
    state: StateView
    when: Markup
    told: str


class DayView(NamedTuple):
    heading: str
    rows: tuple[RowView, ...]


class MarkView(NamedTuple):
    """A day on a component's bar, counted from its first."""

    day: int
    shape: str


class TableRow(NamedTuple):
    days: str
    status: StateView
    lasted: str


class ComponentView(NamedTuple):
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


class FrontView(NamedTuple):
    current: tuple[EntryView, ...]
    headline: str
    since: Markup | None
    planned: tuple[EntryView, ...]
    groups: tuple[GroupView, ...]
    history_heading: str
    days: tuple[DayView, ...]
    promises: str


class GroupView(NamedTuple):
    name: str
    components: tuple[ComponentView, ...]
