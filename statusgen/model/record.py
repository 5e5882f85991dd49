"""Records: an entry and all that follows from it at one instant.

A record is a value that stands by itself. It is made once of an entry's file and kept in the
cache; lists, feeds, totals and documents are made of records and ask nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Any, TypeVar

from msgspec.structs import replace

from statusgen.model.digest import digest_of
from statusgen.model.entry import Entry, Incident, Maintenance, Update, links
from statusgen.model.findings import Finding
from statusgen.model.instants import BEGINNING, LATEST
from statusgen.model.spans import (
    Change,
    Span,
    component_status,
    incident_changes,
    maintenance_changes,
    spans_of,
)
from statusgen.model.terms import IMPACT_OF_STATUS, OVER, Impact, State, Status
from statusgen.model.timeline import (
    Statement,
    Turn,
    incident_timeline,
    maintenance_course,
    maintenance_timeline,
    turns_to_come,
)
from statusgen.model.value import Value


class BaseRecord(Value, frozen=True, kw_only=True):
    """What records of both kinds share.

    `key` is the digest of all that the record says: equal keys mean equal documents. `file` is
    the digest of the entry's file. The record holds from `since` on and before `until`; `newest`
    is the last instant that the entry mentions as past.

    `start` and `end` are the stretch that lists show, `ended` is when it was over. `changed` is
    when the entry last became another, by a person or by the clock; `mentioned` when its components
    were first mentioned. `components` are all that it names, there or in an update. Months are
    local (`2026-11`): of `start`, of the planned start, and of each update. `linked` tells whether
    a text links into the site. `findings` are the warnings and hints about the file.
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
    month: str
    planned_month: str
    update_months: tuple[str, ...]
    linked: bool
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
    def timeline(self) -> list[Statement]:
        """Its updates with the states between, oldest first."""
        return incident_timeline(self.entry)


class MaintenanceRecord(BaseRecord, frozen=True, kw_only=True, tag="maintenance"):
    """A maintenance with all that follows from it.

    `begun` is when it really began, None until it has.
    """

    entry: Maintenance
    turns: tuple[Turn, ...]
    begun: datetime | None

    @property
    def timeline(self) -> list[Statement]:
        """Its updates and turns with the states between, oldest first."""
        return maintenance_timeline(self.entry, self.turns)

    @property
    def turns_to_come(self) -> tuple[Turn, ...]:
        """The changes of state that the clock will make where nobody writes."""
        return () if self.over else turns_to_come(self.entry, self.begun is not None)


Record = IncidentRecord | MaintenanceRecord


def is_to_come(record: Record) -> bool:
    """Whether it is maintenance that has not begun, and may still begin."""
    return isinstance(record, MaintenanceRecord) and not (record.begun or record.over)


def record_at(entry: Entry, file: str, at: datetime, zone: tzinfo) -> Record | None:
    """What an entry says at an instant; None before its first update.

    `file` is the digest of its file, `zone` the page's. A maintenance without updates is there
    from the beginning.
    """
    entry_then = _entry_at(entry, at)
    if isinstance(entry_then, Incident):
        return _record_incident(entry_then, file, zone)
    if isinstance(entry_then, Maintenance):
        return _record_maintenance(entry_then, file, at, zone)
    return None


def whole_record(
    entry: Entry, file: str, at: datetime, zone: tzinfo, findings: tuple[Finding, ...] = ()
) -> Record:
    """What an entry says once everything in its file has happened, or later at `at`."""
    past = [entry.changed]
    if isinstance(entry, Incident):
        past += [entry.started, entry.restored]
    newest = max(filter(None, past), default=None)
    drawn = max(newest, at) if newest else at
    record = record_at(entry, file, drawn, zone)
    assert record is not None
    turns = [entry.starts, entry.ends] if isinstance(entry, Maintenance) else []
    since = [turn for turn in turns if turn <= drawn] + ([newest] if newest else [])
    return replace(
        record,
        newest=newest,
        since=max(since, default=BEGINNING),
        until=min((turn for turn in turns if turn > drawn), default=None),
        findings=findings,
    )


E = TypeVar("E", bound=Entry)


def _entry_at(entry: E, at: datetime) -> E | None:
    """The entry as it stood at an instant: without what was said later."""
    if isinstance(entry, Incident) and entry.restored and entry.restored > at:
        entry = replace(entry, restored=None)
    changed = entry.changed
    if changed is None or changed <= at:
        return entry
    updates = tuple(_update_at(update, at) for update in entry.updates if update.at <= at)
    return replace(entry, updates=updates) if updates else None


