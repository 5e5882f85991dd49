"""Entries as they were once parsed, so that what did not change is not parsed again.

Three files. `entries.log` holds entries, and is only ever added to; once most of it is of no use,
it is written anew, so it is at most about twice as large as what it holds. `entries.json` holds
the cards, with where each entry stands in the log, and `recent.json` those that changed since
that was written. Any of them may be missing, cut or foreign: then what they told is parsed.
Drafts, and what is dated later than the build, are never written there.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import orjson

from statusgen.model.digest import digest_of
from statusgen.model.entry import Entry
from statusgen.model.instants import seconds_of
from statusgen.pipeline import disk
from statusgen.pipeline.packing import pack_cards, pack_entry, unpack_cards, unpack_entry
from statusgen.read.shelf import Card

CARDS, RECENT, LOG = "entries.json", "recent.json", "entries.log"
_WASTE = 2
_MOST = 512
"""How many cards stand on a line, and how many may be recent before all are written anew."""
_MANY = 1_000
"""From so many new entries on, starting another process to write them is worth its while."""


class StagedCache(NamedTuple):
    """The name of the file that holds cards, and whether the log begins afresh."""

    cards: str
    afresh: bool


class Kept(NamedTuple):
    """Where an entry stands in the log, and its checksum."""

    offset: int
    length: int
    checksum: int


@dataclass
class EntryCache:
    """Cards and entries by their files' paths. `folder` is None where they live in memory only.

    `cause` is what parsing depends on beside a file: a cache of another cause is empty.
    """

    folder: Path | None = None
    _cause: str = ""
    _cards: dict[str, Card] = field(default_factory=dict)
    _packed: dict[str, bytes] = field(default_factory=dict)
    _kept: dict[str, Kept] = field(default_factory=dict)
    _base: dict[str, Kept] = field(default_factory=dict)
    _base_digest: str = ""
    _touched: bool = False
    _size: int = 0

    def begin(self, cause: str) -> None:
        """Make ready for a build: forget what was parsed under another cause."""
        if self._cause != cause:
            self._cards, self._packed, self._kept = {}, {}, {}
            self._base_digest = self._read(CARDS, cause)
            self._base = dict(self._kept)
            if self._base_digest:
                self._read(RECENT, self._base_digest)
        self._cause = cause

    def card(self, path: str, text: str) -> Card | None:
        """The card of a file, where it was parsed with a text of that digest."""
        card = self._cards.get(path)
        return card if card and card.text == text else None

    def add(self, path: str, card: Card, packed: bytes) -> None:
        """Remember an entry."""
        self._cards[path], self._packed[path] = card, packed
        self._kept.pop(path, None)
        self._touched = True

    def retain(self, paths: Iterable[str]) -> None:
        """Forget every file but these."""
        for path in self._cards.keys() - set(paths):
            del self._cards[path]
            self._packed.pop(path, None)
            self._kept.pop(path, None)

    def find(self, path: str) -> Entry | None:
        """An entry that has a card; None where the log does not hold what it should."""
        packed = self._load(path)
        return unpack_entry(orjson.loads(packed)) if packed else None

    @property
    def much(self) -> bool:
        """Whether what is new takes long enough to write that another process should."""
        return self.folder is not None and len(self._packed) >= _MANY

    def stage(self, at: datetime, staging: Path) -> StagedCache | None:
        """Write what is new into a folder, as far as it was public at an instant; None if nothing.

        It is kept once `take` is called.
        """
        if self.folder is None or not self._touched:
            return None
        now = seconds_of(at)
        cards = {p: c for p, c in self._cards.items() if c.newest <= now and not c.outline.draft}
        kept = {path: where for path, where in self._kept.items() if path in cards}
        new = {path: self._packed[path] for path in cards if path not in kept}
        base, size = self._base, disk.size_of(self.folder / LOG)
        used = sum(where.length for where in kept.values()) + sum(map(len, new.values()))
        afresh = not size or size < self._size or size > _WASTE * used
        if afresh:
            old = {path: packed for path in kept if (packed := self._load(path))}
            kept, new, size, base = {}, old | new, 0, {}
        disk.write_bytes(staging / LOG, b"".join(new.values()))
        for path, packed in new.items():
            kept[path] = Kept(size, len(packed), zlib.crc32(packed))
            size += len(packed)
        recent = {path: where for path, where in kept.items() if base.get(path) != where}
        anew = len(recent) + len(base.keys() - kept.keys()) > _MOST or not base
        name, cause = (CARDS, self._cause) if anew else (RECENT, self._base_digest)
        body = _format(size, cards, kept if anew else recent)
        disk.write_bytes(staging / name, f"{cause} {digest_of(body)}\n".encode() + body)
        return StagedCache(name, afresh)

    def take(self, staged: StagedCache, staging: Path) -> None:
        """Keep what was staged."""
        assert self.folder is not None
        if staged.afresh:
            disk.replace_file(staging / LOG, self.folder / LOG)
        else:
            disk.append_bytes(self.folder / LOG, disk.read_bytes(staging / LOG) or b"")
        disk.replace_file(staging / staged.cards, self.folder / staged.cards)

    def _read(self, name: str, cause: str) -> str:
        """Take the cards of a file that was written for a cause; its digest if it is whole."""
        content = disk.read_bytes(self.folder / name) if self.folder else None
        head, _, body = (content or b"").partition(b"\n")
        digest = digest_of(body)
        if head != f"{cause} {digest}".encode():
            return ""
        size, *lines = body.split(b"\n")
        self._size = int(size)
        for line in lines:
            kept, columns = orjson.loads(line)
            cards = {card.outline.source: card for card in unpack_cards(columns)}
            self._kept |= zip(cards, map(Kept._make, kept), strict=True)
            self._cards |= cards
        return digest

    def _load(self, path: str) -> bytes | None:
        """An entry as it is in memory or in the log, if that is whole."""
        packed = self._packed.get(path)
        if packed is None and self.folder and (kept := self._kept.get(path)):
            packed = disk.read_range(f"{self.folder}/{LOG}", kept.offset, kept.length)
            return packed if zlib.crc32(packed) == kept.checksum else None
        return packed


def _format(size: int, cards: Mapping[str, Card], kept: Mapping[str, Kept]) -> bytes:
    """The log's size, and lines of cards with where their entries stand in it."""
    lines, paths = [str(size).encode()], list(kept)
    for first in range(0, len(paths), _MOST):
        portion = paths[first : first + _MOST]
        columns = pack_cards(cards[path] for path in portion)
        lines.append(orjson.dumps([[tuple(kept[path]) for path in portion], columns]))
    return b"\n".join(lines)


def pack(entry: Entry) -> bytes:
    """An entry as it is remembered."""
    return orjson.dumps(pack_entry(entry))
