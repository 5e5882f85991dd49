"""Histories kept for cState, a theme of Hugo's: a configuration, and a file for each issue."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from statusgen.imports.cstate.hugo import (
    SiteConfig,
    is_unpublished,
    parse_content,
    read_config,
)
from statusgen.imports.cstate.issue import parse_issue
from statusgen.imports.history import History, Losses, SourceEntry, SourceError
from statusgen.imports.sources.addresses import is_address, join_addresses
from statusgen.imports.sources.data import decode
from statusgen.imports.sources.files import SourceFiles, open_files
from statusgen.read.source import MAX_BYTES

_PAGES = (".md", ".markdown", ".mdown", ".html", ".htm")
_FOLDERS = {
    "content": "they are not issues; other pages are not imported",
    "static": "copy what you need, such as a logo, into content/static",
    "data": "its pages showed them by templates of their own",
    "layouts": "a theme of another tool is not imported",
}
"""Why the files of a repository's folders are not imported."""
_ISSUES = re.compile(r"((?:.*/)?)content/(?:[^/]+/)*issues/")


def read_cstate(source: str) -> History:
    """A cState repository. Raises SourceError where it holds no `content/issues/`."""
    files = _open_repository(source)
    losses = Losses(files.losses)
    bases = {match[1] for name in files.names(*_PAGES) if (match := _ISSUES.match(name))}
    if not bases:
        raise SourceError("it holds no content/issues; give the folder of the whole repository")
    base = min(bases, key=lambda base: (base.count("/"), base))
    config = read_config(files, base, losses)
    for root in (f"{base}{config.content}/", f"{base}content/"):
        below = [name for name in files.names() if name.startswith(root)]
        issues = [name for name in below if "/issues/" in name.removeprefix(root[:-1])]
        if issues:
            break
    entries: list[SourceEntry] = []
    characters = lost = 0
    pages = [name for name in issues if _is_page(name)]
    for name, path in _choose_language(pages, root, config, losses).items():
        text = ""
        try:
            text = _read_text(files, name)
            content = parse_content(text)
            if is_unpublished(content.front):
                losses.note(name, "a draft", "its page did not publish it; it is not imported")
                continue
            entries.append(parse_issue(content, path, name, config, losses))
            characters += len(content.body.strip())
        except SourceError as error:
            losses.note(name, "an issue", f"{error}; it is not imported")
            characters += len(text)
            lost += 1
    resolved = tuple(_with_own_paths(entries, losses))
    for name, place in ((n, entry.place) for entry in entries for n in entry.affected):
        reason = "the configuration lists no such system; an entry names it as text"
        losses.note_recurring(place, f"the system {name}", reason)
    _note_other_files(files.names(), issues, base, losses)
    return History(config.page, resolved, tuple(losses), lost, characters=characters)


def _open_repository(source: str) -> SourceFiles:
    if is_address(source):
        feed = join_addresses(source, "/index.xml")
        reason = "cState is read from its repository: clone it, and give its folder. Without one,"
        raise SourceError(f"{reason} import what the page's feed has: statusgen import feed {feed}")
    return open_files(source)


def _is_page(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in _PAGES and path.name.split(".")[0] != "_index"


def _choose_language(
    names: list[str], root: str, config: SiteConfig, losses: Losses
) -> dict[str, str]:
    """Each file that is read with its path below `root` without a language; one of each issue."""
    by_path: dict[str, list[tuple[bool, str]]] = {}
    for name in names:
        path = PurePosixPath(name.removeprefix(root))
        stem, _, language = path.stem.rpartition(".")
        language = language if stem and language in config.languages else ""
        plain = path.with_name(stem + path.suffix) if language else path
        foreign = language not in ("", config.language)
        by_path.setdefault(plain.as_posix(), []).append((foreign, name))
    chosen: dict[str, str] = {}
    for plain_path, versions in by_path.items():
        (_, name), *others = sorted(versions)
        chosen[name] = plain_path
        for _, other in others:
            losses.note(other, "a translation", f"an entry has one language; {name} is imported")
    return chosen


def _read_text(files: SourceFiles, name: str) -> str:
    content = files.read(name)
    if len(content) > MAX_BYTES:
        raise SourceError(f"it has {len(content):,} bytes; an entry may have {MAX_BYTES:,}")
    return decode(content)


def _with_own_paths(entries: list[SourceEntry], losses: Losses) -> Iterator[SourceEntry]:
    """The entries, each address left to the first of them that has it."""
    taken: dict[str, str] = {}
    for entry in entries:
        for path in entry.paths:
            if path in taken:
                losses.note(entry.place, f"the address {path}", f"{taken[path]} has it already")
        free = tuple(path for path in entry.paths if path not in taken)
        taken |= dict.fromkeys(free, entry.place)
        yield entry._replace(paths=free)


def _note_other_files(names: tuple[str, ...], issues: list[str], base: str, losses: Losses) -> None:
    """Note the files that are no issues: each of those among them, the others by folder."""
    for name in issues:
        if not _is_page(name) and not PurePosixPath(name).name.startswith("_index."):
            reason = "it is not a page, neither at the source nor here"
            losses.note(name, "a file among the issues", reason)
    others = sorted(set(names) - set(issues))
    foreign = [n for n in others if n.startswith(f"{base}content/") and "/issues/" in n]
    if foreign:
        what = f"{len(foreign)} issue(s) of another language"
        losses.note(f"{base}content/", what, "an entry has one language, the page's first")
    for folder, reason in _FOLDERS.items():
        inside = [n for n in others if n.startswith(f"{base}{folder}/") and n not in foreign]
        if inside:
            losses.note(f"{base}{folder}/", f"{len(inside)} further file(s)", reason)
