"""What templates are given: words, times, addresses and classes, with nothing left to derive."""

from typing import NamedTuple

from markupsafe import Markup

from statusgen.model.page import WebLink


class PreviewView(NamedTuple):
    """A document's Open Graph image, with its size in pixels."""

    href: str
    width: int
    height: int
    alt: str


class FeedView(NamedTuple):
    """A feed, as the head of a document and a list of feeds name it."""

    name: str
    title: str
    type: str
    href: str


class SiteView(NamedTuple):
    """What is the same in every document of the page."""

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
    """What is in the head of a document."""

    title: str
    heading: str
    description: str
    canonical: str
    feeds: tuple[FeedView, ...]
    policy: str
    type: str
    data: Markup
    preview: PreviewView | None
    published: str = ""
    modified: str = ""


class StateView(NamedTuple):
    """A state or a status: its word, and the CSS class that gives its shape and colour."""

    word: str
    shape: str


class UpdateView(NamedTuple):
    """An update in a timeline, or a planned change of state without one (`text` is None)."""

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
    """An entry's component, with the statuses that the entry gave it, and for how long."""

    name: str
    href: str
    statuses: str


class EntryView(NamedTuple):
    """An entry with all that is shown of it."""

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
    entries: str = ""


class RowView(NamedTuple):
    title: str
    href: str
    state: StateView
    when: Markup
    outcome: str


class DayView(NamedTuple):
    heading: str
    rows: tuple[RowView, ...]


class MarkView(NamedTuple):
    """A day on a component's bar: its number, from 0 for the oldest, and its CSS class."""

    day: int
    shape: str


class TableRow(NamedTuple):
    days: str
    status: StateView
    lasted: str


class ComponentView(NamedTuple):
    """A component; its full name tells it from others of the same name."""

    name: str
    full_name: str
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


class GroupView(NamedTuple):
    name: str
    components: tuple[ComponentView, ...]


class FrontView(NamedTuple):
    current: tuple[EntryView, ...]
    headline: str
    since: Markup | None
    planned: tuple[EntryView, ...]
    groups: tuple[GroupView, ...]
    history_heading: str
    days: tuple[DayView, ...]
    promises: str
