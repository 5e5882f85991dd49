"""All entries of a page together: sorted, checked against each other, links resolved."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from urllib.parse import quote

from statusgen.model.entry import (
    Entry,
    Incident,
    Link,
    Maintenance,
    MakeGood,
    Prose,
    alias_file,
)
from statusgen.model.instants import format_instant
from statusgen.model.page import Page
from statusgen.model.promises import Promise, promises_of
from statusgen.model.status import (
    IncidentRecord,
    MaintenanceRecord,
    Record,
    Span,
    entry_at,
    record_incident,
    record_maintenance,
)
from statusgen.read.source import Findings
from statusgen.read.suggest import hint

_DOMAIN = re.compile(r"www\.|[\w-]+(\.[\w-]+)*\.(com|net|org|io)(/|$)", re.IGNORECASE)
_CONTENT = "content"
CLOCK_SKEW = timedelta(minutes=10)


@dataclass(frozen=True)
class Library:
    """Everything a build can say, at one instant. Incidents and maintenances run newest first."""

    page: Page
    at: datetime
    incidents: tuple[IncidentRecord, ...]
    maintenances: tuple[MaintenanceRecord, ...]
    files: tuple[tuple[str, str], ...] = ()
    """Files to copy: their address, and where they come from."""

    @property
    def records(self) -> tuple[Record, ...]:
        return (*self.incidents, *self.maintenances)

    @cached_property
    def spans(self) -> dict[str, tuple[Span, ...]]:
        """Each component's spans, of all entries."""
        found: dict[str, list[Span]] = {component.id: [] for component in self.page.components}
        for record in self.records:
            for span in record.spans:
                found[span.component].append(span)
        return {component: tuple(spans) for component, spans in found.items()}

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        return tuple(
            promise
            for record in self.records
            for promise in promises_of(record.entry, self.page.promise_grace)
        )


@dataclass(frozen=True)
class Shelf:
    """What was read before it is checked: entries with their drafts, and which files there are.

    `drafts` says whether they are shown. `static` holds the paths of files in `content/static/`,
    `beside` those of files among the entries; both from `content/`.
    """

    page: Page
    entries: tuple[Entry, ...]
    static: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    drafts: bool = False

    @cached_property
    def paths(self) -> dict[str, Entry]:
        """The entries by their files' paths."""
        return {entry.source: entry for entry in self.entries}


def build_library(
    shelf: Shelf, at: datetime, findings: Findings, now: datetime | None = None
) -> Library | None:
    """Check the entries against each other and derive what holds at an instant.

    `now` is given where nobody chose an instant: then an update from the future is a problem,
    and one that a clock some minutes fast has dated is told at once. Returns None where there are
    problems.
    """
    _check_addresses(shelf.entries, findings)
    if now is not None:
        _check_future(shelf.entries, now, findings)
        told = (u.at for e in shelf.entries if shelf.drafts or not e.draft for u in e.updates)
        at = max([at, *(instant for instant in told if instant <= now + CLOCK_SKEW)])
    published, unpublished = Resolver(shelf, findings), Resolver(shelf, findings)
    entries = []
    for entry in shelf.entries:
        shown = shelf.drafts or not entry.draft
        resolved = (published if shown else unpublished).resolve_entry(entry)
        if shown:
            entries.append(resolved)
    if findings:
        return None
    standing = [stood for entry in entries if (stood := entry_at(entry, at)) is not None]
    incidents = [record_incident(e) for e in standing if isinstance(e, Incident)]
    maintenances = [record_maintenance(e, at) for e in standing if isinstance(e, Maintenance)]
    static = {path.removeprefix("static/"): f"{_CONTENT}/{path}" for path in shelf.static}
    return Library(
        shelf.page,
        at,
        tuple(sorted(incidents, key=lambda r: (r.started, r.entry.id), reverse=True)),
        tuple(sorted(maintenances, key=lambda r: (r.entry.starts, r.entry.id), reverse=True)),
        tuple(sorted((static | published.media).items())),
    )


