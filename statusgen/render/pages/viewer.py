"""Turns what holds into what is shown: an entry's words, times and classes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from statusgen.model.addresses import Route, component_address, entry_address
from statusgen.model.entry import Entry, Incident, MakeGood, Update, When
from statusgen.model.instants import format_instant
from statusgen.model.page import Component, Page
from statusgen.model.promises import Promise, promises_of
from statusgen.model.record import IncidentRecord, MaintenanceRecord, Record
from statusgen.model.terms import STATUS_OF_IMPACT, Impact, State, Status
from statusgen.render.addresses import Addresses
from statusgen.render.escaping import escape_text
from statusgen.render.language.words import IMPACTS, STATES, STATUSES, Words
from statusgen.render.pages.views import (
    ComponentLine,
    EntryView,
    MakeGoodView,
    StateView,
    UpdateView,
)

SHAPES = {
    Status.OPERATIONAL: "operational",
    Status.UNDER_MAINTENANCE: "maintenance",
    Status.DEGRADED_PERFORMANCE: "degraded",
    Status.PARTIAL_OUTAGE: "partial",
    Status.MAJOR_OUTAGE: "major",
}
"""The CSS class of a status, which is also the name of its shape."""


@dataclass(frozen=True)
class Viewer:
    """Turns what holds into what is shown, for one page in one language."""

    page: Page
    words: Words
    addresses: Addresses

    def time(self, at: datetime, text: str) -> Markup:
        """A `time` element: the instant for machines, the text for people."""
        return Markup(f'<time datetime="{format_instant(at)}">{escape_text(text)}</time>')

    def full_time(self, at: datetime) -> Markup:
        return self.time(at, self.words.time_and_date(at))

    def time_near(self, at: datetime, near: datetime) -> Markup:
        """A time with its date, unless it is plainly the day of another."""
        return self.time(at, self.words.time_near(at, near))

    def stretch(self, start: datetime, end: datetime) -> Markup:
        first, last = self.words.span(start, end)
        return self.words.html(
            "{start} – {end}", start=self.time(start, first), end=self.time(end, last)
        )

    def status(self, status: Status) -> StateView:
        return StateView(self.words.t(STATUSES[status]), SHAPES[status])

    def state(self, record: Record) -> StateView:
        """An entry's state in a word; an open incident's impact decides its shape."""
        word, completed = self.words.t(STATES[record.state]), record.state is State.COMPLETED
        if isinstance(record, MaintenanceRecord):
            return StateView(word, "operational" if completed else "maintenance")
        impact = Impact.NONE if record.over else record.impact
        return StateView(word, SHAPES[STATUS_OF_IMPACT[impact]])

    def entry(self, record: Record, components: dict[str, Component]) -> EntryView:
        """One entry, whole."""
        entry = record.entry
        prose = self.addresses.prose_in_page
        incident = entry if isinstance(entry, Incident) else None
        href, promised = self.addresses.path(entry_address(entry)), entry.promised
        return EntryView(
            anchor=f"now-{entry.id}",
            title=entry.title,
            href=href,
            state=self.state(record),
            over=record.over,
            draft=entry.draft,
            facts=self._facts(record),
            since=format_instant(record.start)
            if isinstance(record, IncidentRecord) and not record.over
            else "",
            promise=self._promise(entry, promised) if promised else None,
            grace=int(self.page.promise_grace.total_seconds()) // 60,
            due=format_instant(promised) if promised else "",
            action=prose(entry.action) if entry.action else None,
            affected=prose(entry.affected) if entry.affected else None,
            cause=prose(incident.cause) if incident and incident.cause else None,
            data_loss=prose(incident.data_loss) if incident and incident.data_loss else None,
            make_good=tuple(map(self._make_good, incident.make_good if incident else ())),
            summary=prose(entry.summary) if entry.summary else None,
            updates=self._updates(record, href, components),
            newest_first=self.page.newest_first,
            components=tuple(self._component_lines(record, components)),
            record=self.page.source.replace("{path}", entry.source) if self.page.source else "",
            description=self._description(record),
            turns=self._turns(record) if isinstance(record, MaintenanceRecord) else "",
            calendar=self._calendar(record) if isinstance(record, MaintenanceRecord) else "",
        )

    def _calendar(self, record: MaintenanceRecord) -> str:
        """Where a maintenance that is not over can be had as an event."""
        return "" if record.over else self.addresses.path(Route.EVENT.address(record.entry.id))

    def _facts(self, record: Record) -> Markup:
        """Impact and time, in one line."""
        html = self.words.html
        if isinstance(record, MaintenanceRecord):
            lasted = self.words.duration(record.entry.ends - record.entry.starts)
            when = self.stretch(record.entry.starts, record.entry.ends)
            return html("{when} · {duration}", when=when, duration=lasted)
        if record.ended is None:
            since = self.full_time(record.start)
            if record.impact is Impact.NONE:
                return html("Since {time}", time=since)
            impact = self.words.t(IMPACTS[record.impact])
            return html("{impact} · since {time}", impact=impact, time=since)
        return html(
            "{impact} · {when} · {duration}",
            impact=self.words.t(IMPACTS[record.impact]),
            when=self.stretch(record.start, record.ended),
            duration=self.words.duration(record.ended - record.start),
        )

    def _promise(self, entry: Entry, promised: datetime) -> Markup:
        told = self.time_near(promised, entry.updates[-1].at)
        return Markup("<strong>{}</strong>").format(told)

    def _make_good(self, made: MakeGood) -> MakeGoodView:
        t = self.words.t
        due = self._day_or_time(made.due) if made.due else ""
        done = self._day_or_time(made.done) if made.done else ""
        if due and done:
            dates = t("Promised for {due} · done {done}", due=due, done=done)
        elif done:
            dates = t("Done {done}", done=done)
        else:
            dates = t("Promised for {due}", due=due) if due else ""
        return MakeGoodView(self.addresses.prose_in_page(made.offer), made.who, dates)

    def _day_or_time(self, when: When) -> str:
        return self.words.time_and_date(when.at) if when.at else self.words.date(when.day)

    def _updates(
        self, record: Record, href: str, components: dict[str, Component]
    ) -> tuple[UpdateView, ...]:
        """The timeline in the page's order; a date stands where it differs from the one above."""
        promises = {p.answered: p for p in promises_of(record.entry, self.page.promise_grace)}
        statements, views, above = record.timeline, [], None
        for at, _, state, update in reversed(statements) if self.page.newest_first else statements:
            time = self.time_near(at, above) if above else self.full_time(at)
            above = at
            if update:
                views.append(self._update(update, href, time, promises.get(at), components))
            else:
                views.append(UpdateView("", "", self.words.t(STATES[state]), time, None))
        return tuple(views)

    def _verdict(self, late: timedelta | None) -> str:
        if late is None:
            return self.words.t("on time")
        return self.words.t("{duration} late", duration=self.words.duration(late))

    def _update(
        self,
        update: Update,
        href: str,
        time: Markup,
        answered: Promise | None,
        components: dict[str, Component],
    ) -> UpdateView:
        anchor = format_instant(update.at)
        return UpdateView(
            anchor=anchor,
            href=f"{href}#{anchor}",
            word=self.words.t(STATES[update.state]),
            time=time,
            text=self.addresses.prose_in_page(update.text),
            changes=" · ".join(self._changes(update, components)) if update.components else "",
            verdict=self._verdict(answered.late) if answered else "",
            kept=answered is not None and answered.late is None,
            promise=self.time_near(update.next_update, update.at) if update.next_update else None,
            edits=tuple(self._edits(update)) if update.edits else (),
        )

    def _changes(self, update: Update, components: dict[str, Component]) -> Iterable[str]:
        for id, status in update.components:
            name, word = components[id].name, self.words.t(STATUSES[status])
            yield self.words.t("{component}: {status}", component=name, status=word)

    def _edits(self, update: Update) -> Iterable[Markup]:
        for edit in update.edits:
            time = self.time_near(edit.at, update.at)
            yield self.words.html("Edited {time}: {reason}", time=time, reason=edit.reason)

    def _component_lines(
        self, record: Record, components: dict[str, Component]
    ) -> Iterable[ComponentLine]:
        """Each component that the entry touched, with the statuses it held."""
        for id in record.components:
            told = []
            for span in record.spans:
                if span.component != id:
                    continue
                word = self.words.t(STATUSES[span.status])
                lasted = self.words.duration(span.end - span.start) if span.end else ""
                told.append(self._told(word, lasted))
            href = self.addresses.path(component_address(id))
            yield ComponentLine(components[id].name, href, self.words.listed(told) if told else "")

    def _told(self, status: str, duration: str) -> str:
        if not duration:
            return status
        return self.words.t("{status} ({duration})", status=status, duration=duration)

    def _description(self, record: Record) -> str:
        """One sentence or two for search results and previews."""
        entry = record.entry
        for prose in (entry.affected, entry.updates[-1].text if entry.updates else None):
            if prose and (plain := prose.plain):
                return plain if len(plain) <= 200 else plain[:199].rsplit(" ", 1)[0] + "…"
        return entry.title

    def _turns(self, record: MaintenanceRecord) -> str:
        """What the script shows when the planned times come and nobody has written."""
        t, transitions = self.words.t, record.upcoming_transitions
        return "|".join(f"{format_instant(at)}|{t(STATES[state])}" for at, state in transitions)
