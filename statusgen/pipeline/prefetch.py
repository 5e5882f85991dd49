"""What a build will need, made ready by other processes while this one still loads.

Quick to load itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

from statusgen.model.digest import digest_of
from statusgen.pipeline import disk
from statusgen.pipeline.build_state import find_touched, parse_memory
from statusgen.pipeline.layout import CONTENT, MEMORY, STAGING, state_folder
from statusgen.pipeline.versions import versions
from statusgen.pipeline.workers import Ahead

Result = TypeVar("Result")
_PATIENCE = 10


class Errands:
    """What other processes do for a build, where they can be forked.

    `versions`, `texts` and `touched` are asked for in this order; each result once.
    """

    def __init__(self, root: Path, out: Path) -> None:
        def read() -> dict[str, str]:
            return dict(_digests(root, CONTENT))

        self._reading = Ahead[Any](versions, read, _patiently(lambda: look(out)))
        self._compiling: Ahead[Any] | None = None

    def versions(self) -> str:
        """What stands for all that renders."""
        return self._reading.result() or versions()

    def texts(self) -> dict[str, str]:
        """What stands for entries' files, by their paths from the root; none where that failed."""
        return self._reading.result() or {}

    def touched(self) -> Touched | None:
        """What was touched in the output; None where that is not known."""
        touched: Touched | None = self._reading.result()
        return touched

    def compile(self, work: Callable[[], object]) -> None:
        """Begin to compile what will be rendered with."""
        self._compiling = Ahead(_patiently(work))

    def compiled(self) -> Any:
        """What was compiled; None where it was not."""
        return self._compiling.result() if self._compiling else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._reading.__exit__()
        if self._compiling:
            self._compiling.__exit__()


def _patiently(work: Callable[[], Result]) -> Callable[[], Result]:
    """The same in a process that lets others go first: its result is not needed for a while."""

    def patient() -> Result:
        os.nice(_PATIENCE)
        return work()

    return patient


class Touched(NamedTuple):
    """The files of an output that do not stand as they were written.

    `mark` is as in `mark_of`, from before the output was looked at.
    """

    mark: int | None
    paths: frozenset[str]

    def holds(self, state: Path) -> bool:
        """Whether no build began or ended since."""
        return self.mark is not None and self.mark == mark_of(state)


def mark_of(state: Path) -> int | None:
    """What changes whenever a build begins or ends; None where there was none, or it was killed."""
    try:
        return None if (state / STAGING).exists() else state.stat().st_mtime_ns
    except OSError:
        return None


def look(out: Path) -> Touched:
    """What was touched in an output since it was written."""
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
