"""What the last build into an output folder knew, so that the next one renders little."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import orjson

FORMAT = 3
_SECOND = 1_000_000_000  # nanoseconds
State = tuple[int, int]
"""A file's size in bytes, and when it was last changed, in nanoseconds since 1970."""


class Written(NamedTuple):
    """A batch as it was written: its digest, and of each file the value's digest and the state.

    These are columns, which take less to read than rows.
    """

    digest: str | None
    paths: list[str]
    digests: list[str]
    sizes: list[int]
    times: list[int]


@dataclass(frozen=True)
class Memory:
    """All of a build that the next one may use: the batches by name.

    `causes` are what every file depends on.
    """

    causes: Mapping[str, str] = field(default_factory=dict)
    batches: Mapping[str, Written] = field(default_factory=dict)


def parse_memory(content: bytes | None) -> Memory:
    """A memory that was written; an empty one where it is missing, broken or of another kind."""
    try:
        data = orjson.loads(content or b"")
        if data["format"] != FORMAT:
            return Memory()
        batches = {name: Written(*columns) for name, columns in data["batches"].items()}
        for batch in batches.values():
            if not len(batch.paths) == len(batch.digests) == len(batch.sizes) == len(batch.times):
                return Memory()
        return Memory(dict(data["causes"]), batches)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Memory()


def format_memory(memory: Memory) -> bytes:
    """A memory as bytes."""
    batches = {name: tuple(written) for name, written in memory.batches.items()}
    return orjson.dumps({"format": FORMAT, "causes": dict(memory.causes), "batches": batches})


def look_at(out: Path, paths: Iterable[str]) -> dict[str, State]:
    """How files of an output folder stand now, those that do."""
    root, stat, found = f"{out}{os.sep}", os.stat, {}
    for path in paths:
        try:
            state = stat(root + path)
        except OSError:
            continue
        found[path] = (state.st_size, state.st_mtime_ns)
    return found


def find_touched(out: Path, memory: Memory) -> Iterator[str]:
    """The remembered files that do not stand as they were written."""
    root, stat = f"{out}{os.sep}", os.stat
    for batch in memory.batches.values():
        for path, size, time in zip(batch.paths, batch.sizes, batch.times, strict=True):
            try:
                now = stat(root + path)
            except OSError:
                yield path
                continue
            if now.st_size != size or not _is_same(now.st_mtime_ns, time):
                yield path


def _is_same(now: int, known: int) -> bool:
    """Whether a time is that of a file as written; an archive may have cut it to two seconds."""
    return now == known or (now % _SECOND == 0 and abs(now - known) < 2 * _SECOND)
