"""What follows from an entry: its state and impact, and the status of its components over time."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, TypeVar

from statusgen.model.entry import Entry, Incident, Maintenance, Update
from statusgen.model.terms import IMPACT_OF_STATUS, OVER, STATUS_OF_IMPACT, Impact, State, Status


class Span(NamedTuple):
    """A component held a status other than operational from `start` to `end` (None: still)."""

    component: str
    status: Status
    start: datetime
    end: datetime | None = None

    def covers(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


class IncidentRecord(NamedTuple):
    """An incident with what follows from it.

    `ended` is None until it is over.
    """

    entry: Incident
    state: State
    impact: Impact
    started: datetime
    ended: datetime | None
    spans: tuple[Span, ...]

    @property
    def over(self) -> bool:
        return self.state in OVER


class MaintenanceRecord(NamedTuple):
    """A maintenance with what follows from it at an instant.

    `turns` are the changes of state that nobody wrote; `begun` and `ended` are what happened,
    not what was planned, and None until it has.
    """

    entry: Maintenance
    state: State
    turns: tuple[tuple[datetime, State], ...]
    begun: datetime | None
    ended: datetime | None
    spans: tuple[Span, ...]

    @property
    def over(self) -> bool:
        return self.state in OVER


Record = IncidentRecord | MaintenanceRecord


class Statement(NamedTuple):
    """An update with the states before and after it; without one, a turn that nobody wrote."""

    at: datetime
    before: State
    state: State
    update: Update | None


_OPEN = frozenset(State) - OVER
E = TypeVar("E", bound=Entry)


def entry_at(entry: E, at: datetime) -> E | None:
    """The entry as it stood at an instant: without what was said later, None before its first word.

    A maintenance in which nobody says anything stands from the beginning.
    """
    if isinstance(entry, Incident) and entry.restored and entry.restored > at:
        entry = replace(entry, restored=None)
    changed = entry.changed
    if changed is None or changed <= at:
        return entry
    said = tuple(_update_at(update, at) for update in entry.updates if update.at <= at)
    return replace(entry, updates=said) if said else None


def _update_at(update: Update, at: datetime) -> Update:
    if all(edit.at <= at for edit in update.edits):
        return update
    return update._replace(edits=tuple(edit for edit in update.edits if edit.at <= at))


Said = Update | tuple[datetime, State]


def _when(said: Said) -> datetime:
    return said.at if isinstance(said, Update) else said[0]


def _follow(state: State, said: Iterable[Said]) -> list[Statement]:
    """What was said, oldest first, with the states between; `state` holds before all of it."""
    found = []
    for each in said:
        update = each if isinstance(each, Update) else None
        at, turned = (each.at, each.state) if isinstance(each, Update) else each
        before, state = state, state if turned is State.UPDATE else turned
        found.append(Statement(at, before, state, update))
    return found


def entered(said: Iterable[Statement], states: Container[State]) -> datetime | None:
    """When an entry last came into one of these states from another."""
    return max((s.at for s in said if s.state in states and s.before not in states), default=None)


def record_incident(incident: Incident) -> IncidentRecord:
    """Derive an incident's state, impact, duration and spans."""
    state, closed = State.INVESTIGATING, None
    for update in incident.updates:
        if update.state in OVER and state not in OVER:
            closed = update.at
        state = state if update.state is State.UPDATE else update.state
    started = min(incident.started or incident.updates[0].at, incident.updates[0].at)
    changes = tuple(_changes(incident, started))
    spans = tuple(_spans(changes, incident.restored))
    ended = (incident.restored or closed) if state in OVER else None
    return IncidentRecord(incident, state, _impact(incident, changes), started, ended, spans)


def reopened_at(incident: Incident) -> datetime | None:
    """When an incident was last opened again after it was over."""
    return entered(_follow(State.INVESTIGATING, incident.updates), _OPEN)


Change = tuple[datetime, str, Status]


def _changes(incident: Incident, started: datetime) -> Iterator[Change]:
    """Every change of a component's status, oldest first.

    What is reopened holds again what it held when it was closed, or else whatever it ever held.
    """
    default = STATUS_OF_IMPACT[incident.impact or Impact.MINOR]
    current = {id: status or default for id, status in incident.components}
    yield from ((started, id, status) for id, status in current.items())
    state, broken, held = State.INVESTIGATING, dict(current), dict(current)
    for update in incident.updates:
        now = dict(update.components)
        if update.state in OVER and state not in OVER:
            held = _not_operational(current) or broken
            now = dict.fromkeys(current, Status.OPERATIONAL)
        elif state in OVER and update.state not in OVER | {State.UPDATE}:
            now = held | now
        if update.state is not State.UPDATE:
            state = update.state
        if now:
            broken |= _not_operational(now)
            current |= now
            yield from [(update.at, id, status) for id, status in now.items()]


def _not_operational(statuses: dict[str, Status]) -> dict[str, Status]:
    return {id: status for id, status in statuses.items() if status is not Status.OPERATIONAL}


