"""What a build will ask the disk, asked in another process while this one still loads.

Quick to load itself.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Self

from statusgen.build import disk
from statusgen.build.cache import find_touched, parse_memory
from statusgen.build.layout import CONTENT, MEMORY, STAGING, state_folder
from statusgen.build.pool import Ahead
from statusgen.build.versions import versions


class Reading:
    """What a build has to read before anything else, by another process where one can be forked.

    It is asked for in this order, each once.
    """

    def __init__(self, root: Path) -> None:
        self._ahead = Ahead[Any](versions, lambda: dict(_digests(root, CONTENT)))

    def versions(self) -> str:
        """What stands for all that renders."""
        return self._ahead.result() or versions()

    def texts(self) -> dict[str, str]:
        """What stands for entries' files, by their paths from the root; none where that failed."""
        return self._ahead.result() or {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ahead.__exit__()


class Touched(NamedTuple):
    """The files of an output that do not stand as they were written.

    `mark` is as in `mark_of`, from before the output was looked at.
    """

    mark: int | None
    paths: frozenset[str]

    def holds(self, state: Path) -> bool:
        """Whether no build began or ended since."""
        return self.mark is not None and self.mark == mark_of(state)


def look_ahead(out: Path) -> Ahead[Touched]:
    """Begin to look at an output folder."""
    return Ahead(lambda: _look(out))


def digest_of(content: bytes | str) -> str:
    """What stands for bytes or a text."""
    content = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(content).hexdigest()[:32]


def mark_of(state: Path) -> int | None:
    """What changes whenever a build begins or ends; None where there was none, or it was killed."""
    try:
        return None if (state / STAGING).exists() else state.stat().st_mtime_ns
    except OSError:
        return None


def _look(out: Path) -> Touched:
    state = state_folder(out)
    mark = mark_of(state)
    memory = parse_memory(disk.read_bytes(state / MEMORY) if mark else None)
    return Touched(mark, frozenset(find_touched(out, memory)))


def _digests(root: Path, folder: str) -> Iterator[tuple[str, str]]:
    """The plain files under a folder; whoever reads the folder in earnest judges the others."""
    for item in os.scandir(f"{root}/{folder}"):
        name = f"{folder}/{item.name}"
        if item.is_dir(follow_symlinks=False):
            yield from _digests(root, name)
        elif name.endswith(".md") and item.is_file(follow_symlinks=False):
            yield name, digest_of(disk.read_whole(f"{root}/{name}"))
