"""Which files of an output folder are ours: a list in the folder itself."""

from collections.abc import Iterable
from pathlib import Path

from statusgen.model.addresses import Route
from statusgen.model.findings import Findings, Place
from statusgen.pipeline.disk import read_bytes

MANIFEST = Route.MANIFEST.file()
_NOT_PLAIN = frozenset(("", ".", ".."))


def read_manifest(out: Path) -> frozenset[str]:
    """The paths that earlier builds wrote; a line that could lead out of the folder is ignored."""
    text = (read_bytes(out / MANIFEST) or b"").decode("utf-8", "replace")
    return frozenset(path for path in text.splitlines() if _NOT_PLAIN.isdisjoint(path.split("/")))


def format_manifest(paths: Iterable[str]) -> bytes:
    """The list as bytes."""
    return "".join(f"{path}\n" for path in sorted(paths)).encode()


def check_foreign(
    out: Path, given: Path, staged: Iterable[str], ours: frozenset[str], removed: frozenset[str]
) -> None:
    """Raises FindingsError where a staged file would replace one that no build wrote.

    `given` is the folder as the person named it. Ours that are about to be `removed` are no
    obstacle.
    """
    findings = Findings()
    folders: set[Path] = {out / path for path in removed}
    for path in staged:
        target = out / path
        for folder in target.parents:
            if folder == out or folder in folders:
                break
            folders.add(folder)
            if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
                place = Place(str(given / folder.relative_to(out)))
                message = "the build needs a folder here, and this is a file or a link"
                findings.error(place, "foreign-file", message, "move it away")
        if not _is_ours(target, path, out, ours, removed):
            message = "this file was not written by statusgen, and the build would replace it"
            fix = "move it away, or put it into content/static/ under another name"
            findings.error(Place(str(given / path)), "foreign-file", message, fix)
    findings.raise_errors()


def _is_ours(
    target: Path, path: str, out: Path, ours: frozenset[str], removed: frozenset[str]
) -> bool:
    """Whether there is nothing at a path, or nothing but what we may replace."""
    if target.is_dir() and not target.is_symlink():
        inside = (item for item in target.rglob("*") if not item.is_dir())
        return {item.relative_to(out).as_posix() for item in inside} <= removed
    return path in ours or not (target.is_symlink() or target.exists())
