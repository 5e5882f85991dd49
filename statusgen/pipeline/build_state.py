"""What the last build into an output folder knew, so that the next one renders little."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from statusgen.model.addresses import Route
from statusgen.pipeline.disk import FileState, read_bytes, stat_files
from statusgen.pipeline.seals import seal, unseal

MANIFEST = Route.MANIFEST.file()
"""The list of our files, in the output folder itself."""
_NOT_PLAIN = frozenset(("", ".", ".."))
_SECOND = 1_000_000_000  # nanoseconds


class WrittenFile(NamedTuple):
    """A file as it was written: the digest of its value, and its state."""

    digest: str
    state: FileState


class BatchState(NamedTuple):
    """A batch as it was written: its digest, and its files.

    `columns` are read only where needed, which saves 5 ms with 37,000 files: the digests, sizes
    and times of the files.
    """

    digest: str | None
    paths: list[str]
    columns: msgspec.Raw

    @classmethod
    def of(cls, digest: str | None, files: dict[str, WrittenFile]) -> Self:
        """The state of a batch with these files, by path."""
        digests = [file.digest for file in files.values()]
        sizes = [file.state.size for file in files.values()]
        times = [file.state.time for file in files.values()]
        columns = msgspec.json.encode((digests, sizes, times))
        return cls(digest, list(files), msgspec.Raw(columns))

    def files(self) -> dict[str, WrittenFile]:
        """The files by path; none where the columns are broken."""
        kind = tuple[list[str], list[int], list[int]]
        try:
            columns = zip(*msgspec.json.decode(self.columns, type=kind), strict=True)
            written = [WrittenFile(digest, FileState(*state)) for digest, *state in columns]
            return dict(zip(self.paths, written, strict=True))
        except ValueError:  # no JSON of this shape, or columns of different lengths
            return {}


class BuildState(msgspec.Struct, frozen=True, tag="5"):
    """What every file depends on, by name, and the batches by name. The tag is the version."""

    causes: dict[str, str] = {}
    batches: dict[str, BatchState] = {}


def parse_state(content: bytes | None, key: bytes) -> BuildState:
    """A state that was sealed; an empty one where it is missing, broken or of another version."""
    try:
        return msgspec.json.decode(unseal(content, key), type=BuildState)
    except msgspec.DecodeError:
        return BuildState()


def format_state(state: BuildState, key: bytes) -> bytes:
    return seal(msgspec.json.encode(state), key)


def find_touched(out: Path, state: BuildState) -> Iterator[str]:
    """The files that are missing or have changed since they were written."""
    for batch in state.batches.values():
        present, files = stat_files(out, batch.paths), batch.files()
        for path in batch.paths:
            same = path in present and path in files
            if not (same and _matches(present[path], files[path].state)):
                yield path


def _matches(file: FileState, written: FileState) -> bool:
    """Whether a file is as it was written; an archive may have cut its time to two seconds."""
    cut = file.time % _SECOND == 0 and abs(file.time - written.time) < 2 * _SECOND
    return file.size == written.size and (file.time == written.time or cut)


def read_manifest(out: Path) -> frozenset[str]:
    """The paths that earlier builds wrote; a line that could lead out of the folder is ignored."""
    text = (read_bytes(out / MANIFEST) or b"").decode("utf-8", "replace")
    return frozenset(path for path in text.splitlines() if _NOT_PLAIN.isdisjoint(path.split("/")))
