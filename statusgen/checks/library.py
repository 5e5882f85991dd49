"""All entries of a page together: sorted, checked against each other, links resolved."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from datetime import datetime
from functools import partial
from urllib.parse import quote

from statusgen.checks.addresses import (
    CONTENT,
    attached,
    published_addresses,
    rendered_addresses,
    source_of,
)
from statusgen.checks.clashes import check_clashes
from statusgen.checks.future import check_future, updates_by
from statusgen.checks.security import check_security
from statusgen.model.addresses import Use, attachment_file, entry_address, file_at
from statusgen.model.content import Content, ParsedSite
from statusgen.model.entry import Entry, Link, Prose, replace_links, replace_texts
from statusgen.model.findings import Findings
from statusgen.model.instants import format_instant
from statusgen.model.page import Page
from statusgen.model.record import IncidentRecord, MaintenanceRecord, Record, record_at
from statusgen.read.suggest import suggest_word
from statusgen.read.timestamps import zone_of

_DOMAIN = re.compile(r"www\.|[\w-]+(\.[\w-]+)*\.(com|net|org|io)(/|$)", re.IGNORECASE)


Media = tuple[tuple[str, str], ...]
"""Files to copy: the address of each, and where it comes from."""


def check_site(
    parsed: ParsedSite, at: datetime, findings: Findings, now: datetime | None = None
) -> tuple[Content, Media] | None:
    """Check the entries against each other and derive what holds at an instant.

    `now` is given where nobody chose an instant: then an update from the future is an error,
    and one that a clock some minutes fast has dated is shown at once. Returns None where there are
    errors.
    """
    check_security(parsed.page, at, findings)
    if now is not None:
        check_future(parsed, now, findings)
        at = max([at, *updates_by(parsed, at, now)])
    zone = zone_of(parsed.page.time_zone)
    published, unpublished = Resolver(parsed, at, findings), Resolver(parsed, at, findings)
    records: list[Record] = []
    for whole in parsed.records:
        shown = parsed.drafts or not whole.entry.draft
        record: Record | None = whole
        if not whole.holds(at) or whole.linked:
            entry = (published if shown else unpublished).resolve_entry(whole.entry)
            record = record_at(entry, whole.file, at, zone)
        if shown and record:
            records.append(record)
    for entry in parsed.broken:
        unpublished.resolve_entry(entry)
    check_clashes(parsed, rendered_addresses(parsed, at), published.media, findings)
    if findings.errors or parsed.broken:
        return None
    incidents = [record for record in records if isinstance(record, IncidentRecord)]
    maintenances = [record for record in records if isinstance(record, MaintenanceRecord)]
    incidents.sort(key=lambda record: (record.start, record.entry.id), reverse=True)
    maintenances.sort(key=lambda record: (record.entry.starts, record.entry.id), reverse=True)
    static = {path.removeprefix("static/"): f"{CONTENT}/{path}" for path in parsed.static}
    media = tuple(sorted((static | published.media).items()))
    return Content(parsed.page, at, (*incidents, *maintenances)), media


class Resolver:
    """Turns links as people wrote them into addresses from the site's root."""

    def __init__(self, parsed: ParsedSite, at: datetime, findings: Findings) -> None:
        self.parsed, self.findings = parsed, findings
        self._addresses = published_addresses(parsed, at)
        self.media: dict[str, str] = {}

    def resolve_entry(self, entry: Entry) -> Entry:
        """The entry with every link resolved."""
        return replace_texts(entry, partial(self._resolve, entry))

    def _resolve(self, entry: Entry, text: Prose) -> Prose:
        return replace_links(text, partial(self._address, entry))

    def resolve_from_root(self, prose: Prose) -> Prose:
        """Prose that belongs to no entry, whose links are all from the site's root."""
        return replace_links(prose, lambda link: self._from_root(link.href, link))

    def _address(self, entry: Entry, link: Link) -> str:
        path, hash_, fragment = link.href.partition("#")
        tail = hash_ + quote(fragment, safe=":-._~")
        if not path:
            self._check_fragment(fragment, entry, link)
            return entry_address(entry) + tail
        other = self.parsed.by_source.get(source_of(entry, path))
        if other is not None:
            if not other.draft or entry.draft:
                self._check_fragment(fragment, other, link)
                return entry_address(other) + tail
            message = f"{link.href} is still a draft"
            self.findings.error(link.place, "broken-link", message, "publish it first")
            return ""
        if source := attached(self.parsed, entry, path):
            address = attachment_file(entry, source)
            if self.media.setdefault(address, source) != source:
                message = f"two files of this entry are called {posixpath.basename(source)}"
                self.findings.error(link.place, "name-clash", message, "rename one of them")
            return quote(address) + tail
        return self._from_root(path, link) + tail

    def _check_fragment(self, fragment: str, entry: Entry, link: Link) -> None:
        """What stands after the # must be an update of the entry."""
        if fragment and fragment not in {format_instant(update.at) for update in entry.updates}:
            message = f"{link.href} leads to no update"
            fix = "copy the address of the update's time from the page"
            self.findings.error(link.place, "broken-link", message, fix)

    def _from_root(self, path: str, link: Link) -> str:
        base = self.parsed.page.base_path
        if path.startswith("/"):
            path = path.removeprefix(base) if path.startswith(base) else path.lstrip("/")
        for address in (path, f"{path}/"):
            if self._leads_somewhere(address):
                return quote(address)
        known = [p for p in (*self.parsed.by_source, *self.parsed.beside) if "/" in p]
        names = [posixpath.basename(p) for p in known]
        otherwise = "look at its name and folder"
        bare = path.removeprefix("../").removeprefix("static/")
        if _DOMAIN.match(path):
            otherwise = "start it with https:// if it is another site"
        elif self._leads_somewhere(bare):
            otherwise = f"write /{bare}"
        fix = suggest_word(posixpath.basename(path.rstrip("/")), names, otherwise)
        message = f"{link.href} leads nowhere"
        self.findings.error(link.place, "broken-link", message, fix)
        return ""

    def _leads_somewhere(self, address: str) -> bool:
        file = self._addresses.find(file_at(address))
        return bool(file and file.path == file_at(address) and Use.LINK in file.route.use)


def check_logo(page: Page, static: Collection[str], findings: Findings) -> None:
    """The logo that the theme's options name must be there."""
    logo = dict(page.theme_options).get("logo")
    if isinstance(logo, str) and logo and f"static/{logo}" not in static:
        names = [path.removeprefix("static/") for path in static]
        fix = suggest_word(logo, names, "put it into content/static/")
        findings.error(
            page.place("theme.logo"), "missing-file", f"there is no file {logo} in static/", fix
        )
