"""An entry in outline: what lists, feeds and totals need of it, without its texts.

Most of a build never looks at most texts, so a build holds outlines of all entries, and looks up
an entry itself only to render it. Instants are whole seconds since 1970.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from statusgen.model.digest import digest_of
from statusgen.model.entry import Incident, Update, links
from statusgen.model.instants import instant_if, instant_of, seconds_if, seconds_of
from statusgen.model.promises import Promise
from statusgen.model.record import (
    IncidentRecord,
    MaintenanceRecord,
    Record,
    Span,
    changed_at,
    touched,
)
from statusgen.model.terms import OVER, STATUS_OF_IMPACT, Impact, State, Status


class Held(NamedTuple):
    """A component held a status other than operational, from `start` to `end` (None: still)."""

    component: str
    status: Status
    start: int
    end: int | None


class Outline(NamedTuple):
    """An entry at an instant. `key` is the digest of all that it says then, and stands for it.

    `start` and `end` are the stretch that lists show, `month` the local month of `start` and
    `planned_month` of the start that was planned (`2026-11`); `ended` is when it was over.
    `impact` and `starts` are None for a maintenance and an incident. `said` is when somebody
    last said or edited something, `changed` when the entry last became another, if only by the
    clock; `heard` when its components were first heard of.

    `updates` are when each was made, oldest first, `months` how many of them each local month
    has. `promises` and `edits` are of some of them, by number: by when they promise the next one,
    and when they were last edited.
    """

    key: str
    folder: str
    id: str
    title: str
    source: str
    draft: bool
    aliases: tuple[str, ...]
    state: State
    impact: Impact | None
    begun: bool
    start: int
    end: int | None
    ended: int | None
    starts: int | None
    month: str
    planned_month: str
    said: int | None
    changed: int
    heard: int | None
    updates: tuple[int, ...]
    months: tuple[tuple[str, int], ...]
    promises: tuple[tuple[int, int], ...]
    edits: tuple[tuple[int, int], ...]
    touched: tuple[str, ...]
    spans: tuple[Held, ...]

    def __repr__(self) -> str:
        """The digest: values that hold outlines are compared and hashed by it."""
        return self.key

    @property
    def over(self) -> bool:
        return self.state in OVER


def month_of(at: datetime, zone: tzinfo) -> str:
    """The local month of an instant: `2026-11`."""
    return at.astimezone(zone).date().isoformat()[:7]


def draw_outline(record: Record, text: str, zone: tzinfo) -> Outline:
    """A record in outline; `text` is the digest of its file, `zone` the page's."""
    entry = record.entry
    starts, impact, begun = None, None, True
    if isinstance(record, IncidentRecord):
        impact, start, end = record.impact, record.started, record.ended
        heard: datetime | None = record.started
    else:
        starts, begun = record.entry.starts, record.begun is not None
        start, end = _shown(record)
        told = [*(update.at for update in entry.updates), *(at for at, _ in record.turns)]
        heard = min(told, default=None)
    return Outline(
        key=_key(record, text),
        folder=entry.folder,
        id=entry.id,
        title=entry.title,
        source=entry.source,
        draft=entry.draft,
        aliases=entry.aliases,
        state=record.state,
        impact=impact,
        begun=begun,
        start=seconds_of(start),
        end=seconds_if(end),
        ended=seconds_if(record.ended),
        starts=seconds_if(starts),
        month=month_of(start, zone),
        planned_month=month_of(starts or start, zone),
        said=seconds_if(entry.changed),
        changed=seconds_of(changed_at(record)),
        heard=seconds_if(heard),
        updates=tuple([seconds_of(update.at) for update in entry.updates]),
        months=_months([update.at for update in entry.updates], zone),
        promises=tuple(_promises(entry.updates)),
        edits=tuple(_edits(entry.updates)),
        touched=touched(record),
        spans=tuple(map(_held, record.spans)),
    )


