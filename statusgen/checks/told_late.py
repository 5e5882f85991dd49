"""An incident that was told only when it was over, and does not say since when."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from statusgen.model.findings import Findings, Place
from statusgen.model.page import Page
from statusgen.model.record import IncidentRecord
from statusgen.model.terms import OVER
from statusgen.read.timestamps import zone_of

_REMEMBERED = timedelta(days=31)
"""Of an older incident, nobody may know any more. About one in ten is told so."""


def check_told_late(
    page: Page, incidents: Iterable[IncidentRecord], now: datetime, findings: Findings
) -> None:
    """A warning that asks when it began, as it counts as less than a minute otherwise."""
    zone = zone_of(page.time_zone)
    for record in incidents:
        entry = record.entry
        if record.changed < now - _REMEMBERED or entry.started or not entry.updates:
            continue
        first = entry.updates[0]
        if first.state not in OVER or first.at < now - _REMEMBERED:
            continue
        local = first.at.astimezone(zone).replace(tzinfo=None).isoformat(" ", "minutes")
        message = "this was told only when it was over, so it counts as less than a minute"
        fix = (
            "at the top, add started: and the time when it began, "
            f"or started: {local} if it was over at once"
        )
        findings.warning(Place(entry.source, first.line), "told-late", message, fix)
