"""A site's folder, all of it read once: page, entries, static files, themes, catalogues.

Nothing is read through a link that leaves the site.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from statusgen.model.digest import digest_of
from statusgen.model.entry import Entry, Incident, Maintenance
from statusgen.model.findings import Finding, Findings, Level, Place
from statusgen.pipeline.disk import read_bytes, read_quickly
from statusgen.pipeline.layout import CONTENT, PAGE, STATIC, THEMES
from statusgen.read.source import find_control
from statusgen.render.language.catalogues import SOURCE, CatalogueFile
from statusgen.render.logo import MAX_SIZE
from statusgen.render.theme import FONT, INHERITED, FontFile, ThemeFile

_KINDS: tuple[type[Entry], ...] = (Incident, Maintenance)
_FOLDERS = (*(kind.folder for kind in _KINDS), STATIC)
_TEXT_SUFFIXES = ("md", "markdown", "mdown", "mkd", "txt", "text", "rst")
_THEME_SUFFIXES = (".html", ".css", ".js", ".toml")
_SHIPPED = "(statusgen)"
_LEFTOVERS = (".DS_Store", "Thumbs.db", "desktop.ini")
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class SiteFiles:
    """All files of a site but `site.yaml` and those in the entries' folders.

    Paths are from the site's root, with `/`. `static` maps the files in `content/static/`, by path
    from `content/`, to their digests. `small` has the bytes of those that could be a logo. `themes`
    and `fonts` are by the theme's name.
    """

    root: Path
    static: Mapping[str, str]
    small: Mapping[str, bytes]
    themes: Mapping[str, Mapping[str, ThemeFile]]
    fonts: Mapping[str, FontFile]
    catalogues: tuple[CatalogueFile, ...]


class EntryFile(NamedTuple):
    """An entry's file: the entry's kind, the path from the site's root, the digest and the bytes.

    `content` is None if the entry was parsed before.
    """

    kind: type[Entry]
    path: str
    digest: str
    content: bytes | None


class EntryFiles(NamedTuple):
    """The files in the entries' folders.

    `beside` maps those that are not entries, by path from `content/`, to their digests.
    """

    entries: tuple[EntryFile, ...]
    beside: Mapping[str, str]


def read_site(root: Path, findings: Findings) -> SiteFiles:
    """Read a site's folder. Files that cannot be read, and links that lead outside, are errors."""
    for name in (CONTENT, PAGE, *(f"{CONTENT}/{folder}" for folder in _FOLDERS)):
        if not _leads_inside(root / name, root):
            message, fix = "this is a link that leaves the site", "put a copy here instead"
            findings.error(Place(name), "link-outside", message, fix)
    static = {
        name.removeprefix(f"{CONTENT}/"): _read(root, name, findings) or b""
        for name in _walk(f"{CONTENT}/{STATIC}", root, findings)
    }
    _check_misplaced(root, findings)
    themes = _read_themes(root, findings)
    return SiteFiles(
        root=root,
        static={name: digest_of(content) for name, content in static.items()},
        small={name: content for name, content in static.items() if len(content) <= MAX_SIZE},
        themes=themes,
        fonts={name: _read_font(root, name, findings) for name in themes},
        catalogues=tuple(_read_catalogues(root, findings)),
    )


def read_entries(
    root: Path,
    findings: Findings,
    digests: Mapping[str, str] = MappingProxyType({}),
    is_cached: Callable[[str, str], object] = lambda _path, _digest: None,
) -> EntryFiles:
    """Read the entries' folders, with errors as in `read_site`.

    `digests` are those of entries' files that were read just now, by path. If `is_cached(path,
    digest)` is true, the entry was parsed before, and its bytes are not needed.
    """
    entries: list[EntryFile] = []
    beside: dict[str, str] = {}
    for kind, name in _find_in_entries(root, findings):
        if not name.endswith(".md"):
            content = _read(root, name, findings) or b""
            beside[name.removeprefix(f"{CONTENT}/")] = digest_of(content)
        elif file := _read_entry_file(root, kind, name, digests.get(name), is_cached, findings):
            entries.append(file)
    return EntryFiles(tuple(entries), beside)