def recall_incident(incident: Incident, outline: Outline) -> IncidentRecord:
    """The record of which an outline was drawn; `incident` is as it stood then."""
    started, ended = instant_of(outline.start), instant_if(outline.ended)
    spans = tuple([_span(*held) for held in outline.spans])
    assert outline.impact is not None
    return IncidentRecord(incident, outline.state, outline.impact, started, ended, spans)


def _held(span: Span) -> Held:
    return Held(span.component, span.status, seconds_of(span.start), seconds_if(span.end))


def _span(component: str, status: Status, start: int, end: int | None) -> Span:
    return Span(component, status, instant_of(start), instant_if(end))


def _months(instants: Sequence[datetime], zone: tzinfo) -> tuple[tuple[str, int], ...]:
    """How many of some instants, the oldest first, each local month has."""
    if instants and (month := month_of(instants[0], zone)) == month_of(instants[-1], zone):
        return ((month, len(instants)),)
    return tuple(Counter([month_of(at, zone) for at in instants]).items())


def _promises(updates: Iterable[Update]) -> Iterator[tuple[int, int]]:
    for number, update in enumerate(updates):
        if update.next_update:
            yield number, seconds_of(update.next_update)


def _edits(updates: Iterable[Update]) -> Iterator[tuple[int, int]]:
    for number, update in enumerate(updates):
        if update.edits:
            yield number, seconds_of(max(edit.at for edit in update.edits))


def _shown(record: MaintenanceRecord) -> tuple[datetime, datetime]:
    """When a maintenance was; where it never came to that, when it was planned for."""
    entry = record.entry
    start, end = record.begun or entry.starts, record.ended or entry.ends
    if record.state is State.CANCELLED or end < start:
        return entry.starts, entry.ends
    return start, end


def _key(record: Record, text: str) -> str:
    """Of the file's text, where it stands, where its links lead, and what of it holds by now."""
    entry = record.entry
    turns = record.turns if isinstance(record, MaintenanceRecord) else ()
    restored = record.entry.restored if isinstance(record, IncidentRecord) else None
    edits = [len(update.edits) for update in entry.updates]
    hrefs = [link.href for link in links(entry)]
    whole = repr((text, entry.source, edits, restored, turns, hrefs))
    return digest_of(whole)


def page_status(outlines: Iterable[Outline], at: int) -> Status:
    """The worst status of any component; an open incident without components counts by impact."""
    held = {Status.OPERATIONAL}
    for outline in outlines:
        for _, status, start, end in outline.spans:
            if start <= at and (end is None or at < end):
                held.add(status)
        if not outline.touched and outline.impact and not outline.over:
            held.add(STATUS_OF_IMPACT[outline.impact])
    return max(held, key=lambda status: status.rank)


def spans_since(outlines: Iterable[Outline], since: int) -> dict[str, tuple[Span, ...]]:
    """Each component's spans that had not ended by an instant."""
    found: dict[str, list[Span]] = {}
    for outline in outlines:
        for component, status, start, end in outline.spans:
            if end is None or end > since:
                span = _span(component, status, start, end)
                found.setdefault(component, []).append(span)
    return {component: tuple(spans) for component, spans in found.items()}


def last_changes(outlines: Iterable[Outline], at: int) -> dict[str, int]:
    """When entries last changed the status of each component, up to an instant."""
    found: dict[str, int] = {}
    for outline in outlines:
        for component, _, start, end in outline.spans:
            for edge in (start, end):
                if edge is not None and edge <= at and edge > found.get(component, -1):
                    found[component] = edge
    return found


def first_heard(outlines: Iterable[Outline]) -> dict[str, int]:
    """When each component was first heard of."""
    found: dict[str, int] = {}
    for outline in outlines:
        if outline.heard is not None:
            for id in outline.touched:
                found[id] = min(found.get(id, outline.heard), outline.heard)
    return found


def promises_of(outlines: Iterable[Outline], grace: timedelta) -> Iterator[Promise]:
    """All promises of entries."""
    for outline in outlines:
        for number, due in outline.promises:
            made, *answers = outline.updates[number : number + 2]
            answered = instant_of(answers[0]) if answers else None
            yield Promise(instant_of(made), instant_of(due), answered, grace)
