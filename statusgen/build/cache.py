"""What the last build into an output folder knew, so that the next one renders little."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import orjson

FORMAT = 2
_SECOND = 1_000_000_000  # nanoseconds
State = tuple[int, int]
"""A file's size in bytes, and when it was last changed, in nanoseconds since 1970."""


@dataclass(frozen=True)
class Memory:
    """All of a build that the next one may use. `causes` are what every file depends on.

    `digests` are those of files' values, and `states` how the files stood once written.
    """

    causes: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)


def parse_memory(content: bytes | None) -> Memory:
    """A memory that was written; an empty one where it is missing, broken or of another kind."""
    try:
        data = orjson.loads(content or b"")
        if data["format"] != FORMAT:
            return Memory()
        paths = data["paths"]
        digests = dict(zip(paths, data["digests"], strict=True))
        states = zip(data["sizes"], data["times"], strict=True)
        return Memory(dict(data["causes"]), digests, dict(zip(paths, states, strict=True)))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Memory()


def format_memory(memory: Memory) -> bytes:
    """A memory as bytes."""
    data = {
        "format": FORMAT,
        "causes": dict(memory.causes),
        "paths": list(memory.states),
        "digests": [memory.digests[path] for path in memory.states],
        "sizes": [size for size, _ in memory.states.values()],
        "times": [time for _, time in memory.states.values()],
    }
    return orjson.dumps(data)


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
    now = look_at(out, memory.states)
    if now != memory.states:
        for path, known in memory.states.items():
            if path not in now or not _is_same(now[path], known):
                yield path


def _is_same(now: State, known: State) -> bool:
    """Whether a file is as it was written; an archive may have cut its time to two seconds."""
    apart = abs(now[1] - known[1])
    rounded = now[1] % _SECOND == 0 and apart < 2 * _SECOND
    return now[0] == known[0] and (apart == 0 or rounded)


def changed(
    out: Path,
    digests: Mapping[str, str],
    memory: Memory,
    touched: Iterable[str],
    causes: Mapping[str, str],
) -> dict[str, str]:
    """For each path that has to be rendered again, why."""
    found = dict.fromkeys(touched, "missing or touched in the output folder")
    found |= dict.fromkeys(
        (path for path, _ in digests.items() - memory.digests.items()), "what it says changed"
    )
    if different := [name for name, value in causes.items() if memory.causes.get(name) != value]:
        found |= dict.fromkeys(digests, f"{different[0]} changed")
    unknown = digests.keys() - memory.digests.keys()
    found |= dict.fromkeys(unknown, "new")
    found |= dict.fromkeys(look_at(out, unknown), "not remembered")
    return {path: found[path] for path in sorted(found.keys() & digests.keys())}
