"""All entries of a page together: sorted, checked against each other, links resolved."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from urllib.parse import quote

from statusgen.check.claims import check_addresses, check_future, just_told
from statusgen.model.entry import Entry, Incident, Link, Maintenance, MakeGood, Prose
from statusgen.model.instants import format_instant, seconds_of
from statusgen.model.outline import Outline, draw_outline, recall_incident
from statusgen.model.page import Page
from statusgen.model.record import Record, entry_at, record_maintenance
from statusgen.read.shelf import Card, Shelf, stand
from statusgen.read.source import Findings
from statusgen.read.suggest import hint
from statusgen.read.timestamps import zone_of

_DOMAIN = re.compile(r"www\.|[\w-]+(\.[\w-]+)*\.(com|net|org|io)(/|$)", re.IGNORECASE)
_CONTENT = "content"
_KEPT = 500


@dataclass(frozen=True)
class Library:
    """Everything a build can say, at one instant.

    `outlines` run newest first, incidents before maintenances. `find` looks up a record.
    """

    page: Page
    at: datetime
    outlines: tuple[Outline, ...]
    find: Callable[[Outline], Record]
    files: tuple[tuple[str, str], ...] = ()
    """Files to copy: their address, and where they come from."""

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Every entry whole, in the order of the outlines."""
        return tuple(map(self.find, self.outlines))


def build_library(
    shelf: Shelf, at: datetime, findings: Findings, now: datetime | None = None
) -> Library | None:
    """Check the entries against each other and derive what holds at an instant.

    `now` is given where nobody chose an instant: then an update from the future is a problem,
    and one that a clock some minutes fast has dated is told at once. Returns None where there are
    problems.
    """
    check_addresses(shelf, findings)
    if now is not None:
        check_future(shelf, now, findings)
        at = max([at, *just_told(shelf, at, now)])
    published, unpublished = Resolver(shelf, findings), Resolver(shelf, findings)
    outlines, then = [], seconds_of(at)
    for card in shelf.cards:
        shown = shelf.drafts or not card.outline.draft
        resolver = published if shown else unpublished
        outline = card.outline if card.holds(then) else _redraw(shelf, card, at, resolver)
        if shown and outline:
            outlines.append(outline)
    for entry in shelf.broken:
        unpublished.resolve_entry(entry)
    if findings or shelf.broken:
        return None
    incidents = [outline for outline in outlines if outline.starts is None]
    maintenances = [outline for outline in outlines if outline.starts is not None]
    incidents.sort(key=lambda outline: (outline.start, outline.id), reverse=True)
    maintenances.sort(key=lambda outline: (outline.starts, outline.id), reverse=True)
    static = {path.removeprefix("static/"): f"{_CONTENT}/{path}" for path in shelf.static}
    return Library(
        shelf.page,
        at,
        (*incidents, *maintenances),
        Finder(shelf, at),
        tuple(sorted((static | published.media).items())),
    )


def _redraw(shelf: Shelf, card: Card, at: datetime, resolver: Resolver) -> Outline | None:
    """What a card's entry says at an instant."""
    entry = shelf.find(card.outline.source)
    record = stand(resolver.resolve_entry(entry) if card.linked else entry, at)
    return draw_outline(record, card.text, zone_of(shelf.page.time_zone)) if record else None


class Finder:
    """Looks up the records of a shelf at an instant, the last ones quickly."""

    def __init__(self, shelf: Shelf, at: datetime) -> None:
        self._shelf, self._at = shelf, at
        self._resolver = Resolver(shelf, Findings())
        self._linked = frozenset(card.outline.source for card in shelf.cards if card.linked)
        self._last: dict[str, Record] = {}

    def __call__(self, outline: Outline) -> Record:
        record = self._last.get(outline.source)
        if record is None:
            record = self._look_up(outline)
            if len(self._last) >= _KEPT:
                del self._last[next(iter(self._last))]
            self._last[outline.source] = record
        return record

    def _look_up(self, outline: Outline) -> Record:
        entry = self._shelf.find(outline.source)
        if outline.source in self._linked:
            entry = self._resolver.resolve_entry(entry)
        stood = entry_at(entry, self._at)
        if isinstance(stood, Incident):
            return recall_incident(stood, outline)
        assert isinstance(stood, Maintenance)
        return record_maintenance(stood, self._at)


class Resolver:
    """Turns links as people wrote them into addresses from the site's root."""

    def __init__(self, shelf: Shelf, findings: Findings) -> None:
        self.shelf, self.findings = shelf, findings
        self.media: dict[str, str] = {}

    @cached_property
    def _addresses(self) -> frozenset[str]:
        return frozenset(_site_addresses(self.shelf))

    def resolve_entry(self, entry: Entry) -> Entry:
        """The entry with every link resolved."""
        changes: dict[str, object] = {}
        for name in ("affected", "action", "summary", "cause"):
            prose = getattr(entry, name, None)
            if prose is not None and _has_link(prose):
                changes[name] = self._resolve(prose, entry)
        if any(_has_link(update.text) for update in entry.updates):
            changes["updates"] = tuple(
                update._replace(text=self._resolve(update.text, entry)) for update in entry.updates
            )
        made: tuple[MakeGood, ...] = getattr(entry, "make_good", ())
        if any(_has_link(item.offer) for item in made):
            changes["make_good"] = tuple(
                item._replace(offer=self._resolve(item.offer, entry)) for item in made
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
        other = self.shelf.by_source.get(beside)
        if other is not None:
            if not other.draft or entry.draft:
                self._check_fragment(fragment, self.shelf.find(other.source), link)
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
        known = [p for p in (*self.shelf.by_source, *self.shelf.beside) if "/" in p]
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
    for entry in shelf.names:
        if not entry.draft:
            yield f"{entry.folder}/{entry.id}/"
            if entry.folder == Maintenance.folder:
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
