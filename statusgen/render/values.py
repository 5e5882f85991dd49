"""What documents are made of: each kind's whole list of dependencies, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from statusgen.model.page import Component
from statusgen.model.status import IncidentRecord, MaintenanceRecord, Record
from statusgen.model.terms import Impact, State, Status
from statusgen.model.uptime import Day
from statusgen.render.addresses import entry_address


@dataclass(frozen=True, slots=True)
class Summary:
    """An entry in a list: what it is called, where it stands, when it was."""

    address: str
    title: str
    state: State
    impact: Impact | None
    """None for a maintenance."""
    over: bool
    started: datetime
    ended: datetime | None

    @classmethod
    def of(cls, record: Record) -> Summary:
        address, title = entry_address(record.entry), record.entry.title
        if isinstance(record, IncidentRecord):
            start, end, impact = record.started, record.ended, record.impact
            return cls(address, title, record.state, impact, record.over, start, end)
        entry = record.entry
        start, end = record.begun or entry.starts, record.ended or entry.ends
        if record.state is State.CANCELLED or end < start:
            start, end = entry.starts, entry.ends
        return cls(address, title, record.state, None, record.over, start, end)


@dataclass(frozen=True, slots=True)
class ComponentState:
    """A component now, its days that were not fine, and its uptime (None: no time yet)."""

    component: Component
    status: Status
    uptime: Decimal | None
    days: tuple[Day, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class FrontValue:
    """All that the front page shows. `recent` run newest first, `open` worst first."""

    since: datetime | None
    open: tuple[IncidentRecord, ...]
    active: tuple[MaintenanceRecord, ...]
    planned: tuple[MaintenanceRecord, ...]
    groups: tuple[tuple[str, tuple[ComponentState, ...]], ...]
    first: date
    last: date
    recent: tuple[Summary, ...]
    kept: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ComponentValue:
    """A component's document."""

    state: ComponentState
    entries: tuple[Summary, ...]


@dataclass(frozen=True, slots=True)
class MonthValue:
    """A month's entries, newest first; `earlier` is the month before with any."""

    month: date
    entries: tuple[Summary, ...]
    earlier: date | None


@dataclass(frozen=True, slots=True)
class YearValue:
    """How many entries each month of a year has."""

    year: int
    months: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class HistoryValue:
    """How many entries each year has."""

    years: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CurrentValue:
    """What is going on: open incidents, worst first, then maintenance."""

    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class MovedValue:
    """An address that an entry once had."""

    title: str
    address: str
