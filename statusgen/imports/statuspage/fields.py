"""The words and fields of Statuspage's API: what they are here, and why some are not carried."""

from statusgen.imports.history import Losses
from statusgen.imports.sources.data import Fields
from statusgen.model.terms import State, Status

OVER = frozenset({"resolved", "postmortem", "completed"})
PLANNED = frozenset({"scheduled", "in_progress", "verifying", "completed"})
STATES = {str(state): state for state in State if state is not State.UPDATE}
STATUSES = {str(status): status for status in Status}

_FIELDS = {
    "an entry": (
        "id code name status impact incident_updates components created_at started_at resolved_at"
        " scheduled_for scheduled_until postmortem_body postmortem_published_at shortlink statusgen"
        " page_id updated_at monitoring_at incident_id"
    ),
    "an update": (
        "id status body created_at display_at updated_at affected_components incident_id"
    ),
    "a component": (
        "id code name description group group_id start_date components page_id status created_at"
        " updated_at position showcase"
    ),
}
"""The fields of each kind of object that are read, or say nothing that is lost."""
_KNOWN = {kind: frozenset(names.split()) for kind, names in _FIELDS.items()}

_NOTIFIED = "who was notified, and when, is not part of a page"
_ELSEWHERE = "what was posted elsewhere is not part of a page"
_AUTOMATIC = "people write the updates here; nothing is sent or changed automatically"
_REASONS = {
    "deliver_notifications": _NOTIFIED,
    "wants_twitter_update": _ELSEWHERE,
    "twitter_updated_at": _ELSEWHERE,
    "tweet_id": _ELSEWHERE,
    "custom_tweet": _ELSEWHERE,
    "reminder_intervals": _AUTOMATIC,
    "postmortem_notified_subscribers": _NOTIFIED,
    "postmortem_notified_twitter": _NOTIFIED,
    "impact_override": "the impact that it led to is carried",
    "backfilled": "an entry added afterwards looks like any other",
    "only_show_if_degraded": "every component is shown",
}


def count_unknown_fields(item: Fields, kind: str, place: str, losses: Losses) -> None:
    """Count the fields of an object, of a kind in _FIELDS, that say something and have no home."""
    for name, value in item.items():
        if name in _KNOWN[kind] or value in (None, False, "", [], {}):
            continue
        reason = _REASONS.get(name, "statusgen has no field for it")
        if name.startswith(("scheduled_auto", "scheduled_remind", "auto_", "metadata")):
            reason = _AUTOMATIC
        losses.note_recurring(place, f"the field {name} of {kind}", reason)
