"""What is written of one entry alone, planned month by month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from statusgen.model.content import Content
from statusgen.model.digest import digest_of
from statusgen.model.entry import alias_file
from statusgen.model.record import MaintenanceRecord, Record
from statusgen.render import later
from statusgen.render.addresses import api_address, entry_address, event_address, preview_address
from statusgen.render.api.documents import render_entry_answer
from statusgen.render.api.statuspage import entry_id
from statusgen.render.pages import documents, values
from statusgen.render.targets import Batch, Output, Rank, Target

OWN_FILES = frozenset({"index.html", "event.ics", "preview.png"})
"""What an entry's own folder may hold of ours."""


def plan_entries(content: Content) -> Iterator[Batch]:
    """The outputs of entries: a batch for each month."""
    months: dict[str, list[Record]] = {}
    for record in content.records:
        months.setdefault(record.month, []).append(record)
    for month, records in months.items():
        digest = digest_of("\n".join([record.key for record in records]))
        yield Batch(month, digest, partial(_plan_month, content.page.identity, records))


def _plan_month(identity: str, records: Iterable[Record]) -> Iterator[Output]:
    for record in records:
        entry, month = record.entry, record.month
        address = entry_address(entry)
        yield Target(f"{address}index.html", Rank.DOCUMENT, documents.render_entry, record, month)
        path = api_address(f"incidents/{entry_id(identity, entry.id)}")
        yield Target(path, Rank.LIST, render_entry_answer, record, month)
        if isinstance(record, MaintenanceRecord):
            path = event_address(entry)
            yield Target(path, Rank.ASSET, later.render_event, record, month)
        elif not record.over:
            picture = values.PreviewValue(entry.title, record.state, record.impact)
            yield Target(preview_address(entry), Rank.ASSET, later.render_preview, picture)
        for alias in entry.aliases:
            moved = values.MovedValue(entry.title, address)
            path = alias_file(entry.folder, alias)
            yield Target(path, Rank.LIST, documents.render_moved, moved)
