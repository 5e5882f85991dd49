"""One incident or maintenance of Statuspage's API, as what the source says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from statusgen.imports.history import SourceEntry, SourceUpdate
from statusgen.imports.sources.fetch import split_address
from statusgen.imports.sources.json_values import Json, instant_of, object_of, objects_of, text_of
from statusgen.imports.sources.losses import Tally
from statusgen.imports.sources.markup import html_to_markdown, is_html, unseen_elements
from statusgen.imports.statuspage.components import Told, affected, follow_components
from statusgen.imports.statuspage.fields import (
    OVER,
    PLANNED,
    STATES,
    count_entry_fields,
    count_update_fields,
)
from statusgen.model.entry import Incident, Maintenance
from statusgen.model.terms import Impact, State

POSTMORTEM = "postmortem"
"""The key of an update that Statuspage keeps beside the others."""

_TAG = re.compile(r"<[^>]*>")
_MINUTE = timedelta(minutes=1)
_NEVER = datetime.max.replace(tzinfo=UTC)
_IMPACTS = {str(impact): impact for impact in Impact}


class EntryReader:
    """Reads the incidents of one page. `url` is the page's address, where it is known."""

    def __init__(self, url: str, tally: Tally) -> None:
        self._url, self._tally = url, tally

    def read(self, item: Json, place: str) -> SourceEntry | None:
        """The entry; None, and named, where nothing tells when it was."""
        key, own = text_of(item, "id", "code"), object_of(item, "statusgen")
        updates = [*self._updates(item, place), *self._postmortem(item, place)]
        updates = sorted(updates, key=lambda told: told[0].at or _beginning(item) or _NEVER)
        times = [told[0].at for told in updates if told[0].at]
        begun = _beginning(item) or min(times, default=None)
        if begun is None:
            self._tally.note(place, "an entry", "nothing tells when it was; it is left out")
            return None
        planned = _is_planned(item)
        statements = [(update.state, told) for update, told in updates]
        course = follow_components(statements, _listed(item), planned)
        kept = tuple(
            replace(update, at=update.at and update.at.replace(microsecond=0), components=changes)
            for (update, _), changes in zip(updates, course.changes, strict=True)
        )
        count_entry_fields(item, place, self._tally)
        self._name_own_fields(own, place)
        return SourceEntry(
            key=key,
            kind=Maintenance if planned else Incident,
            title=text_of(item, "name"),
            place=place,
            at=begun.replace(microsecond=0),
            updates=_cancelled(kept) if text_of(own, "state") == "cancelled" else kept,
            components=course.components,
            impact=None if planned else self._impact(item, place),
            paths=self._paths(item, key, place),
            over=_is_over(item),
            over_at=instant_of(own, "restored") or instant_of(item, "resolved_at"),
            started=None if planned else _started(item, min(times, default=begun)),
            starts=instant_of(item, "scheduled_for") if planned else None,
            ends=instant_of(item, "scheduled_until") if planned else None,
            cancelled=text_of(own, "state") == "cancelled",
        )

    def _updates(self, item: Json, place: str) -> Iterable[tuple[SourceUpdate, tuple[Told, ...]]]:
        """The updates, each with what it tells of components."""
        raws, values = objects_of(item, "incident_updates"), item.get("incident_updates")
        if not isinstance(values, list) or len(values) > len(raws):
            self._tally.note(place, "an update, or several", "it is no object; it is left out")
        for number, raw in enumerate(reversed(raws)):
            key = text_of(raw, "id") or f"{number + 1}"
            where = f"{place}, update {key}"
            count_update_fields(raw, where, self._tally)
            text = self.markdown(text_of(raw, "body"), where, "statusgen" in item)
            state = self._state(text_of(raw, "status"), where)
            at = self._time(raw, where)
            yield SourceUpdate(key, at, state, text), affected(raw, where, self._tally)

    def _postmortem(
        self, item: Json, place: str
    ) -> Iterable[tuple[SourceUpdate, tuple[Told, ...]]]:
        """The postmortem that stands beside the updates, unless one of them has its text."""
        body = text_of(item, "postmortem_body")
        texts = (text_of(raw, "body") for raw in objects_of(item, "incident_updates"))
        if not body.strip() or any(_letters(body) in _letters(text) for text in texts):
            return
        at = instant_of(item, "postmortem_published_at")
        if at is None:
            self._tally.note(place, "a postmortem", "it was not published; it is left out")
            return
        text = self.markdown(body, place, False)
        yield SourceUpdate(POSTMORTEM, at, State.POSTMORTEM, text), ()

    def markdown(self, body: str, place: str, html: bool) -> str:
        """A body as Markdown; what it holds that shows nothing is named."""
        if not (html or is_html(body)):
            return body
        reason = "it is written as Markdown: the same words, with fewer signs"
        self._tally.count(place, "a text in HTML", reason)
        for name in unseen_elements(body):
            self._tally.note(place, f"<{name}>", "it shows nothing; it is left out")
        return html_to_markdown(body, self._url)

    def _state(self, word: str, place: str) -> State | None:
        state = STATES.get(word.lower())
        if state is None and word.lower() not in ("", "update"):
            self._tally.note(
                place, f"the state {word!r}", "no such state is known; Update is written"
            )
        return state

    def _time(self, raw: Json, place: str) -> datetime | None:
        """When an update was shown, and a word on what its other times say."""
        shown, made = instant_of(raw, "display_at"), instant_of(raw, "created_at")
        changed = instant_of(raw, "updated_at")
        at = shown or made
        if at and made and abs(made - at) >= _MINUTE:
            reason = "it was written at another time than it is shown at; the time shown is kept"
            self._tally.count(place, "created_at of an update", reason)
        if at and changed and changed - max(at, made or at) >= _MINUTE:
            reason = "it was changed later, nobody says why; an Edited: line needs a reason"
            self._tally.count(place, "updated_at of an update", reason)
        return at

    def _impact(self, item: Json, place: str) -> Impact | None:
        word = text_of(item, "impact").lower()
        if word not in _IMPACTS and word not in ("", "maintenance"):
            reason = "no such impact is known; the components tell it"
            self._tally.note(place, f"the impact {word!r}", reason)
        return _IMPACTS.get(word)

    def _paths(self, item: Json, key: str, place: str) -> tuple[str, ...]:
        paths = [f"/incidents/{key}"] if key else []
        short = text_of(item, "shortlink")
        if short:
            link, page = split_address(short), split_address(self._url)
            if link.netloc == page.netloc and link.path.startswith(page.path):
                paths.append("/" + link.path[len(page.path) :].lstrip("/"))
            else:
                reason = f"it is an address of {link.netloc or 'elsewhere'}, not of the page"
                self._tally.count(place, "the field shortlink of an entry", reason)
        return tuple(dict.fromkeys(paths))

    def _name_own_fields(self, own: Json, place: str) -> None:
        """What statusgen's own API says of an entry, and the values of an import cannot hold."""
        for name in ("affected", "action", "cause", "make_good"):
            if said := own.get(name):
                reason = f"no source but statusgen has it; write it into the entry: {said}"
                self._tally.note(place, f"the field {name}", reason)


