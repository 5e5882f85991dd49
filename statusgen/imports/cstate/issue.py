"""An issue of a cState page as an entry.

Planned work is a maintenance where the title says so beyond doubt; every other issue is an
incident. The theme shows `notice` as a notice and counts no downtime for it, `disrupted` and
`down` as what they are called; an issue that is `informational` says nothing of any system.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urljoin

from statusgen.imports.cstate.body import Body, parse_body
from statusgen.imports.cstate.config import TRUE, SiteConfig
from statusgen.imports.cstate.hugo import Content, Front, day_in_name, find_address, parse_content
from statusgen.imports.errors import SourceError
from statusgen.imports.history import Loss, SourceEntry, SourceUpdate
from statusgen.imports.sources.settings import text_of, texts_of
from statusgen.imports.sources.written_times import parse_instant
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
_HOMES = frozenset((*_FACTS, "informational", "draft", "slug", "url", "aliases", "section"))
_UNTOLD = frozenset({"false", "0", "no"})
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


@dataclass(frozen=True, slots=True)
class Issue:
    """What was read of one file. `entry` is None where it is not to be written.

    `published` is whether its page showed it; `characters` are those of its body.
    """

    entry: SourceEntry | None
    systems: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()
    characters: int = 0
    published: bool = True


def parse_issue(text: str, name: str, place: str, config: SiteConfig) -> Issue:
    """An issue's file. `name` is its path below the content folder, without a language.

    Raises SourceError where its front matter cannot be read.
    """
    content = parse_content(text)
    front = content.front
    if text_of(front, "draft") in TRUE:
        lost = Loss(place, "a draft", "its page did not publish it; it is not imported")
        return Issue(None, losses=(lost,), published=False)
    at, losses = _find_time(front, name, place, config)
    path = find_address(name, front, at.astimezone(config.zone), config.permalink, config.ugly)
    kind = _kind(front)
    updates, further = parse_body(_body(content, name, place, at, kind, path, config))
    systems = _systems(front)
    status, unknown = _status(front, place)
    over, over_at, unclear = _end(front, place, kind, config)
    if kind is Incident and over_at and _opens_again(updates, over_at):
        reason = "an update opens it again after that; the last update closes it"
        unclear.append(Loss(place, f"resolvedWhen {format_instant(over_at)}", reason))
        over_at = None
    entry = SourceEntry(
        key=name,
        kind=kind,
        title=text_of(front, "title"),
        place=place,
        at=at,
        updates=updates,
        components=tuple((system, _shown(status, kind)) for system in systems),
        impact=_impact(front, status, kind, systems),
        paths=(path, *_aliases(front, path)),
        over=over,
        over_at=over_at if over else None,
        started=at if kind is Incident else None,
        starts=at if kind is Maintenance else None,
        ends=over_at if kind is Maintenance else None,
        cancelled=kind is Maintenance and bool(_CALLED_OFF.match(text_of(front, "title"))),
    )
    named = (*losses, *further, *unknown, *unclear, *_homeless(front, place))
    return Issue(entry, systems, named, len(content.body.strip()))


def _body(
    content: Content,
    name: str,
    place: str,
    at: datetime,
    kind: type[Entry],
    path: str,
    config: SiteConfig,
) -> Body:
    return Body(
        *(content.body, place, content.line, at, config.zone, kind),
        base=urljoin(config.page.url, path) if config.page.url else "",
        html=PurePosixPath(name).suffix.lower() in (".html", ".htm"),
    )


def _find_time(
    front: Front, name: str, place: str, config: SiteConfig
) -> tuple[datetime, list[Loss]]:
    """The issue's own time; where no date can be read, the day in the file's name."""
    losses: list[Loss] = []
    for key in _DATES:
        if written := text_of(front, key):
            try:
                return parse_instant(written, config.zone), losses
            except ValueError as error:
                losses.append(Loss(place, key, str(error)))
    if day := day_in_name(name):
        reason = f"there is none that can be read; the day in the file's name counts: {day}"
        return parse_instant(day, config.zone), [*losses, Loss(place, "the date", reason)]
    raise SourceError("; ".join(loss.reason for loss in losses) or "it has no date")


def _kind(front: Front) -> type[Entry]:
    title = text_of(front, "title")
    planned = _PLANNED.search(title) and not _NOT_PLANNED.search(title)
    return Maintenance if planned else Incident


def _systems(front: Front) -> tuple[str, ...]:
    named = texts_of(front, "affected") or texts_of(front, "affectedsystems")
    return tuple(dict.fromkeys(named))


def _status(front: Front, place: str) -> tuple[Status | None, list[Loss]]:
    """The status that the severity means; None where the issue tells none."""
    severity = text_of(front, "severity").lower()
    if text_of(front, "informational") in TRUE or not severity:
        return None, []
    if severity in _STATUSES:
        return _STATUSES[severity], []
    what, reason = f"the severity {severity}", "the theme knows none of that name, and shows none"
    return None, [Loss(place, what, reason)]


def _shown(status: Status | None, kind: type[Entry]) -> Status | None:
    """A notice of planned work leaves its systems under maintenance, as ours says by itself."""
    return None if kind is Maintenance and status is Status.OPERATIONAL else status


def _impact(
    front: Front, status: Status | None, kind: type[Entry], systems: tuple[str, ...]
) -> Impact | None:
    """What no system's status tells already."""
    if kind is Maintenance:
        return None
    if status is None:
        return Impact.NONE if text_of(front, "informational") in TRUE else None
    return None if systems else IMPACT_OF_STATUS[status]


def _end(
    front: Front, place: str, kind: type[Entry], config: SiteConfig
) -> tuple[bool, datetime | None, list[Loss]]:
    """Whether the issue is over, and since when it is, or will be."""
    over, written = text_of(front, "resolved").lower() in TRUE, text_of(front, "resolvedwhen")
    if not written:
        return over, None, []
    try:
        at = parse_instant(written, config.zone)
    except ValueError as error:
        return over, None, [Loss(place, "resolvedWhen", str(error))]
    if over or kind is Maintenance:
        return over, at, []
    reason = "the issue is not resolved, and its page shows no end; it stays open"
    return over, at, [Loss(place, f"resolvedWhen {written}", reason)]


def _opens_again(updates: Sequence[SourceUpdate], over_at: datetime) -> bool:
    """Whether an update resolves it, and another one after the end says that it is broken."""
    closed = False
    for update in updates:
        if closed and update.state in _OPEN and update.at and update.at > over_at:
            return True
        closed = closed or update.state is State.RESOLVED
    return False


def _aliases(front: Front, path: str) -> tuple[str, ...]:
    """Further addresses from the front matter, from the page's root."""
    found = (urljoin(path, alias) for alias in texts_of(front, "aliases"))
    return tuple(alias for alias in dict.fromkeys(found) if alias.startswith("/") and alias != path)


def _homeless(front: Front, place: str) -> Iterator[Loss]:
    """What the front matter says that an entry of ours cannot."""
    for key, value in sorted(front.items()):
        if key in _HOMES or not value or (isinstance(value, str) and value in _UNTOLD):
            continue
        told = value if isinstance(value, str) else ", ".join(texts_of(front, key))
        line = " ".join(told.split())[:60]
        yield Loss(place, f"{key}: {line}".strip(": "), f"an entry has no such thing as {key}")
