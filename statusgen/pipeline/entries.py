"""Entries as records: from the cache where their files are the same, else parsed."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from statusgen.model.digest import digest_of
from statusgen.model.entry import Entry
from statusgen.model.findings import Findings
from statusgen.model.page import Page
from statusgen.model.record import Record, latest_record
from statusgen.pipeline.cache import RecordCache, pack_records, unpack_records
from statusgen.pipeline.content_files import EntryFiles, read_file
from statusgen.pipeline.workers import parallel_map
from statusgen.read.source import parse_source
from statusgen.read.timestamps import zone_of

MANY = 200
"""From so many files on, another process saves time."""
_PORTION = 100
_DRAFT = re.compile(rb"^draft:[ \t]*(true|yes|on)\b", re.MULTILINE | re.IGNORECASE)
"""What says that an entry is a draft where its front matter cannot be parsed."""


def load_records(
    root: Path,
    files: EntryFiles,
    page: Page,
    at: datetime,
    cache: RecordCache,
    findings: Findings,
    workers: int,
) -> tuple[tuple[Record, ...], tuple[Entry, ...], tuple[Entry, ...]]:
    """Records of the entries without errors, what could be read of the others, and removed ones."""
    findings.extend(files.findings)
    records = {path: cache.find(path, digest) for _, path, digest in files.entries}
    changed = [(kind, path) for kind, path, _ in files.entries if records[path] is None]
    portions = [changed[first : first + _PORTION] for first in range(0, len(changed), _PORTION)]
    workers = workers if len(changed) >= MANY else 1
    others: list[Entry] = []
    results = parallel_map(partial(_parse_portion, root, page, at), portions, workers)
    for own_findings, packed, own_others in results:
        findings.extend(own_findings)
        others += own_others
        records |= {record.entry.source: record for record in unpack_records(packed)}
    good = tuple(record for record in records.values() if record)
    findings.extend(finding for record in good for finding in record.findings)
    cache.replace(good)
    removed = tuple(entry for entry in others if entry.removed and not entry.draft)
    return good, tuple(entry for entry in others if entry.draft or not entry.removed), removed


def _parse_portion(
    root: Path, page: Page, at: datetime, named: Sequence[tuple[type[Entry], str]]
) -> tuple[Findings, bytes, list[Entry]]:
    """Packed records, with the findings about them; the other findings, and other entries."""
    from statusgen.read.entries import EntryParser  # noqa: PLC0415 - most builds parse nothing

    findings, records, others = Findings(), list[Record](), list[Entry]()
    zone = zone_of(page.time_zone)
    parser = EntryParser(page, at)
    for kind, path in named:
        own = Findings()
        if (content := read_file(root, path, own)) is None:  # unreadable, or removed just now
            findings.extend(own)
            continue
        source = parse_source(path, content, own)
        entry = parser.parse(source, kind, own) if source else None
        if entry and not own.errors and not entry.removed:
            records.append(latest_record(entry, digest_of(content), at, zone, tuple(own)))
            continue
        is_draft = entry.draft if entry else bool(_DRAFT.search(content.partition(b"\n## ")[0]))
        findings.extend(finding.as_warning() if is_draft else finding for finding in own)
        if entry:
            others.append(entry)
    return findings, pack_records(records), others
