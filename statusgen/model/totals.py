"""What each component went through: over all records, and by one of them."""

from collections.abc import Iterable
from datetime import datetime, tzinfo

from statusgen.model.instants import BEGINNING, UNDATED
from statusgen.model.page import Component
from statusgen.model.record import Record
from statusgen.model.spans import Span, component_status
from statusgen.model.terms import Status
from statusgen.model.uptime import midnight


class ComponentTotals:
    """What entries say about one component up to an instant.

    `mentioned` is when it was first mentioned, None for never; `changed` when its status last
    changed. `spans` are those that had not ended by some earlier instant.
    """

    def __init__(self) -> None:
        self.mentioned: datetime | None = None
        self.changed = BEGINNING
        self.spans: list[Span] = []


def component_totals(
    records: Iterable[Record], ids: Iterable[str], since: datetime, at: datetime
) -> dict[str, ComponentTotals]:
    """The totals of components up to `at`, with the spans that had not ended by `since`."""
    totals = {id: ComponentTotals() for id in ids}
    for record in records:
        if mentioned := record.mentioned:
            for id in record.components:
                first = totals[id].mentioned
                totals[id].mentioned = mentioned if first is None else min(first, mentioned)
        for span in record.spans:
            own, end = totals[span.component], span.end
            if end is None or end > since:
                own.spans.append(span)
            if end and own.changed < end <= at:
                own.changed = end
            if own.changed < span.start <= at:
                own.changed = span.start
    return totals


def page_begun(
    components: Iterable[Component], records: Iterable[Record], zone: tzinfo
) -> datetime:
    """The first instant that a page knows of, by which what was never mentioned is dated."""
    starts = [midnight(component.start, zone) for component in components if component.start]
    mentions = [record.mentioned for record in records if record.mentioned]
    return min([*starts, *mentions], default=UNDATED)


def statuses_at(record: Record, instants: Iterable[datetime]) -> list[dict[str, Status]]:
    """The status of every component that an entry names, at each of some instants."""
    spans: dict[str, list[Span]] = {id: [] for id in record.components}
    for span in record.spans:
        spans[span.component].append(span)
    return [{id: component_status(own, at) for id, own in spans.items()} for at in instants]
