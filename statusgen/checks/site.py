"""All checks across a site, and what it says at an instant where they find no error."""

from datetime import datetime

from statusgen.checks.addresses import CONTENT, rendered_addresses
from statusgen.checks.clashes import check_clashes
from statusgen.checks.future import check_future, updates_by
from statusgen.checks.links import LinkResolver
from statusgen.checks.security import check_security
from statusgen.model.content import Content, ParsedSite
from statusgen.model.findings import Findings
from statusgen.model.record import IncidentRecord, MaintenanceRecord, Record, record_at
from statusgen.read.timestamps import zone_of

Media = tuple[tuple[str, str], ...]
"""Files to copy: the path of each in the output, and in the site's folder."""


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
    records, attachments = _resolve_records(parsed, at, findings)
    check_clashes(parsed, rendered_addresses(parsed, at), attachments, findings)
    if findings.errors or parsed.broken:
        return None
    incidents = [record for record in records if isinstance(record, IncidentRecord)]
    maintenances = [record for record in records if isinstance(record, MaintenanceRecord)]
    incidents.sort(key=lambda record: (record.start, record.entry.id), reverse=True)
    maintenances.sort(key=lambda record: (record.entry.starts, record.entry.id), reverse=True)
    static = {path.removeprefix("static/"): f"{CONTENT}/{path}" for path in parsed.static}
    media = tuple(sorted((static | attachments).items()))
    return Content(parsed.page, at, (*incidents, *maintenances)), media


def _resolve_records(
    parsed: ParsedSite, at: datetime, findings: Findings
) -> tuple[list[Record], dict[str, str]]:
    """The records that are shown at an instant, and the paths of their files with the sources.

    The links of all other entries are checked, too.
    """
    zone, resolver = zone_of(parsed.page.time_zone), LinkResolver(parsed, at, findings)
    records: list[Record] = []
    attachments: dict[str, str] = {}
    unpublished: dict[str, str] = {}
    for latest in parsed.records:
        is_shown = parsed.drafts or not latest.entry.draft
        record: Record | None = latest
        if latest.linked or not latest.holds(at):
            entry = resolver.resolve_entry(latest.entry, attachments if is_shown else unpublished)
            record = record_at(entry, latest.file, at, zone)
        if is_shown and record:
            records.append(record)
    for broken in parsed.broken:
        resolver.resolve_entry(broken, unpublished)
    return records, attachments
