"""Links as people write them must lead somewhere, and become addresses from the site's root."""

import posixpath
import re
from datetime import datetime
from functools import partial
from urllib.parse import quote

from statusgen.checks.addresses import attached, published_addresses, source_of
from statusgen.model.addresses import Use, attachment_file, entry_address, entry_files, file_at
from statusgen.model.content import ParsedSite
from statusgen.model.entry import Entry, Link, Prose, replace_links, replace_texts
from statusgen.model.findings import Findings
from statusgen.model.instants import format_instant
from statusgen.read.lookalikes import as_seen
from statusgen.read.suggest import suggest_word

_DOMAIN = re.compile(r"www\.|[\w-]+(\.[\w-]+)*\.(com|net|org|io)(/|$)", re.IGNORECASE)
_HIDDEN = re.compile(r"(^|/)\.[^./]")


class LinkResolver:
    """Resolves the links of a site at an instant; those that lead nowhere become errors."""

    def __init__(self, parsed: ParsedSite, at: datetime, findings: Findings) -> None:
        self._parsed, self._findings = parsed, findings
        self._addresses = published_addresses(parsed, at)
        self._removed = {file for entry in parsed.removed for file in entry_files(entry)}

    def resolve_entry(self, entry: Entry, attachments: dict[str, str]) -> Entry:
        """The entry with addresses in its links. Adds the files that it needs to `attachments`.

        Those are the paths to which files are copied, with their sources.
        """
        address = partial(self._address, entry, attachments)
        return replace_texts(entry, lambda text: replace_links(text, address))

    def resolve_from_root(self, prose: Prose) -> Prose:
        """Prose that belongs to no entry, whose links are all from the site's root."""
        return replace_links(prose, self._from_root)

    def _address(self, entry: Entry, attachments: dict[str, str], link: Link) -> str:
        path, fragment, tail = _split_fragment(link.href)
        target = self._parsed.by_source.get(source_of(entry, path)) if path else entry
        if target is not None:
            if target.draft and not entry.draft:
                message = f"{link.href} is still a draft"
                self._findings.error(link.place, "broken-link", message, "publish it first")
                return ""
            if target.removed:
                self._warn_of_removal(link)
                return entry_address(target)
            self._check_fragment(fragment, target, link)
            return entry_address(target) + tail
        if source := attached(self._parsed, entry, path):
            address = attachment_file(entry, source)
            if attachments.setdefault(address, source) != source:
                message = f"two files of this entry are called {posixpath.basename(source)}"
                self._findings.error(link.place, "name-clash", message, "rename one of them")
            return quote(address) + tail
        return self._from_root(link)

    def _check_fragment(self, fragment: str, entry: Entry, link: Link) -> None:
        """Whatever follows the # must be an update of the entry."""
        if fragment and fragment not in {format_instant(update.at) for update in entry.updates}:
            message = f"{link.href} leads to no update"
            fix = "copy the address of the update's time from the page"
            self._findings.error(link.place, "broken-link", message, fix)

    def _warn_of_removal(self, link: Link) -> None:
        message = f"{link.href} leads to an entry that was removed"
        self._findings.warning(link.place, "removed-link", message, "take the link out")

    def _from_root(self, link: Link) -> str:
        (path, _, tail), base = _split_fragment(link.href), self._parsed.page.base_path
        if path.startswith("/"):
            path = path.removeprefix(base) if path.startswith(base) else path.lstrip("/")
        for address in (path, f"{path}/"):
            if self._leads_somewhere(address):
                if file_at(address) in self._removed:
                    self._warn_of_removal(link)
                return quote(address) + tail
        sources = [p for p in (*self._parsed.by_source, *self._parsed.beside) if "/" in p]
        otherwise = "look at its name and folder"
        bare = path.removeprefix("../").removeprefix("static/")
        if "@" in path and "/" not in path:
            otherwise = f"write mailto:{path}"
        elif re.fullmatch(r"\+[\d ()-]+", path):
            otherwise = f"write tel:{path.replace(' ', '')}"
        elif _DOMAIN.match(path):
            otherwise = "start it with https:// if it is another site"
        elif self._leads_somewhere(bare):
            otherwise = f"write /{bare}"
        elif not link.href.startswith("/") and _HIDDEN.search(path):
            otherwise = "files and folders whose names begin with a dot are left out; rename it"
        name = posixpath.basename(path.rstrip("/"))
        names = list(map(posixpath.basename, sources))
        fix = suggest_word(name, names, otherwise)
        if any(other != name and as_seen(other) == as_seen(name) for other in names):
            fix = "a file's name looks the same but has other characters; rename the file"
        self._findings.error(link.place, "broken-link", f"{link.href} leads nowhere", fix)
        return ""

    def _leads_somewhere(self, address: str) -> bool:
        file = self._addresses.find(file_at(address))
        return bool(file and file.path == file_at(address) and Use.LINK in file.route.use)


def _split_fragment(href: str) -> tuple[str, str, str]:
    """A link's path and its fragment, and how the fragment is written in an address."""
    path, hash_, fragment = href.partition("#")
    return path, fragment, hash_ + quote(fragment, safe=":-._~")
