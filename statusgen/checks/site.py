"""All checks across a site, and what it says at an instant where they find no error."""

from datetime import datetime
from typing import NamedTuple

from statusgen.checks.addresses import rendered_addresses, static_files
from statusgen.checks.clashes import check_clashes
from statusgen.checks.copied import check_copied
from statusgen.checks.copies import check_copies
from statusgen.checks.documents import check_documents
from statusgen.checks.future import check_future, updates_by
from statusgen.checks.impact import check_impact
from statusgen.checks.links import LinkResolver
from statusgen.checks.placeholders import check_placeholders
from statusgen.checks.security import check_security
from statusgen.checks.told_late import check_told_late
from statusgen.model.content import Content, ParsedSite
from statusgen.model.findings import Findings
from statusgen.model.page import Page
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
    check_placeholders(parsed, findings)
    check_security(parsed.page, at, findings)
    if now is not None:
        if not _lacks_zone(parsed.page, findings):
            check_future(parsed, now, findings)
        at = max([at, *updates_by(parsed, at, now)])
    resolved = _resolve_entries(parsed, at, findings)
    clashing = _check_clashes(parsed, at, resolved, findings)
    check_copies(parsed, findings)
    linked = {*resolved.attachments.values(), *resolved.of_drafts.values()}
    check_copied(parsed, set(resolved.attachments.values()), linked, findings)
    check_documents(parsed, linked, findings)
    records = [record for record in resolved.records if record.entry.source not in clashing]
    incidents = [record for record in records if isinstance(record, IncidentRecord)]
    maintenances = [record for record in records if isinstance(record, MaintenanceRecord)]
    check_impact(parsed.page, incidents, findings)
    if now is not None:
        check_told_late(parsed.page, incidents, now, findings)
    if findings.errors:
        return None
    incidents.sort(key=lambda record: (record.start, record.entry.id), reverse=True)
    maintenances.sort(key=lambda record: (record.entry.starts, record.entry.id), reverse=True)
    shown = resolved.of_drafts if parsed.drafts else {}
    media = tuple(sorted((static_files(parsed) | shown | resolved.attachments).items()))
    withheld = parsed.removed, parsed.draft_entries
    known = {r.entry.id for r in parsed.records if isinstance(r, MaintenanceRecord)}
    to_come = frozenset(known - {record.entry.id for record in maintenances})
    return Content(parsed.page, at, (*incidents, *maintenances), *withheld, to_come), media


def _lacks_zone(page: Page, findings: Findings) -> bool:
    """Whether times may have been meant in another zone, which could not be read."""
    path = page.place("time_zone").path
    return page.time_zone == "UTC" and any(error.place.path == path for error in findings.errors)


class _Resolved(NamedTuple):
    """The records that are shown at an instant, and the paths of files with their sources.

    `attachments` are the files of published entries, `of_drafts` those of the others.
    """

    records: list[Record]
    attachments: dict[str, str]
    of_drafts: dict[str, str]


def _resolve_entries(parsed: ParsedSite, at: datetime, findings: Findings) -> _Resolved:
    """Resolve the links of all entries, and tell which are shown.

    A link in a draft that leads nowhere is only a warning.
    """
    own = Findings()
    zone, resolver = zone_of(parsed.page.time_zone), LinkResolver(parsed, at, own)
    resolved = _Resolved([], {}, {})
    for latest in parsed.records:
        is_draft = latest.entry.draft
        record: Record | None = latest
        if latest.linked or not latest.holds(at):
            files = resolved.of_drafts if is_draft else resolved.attachments
            record = record_at(resolver.resolve_entry(latest.entry, files), latest.file, at, zone)
        if record and (parsed.drafts or not is_draft):
            resolved.records.append(record)
    for broken in parsed.broken:
        resolver.resolve_entry(broken, resolved.of_drafts)
    for finding in own:
        entry = parsed.by_source.get(finding.place.path)
        findings.append(finding.as_warning() if entry and entry.draft else finding)
    return resolved


def _check_clashes(
    parsed: ParsedSite, at: datetime, resolved: _Resolved, findings: Findings
) -> set[str]:
    """Check what is at one address; where only a draft clashes, it is a warning.

    Returns the files that get such a warning: those of drafts are not shown.
    """
    published, own, more = parsed.published, Findings(), Findings()
    check_clashes(published, rendered_addresses(published, at), resolved.attachments, own)
    findings.extend(own)
    if published is parsed:
        return set()
    files = resolved.of_drafts | resolved.attachments
    check_clashes(parsed, rendered_addresses(parsed, at), files, more)
    warnings = [finding.as_warning() for finding in more if finding not in own]
    findings.extend(warnings)
    return {finding.place.path for finding in warnings} - published.by_source.keys()
