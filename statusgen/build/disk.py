"""The one door to disk: a site's files in, an output folder out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from statusgen.model.errors import Place
from statusgen.read.source import Findings
from statusgen.render.catalogues import CatalogueFile
from statusgen.render.theme import INHERITED, ThemeFile

CONTENT, STATIC, PAGE = "content", "static", "site.yaml"
_TEXTS = (".markdown", ".mdown", ".mkd", ".txt", ".text", ".rst")
_LEFTOVERS = (".DS_Store", "Thumbs.db", "desktop.ini")
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class EntryFile:
    """An entry's file: its folder's kind, its path from the site's root, its bytes."""

    kind: str
    path: str
    content: bytes


@dataclass(frozen=True)
class SiteFiles:
    """All that a site holds but its theme; paths are from the site's root, with `/`."""

    page: bytes | None
    entries: tuple[EntryFile, ...]
    static: frozenset[str]
    beside: frozenset[str]
    catalogues: tuple[CatalogueFile, ...]


def read_site(root: Path, kinds: tuple[str, ...], findings: Findings) -> SiteFiles:
    """Read a site. What cannot be read, or would lead outside, becomes a problem."""
    content = root / CONTENT
    entries: list[EntryFile] = []
    beside: set[str] = set()
    for kind in kinds:
        for path in _walk(content / kind, content, root, findings):
            name = path.relative_to(root).as_posix()
            if path.name.startswith("."):
                continue
            if path.suffix == ".md":
                if (text := _read_entry(path, name, findings)) is not None:
                    entries.append(EntryFile(kind, name, text))
            elif path.suffix.lower() in (".md", *_TEXTS, ""):
                hint = f"rename it to {path.stem}.md"
                findings.error(Place(name), "not-markdown", "an entry's file ends in .md", hint)
            else:
                beside.add(path.relative_to(content).as_posix())
    static = _walk(content / STATIC, content, root, findings)
    _check_misplaced(content, root, (*kinds, STATIC), findings)
    return SiteFiles(
        page=read_bytes(content / PAGE),
        entries=tuple(entries),
        static=frozenset(path.relative_to(content).as_posix() for path in static),
        beside=frozenset(beside),
        catalogues=tuple(read_catalogues(root)),
    )


def _check_misplaced(
    content: Path, root: Path, folders: tuple[str, ...], findings: Findings
) -> None:
    """An entry that stands where nobody looks would never be published."""
    for path in _walk(content, content, root, Findings()):
        name = path.relative_to(content)
        if path.suffix.lower() == ".md" and name.parts[0] not in folders:
            places = " or ".join(f"{CONTENT}/{folder}/" for folder in folders[:-1])
            place = Place(path.relative_to(root).as_posix())
            findings.error(
                place, "misplaced", "an entry here is never read", f"move it to {places}"
            )


def _read_entry(path: Path, name: str, findings: Findings) -> bytes | None:
    """A file's bytes; None where it went away just now, or may not be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "look at the file's owner and permissions"
        findings.error(Place(name), "unreadable", f"the file cannot be read: {reason}", hint)
        return None


def _walk(folder: Path, content: Path, root: Path, findings: Findings) -> Iterator[Path]:
    """The files under a folder, sorted; links that lead outside the content are problems."""
    try:
        found = sorted(os.scandir(folder), key=lambda item: item.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for item in found:
        path = Path(item.path)
        if item.name in _LEFTOVERS or item.name.endswith(("~", ".swp")):
            continue
        try:
            name = path.relative_to(root).as_posix()
            name.encode()
        except UnicodeEncodeError:
            shown = Place(os.fsencode(path.relative_to(root)).decode("utf-8", "replace"))
            findings.error(shown, "bad-id", "the file's name is not UTF-8", "rename it")
            continue
        if item.is_symlink() and not _stays_inside(path, content):
            hint = "put a copy here instead"
            message = "this is a link that leaves the content folder"
            findings.error(Place(name), "link-outside", message, hint)
        elif item.is_dir():
            yield from _walk(path, content, root, findings)
        elif item.is_file():
            yield path


def _stays_inside(link: Path, content: Path) -> bool:
    """Whether a link leads to a file within the content; one to a folder could go in circles."""
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return target.is_relative_to(content.resolve()) and not target.is_dir()


def shipped(name: str) -> Path:
    """A folder of the package: `locales`, `scaffolds`, or `themes`, which a checkout has above."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def read_theme(root: Path, name: str) -> dict[str, ThemeFile] | None:
    """A theme's files with those it inherits; None where the site has no theme of that name."""
    inherited = _read_texts(shipped("themes") / INHERITED, None)
    own_folder = root / "themes" / name
    if name != INHERITED and not own_folder.is_dir():
        return None
    own = _read_texts(own_folder, root)
    under = {f"{INHERITED}/{path}": file for path, file in inherited.items()}
    return under | inherited | own


def _read_texts(folder: Path, root: Path | None) -> dict[str, ThemeFile]:
    """A folder's text files, by path inside it; their places as a person at `root` knows them."""
    found = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        wanted = path.suffix in {".html", ".css", ".js", ".toml"} and path.is_file()
        if wanted and path.resolve().is_relative_to(folder.resolve()):
            shown = path.relative_to(root) if root else Path("themes", folder.name, inside)
            text = path.read_text("utf-8", errors="replace")
            found[inside] = ThemeFile(shown.as_posix(), text)
    return found


def read_catalogues(root: Path) -> Iterator[CatalogueFile]:
    """Every gettext catalogue, the site's own ones first."""
    for folder, shown in ((root / "locales", "locales"), (shipped("locales"), "(statusgen)")):
        for path in sorted(folder.glob("*.po")):
            yield CatalogueFile(f"{shown}/{path.name}", path.stem, path.read_bytes())


def read_bytes(path: Path) -> bytes | None:
    """A file's bytes, None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file and the folders it needs."""
    try:
        path.write_bytes(content)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def replace_file(source: Path, target: Path) -> None:
    """Move a file onto another, in one step that nobody sees half done."""
    try:
        source.replace(target)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)


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


def read_scaffold(name: str) -> dict[str, str]:
    """The files of a scaffold, by path inside it."""
    folder = shipped("scaffolds") / name
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def create_text(path: Path, text: str) -> bool:
    """Write a new file; False where one is there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True
