"""An open incident that names neither components nor an impact changes no status."""

from collections.abc import Iterable

from statusgen.model.findings import Findings
from statusgen.model.page import Page
from statusgen.model.record import IncidentRecord


def check_impact(page: Page, incidents: Iterable[IncidentRecord], findings: Findings) -> None:
    """A warning for each open incident for which badge, API and metrics say that all is well."""
    example = next((f"components: {{{c.id}: partial_outage}}" for c in page.components), "")
    for record in incidents:
        entry = record.entry
        if record.components or record.over or entry.impact:
            continue
        message = (
            "this open incident names neither components nor an impact, "
            "so badge, API and metrics say that all is well"
        )
        fix = f"add {example or 'impact: major'} or the like, or impact: none if nothing is broken"
        findings.warning(entry.place, "no-impact", message, fix)
