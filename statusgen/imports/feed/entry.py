"""The items about one incident or maintenance, as what the source says of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from statusgen.imports.feed.bodies import Body, Statement, parse_history, parse_status_line
from statusgen.imports.feed.items import Item
from statusgen.imports.feed.words import PLANNED, part_title
from statusgen.imports.history import SourceEntry, SourceUpdate
from statusgen.imports.sources.losses import Tally
from statusgen.imports.sources.markup import html_to_markdown, is_html, unseen_elements
from statusgen.model.entry import Incident, Maintenance
from statusgen.model.terms import OVER, Impact, State, Status

_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)(?:\.\d+)? ?(?:UTC|Z|([+-]\d\d):?(\d\d))?.*"
)

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Group:
    """The items about one thing, oldest first; `key` names it for good."""

    key: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class FeedEntryReader:
    """Reads the groups of one feed. `always` as in `part_title`; `home` is the page's address.

    `ours` is whether statusgen wrote the feed, whose categories are components.
    """

    home: str
    always: bool
    ours: bool
    tally: Tally

    def read(self, group: Group) -> SourceEntry | None:
        """The entry; None, and named, where nothing tells when it was."""
        place = group.items[-1].link or group.items[-1].id or group.items[-1].title
        dated = tuple(item for item in group.items if item.at)
        if not dated:
            self.tally.note(
                place, f"the item {group.items[-1].title!r}", "it has no date; left out"
            )
            return None
        bodies = [self._body(item, len(group.items) == 1) for item in dated]
        whole = [body for body in bodies if len(body.statements) > 1]
        if whole:  # each of them tells all that was said by then
            bodies = [max(whole, key=lambda body: len(body.statements))]
        statements = tuple(statement for body in bodies for statement in body.statements)
        updates = tuple(self._update(statement, place) for statement in statements)
        newest = dated[-1]
        state, title = part_title(newest.title, self.always)
        over_at = _over_at(newest)
        times = [update.at for update in updates if update.at]
        entry = SourceEntry(
            key=group.key,
            kind=Incident,
            title=title,
            place=place,
            at=min(times, default=None) or newest.at or _NEVER,
            updates=updates,
            components=self._components(bodies, dated, place),
            paths=self._paths(newest),
            over=state in OVER or over_at is not None,
            over_at=over_at,
            started=_started(updates, newest),
        )
        return self._planned(entry, bodies[-1], newest)

    def _body(self, item: Item, alone: bool) -> Body:
        """What an item tells, by the form that its body has.

        One text that its title calls over, alone, is as it was last changed.
        """
        at = item.at or _NEVER
        for number, body in enumerate(item.bodies):
            beside = "\n".join(item.bodies[:number] + item.bodies[number + 1 :])
            if history := parse_history(body, item.updated or at, beside):
                return history
        text = item.bodies[0] if item.bodies else ""
        state, _ = part_title(item.title, self.always)
        found = parse_status_line(text)
        if found is None:
            state = None if _over_at(item) else state
            at = item.updated or at if state in OVER and alone and not self.always else at
            found = Body((Statement("", at, state, text),))
        only = found.statements[0]
        key = item.id if item.id and item.id != item.link else f"{at:%Y-%m-%dT%H:%M:%SZ}"
        return replace(found, statements=(replace(only, key=key, at=only.at or at),))

    def _update(self, statement: Statement, place: str) -> SourceUpdate:
        where = f"{place}, update {statement.key}"
        if statement.at is None:
            self.tally.note(where, "its time", "nothing tells it in full; it stands in the text")
        text = statement.html
        if is_html(text):
            for name in unseen_elements(text):
                self.tally.note(where, f"<{name}>", "it shows nothing; it is left out")
            text = html_to_markdown(text, self.home)
        return SourceUpdate(statement.key, statement.at, statement.state, text)

    def _components(
        self, bodies: Sequence[Body], items: Sequence[Item], place: str
    ) -> tuple[tuple[str, Status | None], ...]:
        """The components that are named; that all is well again at the end tells nothing."""
        found: dict[str, Status | None] = {}
        for body in bodies:
            for name, status in body.components:
                broken = status if status is not Status.OPERATIONAL else None
                found[name] = found.get(name) or broken
        for category in (name for item in items for name in item.categories if name):
            if self.ours:
                found.setdefault(category, None)
            elif not _MOMENT.fullmatch(category):
                reason = "nothing tells whether it is a component"
                self.tally.count(place, f"the category {category!r}", reason)
        return tuple(found.items())

    def _paths(self, item: Item) -> tuple[str, ...]:
        """The item's own address from the page's root; none where it has no page of its own."""
        link, home = urlsplit(item.link), urlsplit(self.home)
        root = home.path.rstrip("/") + "/"
        if link.netloc != home.netloc:
            return ()
        path = "/" + link.path.removeprefix(root).lstrip("/")
        return (path,) if path != "/" else ()

    def _planned(self, entry: SourceEntry, body: Body, item: Item) -> SourceEntry:
        """The entry as a maintenance, where it is one and the feed tells from when to when."""
        states = {update.state: update.at for update in entry.updates if update.at}
        if not (body.planned or item.ends or states.keys() & PLANNED):
            return entry
        starts = body.starts or (item.published if item.ends else states.get(State.IN_PROGRESS))
        ends = item.ends or body.ends or states.get(State.COMPLETED)
        if starts and ends:
            return replace(entry, kind=Maintenance, starts=starts, ends=ends, started=None)
        reason = "the feed does not tell from when to when; it is written as an incident"
        self.tally.note(entry.place, "planned work", reason)
        updates = tuple(map(_with_word, entry.updates))
        return replace(entry, impact=Impact.NONE, updates=updates, started=None)


def _started(updates: tuple[SourceUpdate, ...], item: Item) -> datetime | None:
    """When an entry was published that is told by one text of a later time."""
    at = updates[0].at if len(updates) == 1 else None
    return item.published if at and item.published and item.published < at else None


def _with_word(update: SourceUpdate) -> SourceUpdate:
    """An update whose state an incident cannot have, with its word in the text."""
    if update.state not in PLANNED:
        return update
    state = State.RESOLVED if update.state in OVER else None
    return replace(update, state=state, text=f"**{update.state.label}.** {update.text}")


def _over_at(item: Item) -> datetime | None:
    """When it was over, which the feeds of cState tell as a category."""
    for category in item.categories:
        if found := _MOMENT.fullmatch(category.strip()):
            day, clock, hours, minutes = found.groups()
            at = datetime.fromisoformat(f"{day}T{clock}{hours or '+00'}:{minutes or '00'}")
            if at.year > 1970:
                return at.astimezone(UTC)
    return None
