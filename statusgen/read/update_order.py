"""How the updates of an entry follow each other: in the file, in time and in state."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from statusgen.model.entry import Update
from statusgen.model.findings import Findings, Place
from statusgen.model.terms import OVER, State, Status
from statusgen.read.timestamps import format_local

_UNDER_WAY = frozenset({State.IN_PROGRESS, State.VERIFYING})
_FINISHED = frozenset({State.COMPLETED, State.CANCELLED})
_ORDER = (
    *(State.INVESTIGATING, State.IDENTIFIED, State.MONITORING, State.RESOLVED),
    *(State.SCHEDULED, State.IN_PROGRESS, State.VERIFYING, State.COMPLETED),
)
LONG_AGO = timedelta(days=300)
"""The longest silence in 9,028 real incidents was of 280 days."""
_DAY_OF_NAME = re.compile(r"(?:19[7-9]\d|2\d{3})-\d\d-\d\d(?=-)")
_NOON = 12
_FEW = 50


def check_order(path: str, updates: Sequence[Update], zone: ZoneInfo, findings: Findings) -> None:
    """Updates run newest first or oldest first, as most of a file does; none share an instant."""
    falling = sum(above.at > below.at for above, below in pairwise(updates))
    rising = sum(above.at < below.at for above, below in pairwise(updates))
    if min(falling, rising) and (shift := _find_shift(updates, zone)):
        update, meant = shift
        message = f"this update is out of order: its time is {update.at.astimezone(zone):%H:%M}"
        fix = f"write {format_local(meant, zone)} if that is meant, or move it"
        findings.error(Place(path, update.line), "out-of-order", message, fix)
        return
    newest_first = falling >= rising and len(updates) > 1
    for above, below in pairwise(updates):
        place = Place(path, below.line)
        if above.at == below.at:
            message = "two updates have the same time"
            findings.error(place, "same-time", message, "change one by a minute")
        elif (above.at > below.at) is not newest_first:
            order = "newest first" if newest_first else "oldest first"
            message = f"this update is out of order: the file runs {order}"
            fix = f"look at its time, or move it (the one above is on line {above.line})"
            early, late = (above, below) if newest_first else (below, above)
            local = early.at.astimezone(zone)
            afternoon = local + timedelta(hours=_NOON)
            if local.hour < _NOON and late.at < afternoon < late.at + timedelta(hours=_NOON):
                fix = f"write {afternoon:%H:%M} in line {early.line} for the afternoon, or move one"
            findings.error(place, "out-of-order", message, fix)


def _find_shift(updates: Sequence[Update], zone: ZoneInfo) -> tuple[Update, datetime] | None:
    """The only update that, moved from the morning to the afternoon or the next day, is in order.

    Its state has to follow those before it, too.
    """
    found = []
    for number, update in enumerate(updates[:_FEW]):
        meant = [update.at + timedelta(hours=hours) for hours in (_NOON, 2 * _NOON)]
        for at in meant if update.at.astimezone(zone).hour < _NOON else ():
            told = [(other.at, other.state) for other in updates]
            told[number] = (at, update.state)
            if told[0][0] > told[-1][0]:
                told.reverse()
            states = [_ORDER.index(state) for _, state in told if state in _ORDER]
            in_order = all(early < late for (early, _), (late, _) in pairwise(told))
            if in_order and states == sorted(states):
                found.append((update, at))
                break
    return found[0] if len(updates) <= _FEW and len(found) == 1 else None


def check_times(path: str, updates: Sequence[Update], zone: ZoneInfo, findings: Findings) -> None:
    """Warnings about times that were hardly meant; the updates run oldest first."""
    for number, (early, late) in enumerate(pairwise(updates), 1):
        gap = late.at - early.at
        if gap > LONG_AGO and late.state is not State.POSTMORTEM:
            alone = early if number <= len(updates) / 2 else late
            message = f"this update is {gap.days:,} days away from the others"
            findings.warning(Place(path, alone.line), "unlikely-time", message, "look at its year")
    named = day_of_name(path)
    if named and all(abs(update.at - named) > LONG_AGO for update in updates):
        message = f"the file's name says {named:%Y-%m-%d}, which is far from every update"
        findings.warning(Place(path, updates[0].line), "unlikely-time", message, "look at its year")
    elif named and _is_month_before(updates[0].at.astimezone(zone), named):
        message = f"this is a month before {named:%Y-%m-%d}, which the file's name says"
        place = Place(path, updates[0].line)
        findings.warning(place, "unlikely-time", message, "look at its month")
    _check_beginning(path, updates, zone, findings)


def _is_month_before(local: datetime, named: datetime) -> bool:
    months = named.year * 12 + named.month - local.year * 12 - local.month
    return months == 1 and local.day == named.day


def _check_beginning(
    path: str, updates: Sequence[Update], zone: ZoneInfo, findings: Findings
) -> None:
    """The first update in time was meant to be a later one: it closes, or is twelve hours early."""
    stated = [update for update in updates if update.state in _ORDER]
    if updates[0].state is State.UPDATE and not is_over(updates):
        stated.insert(0, updates[0])
    if len(stated) < 2:
        return
    first, second = stated[:2]
    is_update, closes = first.state is State.UPDATE, first.state in OVER
    if not is_update and _ORDER.index(first.state) <= _ORDER.index(second.state):
        return
    local, following = (update.at.astimezone(zone) for update in (first, second))
    afternoon = local + timedelta(hours=_NOON)
    is_morning = local.date() == following.date() and local.hour < _NOON
    if is_morning and (closes or following.hour >= _NOON) and afternoon > following:
        fix = f"{local:%H:%M} is in the morning; write {afternoon:%H:%M} for the afternoon"
    elif not closes:
        return
    elif is_morning:
        fix = f"write {local + timedelta(days=1):%Y-%m-%d %H:%M} if it was on the day after"
    else:
        fix = "look at the dates and times of both"
    told = [f"{u.state.label} ({u.at.astimezone(zone):%Y-%m-%d %H:%M})" for u in stated[:2]]
    message = f"by its time, {told[0]} comes before {told[1]}"
    findings.warning(Place(path, first.line), "unlikely-time", message, fix)


def day_of_name(path: str) -> datetime | None:
    """The day that a file's name begins with, if any."""
    named = _DAY_OF_NAME.match(path.rpartition("/")[2])
    try:
        return datetime.fromisoformat(f"{named[0]}T00:00+00:00") if named else None
    except ValueError:  # the 30th of February
        return None


def is_over(updates: Sequence[Update]) -> bool:
    """Whether the last state that updates give, oldest first, is one of the end."""
    states = [update.state for update in updates if update.state is not State.UPDATE]
    return bool(states) and states[-1] in OVER


def check_over(path: str, updates: Sequence[Update], findings: Findings) -> None:
    """No component is broken in an update after which the entry is over."""
    state = None
    for update in updates:
        before, state = state, state if update.state is State.UPDATE else update.state
        if before in _FINISHED and state in _UNDER_WAY:
            message = f"the maintenance goes on after it was {before}"
            fix = "look at the times, or write Scheduled first with new starts and ends"
            findings.error(Place(path, update.line), "after-the-end", message, fix)
        if state not in OVER:
            continue
        broken = [id for id, status in update.components if status is not Status.OPERATIONAL]
        if broken:
            message = f'"{broken[0]}" is not operational, but the update says it is over'
            fix = "write Monitoring, or leave the component out"
            findings.error(Place(path, update.line), "over-but-broken", message, fix)
