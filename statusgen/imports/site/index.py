"""A site as an import finds it: its entries by file, by alias, and by what they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from statusgen.imports.site.normalized import SettledEntry
from statusgen.model.addresses import alias_file, is_reserved
from statusgen.model.entry import Entry
from statusgen.model.page import Page
from statusgen.pipeline.load import load_entries
from statusgen.read.ids import is_path


@dataclass(slots=True)
class Shelves:
    """What stands in the site. `ids` and `files` are in small letters.

    `broken` are the files that our reader finds wrong; nothing is put into them. `claimed` are
    those that another source's record knows.
    """

    by_file: dict[str, Entry] = field(default_factory=dict)
    by_address: dict[str, Entry] = field(default_factory=dict)
    by_likeness: dict[tuple[type[Entry], str, datetime], Entry] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    broken: frozenset[str] = frozenset()
    claimed: frozenset[str] = frozenset()


def read_shelves(root: Path, page: Page, at: datetime, claimed: Iterable[str]) -> Shelves:
    """The entries of a site, and the files of those that cannot be read."""
    entries, errors = load_entries(root, page, at)
    broken = frozenset(error.place.path for error in errors)
    shelves = Shelves(broken=broken, claimed=frozenset(claimed))
    for path in shelves.broken:
        shelves.ids.add(Path(path).stem.lower())
    for entry in entries:
        put_on_shelves(shelves, entry)
    return shelves


def put_on_shelves(shelves: Shelves, entry: Entry) -> None:
    """Know an entry by all that it can be found by."""
    shelves.by_file[entry.source] = entry
    shelves.ids.add(entry.id.lower())
    shelves.addresses.add(alias_file(entry.folder, entry.id).lower())
    for alias in entry.aliases:
        file = alias_file(entry.folder, alias).lower()
        shelves.by_address[file] = entry
        shelves.addresses.add(file)
        shelves.ids.add(PurePosixPath(file).parent.name)
    if entry.updates:
        shelves.by_likeness[(type(entry), entry.title, entry.updates[0].at)] = entry


def find_likeness(shelves: Shelves, settled: SettledEntry) -> Entry | None:
    """The entry that an import must have written, told by its old addresses, else by its words."""
    if found := find_at_address(shelves, settled):
        return found
    if not settled.updates:
        return None
    alike = shelves.by_likeness.get((settled.kind, settled.title, settled.updates[0].at))
    return None if alike and alike.aliases and settled.source.paths else alike


def find_at_address(shelves: Shelves, settled: SettledEntry) -> Entry | None:
    """The entry to which an old address of this one leads.

    Two sources may have one address for two things (`/incident/1`): then their times tell.
    """
    for path in settled.source.paths:
        file = alias_file(settled.kind.folder, unquote(path)).lower()
        found = shelves.by_address.get(file)
        if found and _is_same(found, settled, shelves):
            return found
    return None


def _is_same(found: Entry, settled: SettledEntry, shelves: Shelves) -> bool:
    """Whether an entry at an address of a source's is of that source."""
    if found.updates and settled.updates:
        there = {update.at for update in found.updates}
        return any(update.at in there for update in settled.updates)
    return found.source not in shelves.claimed


def free_aliases(shelves: Shelves, settled: SettledEntry) -> tuple[list[str], dict[str, str]]:
    """The old addresses that can lead to an entry, and those that cannot with the reasons."""
    free: list[str] = []
    refused: dict[str, str] = {}
    for path in dict.fromkeys(map(unquote, settled.source.paths)):
        file = alias_file(settled.kind.folder, path).lower()
        if not is_path(path):
            refused[path] = "no file can stand at this address, so nothing leads on from it"
        elif is_reserved(file):
            refused[path] = "a document of your own page stands at this address"
        elif file in shelves.addresses:
            refused[path] = "another entry has this address already"
        else:
            free.append(path)
    return free, refused
