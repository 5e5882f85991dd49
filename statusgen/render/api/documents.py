"""The public JSON API of Atlassian Statuspage, version 2, as static files.

Documents have the original's fields in the original's order, and our own in objects called
`statusgen`, which clients ignore.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from orjson import OPT_APPEND_NEWLINE, Fragment, dumps

from statusgen.model.addresses import entry_address
from statusgen.model.entry import Entry, Incident, Prose, When
from statusgen.model.identity import api_id
from statusgen.model.instants import format_instant
from statusgen.model.record import IncidentRecord, MaintenanceRecord, Record
from statusgen.model.terms import OVER, State, Status
from statusgen.model.timeline import TimelineEvent, last_entered
from statusgen.model.totals import statuses_at
from statusgen.render.api import statuspage
from statusgen.render.api.components import (
    ComponentRow,
    Json,
    entry_components,
    page_components,
    timestamp,
)
from statusgen.render.renderer import Renderer


class ApiDocument(NamedTuple):
    """A document of the API, without the parts that are None.

    `changed` is when the page, or the entries of an archive, last changed; `earlier` the address
    of the archive before it (as in RFC 5005), or empty.
    """

    changed: datetime
    components: tuple[ComponentRow, ...] | None = None
    incidents: tuple[Record, ...] | None = None
    maintenances: tuple[Record, ...] | None = None
    status: Status | None = None
    earlier: str = ""


def render_document(renderer: Renderer, document: ApiDocument) -> bytes:
    """A document of the API."""
    fields: Json = {"page": _page_fields(renderer, document.changed)}
    if document.components is not None:
        fields["components"] = list(page_components(renderer, document.components))
    if document.incidents is not None:
        fields["incidents"] = [_entry(renderer, record) for record in document.incidents]
    if document.maintenances is not None:
        maintenances = [_entry(renderer, record) for record in document.maintenances]
        fields["scheduled_maintenances"] = maintenances
    if document.status is not None:
        indicator, description = statuspage.INDICATORS[document.status]
        fields["status"] = {"indicator": indicator, "description": description}
    if document.earlier:
        fields["statusgen"] = {"prev_archive": renderer.url(document.earlier)}
    return dumps(fields, option=OPT_APPEND_NEWLINE)


def render_entry_document(renderer: Renderer, record: Record) -> bytes:
    """An entry's own document."""
    page = _page_fields(renderer, record.changed)
    document = {"page": page, "incident": _entry(renderer, record)}
    return dumps(document, option=OPT_APPEND_NEWLINE)


def _entry(renderer: Renderer, record: Record) -> Fragment:
    """An entry, which is the same in its own document and in lists."""
    key = ("api", record.key)
    return renderer.cached(key, lambda: Fragment(dumps(_entry_fields(renderer, record))))


def _page_fields(renderer: Renderer, changed: datetime) -> Json:
    page = renderer.page
    return {
        "id": api_id(page.identity, "page"),
        "name": page.name,
        "url": page.url.rstrip("/"),
        "time_zone": page.time_zone,
        "updated_at": timestamp(renderer, changed),
    }


def _entry_fields(renderer: Renderer, record: Record) -> Json:
    entry, events = record.entry, _events(record)
    identity, opened = renderer.page.identity, events[0].at
    monitored, over = last_entered(events, {State.MONITORING}), last_entered(events, OVER)
    fields: Json = {
        "id": api_id(identity, "entry", entry.id),
        "name": entry.title,
        "status": statuspage.state_name(events[-1].state),
        "created_at": timestamp(renderer, opened),
        "updated_at": timestamp(renderer, record.changed),
        "monitoring_at": timestamp(renderer, monitored),
        "resolved_at": timestamp(renderer, over) if record.over else None,
        "impact": str(record.impact) if isinstance(record, IncidentRecord) else "maintenance",
        "shortlink": renderer.url(entry_address(entry)),
        "started_at": timestamp(
            renderer, record.start if isinstance(record, IncidentRecord) else opened
        ),
        "page_id": api_id(identity, "page"),
        "incident_updates": list(_update_fields(renderer, record, events)),
        "components": list(entry_components(renderer, record)),
        "reminder_intervals": None,
    }
    if isinstance(record, MaintenanceRecord):
        fields["scheduled_for"] = timestamp(renderer, record.entry.starts)
        fields["scheduled_until"] = timestamp(renderer, record.entry.ends)
    fields["statusgen"] = _own_fields(renderer, entry, record.state)
    return fields


def _events(record: Record) -> list[TimelineEvent]:
    """An entry's timeline as the API has it, oldest first.

    A maintenance without any update is shown as scheduled, as of its planned start.
    """
    events = record.timeline
    if isinstance(record, MaintenanceRecord) and not record.entry.updates:
        scheduled = TimelineEvent(record.entry.starts, State.SCHEDULED, State.SCHEDULED, None)
        events.insert(0, scheduled)
    return events


def _update_fields(
    renderer: Renderer, record: Record, events: list[TimelineEvent]
) -> Iterator[Json]:
    """An entry's updates, newest first."""
    identity, entry = renderer.page.identity, record.entry.id
    after = statuses_at(record, (event.at for event in events))
    before = [dict.fromkeys(after[0], Status.OPERATIONAL), *after]
    for event, old, new in reversed(list(zip(events, before, after, strict=False))):
        at, _, state, update = event
        edits = [edit.at for edit in update.edits] if update else []
        made = timestamp(renderer, at)
        name = format_instant(at) if update else str(state)
        yield {
            "id": api_id(identity, "update", entry, name),
            "status": statuspage.state_name(state),
            "body": _html(renderer, update.text) if update else statuspage.TURNS[state],
            "incident_id": api_id(identity, "entry", entry),
            "created_at": made,
            "updated_at": timestamp(renderer, max(edits)) if edits else made,
            "display_at": made,
            "affected_components": list(_status_changes(renderer, old, new)) or None,
            "deliver_notifications": update is not None,
            "custom_tweet": None,
            "tweet_id": None,
        }


def _status_changes(
    renderer: Renderer, old: dict[str, Status], new: dict[str, Status]
) -> Iterator[Json]:
    for id, status in new.items():
        name, group = renderer.components[id].name, renderer.positions[id][1]
        yield {
            "code": api_id(renderer.page.identity, "component", id),
            "name": f"{group} - {name}" if group else name,
            "old_status": str(old[id]),
            "new_status": str(status),
        }


def _own_fields(renderer: Renderer, entry: Entry, state: State) -> Json:
    """The fields of an entry that Statuspage does not have."""
    incident = entry if isinstance(entry, Incident) else None
    return {
        "state": str(state),
        "affected": _html(renderer, entry.affected),
        "action": _html(renderer, entry.action),
        "cause": _html(renderer, incident.cause) if incident else None,
        "data_loss": _html(renderer, incident.data_loss) if incident else None,
        "restored": timestamp(renderer, incident.restored) if incident else None,
        "next_update_by": timestamp(renderer, entry.promised),
        "make_good": [
            {
                "offer": _html(renderer, offer.offer),
                "who": offer.who or None,
                "due": _day_or_timestamp(renderer, offer.due),
                "done": _day_or_timestamp(renderer, offer.done),
            }
            for offer in (incident.make_good if incident else ())
        ],
    }


def _day_or_timestamp(renderer: Renderer, when: When | None) -> str | None:
    if when is None:
        return None
    return timestamp(renderer, when.at) if when.at else when.day.isoformat()


def _html(renderer: Renderer, prose: Prose | None) -> str | None:
    return statuspage.loosen_paragraphs(str(renderer.prose_in_feed(prose))) if prose else None
