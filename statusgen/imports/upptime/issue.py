"""An issue of Upptime's as an entry, and its comments as updates."""

import re
from datetime import UTC

from statusgen.imports.history import (
    ComponentStatuses,
    Losses,
    SourceComponent,
    SourceEntry,
    SourceUpdate,
)
from statusgen.imports.sources.data import Fields, list_of, object_of, objects_of, text_of, time_of
from statusgen.imports.sources.labels import parse_label
from statusgen.imports.sources.mixed_markup import mixed_to_markdown, split_comments
from statusgen.imports.sources.written_times import find_instant
from statusgen.model.entry import Entry, Incident, Maintenance
from statusgen.model.instants import LATEST
from statusgen.model.terms import INCIDENT_STATES, MAINTENANCE_STATES, State, Status

_MARKS = re.compile("[\U0001f6d1\u26a0\ufe0f]")
_STATUSES = {
    "is down": Status.MAJOR_OUTAGE,
    "has degraded performance": Status.DEGRADED_PERFORMANCE,
}
_TITLE = re.compile(rf"(?P<name>.+?) (?P<what>{'|'.join(_STATUSES)})\Z")
_FIELD = re.compile(r"^[ \t]*(start|end|expectedD(?:own|egraded))[ \t]*:[ \t]*(.*?)[ \t]*$", re.M)

Exported = tuple[Fields, str]
"""An object of an export with its place."""

Comments = dict[str, Exported]
"""An issue's comments, by their ids."""


class Sites:
    """The sites of a page: those of its settings, and those that only its issues name."""

    def __init__(self, listed: list[SourceComponent]) -> None:
        self._by_name = {_site_letters(site.key): site for site in reversed(listed)}
        self._by_name |= {_site_letters(site.name): site for site in reversed(listed)}
        self._sites = {site.key: site for site in listed}

    @property
    def components(self) -> tuple[SourceComponent, ...]:
        """Each site once, in the settings' order, then as they were met."""
        return tuple(self._sites.values())

    def find(self, name: str) -> str | None:
        """The key of the site with that name or label; None where there is none."""
        site = self._by_name.get(_site_letters(name))
        return site.key if site else None

    def find_or_add(self, key: str, name: str) -> str:
        """The key of a site, also of one that the settings do not have (any more)."""
        site = self._by_name.setdefault(_site_letters(key), SourceComponent(key, name))
        return self._sites.setdefault(site.key, site).key


def _site_letters(name: str) -> str:
    """What a site's name and its label have in common, however the one was made of the other."""
    return re.sub(r"[\W_]+", "", name).casefold() or name


