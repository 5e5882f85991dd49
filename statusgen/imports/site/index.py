"""An index of a site's entries: by file, by old address, and by title and first update."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from statusgen.imports.site.normalized import NormalizedEntry
from statusgen.model.addresses import alias_file, is_reserved
from statusgen.model.entry import Entry
from statusgen.model.page import Page
from statusgen.pipeline.load import load_entries
from statusgen.read.ids import is_path


class SiteIndex:
    """The entries of the site at `root`. `ids` are in lower case.

    `broken` are the files that our reader finds wrong; nothing is put into them. `claimed` are
    those of the entries that other sources' ledgers know.
    """

    def __init__(self, root: Path, page: Page, at: datetime, claimed: Iterable[str]) -> None:
        entries, findings, _ = load_entries(root, page, at)
        self.by_file: dict[str, Entry] = {}
        self._by_address: dict[str, Entry] = {}
        self._by_content: dict[tuple[type[Entry], str, datetime], Entry] = {}
        self._addresses: set[str] = set()
        self._claimed = frozenset(claimed)
        self.broken = frozenset(finding.place.path for finding in findings)
        self.ids = {Path(path).stem.lower() for path in self.broken}
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Index an entry by all that it can be found by."""
        self.by_file[entry.source] = entry
        self.ids.add(entry.id.lower())
        self._addresses.add(alias_file(entry.folder, entry.id).lower())
        for alias in entry.aliases:
            file = alias_file(entry.folder, alias).lower()
            self._by_address[file] = entry
            self._addresses.add(file)
            self.ids.add(PurePosixPath(file).parent.name)
        if entry.updates:
            self._by_content[(type(entry), entry.title, entry.updates[0].at)] = entry

    def find(self, wanted: NormalizedEntry) -> Entry | None:
        """The entry that an import must have written: by its old addresses, else by its content."""
        if entry := self.find_at_address(wanted):
            return entry
        if not wanted.updates:
            return None
        entry = self._by_content.get((wanted.kind, wanted.title, wanted.updates[0].at))
        return None if entry and entry.aliases and wanted.source.paths else entry

    def find_at_address(self, wanted: NormalizedEntry) -> Entry | None:
        """The entry to which an old address of this one leads.

        Two sources may have one address for two things (`/incident/1`): then their times decide.
        """
        for path in wanted.source.paths:
            entry = self._by_address.get(alias_file(wanted.kind.folder, unquote(path)).lower())
            if entry is None:
                continue
            if not (entry.updates and wanted.updates) and entry.source not in self._claimed:
                return entry
            times = {update.at for update in entry.updates}
            if any(update.at in times for update in wanted.updates):
                return entry
        return None

    def free_aliases(self, entry: NormalizedEntry) -> tuple[list[str], dict[str, str]]:
        """The old addresses that can lead to an entry, and those that cannot with the reasons."""
        free: list[str] = []
        refused: dict[str, str] = {}
        for path in dict.fromkeys(map(unquote, entry.source.paths)):
            file = alias_file(entry.kind.folder, path).lower()
            if not is_path(path):
                refused[path] = "no file can have this address, so nothing redirects from it"
            elif is_reserved(file):
                refused[path] = "a document of your own page has this address"
            elif file in self._addresses:
                refused[path] = "another entry has this address already"
            else:
                free.append(path)
        return free, refused
