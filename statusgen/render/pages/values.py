"""What documents are made of: each kind's whole list of dependencies, as one value."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from statusgen.model.page import Component
from statusgen.model.record import IncidentRecord, MaintenanceRecord, Record
from statusgen.model.terms import Impact, State, Status
from statusgen.model.uptime import Day


class ComponentState(NamedTuple):
    """A component now, its days that were not fine, and its uptime (None: no time yet)."""

    component: Component
    status: Status
    uptime: Decimal | None
    days: tuple[Day, ...]
    first: date
    last: date


class FrontValue(NamedTuple):
    """All that the front page shows. `recent` run newest first, `open` worst first."""

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
    """A component's document."""

    state: ComponentState
    entries: tuple[Record, ...]


class MonthValue(NamedTuple):
    """A month's entries, newest first; `earlier` is the month before with any."""

    month: date
    entries: tuple[Record, ...]
    earlier: date | None


class YearValue(NamedTuple):
    """How many entries each month of a year has."""

    year: int
    months: tuple[tuple[date, int], ...]


class HistoryValue(NamedTuple):
    """How many entries each year has."""

    years: tuple[tuple[int, int], ...]


class CurrentValue(NamedTuple):
    """What is going on: open incidents, worst first, then maintenance."""

    records: tuple[Record, ...]


class MovedValue(NamedTuple):
    """An address that an entry once had."""

    title: str
    address: str


class BadgeValue(NamedTuple):
    """What a badge is about, and its status."""

    label: str
    status: Status


PREVIEW_SIZE = (1200, 630)
"""What Open Graph's readers show whole, in pixels."""


class PreviewValue(NamedTuple):
    """What a picture of an open incident shows."""

    title: str
    state: State
    impact: Impact
