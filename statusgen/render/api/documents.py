"""The public JSON API of Atlassian Statuspage, version 2, as static files.

Its documents have the original's fields in the original's order; what is ours stands in objects
called `statusgen`, which clients ignore.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from statusgen.model.addresses import entry_address
from statusgen.model.entry import Incident, MakeGood, Prose, When
from statusgen.model.identity import component_id, entry_id, page_id, update_id
from statusgen.model.instants import format_instant
from statusgen.model.record import IncidentRecord, MaintenanceRecord, Record, statuses_at
from statusgen.model.terms import OVER, State, Status
from statusgen.model.timeline import TimelineEvent, last_entered
from statusgen.render.api import statuspage
from statusgen.render.api.components import (
    ComponentRow,
    Json,
    own_components,
    tell_component,
    tell_components,
    timestamp,
)
from statusgen.render.jsontext import join_items, join_members, json_part
from statusgen.render.renderer import Renderer


class Answer(NamedTuple):
    """One document; what is None is not part of it.

    `changed` is when the page last said something; for an archive, when that did. `earlier` is
    the address of the archive to read after it, as RFC 5005 has it for feeds.
    """

    changed: datetime
    components: tuple[ComponentRow, ...] | None = None
    incidents: tuple[Record, ...] | None = None
    maintenances: tuple[Record, ...] | None = None
    status: Status | None = None
    earlier: str = ""


def render_answer(renderer: Renderer, answer: Answer) -> bytes:
    """A document of the API."""
    found = {"page": json_part(_page(renderer, answer.changed))}
    if answer.components is not None:
        found["components"] = json_part(list(tell_components(renderer, answer.components)))
    if answer.incidents is not None:
        found["incidents"] = _entries(renderer, answer.incidents)
    if answer.maintenances is not None:
        found["scheduled_maintenances"] = _entries(renderer, answer.maintenances)
    if answer.status is not None:
        indicator, description = statuspage.INDICATORS[answer.status]
        found["status"] = json_part({"indicator": indicator, "description": description})
    if answer.earlier:
        leads = {"prev_archive": renderer.addresses.full(answer.earlier)}
        found["statusgen"] = json_part(leads)
    return join_members(found)


def render_entry_answer(renderer: Renderer, record: Record) -> bytes:
    """An entry's own document."""
    page = json_part(_page(renderer, record.changed))
    return join_members({"page": page, "incident": _entry(renderer, record)})


def _entries(renderer: Renderer, records: Iterable[Record]) -> bytes:
    return join_items(_entry(renderer, record) for record in records)


def _entry(renderer: Renderer, record: Record) -> bytes:
    """An entry as JSON; its own document and lists have it alike."""
    key = ("api", record.key)
    return renderer.once(key, lambda: json_part(_tell_entry(renderer, record)))


def _page(renderer: Renderer, changed: datetime) -> Json:
    page = renderer.page
    return {
        "id": page_id(page.identity),
        "name": page.name,
        "url": page.url.rstrip("/"),
        "time_zone": page.time_zone,
        "updated_at": timestamp(renderer, changed),
    }


def _tell_entry(renderer: Renderer, record: Record) -> Json:
    identity = renderer.page.identity
    entry, said = record.entry, _statements(record)
    id = entry_id(identity, entry.id)

    def at(instant: datetime | None) -> str | None:
        return timestamp(renderer, instant) if instant else None

    opened = said[0].at
    found: Json = {
        "id": id,
        "name": entry.title,
        "status": statuspage.state_name(said[-1].state),
        "created_at": at(opened),
        "updated_at": at(record.changed),
        "monitoring_at": at(last_entered(said, {State.MONITORING})),
        "resolved_at": at(last_entered(said, OVER)) if record.over else None,
        "impact": str(record.impact) if isinstance(record, IncidentRecord) else "maintenance",
        "shortlink": renderer.addresses.full(entry_address(entry)),
        "started_at": at(record.start if isinstance(record, IncidentRecord) else opened),
        "page_id": page_id(identity),
        "incident_updates": list(_updates(renderer, record, said, id)),
        "components": [tell_component(renderer, row) for row in own_components(renderer, record)],
        "reminder_intervals": None,
    }
    if isinstance(record, MaintenanceRecord):
        found["scheduled_for"] = at(record.entry.starts)
        found["scheduled_until"] = at(record.entry.ends)
    found["statusgen"] = _own(renderer, record)
    return found


