"""How an entry moved from state to state: by its updates, and by the clock."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from statusgen.model.entry import Incident, Maintenance, Update
from statusgen.model.terms import OVER, State

_OPEN = frozenset(State) - OVER

Turn = tuple[datetime, State]
"""A change of state that the clock made because nobody wrote one."""


class Statement(NamedTuple):
    """An update with the states before and after it; without one, a turn of the clock."""

    at: datetime
    before: State
    state: State
    update: Update | None


def follow(state: State, steps: Iterable[Update | Turn]) -> list[Statement]:
    """The steps, oldest first, with the states between; `state` holds before all of them."""
    statements = []
    for step in steps:
        update = step if isinstance(step, Update) else None
        at, turned = (step.at, step.state) if isinstance(step, Update) else step
        before, state = state, state if turned is State.UPDATE else turned
        statements.append(Statement(at, before, state, update))
    return statements


def incident_timeline(incident: Incident) -> list[Statement]:
    """An incident's updates, oldest first."""
    return follow(State.INVESTIGATING, incident.updates)


def maintenance_timeline(maintenance: Maintenance, turns: Iterable[Turn]) -> list[Statement]:
    """A maintenance's updates and turns, oldest first."""
    return follow(State.SCHEDULED, sorted([*maintenance.updates, *turns], key=_instant))


def _instant(step: Update | Turn) -> datetime:
    return step.at if isinstance(step, Update) else step[0]


def entered(statements: Iterable[Statement], states: Container[State]) -> datetime | None:
    """When an entry last came into one of these states from another."""
    moments = (s.at for s in statements if s.state in states and s.before not in states)
    return max(moments, default=None)


def reopened_at(incident: Incident) -> datetime | None:
    """When an incident was last opened again after it was over."""
    return entered(incident_timeline(incident), _OPEN)


class Course(NamedTuple):
    """How a maintenance went by an instant: when it began and ended, and what the clock did."""

    state: State
    turns: tuple[Turn, ...]
    begun: datetime | None
    ended: datetime | None


def maintenance_course(maintenance: Maintenance, at: datetime) -> Course:
    """A maintenance's course by an instant; the clock begins and ends what nobody wrote about."""
    stated, starts, ends = _stated(maintenance), maintenance.starts, maintenance.ends
    begun = next((when for when, state in stated if state is State.IN_PROGRESS), None)
    over = next(((when, state) for when, state in stated if state in OVER), None)
    going_on = [(when, state) for when, state in stated if state not in OVER]
    turns: list[Turn] = []
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
    return Course(state, tuple(turns), begun, over[0] if over else None)


def turns_to_come(maintenance: Maintenance, begun: bool) -> tuple[Turn, ...]:
    """The changes of state that the clock will make in a maintenance that is not over."""
    first = () if begun else ((maintenance.starts, State.IN_PROGRESS),)
    return first if _overruns(maintenance) else (*first, (maintenance.ends, State.COMPLETED))


def _stated(maintenance: Maintenance) -> Sequence[Turn]:
    """The states that updates gave since it was last planned."""
    stated = [(u.at, u.state) for u in maintenance.updates if u.state is not State.UPDATE]
    planned = [i for i, (_, state) in enumerate(stated) if state is State.SCHEDULED]
    return stated[planned[-1] + 1 :] if planned else stated


def _overruns(maintenance: Maintenance) -> bool:
    """Whether an update speaks of it at its planned end or later: then the clock ends nothing."""
    return any(when >= maintenance.ends for when, _ in _stated(maintenance))
