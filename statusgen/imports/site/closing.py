"""How an entry ends that its source calls over, where no update of its own says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from statusgen.imports.history import SourceEntry
from statusgen.imports.site.normalized import Losses, SettledUpdate, follow_course, place_of
from statusgen.model.instants import format_instant
from statusgen.model.terms import OVER, State

CLOSING = "(closing)"
"""The key of an update that the source does not have."""

_OVER = "*The source marks this as over at this time. It published no text about it.*"
_CANCELLED = "*The source marks this as cancelled. It published no text about it.*"

Updates = tuple[SettledUpdate, ...]


def close_incident(
    entry: SourceEntry, updates: Updates, losses: Losses
) -> tuple[Updates, datetime | None]:
    """The updates with one that closes the incident, and when it was restored, where before that.

    Nothing changes where the source does not call it over. `updates` is not empty.
    """
    over_at = _possible_end(entry, updates[0].at, losses)
    if entry.over and not follow_course(updates).over:
        updates = _close(entry, updates, State.RESOLVED, over_at, losses)
    course = follow_course(updates)
    if not course.over or course.closed is None or over_at is None:
        return updates, None
    if _minute(over_at) > _minute(course.closed):
        reason = f"an update closes it at {format_instant(course.closed)} already; that counts"
        losses.note(entry.place, f"the end at {format_instant(over_at)}", reason)
    if _minute(over_at) >= _minute(course.closed):
        return updates, None
    if course.reopened and over_at < course.reopened:
        reason = f"an update opens it again at {format_instant(course.reopened)}"
        losses.note(entry.place, f"the end at {format_instant(over_at)}", reason)
        return updates, None
    return updates, max(over_at, min(updates[0].at, entry.started or updates[0].at))


def close_maintenance(
    entry: SourceEntry, updates: Updates, ends: datetime, now: datetime, losses: Losses
) -> Updates:
    """The updates with one that closes the maintenance, where its clock has not by now."""
    over = entry.over or entry.cancelled
    if not over or follow_course(updates).over:
        return updates
    stated = [update for update in updates if update.state is not State.UPDATE]
    by_clock = ends <= now and all(update.at < ends for update in stated)
    at_its_end = entry.over_at is None or _minute(entry.over_at) == _minute(ends)
    said = any(_minute(updates[n].at) == _minute(ends) for n in _after_last_turn(updates))
    if not entry.cancelled and by_clock and at_its_end and not said:
        return updates
    word = State.CANCELLED if entry.cancelled else State.COMPLETED
    over_at = _possible_end(entry, updates[0].at, losses) if updates else entry.over_at or entry.at
    return _close(entry, updates, word, over_at, losses)


def _possible_end(entry: SourceEntry, first: datetime, losses: Losses) -> datetime | None:
    """When the source calls it over, in whole seconds; None where that cannot be."""
    start = min(first, entry.started or first)
    if entry.over_at is None or _minute(entry.over_at) >= _minute(start):
        return entry.over_at and entry.over_at.replace(microsecond=0)
    reason = f"it is before the start ({format_instant(start)}); the updates alone tell the end"
    losses.note(entry.place, f"the end at {format_instant(entry.over_at)}", reason)
    return None


def _close(
    entry: SourceEntry, updates: Updates, word: State, over_at: datetime | None, losses: Losses
) -> Updates:
    free = _after_last_turn(updates)
    if over_at is None:
        number = len(updates) - 1
        reason = "the source calls it over without a time; its last update closes it"
        losses.note(entry.place, "the time of the end", reason)
    elif at_the_minute := [n for n in free if _minute(updates[n].at) == _minute(over_at)]:
        number = at_the_minute[-1]
    elif later := [n for n in free if updates[n].at > over_at]:
        number = later[0]
    elif not updates or over_at > updates[-1].at:
        reason = "no update tells it; one is added that says so"
        losses.note(entry.place, f"the end at {format_instant(over_at)}", reason)
        return (*updates, closing_update(word, over_at))
    else:
        number = len(updates) - 1
        reason = f"the source calls it over by then; it is written as {word.label}"
        losses.note(place_of(entry, updates[-1]), f"the state {updates[-1].state.label}", reason)
    closing = replace(updates[number], state=word)
    return (*updates[:number], closing, *updates[number + 1 :])


def closing_update(word: State, at: datetime) -> SettledUpdate:
    """An update that the source does not have, and that says so."""
    return SettledUpdate(CLOSING, at, word, _CANCELLED if word is State.CANCELLED else _OVER)


def _after_last_turn(updates: Updates) -> range:
    """The updates behind the last one with a state of its own that is no end."""
    turns = [
        number
        for number, update in enumerate(updates)
        if update.state is not State.UPDATE and update.state not in OVER
    ]
    return range(turns[-1] + 1 if turns else 0, len(updates))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
