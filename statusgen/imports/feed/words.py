"""The words by which feeds tell states and statuses, in titles and in bodies."""

from __future__ import annotations

import re

from statusgen.model.terms import State, Status

_STATES: dict[str, State | None] = {
    **{state.label.lower(): state for state in State},
    "update": None,
    "post-mortem": State.POSTMORTEM,
    "canceled": State.CANCELLED,
    "complete": State.COMPLETED,
    "planned": State.SCHEDULED,
    "not started yet": State.SCHEDULED,
    "maintenance scheduled": State.SCHEDULED,
    "maintenance in progress": State.IN_PROGRESS,
    "maintenance complete": State.COMPLETED,
    "maintenance completed": State.COMPLETED,
}
_STATUSES = {
    **{str(status).replace("_", " "): status for status in Status},
    "full outage": Status.MAJOR_OUTAGE,
    "maintenance": Status.UNDER_MAINTENANCE,
}
PLANNED = frozenset(
    {State.SCHEDULED, State.IN_PROGRESS, State.VERIFYING, State.COMPLETED, State.CANCELLED}
)
_PLAIN = frozenset({State.RESOLVED, State.INVESTIGATING, State.IDENTIFIED, State.COMPLETED})
"""States whose words are no names of things that break; a component may be called Monitoring."""
_BRACKETS = re.compile(r"\[([^\]]+)\]\s*(\S.*)", re.DOTALL)
_COLON = re.compile(r"([A-Za-z]+):\s+(\S.*)", re.DOTALL)
_TICK = re.compile(r"(?:✅|✔️?)\s*(\S.*)", re.DOTALL)


def is_state(word: str) -> bool:
    return " ".join(word.lower().split()) in _STATES


def state_of(word: str) -> State | None:
    """The state that a word means; None for an update as such, and where it means none."""
    return _STATES.get(" ".join(word.lower().split()))


def status_of(word: str) -> Status | None:
    """The status of a component that a word means."""
    return _STATUSES.get(" ".join(word.lower().split()))


def has_state_in_brackets(title: str) -> bool:
    """Whether a title begins as `[Monitoring] ...` does."""
    found = _BRACKETS.fullmatch(title)
    return bool(found) and is_state(found[1]) if found else False


def part_title(title: str, always: bool) -> tuple[State | None, str]:
    """The state that a title begins with, and the rest; the whole where that is not certain.

    `always` is whether every title of the feed begins with a state in brackets.
    """
    if found := _BRACKETS.fullmatch(title):
        state = state_of(found[1])
        if (always and is_state(found[1])) or state in _PLAIN:
            return state, found[2]
    elif (found := _COLON.fullmatch(title)) and state_of(found[1]) in _PLAIN:
        return state_of(found[1]), found[2]
    elif found := _TICK.fullmatch(title):
        rest = part_title(found[1], always)
        return rest if rest[0] else (State.RESOLVED, found[1])
    return None, title