def _find_in_entries(root: Path, findings: Findings) -> Iterator[tuple[type[Entry], str]]:
    """The kind and path of each entry, and of each file beside them."""
    for kind in _KINDS:
        for name in _walk(f"{CONTENT}/{kind.folder}", root, findings):
            stem, dot, suffix = name.rpartition("/")[2].rpartition(".")
            if not stem and dot:
                continue
            if suffix != "md" and (not dot or suffix.lower() in _TEXT_SUFFIXES):
                fix = f"rename it to {stem or suffix}.md"
                findings.error(Place(name), "not-markdown", "an entry's file ends in .md", fix)
            else:
                yield kind, name


def read_page(root: Path) -> bytes | None:
    """The bytes of `site.yaml`, None where there is none. Raises FindingsError."""
    findings = Findings()
    content = _read(root, PAGE, findings) if _leads_inside(root / PAGE, root) else None
    findings.raise_errors()
    return content


def _leads_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # links that lead in a circle
        return False


def _check_misplaced(root: Path, findings: Findings) -> None:
    """An entry in a folder that is not read would never be published."""
    for name in _walk(CONTENT, root, Findings(), skip=_FOLDERS):
        if name.lower().endswith(".md"):
            folders = " or ".join(f"{CONTENT}/{kind.folder}/" for kind in _KINDS)
            message, fix = "an entry here is never read", f"move it to {folders}"
            findings.error(Place(name), "misplaced", message, fix)


def _read_entry_file(
    root: Path,
    kind: type[Entry],
    name: str,
    digest: str | None,
    is_cached: Callable[[str, str], object],
    findings: Findings,
) -> EntryFile | None:
    """An entry's file; None where it was removed just now, or, an error, may not be read."""
    if digest and is_cached(name, digest):
        return EntryFile(kind, name, digest, None)
    try:
        content = read_quickly(f"{root}/{name}")
    except FileNotFoundError:
        return None
    except OSError as error:
        findings.append(unreadable(name, error))
        return None
    digest = digest_of(content)
    return EntryFile(kind, name, digest, None if is_cached(name, digest) else content)


def _read(root: Path, name: str, findings: Findings) -> bytes | None:
    """A file's bytes; None where there is none or, an error, where it may not be read."""
    try:
        return read_bytes(root / name)
    except OSError as error:
        findings.append(unreadable(name, error))
        return None


