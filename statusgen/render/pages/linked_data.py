"""Linked data (JSON-LD, schema.org) for search engines."""

from collections.abc import Mapping

from markupsafe import Markup
from orjson import dumps

from statusgen.model.addresses import update_address
from statusgen.model.instants import format_instant
from statusgen.model.record import MaintenanceRecord, Record
from statusgen.model.terms import State
from statusgen.render.language.words import STATES
from statusgen.render.renderer import Renderer

COLLECTION: dict[str, object] = {"@type": "CollectionPage"}


def render_linked_data(data: Mapping[str, object]) -> Markup:
    """JSON-LD that can be inside a `script` element, whatever its texts are."""
    text = dumps({"@context": "https://schema.org", **data}).decode()
    return Markup(text.replace("<", "\\u003c"))


def entry_data(renderer: Renderer, record: Record) -> dict[str, object]:
    """A maintenance as an event, an incident as a live blog of its updates, without texts."""
    publisher = {"@type": "Organization", "name": renderer.page.name}
    if isinstance(record, MaintenanceRecord):
        cancelled = record.state is State.CANCELLED
        return {
            "@type": "Event",
            "startDate": format_instant(record.entry.starts),
            "endDate": format_instant(record.entry.ends),
            "eventStatus": f"https://schema.org/Event{'Cancelled' if cancelled else 'Scheduled'}",
            "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
            "location": {"@type": "VirtualLocation", "url": renderer.page.url},
            "organizer": publisher,
        }
    updates = record.entry.updates
    return {
        "@type": "LiveBlogPosting",
        "headline": record.entry.title,
        "coverageStartTime": format_instant(record.start),
        **({"coverageEndTime": format_instant(record.ended)} if record.ended else {}),
        "datePublished": format_instant(updates[0].at),
        "dateModified": format_instant(record.changed),
        "author": publisher,
        "publisher": publisher,
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "headline": renderer.words.t(STATES[update.state]),
                "datePublished": format_instant(update.at),
                "url": renderer.url(update_address(record.entry, update.at)),
            }
            for update in reversed(updates)
        ],
    }
