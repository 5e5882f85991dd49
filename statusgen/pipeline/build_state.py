"""What the last build into an output folder knew, so that the next one renders little."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from statusgen.pipeline.disk import FileState, stat_files

_SECOND = 1_000_000_000  # nanoseconds


class BatchState(NamedTuple):
    """A batch as it was written: its digest, and for each file the value's digest and the state.

    These are columns, which take less to read than rows.
    """

    digest: str | None
    paths: list[str]
    digests: list[str]
    sizes: list[int]
    times: list[int]

    @property
    def files(self) -> Iterator[tuple[str, FileState]]:
        states = map(FileState, self.sizes, self.times)
        return zip(self.paths, states, strict=True)


class BuildState(msgspec.Struct, frozen=True, tag="4"):
    """What every file depends on, by name, and the batches by name. The tag is the version."""

    causes: dict[str, str] = {}
    batches: dict[str, BatchState] = {}


def parse_state(content: bytes | None) -> BuildState:
    """A state from JSON; an empty one where it is missing, broken or of another version."""
    try:
        state = msgspec.json.decode(content or b"", type=BuildState)
    except msgspec.DecodeError:
        return BuildState()
    complete = all(
        len(batch.paths) == len(batch.digests) == len(batch.sizes) == len(batch.times)
        for batch in state.batches.values()
    )
    return state if complete else BuildState()


def format_state(state: BuildState) -> bytes:
    """A state as JSON."""
    return msgspec.json.encode(state)


def find_touched(out: Path, state: BuildState) -> Iterator[str]:
    """The files that are missing or have changed since they were written."""
    for batch in state.batches.values():
        present = stat_files(out, batch.paths)
        for path, written in batch.files:
            if path not in present or not _matches(present[path], written):
                yield path


def _matches(file: FileState, written: FileState) -> bool:
    """Whether a file is as it was written; an archive may have cut its time to two seconds."""
    cut = file.time % _SECOND == 0 and abs(file.time - written.time) < 2 * _SECOND
    return file.size == written.size and (file.time == written.time or cut)
