"""The items about one incident or maintenance, as what the source says of it."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from statusgen.imports.feed.bodies import ItemBody, parse_history, parse_status_line
from statusgen.imports.feed.items import FeedItem
from statusgen.imports.feed.words import PLANNED, split_title
from statusgen.imports.history import ComponentStatuses, Losses, SourceEntry, SourceUpdate
from statusgen.imports.sources.markup import html_to_markdown, is_html
from statusgen.model.entry import Incident, Maintenance
from statusgen.model.instants import BEGINNING
from statusgen.model.terms import OVER, Impact, State, Status

_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)(?:\.\d+)? ?(?:UTC|Z|([+-]\d\d):?(\d\d))?.*"
)


@dataclass(frozen=True, slots=True)
class ItemsParser:
    """Parses the items of one feed. `always` is as in `split_title`; `home` the page's address.

    `ours` is whether statusgen wrote the feed, whose categories are components.
    """

    home: str
    always: bool
    ours: bool
    losses: Losses

    def parse(self, key: str, items: Sequence[FeedItem]) -> SourceEntry | None:
        """The entry that items, oldest first, are about, and `key` names for good.

        None, and a loss, where nothing says when it was.
        """
        last = items[-1]
        place = last.link or last.id or last.title
        dated = [item for item in items if item.at]
        self._note_dates(items)
        if not dated:
            return None
        bodies = [self._body(item, len(items) == 1) for item in dated]
        whole = [body for body in bodies if len(body.updates) > 1]
        if whole:  # each of them holds all that was said by then
            bodies = [max(whole, key=lambda body: len(body.updates))]
        updates = tuple(self._convert(update, place) for body in bodies for update in body.updates)
        newest = dated[-1]
        state, title = split_title(newest.title, self.always)
        over_at = _over_at(newest)
        times = [update.at for update in updates if update.at]
        alone, started = updates[0].at if len(updates) == 1 else None, newest.published
        if not (alone and started and started < alone):
            started = None
        entry = SourceEntry(
            key=key,
            kind=Incident,
            title=title,
            place=place,
            at=min(times, default=newest.at or BEGINNING),
            updates=updates,
            components=self._components(bodies, dated, place),
            paths=self._paths(newest),
            over=state in OVER or over_at is not None,
            over_at=over_at,
            started=started,
        )
        return self._with_window(entry, bodies[-1], newest)

    def _note_dates(self, items: Sequence[FeedItem]) -> None:
        for item in items:
            place = item.link or item.id or item.title
            if item.at is None:
                reason = f"{item.doubt or 'it has no date'}; it is left out"
                self.losses.note(place, f"the item {item.title!r}", reason)
            elif item.doubt:
                self.losses.note_recurring(place, "the date of an item", item.doubt)

    def _body(self, item: FeedItem, alone: bool) -> ItemBody:
        """What an item says, by the form that its body has.

        One text that its title calls over, alone, is as it was last changed.
        """
        at = (_instant_in(item.link) if self.ours else None) or item.at or BEGINNING
        for number, body in enumerate(item.bodies):
            beside = "\n".join(item.bodies[:number] + item.bodies[number + 1 :])
            if history := parse_history(body, item.updated or at, beside):
                return history
        text = item.bodies[0] if item.bodies else ""
        state, _ = split_title(item.title, self.always)
        parsed = parse_status_line(text)
        if parsed is None:
            state = None if _over_at(item) else state
            at = item.updated or at if state in OVER and alone and not self.always else at
            parsed = ItemBody((SourceUpdate("", at, state, text),))
        only = parsed.updates[0]
        key = item.id if item.id and item.id != item.link else f"{at:%Y-%m-%dT%H:%M:%SZ}"
        return parsed._replace(updates=(only._replace(key=key, at=only.at or at),))

    def _convert(self, update: SourceUpdate, place: str) -> SourceUpdate:
        """An update of a body with its text as Markdown."""
        where = f"{place}, update {update.key}"
        if update.at is None:
            self.losses.note(where, "its time", "nothing gives it in full; it is kept in the text")
        if not is_html(update.text):
            return update
        return update._replace(text=html_to_markdown(update.text, self.home, where, self.losses))

    def _components(
        self, bodies: Sequence[ItemBody], items: Sequence[FeedItem], place: str
    ) -> ComponentStatuses:
        """The components that are named; that all is well again at the end is no status."""
        statuses: dict[str, Status | None] = {}
        for name, status in (pair for body in bodies for pair in body.components):
            broken = status if status is not Status.OPERATIONAL else None
            statuses[name] = statuses.get(name) or broken
        for category in (name for item in items for name in item.categories if name):
            if self.ours:
                statuses.setdefault(category, None)
            elif not _TIME.fullmatch(category):
                reason = "nothing says whether it is a component"
                self.losses.note_recurring(place, f"the category {category!r}", reason)
        return tuple(statuses.items())

    def _paths(self, item: FeedItem) -> tuple[str, ...]:
        """The item's own address from the page's root; none where it has no page of its own."""
        link, home = urlsplit(item.link), urlsplit(self.home)
        root = home.path.rstrip("/") + "/"
        path = "/" + link.path.removeprefix(root).lstrip("/")
        return (path,) if link.netloc == home.netloc and path != "/" else ()

    def _with_window(self, entry: SourceEntry, body: ItemBody, item: FeedItem) -> SourceEntry:
        """The entry as a maintenance, where it is one and the feed says from when to when."""
        states = {update.state: update.at for update in entry.updates if update.at}
        if not (body.planned or item.ends or states.keys() & PLANNED):
            return entry
        starts = body.starts or (item.published if item.ends else states.get(State.IN_PROGRESS))
        ends = item.ends or body.ends or states.get(State.COMPLETED)
        if starts and ends:
            return entry._replace(kind=Maintenance, starts=starts, ends=ends, started=None)
        reason = "the feed does not say from when to when; it is written as an incident"
        self.losses.note(entry.place, "planned work", reason)
        updates = tuple(map(_state_in_text, entry.updates))
        return entry._replace(impact=Impact.NONE, updates=updates, started=None)


def _state_in_text(update: SourceUpdate) -> SourceUpdate:
    """An update whose state an incident cannot have, with its word in the text."""
    if update.state not in PLANNED:
        return update
    state = State.RESOLVED if update.state in OVER else None
    return update._replace(state=state, text=f"**{update.state.label}.** {update.text}")


def _instant_in(link: str) -> datetime | None:
    """When an update of ours was made, which its address says; its date has seconds of its own."""
    try:
        return datetime.strptime(urlsplit(link).fragment, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return None


def _over_at(item: FeedItem) -> datetime | None:
    """When it was over, which cState's feeds give as a category."""
    for match in filter(None, (_TIME.fullmatch(each.strip()) for each in item.categories)):
        day, clock, hours, minutes = match.groups()
        with suppress(ValueError, OverflowError):  # no such day, or one that UTC does not have
            at = datetime.fromisoformat(f"{day}T{clock}{hours or '+00'}:{minutes or '00'}")
            if at.year > 1970:
                return at.astimezone(UTC)
    return None
