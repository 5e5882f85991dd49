"""The record cache: what was read before and has not changed is not read again.

A file for each month holds its records, so after an update one of them is written. Any of them may
be missing, cut or forged; its records are then read from the entries. Drafts, and what is dated
later than the build, are never written here, since the cache of a CI pipeline may be public.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
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
        self._key = ""
        self._records: dict[str, Record] = {}
        self._stored: dict[str, list[Record]] = {}

    def load(self, key: str) -> None:
        """Prepare for a build. `key` is the digest of all that reading an entry depends on."""
        if self._key == key:
            return
        self._key = key
        self._stored = dict(_read_months(self._folder, key)) if self._folder else {}
        self.replace(record for month in self._stored.values() for record in month)

    def find(self, path: str, file: str) -> Record | None:
        """The record of an entry, if its file still has that digest."""
        record = self._records.get(path)
        return record if record and record.file == file else None

    def replace(self, records: Iterable[Record]) -> None:
        """Keep these records, and no others."""
        self._records = {record.entry.source: record for record in records}

    def store(self, at: datetime, staging: Path) -> None:
        """Write the months that changed, as far as they were public at an instant."""
        if self._folder is None:
            return
        months: dict[str, list[Record]] = {}
        for record in self._records.values():
            if _is_public(record, at):
                months.setdefault(record.month, []).append(record)
        for name, records in months.items():
            if self._stored.get(name) != records:
                body = pack_records(records)
                content = _header(self._key, body) + body
                disk.replace_bytes(self._folder / name, content, staging)
        for name in self._stored.keys() - months.keys():
            disk.remove_file(self._folder / name, self._folder)


def _read_months(folder: Path, key: str) -> Iterator[tuple[str, list[Record]]]:
    """The months in a folder; those that are damaged or have another key are empty."""
    for name in disk.list_files(folder):
        content = disk.read_bytes(folder / name) or b""
        header, newline, body = content.partition(b"\n")
        records: list[Record] = []
        if header + newline == _header(key, body):
            with suppress(msgspec.DecodeError):
                records = unpack_records(body)
        yield name, records


def _header(key: str, body: bytes) -> bytes:
    return f"{key} {digest_of(body)}\n".encode()


def _is_public(record: Record, at: datetime) -> bool:
    return not record.entry.draft and (record.newest is None or record.newest <= at)
