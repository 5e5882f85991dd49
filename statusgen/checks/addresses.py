"""The addresses of a site: the routes, filled in with its components, entries and months."""

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from statusgen.model.addresses import (
    Owner,
    Route,
    alias_file,
    attachment_file,
    entry_files,
    folders_of,
    is_reserved,
)
from statusgen.model.content import ParsedSite
from statusgen.model.entry import Entry, Incident, Maintenance, links
from statusgen.model.identity import api_id
from statusgen.model.record import IncidentRecord, MaintenanceRecord, Record, is_to_come, record_at
from statusgen.read.timestamps import zone_of

PathParts = Callable[[], Iterable[str] | None]
"""Gives what varies in the paths of an owner's routes; None where it may be anything."""

_FORMS = {
    "id": r"([^/]+)",
    "component": r"([^/]+)",
    "api_id": r"([0-9a-z]{12})",
    "year": r"(\d{4})",
    "month": r"(\d{4}-\d\d)",
}
_ANY_PATH = tuple(route for route in Route if route.pattern == "{file}")
CONTENT = "content"
_Index = dict[tuple[str, int], list[tuple[re.Pattern[str], Route]]]


def _index(paths_of: Callable[[Route], Iterable[str]]) -> _Index:
    """Patterns for some paths of routes, by their first segment and the number of slashes.

    A first segment that varies is "". These two alone distinguish most paths.
    """
    index: _Index = {}
    for route in (route for route in Route if route not in _ANY_PATH):
        for path in paths_of(route):
            before, _, rest = path.partition("{")
            form = _FORMS[route.part] if rest else ""
            pattern = re.compile(re.escape(before) + form + re.escape(rest.partition("}")[2]))
            top = path.partition("/")[0]
            key = ("" if "{" in top else top, path.count("/"))
            index.setdefault(key, []).append((pattern, route))
    return index


_FILES = _index(lambda route: [route.pattern])
_FOLDERS = _index(lambda route: folders_of(route.pattern))


def _matching(index: _Index, path: str) -> Iterator[tuple[Route, str]]:
    """The routes that may have a file or folder at a path, and what varies in them."""
    top, depth = path.partition("/")[0], path.count("/")
    for pattern, route in (*index.get((top, depth), ()), *index.get(("", depth), ())):
        if match := pattern.fullmatch(path):
            yield route, match[1] if pattern.groups else ""


def is_reserved_file(path: str) -> bool:
    """Whether a path, in lower case, is one that only the build may write, in this site or another.

    Under `.well-known/` are many others' files.
    """
    if path.startswith(".well-known/"):
        return False
    return is_reserved(path) or next(_matching(_FILES, path), None) is not None


class File(NamedTuple):
    """A file of a site: its route, and its path as the build writes it."""

    route: Route
    path: str


class SiteAddresses:
    """The files of a site. Of `parts`, only those that are needed are called, each of them once."""

    def __init__(self, parts: Mapping[Owner, PathParts]) -> None:
        self._parts = parts
        self._any_path = tuple(route for route in _ANY_PATH if route.owner in parts)
        self._known: dict[Owner, Mapping[str, str] | None] = {}

    def find(self, path: str) -> File | None:
        """The file at a path, ignoring letter case."""
        lower = path.lower()
        for route, part in (
            *_matching(_FILES, lower),
            *((route, lower) for route in self._any_path),
        ):
            known = self._parts_of(route.owner)
            if known is None or part in known:
                return File(route, route.file(part if known is None else known[part]))
        return None

    def is_folder(self, path: str) -> bool:
        """Whether a path is a folder with files, ignoring letter case."""
        for route, part in _matching(_FOLDERS, path.lower()):
            known = self._parts_of(route.owner)
            if known is None or (part in known if part else known):
                return True
        return False

    def _parts_of(self, owner: Owner) -> Mapping[str, str] | None:
        """What varies in the paths of an owner's routes, by the same in lower case."""
        if owner not in self._known:
            parts = self._parts[owner]()
            self._known[owner] = parts if parts is None else {part.lower(): part for part in parts}
        return self._known[owner]


def rendered_addresses(parsed: ParsedSite, at: datetime) -> SiteAddresses:
    """What the build renders, including drafts but not the redirects from aliases.

    What is removed keeps all its addresses.
    """
    return SiteAddresses(_rendered(parsed, parsed.by_source.values(), at))


