"""What the last build into an output folder knew, so that the next one renders little."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FORMAT = 1


@dataclass(frozen=True)
class Remembered:
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
        files = {path: Remembered(*values) for path, values in data["files"].items()}
        return Memory(dict(data["causes"]), files)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Memory()


def format_memory(memory: Memory) -> bytes:
    """A memory as bytes."""
    files = {path: [f.digest, f.size, f.modified] for path, f in memory.files.items()}
    data = {"format": FORMAT, "causes": dict(memory.causes), "files": files}
    return json.dumps(data, separators=(",", ":")).encode()


def remember(path: Path, digest: str) -> Remembered | None:
    """A file as it stands now; None where it does not."""
    try:
        stat = os.stat(path)  # noqa: PTH116 - a third of the time, for ten thousand files
    except OSError:
        return None
    return Remembered(digest, stat.st_size, stat.st_mtime_ns)


def changed(
    digests: Mapping[str, str], causes: Mapping[str, str], memory: Memory, out: Path
) -> dict[str, str]:
    """For each path that has to be rendered again, why."""
    different = [name for name, value in causes.items() if memory.causes.get(name) != value]
    found = {}
    for path, digest in digests.items():
        known = memory.files.get(path)
        if known is None:
            found[path] = "not remembered" if (out / path).exists() else "new"
        elif different:
            found[path] = f"{different[0]} changed"
        elif known.digest != digest:
            found[path] = "what it says changed"
        elif remember(out / path, digest) != known:
            found[path] = "missing or touched in the output folder"
    return found
