"""Entries as views: the words, times, addresses and classes of each."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from markupsafe import Markup

from statusgen.model.addresses import Route, component_address, entry_address
from statusgen.model.entry import Incident, MakeGood, Prose, Update, When
from statusgen.model.instants import format_instant
from statusgen.model.promises import Promise
from statusgen.model.record import IncidentRecord, MaintenanceRecord, Record
from statusgen.model.terms import STATUS_OF_IMPACT, Impact, State, Status
from statusgen.render.language.words import IMPACTS, STATES, STATUSES, Words
from statusgen.render.pages import views
from statusgen.render.renderer import Renderer

SHAPES = {
    Status.OPERATIONAL: "operational",
    Status.UNDER_MAINTENANCE: "maintenance",
    Status.DEGRADED_PERFORMANCE: "degraded",
    Status.PARTIAL_OUTAGE: "partial",
    Status.MAJOR_OUTAGE: "major",
}
"""The CSS class of a status, which is also the name of its shape."""


def view_status(renderer: Renderer, status: Status) -> views.StateView:
    """A component's status."""
    return views.StateView(renderer.words.t(STATUSES[status]), SHAPES[status])


def view_state(renderer: Renderer, record: Record) -> views.StateView:
    """An entry's state; an open incident's impact decides the shape."""
    word, completed = renderer.words.t(STATES[record.state]), record.state is State.COMPLETED
    if isinstance(record, MaintenanceRecord):
        return views.StateView(word, "operational" if completed else "maintenance")
    impact = Impact.NONE if record.over else record.impact
    return views.StateView(word, SHAPES[STATUS_OF_IMPACT[impact]])


def view_entry(renderer: Renderer, record: Record) -> views.EntryView:
    """All that is shown of an entry."""
    entry, source = record.entry, renderer.page.source
    incident = entry if isinstance(entry, Incident) else None
    open_since = record.start if isinstance(record, IncidentRecord) and not record.over else None
    unfinished = record if isinstance(record, MaintenanceRecord) and not record.over else None
    path, promised, promise = renderer.path, entry.promised, None
    if promised:
        time = renderer.words.time_near(promised, entry.updates[-1].at)
        promise = Markup("<strong>{}</strong>").format(time)

    def html(text: Prose | None) -> Markup | None:
        return renderer.prose_in_page(text) if text else None

    return views.EntryView(
        anchor=f"now-{entry.id}",
        title=entry.title,
        href=path(entry_address(entry)),
        state=view_state(renderer, record),
        over=record.over,
        draft=entry.draft,
        facts=_impact_and_time(renderer, record),
        since=format_instant(open_since) if open_since else "",
        promise=promise,
        grace=int(renderer.page.promise_grace.total_seconds()) // 60,
        due=format_instant(promised) if promised else "",
        action=html(entry.action),
        affected=html(entry.affected),
        cause=html(incident.cause if incident else None),
        data_loss=html(incident.data_loss if incident else None),
        make_good=tuple(_make_good(renderer, o) for o in incident.make_good) if incident else (),
        summary=html(entry.summary),
        updates=_view_updates(renderer, record, path(entry_address(entry))),
        newest_first=renderer.page.newest_first,
        components=tuple(_component_lines(renderer, record)),
        record=source.replace("{path}", entry.source),
        description=_search_description(record),
        turns=_turns(renderer, unfinished) if unfinished else "",
        calendar=path(Route.EVENT.address(entry.id)) if unfinished else "",
    )


def _impact_and_time(renderer: Renderer, record: Record) -> Markup:
    """Impact and time, in one line."""
    words = renderer.words
    if isinstance(record, MaintenanceRecord):
        return when_and_duration(words, record.entry.starts, record.entry.ends)
    impact = words.t(IMPACTS[record.impact])
    if record.ended:
        when = words.time_range(record.start, record.ended)
        duration = words.duration(record.ended - record.start)
        return words.html(
            "{impact} · {when} · {duration}", impact=impact, when=when, duration=duration
        )
    since = words.full_time(record.start)
    if record.impact is Impact.NONE:
        return words.html("Since {time}", time=since)
    return words.html("{impact} · since {time}", impact=impact, time=since)


def when_and_duration(words: Words, start: datetime, end: datetime) -> Markup:
    """When something happened, and how long it lasted."""
    when, duration = words.time_range(start, end), words.duration(end - start)
    return words.html("{when} · {duration}", when=when, duration=duration)


