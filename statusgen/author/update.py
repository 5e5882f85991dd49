"""Adding updates to entries."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from statusgen.author.format import UpdateDraft, format_update, insert_update
from statusgen.model.entry import Entry
from statusgen.model.findings import Findings, FindingsError, errors_of
from statusgen.model.page import Page
from statusgen.pipeline import disk
from statusgen.read.entries import EntryParser
from statusgen.read.source import parse_source
from statusgen.read.timestamps import zone_of

_MINUTE = timedelta(minutes=1)


def find_entries(entries: Sequence[Entry], name: str) -> list[Entry]:
    """The entries that a part of a name or title matches; only one where it is its exact id."""
    part = Path(name).name.removesuffix(".md").lower()
    if exact := [entry for entry in entries if entry.id.lower() == part]:
        return exact
    by_name = [e for e in entries if part in e.id.lower() or part in Path(e.source).stem.lower()]
    return by_name or [entry for entry in entries if name.lower() in entry.title.lower()]


def add_update(root: Path, entry: Entry, page: Page, draft: UpdateDraft, at: datetime) -> Path:
    """Insert an update into an entry's file, and return the file. Raises FindingsError and BadTime.

    No other byte changes. The update comes first where updates run newest first, else last.
    """
    zone = zone_of(page.time_zone)
    path = root / entry.source
    before = disk.read_bytes(path) or b""
    minute = at.replace(second=0)
    newest = entry.updates[-1].at if entry.updates else minute - _MINUTE
    seconds = newest >= minute
    if timedelta() <= newest - at < _MINUTE:
        at = newest + timedelta(seconds=1)
    block = format_update(draft, at if seconds else minute, zone, seconds)
    after = insert_update(before.decode(), block, entry, at).encode()
    check_entry(entry.source, after, type(entry), page, at)
    disk.replace_text(path, after)
    return path


def check_entry(path: str, content: bytes, kind: type[Entry], page: Page, at: datetime) -> Entry:
    """Parse an entry that is about to be written. Raises FindingsError if there is an error."""
    findings, zone = Findings(), zone_of(page.time_zone)
    source = parse_source(path, content, findings)
    if source is None:
        raise FindingsError(findings)
    entry, own = EntryParser(page, zone, at).parse(source, kind)
    if entry is None or errors_of(own):
        raise FindingsError(own)
    return entry
