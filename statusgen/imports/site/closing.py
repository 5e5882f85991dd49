"""How an entry ends that its source calls over, where no update of its own says so."""

from datetime import datetime

from statusgen.imports.history import Losses, SourceEntry
from statusgen.imports.site.normalized import NormalizedUpdate, Updates, find_resolution, place_of
from statusgen.model.entry import Incident
from statusgen.model.instants import format_instant
from statusgen.model.terms import OVER, State

_OVER = "*The source marks this as over at this time.*"
_WITHOUT_TEXT = "*The source marks this as over at this time. It published no text about it.*"
_OPEN = frozenset({State.INVESTIGATING, State.IDENTIFIED})
_CANCELLED = "*The source marks this as cancelled. It published no text about it.*"


def close_incident(
    entry: SourceEntry, updates: Updates, losses: Losses
) -> tuple[Updates, datetime | None]:
    """The updates with one that closes the incident, and when it was restored, where before that.

    Nothing changes where the source does not call it over. `updates` is not empty.
    """
    over_at = _possible_end(entry, updates, losses)
    if (entry.over or not entry.active) and not find_resolution(updates).over:
        updates = _close(entry, updates, State.RESOLVED, over_at, losses)
    closed, reopened = find_resolution(updates)
    if closed is None or over_at is None:
        return updates, None
    what = f"the end at {format_instant(over_at)}"
    if _minute(over_at) > _minute(closed):
        reason = f"an update closes it at {format_instant(closed)} already; that counts"
        losses.note(entry.place, what, reason)
    if _minute(over_at) >= _minute(closed):
        return updates, None
    if reopened and over_at < reopened:
        losses.note(entry.place, what, f"an update opens it again at {format_instant(reopened)}")
        return updates, None
    return updates, max(over_at, min(updates[0].at, entry.started or updates[0].at))


def close_maintenance(
    entry: SourceEntry, updates: Updates, ends: datetime, now: datetime, losses: Losses
) -> Updates:
    """The updates with one that closes the maintenance, where the clock has not done so by now."""
    if not (entry.over or entry.cancelled) or find_resolution(updates).over:
        return updates
    stated = [update for update in updates if update.state is not State.UPDATE]
    by_clock = ends <= now and all(update.at < ends for update in stated)
    as_planned = entry.over_at is None or _minute(entry.over_at) == _minute(ends)
    announced = any(_minute(updates[n].at) == _minute(ends) for n in _after_last_state(updates))
    if not entry.cancelled and by_clock and as_planned and not announced:
        return updates
    state = State.CANCELLED if entry.cancelled else State.COMPLETED
    over_at = _possible_end(entry, updates, losses) if updates else entry.over_at or entry.at
    return _close(entry, updates, state, over_at, losses)


def closing_update(entry: SourceEntry, state: State, at: datetime) -> NormalizedUpdate:
    """An update that the source does not have.

    That there is no text about the end is certain only where every text has a time.
    """
    over = _WITHOUT_TEXT if all(update.at for update in entry.updates) else _OVER
    text = _CANCELLED if state is State.CANCELLED else over
    return NormalizedUpdate("(closing)", at, state, text)


def _possible_end(entry: SourceEntry, updates: Updates, losses: Losses) -> datetime | None:
    """When the source calls it over, in whole seconds; None where that cannot be."""
    if entry.over_at is None:
        return None
    end, start = _minute(entry.over_at), min(updates[0].at, entry.started or updates[0].at)
    open_later = next((u.at for u in updates if u.state in _OPEN and _minute(u.at) > end), None)
    if end < _minute(start):
        reason = f"it is before the start ({format_instant(start)})"
    elif open_later and entry.kind is Incident:
        reason = f"an update says at {format_instant(open_later)} that it goes on"
    elif end == _minute(start) and _minute(updates[-1].at) > end:
        reason = "it is the start, and updates follow"
    else:
        return entry.over_at.replace(microsecond=0)
    what = f"the end at {format_instant(entry.over_at)}"
    losses.note(entry.place, what, f"{reason}; the end is taken from the updates alone")
    return None


def _close(
    entry: SourceEntry, updates: Updates, state: State, over_at: datetime | None, losses: Losses
) -> Updates:
    """The updates, one of which (or one more) now has the state that ends the entry."""
    free = _after_last_state(updates)
    number = len(updates) - 1
    if over_at is None:
        called = "calls it over" if entry.over else "does not show it as open, and ends it"
        reason = f"the source {called} without a time; its last update closes it"
        losses.note(entry.place, "the time of the end", reason)
    elif at_the_minute := [n for n in free if _minute(updates[n].at) == _minute(over_at)]:
        number = at_the_minute[-1]
    elif later := [n for n in free if updates[n].at > over_at]:
        number = later[0]
    elif not updates or over_at > updates[-1].at:
        reason = "no update says so; one is added that does"
        losses.note(entry.place, f"the end at {format_instant(over_at)}", reason)
        return (*updates, closing_update(entry, state, over_at))
    else:
        reason = f"the source calls it over by then; it is written as {state.label}"
        losses.note(place_of(entry, updates[-1]), f"the state {updates[-1].state.label}", reason)
    return (*updates[:number], updates[number]._replace(state=state), *updates[number + 1 :])


def _after_last_state(updates: Updates) -> range:
    """The updates behind the last one with a state of its own that is no end."""
    ends = (State.UPDATE, *OVER)
    first = max((n for n, u in enumerate(updates, 1) if u.state not in ends), default=0)
    return range(first, len(updates))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