def _make_good(renderer: Renderer, offer: MakeGood) -> views.MakeGoodView:
    t = renderer.words.t
    due = _day_or_time(renderer, offer.due) if offer.due else ""
    done = _day_or_time(renderer, offer.done) if offer.done else ""
    if due and done:
        dates = t("Promised for {due} · done {done}", due=due, done=done)
    elif done:
        dates = t("Done {done}", done=done)
    else:
        dates = t("Promised for {due}", due=due) if due else ""
    return views.MakeGoodView(renderer.prose_in_page(offer.offer), offer.who, dates)


def _day_or_time(renderer: Renderer, when: When) -> str:
    return renderer.words.time_and_date(when.at) if when.at else renderer.words.date(when.day)


def _view_updates(renderer: Renderer, record: Record, href: str) -> tuple[views.UpdateView, ...]:
    """The timeline in the page's order; a time has a date where that differs from the one above."""
    promises = {promise.answered: promise for promise in record.promises}
    statements, updates, above = record.timeline, [], None
    for at, _, state, update in reversed(statements) if renderer.page.newest_first else statements:
        time = renderer.words.time_near(at, above) if above else renderer.words.full_time(at)
        above = at
        if update:
            updates.append(_view_update(renderer, update, href, time, promises.get(at)))
        else:
            updates.append(views.UpdateView("", "", renderer.words.t(STATES[state]), time, None))
    return tuple(updates)


def _verdict(renderer: Renderer, late: timedelta | None) -> str:
    if late is None:
        return renderer.words.t("on time")
    return renderer.words.t("{duration} late", duration=renderer.words.duration(late))


def _view_update(
    renderer: Renderer, update: Update, href: str, time: Markup, answered: Promise | None
) -> views.UpdateView:
    words, anchor = renderer.words, format_instant(update.at)
    late = answered.late(renderer.page.promise_grace) if answered else None
    return views.UpdateView(
        anchor=anchor,
        href=f"{href}#{anchor}",
        word=words.t(STATES[update.state]),
        time=time,
        text=renderer.prose_in_page(update.text),
        changes=" · ".join(_changes(renderer, update)) if update.components else "",
        verdict=_verdict(renderer, late) if answered else "",
        kept=answered is not None and late is None,
        promise=words.time_near(update.next_update, update.at) if update.next_update else None,
        edits=tuple(_edits(renderer, update)) if update.edits else (),
    )


def _changes(renderer: Renderer, update: Update) -> Iterable[str]:
    for id, status in update.components:
        name, word = renderer.component_names[id], renderer.words.t(STATUSES[status])
        yield renderer.words.t("{component}: {status}", component=name, status=word)


def _edits(renderer: Renderer, update: Update) -> Iterable[Markup]:
    for edit in update.edits:
        time = renderer.words.time_near(edit.at, update.at)
        yield renderer.words.html("Edited {time}: {reason}", time=time, reason=edit.reason)


def _component_lines(renderer: Renderer, record: Record) -> Iterable[views.ComponentLine]:
    """Each of an entry's components, with the statuses that the entry gave it, and for how long."""
    words = renderer.words
    for id in record.components:
        statuses = []
        for span in (span for span in record.spans if span.component == id):
            status = words.t(STATUSES[span.status])
            if span.end:
                duration = words.duration(span.end - span.start)
                status = words.t("{status} ({duration})", status=status, duration=duration)
            statuses.append(status)
        href = renderer.path(component_address(id))
        text = words.listed(statuses) if statuses else ""
        yield views.ComponentLine(renderer.component_names[id], href, text)


def _search_description(record: Record) -> str:
    """One sentence or two for search results and previews."""
    entry = record.entry
    for prose in (entry.affected, entry.updates[-1].text if entry.updates else None):
        if prose and (plain := prose.plain):
            return plain if len(plain) <= 200 else plain[:199].rsplit(" ", 1)[0] + "…"
    return entry.title


def _turns(renderer: Renderer, record: MaintenanceRecord) -> str:
    """The states that the script shows at the planned times, unless an update says otherwise."""
    t, transitions = renderer.words.t, record.upcoming_transitions
    return "|".join(f"{format_instant(at)}|{t(STATES[state])}" for at, state in transitions)