class IssueParser:
    """Parses the issues of one repository; `sites` learns those that only issues name."""

    def __init__(self, sites: Sites, losses: Losses) -> None:
        self._sites, self._losses = sites, losses

    def is_shown(self, issue: Exported) -> bool:
        """Whether Upptime's page shows an issue; one that it does not is noted."""
        fields, place = issue
        if fields.get("pull_request") is not None or "/pull/" in text_of(fields, "html_url", "url"):
            self._losses.note_recurring(place, "a pull request", "it is not an incident")
            return False
        if not {"status", "maintenance"} & _labels(fields):
            what = f"the issue “{text_of(fields, 'title')[:60]}”"
            reason = "it has neither the label status nor maintenance; its page did not show it"
            self._losses.note(place, what, reason)
            return False
        return True

    def parse(self, number: int, issue: Exported, comments: Comments) -> SourceEntry | None:
        """An issue as an entry; None, and a loss, where it has no time."""
        fields, place = issue
        at = time_of(fields, "created_at", "createdAt")
        if at is None:
            reason = "it has no time that can be read; it is not imported"
            self._losses.note(place, f"issue {number}", reason)
            return None
        place = f"issue {number} ({place})"
        body, window = self._parse_body(text_of(fields, "body"), place)
        labels = _labels(fields)
        planned = "maintenance" in labels
        kind = Maintenance if planned else Incident
        starts = ends = None
        if planned:
            starts = find_instant(window.get("start", ""), UTC, place, "start", self._losses)
            ends = find_instant(window.get("end", ""), UTC, place, "end", self._losses)
        title = _MARKS.sub("", text_of(fields, "title")).strip()
        updates = [SourceUpdate("issue", at, None, body), *self._updates(comments, kind, place)]
        self._note_missing(fields, len(comments), place)
        closed = time_of(fields, "closed_at", "closedAt")
        over = text_of(fields, "state").lower() == "closed"
        # The robot closes planned work when it next looks; its planned end is the one that counts.
        at_its_end = closed and ends and closed >= ends
        return SourceEntry(
            key=str(number),
            kind=kind,
            title=title,
            place=place,
            at=at,
            updates=tuple(updates),
            components=self._planned(window) if planned else self._affected(title, labels, place),
            paths=(f"/incident/{number}",),
            over=over,
            over_at=closed if over and not at_its_end else None,
            starts=starts,
            ends=ends or (closed if planned else None),
            cancelled=planned and bool(over and closed and starts and closed <= starts),
        )

    def _parse_body(self, text: str, place: str) -> tuple[str, dict[str, str]]:
        """A body as Markdown, and the fields in the comment that the page hides."""
        shown, hidden = split_comments(text.replace("\r\n", "\n"))
        fields: dict[str, str] = {}
        for _, comment in hidden:
            inside = dict(_FIELD.findall(comment))
            fields |= inside
            if comment and not inside:
                reason = "a comment that the page hides; it is left out"
                self._losses.note(place, " ".join(comment.split())[:60], reason)
        return mixed_to_markdown(shown, "", place, self._losses).strip(), fields

    def _updates(self, comments: Comments, kind: type[Entry], place: str) -> list[SourceUpdate]:
        updates = []
        for key, (comment, _) in comments.items():
            at = time_of(comment, "created_at", "createdAt")
            edited = time_of(comment, "updated_at", "updatedAt")
            body, _ = self._parse_body(text_of(comment, "body"), place)
            updates.append(SourceUpdate(key, at, *_split_state(body, kind)))
            if at and edited and edited > at:
                reason = "the forge says neither exactly when nor why; the last text is written"
                self._losses.note_recurring(place, "a comment that was edited later", reason)
        return sorted(updates, key=lambda update: update.at or LATEST)

    def _planned(self, window: dict[str, str]) -> ComponentStatuses:
        """The sites of planned work. One that is expected down is under maintenance, no outage."""
        expected = (("expectedDegraded", Status.DEGRADED_PERFORMANCE), ("expectedDown", None))
        statuses: dict[str, Status | None] = {}
        for name, status in expected:
            slugs = filter(None, (slug.strip() for slug in window.get(name, "").split(",")))
            statuses |= {self._sites.find_or_add(slug, slug): status for slug in slugs}
        return tuple(statuses.items())

    def _affected(self, title: str, labels: frozenset[str], place: str) -> ComponentStatuses:
        """The sites that an incident's labels and its title name."""
        match = _TITLE.match(title)
        name, status = (match["name"], _STATUSES[match["what"]]) if match else ("", None)
        statuses: dict[str, Status | None] = {}
        for label in sorted(labels - {"status"}):
            if key := self._sites.find(label):
                statuses[key] = status
            elif name and _site_letters(label) == _site_letters(name):
                statuses[self._sites.find_or_add(label, name)] = status
            else:
                self._losses.note_recurring(place, f"the label {label}", "no site has this name")
        if not statuses and name:
            statuses[self._sites.find_or_add(name, name)] = status
        return tuple(statuses.items())

    def _note_missing(self, issue: Fields, comments: int, place: str) -> None:
        """Note what the issue says that there is, and the export lacks."""
        number = issue.get("comments")
        if isinstance(number, int) and number > comments:
            reason = "the issue counts them, but they are not in the export"
            self._losses.note(place, f"{number - comments} comment(s)", reason)
        if text_of(issue, "state_reason", "stateReason").lower() == "not_planned":
            reason = "an entry has no such end; it is over"
            self._losses.note_recurring(place, "closed as not planned", reason)


def objects_in(item: Fields, key: str) -> list[Fields]:
    """The objects of a field that is a list, or what the forge's GraphQL puts around one."""
    return objects_of(item, key) or objects_of(object_of(item, key), "nodes")


def _labels(issue: Fields) -> frozenset[str]:
    plain = (label for label in list_of(issue, "labels") if isinstance(label, str))
    named = (text_of(label, "name") for label in objects_in(issue, "labels"))
    return frozenset(filter(None, (*plain, *named)))


def _split_state(body: str, kind: type[Entry]) -> tuple[State | None, str]:
    """The state that a comment's label names, and the text without it where it says no more."""
    first, newline, rest = body.partition("\n")
    label = parse_label(first)
    if label is None or label.time or not label.word:
        return None, body
    states = INCIDENT_STATES if kind is Incident else MAINTENANCE_STATES
    repeated = label.state is None or label.state in states
    return label.state, ((label.text if repeated else label.with_word) + newline + rest).strip()
