"""Entries as records: out of the cache where their files are the same, else parsed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from statusgen.model.entry import Entry
from statusgen.model.findings import Problem
from statusgen.model.page import Page
from statusgen.model.record import Record, whole_record
from statusgen.pipeline.cache import RecordCache, pack_records, unpack_records
from statusgen.pipeline.site_files import KINDS, EntryFile
from statusgen.pipeline.workers import work_on
from statusgen.read.source import Findings, parse_source
from statusgen.read.timestamps import zone_of

MANY = 200
"""From so many files on, starting another process is worth its while."""
_PORTION = 100


class Portion(NamedTuple):
    """What became of some files: problems, packed records, and broken entries as far as they go."""

    problems: list[Problem]
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
    """Every entry: a record of what has no problem, and the others as far as they go."""
    records = {file.path: cache.find(file.path, file.digest) for file in files}
    unread = [file for file in files if records[file.path] is None]
    portions = [unread[first : first + _PORTION] for first in range(0, len(unread), _PORTION)]
    workers = workers if len(unread) >= MANY else 1
    broken: list[Entry] = []
    for portion in work_on(partial(_parse_portion, page, at), portions, workers):
        findings.extend(portion.problems)
        broken += portion.broken
        parsed = unpack_records(portion.records)
        records |= {record.entry.source: record for record in parsed}
    good = tuple(record for record in records.values() if record)
    cache.keep(good)
    return good, tuple(broken)


def _parse_portion(page: Page, at: datetime, files: Sequence[EntryFile]) -> Portion:
    findings, records, broken = Findings(), list[Record](), list[Entry]()
    zone = zone_of(page.time_zone)
    for file, entry, problems in _parse(files, page):
        findings.extend(problems)
        if entry and not problems:
            records.append(whole_record(entry, file.digest, at, zone))
        elif entry:
            broken.append(entry)
    return Portion(findings, pack_records(records), broken)


def parse_entries(files: Sequence[EntryFile], page: Page, findings: Findings) -> tuple[Entry, ...]:
    """The entries without a problem."""
    good = []
    for _, entry, problems in _parse(files, page):
        findings.extend(problems)
        if entry and not problems:
            good.append(entry)
    return tuple(good)


def _parse(
    files: Sequence[EntryFile], page: Page
) -> Iterator[tuple[EntryFile, Entry | None, Findings]]:
    from statusgen.read.entries import EntryReader  # noqa: PLC0415 - most builds parse nothing

    reader = EntryReader(page, zone_of(page.time_zone))
    for file in files:
        findings = Findings()
        source = parse_source(file.path, file.content or b"", findings)
        yield file, source and reader.parse(source, KINDS[file.kind], findings), findings