def _scan(root: Path, folder: str, findings: Findings) -> list[os.DirEntry[str]]:
    """What is in a folder, by name; nothing where there is none, or, an error, in a locked one."""
    try:
        return sorted(os.scandir(root / folder), key=lambda item: item.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        findings.append(unreadable(folder, error, "folder"))
        return []


def unreadable(path: str, error: OSError, what: str = "file") -> Finding:
    """The finding that a file or folder cannot be read."""
    message = f"the {what} cannot be read: {(error.strerror or str(error)).lower()}"
    fix = f"look at the {what}'s owner and permissions"
    return Finding(Level.ERROR, Place(path), "unreadable", message, fix)


def _walk(folder: str, root: Path, findings: Findings, skip: tuple[str, ...] = ()) -> Iterator[str]:
    """The paths of files under a folder, from the site's root, sorted.

    Links that lead outside the content are errors. `skip` are names in the folder itself that are
    left out.
    """
    if not _leads_inside(root / folder, root):
        return
    for item in _scan(root, folder, findings):
        if item.name in skip or item.name in _LEFTOVERS or item.name.endswith(("~", ".swp")):
            continue
        name = f"{folder}/{item.name}"
        if not name.isprintable() and (finding := _check_name(name)):
            findings.append(finding)
        elif item.is_symlink() and not _stays_inside(Path(item.path), root / CONTENT):
            fix = "put a copy here instead"
            message = "this is a link that leaves the content folder"
            findings.error(Place(name), "link-outside", message, fix)
        elif item.is_dir():
            yield from _walk(name, root, findings)
        elif item.is_file():
            yield name


def _check_name(path: str) -> Finding | None:
    """An error where a path cannot be shown, or be part of an address."""
    try:
        path.encode()
    except UnicodeEncodeError:
        place = Place(os.fsencode(path).decode("utf-8", "replace"))
        return Finding(Level.ERROR, place, "bad-id", "the file's name is not UTF-8", "rename it")
    if len(path.splitlines()) > 1 or find_control(path):
        place, message = Place(" ".join(path.split())), "the file's name holds a line break"
        return Finding(Level.ERROR, place, "bad-id", message, "rename it")
    return None


def _stays_inside(link: Path, content: Path) -> bool:
    """Whether a link leads to a file within the content; a folder could contain the link itself."""
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return target.is_relative_to(content.resolve()) and not target.is_dir()


def package_folder(name: str) -> Path:
    """A folder of the package: `locales`, `scaffolds`, or `themes`, which a checkout has above."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def _read_themes(root: Path, findings: Findings) -> dict[str, dict[str, ThemeFile]]:
    """The files of the shipped theme and of each of the site's own, with those it inherits."""
    shipped = package_folder(THEMES).parent
    inherited = dict(_read_texts(shipped, f"{THEMES}/{INHERITED}", findings))
    under = {f"{INHERITED}/{path}": file for path, file in inherited.items()}
    own: dict[str, dict[str, ThemeFile]] = {INHERITED: {}}
    for item in _scan(root, THEMES, findings):
        if _leads_inside(Path(item.path), root) and item.is_dir():
            own[item.name] = dict(_read_texts(root, f"{THEMES}/{item.name}", findings))
    return {name: under | inherited | files for name, files in own.items()}


def _read_font(root: Path, name: str, findings: Findings) -> FontFile:
    """The font for a theme's pictures: its own `preview.ttf`, or the one that is shipped."""
    path = f"{THEMES}/{name}/{FONT}"
    is_there = os.path.lexists(root / path) and _leads_inside(root / path, root)
    own = _read(root, path, findings) if is_there else None
    if own is not None:
        return FontFile(path, own, True)
    shipped = package_folder("fonts") / "OpenSans-Bold.ttf"
    return FontFile(shipped.name, shipped.read_bytes(), False)


def _read_texts(
    root: Path, theme: str, findings: Findings, folder: str = ""
) -> Iterator[tuple[str, ThemeFile]]:
    """A theme's own text files, by path inside it; no link may leave it."""
    for item in _scan(root, f"{theme}/{folder}".rstrip("/"), findings):
        path = f"{folder}{item.name}"
        name = f"{theme}/{path}"
        if item.is_dir(follow_symlinks=False):
            yield from _read_texts(root, theme, findings, f"{path}/")
        elif path.endswith(_THEME_SUFFIXES) and _leads_inside(root / name, root / theme):
            content = _read(root, name, findings) if item.is_file() else None
            if content is not None:
                text = content.decode("utf-8", "replace")
                yield path, ThemeFile(name, text.replace("\r\n", "\n").replace("\r", "\n"))


def _read_catalogues(root: Path, findings: Findings) -> Iterator[CatalogueFile]:
    """Every gettext catalogue, the site's own first."""
    for base, label in ((root, "locales"), (package_folder("locales").parent, _SHIPPED)):
        for item in _scan(base, "locales", findings):
            language, _, suffix = item.name.rpartition(".")
            is_source = label == _SHIPPED and language == SOURCE
            if suffix == "po" and not is_source and _leads_inside(Path(item.path), base):
                content = _read(base, f"locales/{item.name}", findings)
                if content is not None:
                    yield CatalogueFile(f"{label}/{item.name}", language, content)


def read_scaffold(name: str) -> dict[str, str]:
    """The files of a scaffold, by path inside it."""
    folder = package_folder("scaffolds") / name
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
