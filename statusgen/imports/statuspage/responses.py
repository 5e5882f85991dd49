"""The API's documents about one page, gathered in any order, as one history."""

from collections.abc import Iterable
from datetime import datetime

from statusgen.imports.history import History, Loss, Losses, SourcePage
from statusgen.imports.sources.data import Fields, object_of, objects_of, text_of, time_of
from statusgen.imports.statuspage.components import ComponentList
from statusgen.imports.statuspage.entry import IncidentParser
from statusgen.model.instants import BEGINNING


class Responses:
    """The documents of one page, in any order and number; of each incident the newest counts."""

    def __init__(self, losses: Iterable[Loss] = ()) -> None:
        self.losses = Losses(losses)
        self._components = ComponentList(self.losses)
        self._pages: dict[str, Fields] = {}
        self._incidents: dict[str, tuple[Fields, str]] = {}
        self._titles: dict[str, str] = {}
        self._unread = 0

    def add(self, document: object, place: str) -> bool:
        """Take a document in, or a bare incident, or a list of them; False where it is neither."""
        if isinstance(document, list):
            document = {"incidents": document}
        fields: Fields = document if isinstance(document, dict) else {}
        if "incident_updates" in fields:
            fields = {"incident": fields}
        incidents = self._objects(fields, "incidents", place)
        incidents += self._objects(fields, "scheduled_maintenances", place)
        for incident in incidents:
            self._add_incident(incident, f"{place}, incident {text_of(incident, 'id')}")
        if single := object_of(fields, "incident"):
            self._add_incident(single, place)
        months = objects_of(fields, "months")
        for summary in (each for month in months for each in objects_of(month, "incidents")):
            self._titles[text_of(summary, "code", "id")] = text_of(summary, "name")
        components = objects_of(fields, "components")
        self._components.add_all(components, place)
        page = object_of(fields, "page")
        if page:
            self._pages.setdefault(text_of(page, "id", "name"), page)
        return bool(incidents or single or months or components or page)

    def _objects(self, document: Fields, key: str, place: str) -> list[Fields]:
        """The objects of a list; anything else in it is noted."""
        values, objects = document.get(key), objects_of(document, key)
        if isinstance(values, list) and (strange := len(values) - len(objects)):
            self._unread += strange
            reason = "not an object of the API; it is left out"
            self.losses.note(place, f"{strange} of {key}", reason)
        return objects

    def _add_incident(self, incident: Fields, place: str) -> None:
        key = text_of(incident, "id", "code")
        if not key or not ("incident_updates" in incident or "name" in incident):
            reason = "it is not an incident: it has no id, or neither updates nor a name"
            self.note_unread(place, reason)
            return
        self._components.add_of_incident(incident, place)
        known = self._incidents.get(key)
        if known is None or _age_key(incident) > _age_key(known[0]):
            self._incidents[key] = incident, place

    def note_unread(self, place: str, reason: str) -> None:
        """Note a part of the source that could not be read; it counts as an entry."""
        self._unread += 1
        self.losses.note(place, "an entry, or several", reason)

    def missing(self) -> dict[str, str]:
        """Titles, by key, of the incidents that a list names and whose own document is missing."""
        return {k: title for k, title in self._titles.items() if k and k not in self._incidents}

    def history(self, url: str) -> History:
        """All of it. `url` is the page's address where its documents do not give one."""
        if len(self._pages) > 1:
            names = ", ".join(text_of(page, "name") for page in self._pages.values())
            self.losses.note("the source", f"{len(self._pages)} pages ({names})", "they become one")
        page = next(iter(self._pages.values()), {})
        url = text_of(page, "url") or url
        parser = IncidentParser(url, self.losses)
        parsed = [parser.parse(item, place) for item, place in self._incidents.values()]
        entries = sorted(filter(None, parsed), key=lambda entry: (entry.at, entry.key))
        name, zone = text_of(page, "name"), text_of(page, "time_zone")
        source = SourcePage(name, url, zone, components=self._components.components)
        lost = self._unread + parsed.count(None)
        counts = (parser.updates, parser.characters)
        return History(source, tuple(entries), tuple(self.losses), lost, *counts)


def _age_key(incident: Fields) -> tuple[datetime, int]:
    """By what the newer of two documents about one incident is known."""
    changed = time_of(incident, "updated_at") or BEGINNING
    return changed, len(objects_of(incident, "incident_updates"))
