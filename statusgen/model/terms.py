"""The terms of status pages: statuses, impacts and states."""

from enum import StrEnum


class _Term(StrEnum):
    """A term that hashes like its text: an enum's own hash takes four times as long."""

    __hash__ = str.__hash__


class Status(_Term):
    """The status of a component or of the page, from best to worst."""

    OPERATIONAL = "operational"
    UNDER_MAINTENANCE = "under_maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"

    @property
    def rank(self) -> int:
        """0 for operational, rising as it gets worse."""
        return _RANK[self]


_RANK = {status: rank for rank, status in enumerate(Status)}


class Impact(_Term):
    """How badly an incident affects customers, from least to most."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class State(_Term):
    """How far an entry has come. `UPDATE` leaves the state as it was."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    POSTMORTEM = "postmortem"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    UPDATE = "update"

    @property
    def label(self) -> str:
        """How people write it in a file: `In progress`."""
        return self.value.replace("_", " ").capitalize()


INCIDENT_STATES = (
    State.INVESTIGATING,
    State.IDENTIFIED,
    State.MONITORING,
    State.RESOLVED,
    State.POSTMORTEM,
    State.UPDATE,
)
MAINTENANCE_STATES = (
    State.SCHEDULED,
    State.IN_PROGRESS,
    State.VERIFYING,
    State.COMPLETED,
    State.CANCELLED,
    State.UPDATE,
)
OVER = frozenset({State.RESOLVED, State.POSTMORTEM, State.COMPLETED, State.CANCELLED})

STATUS_OF_IMPACT = {
    Impact.NONE: Status.OPERATIONAL,
    Impact.MINOR: Status.DEGRADED_PERFORMANCE,
    Impact.MAJOR: Status.PARTIAL_OUTAGE,
    Impact.CRITICAL: Status.MAJOR_OUTAGE,
}
IMPACT_OF_STATUS = {status: impact for impact, status in STATUS_OF_IMPACT.items()}
IMPACT_OF_STATUS[Status.UNDER_MAINTENANCE] = Impact.NONE
