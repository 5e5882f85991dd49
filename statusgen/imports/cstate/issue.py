"""An issue of a cState page as an entry.

Planned work is a maintenance where the title says so beyond doubt; every other issue is an
incident. The theme shows `notice` as a notice and counts no downtime for it, `disrupted` and
`down` as what they are called; an issue that is `informational` says nothing of any system.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from statusgen.imports.cstate.body import IssueBody, parse_body
from statusgen.imports.cstate.hugo import (
    FALSE,
    TRUE,
    ContentFile,
    SiteConfig,
    day_in_name,
    find_address,
)
from statusgen.imports.cstate.planned import is_planned
from statusgen.imports.history import (
    Losses,
    SourceEntry,
    SourceError,
    SourcePage,
    SourceUpdate,
)
from statusgen.imports.sources.addresses import join_addresses
from statusgen.imports.sources.data import Fields, text_of, texts_of
from statusgen.imports.sources.written_times import find_instant, parse_instant
from statusgen.model.entry import Entry, Incident, Maintenance
from statusgen.model.instants import format_instant
from statusgen.model.terms import IMPACT_OF_STATUS, Impact, State, Status

_STATUSES = {
    "down": Status.MAJOR_OUTAGE,
    "disrupted": Status.PARTIAL_OUTAGE,
    "notice": Status.OPERATIONAL,
    "major-outage": Status.MAJOR_OUTAGE,
    "partial-outage": Status.PARTIAL_OUTAGE,
    "degraded-performance": Status.DEGRADED_PERFORMANCE,
    "under-maintenance": Status.UNDER_MAINTENANCE,
    "maintenance": Status.UNDER_MAINTENANCE,
    "ok": Status.OPERATIONAL,
}
"""The severities of the theme, of the one from which it was made, and of its fork ClearStatus."""

_FACTS = ("title", "date", "resolved", "resolvedwhen", "severity", "affected", "affectedsystems")
_CARRIED = frozenset(
    (
        *_FACTS,
        "informational",
        "draft",
        "published",
        "duration",
        "slug",
        "url",
        "aliases",
        "section",
    )
)
_OPEN = frozenset({State.INVESTIGATING, State.IDENTIFIED})
_DATES = ("date", "publishdate", "pubdate", "published")
_CALLED_OFF = re.compile(r"^\W*cancell?ed\b", re.IGNORECASE)
_HOUR = timedelta(hours=1)
_DURATION = re.compile(r"(\d{1,4})\s*(h|m)")
_FORK_ONLY = ("status", "max_severity", "current_severity", "resolved_on", "resolvedon", "pinned")
_FORK_STATUSES = {"resolved": "true", "in_progress": "false", "scheduled": ""}
"""What ClearStatus, a fork, calls an issue that is resolved or not; planned work is neither."""


def parse_issue(
    content: ContentFile, name: str, place: str, config: SiteConfig, losses: Losses
) -> SourceEntry:
    """An issue's file. `name` is its path below the content folder, without a language.

    Raises SourceError where it has no date.
    """
    front, title = _as_theme(content.front), text_of(content.front, "title")
    at = _find_time(front, name, place, config.zone, losses)
    path = find_address(name, front, at, config)
    planned = text_of(content.front, "status").lower() == "scheduled" or is_planned(title)
    kind: type[Entry] = Maintenance if planned else Incident
    base = join_addresses(config.page.url, path) if config.page.url else ""
    html = name.lower().endswith((".html", ".htm"))
    body = IssueBody(content.body, place, content.line, at, config.zone, kind, base, html)
    over, over_at, updates = _read_course(front, body, losses)
    status = _status(front, place, losses)
    listed, others = _split_systems(front, config.page)
    _note_not_carried(front, place, losses)
    # A notice of planned work leaves its systems under maintenance, as ours says by itself.
    shown = None if planned and status is Status.OPERATIONAL else status
    aliases = [join_addresses(path, alias) for alias in texts_of(front, "aliases")]
    entry = SourceEntry(
        key=name,
        kind=kind,
        title=title,
        place=place,
        at=at,
        updates=updates,
        components=tuple((system, shown) for system in listed),
        affected=others,
        paths=tuple(dict.fromkeys(a for a in (path, *aliases) if a.startswith("/"))),
        over=over,
        active=text_of(front, "resolved").lower() in FALSE,
        over_at=over_at if over else None,
    )
    if not planned:
        return entry._replace(started=at, impact=_find_impact(front, status, bool(listed)))
    ends, called_off = over_at or _end_by_duration(front, at), _CALLED_OFF.match(title) is not None
    return entry._replace(starts=at, ends=ends, usual_end=at + _HOUR, cancelled=called_off)


def _find_time(front: Fields, name: str, place: str, zone: tzinfo, losses: Losses) -> datetime:
    """The issue's own time; where no date can be read, the day in the file's name."""
    unread = Losses()
    for key in _DATES:
        if at := find_instant(text_of(front, key), zone, place, key, unread):
            break
    else:
        day = day_in_name(name)
        if not day:
            raise SourceError("; ".join(loss.reason for loss in unread) or "it has no date")
        reason = f"none can be read; the day in the file's name counts: {day}"
        unread.note(place, "the date", reason)
        at = parse_instant(day, zone)
    losses += unread
    return at


def _status(front: Fields, place: str, losses: Losses) -> Status | None:
    """The status that the severity means; None where the issue gives none."""
    severity = text_of(front, "severity").lower()
    if text_of(front, "informational") in TRUE or not severity:
        return None
    if severity not in _STATUSES:
        reason = "the theme has no such severity, and shows none"
        losses.note(place, f"the severity {severity}", reason)
    return _STATUSES.get(severity)


def _find_impact(front: Fields, status: Status | None, shown: bool) -> Impact | None:
    """What no system's status says already; `shown` is whether there is any system."""
    if status is None:
        return Impact.NONE if text_of(front, "informational") in TRUE else None
    return None if shown else IMPACT_OF_STATUS[status]