def _check_addresses(entries: Iterable[Entry], findings: Findings) -> None:
    """Every id and alias is one entry's alone, in any letter case."""
    ids: dict[str, Entry] = {}
    for entry in entries:
        first = ids.setdefault(entry.id.lower(), entry)
        if first is not entry:
            message = f'two entries have the id "{entry.id}"'
            mend = f"give one an id: of its own (the other is {first.source})"
            findings.error(entry.id_place or entry.place, "id-clash", message, mend)
    own = {alias_file(entry.folder, entry.id).lower(): entry for entry in entries}
    claimed: dict[str, Entry] = {}
    for entry in entries:
        for alias, place in zip(entry.aliases, entry.alias_places, strict=True):
            file = alias_file(entry.folder, alias).lower()
            owner = ids.get(alias.lower()) or own.get(file)
            others = [claimed.setdefault(name, entry) for name in (alias.lower(), file)]
            other = next((other for other in others if other is not entry), None)
            if owner is not None:
                what = "address" if alias.startswith("/") else "id"
                message = f'the alias "{alias}" hides the entry of that {what}'
                mend = f"take it out (the entry is {owner.source})"
                findings.error(place, "alias-clash", message, mend)
            elif other is not None:
                message = f'two entries claim the alias "{alias}"'
                mend = f"take it out of one (the other is {other.source})"
                findings.error(place, "alias-clash", message, mend)


def _check_future(entries: Iterable[Entry], now: datetime, findings: Findings) -> None:
    for entry in entries:
        if entry.draft:
            continue
        dated = [(update.place, update.at, "this update") for update in entry.updates]
        dated += [(u.place, edit.at, "this edit") for u in entry.updates for edit in u.edits]
        for name in ("started", "restored"):
            if at := getattr(entry, name, None):
                dated.append((entry.place, at, name))
        for place, at, what in dated:
            if at > now + CLOCK_SKEW:
                mend = "look at its date, or at the page's time_zone"
                findings.error(place, "in-the-future", f"{what} is dated in the future", mend)


