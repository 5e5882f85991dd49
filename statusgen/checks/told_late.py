"""An incident that was told only when it was over, and does not say since when."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from statusgen.model.findings import Findings, Place
from statusgen.model.page import Page
from statusgen.model.record import IncidentRecord
from statusgen.model.terms import OVER
from statusgen.read.timestamps import format_local, zone_of

_REMEMBERED = timedelta(days=31)
"""Of an older incident, nobody may know any more. About one in ten is told so."""


def check_told_late(
    page: Page, incidents: Iterable[IncidentRecord], now: datetime, findings: Findings
) -> None:
    """A warning that asks when it began, as it counts as less than a minute otherwise."""
    zone, since = zone_of(page.time_zone), now - _REMEMBERED
    for record in incidents:
        entry, first = record.entry, record.entry.updates[0]
        if entry.started or first.state not in OVER or first.at < since:
            continue
        local = format_local(first.at, zone)
        message = "this was told only when it was over, so it counts as less than a minute"
        fix = (
            "at the top, add started: and the time when it began, "
            f"or started: {local} if it was over at once"
        )
        findings.warning(Place(entry.source, first.line), "told-late", message, fix)
