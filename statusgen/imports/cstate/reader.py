"""Histories kept for cState, a theme of Hugo's: a configuration, and a file for each issue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from statusgen.imports.cstate.config import SiteConfig, read_config
from statusgen.imports.cstate.issue import Issue, parse_issue
from statusgen.imports.errors import SourceError
from statusgen.imports.history import Counts, History, Loss, SourceComponent, SourceEntry
from statusgen.imports.sources.files import SourceFiles
from statusgen.read.source import MAX_BYTES

_PAGES = (".md", ".markdown", ".mdown", ".html", ".htm")
_BESIDE = {
    "content": "they are no issues; pages of other kinds are not imported",
    "static": "copy what you need, such as a logo, into content/static",
    "data": "its pages showed them by templates of their own",
    "layouts": "a theme of another tool is not imported",
}
_ISSUES = re.compile(r"((?:.*/)?)content/(?:[^/]+/)*issues/")


def read_cstate(files: SourceFiles) -> History:
    """A cState repository. Raises SourceError where it holds no `content/issues/`."""
    base = _find_base(files)
    config, losses = read_config(files, base)
    root = f"{base}{config.content}/"
    issues = [name for name in files.names() if _is_below(name, root)]
    if not issues:
        root = f"{base}content/"
        issues = [name for name in files.names() if _is_below(name, root)]
    chosen, translated = _choose_language([n for n in issues if _is_page(n)], root, config)
    found = [_read_issue(files, name, path, config) for name, path in chosen.items()]
    components = _add_systems(config, found)
    entries = [issue.entry for issue in found if issue.entry]
    settled, clashes = _part_addresses(entries, {component.key for component in components})
    counts = Counts(
        entries=sum(issue.published for issue in found),
        updates=sum(len(entry.updates) for entry in entries),
        components=len(components),
        characters=sum(issue.characters for issue in found),
    )
    named = (*losses, *translated, *(loss for issue in found for loss in issue.losses), *clashes)
    beside = _name_others(files.names(), issues, base)
    page = replace(config.page, components=components)
    return History(page, settled, counts, (*named, *beside))


def _find_base(files: SourceFiles) -> str:
    """The folder in which the site lies: "" or a path that ends in `/`."""
    found = {match[1] for name in files.names(*_PAGES) if (match := _ISSUES.match(name))}
    if not found:
        raise SourceError("it holds no content/issues; give the folder of the whole repository")
    return min(found, key=lambda base: (base.count("/"), base))


def _is_below(name: str, root: str) -> bool:
    return name.startswith(root) and "/issues/" in name.removeprefix(root[:-1])


def _is_page(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() in _PAGES and path.name.split(".")[0] != "_index"


def _choose_language(
    names: list[str], root: str, config: SiteConfig
) -> tuple[dict[str, str], list[Loss]]:
    """Each file that is read with its path below `root` without a language; one of each issue."""
    by_path: dict[str, list[tuple[bool, str]]] = {}
    for name in names:
        path = PurePosixPath(name.removeprefix(root))
        parts = path.stem.rsplit(".", 1)
        language = parts[1] if len(parts) == 2 and parts[1] in config.languages else ""
        plain = path.with_name(parts[0] + path.suffix) if language else path
        foreign = language not in ("", config.language)
        by_path.setdefault(plain.as_posix(), []).append((foreign, name))
    chosen: dict[str, str] = {}
    losses: list[Loss] = []
    for plain_path, found in by_path.items():
        (_, name), *others = sorted(found)
        chosen[name] = plain_path
        reason = f"an entry has one language; {name} is imported"
        losses += [Loss(other, "a translation", reason) for _, other in others]
    return chosen, losses


def _read_issue(files: SourceFiles, name: str, path: str, config: SiteConfig) -> Issue:
    """One issue, or what stands in the way of it."""
    text = ""
    try:
        text = _read_text(files, name)
        return parse_issue(text, path, name, config)
    except SourceError as error:
        lost = Loss(name, "an issue", f"{error}; it is not imported")
    return Issue(None, losses=(lost,), characters=len(text))


def _read_text(files: SourceFiles, name: str) -> str:
    content = files.read(name)
    if len(content) > MAX_BYTES:
        raise SourceError(f"it has {len(content):,} bytes; an entry may have {MAX_BYTES:,}")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"it is not UTF-8 (byte {error.start + 1})") from None


def _add_systems(config: SiteConfig, found: list[Issue]) -> tuple[SourceComponent, ...]:
    """The systems of the configuration, and those that only issues name."""
    listed = {component.key.casefold(): component for component in config.page.components}
    for issue in found:
        for system in issue.systems:
            listed.setdefault(system.casefold(), SourceComponent(system, system))
    return tuple(listed.values())


def _part_addresses(
    entries: list[SourceEntry], keys: set[str]
) -> tuple[tuple[SourceEntry, ...], list[Loss]]:
    """The entries with the keys of their components, and each address left to the first of them."""
    known = {key.casefold(): key for key in keys}
    taken: dict[str, str] = {}
    parted, losses = [], []
    for entry in entries:
        free = tuple(path for path in entry.paths if path not in taken)
        for path in entry.paths:
            if path in taken:
                reason = f"{taken[path]} has it already"
                losses.append(Loss(entry.place, f"the address {path}", reason))
        taken |= dict.fromkeys(free, entry.place)
        named = {known[key.casefold()]: status for key, status in entry.components}
        parted.append(replace(entry, paths=free, components=tuple(named.items())))
    return tuple(parted), losses


def _name_others(names: tuple[str, ...], issues: list[str], base: str) -> Iterator[Loss]:
    """The files that are no issues: each of those among them, the others by folder."""
    for name in issues:
        if not _is_page(name) and not PurePosixPath(name).name.startswith("_index."):
            yield Loss(
                name, "a file among the issues", "it is no page of the source's, nor of ours"
            )
    among = set(issues)
    others = [name for name in names if name not in among]
    foreign = [n for n in others if n.startswith(f"{base}content/") and "/issues/" in n]
    if foreign:
        what = f"{len(foreign)} issue(s) of another language"
        yield Loss(f"{base}content/", what, "an entry has one language, the page's first")
    for folder, reason in _BESIDE.items():
        inside = [n for n in others if n.startswith(f"{base}{folder}/") and n not in foreign]
        if inside:
            yield Loss(f"{base}{folder}/", f"{len(inside)} further file(s)", reason)
