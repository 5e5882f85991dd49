"""Entries read for a build: from the cache where their files are the same, else parsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from statusgen.model.digest import digest_of
from statusgen.model.entry import Entry, Incident, Maintenance
from statusgen.model.findings import Problem
from statusgen.model.page import Page
from statusgen.model.record import Record, whole_record
from statusgen.pipeline.cache import RecordCache, pack_records, unpack_records
from statusgen.pipeline.site_files import EntryFile, read_entry
from statusgen.pipeline.workers import work_on
from statusgen.read.source import Findings, parse_source
from statusgen.read.timestamps import zone_of

if TYPE_CHECKING:
    from statusgen.read.entries import EntryReader

KINDS: dict[str, type[Entry]] = {kind.folder: kind for kind in (Incident, Maintenance)}
MANY = 200
"""From so many files on, starting another process is worth its while."""
_PORTION = 100


class Portion(NamedTuple):
    """What became of some files: problems, packed records, and broken entries as far as they go."""

    problems: list[Problem]
    records: bytes
    broken: list[Entry]


class EntryLoader:
    """Reads the entries of one page at an instant."""

    def __init__(self, root: Path, page: Page, at: datetime) -> None:
        self._root, self._at, self._zone = root, at, zone_of(page.time_zone)
        self._page = page

    def load(
        self,
        files: Sequence[EntryFile],
        digests: Mapping[str, str],
        cache: RecordCache,
        findings: Findings,
        workers: int,
    ) -> tuple[tuple[Record, ...], tuple[Entry, ...]]:
        """Every entry: a record of what has no problem, and the others as far as they go.

        `digests` are those of files that were read just now, by path.
        """
        records = {
            file.path: cache.find(file.path, digests.get(file.path) or self._digest(file))
            for file in files
        }
        unread = [file for file in files if records[file.path] is None]
        portions = [unread[first : first + _PORTION] for first in range(0, len(unread), _PORTION)]
        workers = workers if len(unread) >= MANY else 1
        broken: list[Entry] = []
        for portion in work_on(self._read_portion, portions, workers):
            findings.extend(portion.problems)
            broken += portion.broken
            read = unpack_records(portion.records)
            records |= {record.entry.source: record for record in read}
        good = tuple(record for record in records.values() if record)
        cache.keep(good)
        return good, tuple(broken)

    def _digest(self, file: EntryFile) -> str:
        """The digest of a file; nothing where it cannot be read."""
        content = read_entry(self._root, file.path, Findings())
        return "" if content is None else digest_of(content)

    def _read_portion(self, files: Sequence[EntryFile]) -> Portion:
        findings, broken, records = Findings(), list[Entry](), list[Record]()
        for file in files:
            before = len(findings)
            content = read_entry(self._root, file.path, findings)
            entry = self._parse(file, content, findings)
            if content and entry and len(findings) == before:
                records.append(whole_record(entry, digest_of(content), self._at, self._zone))
            elif entry:
                broken.append(entry)
        return Portion(findings, pack_records(records), broken)

    def parse(self, file: EntryFile, findings: Findings) -> Entry | None:
        """A file's entry; None where it cannot stand."""
        return self._parse(file, read_entry(self._root, file.path, findings), findings)

    def _parse(self, file: EntryFile, content: bytes | None, findings: Findings) -> Entry | None:
        source = None if content is None else parse_source(file.path, content, findings)
        return self._reader.parse(source, KINDS[file.kind], findings) if source else None

    @cached_property
    def _reader(self) -> EntryReader:
        from statusgen.read.entries import EntryReader  # noqa: PLC0415 - most builds parse nothing

        return EntryReader(self._page, self._zone)