def _spans(changes: Iterable[Change], restored: datetime | None) -> Iterator[Span]:
    """The spans that changes make, all of them over once everything was restored."""
    by_component: dict[str, list[tuple[datetime, Status]]] = {}
    for at, component, status in changes:
        held = by_component.setdefault(component, [])
        if not held or held[-1][1] is not status:
            held.append((at, status))
    for component, held in by_component.items():
        ends = [*(at for at, _ in held[1:]), None]
        for (start, status), end in zip(held, ends, strict=True):
            if status is Status.OPERATIONAL or start == end or (restored and start >= restored):
                continue
            yield Span(component, status, start, min(filter(None, (end, restored)), default=None))


def _impact(incident: Incident, changes: Iterable[Change]) -> Impact:
    if incident.impact:
        return incident.impact
    worst = max((status for _, _, status in changes), key=lambda s: s.rank, default=None)
    return IMPACT_OF_STATUS[worst] if worst else Impact.NONE


def record_maintenance(maintenance: Maintenance, at: datetime) -> MaintenanceRecord:
    """Derive a maintenance's state and spans at an instant, turned by the clock where unsaid."""
    stated, starts, ends = _stated(maintenance), maintenance.starts, maintenance.ends
    begun = next((when for when, state in stated if state is State.IN_PROGRESS), None)
    over = next(((when, state) for when, state in stated if state in OVER), None)
    going_on = [(when, state) for when, state in stated if state not in OVER]
    turns: list[tuple[datetime, State]] = []
    if begun is None and min([starts, *(when for when, _ in going_on)]) <= at:
        called_off = over is not None and over[0] <= starts and not going_on
        begun = None if called_off else min([starts, *(when for when, _ in going_on)])
        if begun == starts and not any(when == starts for when, _ in going_on):
            turns.append((starts, State.IN_PROGRESS))
    if over is None and begun and ends <= at and not _overruns(maintenance):
        over = (ends, State.COMPLETED)
        turns.append((ends, State.COMPLETED))
    state = State.SCHEDULED
    if over:
        state = over[1]
    elif begun:
        state = going_on[-1][1] if going_on else State.IN_PROGRESS
    ended = over[0] if over else None
    spans = tuple(_maintenance_spans(maintenance, begun, ended)) if begun else ()
    return MaintenanceRecord(maintenance, state, tuple(turns), begun, ended, spans)


def coming_turns(record: MaintenanceRecord) -> tuple[tuple[datetime, State], ...]:
    """The changes of state that the clock will make where nobody writes."""
    if record.over:
        return ()
    begins, ends = record.entry.starts, record.entry.ends
    first = () if record.begun else ((begins, State.IN_PROGRESS),)
    return first if _overruns(record.entry) else (*first, (ends, State.COMPLETED))


def _stated(maintenance: Maintenance) -> Sequence[tuple[datetime, State]]:
    """What updates state since it was last planned."""
    stated = [(u.at, u.state) for u in maintenance.updates if u.state is not State.UPDATE]
    planned = [i for i, (_, state) in enumerate(stated) if state is State.SCHEDULED]
    return stated[planned[-1] + 1 :] if planned else stated


def _overruns(maintenance: Maintenance) -> bool:
    """Whether somebody tells of it at its planned end or later: then the clock ends nothing."""
    return any(when >= maintenance.ends for when, _ in _stated(maintenance))


def _maintenance_spans(
    maintenance: Maintenance, begun: datetime, ended: datetime | None
) -> Iterator[Span]:
    """The statuses of components from the beginning of the work to its end."""
    changes: list[Change] = [
        (begun, id, status or Status.UNDER_MAINTENANCE) for id, status in maintenance.components
    ]
    for update in maintenance.updates:
        changes += [(max(update.at, begun), id, status) for id, status in update.components]
    return _spans(changes, ended)


def component_status(spans: Iterable[Span], at: datetime) -> Status:
    """The worst status that one component's spans give it at an instant."""
    held = (span.status for span in spans if span.covers(at))
    return max(held, key=lambda status: status.rank, default=Status.OPERATIONAL)


def statuses_at(record: Record, instants: Iterable[datetime]) -> list[dict[str, Status]]:
    """What an entry says at each of some instants of every component that it names."""
    spans: dict[str, list[Span]] = {id: [] for id in touched(record)}
    for span in record.spans:
        spans[span.component].append(span)
    return [{id: component_status(held, at) for id, held in spans.items()} for at in instants]


def timeline(record: Record) -> list[Statement]:
    """An entry's updates and what turned by the clock, oldest first."""
    said: list[Said] = list(record.entry.updates)
    if isinstance(record, IncidentRecord):
        return _follow(State.INVESTIGATING, said)
    said += record.turns
    return _follow(State.SCHEDULED, sorted(said, key=_when))


def changed_at(record: Record) -> datetime:
    """When an entry last became another: by a statement, an edit or the clock.

    A maintenance of which nobody said anything counts from its beginning.
    """
    if isinstance(record, IncidentRecord):
        return record.entry.changed or record.started
    changed = [at for at, _ in record.turns]
    if record.entry.changed:
        changed.append(record.entry.changed)
    return max(changed, default=record.entry.starts)


def touched(record: Record) -> tuple[str, ...]:
    """The components that an entry names, there or in an update."""
    named = [id for id, _ in record.entry.components]
    named += [id for update in record.entry.updates for id, _ in update.components]
    return tuple(dict.fromkeys(named))
