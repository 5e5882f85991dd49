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
from statusgen.pipeline.seals import seal, unseal

FOLDER = "records"
_Month = tuple[str, list[Record]]
"""The digest of all that reading these records depended on, and the records."""
_HEADER = len(f"{digest_of('')}\n")
pack_records = msgspec.msgpack.encode
unpack_records = msgspec.msgpack.Decoder(list[Record]).decode
"""The records that were packed. Raises msgspec.DecodeError."""


class RecordCache:
    """Records by the paths of their entries. `folder` is None where they stay in memory.

    `key` is the user's, by which builds know what they kept themselves.
    """

    def __init__(self, folder: Path | None = None, key: bytes = b"") -> None:
        self._folder, self.key = folder / FOLDER if folder else None, key
        self._cause = ""
        self._records: dict[str, Record] = {}
        self._stored: dict[str, _Month] = {}

    def select(self, cause: str) -> None:
        """Use only records of this cause, the digest of all that reading an entry depends on."""
        if self._folder and not self._stored:
            self._stored = dict(_read_months(self._folder, self.key))
        if self._cause == cause:
            return
        self._cause = cause
        months = [records for stored, records in self._stored.values() if stored == cause]
        self.replace(record for records in months for record in records)

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
            if self._stored.get(name) != (self._cause, records):
                body = pack_records(records)
                content = seal(f"{self._cause}\n".encode() + body, self.key)
                disk.replace_bytes(self._folder / name, content, staging)
        for name in self._stored.keys() - months.keys():
            disk.remove_file(self._folder / name, self._folder)


def _read_months(folder: Path, key: bytes) -> Iterator[tuple[str, _Month]]:
    """The months in a folder; those that are damaged, or another's, have no cause."""
    for path in folder.glob("*"):
        month = "", list[Record]()
        if content := unseal(disk.read_bytes(path), key):
            with suppress(msgspec.DecodeError):
                cause = bytes(content[:_HEADER]).decode("ascii").strip()
                month = cause, unpack_records(content[_HEADER:])
        yield path.name, month


def _is_public(record: Record, at: datetime) -> bool:
    return not record.entry.draft and (record.newest is None or record.newest <= at)
