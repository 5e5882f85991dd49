"""Entries of a source, one by one, merged into a site's files.

A new entry becomes a file; what is new of a known one is put into its file. Whatever a person
has written, changed or removed there stays so.
"""

from datetime import timedelta
from pathlib import Path, PurePosixPath

from statusgen.author.entry_files import check_entry, entry_stem, insert_update
from statusgen.imports.history import Counts, Losses, SourceEntry
from statusgen.imports.site.closing import closing_update
from statusgen.imports.site.format import Ids, format_entry, format_update_block
from statusgen.imports.site.index import SiteIndex
from statusgen.imports.site.ledger import LedgerEntry, SourceLedger, digest_facts, digest_updates
from statusgen.imports.site.normalized import NormalizedEntry, Updates, find_resolution, place_of
from statusgen.model.addresses import alias_file
from statusgen.model.entry import Entry, Incident
from statusgen.model.findings import FindingsError
from statusgen.model.page import Page
from statusgen.model.terms import OVER
from statusgen.pipeline import disk
from statusgen.pipeline.layout import CONTENT
from statusgen.read.timestamps import zone_of

_SECOND = timedelta(seconds=1)


class Merge:
    """The entries of one import, as they arrive in a site; `ledger` is updated with them.

    `ids` are those of the page's components. `removed` counts the entries that a person had
    removed, `open` the incidents written now that no update closes.
    """

    def __init__(
        self, root: Path, page: Page, ids: Ids, index: SiteIndex, ledger: SourceLedger
    ) -> None:
        self._root, self._page, self._ids, self._zone = root, page, ids, zone_of(page.time_zone)
        self._index, self._ledger = index, ledger
        self.written = self.before = Counts()
        self.removed = self.open = 0
        self._new_files: set[str] = set()

    def add(self, key: str, entry: NormalizedEntry, losses: Losses) -> None:
        """Bring in one entry; `key` is its name in the ledger.

        Of a known entry `losses` keeps only what is news.
        """
        known = self._ledger.entries.get(key)
        imported = known or self._recognize(entry)
        if imported is None:
            self._create(key, entry, losses)
            return
        own = Losses()
        imported = self._update(imported, entry, own)
        losses[:] = own if imported == known else [*losses, *own]
        self._ledger.entries[key] = imported

    def _recognize(self, entry: NormalizedEntry) -> LedgerEntry | None:
        """An entry that is in the site although the ledger does not say so.

        Of its updates those count as new that are later than all in the file.
        """
        there = self._index.find(entry)
        if there is None or there.source in self._new_files:
            return None
        newest = max((update.at for update in there.updates), default=None)
        old = {u.key for u in entry.updates if newest and u.at <= newest}
        digests = {key: digest for key, digest in digest_updates(entry).items() if key in old}
        over = find_resolution(there.updates).over
        return LedgerEntry(there.source, over, digest_facts(entry), digests)

    def _create(self, key: str, entry: NormalizedEntry, losses: Losses) -> None:
        source, folder = entry.source, entry.kind.folder
        changes = [change for update in entry.updates for change in update.components]
        for name in dict((*source.components, *changes)):
            if name not in self._ids:
                reason = "the page lists no such component"
                losses.note(source.place, f"the component {name}", reason)
        day = f"{entry.day.astimezone(self._zone):%Y-%m-%d}"
        stem = entry_stem(entry.kind, entry.title, day, self._index.ids)
        aliases, refused = self._index.free_aliases(entry)
        own = alias_file(folder, stem)
        aliases = [path for path in aliases if alias_file(folder, path) != own]
        for path, reason in refused.items():
            losses.note(source.place, path, reason)
        file = f"{CONTENT}/{folder}/{day[:4]}/{stem}.md"
        content = format_entry(entry, self._ids, aliases, self._zone).encode()
        try:
            written = check_entry(file, content, entry.kind, self._page, entry.day)
        except FindingsError as error:
            reason = f"{error.errors[0].message}; it is not written"
            losses.note(source.place, f"the entry {source.key}", reason)
            return
        disk.replace_text(self._root / file, content)
        self._new_files.add(file)
        self._index.add(written)
        over = find_resolution(entry.updates).over
        self.open += entry.kind is Incident and not over
        digests = digest_updates(entry)
        self._ledger.entries[key] = LedgerEntry(file, over, digest_facts(entry), digests)
        self.written = _count(self.written, 1, entry.updates)

    def _update(self, known: LedgerEntry, entry: NormalizedEntry, losses: Losses) -> LedgerEntry:
        """Put what is new of an entry into its file."""
        source, digests, facts = entry.source, digest_updates(entry), digest_facts(entry)
        new = tuple(update for update in entry.updates if update.key not in known.updates)
        old = tuple(update for update in entry.updates if update.key in known.updates)
        self.before = _count(self.before, 1, old)
        there = self._find(known, entry)
        if there is None and known.file not in self._index.broken:
            self.removed += 1
            return known
        for update in old:
            if known.updates[update.key] != digests[update.key]:
                reason = "it changed at the source after it was imported, and is left as it is here"
                losses.note(place_of(source, update), f"an update in {known.file}", reason)
        if facts != known.facts:
            reason = "they changed at the source after they were imported, and are left here"
            what = f"the title, components or times of {known.file}"
            losses.note(source.place, what, reason)
        if there is None:
            if new:
                reason = "the file has mistakes (statusgen check); fix them, and import again"
                losses.note(source.place, f"{len(new)} update(s) for {known.file}", reason)
            return known
        closing = () if known.over else _find_closing(there, entry, new)
        inserted = self._insert(there, source, (*new, *closing), losses)
        after = known.updates | {u.key: digests.get(u.key, "") for u in inserted}
        over = known.over or find_resolution(entry.updates).over
        return LedgerEntry(there.source, over, facts, after)

    def _find(self, known: LedgerEntry, entry: NormalizedEntry) -> Entry | None:
        """A known entry, also where somebody has moved its file, or given it another name."""
        if there := self._index.by_file.get(known.file):
            return there
        stem = PurePosixPath(known.file).stem
        moved = (e for e in self._index.by_file.values() if e.id == stem)
        return next(moved, None) or self._index.find_at_address(entry)

    def _insert(
        self, there: Entry, source: SourceEntry, updates: Updates, losses: Losses
    ) -> Updates:
        """Put updates into an entry's file; return those that are in it now."""
        path = self._root / there.source
        before = content = disk.read_bytes(path) or b""
        inserted: Updates = ()
        for update in updates:
            taken, at = {other.at for other in there.updates}, update.at
            while at in taken:
                at += _SECOND
            block = format_update_block(update._replace(at=at), self._ids, self._zone)
            after = insert_update(content.decode("utf-8"), block, there, at).encode()
            try:
                there = check_entry(there.source, after, type(there), self._page, at)
            except FindingsError as error:
                what, reason = f"an update for {there.source}", error.errors[0].message
                losses.note(place_of(source, update), what, reason)
                continue
            content = after
            inserted += (update,)
        if content != before:
            disk.replace_text(path, content)
            self._index.add(there)
        self.written = _count(self.written, 0, inserted)
        return inserted


def _find_closing(there: Entry, entry: NormalizedEntry, new: Updates) -> Updates:
    """The end of an entry that is open in the site, where no new update of the source says so."""
    closed = find_resolution(entry.updates).closed
    if closed is None or find_resolution(there.updates).over or any(u.state in OVER for u in new):
        return ()
    state = next(u.state for u in reversed(entry.updates) if u.state in OVER)
    last = max((update.at for update in there.updates), default=entry.source.at)
    return (closing_update(entry.source, state, max(closed, last + _SECOND)),)


def _count(counts: Counts, entries: int, updates: Updates) -> Counts:
    characters = counts.characters + sum(len(update.text) for update in updates)
    number = counts.updates + len(updates)
    return counts._replace(entries=counts.entries + entries, updates=number, characters=characters)
