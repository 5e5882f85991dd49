"""What holds for the histories of every kind: order, instants, states, the end.

Pure: a source's entry in, the entry that is written out. docs/import.md tells each rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from statusgen.imports.errors import SourceError
from statusgen.imports.history import SourceEntry
from statusgen.imports.site.closing import close_incident, close_maintenance
from statusgen.imports.site.normalized import Losses, SettledEntry, SettledUpdate, place_of
from statusgen.imports.sources.texts import NO_TEXT, make_safe, make_speakable
from statusgen.model.entry import Entry, Incident, Maintenance
from statusgen.model.instants import format_instant
from statusgen.model.terms import OVER, Impact, State, Status

NO_TIME = "Time not recorded"
NO_UPDATE = "(none)"
"""The key of the update that stands where a source has an incident and nothing about it."""

_FIRST, _LAST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2999, 12, 30, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_TWINS = {
    Incident: {
        State.SCHEDULED: State.UPDATE,
        State.IN_PROGRESS: State.UPDATE,
        State.VERIFYING: State.MONITORING,
        State.COMPLETED: State.RESOLVED,
        State.CANCELLED: State.RESOLVED,
    },
    Maintenance: {
        State.INVESTIGATING: State.IN_PROGRESS,
        State.IDENTIFIED: State.IN_PROGRESS,
        State.MONITORING: State.VERIFYING,
        State.RESOLVED: State.COMPLETED,
        State.POSTMORTEM: State.UPDATE,
    },
}
"""States that a kind of entry does not have, and what stands for them there."""


def settle_entry(
    entry: SourceEntry, base: str, now: datetime, losses: Losses
) -> SettledEntry | None:
    """The entry as it is written; None where nothing of it has happened by `now`.

    Raises SourceError where its own time cannot be. `base` is the address of the source's own
    document, against which its links are meant.
    """
    to_come = entry.at > now
    entry = _with_window(_with_likely_times(entry, losses), losses)
    entry = _as_known(entry, now, losses)
    updates = _moved_apart(entry, _timed(entry, base, losses), losses)
    updates = _held_back(entry, updates, now, losses)
    if not updates and entry.kind is Incident:
        if entry.updates or to_come:
            return None
        losses.note(entry.place, "an incident without an update", "a sentence says so")
        updates = (SettledUpdate(NO_UPDATE, _whole(entry.at), State.UPDATE, NO_TEXT),)
    title = make_speakable(" ".join(entry.title.split()))
    for change in title.changes:
        losses.note(entry.place, "the title", change)
    settled = SettledEntry(entry, entry.kind, _titled(entry, title.text, losses), updates)
    if entry.kind is Maintenance:
        return _settle_maintenance(settled, now, losses)
    return _settle_incident(settled, losses)


def _settle_incident(settled: SettledEntry, losses: Losses) -> SettledEntry:
    entry = settled.source
    updates, restored = close_incident(entry, settled.updates, losses)
    if updates[0].state is State.UPDATE:
        updates = (replace(updates[0], state=State.INVESTIGATING), *updates[1:])
    started = entry.started and _whole(entry.started)
    if started and started > updates[0].at:
        reason = "it is later than the first update, which counts"
        losses.note(entry.place, f"the start at {format_instant(started)}", reason)
    if started and started >= updates[0].at:
        started = None
    updates = _agreeing(entry, updates, losses)
    return replace(settled, updates=updates, started=started, restored=restored)


def _settle_maintenance(settled: SettledEntry, now: datetime, losses: Losses) -> SettledEntry:
    entry = settled.source
    assert entry.starts is not None
    assert entry.ends is not None
    starts, ends = _whole(entry.starts), _whole(entry.ends)
    updates = close_maintenance(entry, settled.updates, ends, now, losses)
    if updates and updates[0].state is State.UPDATE:
        updates = (replace(updates[0], state=_first_state(entry, updates[0].at)), *updates[1:])
    updates = _agreeing(entry, tuple(_in_turn(entry, updates, starts, losses)), losses)
    return replace(settled, updates=updates, starts=starts, ends=ends)


def _first_state(entry: SourceEntry, at: datetime) -> State:
    """What a maintenance's first update says of it that came without a state."""
    assert entry.starts is not None
    assert entry.ends is not None
    if at <= _whole(entry.starts):
        return State.SCHEDULED
    return State.UPDATE if entry.over and at >= _whole(entry.ends) else State.IN_PROGRESS


def _with_likely_times(entry: SourceEntry, losses: Losses) -> SourceEntry:
    """The entry without times of it that no calendar of ours holds. Raises SourceError for `at`."""
    if not _is_likely(entry.at):
        raise SourceError(f"its time, {entry.at.isoformat()}, cannot be right")
    for name in ("over_at", "started", "starts", "ends"):
        at: datetime | None = getattr(entry, name)
        if at and not _is_likely(at):
            losses.note(entry.place, f"{name}: {at.isoformat()}", "it cannot be right")
            unlikely: dict[str, Any] = {name: None}
            entry = replace(entry, **unlikely)
    return entry


def _is_likely(at: datetime) -> bool:
    return _FIRST <= at <= _LAST


