"""Statuspage, and whatever speaks its API (v2): from an address, or from saved answers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from statusgen.imports.errors import SourceError
from statusgen.imports.history import Counts, History, SourceEntry, SourcePage
from statusgen.imports.sources.fetch import Patience, is_address
from statusgen.imports.sources.files import SourceFiles
from statusgen.imports.sources.json_values import (
    Json,
    instant_of,
    object_of,
    objects_of,
    parse_json,
    text_of,
)
from statusgen.imports.sources.losses import Tally
from statusgen.imports.statuspage.components import ComponentList
from statusgen.imports.statuspage.crawl import Walk
from statusgen.imports.statuspage.entry import POSTMORTEM, EntryReader


def read_statuspage(source: str, patience: Patience | None = None) -> History:
    """The history of a page. `source` is its address, or a folder or file of saved answers.

    Raises SourceError where nothing in it is an answer of such a page.
    """
    answers = Answers(Tally())
    if is_address(source):
        url = Walk(source, patience or Patience(), answers.tally).collect(answers)
    else:
        url = ""
        _read_files(SourceFiles(Path(source)), answers)
    return answers.history(url)


def _read_files(files: SourceFiles, answers: Answers) -> None:
    names, recognised = files.names(".json") or files.names(), 0
    for loss in files.losses:
        answers.tally.note(loss.place, loss.what, loss.reason)
    for name in names:
        try:
            if answers.add(parse_json(files.read(name)), name):
                recognised += 1
            else:
                answers.tally.note(name, "a file", "it is no answer of a status page; left out")
        except SourceError as error:
            answers.break_off(name, str(error))
    if not recognised:
        raise SourceError(
            "nothing in it is an answer of a status page, like incidents.json or incidents/ID.json"
        )
    answers.forget_missing()


class Answers:
    """The documents of one page, in any order and number; of each incident the newest counts."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self._components = ComponentList(tally)
        self._pages: dict[str, Json] = {}
        self._incidents: dict[str, tuple[Json, str]] = {}
        self._broken = 0
        self.missing: dict[str, str] = {}

    def add(self, document: object, place: str) -> bool:
        """Take a document in; False where it is none of the API."""
        found = _wrapped(document)
        listed = [*self._items(found, "incidents", place)]
        listed += self._items(found, "scheduled_maintenances", place)
        if one := object_of(found, "incident"):
            listed.append(one)
        for incident in listed:
            self._add_incident(
                incident, place if one else f"{place}, incident {text_of(incident, 'id')}"
            )
        months = objects_of(found, "months")
        for summary in (one for month in months for one in objects_of(month, "incidents")):
            self.missing[text_of(summary, "code", "id")] = text_of(summary, "name")
        components = objects_of(found, "components")
        self._components.add_all(components, place)
        page = object_of(found, "page")
        if page:
            self._pages.setdefault(text_of(page, "id", "name"), page)
        return bool(listed or months or components or page)

    def _items(self, document: Json, key: str, place: str) -> list[Json]:
        """The objects of a list; what else stands in it is named."""
        values = document.get(key)
        if isinstance(values, list) and (strange := len(values) - len(objects_of(document, key))):
            self._broken += strange
            self.tally.note(place, f"{strange} of {key}", "not an object of the API; left out")
        return objects_of(document, key)

    def _add_incident(self, incident: Json, place: str) -> None:
        key = text_of(incident, "id", "code")
        if not key or not ("incident_updates" in incident or "name" in incident):
            self.break_off(place, "it is no incident: it has no id, or neither updates nor a name")
            return
        self._components.mention(incident, place)
        known = self._incidents.get(key)
        if known is None or _newness(incident) > _newness(known[0]):
            self._incidents[key] = incident, place

    def break_off(self, place: str, reason: str) -> None:
        """Name a part of the source that could not be read; it counts as an entry."""
        self._broken += 1
        self.tally.note(place, "an entry, or several", reason)

    def wanted(self) -> list[str]:
        """The keys of the incidents that a list names and whose own document is not there yet."""
        return [key for key in self.missing if key and key not in self._incidents]

    def forget_missing(self) -> None:
        """Name the incidents of which only the title is known."""
        for key in self.wanted():
            self.break_off(f"incident {key}", f"only its title is there: {self.missing[key]!r}")

    def history(self, url: str) -> History:
        """All of it. `url` is the page's address where its answers do not tell one."""
        if len(self._pages) > 1:
            names = ", ".join(text_of(page, "name") for page in self._pages.values())
            self.tally.note("the source", f"{len(self._pages)} pages ({names})", "they become one")
        page = next(iter(self._pages.values()), {})
        reader = EntryReader(text_of(page, "url") or url, self.tally)
        entries = [reader.read(item, place) for item, place in self._incidents.values()]
        found = SourcePage(
            text_of(page, "name"),
            text_of(page, "url") or url,
            text_of(page, "time_zone"),
            components=self._components.components,
        )
        kept = sorted(filter(None, entries), key=lambda entry: (entry.at, entry.key))
        return History(found, tuple(kept), self._counts(kept), self.tally.losses)

    def _counts(self, entries: Iterable[SourceEntry]) -> Counts:
        """What the source holds; a postmortem that stands by itself is an update here."""
        items = {key: item for key, (item, _) in self._incidents.items()}
        texts = [
            text_of(update, "body")
            for item in items.values()
            for update in objects_of(item, "incident_updates")
        ]
        texts += [
            text_of(items[entry.key], "postmortem_body")
            for entry in entries
            if any(update.key == POSTMORTEM for update in entry.updates)
        ]
        components = len(self._components.components)
        return Counts(
            len(items) + self._broken, len(texts), components, sum(len(text) for text in texts)
        )


def _wrapped(document: object) -> Json:
    """A document of the API; a bare incident, or a list of them, as one. Empty where it is none."""
    if isinstance(document, list):
        return {"incidents": document}
    if not isinstance(document, dict):
        return {}
    return {"incident": document} if "incident_updates" in document else document


def _newness(incident: Json) -> tuple[str, int]:
    """What tells the newer of two answers about one incident."""
    at = instant_of(incident, "updated_at")
    return at.isoformat() if at else "", len(objects_of(incident, "incident_updates"))
