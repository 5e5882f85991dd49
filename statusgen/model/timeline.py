"""How an entry went from state to state: by its updates, and by the clock."""

from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from statusgen.model.entry import Incident, Maintenance, Update
from statusgen.model.terms import OVER, State

_OPEN = frozenset(State) - OVER

AutoTransition = tuple[datetime, State]
"""When the clock changed a state because nobody wrote an update, and to which state."""


class TimelineEvent(NamedTuple):
    """An update, or an automatic transition (None), with the states before and after it."""

    at: datetime
    before: State
    state: State
    update: Update | None


def _timeline(state: State, steps: Iterable[Update | AutoTransition]) -> list[TimelineEvent]:
    """The steps, oldest first, with the states between; `state` holds before all of them."""
    events = []
    for step in steps:
        update = step if isinstance(step, Update) else None
        at, given = (step.at, step.state) if isinstance(step, Update) else step
        before, state = state, state if given is State.UPDATE else given
        events.append(TimelineEvent(at, before, state, update))
    return events


def incident_timeline(incident: Incident) -> list[TimelineEvent]:
    """An incident's updates, oldest first."""
    return _timeline(State.INVESTIGATING, incident.updates)


def maintenance_timeline(
    maintenance: Maintenance, transitions: Iterable[AutoTransition]
) -> list[TimelineEvent]:
    """A maintenance's updates and automatic transitions, oldest first."""
    return _timeline(State.SCHEDULED, sorted([*maintenance.updates, *transitions], key=_time))


def _time(step: Update | AutoTransition) -> datetime:
    return step.at if isinstance(step, Update) else step[0]


def last_entered(events: Iterable[TimelineEvent], states: Container[State]) -> datetime | None:
    """When an entry last came into one of these states from another."""
    return max((e.at for e in events if e.state in states and e.before not in states), default=None)


def reopened_at(incident: Incident) -> datetime | None:
    """When an incident was last opened again after it was over."""
    return last_entered(incident_timeline(incident), _OPEN)


class MaintenanceProgress(NamedTuple):
    """How a maintenance has gone by an instant: when it began and ended, and its transitions."""

    state: State
    transitions: tuple[AutoTransition, ...]
    begun: datetime | None
    ended: datetime | None


def maintenance_progress(maintenance: Maintenance, at: datetime) -> MaintenanceProgress:
    """The progress by an instant; the clock begins and ends what nobody wrote about."""
    states = _states_since_scheduled(maintenance)
    starts, ends = maintenance.starts, maintenance.ends
    active = [(when, state) for when, state in states if state not in OVER]
    begun = next((when for when, state in states if state is State.IN_PROGRESS), None)
    over = next(((when, state) for when, state in states if state in OVER), None)
    earliest = min([starts, *(when for when, _ in active)])
    called_off = over is not None and over[0] <= starts and not active
    transitions: list[AutoTransition] = []
    if begun is None and earliest <= at and not called_off:
        begun = earliest
        if all(when != starts for when, _ in active) and begun == starts:
            transitions.append((starts, State.IN_PROGRESS))
    if over is None and begun and ends <= at and not _overruns(maintenance):
        over = (ends, State.COMPLETED)
        transitions.append(over)
    state = State.SCHEDULED
    if over:
        state = over[1]
    elif begun:
        state = active[-1][1] if active else State.IN_PROGRESS
    return MaintenanceProgress(state, tuple(transitions), begun, over[0] if over else None)


def upcoming_transitions(maintenance: Maintenance, begun: bool) -> tuple[AutoTransition, ...]:
    """The changes of state that the clock will make in a maintenance that is not over."""
    first = () if begun else ((maintenance.starts, State.IN_PROGRESS),)
    return first if _overruns(maintenance) else (*first, (maintenance.ends, State.COMPLETED))


def _states_since_scheduled(maintenance: Maintenance) -> Sequence[tuple[datetime, State]]:
    """The states in its updates since it was last scheduled, with their times."""
    states = [(u.at, u.state) for u in maintenance.updates if u.state is not State.UPDATE]
    scheduled = [i for i, (_, state) in enumerate(states) if state is State.SCHEDULED]
    return states[scheduled[-1] + 1 :] if scheduled else states


def _overruns(maintenance: Maintenance) -> bool:
    """Whether it has an update at its planned end or later: then the clock does not end it."""
    return any(when >= maintenance.ends for when, _ in _states_since_scheduled(maintenance))