def _with_window(entry: SourceEntry, losses: Losses) -> SourceEntry:
    """A maintenance with a start and an end after it; as an incident where no end is told."""
    if entry.kind is not Maintenance:
        return entry
    starts = entry.starts or entry.at
    if entry.starts is None:
        losses.note(entry.place, "the start of a maintenance", "it has none; its own time counts")
    if entry.ends and _whole(entry.ends) > _whole(starts):
        return replace(entry, starts=starts)
    said = (u.at for u in entry.updates if u.at and _is_likely(u.at))
    told = [entry.over_at, max(said, default=None)]
    ends = next((at for at in told if at and _whole(at) > _whole(starts)), None)
    why = f"{format_instant(entry.ends)} is not after its start" if entry.ends else "it has none"
    if ends:
        reason = f"{why}; the last that is told of it counts: {format_instant(ends)}"
        losses.note(entry.place, "the end of a maintenance", reason)
        return replace(entry, starts=starts, ends=ends)
    reason = f"{why}, and nothing later is told; it is written as an incident without impact"
    losses.note(entry.place, "the end of a maintenance", reason)
    return replace(entry, kind=Incident, impact=Impact.NONE, starts=None, ends=None)


def _as_known(entry: SourceEntry, now: datetime, losses: Losses) -> SourceEntry:
    """The entry without an end that is still to come.

    What has no time of its own was said by now, also of an entry that is still to come.
    """
    if entry.over_at and entry.over_at > now:
        what = f"the end at {format_instant(entry.over_at)}"
        losses.note(entry.place, what, "it is in the future; import it then")
        entry = replace(entry, over=False, over_at=None)
    return replace(entry, at=min(entry.at, now.replace(second=0)))


def _titled(entry: SourceEntry, title: str, losses: Losses) -> str:
    """The title; where there is none, what it is."""
    if not title:
        losses.note(entry.place, "the title", "it is empty; the kind of entry stands for it")
    return title or f"{entry.kind.__name__} without a title"


def _timed(entry: SourceEntry, base: str, losses: Losses) -> Iterator[SettledUpdate]:
    """The updates in the source's order, each with an instant and a text that can stand."""
    latest: datetime | None = None
    for update in entry.updates:
        place, safe = place_of(entry, update), make_safe(update.text, base)
        for change in safe.changes:
            losses.note(place, "a text", change)
        state, text, at = _state(entry.kind, update.state), safe.text, update.at
        if at is None or not _is_likely(at):
            what = f"the time {at.isoformat()}" if at else "the time of an update"
            reason = "it cannot be right" if at else "the source records none"
            losses.note(place, what, f"{reason}; the entry's own stands there, and a note")
            late = latest is not None and latest > entry.at and state is not State.UPDATE
            note = f"{NO_TIME}; the source says: {state.label}" if late else NO_TIME
            state, at = State.UPDATE if late else state, entry.at
            text = f"*{note}.*\n\n{text}"
        else:
            latest = max(at, latest or at)
        yield SettledUpdate(
            update.key, _whole(at), state, text, tuple(dict(update.components).items())
        )


def _state(kind: type[Entry], state: State | None) -> State:
    return State.UPDATE if state is None else _TWINS[kind].get(state, state)


def _moved_apart(
    entry: SourceEntry, updates: Iterable[SettledUpdate], losses: Losses
) -> tuple[SettledUpdate, ...]:
    """The updates by time, and no two at one instant: the later of them is moved on."""
    found: list[SettledUpdate] = []
    for update in sorted(updates, key=lambda update: update.at):
        at = max(update.at, found[-1].at + _SECOND) if found else update.at
        if at != update.at:
            what = f"the time {format_instant(update.at)}, written as {format_instant(at)}"
            reason = "another update of the entry has this time, and no two of ours may"
            losses.note(place_of(entry, update), what, reason)
        found.append(replace(update, at=at))
    return tuple(found)


def _held_back(
    entry: SourceEntry, updates: tuple[SettledUpdate, ...], now: datetime, losses: Losses
) -> tuple[SettledUpdate, ...]:
    """The updates that have been made: no page may show the others yet."""
    for update in updates:
        if update.at > now:
            what = f"an update of {format_instant(update.at)}"
            losses.note(place_of(entry, update), what, "it is dated in the future; import it then")
    return tuple(update for update in updates if update.at <= now)


def _in_turn(
    entry: SourceEntry, updates: tuple[SettledUpdate, ...], starts: datetime, losses: Losses
) -> Iterator[SettledUpdate]:
    """A maintenance's updates, those as plain ones whose states cannot follow."""
    over = False
    for update in updates:
        planned = update.state is State.SCHEDULED
        late = planned and update.at > starts
        if late or (over and update.state in {State.IN_PROGRESS, State.VERIFYING}):
            reason = "the work had begun by then" if late else "the work was over by then"
            what = f"the state {update.state.label}"
            losses.note(place_of(entry, update), what, f"{reason}; it is written as Update")
            yield replace(update, state=State.UPDATE)
            continue
        over = update.state in OVER or (over and not planned)
        yield update


def _agreeing(
    entry: SourceEntry, updates: tuple[SettledUpdate, ...], losses: Losses
) -> tuple[SettledUpdate, ...]:
    """The updates; none that says it is over says that something is broken."""
    found, over = [], False
    for update in updates:
        over = over if update.state is State.UPDATE else update.state in OVER
        broken = [key for key, s in update.components if s is not Status.OPERATIONAL]
        if over and broken:
            what = f"{len(broken)} component(s) that are not operational"
            losses.note(place_of(entry, update), what, "the update says that it is over")
        kept = update.components if not over else ()
        fine = tuple((key, s) for key, s in update.components if key not in broken)
        found.append(replace(update, components=kept or fine))
    return tuple(found)


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
