"""An entry that begins as another does is a copy of its file, and shows everything twice."""

from datetime import datetime

from statusgen.model.content import ParsedSite
from statusgen.model.entry import Entry, Maintenance
from statusgen.model.findings import Findings


def check_copies(parsed: ParsedSite, findings: Findings) -> None:
    """A warning for an entry with the title and the time of the first update of another.

    Several maintenances may be announced at once, and begin at different times.
    """
    first: dict[tuple[str, datetime, datetime | None], Entry] = {}
    for entry in parsed.by_source.values():
        if entry.draft or entry.removed or not entry.updates:
            continue
        starts = entry.starts if isinstance(entry, Maintenance) else None
        other = first.setdefault((entry.title, entry.updates[0].at, starts), entry)
        if other is not entry:
            original, copy = sorted((other, entry), key=lambda one: len(one.source))
            message = f"the title and the first update are those of {original.source}"
            fix = "delete the copy, or write a title and times of its own"
            findings.warning(copy.place, "copied-entry", message, fix)