def _read_course(
    front: Fields, body: IssueBody, losses: Losses
) -> tuple[bool, datetime | None, tuple[SourceUpdate, ...]]:
    """Whether the issue is over, since when it is or will be, and its updates."""
    over, written = text_of(front, "resolved").lower() in TRUE, text_of(front, "resolvedwhen")
    end = find_instant(written, body.zone, body.place, "resolvedWhen", losses)
    if body.kind is Maintenance:
        return over, end, parse_body(body, losses)
    updates = parse_body(body._replace(end=end if over else None), losses)
    return over, _find_end(front, body, end, updates, losses), updates


def _find_end(
    front: Fields,
    body: IssueBody,
    at: datetime | None,
    updates: Sequence[SourceUpdate],
    losses: Losses,
) -> datetime | None:
    """Since when an incident is over, going by its front matter (`at`) and its updates."""
    if at is None:
        return None
    if text_of(front, "resolved").lower() in FALSE:
        written = text_of(front, "resolvedwhen")
        reason = "the issue is not resolved, and its page shows no end; it stays open"
        losses.note(body.place, f"resolvedWhen {written}", reason)
    states = [update.state for update in updates]
    resolved = states.index(State.RESOLVED) if State.RESOLVED in states else len(states)
    if any(u.state in _OPEN and u.at and u.at > at for u in updates[resolved + 1 :]):
        reason = "an update opens it again after that; the last update closes it"
        losses.note(body.place, f"resolvedWhen {format_instant(at)}", reason)
        return None
    return at


def _as_theme(front: Fields) -> Fields:
    """Front matter in the words of the theme, also where it is that of ClearStatus."""
    active = _FORK_STATUSES.get(text_of(front, "status").lower())
    if active is None or "resolved" in front:
        return front
    own = {key: value for key, value in front.items() if key not in _FORK_ONLY}
    severity = text_of(front, "max_severity", "current_severity")
    end = text_of(front, "resolved_on", "resolvedon")
    return {"severity": severity, "resolvedwhen": end, **own, "resolved": active}


def _end_by_duration(front: Fields, at: datetime) -> datetime | None:
    """When work ends that takes as long as ClearStatus's `duration` says, such as `1h 30mn`."""
    parts = _DURATION.findall(text_of(front, "duration")[:40].lower())
    minutes = sum(int(number) * (60 if unit == "h" else 1) for number, unit in parts)
    return at + timedelta(minutes=minutes) if minutes else None


def _split_systems(front: Fields, page: SourcePage) -> tuple[list[str], tuple[str, ...]]:
    """The systems that an issue names: those that the page lists, by their keys, and the others."""
    listed = {component.key.casefold(): component.key for component in page.components}
    names = dict.fromkeys(texts_of(front, "affected") or texts_of(front, "affectedsystems"))
    keys = dict.fromkeys(listed[n.casefold()] for n in names if n.casefold() in listed)
    return list(keys), tuple(name for name in names if name.casefold() not in listed)


def _note_not_carried(front: Fields, place: str, losses: Losses) -> None:
    """What the front matter says and an entry here cannot."""
    for key, value in sorted(front.items()):
        if key in _CARRIED or not value or (isinstance(value, str) and value in FALSE):
            continue
        words = value if isinstance(value, str) else ", ".join(texts_of(front, key))
        what = f"{key}: {' '.join(words.split())[:60]}".strip(": ")
        losses.note(place, what, f"an entry has no field for {key}")
