"""Records: an entry and all that follows from it at one instant.

A record is made once from an entry's file and kept in the cache. Lists, feeds, totals and
documents need nothing but records.
"""

from datetime import datetime, tzinfo
from itertools import groupby
from typing import Any

from msgspec.structs import replace

from statusgen.model.digest import digest_of
from statusgen.model.entry import Entry, Incident, Maintenance, links
from statusgen.model.findings import Finding
from statusgen.model.instants import BEGINNING, LATEST
from statusgen.model.promises import Promise, promises_of
from statusgen.model.spans import Span, incident_changes, maintenance_changes, spans_of, worst
from statusgen.model.terms import IMPACT_OF_STATUS, OVER, Impact, State
from statusgen.model.timeline import (
    AutoTransition,
    TimelineEvent,
    incident_timeline,
    last_entered,
    maintenance_progress,
    maintenance_timeline,
    upcoming_transitions,
)
from statusgen.model.value import Value


class BaseRecord(Value, frozen=True, kw_only=True):
    """What records of both kinds share.

    `key` is the digest of everything in the record: equal keys mean equal documents. `file` is
    the digest of the entry's file. The record holds from `since` on and before `until`; `newest`
    is the last instant that the entry mentions as past.

    Lists show `start` to `end`; `ended` is when it was over. `changed` is when a person or the
    clock last changed the entry, `mentioned` when its components were first mentioned.
    `components` are all that it names, in the front matter or in an update. `promises` run oldest
    first. Months are local (`2026-11`): of `start`, of the planned start, and of the updates, each
    with how many there were. `linked` says whether a text links into the site, `edited` whether an
    update was edited. `findings` are the warnings and hints about the file.
    """

    key: str
    file: str
    since: datetime
    until: datetime | None
    newest: datetime | None
    state: State
    start: datetime
    end: datetime | None
    ended: datetime | None
    changed: datetime
    mentioned: datetime | None
    components: tuple[str, ...]
    spans: tuple[Span, ...]
    promises: tuple[Promise, ...]
    month: str
    planned_month: str
    update_months: tuple[tuple[str, int], ...]
    linked: bool
    edited: bool
    findings: tuple[Finding, ...] = ()

    @property
    def over(self) -> bool:
        return self.state in OVER

    def holds(self, at: datetime) -> bool:
        """Whether this is what the entry says at an instant."""
        return self.since <= at and (self.until is None or at < self.until)


class IncidentRecord(BaseRecord, frozen=True, kw_only=True, tag="incidents"):
    """An incident with all that follows from it."""

    entry: Incident
    impact: Impact

    @property
    def timeline(self) -> list[TimelineEvent]:
        """Its updates with the states between, oldest first."""
        return incident_timeline(self.entry)


class MaintenanceRecord(BaseRecord, frozen=True, kw_only=True, tag="maintenance"):
    """A maintenance with all that follows from it.

    `begun` is when the work began, None until then.
    """

    entry: Maintenance
    transitions: tuple[AutoTransition, ...]
    begun: datetime | None

    @property
    def timeline(self) -> list[TimelineEvent]:
        """Its updates and automatic transitions with the states between, oldest first."""
        return maintenance_timeline(self.entry, self.transitions)

    @property
    def upcoming_transitions(self) -> tuple[AutoTransition, ...]:
        """The changes of state that the clock will make unless somebody writes an update."""
        return () if self.over else upcoming_transitions(self.entry, self.begun is not None)


Record = IncidentRecord | MaintenanceRecord


def is_to_come(record: Record) -> bool:
    """Whether it is a maintenance that has not begun and was not called off."""
    return isinstance(record, MaintenanceRecord) and not (record.begun or record.over)


def record_at(entry: Entry, file: str, at: datetime, zone: tzinfo) -> Record | None:
    """What an entry says at an instant; None before its first update.

    `file` is the digest of its file, `zone` the page's. A maintenance without updates has a record
    at any instant.
    """
    entry_then = _entry_at(entry, at)
    if isinstance(entry_then, Incident):
        return _record_incident(entry_then, file, zone)
    if isinstance(entry_then, Maintenance):
        return _record_maintenance(entry_then, file, at, zone)
    return None


def latest_record(
    entry: Entry, file: str, at: datetime, zone: tzinfo, findings: tuple[Finding, ...] = ()
) -> Record:
    """What an entry says at `at`, or once everything in its file has happened if that is later."""
    past = [entry.changed]
    if isinstance(entry, Incident):
        past += [entry.started, entry.restored]
    newest = max(filter(None, past), default=None)
    at = max(newest, at) if newest else at
    record = record_at(entry, file, at, zone)
    assert record is not None
    clock = (entry.starts, entry.ends) if isinstance(entry, Maintenance) else ()
    return replace(
        record,
        newest=newest,
        since=max([newest or BEGINNING, *(when for when in clock if when <= at)]),
        until=min((when for when in clock if when > at), default=None),
        findings=findings,
    )


