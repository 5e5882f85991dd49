"""What a build will ask the disk, asked in another process while this one still loads.

Quick to load itself.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from statusgen.build import disk
from statusgen.build.cache import find_touched, parse_memory
from statusgen.build.layout import CONTENT, MEMORY, STAGING, state_folder
from statusgen.build.pool import Ahead


@dataclass(frozen=True)
class Seen:
    """The digests of entries' files, by path from the site's root; what of an output was touched.

    `mark` is as in `mark_of`, from before the output was looked at.
    """

    texts: dict[str, str] = field(default_factory=dict)
    mark: int | None = None
    touched: frozenset[str] = frozenset()


def look_ahead(root: Path, out: Path) -> Ahead[Seen]:
    """Begin to look at the entries of a site and at its output."""
    return Ahead(lambda: _look(root, out))


def digest_of(content: bytes) -> str:
    """What stands for a file's bytes."""
    return hashlib.sha256(content).hexdigest()[:32]


def mark_of(state: Path) -> int | None:
    """What changes whenever a build begins or ends; None where there was none, or it was killed."""
    try:
        return None if (state / STAGING).exists() else state.stat().st_mtime_ns
    except OSError:
        return None


def _look(root: Path, out: Path) -> Seen:
    state = state_folder(out)
    mark = mark_of(state)
    touched = find_touched(out, parse_memory(disk.read_bytes(state / MEMORY))) if mark else ()
    return Seen(dict(_digests(root, CONTENT)), mark, frozenset(touched))


def _digests(root: Path, folder: str) -> Iterator[tuple[str, str]]:
    """The plain files under a folder; whoever reads the folder in earnest judges the others."""
    for item in os.scandir(f"{root}/{folder}"):
        name = f"{folder}/{item.name}"
        if item.is_dir(follow_symlinks=False):
            yield from _digests(root, name)
        elif name.endswith(".md") and item.is_file(follow_symlinks=False):
            yield name, digest_of(disk.read_whole(f"{root}/{name}"))
