"""What is written of one entry alone, planned month by month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from statusgen.check.library import Library
from statusgen.model.digest import digest_of
from statusgen.model.entry import alias_file
from statusgen.model.outline import Outline
from statusgen.render import later
from statusgen.render.addresses import (
    api_address,
    entry_address,
    event_address,
    preview_address,
)
from statusgen.render.api.documents import render_entry_answer
from statusgen.render.api.statuspage import entry_id
from statusgen.render.pages import documents, values
from statusgen.render.targets import Batch, Rank, Target

OWN_FILES = frozenset({"index.html", "event.ics", "preview.png"})
"""What an entry's own folder may hold of ours."""


def plan_entries(library: Library) -> Iterator[Batch]:
    """The outputs of entries: a batch for each month."""
    months: dict[str, list[Outline]] = {}
    for outline in library.outlines:
        months.setdefault(outline.month, []).append(outline)
    for month, outlines in months.items():
        digest = digest_of("\n".join([outline.key for outline in outlines]))
        yield Batch(month, digest, partial(_plan_month, library.page.identity, outlines))


def _plan_month(identity: str, outlines: Iterable[Outline]) -> Iterator[Target]:
    for outline in outlines:
        address, month = entry_address(outline), outline.month
        yield Target(f"{address}index.html", Rank.DOCUMENT, documents.render_entry, outline, month)
        path = api_address(f"incidents/{entry_id(identity, outline.id)}")
        yield Target(path, Rank.LIST, render_entry_answer, outline, month)
        if outline.starts is not None:
            path = event_address(outline)
            yield Target(path, Rank.ASSET, later.render_event, outline, month)
        elif not outline.over:
            yield Target(preview_address(outline), Rank.ASSET, later.render_preview, _draw(outline))
        for alias in outline.aliases:
            moved = values.MovedValue(outline.title, address)
            path = alias_file(outline.folder, alias)
            yield Target(path, Rank.LIST, documents.render_moved, moved)


def _draw(outline: Outline) -> values.PreviewValue:
    assert outline.impact is not None
    return values.PreviewValue(outline.title, outline.state, outline.impact)