def _entry_at(entry: Entry, at: datetime) -> Entry | None:
    """The entry as it was at an instant: without what was written later."""
    if isinstance(entry, Incident) and entry.restored and entry.restored > at:
        entry = replace(entry, restored=None)
    changed = entry.changed
    if changed is None or changed <= at:
        return entry
    updates = tuple(
        replace(update, edits=tuple(edit for edit in update.edits if edit.at <= at))
        for update in entry.updates
        if update.at <= at
    )
    return replace(entry, updates=updates) if updates else None


def _record_incident(incident: Incident, file: str, zone: tzinfo) -> IncidentRecord:
    timeline, start = incident_timeline(incident), incident.began
    state = timeline[-1].state
    ended = (incident.restored or last_entered(timeline, OVER)) if state in OVER else None
    changes = tuple(incident_changes(incident, start))
    month = month_of(start, zone)
    return IncidentRecord(
        entry=incident,
        state=state,
        impact=incident.impact or IMPACT_OF_STATUS[worst(status for *_, status in changes)],
        start=start,
        end=ended,
        ended=ended,
        changed=incident.changed or start,
        mentioned=start,
        spans=tuple(spans_of(changes, incident.restored)),
        month=month,
        planned_month=month,
        **_shared(incident, file, zone, incident.restored),
    )


def _record_maintenance(
    maintenance: Maintenance, file: str, at: datetime, zone: tzinfo
) -> MaintenanceRecord:
    progress = maintenance_progress(maintenance, at)
    begun, transitions = progress.begun, progress.transitions
    start, end = begun or maintenance.starts, progress.ended or maintenance.ends
    if progress.state is State.CANCELLED or end < start:
        start, end = maintenance.starts, maintenance.ends
    changes = maintenance_changes(maintenance, begun) if begun else ()
    by_clock = [when for when, _ in transitions]
    changed = [maintenance.changed] if maintenance.changed else []
    return MaintenanceRecord(
        entry=maintenance,
        state=progress.state,
        transitions=transitions,
        begun=begun,
        start=start,
        end=end,
        ended=progress.ended,
        changed=max(by_clock + changed, default=maintenance.starts),
        mentioned=min([*(update.at for update in maintenance.updates), *by_clock], default=None),
        spans=tuple(spans_of(changes, progress.ended)),
        month=month_of(start, zone),
        planned_month=month_of(maintenance.starts, zone),
        **_shared(maintenance, file, zone, transitions),
    )


def _shared(entry: Entry, file: str, zone: tzinfo, clock: object) -> dict[str, Any]:
    """What is the same for both kinds. The record of an instant holds at that instant only.

    The key is of the file, its path, where its links lead, and how much of it has happened: its
    edits, and `clock`.
    """
    named = [id for id, _ in entry.components]
    named += [id for update in entry.updates for id, _ in update.components]
    edits = [len(update.edits) for update in entry.updates]
    hrefs = [link.href for link in links(entry)]
    return {
        "key": digest_of(repr((file, entry.source, edits, clock, hrefs))),
        "file": file,
        "since": LATEST,
        "until": BEGINNING,
        "newest": None,
        "components": tuple(dict.fromkeys(named)),
        "promises": tuple(promises_of(entry)),
        "update_months": _update_months(entry, zone),
        "linked": bool(hrefs),
        "edited": any(edits),
    }


def month_of(at: datetime, zone: tzinfo) -> str:
    """The local month of an instant: `2026-11`."""
    return at.astimezone(zone).date().isoformat()[:7]


def _update_months(entry: Entry, zone: tzinfo) -> tuple[tuple[str, int], ...]:
    """The local months of an entry's updates, in order, and how many of them each has."""
    instants = [update.at for update in entry.updates]
    if instants and (month := month_of(instants[0], zone)) == month_of(instants[-1], zone):
        return ((month, len(instants)),)
    months = groupby(month_of(at, zone) for at in instants)
    return tuple((month, len(list(group))) for month, group in months)


def digest_of_value(value: object) -> str:
    """The digest of a value made of tuples, records and plain values; the key of a record."""
    if isinstance(value, BaseRecord):
        return value.key
    return digest_of(repr(_keyed(value)))


def _keyed(value: object) -> object:
    """A value with keys in the place of records."""
    if isinstance(value, tuple):
        return [part.key if isinstance(part, BaseRecord) else _keyed(part) for part in value]
    return value
