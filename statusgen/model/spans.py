"""When each component had which status, according to entries."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from statusgen.model.entry import Incident, Maintenance
from statusgen.model.terms import OVER, STATUS_OF_IMPACT, Impact, State, Status
from statusgen.model.value import Value


class Span(Value, frozen=True):
    """A component had a status other than operational from `start` to `end` (None: still has)."""

    component: str
    status: Status
    start: datetime
    end: datetime | None = None

    def covers(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


Change = tuple[datetime, str, Status]
"""When which component changed to which status."""


def incident_changes(incident: Incident, started: datetime) -> Iterator[Change]:
    """Every change of a component's status, oldest first.

    A reopened incident restores the statuses from when it was closed, or else all it ever had.
    """
    default = STATUS_OF_IMPACT[incident.impact or Impact.MINOR]
    current = {id: status or default for id, status in incident.components}
    yield from ((started, id, status) for id, status in current.items())
    state, broken, at_close = State.INVESTIGATING, dict(current), dict(current)
    for update in incident.updates:
        new = dict(update.components)
        if update.state in OVER and state not in OVER:
            at_close = _not_operational(current) or broken
            new = dict.fromkeys(current, Status.OPERATIONAL)
        elif state in OVER and update.state not in OVER | {State.UPDATE}:
            new = at_close | new
        if update.state is not State.UPDATE:
            state = update.state
        broken |= _not_operational(new)
        current |= new
        yield from [(update.at, id, status) for id, status in new.items()]


def _not_operational(statuses: dict[str, Status]) -> dict[str, Status]:
    return {id: status for id, status in statuses.items() if status is not Status.OPERATIONAL}


def maintenance_changes(maintenance: Maintenance, begun: datetime) -> Iterator[Change]:
    """Every change of a component's status by a maintenance, whose work began at `begun`."""
    for id, status in maintenance.components:
        yield begun, id, status or Status.UNDER_MAINTENANCE
    for update in maintenance.updates:
        yield from [(max(update.at, begun), id, status) for id, status in update.components]


def spans_of(changes: Iterable[Change], end: datetime | None) -> Iterator[Span]:
    """The spans that result from changes; none of them lasts beyond `end`."""
    by_component: dict[str, list[tuple[datetime, Status]]] = {}
    for at, component, status in changes:
        statuses = by_component.setdefault(component, [])
        if not statuses or statuses[-1][1] is not status:
            statuses.append((at, status))
    for component, statuses in by_component.items():
        ends = [*(at for at, _ in statuses[1:]), None]
        for (start, status), until in zip(statuses, ends, strict=True):
            if status is Status.OPERATIONAL or start == until or (end and start >= end):
                continue
            yield Span(component, status, start, min(filter(None, (until, end)), default=None))


def worst(statuses: Iterable[Status]) -> Status:
    """The worst of some statuses; operational where there are none."""
    return max(statuses, key=lambda status: status.rank, default=Status.OPERATIONAL)


def component_status(spans: Iterable[Span], at: datetime) -> Status:
    """The worst status that one component's spans give it at an instant."""
    return worst(span.status for span in spans if span.covers(at))