def published_addresses(parsed: ParsedSite, at: datetime) -> SiteAddresses:
    """Every file that a visitor can get."""
    published = parsed.published
    shown = [entry for entry in published.by_source.values() if not entry.removed]
    copied: dict[Owner, PathParts] = {
        Owner.ALIAS: lambda: [
            *(alias_file(entry.folder, alias) for entry in shown for alias in entry.aliases),
            *(file for entry in parsed.removed for file in entry_files(entry)),
        ],
        Owner.ATTACHMENT: lambda: _attachments(published),
        Owner.STATIC: lambda: static_files(parsed),
    }
    return SiteAddresses(_rendered(published, shown, at) | copied)


def _rendered(
    parsed: ParsedSite, entries: Collection[Entry], at: datetime
) -> dict[Owner, PathParts]:
    page = parsed.page
    return {
        Owner.PAGE: lambda: [""],
        Owner.SECURITY: lambda: [""] if page.security else [],
        Owner.COMPONENT: lambda: [component.id for component in page.components],
        Owner.INCIDENT: lambda: [e.id for e in entries if isinstance(e, Incident)],
        Owner.MAINTENANCE: lambda: [e.id for e in entries if isinstance(e, Maintenance)],
        Owner.ENTRY: lambda: [api_id(page.identity, "entry", entry.id) for entry in entries],
        **_month_parts(parsed, at),
    }


def _month_parts(parsed: ParsedSite, at: datetime) -> dict[Owner, PathParts]:
    """The months and years of a site, including those after `at` to which entries refer.

    Where published entries have errors, nobody knows their months: there may be any.
    """

    @cache
    def records() -> tuple[Record, ...]:
        return tuple(_records(parsed, at))

    def planned(kind: type[Record]) -> set[str]:
        return {r.planned_month for r in records() if isinstance(r, kind)}

    months: dict[Owner, Callable[[], Iterable[str]]] = {
        Owner.YEAR: lambda: {r.month[:-3] for r in records() if not is_to_come(r)},
        Owner.MONTH: lambda: {r.month for r in records() if not is_to_come(r)},
        Owner.UPDATE_MONTH: lambda: {month for r in records() for month, _ in r.update_months},
        Owner.INCIDENT_MONTH: lambda: planned(IncidentRecord),
        Owner.MAINTENANCE_MONTH: lambda: planned(MaintenanceRecord),
    }
    unknown = parsed.published.broken
    return {owner: lambda: None for owner in months} if unknown else {**months}


def _records(parsed: ParsedSite, at: datetime) -> Iterator[Record]:
    """Every entry at an instant, or when everything in it has happened, if that is later."""
    zone = zone_of(parsed.page.time_zone)
    for record in parsed.records:
        then = max(at, record.newest) if record.newest else at
        if record.holds(then):
            yield record
        elif changed := record_at(record.entry, record.file, then, zone):
            yield changed


def static_files(parsed: ParsedSite) -> dict[str, str]:
    """The paths to which files in `static/` are copied, with their sources."""
    return {path.removeprefix("static/"): f"{CONTENT}/{path}" for path in parsed.static}


def _attachments(parsed: ParsedSite) -> Iterator[str]:
    for record in parsed.records:
        if record.linked:
            entry = record.entry
            paths = (link.href.partition("#")[0] for link in links(entry))
            sources = (attached(parsed, entry, path) for path in paths)
            yield from (attachment_file(entry, source) for source in sources if source)


def attached(parsed: ParsedSite, entry: Entry, path: str) -> str:
    """The file beside the entries at a link's path; "" where there is none.

    An umlaut, say, may be one character in the link and two in the file's name, as macOS has it.
    """
    name = source_of(entry, path).removeprefix(f"{CONTENT}/")
    if path.startswith("/"):
        return ""
    if name not in parsed.beside and not name.isascii():
        composed = normalize("NFC", name)
        name = next((other for other in parsed.beside if normalize("NFC", other) == composed), name)
    return f"{CONTENT}/{name}" if name in parsed.beside else ""


def source_of(entry: Entry, path: str) -> str:
    """The path from the site's folder of a link's path, which is relative to the entry."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(entry.source), path))
