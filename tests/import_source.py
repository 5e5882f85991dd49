"""Sources as values, and what an import makes of them, read back by our own reader."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from statusgen.imports.history import (
    History,
    SourceComponent,
    SourceEntry,
    SourcePage,
    SourceUpdate,
)
from statusgen.imports.site.report import ImportReport
from statusgen.imports.site.write import import_history
from statusgen.model.entry import Entry, Incident
from statusgen.model.terms import State
from statusgen.pipeline.load import load_entries, load_page

NOW = datetime(2026, 11, 21, 14, tzinfo=UTC)
PAGE = SourcePage(
    name="Harbour Ferries",
    url="https://old.example/",
    components=(
        SourceComponent("w1", "Web shop", group="Shop"),
        SourceComponent("a1", "App", "On your phone"),
    ),
)


def at(clock: str, day: str = "2026-03-12") -> datetime:
    """An instant in UTC: `at("16:40")`, `at("16:40:30")`."""
    return datetime.fromisoformat(f"{day}T{clock}+00:00")


def said(
    clock: str | None, text: str = "We look into it.", state: State | None = None, **more: Any
) -> SourceUpdate:
    """An update of the day; its key is its clock, or else its text."""
    more = {"key": clock or text} | more
    return SourceUpdate(at=at(clock) if clock else None, state=state, text=text, **more)


def incident(*updates: SourceUpdate, **more: Any) -> SourceEntry:
    facts: dict[str, Any] = {
        "key": "x1",
        "kind": Incident,
        "title": "Nobody can pay",
        "place": "incidents/x1",
        "at": at("10:00"),
        "paths": ("/ir/x1.html",),
    }
    return SourceEntry(updates=updates, **(facts | more))


def history(*entries: SourceEntry, page: SourcePage = PAGE) -> History:
    return History(page, entries)


def import_into(root: Path, *entries: SourceEntry, page: SourcePage = PAGE) -> ImportReport:
    """Import entries as one kind of source."""
    return import_history("stactus", history(*entries, page=page), root, NOW, lambda *_: None)


def read_back(root: Path) -> tuple[Entry, ...]:
    """The site's entries, oldest first; nothing may be wrong with any of them."""
    entries, errors, _ = load_entries(root, load_page(root, NOW), NOW)
    assert errors == ()
    return tuple(sorted(entries, key=lambda entry: entry.updates[:1] and entry.updates[0].at))


def reasons(report: ImportReport) -> list[str]:
    return [loss.reason for loss in report.losses]


def snapshot(root: Path) -> dict[str, bytes]:
    """Every file of a site."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
