"""An open incident that names neither components nor an impact changes no status."""

from collections.abc import Iterable

from statusgen.model.findings import Findings
from statusgen.model.page import Page
from statusgen.model.record import IncidentRecord


def check_impact(page: Page, incidents: Iterable[IncidentRecord], findings: Findings) -> None:
    """A warning for each open incident for which badge, API and metrics say that all is well."""
    ids = [component.id for component in page.components]
    example = f"components: {{{ids[0]}: partial_outage}}" if ids else "impact: major"
    for record in incidents:
        entry = record.entry
        if record.components or record.over or entry.impact:
            continue
        message = (
            "this open incident names neither components nor an impact, "
            "so badge, API and metrics say that all is well"
        )
        fix = f"fill in {example} or the like, or impact: none if nothing is broken"
        findings.warning(entry.place, "no-impact", message, fix)
