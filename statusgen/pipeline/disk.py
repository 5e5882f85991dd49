"""The one door to disk for what is written, and for single files that are read."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from statusgen.model.digest import digest_of

_CHUNK = 1 << 16
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
NEAR = ".statusgen-new"
"""Where a file's new bytes wait, in a folder that is a disk of its own."""


def read_bytes(path: Path) -> bytes | None:
    """A file's bytes, None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def read_whole(path: str) -> bytes:
    """A file's bytes, in a third of the time that a file object takes. Raises OSError."""
    file = os.open(path, _READ)
    try:
        content = last = os.read(file, _CHUNK)
        while len(last) == _CHUNK:
            last = os.read(file, _CHUNK)
            content += last
        return content
    finally:
        os.close(file)


def list_files(folder: Path) -> list[str]:
    """The names of what is in a folder, sorted; none where there is no folder."""
    try:
        return sorted(path.name for path in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file and the folders it needs."""
    try:
        path.write_bytes(content)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _make_folder(path: str) -> None:
    """The same as `make_folder`, where mostly only the folder itself is missing."""
    try:
        os.mkdir(path)  # noqa: PTH102
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103


class Tree:
    """A folder of our own into which many files are written, with as little ado as it takes.

    A flat one holds them all side by side, under names of its own.
    """

    def __init__(self, root: Path, flat: bool) -> None:
        self.root, self._flat = root, flat
        self._made = {""}
        make_folder(root)

    def place(self, path: str) -> str:
        """Where a file stands; `path` is as if from the root, with `/`."""
        name = digest_of(path) if self._flat else path
        return f"{self.root}{os.sep}{name}"

    def write(self, path: str, content: bytes) -> tuple[int, int]:
        """Write a file that is not there yet.

        Returns its size, and when it was changed, in nanoseconds since 1970.
        """
        place, folder = self.place(path), "" if self._flat else path.rpartition("/")[0]
        if folder not in self._made:
            _make_folder(f"{self.root}{os.sep}{folder}")
            self._made.add(folder)
        file = os.open(place, _NEW, 0o666)
        try:
            while content:
                content = content[os.write(file, content) :]
            state = os.fstat(file)
            return state.st_size, state.st_mtime_ns
        finally:
            os.close(file)


def replace_file(source: Path, target: Path) -> None:
    """Move a file onto another, in one step that nobody sees half done."""
    try:
        source.replace(target)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        near = target.with_name(NEAR)  # the folder is a disk of its own
        shutil.copyfile(source, near)
        near.replace(target)


def replace_bytes(path: Path, content: bytes, staging: Path) -> None:
    """Give a file new bytes in one step; `staging` is a folder on the same disk."""
    temporary = staging / "one-file"
    write_bytes(temporary, content)
    replace_file(temporary, path)


def make_folder(path: Path) -> None:
    """Make a folder, with those above it."""
    path.mkdir(parents=True, exist_ok=True)


def is_within(path: Path, root: Path) -> bool:
    """Whether a path leads to what is really under `root`, through no link."""
    above = (folder for folder in path.parents if folder != root and root in folder.parents)
    return not any(folder.is_symlink() for folder in above)


def remove_file(path: Path, root: Path) -> None:
    """Remove a file, and the folders above it that this leaves empty, up to `root`."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    for folder in path.parents:
        if folder == root:
            return
        try:
            folder.rmdir()
        except OSError:
            return


def remove_tree(folder: Path) -> None:
    """Remove a folder of our own."""
    shutil.rmtree(folder, ignore_errors=True)


def is_empty(folder: Path) -> bool:
    """Whether there is nothing at a path but perhaps an empty folder."""
    return not os.path.lexists(folder) or (
        folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir())
    )


def replace_folder(source: Path, target: Path) -> bool:
    """Move a folder to where nothing or an empty folder is; False where the disk says no."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if target.exists():
            target.rmdir()
        source.rename(target)
    except OSError:
        return False
    return True


def replace_text(path: Path, content: bytes) -> None:
    """Write a file that people write too, in one step, keeping its permissions."""
    temporary = path.with_name(f".{path.name}.new")
    write_bytes(temporary, content)
    if path.exists():
        shutil.copymode(path, temporary)
    temporary.replace(path)


def create_text(path: Path, text: str) -> bool:
    """Write a new file; False where one is there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True
