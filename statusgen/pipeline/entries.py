"""Entries as records: out of the cache where their files are the same, else parsed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from statusgen.model.entry import Entry
from statusgen.model.findings import Finding, Findings, errors_of
from statusgen.model.page import Page
from statusgen.model.record import Record, whole_record
from statusgen.pipeline.cache import RecordCache, pack_records, unpack_records
from statusgen.pipeline.site_files import KINDS, EntryFile
from statusgen.pipeline.workers import work_on
from statusgen.read.source import parse_source
from statusgen.read.timestamps import zone_of

MANY = 200
"""From so many files on, starting another process is worth its while."""
_PORTION = 100


class Portion(NamedTuple):
    """What became of some files: packed records, and broken entries as far as they go.

    `findings` are those of files with errors; a record keeps its own.
    """

    findings: list[Finding]
    records: bytes
    broken: list[Entry]


def parse_records(
    files: Sequence[EntryFile],
    page: Page,
    at: datetime,
    cache: RecordCache,
    findings: Findings,
    workers: int,
) -> tuple[tuple[Record, ...], tuple[Entry, ...]]:
    """Every entry: a record of what has no error, and the others as far as they go."""
    records = {file.path: cache.find(file.path, file.digest) for file in files}
    unread = [file for file in files if records[file.path] is None]
    portions = [unread[first : first + _PORTION] for first in range(0, len(unread), _PORTION)]
    workers = workers if len(unread) >= MANY else 1
    broken: list[Entry] = []
    for portion in work_on(partial(_parse_portion, page, at), portions, workers):
        findings.extend(portion.findings)
        broken += portion.broken
        parsed = unpack_records(portion.records)
        records |= {record.entry.source: record for record in parsed}
    good = tuple(record for record in records.values() if record)
    findings.extend(finding for record in good for finding in record.findings)
    cache.keep(good)
    return good, tuple(broken)


def _parse_portion(page: Page, at: datetime, files: Sequence[EntryFile]) -> Portion:
    findings, records, broken = Findings(), list[Record](), list[Entry]()
    zone = zone_of(page.time_zone)
    for file, entry, own in _parse(files, page, at):
        if entry and not errors_of(own):
            records.append(whole_record(entry, file.digest, at, zone, own))
            continue
        findings.extend(own)
        if entry:
            broken.append(entry)
    return Portion(findings, pack_records(records), broken)


def parse_entries(
    files: Sequence[EntryFile], page: Page, at: datetime, findings: Findings
) -> tuple[Entry, ...]:
    """The entries without an error."""
    good = []
    for _, entry, own in _parse(files, page, at):
        findings.extend(own)
        if entry and not errors_of(own):
            good.append(entry)
    return tuple(good)


def _parse(
    files: Sequence[EntryFile], page: Page, at: datetime
) -> Iterator[tuple[EntryFile, Entry | None, tuple[Finding, ...]]]:
    from statusgen.read.entries import EntryReader  # noqa: PLC0415 - most builds parse nothing

    reader = EntryReader(page, zone_of(page.time_zone), at)
    for file in files:
        findings = Findings()
        source = parse_source(file.path, file.content or b"", findings)
        entry, found = reader.parse(source, KINDS[file.kind]) if source else (None, ())
        yield file, entry, (*findings, *found)
