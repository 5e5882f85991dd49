"""Entries read for a build: from the cache where their files are the same, else parsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from statusgen.model.digest import digest_of
from statusgen.model.entry import Entry, Incident, Maintenance
from statusgen.model.findings import Place, Problem, Problems
from statusgen.model.page import Page
from statusgen.pipeline.cache import EntryCache, pack
from statusgen.pipeline.packing import Row, pack_cards, unpack_cards
from statusgen.pipeline.site_files import EntryFile, SiteFiles, read_entry
from statusgen.pipeline.workers import work_on
from statusgen.read.shelf import Card, Shelf, draw_card
from statusgen.read.source import Findings, parse_source
from statusgen.read.timestamps import zone_of

if TYPE_CHECKING:
    from statusgen.read.entries import EntryReader

KINDS: dict[str, type[Entry]] = {kind.folder: kind for kind in (Incident, Maintenance)}
MANY = 200
"""From so many files on, starting another process is worth its while."""
_PORTION = 100


class Portion(NamedTuple):
    """What became of some files: cards with their entries packed, and entries as far as they go.

    It is sent between processes, so its cards are columns.
    """

    problems: list[Problem]
    cards: list[Row]
    packed: list[bytes]
    broken: list[Entry]


class Desk:
    """Reads the entries of one page at an instant."""

    def __init__(
        self,
        root: Path,
        page: Page,
        files: Sequence[EntryFile],
        at: datetime,
        cache: EntryCache,
    ) -> None:
        self._root, self._page, self._files, self._at, self._cache = root, page, files, at, cache
        self._zone = zone_of(page.time_zone)
        self.cards: tuple[Card, ...] = ()
        self.broken: dict[str, Entry] = {}

    @cached_property
    def _reader(self) -> EntryReader:
        from statusgen.read.entries import EntryReader  # noqa: PLC0415 - most builds parse nothing

        return EntryReader(self._page, self._zone)

    def read_all(self, texts: Mapping[str, str], findings: Findings, workers: int) -> None:
        """Every entry: what has no problem as a card, the others as far as they go.

        `texts` are the digests of files that were read just now, by path.
        """
        cached = {
            file.path: self._cache.card(file.path, texts.get(file.path) or self._digest(file))
            for file in self._files
        }
        unread = [file for file in self._files if cached[file.path] is None]
        portions = [unread[first : first + _PORTION] for first in range(0, len(unread), _PORTION)]
        workers = workers if len(unread) >= MANY else 1
        for portion in work_on(self._read_portion, portions, workers):
            findings.extend(portion.problems)
            self.broken |= {entry.source: entry for entry in portion.broken}
            for card, packed in zip(unpack_cards(portion.cards), portion.packed, strict=True):
                cached[card.outline.source] = card
                self._cache.add(card.outline.source, card, packed)
        self._cache.retain(file.path for file in self._files)
        self.cards = tuple(card for card in cached.values() if card)

    def shelve(self, files: SiteFiles, drafts: bool) -> Shelf:
        """All that was read, and which other files there are. `drafts` are shown or not."""
        broken = tuple(self.broken.values())
        return Shelf(self._page, self.cards, self.find, broken, files.static, files.beside, drafts)

    def _digest(self, file: EntryFile) -> str:
        """What stands for a file's bytes; nothing where they cannot be read."""
        content = read_entry(self._root, file.path, Findings())
        return "" if content is None else digest_of(content)

    def _read_portion(self, files: Sequence[EntryFile]) -> Portion:
        findings, broken, read = Findings(), list[Entry](), list[tuple[Card, bytes]]()
        for file in files:
            before = len(findings)
            content = read_entry(self._root, file.path, findings)
            entry = self._parse(file, content, findings)
            if content and entry and len(findings) == before:
                card = draw_card(entry, digest_of(content), self._at, self._zone)
                read.append((card, pack(entry)))
            elif entry:
                broken.append(entry)
        cards = pack_cards(card for card, _ in read)
        return Portion(findings, cards, [packed for _, packed in read], broken)

    def parse(self, file: EntryFile, findings: Findings) -> Entry | None:
        """A file's entry; None where it cannot stand."""
        return self._parse(file, read_entry(self._root, file.path, findings), findings)

    def _parse(self, file: EntryFile, content: bytes | None, findings: Findings) -> Entry | None:
        source = None if content is None else parse_source(file.path, content, findings)
        return self._reader.parse(source, KINDS[file.kind], findings) if source else None

    def find(self, path: str) -> Entry:
        """The entry of a file that was read."""
        entry = self.broken.get(path) or self._cache.find(path)
        if entry is None:  # the cache was deleted or damaged meanwhile
            findings = Findings()
            entry = self.parse(self._by_path[path], findings)
            if entry is None:
                message = "the file was changed while the site was built"
                findings.error(Place(path), "unreadable", message, "build again")
                raise Problems(findings)
        return entry

    @cached_property
    def _by_path(self) -> dict[str, EntryFile]:
        return {file.path: file for file in self._files}
