"""Calendars of maintenances (RFC 5545), written by icalendar."""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCategory, vDuration, vText

from statusgen.model.addresses import Route, entry_address
from statusgen.model.identity import event_uid
from statusgen.model.instants import UNDATED
from statusgen.model.record import MaintenanceRecord
from statusgen.model.terms import State
from statusgen.render.renderer import Renderer

_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


class _Text(vText):
    """Text by RFC 5545, 3.3.11; icalendar itself would take `\\N` in it for a line break."""

    def to_ical(self) -> bytes:
        return self.translate(_ESCAPES).encode()


def calendar_bytes(renderer: Renderer, records: tuple[MaintenanceRecord, ...]) -> bytes:
    """A calendar to subscribe to."""
    calendar = _maintenance_calendar(renderer, records)
    title = renderer.words.t("{name}: maintenance", name=renderer.page.name)
    calendar.add("name", _Text(title))
    calendar.add("x-wr-calname", _Text(title))
    calendar.add("x-wr-timezone", renderer.page.time_zone)
    calendar.add("url", renderer.page.url)
    source = renderer.url(Route.CALENDAR.address())
    calendar.add("source", source, parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", vDuration(timedelta(hours=1)), {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")  # Outlook's name for it, without a parameter
    if not records:
        calendar.add_component(_utc())
    return bytes(calendar.to_ical())


def event_bytes(renderer: Renderer, record: MaintenanceRecord) -> bytes:
    """One maintenance, to be added to a calendar."""
    return bytes(_maintenance_calendar(renderer, [record]).to_ical())


def _maintenance_calendar(renderer: Renderer, records: Iterable[MaintenanceRecord]) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//statusgen//statusgen//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")  # Outlook takes a calendar without one for a single event
    for record in records:
        calendar.add_component(_event(renderer, record))
    return calendar


def _utc() -> Timezone:
    """The zone of all our times. A calendar must have a component (RFC 5545, 3.6)."""
    standard = TimezoneStandard()
    standard.add("dtstart", UNDATED.replace(tzinfo=None))
    standard.add("tzoffsetfrom", timedelta())
    standard.add("tzoffsetto", timedelta())
    standard.add("tzname", "UTC")
    zone = Timezone()
    zone.add("tzid", "UTC")
    zone.add_component(standard)
    return zone


def _event(renderer: Renderer, record: MaintenanceRecord) -> Event:
    """A maintenance as an event, with its times in UTC, which no change of clocks affects.

    Its SEQUENCE counts its updates, edits and removals, and its dates are theirs, since a build
    knows neither the time nor what the file said before.
    """
    entry, url = record.entry, renderer.url
    event = Event()
    event.add("uid", event_uid(renderer.page.identity, entry))
    event.add("sequence", entry.statements)
    event.add("dtstamp", entry.changed or entry.starts)
    if entry.changed:
        event.add("created", entry.updates[0].at)
        event.add("last-modified", entry.changed)
    event.add("dtstart", entry.starts)
    event.add("dtend", entry.ends)
    event.add("summary", _Text(_event_title(renderer, record)))
    event.add("description", _Text(_event_description(renderer, record)))
    event.add("url", url(entry_address(entry)))
    event.add("status", "CANCELLED" if record.state is State.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if names := [renderer.component_names[id] for id in record.components]:
        categories = vCategory(names)
        categories.cats = list(map(_Text, names))
        event.add("categories", categories)
    return event


def _event_title(renderer: Renderer, record: MaintenanceRecord) -> str:
    """The title, and that it was cancelled: many programs show nothing else of an event."""
    if record.state is State.CANCELLED:
        return f"{renderer.words.t('Cancelled')}: {record.entry.title}"
    return record.entry.title


def _event_description(renderer: Renderer, record: MaintenanceRecord) -> str:
    """The planned times in the page's zone, who is affected, what to do, and the address."""
    words, entry = renderer.words, record.entry
    first, last = words.span(entry.starts, entry.ends)
    parts = [words.t("{start} – {end}", start=first, end=last)]
    parts += [prose.plain for prose in (entry.affected, entry.action) if prose]
    if record.state is State.CANCELLED:
        parts.insert(0, words.t("Cancelled"))
    return "\n\n".join([*parts, renderer.url(entry_address(entry))])
