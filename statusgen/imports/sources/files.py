"""A source's folder or file, read within bounds and through no link that leaves it."""

from __future__ import annotations

import os
from pathlib import Path

from statusgen.imports.errors import SourceError
from statusgen.imports.history import Loss
from statusgen.pipeline import disk

LARGEST = 64 * 2**20
"""Bytes of a file; the whole answer of the largest history known is a fourth of it."""


_LINKED = "it is a link to another folder, and is not followed; copy what you need of it"


class SourceFiles:
    """The files under `root`, or the one file that it is. Raises SourceError where it is neither.

    Names that begin with a dot are passed over. `losses` names the folders whose files are not
    among them.
    """

    def __init__(self, root: Path) -> None:
        self.losses: tuple[Loss, ...] = ()
        if root.is_dir():
            self.root = root
            self._names = self._walk()
        elif root.is_file():
            self.root = root.parent
            self._names = (root.name,)
        else:
            raise SourceError(f"there is no file or folder {root}")

    def names(self, *suffixes: str) -> tuple[str, ...]:
        """The files' paths from the root, with `/`, sorted; those that end so, or all."""
        if not suffixes:
            return self._names
        return tuple(name for name in self._names if name.lower().endswith(suffixes))

    def read(self, name: str) -> bytes:
        """A file's bytes. Raises SourceError: it is not there, not readable, too large, outside."""
        path = self.root / name
        try:
            if not path.resolve().is_relative_to(self.root.resolve()):
                raise SourceError("it is a link that leaves the source's folder")
            if not path.is_file():
                raise SourceError("there is no such file")
            if (size := path.stat().st_size) > LARGEST:
                raise SourceError(f"it has {size:,} bytes; {LARGEST:,} are read at most")
            return disk.read_bytes(path) or b""
        except OSError as error:
            raise SourceError(f"it cannot be read: {_reason(error)}") from None

    def _walk(self) -> tuple[str, ...]:
        found: list[str] = []
        refused: list[Loss] = []

        def refuse(error: OSError) -> None:
            place = os.path.relpath(error.filename, self.root)
            refused.append(Loss(place, "a folder", f"it cannot be listed: {_reason(error)}"))

        for folder, folders, files in os.walk(self.root, onerror=refuse):
            folders[:] = [name for name in folders if not name.startswith(".")]
            inside = Path(folder).relative_to(self.root)
            linked = [name for name in folders if (Path(folder) / name).is_symlink()]
            refused += [Loss((inside / name).as_posix(), "a folder", _LINKED) for name in linked]
            found += [(inside / name).as_posix() for name in files if not name.startswith(".")]
        self.losses = tuple(refused)
        return tuple(sorted(found))


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
