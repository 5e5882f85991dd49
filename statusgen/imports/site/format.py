"""A normalized entry as the Markdown file that a person would have written."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from statusgen.author.entry_files import UpdateDraft, format_front_matter, format_update
from statusgen.imports.site.normalized import NormalizedEntry, NormalizedUpdate
from statusgen.imports.site.safe_text import escape_name
from statusgen.model.entry import Incident
from statusgen.model.terms import STATUS_OF_IMPACT, Impact, Status
from statusgen.read.scalars import format_scalar
from statusgen.read.timestamps import format_local

Ids = Mapping[str, str]
"""A component's id on our page, by its key in the source."""


def format_entry(entry: NormalizedEntry, ids: Ids, aliases: Iterable[str], zone: ZoneInfo) -> str:
    """The whole file. Components that have no id are left out."""
    listed = [f"  - {format_scalar(alias)}" for alias in aliases]
    lines = [*_fact_lines(entry, zone), *(["aliases:", *listed] if listed else [])]
    head = format_front_matter(entry.title, _component_statuses(entry, ids), lines).rstrip()
    blocks = [format_update_block(update, ids, zone) for update in reversed(entry.updates)]
    return head + "\n" + "".join(f"\n{block}" for block in blocks)


def format_update_block(update: NormalizedUpdate, ids: Ids, zone: ZoneInfo) -> str:
    """One update, with its heading and fields."""
    changes = {ids[key]: str(status) for key, status in update.components if key in ids}
    draft = UpdateDraft(update.state, update.text, components=tuple(changes.items()))
    return format_update(draft, update.at, zone, seconds=bool(update.at.second))


def _component_statuses(entry: NormalizedEntry, ids: Ids) -> list[tuple[str, str]]:
    """Ids with the worst statuses they held: all of them have one, or none has.

    Where only some are known, the others get what our page would take them to have held. That
    all was well while an incident went on is no status: its impact says how bad it was.
    """
    statuses = {ids[key]: status for key, status in entry.source.components if key in ids}
    if not any(statuses.values()) or (entry.kind is Incident and _was_well(entry)):
        return [(id, "") for id in statuses]
    impact = entry.source.impact or Impact.MINOR
    default = STATUS_OF_IMPACT[impact] if entry.kind is Incident else Status.UNDER_MAINTENANCE
    return [(id, str(status or default)) for id, status in statuses.items()]


def _was_well(entry: NormalizedEntry) -> bool:
    """Whether every status that the source gives is that all is well, and it gives one."""
    source = entry.source
    changes = (change for update in entry.updates for change in update.components)
    statuses = {status for _, status in (*source.components, *changes) if status}
    known = source.impact is not None or all(status for _, status in source.components)
    return statuses == {Status.OPERATIONAL} and known


def _fact_lines(entry: NormalizedEntry, zone: ZoneInfo) -> Iterator[str]:
    impact = entry.source.impact or (Impact.NONE if _was_well(entry) else None)
    if impact and entry.kind is Incident:
        yield f"impact: {impact}"
    if entry.source.affected:
        yield f"affected: {format_scalar(', '.join(map(escape_name, entry.source.affected)))}"
    for name in ("started", "restored", "starts", "ends"):
        at: datetime | None = getattr(entry, name)
        if at:
            yield f"{name}: {format_local(at, zone, seconds=bool(at.second))}"
