"""The words and fields of Statuspage's API: what they are here, and why some are not carried."""

from __future__ import annotations

from statusgen.imports.sources.json_values import Json
from statusgen.imports.sources.losses import Tally
from statusgen.model.terms import State, Status

OVER = frozenset({"resolved", "postmortem", "completed"})
PLANNED = frozenset({"scheduled", "in_progress", "verifying", "completed"})
STATES = {str(state): state for state in State if state is not State.UPDATE}
STATUSES = {str(status): status for status in Status}

_ENTRY = frozenset(
    {
        "id",
        "code",
        "name",
        "status",
        "impact",
        "incident_updates",
        "components",
        "created_at",
        "started_at",
        "resolved_at",
        "scheduled_for",
        "scheduled_until",
        "postmortem_body",
        "postmortem_published_at",
        "shortlink",
        "statusgen",
        "page_id",
        "updated_at",
        "monitoring_at",
        "incident_id",
    }
)
_UPDATE = frozenset(
    {
        "id",
        "status",
        "body",
        "created_at",
        "display_at",
        "updated_at",
        "affected_components",
        "incident_id",
    }
)
_COMPONENT = frozenset(
    {
        "id",
        "code",
        "name",
        "description",
        "group",
        "group_id",
        "start_date",
        "components",
        "page_id",
        "status",
        "created_at",
        "updated_at",
        "position",
        "showcase",
    }
)
_NOBODY_TOLD = "who was told of it, and when, is not part of a page"
_ELSEWHERE = "what was posted elsewhere is not part of a page"
_BY_HAND = "people write the updates of a page of ours; nothing is sent or turned by itself"
_SHOWN = "every component is shown"
_REASONS = {
    "deliver_notifications": _NOBODY_TOLD,
    "wants_twitter_update": _ELSEWHERE,
    "twitter_updated_at": _ELSEWHERE,
    "tweet_id": _ELSEWHERE,
    "custom_tweet": _ELSEWHERE,
    "reminder_intervals": _BY_HAND,
    "postmortem_notified_subscribers": _NOBODY_TOLD,
    "postmortem_notified_twitter": _NOBODY_TOLD,
    "impact_override": "the impact that it led to is carried",
    "backfilled": "an entry told afterwards looks like any other",
    "only_show_if_degraded": _SHOWN,
}
_OURS = "statusgen has no field for it"


def _count(item: Json, known: frozenset[str], kind: str, place: str, tally: Tally) -> None:
    """Name the fields of an object that say something and have no home."""
    for name, value in item.items():
        if name in known or value in (None, False, "", [], {}):
            continue
        reason = _REASONS.get(name, _OURS)
        if name.startswith(("scheduled_auto", "scheduled_remind", "auto_", "metadata")):
            reason = _BY_HAND
        tally.count(place, f"the field {name} of {kind}", reason)


def count_entry_fields(item: Json, place: str, tally: Tally) -> None:
    _count(item, _ENTRY, "an entry", place, tally)


def count_update_fields(item: Json, place: str, tally: Tally) -> None:
    _count(item, _UPDATE, "an update", place, tally)


def count_component_fields(item: Json, place: str, tally: Tally) -> None:
    _count(item, _COMPONENT, "a component", place, tally)