def _statements(record: Record) -> list[TimelineEvent]:
    """What the API tells of an entry, oldest first.

    A maintenance that nobody announced is told as well, as planned for when it begins.
    """
    said = record.timeline
    if isinstance(record, MaintenanceRecord) and not record.entry.updates:
        planned = State.SCHEDULED
        said.insert(0, TimelineEvent(record.entry.starts, planned, planned, None))
    return said


def _updates(
    renderer: Renderer, record: Record, said: list[TimelineEvent], entry: str
) -> Iterator[Json]:
    """An entry's updates, newest first."""
    held = statuses_at(record, (statement.at for statement in said))
    before = [dict.fromkeys(held[0], Status.OPERATIONAL), *held]
    for statement, old, new in reversed(list(zip(said, before, held, strict=False))):
        update, identity = statement.update, renderer.page.identity
        edited = max(edit.at for edit in update.edits) if update and update.edits else None
        display = timestamp(renderer, statement.at)
        name = format_instant(statement.at) if update else str(statement.state)
        yield {
            "id": update_id(identity, record.entry.id, name),
            "status": statuspage.state_name(statement.state),
            "body": _html(renderer, update.text) if update else statuspage.TURNS[statement.state],
            "incident_id": entry,
            "created_at": display,
            "updated_at": timestamp(renderer, edited) if edited else display,
            "display_at": display,
            "affected_components": list(_affected(renderer, old, new)) or None,
            "deliver_notifications": update is not None,
            "custom_tweet": None,
            "tweet_id": None,
        }


def _affected(renderer: Renderer, old: dict[str, Status], new: dict[str, Status]) -> Iterator[Json]:
    for id, status in new.items():
        name, group = renderer.components[id].name, renderer.places[id][1]
        yield {
            "code": component_id(renderer.page.identity, id),
            "name": f"{group} - {name}" if group else name,
            "old_status": str(old[id]),
            "new_status": str(status),
        }


def _own(renderer: Renderer, record: Record) -> Json:
    """What Statuspage has no field for."""
    entry = record.entry
    incident = entry if isinstance(entry, Incident) else None
    cause, data_loss = (incident.cause, incident.data_loss) if incident else (None, None)
    restored = incident.restored if incident else None
    return {
        "state": str(record.state),
        "affected": _html(renderer, entry.affected) if entry.affected else None,
        "action": _html(renderer, entry.action) if entry.action else None,
        "cause": _html(renderer, cause) if cause else None,
        "data_loss": _html(renderer, data_loss) if data_loss else None,
        "restored": timestamp(renderer, restored) if restored else None,
        "next_update_by": timestamp(renderer, entry.promised) if entry.promised else None,
        "make_good": [
            _make_good(renderer, made) for made in (incident.make_good if incident else ())
        ],
    }


def _make_good(renderer: Renderer, made: MakeGood) -> Json:
    return {
        "offer": _html(renderer, made.offer),
        "who": made.who or None,
        "due": _day_or_time(renderer, made.due),
        "done": _day_or_time(renderer, made.done),
    }


def _day_or_time(renderer: Renderer, when: When | None) -> str | None:
    if when is None:
        return None
    return timestamp(renderer, when.at) if when.at else when.day.isoformat()


def _html(renderer: Renderer, prose: Prose) -> str:
    return statuspage.loosen_paragraphs(str(renderer.addresses.prose_in_feed(prose)))