class Resolver:
    """Turns links as people wrote them into addresses from the site's root."""

    def __init__(self, shelf: Shelf, findings: Findings) -> None:
        self.shelf, self.findings = shelf, findings
        self.media: dict[str, str] = {}
        self._addresses = frozenset(_site_addresses(shelf))

    def resolve_entry(self, entry: Entry) -> Entry:
        """The entry with every link resolved."""
        changes: dict[str, object] = {}
        for name in ("affected", "action", "summary", "cause"):
            prose = getattr(entry, name, None)
            if prose is not None and _has_link(prose):
                changes[name] = self._resolve(prose, entry)
        if any(_has_link(update.text) for update in entry.updates):
            changes["updates"] = tuple(
                replace(update, text=self._resolve(update.text, entry)) for update in entry.updates
            )
        made: tuple[MakeGood, ...] = getattr(entry, "make_good", ())
        if any(_has_link(item.offer) for item in made):
            changes["make_good"] = tuple(
                replace(item, offer=self._resolve(item.offer, entry)) for item in made
            )
        return replace(entry, **changes) if changes else entry  # type: ignore[arg-type]

    def _resolve(self, prose: Prose, entry: Entry) -> Prose:
        parts = (
            part if isinstance(part, str) else Link(self._address(part, entry), part.place)
            for part in prose.parts
        )
        return Prose(tuple(parts))

    def resolve_from_root(self, prose: Prose) -> Prose:
        """Prose that belongs to no entry, whose links are all from the site's root."""
        parts = (
            part if isinstance(part, str) else Link(self._from_root(part.href, part), part.place)
            for part in prose.parts
        )
        return Prose(tuple(parts))

    def _address(self, link: Link, entry: Entry) -> str:
        path, hash_, fragment = link.href.partition("#")
        tail = hash_ + quote(fragment, safe=":-._~")
        if not path:
            self._check_fragment(fragment, entry, link)
            return f"{entry.folder}/{entry.id}/{tail}"
        folder = posixpath.dirname(entry.source)
        beside = posixpath.normpath(posixpath.join(folder, path))
        other = self.shelf.paths.get(beside)
        if other is not None:
            if not other.draft or entry.draft:
                self._check_fragment(fragment, other, link)
                return f"{other.folder}/{other.id}/{tail}"
            message = f"{link.href} is still a draft"
            self.findings.error(link.place, "broken-link", message, "publish it first")
            return ""
        name = beside.removeprefix(f"{_CONTENT}/")
        if not path.startswith("/") and name in self.shelf.beside:
            address = f"{entry.folder}/{entry.id}/{posixpath.basename(name)}"
            if self.media.setdefault(address, beside) != beside:
                message = f"two files of this entry are called {posixpath.basename(name)}"
                self.findings.error(link.place, "name-clash", message, "rename one of them")
            return quote(address) + tail
        return self._from_root(path, link) + tail

    def _check_fragment(self, fragment: str, entry: Entry, link: Link) -> None:
        """What stands after the # must be an update of the entry."""
        if fragment and fragment not in {format_instant(update.at) for update in entry.updates}:
            message = f"{link.href} leads to no update"
            mend = "copy the address of the update's time from the page"
            self.findings.error(link.place, "broken-link", message, mend)

    def _from_root(self, path: str, link: Link) -> str:
        base = self.shelf.page.base_path
        if path.startswith("/"):
            path = path.removeprefix(base) if path.startswith(base) else path.lstrip("/")
        if path.split("/")[-1] and f"{path}/" in self._addresses:
            path += "/"
        if path in self._addresses or path == "":
            return quote(path)
        known = [p for p in (*self.shelf.paths, *self.shelf.beside) if "/" in p]
        names = [posixpath.basename(p) for p in known]
        otherwise = "look at its name and folder"
        bare = path.removeprefix("../").removeprefix("static/")
        if _DOMAIN.match(path):
            otherwise = "start it with https:// if it is another site"
        elif bare in self._addresses:
            otherwise = f"write /{bare}"
        mend = hint(posixpath.basename(path.rstrip("/")), names, otherwise)
        message = f"{link.href} leads nowhere"
        self.findings.error(link.place, "broken-link", message, mend)
        return ""


def _has_link(prose: Prose) -> bool:
    return len(prose.parts) > 1


def _site_addresses(shelf: Shelf) -> Iterator[str]:
    """The addresses that a text may link to from the site's root."""
    yield from ("history/", "embed/", "embed.js", "maintenance.ics", "metrics")
    yield from (f"feed.{kind}" for kind in ("rss", "atom", "json"))
    yield from ("history.rss", "history.atom", "badge.svg", "badge.json")
    yield from (f"api/v2/{name}.json" for name in ("summary", "status", "components", "incidents"))
    for path in shelf.static:
        yield path.removeprefix("static/")
    for component in shelf.page.components:
        for name in ("", "feed.rss", "feed.atom", "badge.svg", "badge.json"):
            yield f"components/{component.id}/{name}"
    for entry in shelf.entries:
        if not entry.draft:
            yield f"{entry.folder}/{entry.id}/"
            if isinstance(entry, Maintenance):
                yield f"{entry.folder}/{entry.id}/event.ics"


def check_logo(page: Page, static: Collection[str], findings: Findings) -> None:
    """The logo that the theme's options name must be there."""
    logo = dict(page.theme_options).get("logo")
    if isinstance(logo, str) and logo and f"static/{logo}" not in static:
        names = [path.removeprefix("static/") for path in static]
        mend = hint(logo, names, "put it into content/static/")
        findings.error(
            page.place("theme.logo"), "missing-file", f"there is no file {logo} in static/", mend
        )
