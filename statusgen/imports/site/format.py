"""A settled entry as the Markdown file that a person would have written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from statusgen.author.format import UpdateDraft, format_front_matter, format_local, format_update
from statusgen.imports.site.normalized import SettledEntry, SettledUpdate
from statusgen.model.entry import Incident
from statusgen.model.terms import STATUS_OF_IMPACT, Impact, Status
from statusgen.read.quoting import format_scalar

Ids = Mapping[str, str]
"""A component's id on our page, by its key in the source."""


def format_entry(entry: SettledEntry, ids: Ids, aliases: Iterable[str], zone: ZoneInfo) -> str:
    """The whole file. Components that have no id are left out."""
    head = format_front_matter(
        entry.title, _components(entry, ids), [*_facts(entry, zone), *_aliases(aliases)]
    )
    blocks = (format_block(update, ids, zone) for update in reversed(entry.updates))
    return head.rstrip("\n") + "\n\n" + "\n".join(blocks) if entry.updates else head.rstrip() + "\n"


def format_block(update: SettledUpdate, ids: Ids, zone: ZoneInfo) -> str:
    """One update, with its heading and fields."""
    changes = {ids[key]: str(status) for key, status in update.components if key in ids}
    draft = UpdateDraft(update.state, update.text, components=tuple(changes.items()))
    return format_update(draft, update.at, zone, seconds=bool(update.at.second))


def unknown_components(entry: SettledEntry, ids: Ids) -> list[str]:
    """The components that an entry names and the page does not have."""
    named = [key for key, _ in entry.source.components]
    named += [key for update in entry.updates for key, _ in update.components]
    return [key for key in dict.fromkeys(named) if key not in ids]


def _components(entry: SettledEntry, ids: Ids) -> list[tuple[str, str]]:
    """Ids with the worst statuses they held: all of them have one, or none has.

    Where only some are told, the others get what our page would take them to have held. That
    all was well while an incident went on is no status: its impact says how bad it was.
    """
    told = {ids[key]: status for key, status in entry.source.components if key in ids}
    if not any(told.values()) or (entry.kind is Incident and _was_well(entry)):
        return [(id, "") for id in told]
    impact = entry.source.impact or Impact.MINOR
    default = STATUS_OF_IMPACT[impact] if entry.kind is Incident else Status.UNDER_MAINTENANCE
    return [(id, str(status or default)) for id, status in told.items()]


def _was_well(entry: SettledEntry) -> bool:
    """Whether every status that the source tells is that all is well, and it tells one."""
    changes = (change for update in entry.updates for change in update.components)
    told = {status for _, status in (*entry.source.components, *changes) if status}
    alone = entry.source.impact is not None or all(s for _, s in entry.source.components)
    return told == {Status.OPERATIONAL} and alone


def _facts(entry: SettledEntry, zone: ZoneInfo) -> Iterator[str]:
    impact = entry.source.impact or (Impact.NONE if _was_well(entry) else None)
    if impact and entry.kind is Incident:
        yield f"impact: {impact}"
    for name in ("started", "restored", "starts", "ends"):
        at: datetime | None = getattr(entry, name)
        if at:
            yield f"{name}: {format_local(at, zone, seconds=bool(at.second))}"


def _aliases(aliases: Iterable[str]) -> list[str]:
    listed = [f"  - {format_scalar(alias)}" for alias in aliases]
    return ["aliases:", *listed] if listed else []
