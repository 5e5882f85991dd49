"""A source's folder or file, read within bounds and through no link that leaves it."""

import os
from pathlib import Path

from statusgen.imports.history import Losses, SourceError
from statusgen.pipeline import disk

LARGEST = 64 * 2**20
"""Bytes of a file; the whole answer of the largest history known is a fourth of it."""

_LINKED = "it is a link to another folder, and is not followed; copy what you need from it"


class SourceFiles:
    """The files under `root`, or the one file that it is. Raises SourceError where it is neither.

    Names that begin with a dot are passed over. `losses` names the folders whose files are not
    among them.
    """

    def __init__(self, root: Path) -> None:
        self.losses = Losses()
        if not root.is_dir() and not root.is_file():
            raise SourceError(f"there is no file or folder {root}")
        self._root = root if root.is_dir() else root.parent
        self._names = self._list_names() if root.is_dir() else (root.name,)

    def names(self, *suffixes: str) -> tuple[str, ...]:
        """The files' paths from the root, with `/`, sorted; those that end so, or all."""
        if not suffixes:
            return self._names
        return tuple(name for name in self._names if name.lower().endswith(suffixes))

    def read(self, name: str) -> bytes:
        """A file's bytes. Raises SourceError: it is not there, not readable, too large, outside."""
        path = self._root / name
        try:
            if not path.resolve().is_relative_to(self._root.resolve()):
                raise SourceError("it is a link that leaves the source's folder")
            if not path.is_file():
                raise SourceError("there is no such file")
            if (size := path.stat().st_size) > LARGEST:
                raise SourceError(f"it has {size:,} bytes; {LARGEST:,} are read at most")
            return disk.read_bytes(path) or b""
        except OSError as error:
            raise SourceError(f"it cannot be read: {_reason(error)}") from None
        except RuntimeError:  # what Python before 3.13 raises
            raise SourceError("it is a link that leads to itself") from None

    def _list_names(self) -> tuple[str, ...]:
        names: list[str] = []

        def note(error: OSError) -> None:
            place = os.path.relpath(error.filename, self._root)
            self.losses.note(place, "a folder", f"it cannot be listed: {_reason(error)}")

        for path, folders, files in os.walk(self._root, onerror=note):
            folders[:] = [name for name in folders if not name.startswith(".")]
            folder = Path(path).relative_to(self._root)
            for name in folders:
                if (Path(path) / name).is_symlink():
                    self.losses.note((folder / name).as_posix(), "a folder", _LINKED)
            names += [(folder / name).as_posix() for name in files if not name.startswith(".")]
        return tuple(sorted(names))


def open_files(source: str) -> SourceFiles:
    """The files of a source that can be no address. Raises SourceError."""
    if "://" in source:
        raise SourceError("this kind is read from a folder or a file, not from an address")
    return SourceFiles(Path(source))


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
