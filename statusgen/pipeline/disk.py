"""All that is written to disk, and single files that are read."""

import errno
import os
import shutil
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple

_CHUNK = 1 << 16
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
TEMPORARY = ".statusgen-new"
"""The name of a file that is not complete yet, where it cannot be staged on the same disk."""


class FileState(NamedTuple):
    """A file's size in bytes, and when it was last changed, in nanoseconds since 1970."""

    size: int
    time: int


def stat_files(folder: Path, paths: Iterable[str]) -> dict[str, FileState]:
    """The states of those files that exist."""
    root, states = f"{folder}{os.sep}", {}
    for path in paths:
        try:
            status = os.stat(root + path)  # noqa: PTH116 - called for tens of thousands of files
        except OSError:
            continue
        states[path] = FileState(status.st_size, status.st_mtime_ns)
    return states


def read_bytes(path: Path | str) -> bytes | None:
    """A file's bytes, None where there is none; in a third of the time that `Path` takes."""
    try:
        file = os.open(path, _READ)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        return b"".join(iter(partial(os.read, file, _CHUNK), b""))
    except IsADirectoryError:
        return None
    finally:
        os.close(file)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, and make the folders that it needs."""
    try:
        path.write_bytes(content)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class Tree:
    """A folder of our own that many files are written into, quickly."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folders: set[str] = set()

    def write(self, path: str, content: bytes) -> FileState:
        """Write a new file. `path` is from the root, with `/`. Returns its state."""
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            os.makedirs(f"{self.root}{os.sep}{folder}", exist_ok=True)  # noqa: PTH103 - half the time
            self._folders.add(folder)
        file = os.open(f"{self.root}{os.sep}{path}", _NEW, 0o666)
        try:
            while content:
                content = content[os.write(file, content) :]
            status = os.fstat(file)
            return FileState(status.st_size, status.st_mtime_ns)
        finally:
            os.close(file)


def replace_file(source: Path, target: Path) -> None:
    """Move a file onto another in one atomic step."""
    try:
        source.replace(target)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        temporary = target.with_name(TEMPORARY)
        shutil.copyfile(source, temporary)
        temporary.replace(target)


def replace_bytes(path: Path, content: bytes, staging: Path) -> None:
    """Write a file in one atomic step; `staging` is a folder, if possible on the same disk."""
    temporary = staging / "one-file"
    write_bytes(temporary, content)
    replace_file(temporary, path)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it."""
    path.mkdir(parents=True, exist_ok=True)


def is_within(path: Path, root: Path) -> bool:
    """Whether a path leads to something under `root` without a symbolic link on the way."""
    parents = (folder for folder in path.parents if folder != root and root in folder.parents)
    return not any(folder.is_symlink() for folder in parents)


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
    """Whether there is nothing at a path, or an empty folder."""
    return not os.path.lexists(folder) or (
        folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir())
    )


def replace_folder(source: Path, target: Path) -> bool:
    """Move a folder to where there is nothing or an empty folder; False where that fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if target.exists():
            target.rmdir()
        source.rename(target)
    except OSError:
        return False
    return True


def replace_text(path: Path, content: bytes) -> None:
    """Write a file that people edit in one atomic step, and keep its permissions."""
    temporary = path.with_name(f".{path.name}.new")
    write_bytes(temporary, content)
    if path.exists():
        shutil.copymode(path, temporary)
    temporary.replace(path)


def create_secret(path: Path, content: bytes) -> None:
    """Write a new file that its owner alone may read, unless there is one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(path, _NEW | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    try:
        os.write(file, content)
    finally:
        os.close(file)


def create_file(path: Path, content: bytes) -> bool:
    """Write a new file; False where one is there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return False
    return True
