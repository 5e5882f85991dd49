"""The files of a site's content: entries, and what is beside them. Quick to load.

Nothing is read through a link that leaves the content.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from statusgen.model.addresses import folders_of
from statusgen.model.digest import digest_of
from statusgen.model.entry import Entry, Incident, Maintenance
from statusgen.model.findings import Finding, Findings, Level, Place
from statusgen.pipeline.disk import read_bytes
from statusgen.pipeline.layout import CONTENT, PAGE, STATIC
from statusgen.pipeline.leftovers import conflict_of, in_cloud, is_leftover
from statusgen.read.copied_files import find_refusal
from statusgen.read.source import find_control

_KINDS: tuple[type[Entry], ...] = (Incident, Maintenance)
_FOLDERS = (*(kind.folder for kind in _KINDS), STATIC)
_MARKDOWN = ("md", "markdown", "mdown", "mkd")
_LIKE_PAGE = re.compile(r"site\.ya?ml(?:\.txt)?", re.IGNORECASE)
_FOR_STATIC = re.compile(
    r"CNAME|robots\.txt|.+\.(?:avif|gif|ico|jpe?g|pdf|png|svg|webmanifest|webp)", re.IGNORECASE
)
_PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
_TITLED = re.compile(rb"\s*---[ \t]*\r?\n(?:.*\n){0,20}?title:")
"""How an entry's file begins."""
_NEVER_READ = (
    "an entry here is never read",
    f"move it to {' or '.join(f'{CONTENT}/{kind.folder}/' for kind in _KINDS)}",
)
_READMES = ("/readme", "/readme.md")
"""Forges show it beside the list of a folder's files; it is not an entry."""


class EntryFiles(NamedTuple):
    """The files in the entries' folders.

    `entries` are the kinds, paths from the site's root, and digests of those that are entries.
    `beside` maps the others, by path from `content/`, to their digests, and `refused` has errors
    about those that are not published unasked. `findings` are about files that cannot be read or
    are where none is read, and links that lead elsewhere.
    """

    entries: list[tuple[type[Entry], str, str]]
    beside: dict[str, str]
    refused: list[Finding]
    findings: Findings


def list_entries(root: Path) -> EntryFiles:
    """Digest every file in the entries' folders."""
    files = EntryFiles([], {}, [], Findings())
    for name in (PAGE, *(f"{CONTENT}/{folder}" for folder in _FOLDERS)):
        check_root(root, name, files.findings)
    _check_misplaced(root, files.findings)
    for kind, name in _find_in_entries(root, files.findings):
        content = read_file(root, name, files.findings)
        if content is None:
            continue
        digest = digest_of(content)
        if name.endswith(".md"):
            files.entries.append((kind, name, digest))
        else:
            path = name.removeprefix(f"{CONTENT}/")
            files.beside[path] = digest
            if content or not name.lower().endswith(_PICTURES):
                files.refused.extend(find_refusal(path, content))
            else:
                message, fix = "this picture is an empty file", "put the picture here once more"
                files.findings.warning(Place(name), "empty-file", message, fix)
    return files


def read_static(root: Path, findings: Findings) -> dict[str, bytes]:
    """The files in `content/static/`, by path from `content/`. A warning for entries there."""
    files = dict[str, bytes]()
    for name in _walk(f"{CONTENT}/{STATIC}", root, findings):
        content = read_file(root, name, findings)
        if content is not None:
            files[name.removeprefix(f"{CONTENT}/")] = content
            _check_titled(name, content, findings)
    return files


def read_page(root: Path) -> bytes | None:
    """The bytes of `site.yaml`, None where there is none. Raises FindingsError."""
    findings = Findings()
    content = read_file(root, PAGE, findings) if check_root(root, PAGE, Findings()) else None
    findings.raise_errors()
    return content


def check_root(root: Path, name: str, findings: Findings) -> bool:
    """Whether a file or folder that is always read is itself at its path; an error for a link."""
    for part in (*reversed(list(folders_of(name))), name):
        if (root / part).is_symlink():
            message = "this is a link, and what it leads to is not read"
            findings.error(Place(part), "link-outside", message, "put a copy here instead")
            return False
    return True


def leads_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # links that lead in a circle
        return False


