"""What the last build into an output folder knew, so that the next one renders little."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

FORMAT = 1
_SECOND = 1_000_000_000  # nanoseconds


class Remembered(NamedTuple):
    """A file as it was last written: the digest of its value, its size and its time."""

    digest: str
    size: int
    modified: int


@dataclass(frozen=True)
class Memory:
    """All of a build that the next one may use. `causes` are what every file depends on."""

    causes: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Remembered] = field(default_factory=dict)


def parse_memory(content: bytes | None) -> Memory:
    """A memory that was written; an empty one where it is missing, broken or of another kind."""
    try:
        data = json.loads(content or b"")
        if data["format"] != FORMAT:
            return Memory()
        files = {path: Remembered._make(values) for path, values in data["files"].items()}
        return Memory(dict(data["causes"]), files)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Memory()


def format_memory(memory: Memory) -> bytes:
    """A memory as bytes."""
    data = {"format": FORMAT, "causes": dict(memory.causes), "files": memory.files}
    return json.dumps(data, separators=(",", ":")).encode()


def remember(out: Path, paths: Mapping[str, str]) -> dict[str, Remembered]:
    """The files of an output folder as they stand now, those that do; `paths` have digests."""
    root, stat, found = f"{out}{os.sep}", os.stat, {}
    for path, digest in paths.items():
        try:
            state = stat(root + path)
        except OSError:
            continue
        found[path] = Remembered(digest, state.st_size, state.st_mtime_ns)
    return found


def _is_same(now: Remembered, known: Remembered) -> bool:
    """Whether a file is as it was written; an archive may have cut its time to two seconds."""
    apart = abs(now.modified - known.modified)
    rounded = now.modified % _SECOND == 0 and apart < 2 * _SECOND
    return now.size == known.size and (apart == 0 or rounded)


def changed(
    now: Mapping[str, Remembered],
    digests: Mapping[str, str],
    memory: Memory,
    causes: Mapping[str, str],
) -> dict[str, str]:
    """For each path that has to be rendered again, why; `now` is what stands there."""
    different = [name for name, value in causes.items() if memory.causes.get(name) != value]
    if not different and now == memory.files and now.keys() == digests.keys():
        return {}
    found = {}
    for path, digest in digests.items():
        known = memory.files.get(path)
        if known is None:
            found[path] = "not remembered" if path in now else "new"
        elif different:
            found[path] = f"{different[0]} changed"
        elif known.digest != digest:
            found[path] = "what it says changed"
        elif path not in now or not _is_same(now[path], known):
            found[path] = "missing or touched in the output folder"
    return found
