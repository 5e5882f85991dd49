"""Totals over records: the page's status, and components over time."""

from collections.abc import Iterable
from datetime import datetime

from statusgen.model.instants import BEGINNING
from statusgen.model.record import IncidentRecord, Record
from statusgen.model.spans import Span, worst
from statusgen.model.terms import STATUS_OF_IMPACT, Status


def page_status(records: Iterable[Record], at: datetime) -> Status:
    """The worst status of any component; an open incident without components counts by impact."""
    statuses: set[Status] = set()
    for record in records:
        statuses.update([span.status for span in record.spans if span.covers(at)])
        if isinstance(record, IncidentRecord) and not record.components and not record.over:
            statuses.add(STATUS_OF_IMPACT[record.impact])
    return worst(statuses)


def spans_since(records: Iterable[Record], since: datetime) -> dict[str, tuple[Span, ...]]:
    """The spans of each component that had not ended by an instant."""
    spans: dict[str, list[Span]] = {}
    for record in records:
        for span in record.spans:
            if span.end is None or span.end > since:
                spans.setdefault(span.component, []).append(span)
    return {component: tuple(listed) for component, listed in spans.items()}


def last_changes(records: Iterable[Record], at: datetime) -> dict[str, datetime]:
    """When entries last changed the status of each component, up to an instant."""
    last: dict[str, datetime] = {}
    for record in records:
        for span in record.spans:
            for edge in (span.start, span.end):
                if edge and edge <= at and edge > last.get(span.component, BEGINNING):
                    last[span.component] = edge
    return last


def first_mentions(records: Iterable[Record]) -> dict[str, datetime]:
    """When each component was first mentioned."""
    first: dict[str, datetime] = {}
    for record in records:
        if record.mentioned:
            for id in record.components:
                first[id] = min(first.get(id, record.mentioned), record.mentioned)
    return first