def _check_misplaced(root: Path, findings: Findings) -> None:
    """An entry, or a file to copy, in a folder where it is not read would never be published."""
    for name in _walk(CONTENT, root, Findings(), skip=_FOLDERS):
        if name.lower().endswith(".md") and not _is_readme(name):
            findings.error(Place(name), "misplaced", *_NEVER_READ)
        elif _FOR_STATIC.fullmatch(name.rpartition("/")[2]):
            about = "a file here is not published", f"move it to {CONTENT}/{STATIC}/"
            findings.warning(Place(name), "misplaced", *about)
    for name in _find_outside(root):
        if name.lower().endswith(".md"):
            _check_titled(name, read_file(root, name, Findings()) or b"", findings)


def _check_titled(name: str, content: bytes, findings: Findings) -> None:
    """A warning for an entry in a folder where none is read, told by its title."""
    if name.lower().endswith(".md") and _TITLED.match(content):
        findings.warning(Place(name), "misplaced", *_NEVER_READ)


def _find_outside(root: Path) -> Iterator[str]:
    """The files at the top of a site, and in folders there that are called as those of content."""
    items = scan_folder(root, "", Findings())
    if CONTENT not in [item.name for item in items]:
        return
    for item in items:
        if item.is_file():
            yield item.name
        elif item.name != CONTENT and item.name.lower() in (CONTENT, *_FOLDERS):
            yield from _walk(item.name, root, Findings())


def find_page(root: Path) -> str | None:
    """A file that was probably meant as `site.yaml`, by path from the site's root."""
    for folder in (CONTENT, ""):
        for item in scan_folder(root, folder, Findings()):
            if _LIKE_PAGE.fullmatch(item.name):
                return f"{folder}/{item.name}".lstrip("/")
    return None


def _find_in_entries(root: Path, findings: Findings) -> Iterator[tuple[type[Entry], str]]:
    """The kind and path of each entry, and of each file beside them."""
    for kind in _KINDS:
        for path in _walk(f"{CONTENT}/{kind.folder}", root, findings):
            name = path.rpartition("/")[2]
            stem, _, suffix = name.rpartition(".")
            if _is_readme(path):
                continue
            if only := in_cloud(name):
                message = f"{only} is in iCloud only, and is not published"
                fix = "open the folder in the Finder, and choose Download Now for this file"
                findings.warning(Place(path), "unreadable", message, fix)
            elif original := conflict_of(name):
                message = f"this copy of {original}, left by two changes at once, is not published"
                fix = f"take what is missing over into {original}, and delete the copy"
                findings.warning(Place(path), "conflicted-copy", message, fix)
            elif stem and suffix != "md" and suffix.lower() in _MARKDOWN:
                fix = f"rename it to {stem}.md"
                findings.error(Place(path), "not-markdown", "an entry's file ends in .md", fix)
            else:
                yield kind, path


def _is_readme(path: str) -> bool:
    return path.lower().endswith(_READMES)


def read_file(root: Path, name: str, findings: Findings) -> bytes | None:
    """A file's bytes; None where there is none or, an error, where it may not be read."""
    try:
        return read_bytes(f"{root}/{name}")
    except OSError as error:
        findings.append(unreadable(name, error))
        return None


def scan_folder(root: Path, folder: str, findings: Findings) -> list[os.DirEntry[str]]:
    """What is in a folder, by name, without leftovers; an error where it cannot be read."""
    is_static = f"{folder}/".startswith(f"{CONTENT}/{STATIC}/")
    try:
        found = (
            item for item in os.scandir(root / folder) if not is_leftover(item.name, is_static)
        )
        return sorted(found, key=lambda item: item.name)
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
    if (root / folder).is_symlink():
        return
    for item in scan_folder(root, folder, findings):
        if item.name in skip:
            continue
        name = f"{folder}/{item.name}"
        if not name.isprintable() and (finding := _check_name(name)):
            findings.append(finding)
        elif item.is_symlink() and (doubt := _doubt_link(Path(item.path), root / CONTENT)):
            findings.error(Place(name), "link-outside", doubt, "put a copy here instead")
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


def _doubt_link(link: Path, content: Path) -> str:
    """Why a link is not followed: it must lead to a file that is published in the same way."""
    content = content.resolve()
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        target = content
    if not target.is_relative_to(content) or target.is_dir():
        return "this is a link that leaves the content folder"
    folders = target.relative_to(content).parts
    hidden = any(is_leftover(part, folders[0] == STATIC) for part in folders)
    if hidden or folders[0] not in _FOLDERS or (target.suffix == ".md") != (link.suffix == ".md"):
        return "this is a link to a file that is not published"
    return ""
