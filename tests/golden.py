"""What tests of whole small sites share: a content's meaning as text, and golden files.

With STATUSGEN_GOLDEN=1 in the environment the golden files are written anew instead of compared.
Read each changed line against the entry format before it is committed.
"""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from statusgen.model.addresses import entry_address, update_address
from statusgen.model.content import Content
from statusgen.model.entry import Entry, Prose, Update, When
from statusgen.model.identity import item_id
from statusgen.model.instants import format_instant
from statusgen.model.promises import Promise
from statusgen.model.record import IncidentRecord, Record
from statusgen.pipeline.load import Site
from statusgen.render.feeds.items import ItemDates

SITES = Path(__file__).resolve().parent / "sites"
REGENERATE = os.environ.get("STATUSGEN_GOLDEN") == "1"


def assert_golden(golden: Path, found: str) -> None:
    """Compare a text with its golden file, or write that file anew."""
    if REGENERATE:
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8"), f"{golden} says otherwise"


def golden_instants(golden: Path) -> list[datetime]:
    """The instants at which a golden file tells a site's meaning: its lines `at …`."""
    lines = golden.read_text("utf-8").splitlines()
    return [datetime.fromisoformat(line[3:]) for line in lines if line.startswith("at ")]


def describe(site: Site) -> str:
    """All that a site means at its instant, in lines that a person can check."""
    content = site.content
    lines = [
        f"at {format_instant(content.at)}",
        f"page: {content.status}",
    ]
    for record in content.records:
        lines += ["", *_record(record, content)]
    lines += [f"file {address} from {source}" for address, source in site.media]
    return "\n".join(lines) + "\n"


def _record(record: Record, content: Content) -> Iterator[str]:
    entry = record.entry
    yield f"{entry_address(entry)} {record.state} {getattr(record, 'impact', '')}".rstrip()
    yield f"  title: {entry.title}{' (draft)' if entry.draft else ''}"
    yield from (f"  alias: {alias}" for alias in entry.aliases)
    if isinstance(record, IncidentRecord):
        yield f"  lasted: {_stretch(record.start, record.ended)}"
    else:
        yield f"  planned: {_stretch(record.entry.starts, record.entry.ends)}"
        yield f"  lasted: {_stretch(record.begun, record.ended)}"
        yield from (f"  turned: {_instant(at)} {state}" for at, state in record.transitions)
    for span in record.spans:
        yield f"  {span.component}: {_stretch(span.start, span.end)} {span.status}"
    yield from (f"  {line}" for line in _standing(entry))
    promises = {promise.made: promise for promise in record.promises}
    for update in entry.updates:
        yield from (
            f"  {line}"
            for line in _update(update, promises.get(update.at), content.page.promise_grace)
        )


def _standing(entry: Entry) -> Iterator[str]:
    """What stands in an entry beside its updates."""
    for name in ("affected", "action", "cause", "data_loss", "summary"):
        prose: Prose | None = getattr(entry, name, None)
        if prose:
            yield f"{name}: {prose.plain}"
    for made in getattr(entry, "make_good", ()):
        dates = f"due {_when(made.due)}; done {_when(made.done)}"
        yield f"make good: {made.offer.plain}; who {made.who}; {dates}"


def _when(when: When | None) -> str:
    return str(when and (when.at or when.day))


def _update(update: Update, promise: Promise | None, grace: timedelta) -> Iterator[str]:
    yield f"{_instant(update.at)} {update.state}: {update.text.plain}"
    if promise:
        yield f"  next update: {_instant(promise.due)}, {_verdict(promise, grace)}"
    yield from (f"  {component} = {status}" for component, status in update.components)
    yield from (f"  edited: {_instant(edit.at)} {edit.reason}" for edit in update.edits)


def _verdict(promise: Promise, grace: timedelta) -> str:
    if promise.answered is None:
        return "open"
    late = promise.late(grace)
    return f"{late} late" if late else "on time"


def _stretch(start: datetime | None, end: datetime | None) -> str:
    return f"{_instant(start)} to {_instant(end)}"


def _instant(at: datetime | None) -> str:
    return format_instant(at) if at else "-"


def describe_feed(content: Content) -> str:
    """Every update's feed id, link and dates, newest first."""
    lines = []
    dates = ItemDates(content.records)
    for item in dates.items(content.records).newest_first():
        entry, at = item.record.entry, item.update.at
        published, updated = format_instant(item.published), format_instant(item.updated)
        lines.append(item_id(content.page.identity, entry.id, at))
        address = update_address(entry, at)
        lines.append(f"  link {content.page.url}{address}")
        lines.append(f"  published {published}, updated {updated}")
    return "\n".join(lines) + "\n"


def describe_prose(site: Site) -> str:
    """The HTML of every entry's summary and updates, oldest first, as pages show it."""
    prose, lines = site.renderer.prose_in_page, []
    for record in site.content.records:
        entry = record.entry
        lines.append(f"<!-- {entry_address(entry)} -->")
        lines += [prose(entry.summary)] if entry.summary else []
        for update in entry.updates:
            lines += [f"<!-- #{format_instant(update.at)} -->", prose(update.text)]
    return "\n".join(lines) + "\n"