def _update_at(update: Update, at: datetime) -> Update:
    if all(edit.at <= at for edit in update.edits):
        return update
    return replace(update, edits=tuple(edit for edit in update.edits if edit.at <= at))


def _record_incident(incident: Incident, file: str, zone: tzinfo) -> IncidentRecord:
    state, closed = State.INVESTIGATING, None
    for update in incident.updates:
        if update.state in OVER and state not in OVER:
            closed = update.at
        state = state if update.state is State.UPDATE else update.state
    start = incident.began
    ended = (incident.restored or closed) if state in OVER else None
    changes = tuple(incident_changes(incident, start))
    month = month_of(start, zone)
    return IncidentRecord(
        entry=incident,
        key=_key(incident, file, incident.restored),
        state=state,
        impact=_impact(incident, changes),
        start=start,
        end=ended,
        ended=ended,
        changed=incident.changed or start,
        mentioned=start,
        spans=tuple(spans_of(changes, incident.restored)),
        month=month,
        planned_month=month,
        **_shared(incident, file, zone),
    )


def _impact(incident: Incident, changes: Iterable[Change]) -> Impact:
    """The impact that is written, or else that of the worst status."""
    if incident.impact:
        return incident.impact
    ranked = max((status for _, _, status in changes), key=lambda s: s.rank, default=None)
    return IMPACT_OF_STATUS[ranked] if ranked else Impact.NONE


def _record_maintenance(
    maintenance: Maintenance, file: str, at: datetime, zone: tzinfo
) -> MaintenanceRecord:
    course = maintenance_course(maintenance, at)
    begun, turns = course.begun, course.turns
    start, end = begun or maintenance.starts, course.ended or maintenance.ends
    if course.state is State.CANCELLED or end < start:
        start, end = maintenance.starts, maintenance.ends
    changes = maintenance_changes(maintenance, begun) if begun else ()
    turned = [when for when, _ in turns]
    changed = [maintenance.changed] if maintenance.changed else []
    return MaintenanceRecord(
        entry=maintenance,
        key=_key(maintenance, file, turns),
        state=course.state,
        turns=turns,
        begun=begun,
        start=start,
        end=end,
        ended=course.ended,
        changed=max(turned + changed, default=maintenance.starts),
        mentioned=min([*(update.at for update in maintenance.updates), *turned], default=None),
        spans=tuple(spans_of(changes, course.ended)),
        month=month_of(start, zone),
        planned_month=month_of(maintenance.starts, zone),
        **_shared(maintenance, file, zone),
    )


def _shared(entry: Entry, file: str, zone: tzinfo) -> dict[str, Any]:
    """What is the same for both kinds. An instant's record holds at that instant alone."""
    named = [id for id, _ in entry.components]
    named += [id for update in entry.updates for id, _ in update.components]
    return {
        "file": file,
        "since": LATEST,
        "until": BEGINNING,
        "newest": None,
        "components": tuple(dict.fromkeys(named)),
        "update_months": _months([update.at for update in entry.updates], zone),
        "linked": bool(links(entry)),
    }


def month_of(at: datetime, zone: tzinfo) -> str:
    """The local month of an instant: `2026-11`."""
    return at.astimezone(zone).date().isoformat()[:7]


def _months(instants: Sequence[datetime], zone: tzinfo) -> tuple[str, ...]:
    """The local months of some instants, the oldest first."""
    if instants and (month := month_of(instants[0], zone)) == month_of(instants[-1], zone):
        return (month,) * len(instants)
    return tuple([month_of(at, zone) for at in instants])


def _key(entry: Entry, file: str, clock: object) -> str:
    """Of the file, where it is, where its links lead, and what of it holds by now."""
    edits = [len(update.edits) for update in entry.updates]
    whole = repr((file, entry.source, edits, clock, [link.href for link in links(entry)]))
    return digest_of(whole)


def statuses_at(record: Record, instants: Iterable[datetime]) -> list[dict[str, Status]]:
    """What an entry says at each of some instants of every component that it names."""
    spans: dict[str, list[Span]] = {id: [] for id in record.components}
    for span in record.spans:
        spans[span.component].append(span)
    return [{id: component_status(own, at) for id, own in spans.items()} for at in instants]


def digest_of_value(value: object) -> str:
    """What stands for a value made of tuples, records and plain values; for a record, its key."""
    return value.key if isinstance(value, BaseRecord) else digest_of(repr(_keyed(value)))


def _keyed(value: object) -> object:
    if isinstance(value, BaseRecord):
        return value.key
    return tuple(map(_keyed, value)) if isinstance(value, tuple) else value