def _letters(text: str) -> str:
    """What is the same in a text and in its other forms."""
    return "".join(filter(str.isalnum, _TAG.sub("", text)))


def _beginning(item: Json) -> datetime | None:
    return instant_of(item, "created_at") or instant_of(item, "started_at")


def _is_planned(item: Json) -> bool:
    stated = {text_of(raw, "status").lower() for raw in objects_of(item, "incident_updates")}
    stated.add(text_of(item, "status").lower())
    return (
        text_of(item, "impact").lower() == "maintenance"
        or instant_of(item, "scheduled_for") is not None
        or bool(stated & PLANNED)
    )


def _is_over(item: Json) -> bool:
    """Whether its status says so; of one that nobody knows, the time of the end tells."""
    word = text_of(item, "status").lower()
    return word in OVER or (word not in STATES and instant_of(item, "resolved_at") is not None)


def _started(item: Json, first: datetime) -> datetime | None:
    """When it began, where that is told and is not when it was first spoken of."""
    started = instant_of(item, "started_at")
    return started if started and abs(started - first) >= _MINUTE else None


def _listed(item: Json) -> tuple[str, ...]:
    """The components that an entry names without a status of that time."""
    return tuple(filter(None, (text_of(c, "id", "code") for c in objects_of(item, "components"))))


def _cancelled(updates: tuple[SourceUpdate, ...]) -> tuple[SourceUpdate, ...]:
    """The API knows no other end than completion: the last update says that it was called off."""
    *before, last = updates or (None,)
    if last is None or last.state is not State.COMPLETED:
        return updates
    return (*filter(None, before), replace(last, state=State.CANCELLED))
