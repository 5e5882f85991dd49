"""What a site says: as it was read, and as it is at an instant."""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Self

from statusgen.model.addresses import entry_files
from statusgen.model.entry import Entry
from statusgen.model.findings import Finding
from statusgen.model.page import Page
from statusgen.model.record import IncidentRecord, MaintenanceRecord, Record
from statusgen.model.spans import worst
from statusgen.model.terms import STATUS_OF_IMPACT, Status


@dataclass(frozen=True)
class ParsedSite:
    """All that was read, before the checks across entries. `drafts` says whether they are shown.

    `records` have everything in the entries' files, whenever it happened. `broken` are entries
    with errors, as far as they could be read: their addresses and links can be checked. `removed`
    are those that their authors took away. `static` has the paths of files in `content/static/`,
    `beside` those of files among the entries; both from `content/`. `refused` are errors about
    those that are not published unasked.
    """

    page: Page
    records: tuple[Record, ...]
    broken: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    static: Set[str] = frozenset()
    beside: Set[str] = frozenset()
    refused: tuple[Finding, ...] = ()
    drafts: bool = False

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        return (*self.removed, *[record.entry for record in self.records], *self.broken)

    @cached_property
    def draft_entries(self) -> tuple[Entry, ...]:
        """Every draft, including broken ones."""
        return tuple([entry for entry in self._entries if entry.draft])

    @cached_property
    def by_source(self) -> dict[str, Entry]:
        """Every entry, including broken ones, by its file's path; drafts come last."""
        return {entry.source: entry for entry in sorted(self._entries, key=lambda e: e.draft)}

    @cached_property
    def published(self) -> Self:
        """The same without drafts."""
        if not self.draft_entries:
            return self
        records = tuple([record for record in self.records if not record.entry.draft])
        broken = tuple([entry for entry in self.broken if not entry.draft])
        return replace(self, records=records, broken=broken)


@dataclass(frozen=True)
class Content:
    """What a page and its entries say at an instant.

    `records` run newest first, incidents before maintenances. `removed` are the entries that their
    authors took away, `drafts` those that are not published yet.
    """

    page: Page
    at: datetime
    records: tuple[Record, ...]
    removed: tuple[Entry, ...] = ()
    drafts: tuple[Entry, ...] = ()
    to_come: frozenset[str] = frozenset()
    """The ids of maintenances that are announced only later."""

    @cached_property
    def leading_files(self) -> dict[str, Entry]:
        """The files that lead to a published entry: its document, and the redirects to it."""
        shown = (record.entry for record in self.records if not record.entry.draft)
        return {file: entry for entry in (*self.removed, *shown) for file in entry_files(entry)}

    @cached_property
    def incidents(self) -> tuple[IncidentRecord, ...]:
        return tuple([record for record in self.records if isinstance(record, IncidentRecord)])

    @cached_property
    def maintenances(self) -> tuple[MaintenanceRecord, ...]:
        return tuple([record for record in self.records if isinstance(record, MaintenanceRecord)])

    @cached_property
    def status(self) -> Status:
        """The worst of any component; an open incident without components counts by its impact."""
        spans = (span for record in self.records for span in record.spans)
        statuses = {span.status for span in spans if span.covers(self.at)}
        bare = (r.impact for r in self.incidents if not (r.over or r.components))
        return worst({*statuses, *(STATUS_OF_IMPACT[impact] for impact in bare)})
