"""The record cache: what was read once and has not changed is not read again.

A file for each month holds its records, so an update writes one of them anew. Any of them may be
missing, cut or forged: then what it held is read from the entries. Drafts, and what is dated later
than the build, are never written here, since a pipeline's cache may be public.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from pathlib import Path

import msgspec

from statusgen.model.digest import digest_of
from statusgen.model.record import Record
from statusgen.pipeline import disk

FOLDER = "records"
_DECODER = msgspec.msgpack.Decoder(list[Record])


def pack_records(records: Iterable[Record]) -> bytes:
    """Records as MessagePack."""
    return msgspec.msgpack.encode(tuple(records))


def unpack_records(content: bytes) -> list[Record]:
    """The records that were packed. Raises msgspec.DecodeError."""
    return _DECODER.decode(content)


class RecordCache:
    """Records by the paths of their entries. `folder` is None where they stay in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder / FOLDER if folder else None
        self._cause = ""
        self._records: dict[str, Record] = {}
        self._stored: dict[str, list[Record]] = {}

    def begin(self, cause: str) -> None:
        """Prepare for a build. `cause` is the digest of all that reading depends on but entries."""
        if self._cause == cause:
            return
        self._cause = cause
        self._stored = dict(self._read()) if self._folder else {}
        records = (record for month in self._stored.values() for record in month)
        self._records = {record.entry.source: record for record in records}

    def find(self, path: str, file: str) -> Record | None:
        """The record of an entry, where its file still has that digest."""
        record = self._records.get(path)
        return record if record and record.file == file else None

    def keep(self, records: Iterable[Record]) -> None:
        """Remember these, and no others."""
        self._records = {record.entry.source: record for record in records}

    def stage(self, at: datetime, staging: Path) -> tuple[str, ...]:
        """Write the months that changed into a folder, as far as they were public at an instant.

        Returns their names; `take` puts them in place.
        """
        if self._folder is None:
            return ()
        public = [record for record in self._records.values() if _is_public(record, at)]
        public.sort(key=lambda record: (record.month, record.entry.source))
        months = {name: list(month) for name, month in groupby(public, key=lambda r: r.month)}
        changed = [name for name, month in months.items() if self._stored.get(name) != month]
        for name in changed:
            body = pack_records(months[name])
            disk.write_bytes(staging / FOLDER / name, self._head(body) + body)
        return (*changed, *(self._stored.keys() - months.keys()))

    def take(self, staged: Iterable[str], staging: Path) -> None:
        """Put what was staged in place."""
        for name in staged:
            assert self._folder is not None
            if (staging / FOLDER / name).exists():
                disk.replace_file(staging / FOLDER / name, self._folder / name)
            else:
                disk.remove_file(self._folder / name, self._folder)

    def _read(self) -> Iterable[tuple[str, list[Record]]]:
        """The months that were written for this cause and are whole."""
        assert self._folder is not None
        for name in disk.list_files(self._folder):
            content = disk.read_bytes(self._folder / name) or b""
            head, newline, body = content.partition(b"\n")
            try:
                whole = head + newline == self._head(body)
                yield name, unpack_records(body) if whole else []
            except msgspec.DecodeError:
                yield name, []

    def _head(self, body: bytes) -> bytes:
        return f"{self._cause} {digest_of(body)}\n".encode()


def _is_public(record: Record, at: datetime) -> bool:
    return not record.entry.draft and (record.newest is None or record.newest <= at)
