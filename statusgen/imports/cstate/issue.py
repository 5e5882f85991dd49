"""An issue of a cState page as an entry.

Planned work is a maintenance where the title says so beyond doubt; every other issue is an
incident. The theme shows `notice` as a notice and counts no downtime for it, `disrupted` and
`down` as what they are called; an issue that is `informational` says nothing of any system.
"""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo

from statusgen.imports.cstate.body import IssueBody, parse_body
from statusgen.imports.cstate.hugo import TRUE, ContentFile, SiteConfig, day_in_name, find_address
from statusgen.imports.history import Losses, SourceEntry, SourceError, SourceUpdate
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
}
"""The theme's severities, and those of the one from which it was made."""

_FACTS = ("title", "date", "resolved", "resolvedwhen", "severity", "affected", "affectedsystems")
_CARRIED = frozenset((*_FACTS, "informational", "draft", "slug", "url", "aliases", "section"))
_SAYS_NOTHING = frozenset({"false", "0", "no"})
_OPEN = frozenset({State.INVESTIGATING, State.IDENTIFIED})
_DATES = ("date", "publishdate", "pubdate", "published")
_WORK = r"(?:maint[ea]?i?n[ea]?nces?|outages?|downtimes?|upgrades?|updates?|migrations?|works?)"
_PLANNED = re.compile(
    rf"\b(?:plan+ed|scheduled|upcoming)\b(?:\W+\w+){{0,4}}?\W+{_WORK}"
    r"|^\W*(?:\[[^\]]*\]\s*)?(?:(?:emergency|database|network|server|system|storage|routine)\s+)*"
    r"maint[ea]?i?n[ea]?nce|\bmaintenance(?:\s+(?:window|on|in|of|for|with)\b|\W*$)",
    re.IGNORECASE,
)
_NOT_PLANNED = re.compile(
    r"\b(?:un(?:planned|scheduled)|after|following|during|due to|caused by|failed)\b"
    r"|\bissues?\b(?!\.\w)",
    re.IGNORECASE,
)
_CALLED_OFF = re.compile(r"^\W*cancell?ed\b", re.IGNORECASE)


def parse_issue(
    content: ContentFile, name: str, place: str, config: SiteConfig, losses: Losses
) -> SourceEntry:
    """An issue's file. `name` is its path below the content folder, without a language.

    Raises SourceError where it has no date.
    """
    front, title = content.front, text_of(content.front, "title")
    at = _find_time(front, name, place, config.zone, losses)
    path = find_address(name, front, at, config)
    planned = _PLANNED.search(title) and not _NOT_PLANNED.search(title)
    kind: type[Entry] = Maintenance if planned else Incident
    base = join_addresses(config.page.url, path) if config.page.url else ""
    html = name.lower().endswith((".html", ".htm"))
    body = IssueBody(content.body, place, content.line, at, config.zone, kind, base, html)
    updates = parse_body(body, losses)
    systems = dict.fromkeys(texts_of(front, "affected") or texts_of(front, "affectedsystems"))
    status = _status(front, place, losses)
    over, over_at = _find_end(front, body, updates, losses)
    _note_not_carried(front, place, losses)
    # A notice of planned work leaves its systems under maintenance, as ours says by itself.
    shown = None if planned and status is Status.OPERATIONAL else status
    aliases = (join_addresses(path, alias) for alias in texts_of(front, "aliases"))
    return SourceEntry(
        key=name,
        kind=kind,
        title=title,
        place=place,
        at=at,
        updates=updates,
        components=tuple((system, shown) for system in systems),
        impact=None if planned else _find_impact(front, status, bool(systems)),
        paths=tuple(dict.fromkeys((path, *(a for a in aliases if a.startswith("/"))))),
        over=over,
        over_at=over_at if over else None,
        started=None if planned else at,
        starts=at if planned else None,
        ends=over_at if planned else None,
        cancelled=bool(planned and _CALLED_OFF.match(title)),
    )


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


def _find_end(
    front: Fields, body: IssueBody, updates: Sequence[SourceUpdate], losses: Losses
) -> tuple[bool, datetime | None]:
    """Whether the issue is over, and since when it is, or will be."""
    over, written = text_of(front, "resolved").lower() in TRUE, text_of(front, "resolvedwhen")
    at = find_instant(written, body.zone, body.place, "resolvedWhen", losses)
    if at is None or body.kind is Maintenance:
        return over, at
    if not over:
        reason = "the issue is not resolved, and its page shows no end; it stays open"
        losses.note(body.place, f"resolvedWhen {written}", reason)
    states = [update.state for update in updates]
    resolved = states.index(State.RESOLVED) if State.RESOLVED in states else len(states)
    if any(u.state in _OPEN and u.at and u.at > at for u in updates[resolved + 1 :]):
        reason = "an update opens it again after that; the last update closes it"
        losses.note(body.place, f"resolvedWhen {format_instant(at)}", reason)
        return over, None
    return over, at


def _note_not_carried(front: Fields, place: str, losses: Losses) -> None:
    """What the front matter says and an entry here cannot."""
    for key, value in sorted(front.items()):
        if key in _CARRIED or not value or (isinstance(value, str) and value in _SAYS_NOTHING):
            continue
        words = value if isinstance(value, str) else ", ".join(texts_of(front, key))
        what = f"{key}: {' '.join(words.split())[:60]}".strip(": ")
        losses.note(place, what, f"an entry has no field for {key}")
