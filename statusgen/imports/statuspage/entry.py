"""One incident or maintenance of Statuspage's API, as what the source says."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from statusgen.imports.history import Losses, SourceEntry, SourceUpdate
from statusgen.imports.sources.data import Fields, object_of, objects_of, text_of, time_of
from statusgen.imports.sources.markup import html_to_markdown, is_html
from statusgen.imports.statuspage.components import Changes, component_changes, follow_components
from statusgen.imports.statuspage.fields import OVER, PLANNED, STATES, count_unknown_fields
from statusgen.model.entry import Incident, Maintenance
from statusgen.model.instants import LATEST
from statusgen.model.terms import Impact, State
from statusgen.read.source import split_address

_TAG = re.compile(r"<[^<>]*>")
_MINUTE = timedelta(minutes=1)
_IMPACTS = {str(impact): impact for impact in Impact}
_OWN_WITHOUT_LOSS = frozenset({"state", "restored", "next_update_by"})
"""Fields of the object `statusgen` that an import carries, or that nobody needs once it is over."""


class IncidentParser:
    """Parses the incidents of one page; counts their `updates` and `characters`.

    `url` is the page's address, where it is known.
    """

    def __init__(self, url: str, losses: Losses) -> None:
        self._url, self._losses = url, losses
        self.updates = self.characters = 0

    def parse(self, item: Fields, place: str) -> SourceEntry | None:
        """The entry; None, and a loss, where nothing says when it was."""
        created = time_of(item, "created_at", "started_at")
        parsed = [*self._updates(item, place), *self._postmortem(item, place)]
        parsed.sort(key=lambda pair: pair[0].at or created or LATEST)
        times = [update.at for update, _ in parsed if update.at]
        at = created or min(times, default=None)
        if at is None:
            self._losses.note(place, "an entry", "nothing says when it was; it is left out")
            return None
        planned, own = _is_planned(item), object_of(item, "statusgen")
        cancelled = text_of(own, "state") == "cancelled"
        listed = filter(None, (text_of(c, "id", "code") for c in objects_of(item, "components")))
        components, updates = follow_components(parsed, listed, planned)
        if cancelled and updates and updates[-1].state is State.COMPLETED:
            # The API knows no other end than completion.
            updates[-1] = updates[-1]._replace(state=State.CANCELLED)
        self._note_fields(item, own, place)
        started = time_of(item, "started_at")
        if planned or (started and abs(started - min(times, default=at)) < _MINUTE):
            started = None  # it is when it was first spoken of
        return SourceEntry(
            key=text_of(item, "id", "code"),
            kind=Maintenance if planned else Incident,
            title=text_of(item, "name"),
            place=place,
            at=at.replace(microsecond=0),
            updates=tuple(updates),
            components=components,
            impact=None if planned else self._impact(item, place),
            paths=self._paths(item, place),
            over=_is_over(item),
            over_at=time_of(own, "restored") or time_of(item, "resolved_at"),
            started=started,
            starts=time_of(item, "scheduled_for") if planned else None,
            ends=time_of(item, "scheduled_until") if planned else None,
            cancelled=cancelled,
        )

    def _note_fields(self, item: Fields, own: Fields, place: str) -> None:
        """What an entry says, also in statusgen's own API, and an import cannot hold."""
        count_unknown_fields(item, "an entry", place, self._losses)
        for name, value in own.items():
            if value and name not in _OWN_WITHOUT_LOSS:
                reason = f"only statusgen has it; write it into the entry: {value}"
                self._losses.note(place, f"the field {name}", reason)

    def _updates(self, item: Fields, place: str) -> Iterator[tuple[SourceUpdate, Changes]]:
        """The updates, each with what it says of components."""
        objects, values = objects_of(item, "incident_updates"), item.get("incident_updates")
        if not isinstance(values, list) or len(values) > len(objects):
            self._losses.note(place, "an update, or several", "it is no object; it is left out")
        for number, fields in enumerate(reversed(objects), 1):
            key = text_of(fields, "id") or f"{number}"
            where = f"{place}, update {key}"
            count_unknown_fields(fields, "an update", where, self._losses)
            text = self._markdown(text_of(fields, "body"), where, "statusgen" in item)
            word = text_of(fields, "status")
            state = STATES.get(word.lower())
            if state is None and word.lower() not in ("", "update"):
                reason = "no such state is known; Update is written"
                self._losses.note(where, f"the state {word!r}", reason)
            at = self._time(fields, where)
            changes = component_changes(fields, where, self._losses)
            yield SourceUpdate(key, at and at.replace(microsecond=0), state, text), changes

    def _postmortem(self, item: Fields, place: str) -> Iterator[tuple[SourceUpdate, Changes]]:
        """The postmortem that is kept apart from the updates, unless one of them has its text."""
        body = text_of(item, "postmortem_body")
        texts = (text_of(update, "body") for update in objects_of(item, "incident_updates"))
        letters = _letters(body)
        if not body.strip() or any(letters in _letters(text) for text in texts):
            return
        at = time_of(item, "postmortem_published_at")
        if at is None:
            self._losses.note(place, "a postmortem", "it was not published; it is left out")
            return
        text = self._markdown(body, place, False)
        yield SourceUpdate("postmortem", at.replace(microsecond=0), State.POSTMORTEM, text), ()

    def _markdown(self, body: str, place: str, html: bool) -> str:
        """A body as Markdown; elements in it that show nothing are noted."""
        self.updates += 1
        self.characters += len(body)
        if not (html or is_html(body)):
            return body
        reason = "it is written as Markdown: the same words, with less markup"
        self._losses.note_recurring(place, "a text in HTML", reason)
        return html_to_markdown(body, self._url, place, self._losses)

    def _time(self, update: Fields, place: str) -> datetime | None:
        """When an update was shown; what its other times say is counted."""
        created, changed = time_of(update, "created_at"), time_of(update, "updated_at")
        at = time_of(update, "display_at") or created
        if at and created and abs(created - at) >= _MINUTE:
            reason = "it was written at another time than it is shown at; the time shown is kept"
            self._losses.note_recurring(place, "created_at of an update", reason)
        if at and changed and changed - max(at, created or at) >= _MINUTE:
            reason = "it was changed later, and nothing says why; an Edited: line needs a reason"
            self._losses.note_recurring(place, "updated_at of an update", reason)
        return at

    def _impact(self, item: Fields, place: str) -> Impact | None:
        word = text_of(item, "impact").lower()
        if word not in _IMPACTS and word not in ("", "maintenance"):
            reason = "no such impact is known; the components decide"
            self._losses.note(place, f"the impact {word!r}", reason)
        return _IMPACTS.get(word)

    def _paths(self, item: Fields, place: str) -> tuple[str, ...]:
        key = text_of(item, "id", "code")
        paths = [f"/incidents/{key}"] if key else []
        if short := text_of(item, "shortlink"):
            link, page = split_address(short), split_address(self._url)
            if link.netloc == page.netloc and link.path.startswith(page.path):
                paths.append("/" + link.path[len(page.path) :].lstrip("/"))
            else:
                reason = f"it is an address of {link.netloc or 'elsewhere'}, not of the page"
                self._losses.note_recurring(place, "the field shortlink of an entry", reason)
        return tuple(dict.fromkeys(paths))


def _letters(text: str) -> str:
    """What is the same in a text and in its other forms."""
    return "".join(filter(str.isalnum, _TAG.sub("", text)))


def _is_planned(item: Fields) -> bool:
    words = {text_of(each, "status").lower() for each in objects_of(item, "incident_updates")}
    words.add(text_of(item, "status").lower())
    planned = text_of(item, "impact").lower() == "maintenance" or bool(words & PLANNED)
    return planned or time_of(item, "scheduled_for") is not None


def _is_over(item: Fields) -> bool:
    """Whether its status says so; if it is unknown, the time of the end decides."""
    word = text_of(item, "status").lower()
    return word in OVER or (word not in STATES and time_of(item, "resolved_at") is not None)
