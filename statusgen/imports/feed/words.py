"""The words that feeds use for states and statuses, in titles and in bodies."""

import re

from statusgen.imports.sources.labels import STATE_WORDS
from statusgen.model.terms import MAINTENANCE_STATES, State, Status

_STATES = STATE_WORDS | {
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
PLANNED = frozenset(MAINTENANCE_STATES) - {State.UPDATE}
_PLAIN = frozenset({State.RESOLVED, State.INVESTIGATING, State.IDENTIFIED, State.COMPLETED})
"""States whose words are no names of things that break; a component may be called Monitoring."""
_BRACKETS = re.compile(r"\[([^\]]+)\]\s*(\S.*)", re.DOTALL)
_COLON = re.compile(r"([^\W\d_]+)\s?:\s+(\S.*)", re.DOTALL)
_TICKS = re.compile(r"(?:(?:✅|✔️?)\s*)+(\S.*)", re.DOTALL)


def is_state(word: str) -> bool:
    """Whether a word means a state, or an update as such."""
    return _normalize_word(word) in _STATES


def state_of(word: str) -> State | None:
    """The state that a word means; None for an update as such, and where it means none."""
    return _STATES.get(_normalize_word(word))


def status_of(word: str) -> Status | None:
    """The status of a component that a word means."""
    return _STATUSES.get(_normalize_word(word))


def _normalize_word(word: str) -> str:
    return " ".join(word.lower().split())


def has_state_in_brackets(title: str) -> bool:
    """Whether a title begins as `[Monitoring] ...` does."""
    match = _BRACKETS.fullmatch(title)
    return match is not None and is_state(match[1])


def split_title(title: str, always: bool) -> tuple[State | None, str]:
    """The state that a title begins with, and the rest; the whole where that is not certain.

    `always` is whether every title of the feed begins with a state in brackets.
    """
    if ticks := _TICKS.fullmatch(title):
        state, rest = split_title(ticks[1], always)
        return (state, rest) if state else (State.RESOLVED, ticks[1])
    match = _BRACKETS.fullmatch(title) or _COLON.fullmatch(title)
    state = state_of(match[1]) if match else None
    bracketed = title.startswith("[")
    if match and (state in _PLAIN or (always and bracketed and is_state(match[1]))):
        return state, match[2]
    return None, title
