"""An issue of Upptime's as an entry, and its comments as updates."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import chain

from statusgen.imports.history import SourceComponent, SourceEntry, SourceUpdate
from statusgen.imports.sources.json_values import Json, instant_of, text_of
from statusgen.imports.sources.labels import parse_head
from statusgen.imports.sources.losses import Tally
from statusgen.imports.sources.markup import unseen_elements
from statusgen.imports.sources.mixed_markup import parse_mixed, split_comments
from statusgen.imports.sources.written_times import parse_instant
from statusgen.imports.upptime.export import listed_in
from statusgen.model.entry import Entry, Incident, Maintenance
from statusgen.model.terms import INCIDENT_STATES, MAINTENANCE_STATES, State, Status

_MARKS = re.compile("[\U0001f6d1\u26a0\ufe0f]")
_STATUSES = {
    "is down": Status.MAJOR_OUTAGE,
    "has degraded performance": Status.DEGRADED_PERFORMANCE,
}
_TITLE = re.compile(rf"(?P<name>.+?) (?P<what>{'|'.join(_STATUSES)})\Z")
_FIELD = re.compile(
    r"^[ \t]*(start|end|expectedDown|expectedDegraded)[ \t]*:[ \t]*(.*?)[ \t]*$", re.M
)
_HIDDEN = "a comment that the page hides; it is left out"

Numbered = tuple[tuple[str, tuple[Json, str]], ...]


class Sites:
    """The sites of a page: those of its settings, and those that only its issues name."""

    def __init__(self, listed: list[SourceComponent]) -> None:
        self._by_sign = {_sign(site.key): site for site in reversed(listed)}
        self._by_sign |= {_sign(site.name): site for site in reversed(listed)}
        self._found = {site.key: site for site in listed}

    @property
    def components(self) -> tuple[SourceComponent, ...]:
        """Each site once, in the settings' order, then as they were met."""
        return tuple(self._found.values())

    def find(self, name: str) -> str | None:
        """The key of the site with that name or label; None where there is none."""
        site = self._by_sign.get(_sign(name))
        return site.key if site else None

    def add(self, key: str, name: str) -> str:
        """A site that the settings do not have (any more)."""
        site = self._by_sign.setdefault(_sign(key), SourceComponent(key, name))
        return self._found.setdefault(site.key, site).key


def is_shown(issue: Json, place: str, tally: Tally) -> bool:
    """Whether Upptime's page shows an issue; one that it does not is named, with the reason."""
    named = f"the issue “{text_of(issue, 'title')[:60]}”"
    if issue.get("pull_request") is not None or "/pull/" in text_of(issue, "html_url", "url"):
        tally.count(place, "a pull request", "it is no incident")
        return False
    if not {"status", "maintenance"} & _labels(issue):
        reason = "it has neither the label status nor maintenance; its page did not show it"
        tally.note(place, named, reason)
        return False
    return True


def parse_issue(
    number: int, issue: Json, place: str, comments: Numbered, sites: Sites, tally: Tally
) -> SourceEntry | None:
    """An issue as an entry; None, and a reason in the tally, where it has no time."""
    at = instant_of(issue, "created_at") or instant_of(issue, "createdAt")
    if at is None:
        tally.note(place, f"issue {number}", "it has no time that can be read; it is not imported")
        return None
    told = f"issue {number} ({place})"
    body, fields = _parse_body(text_of(issue, "body"), told, tally)
    labels = _labels(issue)
    kind: type[Entry] = Maintenance if "maintenance" in labels else Incident
    closed = instant_of(issue, "closed_at") or instant_of(issue, "closedAt")
    starts = _instant(fields, "start", told, tally) if kind is Maintenance else None
    ends = _instant(fields, "end", told, tally) if kind is Maintenance else None
    title = _MARKS.sub("", text_of(issue, "title")).strip()
    updates = (SourceUpdate("issue", at, None, body), *_updates(comments, kind, told, tally))
    _compare(issue, comments, told, tally)
    over = text_of(issue, "state").lower() == "closed"
    # The robot closes planned work when it next looks; the end that was planned is the one told.
    at_its_end = closed and ends and closed >= ends
    return SourceEntry(
        key=str(number),
        kind=kind,
        title=title,
        place=told,
        at=at,
        updates=updates,
        components=_planned(fields, sites)
        if kind is Maintenance
        else _affected(title, labels, sites, told, tally),
        paths=(f"/incident/{number}",),
        over=over,
        over_at=closed if over and not at_its_end else None,
        starts=starts,
        ends=ends or (closed if kind is Maintenance else None),
        cancelled=kind is Maintenance and bool(over and closed and starts and closed <= starts),
    )


