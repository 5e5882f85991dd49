"""An incident that was reported only when it was over, and does not say when it began."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from statusgen.model.findings import Findings, Place
from statusgen.model.page import Page
from statusgen.model.record import IncidentRecord
from statusgen.model.terms import OVER
from statusgen.read.timestamps import format_local, zone_of

_REMEMBERED = timedelta(days=31)
"""Nobody may remember an older one. About one incident in ten is reported so late."""


def check_told_late(
    page: Page, incidents: Iterable[IncidentRecord], now: datetime, findings: Findings
) -> None:
    """A warning that asks when it began, since it counts as less than a minute otherwise."""
    zone, since = zone_of(page.time_zone), now - _REMEMBERED
    for record in incidents:
        entry, first = record.entry, record.entry.updates[0]
        if entry.started or first.state not in OVER or first.at < since:
            continue
        local = format_local(first.at, zone)
        message = "this was reported only when it was over, so it counts as less than a minute"
        fix = (
            "at the top, add started: and the time when it began, "
            f"or started: {local} if it was over at once"
        )
        findings.warning(Place(entry.source, first.line), "told-late", message, fix)
