"""Entries of a source, one by one, brought into a site's files.

A new entry becomes a file; what is new of a known one is put into its file. Whatever a person
has written, changed or removed there stays so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path, PurePosixPath

from statusgen.author.format import insert_update
from statusgen.author.new import entry_stem
from statusgen.author.update import check_entry
from statusgen.imports.history import Counts
from statusgen.imports.site.closing import closing_update
from statusgen.imports.site.format import Ids, format_block, format_entry, unknown_components
from statusgen.imports.site.index import (
    Shelves,
    find_at_address,
    find_likeness,
    free_aliases,
    put_on_shelves,
)
from statusgen.imports.site.ledger import Known, Record, digest_facts, digest_updates
from statusgen.imports.site.normalized import (
    Losses,
    SettledEntry,
    SettledUpdate,
    follow_course,
    place_of,
)
from statusgen.model.addresses import alias_file
from statusgen.model.entry import Entry, Incident
from statusgen.model.findings import FindingsError
from statusgen.model.page import Page
from statusgen.model.terms import OVER, State
from statusgen.pipeline import disk
from statusgen.pipeline.layout import CONTENT
from statusgen.read.timestamps import zone_of

_NO_COUNTS = Counts()


class Desk:
    """Where the entries of one import arrive. `record` is brought up to date with them."""

    def __init__(self, root: Path, page: Page, ids: Ids, shelves: Shelves, record: Record) -> None:
        self.root, self.page, self.ids, self.zone = root, page, ids, zone_of(page.time_zone)
        self.shelves, self.record = shelves, record
        self.written = self.before = _NO_COUNTS
        self.left = self.open = 0
        self._fresh: set[str] = set()

    def take(self, key: str, settled: SettledEntry, losses: Losses) -> None:
        """Bring in one entry; `key` is its name in the record."""
        known = self.record.entries.get(key) or self._recognise(settled)
        if known is None:
            self._create(key, settled, losses)
            return
        own = Losses()
        known = self._merge(known, settled, own)
        losses[:] = own if known == self.record.entries.get(key) else [*losses, *own]
        self.record.entries[key] = known

    def _recognise(self, settled: SettledEntry) -> Known | None:
        """An entry that stands in the site though no record says so.

        Of its updates those count as new that are later than all in the file.
        """
        found = find_likeness(self.shelves, settled)
        if found is None or found.source in self._fresh:
            return None
        newest = max((update.at for update in found.updates), default=None)
        old = {u.key for u in settled.updates if newest and u.at <= newest}
        digests = {key: told for key, told in digest_updates(settled).items() if key in old}
        return Known(found.source, is_over(found), digest_facts(settled), digests)

    def _create(self, key: str, settled: SettledEntry, losses: Losses) -> None:
        source, folder = settled.source, settled.kind.folder
        self._note_unknown(settled, losses)
        day = f"{settled.day.astimezone(self.zone):%Y-%m-%d}"
        stem = entry_stem(settled.kind, settled.title, day, self.shelves.ids)
        aliases, refused = free_aliases(self.shelves, settled)
        own = alias_file(folder, stem)
        aliases = [path for path in aliases if alias_file(folder, path) != own]
        for path, reason in refused.items():
            losses.note(source.place, path, reason)
        file = f"{CONTENT}/{folder}/{day[:4]}/{stem}.md"
        content = format_entry(settled, self.ids, aliases, self.zone).encode()
        try:
            entry = check_entry(file, content, settled.kind, self.page, settled.day)
        except FindingsError as error:
            reason = f"{error.errors[0].message}; it is not written"
            losses.note(source.place, f"the entry {source.key}", reason)
            return
        disk.replace_text(self.root / file, content)
        self._fresh.add(file)
        put_on_shelves(self.shelves, entry)
        over = follow_course(settled.updates).over
        self.open += settled.kind is Incident and not over
        known = Known(file, over, digest_facts(settled), digest_updates(settled))
        self.record.entries[key] = known
        self.written = _add(self.written, 1, settled.updates)

    def _note_unknown(self, settled: SettledEntry, losses: Losses) -> None:
        for component in unknown_components(settled, self.ids):
            reason = "the page lists no such component"
            losses.note(settled.source.place, f"the component {component}", reason)

    def _merge(self, known: Known, settled: SettledEntry, losses: Losses) -> Known:
        """Put what is new of an entry into its file."""
        digests = digest_updates(settled)
        old = [update for update in settled.updates if update.key in known.updates]
        self.before = _add(self.before, 1, old)
        entry = self._find(known, settled)
        if entry is None and known.file not in self.shelves.broken:
            self.left += 1
            return known
        for update in old:
            if known.updates[update.key] != digests[update.key]:
                reason = "it changed at the source after it was imported, and is left as it is here"
                losses.note(place_of(settled.source, update), f"an update in {known.file}", reason)
        facts = digest_facts(settled)
        if facts != known.facts:
            reason = "they changed at the source after they were imported, and are left here"
            what = f"the title, components or times of {known.file}"
            losses.note(settled.source.place, what, reason)
        new = [update for update in settled.updates if update.key not in known.updates]
        if entry is None:
            if new:
                reason = "the file has mistakes (statusgen check); mend them, and import again"
                losses.note(settled.source.place, f"{len(new)} update(s) for {known.file}", reason)
            return known
        done = self._insert(entry, known, settled, new, losses)
        updates = dict(known.updates) | {u.key: digests.get(u.key, "") for u in done}
        over = known.over or follow_course(settled.updates).over
        return Known(entry.source, over, facts, updates)

    def _find(self, known: Known, settled: SettledEntry) -> Entry | None:
        """A known entry, also where somebody has moved its file, or given it another name."""
        if found := self.shelves.by_file.get(known.file):
            return found
        stem = PurePosixPath(known.file).stem
        moved = (e for e in self.shelves.by_file.values() if e.id == stem)
        return next(moved, None) or find_at_address(self.shelves, settled)

    def _insert(
        self,
        entry: Entry,
        known: Known,
        settled: SettledEntry,
        new: Sequence[SettledUpdate],
        losses: Losses,
    ) -> list[SettledUpdate]:
        """Put updates into an entry's file, and one that closes it where the source has closed it.

        Returns those that are in it now.
        """
        path = self.root / entry.source
        before = disk.read_bytes(path) or b""
        content = before
        done: list[SettledUpdate] = []
        for update in (*new, *self._closing(entry, known, settled, new)):
            try:
                content, entry = self._put(content, entry, update)
                done.append(update)
            except FindingsError as error:
                what = f"an update for {entry.source}"
                losses.note(place_of(settled.source, update), what, error.errors[0].message)
        if content != before:
            disk.replace_text(path, content)
            put_on_shelves(self.shelves, entry)
        self.written = _add(self.written, 0, done)
        return done

    def _closing(
        self, entry: Entry, known: Known, settled: SettledEntry, new: Iterable[SettledUpdate]
    ) -> Iterator[SettledUpdate]:
        """The end of an entry that was open, where the source tells it by no new update."""
        course = follow_course(settled.updates)
        if not course.over or known.over or is_over(entry) or any(u.state in OVER for u in new):
            return
        word = next(u.state for u in reversed(settled.updates) if u.state in OVER)
        last = max((update.at for update in entry.updates), default=settled.source.at)
        yield closing_update(word, max(course.closed or last, last + timedelta(seconds=1)))

    def _put(self, content: bytes, entry: Entry, update: SettledUpdate) -> tuple[bytes, Entry]:
        """A file's bytes with an update in its place. Raises FindingsError."""
        taken = {other.at for other in entry.updates}
        while update.at in taken:
            update = replace(update, at=update.at + timedelta(seconds=1))
        block = format_block(update, self.ids, self.zone)
        after = insert_update(content.decode("utf-8"), block, entry, update.at).encode()
        return after, check_entry(entry.source, after, type(entry), self.page, update.at)


def is_over(entry: Entry) -> bool:
    """Whether an entry's updates say that it is over."""
    states = [update.state for update in entry.updates if update.state is not State.UPDATE]
    return bool(states) and states[-1] in OVER


def _add(
    counts: Counts, entries: int, updates: list[SettledUpdate] | tuple[SettledUpdate, ...]
) -> Counts:
    return replace(
        counts,
        entries=counts.entries + entries,
        updates=counts.updates + len(updates),
        characters=counts.characters + sum(len(update.text) for update in updates),
    )
