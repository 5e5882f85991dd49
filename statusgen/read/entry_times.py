"""The times at the top of an entry, against each other and against its updates."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from statusgen.model.entry import Incident, Maintenance
from statusgen.model.findings import Place
from statusgen.model.terms import MAINTENANCE_STATES, OVER, State
from statusgen.model.timeline import incident_timeline, reopened_at
from statusgen.read.fields import Form
from statusgen.read.timestamps import format_local
from statusgen.read.update_order import LONG_AGO, day_of_name, is_over

_LONG_WORK = timedelta(days=30)
_LONGEST_MONTH = timedelta(days=32)
_DAY, _HALF_A_DAY, _SOON = timedelta(days=1), timedelta(hours=12), timedelta(hours=1)
_NOON = 12
_BEFORE = (State.SCHEDULED, State.CANCELLED, State.UPDATE)


def check_window(maintenance: Maintenance, form: Form, zone: ZoneInfo) -> None:
    """A maintenance ends after it starts, and is not much longer or farther away than usual."""
    starts, ends, updates = maintenance.starts, maintenance.ends, maintenance.updates
    if ends <= starts:
        message, fix = "the maintenance ends before it starts", "look at starts and ends"
        if ends + _DAY > starts:
            fix = f"write {format_local(ends + _DAY, zone)} if it ends on the day after"
        form.error_at("ends", "end-before-start", message, fix)
    elif ends - starts > _LONG_WORK and not is_over(updates):
        message = f"the maintenance lasts {(ends - starts).days:,} days"
        fix = "look at the day, month and year of starts and ends"
        form.warning_at("ends", "unlikely-time", message, fix)
    planned = [update for update in updates if update.state is State.SCHEDULED]
    if planned and planned[-1].at > starts:
        message = "this says that the work is still to come, but by then it had begun"
        fix = "write the new starts and ends at the top, or In progress here"
        place = Place(form.source.path, planned[-1].line)
        form.findings.error(place, "scheduled-too-late", message, fix)
    begun = [u for u in updates if u.state in MAINTENANCE_STATES and u.state not in _BEFORE]
    if begun and begun[0].at + _DAY < starts:
        days = (starts - begun[0].at).days
        message = f"{begun[0].state.label} is {days:,} days before the maintenance starts"
        fix = "look at the date here, and at starts at the top"
        place = Place(form.source.path, begun[0].line)
        form.findings.warning(place, "unlikely-time", message, fix)
    told = [update.at for update in updates] or list(filter(None, [day_of_name(form.source.path)]))
    gap = min((max(starts - at, at - ends) for at in told), default=timedelta())
    if gap > LONG_AGO:
        what = "every update" if updates else "the day in the file's name"
        message = f"the maintenance is {gap.days:,} days away from {what}"
        form.warning_at("starts", "unlikely-time", message, "look at its year")


def check_end(incident: Incident, form: Form, zone: ZoneInfo) -> None:
    """No end may be before the start, nor `restored` outside of the last outage."""
    if incident.started is None and incident.restored is None:
        return
    restored, reopened = incident.restored, reopened_at(incident)
    over = incident_timeline(incident)[-1].state in OVER
    resolved = (update.at for update in incident.updates if update.state is State.RESOLVED)
    closed = max(resolved, default=None) if over else None
    if incident.started and closed and closed < incident.started:
        message = "the incident is resolved before it started"
        fix = "look at started and at the time of the Resolved update"
        form.error_at("started", "end-before-start", message, fix)
    elif incident.started:
        _check_start(incident.started, incident.updates[0].at, form, zone)
    if restored is None:
        return
    if restored < incident.began:
        message, fix = "it was restored before it started", "look at started and restored"
    elif reopened and restored < reopened:
        message = "the incident was reopened after it was restored"
        fix = "leave restored out, or write when it worked for good"
    elif closed and restored > closed:
        message = "restored is later than the update that says so"
        fix = "leave restored out, or look at both times"
    else:
        if not over:
            message = "components are shown as working since then, but the incident is still open"
            fix = "write a Resolved update if it is over, or leave restored out until it is"
            form.warning_at("restored", "restored-but-open", message, fix)
        return
    form.error_at("restored", "end-before-start", message, fix)


def _check_start(started: datetime, first: datetime, form: Form, zone: ZoneInfo) -> None:
    """It began before the first update, though not by half a day or a month that is mistyped."""
    local, told = started.astimezone(zone), first.astimezone(zone)
    gap = told - local
    meant = [local + _HALF_A_DAY] if local.hour < _NOON else []
    if local.day == told.day and gap < _LONGEST_MONTH:
        meant.append(local.replace(year=told.year, month=told.month))
    likely = next((at for at in meant if timedelta() <= told - at <= _SOON and at > local), None)
    if gap > LONG_AGO:
        message = f"started is {gap.days:,} days before the first update"
        form.warning_at("started", "unlikely-time", message, "look at its year")
    elif gap < timedelta():
        message = "started is later than the first update"
        fix = "leave started out, or look at both times"
        form.error_at("started", "started-too-late", message, fix)
    elif likely:
        before = f"{gap.days} days" if gap > _DAY else f"{gap // _SOON} hours"
        message = f"started is {before} before the first update"
        fix = f"write {format_local(likely, zone)} if that is meant"
        form.warning_at("started", "unlikely-time", message, fix)