def _sign(name: str) -> str:
    """What a site's name and its label have in common, however the one was made of the other."""
    return re.sub(r"[\W_]+", "", name).casefold() or name


def _labels(issue: Json) -> frozenset[str]:
    value = issue.get("labels")
    plain = (one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
    named = (text_of(one, "name") for one in listed_in(issue, "labels"))
    return frozenset(filter(None, chain(plain, named)))


def _parse_body(text: str, place: str, tally: Tally) -> tuple[str, dict[str, str]]:
    """A body as Markdown, and the fields in the comment that the page hides."""
    shown, hidden = split_comments(text.replace("\r\n", "\n"))
    fields: dict[str, str] = {}
    for _, comment in hidden:
        found = dict(_FIELD.findall(comment))
        fields |= found
        if not found and comment:
            tally.note(place, " ".join(comment.split())[:60], _HIDDEN)
    plain = parse_mixed(shown)
    if plain != shown:
        for name in unseen_elements(shown):
            tally.note(place, f"<{name}>", "an element of HTML that shows no text; it is left out")
    return plain.strip(), fields


def _updates(comments: Numbered, kind: type[Entry], place: str, tally: Tally) -> list[SourceUpdate]:
    found = []
    for key, (comment, _) in comments:
        at = instant_of(comment, "created_at") or instant_of(comment, "createdAt")
        edited = instant_of(comment, "updated_at") or instant_of(comment, "updatedAt")
        body, _ = _parse_body(text_of(comment, "body"), place, tally)
        state, text = _parse_state(body, kind)
        found.append(SourceUpdate(key, at, state, text))
        if at and edited and edited > at:
            reason = "the forge tells neither when exactly nor why; the last text is written"
            tally.count(place, "a comment that was edited later", reason)
    return sorted(found, key=lambda update: update.at or datetime.max.replace(tzinfo=UTC))


def _parse_state(body: str, kind: type[Entry]) -> tuple[State | None, str]:
    """The state that a comment's label names, and the text without it where it says no more."""
    first, newline, rest = body.partition("\n")
    head = parse_head(first)
    if head is None or head.moment or not head.label:
        return None, body
    states = INCIDENT_STATES if kind is Incident else MAINTENANCE_STATES
    said = head.state is None or head.state in states
    return head.state, ((head.text if said else head.labelled) + newline + rest).strip()


def _instant(fields: dict[str, str], name: str, place: str, tally: Tally) -> datetime | None:
    written = fields.get(name, "")
    try:
        return parse_instant(written, UTC) if written else None
    except ValueError as error:
        tally.note(place, name, str(error))
        return None


def _planned(fields: dict[str, str], sites: Sites) -> tuple[tuple[str, Status | None], ...]:
    """The sites of planned work. One that is expected down is under maintenance, and no outage."""
    expected = (("expectedDegraded", Status.DEGRADED_PERFORMANCE), ("expectedDown", None))
    found: dict[str, Status | None] = {}
    for name, status in expected:
        slugs = filter(None, (slug.strip() for slug in fields.get(name, "").split(",")))
        found |= {sites.find(slug) or sites.add(slug, slug): status for slug in slugs}
    return tuple(found.items())


def _affected(
    title: str, labels: frozenset[str], sites: Sites, place: str, tally: Tally
) -> tuple[tuple[str, Status | None], ...]:
    """The sites that an incident's labels and its title name."""
    match = _TITLE.match(title)
    name = match["name"] if match else ""
    status = _STATUSES[match["what"]] if match else None
    found: dict[str, Status | None] = {}
    for label in sorted(labels - {"status"}):
        if key := sites.find(label):
            found[key] = status
        elif name and _sign(label) == _sign(name):
            found[sites.add(label, name)] = status
        else:
            tally.count(place, f"the label {label}", "it is the name of no site")
    if not found and name:
        found[sites.find(name) or sites.add(name, name)] = status
    return tuple(found.items())


def _compare(issue: Json, comments: Numbered, place: str, tally: Tally) -> None:
    """Name what the issue says that there is, and the export lacks."""
    told = issue.get("comments")
    if isinstance(told, int) and told > len(comments):
        reason = "the issue counts them, and the export does not have them"
        tally.note(place, f"{told - len(comments)} comment(s)", reason)
    if text_of(issue, "state_reason", "stateReason").lower() == "not_planned":
        tally.count(place, "closed as not planned", "an entry has no such end; it is over")
