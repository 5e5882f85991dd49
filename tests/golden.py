"""What tests of whole small sites share: a library's meaning as text, and golden files.

With STATUSGEN_GOLDEN=1 in the environment the golden files are written anew instead of compared;
read the difference line by line before it is committed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from statusgen.model.entry import Entry, Incident, Prose, Update
from statusgen.model.promises import Promise, promises_of
from statusgen.model.status import Record, page_status
from statusgen.read.library import Library
from statusgen.render.addresses import format_instant, update_address
from statusgen.render.feeds import collect_items, item_id

TESTS = Path(__file__).resolve().parent
SITES = TESTS / "sites"
BAD = TESTS / "bad"
REGENERATE = os.environ.get("STATUSGEN_GOLDEN") == "1"


def agree(golden: Path, found: str) -> None:
    """Compare a text with its golden file, or write that file anew."""
    if REGENERATE:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8"), f"{golden} says otherwise"


def dump(library: Library) -> str:
    """All that a library means at its instant, in lines that a person can check."""
    lines = [f"at {format_instant(library.at)}", f"page {page_status(library.records, library.at)}"]
    for record in library.records:
        lines += ["", *_record(record, library)]
    lines += [f"file {address} from {source}" for address, source in library.files]
    return "\n".join(lines) + "\n"


def _record(record: Record, library: Library) -> Iterator[str]:
    entry = record.entry
    kind = "incident" if isinstance(entry, Incident) else "maintenance"
    impact = f", {record.impact}" if isinstance(entry, Incident) else ""
    yield f"{kind} {entry.id}: {record.state}{impact}"
    yield f"  title {entry.title}{' (draft)' if entry.draft else ''}"
    if isinstance(entry, Incident):
        yield f"  from {_instant(record.started)} to {_instant(record.ended)}"
    else:
        yield f"  planned {_instant(entry.starts)} to {_instant(entry.ends)}"
        yield f"  from {_instant(record.begun)} to {_instant(record.ended)}"
        yield from (f"  turned {_instant(at)} {state}" for at, state in record.turns)
    for span in record.spans:
        yield f"  {span.component} {span.status} {_instant(span.start)} to {_instant(span.end)}"
    yield from (f"  {line}" for line in _told(entry))
    promises = {p.made: p for p in promises_of(entry, library.page.promise_grace)}
    for update in entry.updates:
        yield from (f"  {line}" for line in _update(update, promises.get(update.at)))


def _told(entry: Entry) -> Iterator[str]:
    """What an entry's front matter and standing summary say."""
    for name in ("affected", "action", "cause", "summary"):
        prose: Prose | None = getattr(entry, name, None)
        if prose:
            yield f"{name} {prose.plain}"
    for made in getattr(entry, "make_good", ()):
        due, done = made.due, made.done
        yield f"make good {made.offer.plain}; who {made.who}; due {due}; done {done}"
    yield from (f"alias {alias}" for alias in entry.aliases)


def _update(update: Update, promise: Promise | None) -> Iterator[str]:
    yield f"{_instant(update.at)} {update.state}: {update.text.plain}"
    if promise:
        yield f"  next update {_instant(promise.due)}, {_kept(promise)}"
    yield from (f"  {component} = {status}" for component, status in update.components)
    yield from (f"  edited {_instant(edit.at)}: {edit.reason}" for edit in update.edits)


def _kept(promise: Promise) -> str:
    if promise.answered is None:
        return "open"
    minutes = promise.late and int(promise.late.total_seconds()) // 60
    return f"{minutes} minutes late" if minutes else "on time"


def _instant(at: datetime | None) -> str:
    return format_instant(at) if at else "-"


def dump_feed(library: Library) -> str:
    """Every update's feed id, address and dates, newest first."""
    lines = []
    for item in collect_items(library.records):
        lines.append(item_id(library.page.identity, item.entry_id, item.update.at))
        lines.append(f"  at {library.page.url}{item.address}")
        published, updated = format_instant(item.published), format_instant(item.updated)
        lines.append(f"  published {published}, updated {updated}")
    return "\n".join(lines) + "\n"


__all__ = ["BAD", "SITES", "agree", "dump", "dump_feed", "update_address"]
