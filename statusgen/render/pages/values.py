"""The values of documents, badges and previews: all that each depends on."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from statusgen.model.page import Component
from statusgen.model.record import IncidentRecord, MaintenanceRecord, Record
from statusgen.model.terms import Impact, State, Status
from statusgen.model.uptime import Day


class ComponentState(NamedTuple):
    """A component now, the days on which it was not operational, and its uptime in percent.

    The uptime is None before the component's first day has begun.
    """

    component: Component
    status: Status
    uptime: Decimal | None
    days: tuple[Day, ...]
    first: date
    last: date


class FrontValue(NamedTuple):
    """All that the front page shows.

    `since` is when the last entry ended, `open` has the worst first. `recent` are all that went on
    in the days from `first` to `last`, newest first. `kept` is how many of how many promises were
    kept.
    """

    since: datetime | None
    open: tuple[IncidentRecord, ...]
    active: tuple[MaintenanceRecord, ...]
    planned: tuple[MaintenanceRecord, ...]
    groups: tuple[tuple[str, tuple[ComponentState, ...]], ...]
    first: date
    last: date
    recent: tuple[Record, ...]
    kept: tuple[int, int]


class ComponentValue(NamedTuple):
    """A component, and its newest entries."""

    state: ComponentState
    entries: tuple[Record, ...]


class MonthValue(NamedTuple):
    """The entries of a month (`2026-11`), newest first.

    `earlier` is the last month before it that has any, or empty.
    """

    month: str
    entries: tuple[Record, ...]
    earlier: str


class YearValue(NamedTuple):
    """The months of a year that have entries, newest first, and how many."""

    year: str
    months: tuple[tuple[str, int], ...]


class MovedValue(NamedTuple):
    """An entry's title and address, for a redirect from an address that it once had."""

    title: str
    address: str


class RemovedValue(NamedTuple):
    """The folder of an entry that was removed, when that was, and why."""

    folder: str
    day: date
    reason: str


class BadgeValue(NamedTuple):
    """What a badge is about, and the status that it shows."""

    label: str
    status: Status


PREVIEW_SIZE = (1200, 630)
"""Width and height in pixels: what programs that read Open Graph show uncropped."""


class PreviewValue(NamedTuple):
    """What the picture of an open incident shows."""

    title: str
    state: State
    impact: Impact
