"""Calendars of maintenances (RFC 5545), written by icalendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event, vCategory, vDuration, vText

from statusgen.model.addresses import Route, entry_address
from statusgen.model.identity import event_uid
from statusgen.model.instants import BEGINNING
from statusgen.model.record import MaintenanceRecord
from statusgen.model.terms import State
from statusgen.render.renderer import Renderer

_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_REFRESHED = timedelta(hours=1)


class _Text(vText):
    """Text as RFC 5545, 3.3.11 has it; icalendar itself takes a written `\\N` for a line's end."""

    def to_ical(self) -> bytes:
        return self.translate(_ESCAPES).encode()


def calendar_bytes(renderer: Renderer, records: tuple[MaintenanceRecord, ...]) -> bytes:
    """A calendar to subscribe to."""
    calendar = _calendar(renderer, records)
    title = renderer.words.t("{name}: maintenance", name=renderer.page.name)
    calendar.add("name", _Text(title))
    calendar.add("x-wr-calname", _Text(title))
    calendar.add("x-wr-timezone", renderer.page.time_zone)
    calendar.add("url", renderer.addresses.url)
    calendar.add(
        "source", renderer.addresses.full(Route.CALENDAR.address()), parameters={"VALUE": "URI"}
    )
    every = vDuration(_REFRESHED)
    calendar.add("refresh-interval", every, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", every)
    return bytes(calendar.to_ical())


def event_bytes(renderer: Renderer, record: MaintenanceRecord) -> bytes:
    """One maintenance, to be added to a calendar."""
    return bytes(_calendar(renderer, [record]).to_ical())


def _calendar(renderer: Renderer, records: Iterable[MaintenanceRecord]) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//statusgen//statusgen//EN")
    calendar.add("calscale", "GREGORIAN")
    for record in records:
        calendar.add_component(_event(renderer, record))
    return calendar


def _event(renderer: Renderer, record: MaintenanceRecord) -> Event:
    """One event. Its instants are in UTC, so that no change of clocks can be misread.

    Its SEQUENCE is the number of its updates and edits, and its dates are theirs: nothing here
    knows when it was built, nor what the file said before.
    """
    entry, full = record.entry, renderer.addresses.full
    changed = entry.changed or BEGINNING
    event = Event()
    event.add("uid", event_uid(renderer.page.identity, entry))
    event.add("sequence", sum(1 + len(update.edits) for update in entry.updates))
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    if entry.updates:
        event.add("created", entry.updates[0].at)
    event.add("dtstart", entry.starts)
    event.add("dtend", entry.ends)
    event.add("summary", _Text(entry.title))
    event.add("description", _Text(_description(renderer, record)))
    event.add("url", full(entry_address(entry)))
    event.add("status", "CANCELLED" if record.state is State.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if names := [renderer.components[id].name for id in record.components]:
        categories = vCategory(names)
        categories.cats = list(map(_Text, names))
        event.add("categories", categories)
    return event


def _description(renderer: Renderer, record: MaintenanceRecord) -> str:
    """The window in the page's own time, who is affected, what to do, and the entry's address."""
    words, entry = renderer.words, record.entry
    first, last = words.span(entry.starts, entry.ends)
    parts = [words.t("{start} – {end}", start=first, end=last)]
    parts += [prose.plain for prose in (entry.affected, entry.action) if prose]
    if record.state is State.CANCELLED:
        parts.insert(0, words.t("Cancelled"))
    return "\n\n".join([*parts, renderer.addresses.full(entry_address(entry))])
