"""The outputs of single entries, planned month by month."""

from collections.abc import Iterable, Iterator
from functools import partial

from statusgen.model.addresses import Route, alias_file, entry_address, entry_file
from statusgen.model.content import Content
from statusgen.model.identity import api_id
from statusgen.model.record import MaintenanceRecord, Record
from statusgen.render.api.documents import render_entry_document
from statusgen.render.machines.calendar import render_event
from statusgen.render.pages import documents, values
from statusgen.render.pages.previews import render_preview
from statusgen.render.targets import Batch, Output, Rank, Target


def plan_entries(content: Content, previews: bool) -> Iterator[Batch]:
    """The outputs of each entry, in a batch for each month; `previews` adds pictures."""
    months: dict[str, list[Record]] = {}
    for record in content.records:
        months.setdefault(record.month, []).append(record)
    for month, records in months.items():
        plan = partial(_plan_month_entries, content.page.identity, records, previews)
        yield Batch.of(f"entries {month}", tuple(records), plan)


def _plan_month_entries(
    identity: str, records: Iterable[Record], previews: bool
) -> Iterator[Output]:
    for record in records:
        entry, month = record.entry, record.month
        yield Target(entry_file(entry), Rank.DOCUMENT, documents.render_entry, record, month)
        path = Route.API_ENTRY.file(api_id(identity, "entry", entry.id))
        yield Target(path, Rank.LIST, render_entry_document, record, month)
        if isinstance(record, MaintenanceRecord):
            path = Route.EVENT.file(entry.id)
            yield Target(path, Rank.ASSET, render_event, record, month)
        elif previews and not record.over:
            picture = values.PreviewValue(entry.title, record.state, record.impact)
            path = Route.PREVIEW.file(entry.id)
            yield Target(path, Rank.ASSET, render_preview, picture)
        for alias in entry.aliases:
            redirect = values.MovedValue(entry.title, entry_address(entry))
            path = alias_file(entry.folder, alias)
            yield Target(path, Rank.LIST, documents.render_moved, redirect)
