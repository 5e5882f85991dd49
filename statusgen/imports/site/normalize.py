"""The rules that hold for the histories of every kind: order, instants, states, the end.

Pure: a source's entry in, the entry that is written out. docs/import.md explains each rule.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from statusgen.imports.history import Losses, SourceEntry, SourceError
from statusgen.imports.site.closing import close_incident, close_maintenance
from statusgen.imports.site.normalized import NormalizedEntry, NormalizedUpdate, Updates, place_of
from statusgen.imports.site.safe_text import NO_TEXT, make_safe, strip_controls
from statusgen.model.entry import Incident, Maintenance
from statusgen.model.instants import format_instant
from statusgen.model.terms import OVER, Impact, State, Status

NO_TIME = "Time not recorded"

_EARLIEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2999, 12, 30, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_EQUIVALENTS = {
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
"""States that a kind of entry does not have, and what is used for them there."""


def normalize_entry(
    entry: SourceEntry, base: str, now: datetime, losses: Losses
) -> NormalizedEntry | None:
    """The entry as it is written; None where nothing of it has happened by `now`.

    Raises SourceError where its own time cannot be. `base` is the address of the source's own
    document, against which its links are meant.
    """
    to_come = entry.at > now
    entry = _with_window(_without_unlikely_times(entry, losses), now, losses)
    if to_come and entry.kind is Incident:
        what = f"an incident of {format_instant(entry.at)}"
        losses.note(entry.place, what, "it is dated in the future; import again then")
        return None
    entry = _as_of(now, entry, losses)
    updates = _move_apart(entry, _date_updates(entry, base, to_come, losses), losses)
    for update in updates:
        if update.at > now:
            what = f"an update of {format_instant(update.at)}"
            reason = "it is dated in the future; import again then"
            losses.note(place_of(entry, update), what, reason)
    updates = tuple(update for update in updates if update.at <= now)
    if not updates and entry.kind is Incident:
        if entry.updates:
            return None
        losses.note(entry.place, "an incident without an update", "a sentence says so")
        at = _whole_seconds(entry.at)
        updates = (NormalizedUpdate("(none)", at, State.UPDATE, NO_TEXT),)
    normalized = NormalizedEntry(entry, entry.kind, _entry_title(entry, losses), updates)
    if entry.kind is Maintenance:
        return _normalize_maintenance(normalized, now, losses)
    return _normalize_incident(normalized, losses)


def _normalize_incident(incident: NormalizedEntry, losses: Losses) -> NormalizedEntry:
    entry = incident.source
    updates, restored = close_incident(entry, incident.updates, losses)
    if updates[0].state is State.UPDATE:
        updates = (updates[0]._replace(state=State.INVESTIGATING), *updates[1:])
    started = entry.started and _whole_seconds(entry.started)
    if started and started > updates[0].at:
        reason = "it is later than the first update, which counts"
        losses.note(entry.place, f"the start at {format_instant(started)}", reason)
    if started and started >= updates[0].at:
        started = None
    updates = _drop_contradictions(entry, updates, losses)
    return incident._replace(updates=updates, started=started, restored=restored)


def _normalize_maintenance(
    maintenance: NormalizedEntry, now: datetime, losses: Losses
) -> NormalizedEntry:
    entry = maintenance.source
    assert entry.starts is not None
    assert entry.ends is not None
    starts, ends = _whole_seconds(entry.starts), _whole_seconds(entry.ends)
    updates = close_maintenance(entry, maintenance.updates, ends, now, losses)
    if updates and updates[0].state is State.UPDATE:
        late = entry.over and updates[0].at >= ends
        state = State.UPDATE if late else State.IN_PROGRESS
        state = State.SCHEDULED if updates[0].at <= starts else state
        updates = (updates[0]._replace(state=state), *updates[1:])
    updates = tuple(_drop_impossible_states(entry, updates, starts, losses))
    updates = _drop_contradictions(entry, updates, losses)
    return maintenance._replace(updates=updates, starts=starts, ends=ends)


def _without_unlikely_times(entry: SourceEntry, losses: Losses) -> SourceEntry:
    """The entry without times that cannot be right. Raises SourceError for `at`."""
    if not _is_likely(entry.at):
        raise SourceError(f"its time, {entry.at.isoformat()}, cannot be right")
    for name in ("over_at", "started", "starts", "ends", "usual_end"):
        at: datetime | None = getattr(entry, name)
        if at and not _is_likely(at):
            losses.note(entry.place, f"{name}: {at.isoformat()}", "it cannot be right")
            unlikely: dict[str, Any] = {name: None}
            entry = entry._replace(**unlikely)
    return entry


def _is_likely(at: datetime) -> bool:
    return _EARLIEST <= at <= _LATEST


def _with_window(entry: SourceEntry, now: datetime, losses: Losses) -> SourceEntry:
    """A maintenance with a start and an end after it; as an incident where no end is known."""
    if entry.kind is not Maintenance:
        return entry
    starts = entry.starts or entry.at
    if entry.starts is None:
        losses.note(entry.place, "the start of a maintenance", "it has none; its own time counts")
    if entry.ends and _whole_seconds(entry.ends) > _whole_seconds(starts):
        return entry._replace(starts=starts)
    times = (update.at for update in entry.updates if update.at and _is_likely(update.at))
    usual = entry.usual_end if starts > now else None
    candidates = (entry.over_at, max(times, default=None), usual)
    later = (at for at in candidates if at and _whole_seconds(at) > _whole_seconds(starts))
    ends = next(later, None)
    why = f"{format_instant(entry.ends)} is not after its start" if entry.ends else "it has none"
    if ends:
        reason = f"{why}; the last thing known of it counts: {format_instant(ends)}"
        if ends == usual:
            reason = f"{why}; as on its page, it takes an hour: correct ends if you know better"
        entry = entry._replace(starts=starts, ends=ends)
    else:
        reason = f"{why}, and nothing later is known; it is written as an incident without impact"
        entry = entry._replace(kind=Incident, impact=Impact.NONE, starts=None, ends=None)
    losses.note(entry.place, "the end of a maintenance", reason)
    return entry


def _as_of(now: datetime, entry: SourceEntry, losses: Losses) -> SourceEntry:
    """The entry without an end that is still to come.

    What has no time of its own was said by now, also of an entry that is still to come.
    """
    if entry.over_at and entry.over_at > now:
        what = f"the end at {format_instant(entry.over_at)}"
        losses.note(entry.place, what, "it is in the future; import again then")
        entry = entry._replace(over=False, over_at=None)
    return entry._replace(at=min(entry.at, now.replace(second=0)))


def _entry_title(entry: SourceEntry, losses: Losses) -> str:
    """The title; where there is none, what it is."""
    title = strip_controls(" ".join(entry.title.split()))
    for change in title.changes:
        losses.note(entry.place, "the title", change)
    if not title.text:
        losses.note(entry.place, "the title", "it is empty; the kind of entry is used instead")
    return title.text or f"{entry.kind.__name__} without a title"


def _date_updates(
    entry: SourceEntry, base: str, to_come: bool, losses: Losses
) -> Iterator[NormalizedUpdate]:
    """The updates in the source's order, each with an instant and a safe text.

    That the time of a text is not recorded is no news where it is the entry's first.
    """
    for number, (update, at) in enumerate(zip(entry.updates, _find_instants(entry), strict=True)):
        place, safe = place_of(entry, update), make_safe(update.text, base)
        for change in safe.changes:
            losses.note(place, "a text", change)
        state, text = update.state or State.UPDATE, safe.text
        state = _EQUIVALENTS[entry.kind].get(state, state)
        if at != update.at:
            what = f"the time {update.at.isoformat()}" if update.at else "the time of an update"
            reason = "it cannot be right" if update.at else "the source records none"
            used = "the end's" if at == entry.over_at else "the entry's own"
            used = used if at in (entry.at, entry.over_at) else "its neighbour's"
            first = number == 0 and at == entry.at and not to_come
            noted = not first and used != "the end's"
            losses.note(place, what, f"{reason}; {used} is used" + ", with a note" * noted)
            text = f"*{NO_TIME}.*\n\n{text}" if noted else text
        components = tuple(dict(update.components).items())
        yield NormalizedUpdate(update.key, _whole_seconds(at), state, text, components)


def _find_instants(entry: SourceEntry) -> list[datetime]:
    """The instants of the updates; one without a time gets the entry's, or keeps its place.

    A last text that ends the entry was said at its end.
    """
    known = [update.at if update.at and _is_likely(update.at) else None for update in entry.updates]
    next_at, before_next = datetime.max.replace(tzinfo=UTC), []
    for at in reversed(known):
        before_next.append(next_at)
        next_at = min(at or next_at, next_at)
    instants, latest = [], datetime.min.replace(tzinfo=UTC)
    for at, following in zip(known, reversed(before_next), strict=True):
        instant = at or max(latest, min(entry.at, following - _SECOND))
        latest = max(latest, instant)
        instants.append(instant)
    last = entry.updates[-1] if entry.updates else None
    closes = last and known[-1] is None and last.state in OVER and entry.over
    if closes and entry.over_at and all(at <= entry.over_at for at in known if at):
        instants[-1] = entry.over_at
    return instants


def _move_apart(entry: SourceEntry, updates: Iterable[NormalizedUpdate], losses: Losses) -> Updates:
    """The updates by time, and no two at one instant: the later of them is moved on."""
    moved: list[NormalizedUpdate] = []
    for update in sorted(updates, key=lambda update: update.at):
        at = max(update.at, moved[-1].at + _SECOND) if moved else update.at
        if at != update.at:
            what = f"the time {format_instant(update.at)}, written as {format_instant(at)}"
            reason = "another update of the entry has this time, and no two may have the same"
            losses.note(place_of(entry, update), what, reason)
        moved.append(update._replace(at=at))
    return tuple(moved)


def _drop_impossible_states(
    entry: SourceEntry, updates: Updates, starts: datetime, losses: Losses
) -> Iterator[NormalizedUpdate]:
    """A maintenance's updates, those as plain ones whose states cannot follow."""
    over = False
    for update in updates:
        planned = update.state is State.SCHEDULED
        late = planned and update.at > starts
        if late or (over and update.state in {State.IN_PROGRESS, State.VERIFYING}):
            reason = "the work had begun by then" if late else "the work was over by then"
            what = f"the state {update.state.label}"
            losses.note(place_of(entry, update), what, f"{reason}; it is written as Update")
            yield update._replace(state=State.UPDATE)
            continue
        over = update.state in OVER or (over and not planned)
        yield update


def _drop_contradictions(entry: SourceEntry, updates: Updates, losses: Losses) -> Updates:
    """The updates; none that says it is over says that something is broken."""
    agreeing, over = [], False
    for update in updates:
        over = over if update.state is State.UPDATE else update.state in OVER
        well = tuple(pair for pair in update.components if pair[1] is Status.OPERATIONAL)
        if over and well != update.components:
            what = f"{len(update.components) - len(well)} component(s) that are not operational"
            losses.note(place_of(entry, update), what, "the update says that it is over")
        agreeing.append(update._replace(components=well) if over else update)
    return tuple(agreeing)


def _whole_seconds(at: datetime) -> datetime:
    """An instant in UTC without its fraction of a second."""
    return at.astimezone(UTC).replace(microsecond=0)
