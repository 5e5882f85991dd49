"""The file of an entry, made an incident or a maintenance."""

from datetime import datetime
from functools import partial
from typing import Any

import yaml

from statusgen.model.entry import Entry, Incident, Maintenance, MakeGood, Prose, Update
from statusgen.model.findings import Findings, Place
from statusgen.model.page import Page
from statusgen.model.terms import Impact, Status
from statusgen.read.component_lists import parse_status, suggest_components
from statusgen.read.contradictions import check_incident, check_kind, check_name
from statusgen.read.entry_times import check_end, check_window
from statusgen.read.fields import Form, parse_form
from statusgen.read.frontmatter import ENTRY_KEYS, split_front_matter
from statusgen.read.ids import explain_id, explain_path, is_id, is_path
from statusgen.read.invisible import explain_invisible
from statusgen.read.markdown import parse_markdown
from statusgen.read.removals import check_removals, parse_removed
from statusgen.read.source import Source
from statusgen.read.suggest import suggest_word
from statusgen.read.timestamps import doubt_offset, parse_day_or_timestamp, parse_timestamp, zone_of
from statusgen.read.unfinished import check_title, find_unfinished
from statusgen.read.update_order import LONG_AGO
from statusgen.read.updates import parse_updates

_EXAMPLE = "pre-order-outage"
_OF_UPDATES = {"status", "state", "date", "next update", "next_update", "edited", "resolved"}
"""What other tools and the lines under a heading have, and the front matter has not."""
_OF_MAINTENANCE = {"started": "starts", "restored": "ends", "start": "starts", "end": "ends"}
_IN_PLACE = "in place of these lines, "
_WITHOUT_DASH = "write the components and their statuses without the -"


class EntryParser:
    """Parses entries of one page. `parse` may be called any number of times.

    `at` gives the day in examples.
    """

    def __init__(self, page: Page, at: datetime) -> None:
        self._page, self.zone = page, zone_of(page.time_zone)
        self.today = at.astimezone(self.zone).date()
        self.components = {component.id: component for component in page.components}
        self.example = next(iter(self.components), "web-shop")
        self._groups = [group.name for group in page.groups if group.name]

    def parse(self, source: Source, kind: type[Entry], findings: Findings) -> Entry | None:
        """The entry in a source.

        With errors it has what could be read, so that its links can be checked as well; None where
        that is not enough.
        """
        own, parse = Findings(), partial(self._parse, kind)
        entry = parse(source, own)
        findings.extend(explain_invisible(source, own, parse))
        return entry

    def _parse(self, kind: type[Entry], source: Source, findings: Findings) -> Entry | None:
        parts = split_front_matter(source, findings)
        if parts is None:
            return None
        head, body = parts
        form = parse_form(head, self.today, findings)
        if form and not check_kind(kind, form, body, findings):
            return None
        summary, updates = parse_updates(body, kind, self, findings)
        if form is None:
            return None
        may_lack_updates = bool(updates or findings.errors) or kind is Maintenance
        make = self._maintenance if kind is Maintenance else self._incident
        entry = make(form, summary, updates)
        if not (may_lack_updates or (entry and entry.removed)):
            message = "the incident has no update yet"
            fix = f"add one: ## {self.today} 16:40 — Investigating, and below it what you know"
            findings.error(body.place(), "no-update", message, fix)
        if entry and not (entry.draft or entry.removed):
            find_unfinished(source, head, body, findings)
            check_name(entry, findings)
        return entry

    def _incident(self, form: Form, summary: Prose | None, updates: tuple[Update, ...]) -> Incident:
        incident = Incident(
            **self._shared(form),
            summary=summary,
            updates=updates,
            started=self._time(form, "started"),
            restored=self._time(form, "restored"),
            impact=form.choice("impact", Impact),
            cause=self._prose(form, "cause"),
            data_loss=self._prose(form, "data_loss"),
            make_good=tuple(map(partial(self._make_good, updates[:1]), form.forms("make_good"))),
        )
        form.close(partial(self._explain_key, Incident, form))
        check_removals(incident, form, self.zone)
        if updates:
            check_end(incident, form, self.zone)
            check_incident(incident, form)
        return incident

    def _maintenance(
        self, form: Form, summary: Prose | None, updates: tuple[Update, ...]
    ) -> Maintenance | None:
        shared = self._shared(form)
        starts = self._time(form, "starts", required=True)
        ends = self._time(form, "ends", required=True)
        form.close(partial(self._explain_key, Maintenance, form))
        if starts is None or ends is None:
            return None
        maintenance = Maintenance(
            **shared, summary=summary, updates=updates, starts=starts, ends=ends
        )
        check_removals(maintenance, form, self.zone)
        check_window(maintenance, form, self.zone)
        return maintenance

    def _shared(self, form: Form) -> dict[str, Any]:
        """The fields that both kinds of entry have."""
        title = " ".join((form.text("title", required=True, sentence=True) or "").split())
        check_title(title, form.place_of("title"), form.findings)
        aliases, places = self._aliases(form)
        return {
            "title": title,
            "source": form.source.path,
            "id": self._id(form),
            "id_place": form.place_of("id") if form.node("id") else None,
            "place": form.place_of("title"),
            "components": self._components(form),
            "affected": self._prose(form, "affected"),
            "action": self._prose(form, "action"),
            "aliases": aliases,
            "alias_places": places,
            "draft": form.flag("draft"),
            **parse_removed(form, self.zone),
        }

    def _explain_key(self, kind: type[Entry], form: Form, name: str) -> str:
        """What to do about a key that means something, but not here; blank where it does not."""
        other = Maintenance if kind is Incident else Incident
        if kind is Maintenance and name in _OF_MAINTENANCE:
            return f'did you mean "{_OF_MAINTENANCE[name]}"?'
        if name in self.components and not form.has("components"):
            given = [
                f"{id}: {parse_status(form.text(id) or '') or Status.MAJOR_OUTAGE}"
                for id in self.components
                if form.has(id)
            ]
            where = _IN_PLACE if len(given) > 1 else ""
            return f"{where}write components: {{{', '.join(given)}}}"
        if name in self.components:
            return f"put two blanks before {name}, so that it belongs to the line components:"
        if name in ENTRY_KEYS and name in other.__struct_fields__:
            return f"only an entry in content/{other.folder}/ has it"
        if name.lower() in _OF_UPDATES:
            state = "Investigating" if kind is Incident else "In progress"
            return f"it belongs to an update: ## {self.today} 16:40 — {state}"
        return ""

    def _time(self, form: Form, name: str, required: bool = False) -> datetime | None:
        at = form.read(name, partial(parse_timestamp, zone=self.zone), required)
        if at and (doubt := doubt_offset(form.text(name) or "", at, self.zone)):
            form.warning_at(name, "unlikely-time", *doubt)
        return at

    def _id(self, form: Form) -> str:
        given = form.text("id")
        id = given or form.source.path.rpartition("/")[2].removesuffix(".md")
        if not is_id(id):
            place = form.place_of("id") if given else Place(form.source.path)
            problem = explain_id(id, "id" if given else "file name", _EXAMPLE)
            form.findings.error(place, "bad-id", *problem)
        elif given:
            _check_ending(id, form.place_of("id"), form)
        return id

    def _aliases(self, form: Form) -> tuple[tuple[str, ...], tuple[Place, ...]]:
        """The earlier ids and addresses, and their places."""
        aliases, places = [], []
        for node in form.items("aliases"):
            alias = form.scalar(node, "an alias")
            if alias is None:
                continue
            if alias.startswith("/") and not is_path(alias):
                form.error(node, "bad-id", *explain_path(alias))
            elif not alias.startswith("/") and not is_id(alias):
                form.error(node, "bad-id", *explain_id(alias, "alias", _EXAMPLE))
            else:
                _check_ending(alias, form.place(node), form)
            aliases.append(alias)
            places.append(form.place(node))
        return tuple(aliases), tuple(places)

    def _prose(self, form: Form, name: str, required: bool = False) -> Prose | None:
        text = form.text(name, required=required, sentence=True)
        if not text:
            return None
        before = len(form.findings.errors)
        prose = parse_markdown(text, form.locator(name), form.findings)
        if prose.blank and len(form.findings.errors) == before:
            message, fix = f'"{name}" shows no words', "write some, or leave it out"
            form.error_at(name, "empty-text", message, fix)
        return prose

    def _components(self, form: Form) -> tuple[tuple[str, Status | None], ...]:
        node = form.node("components")
        written, meant = suggest_components(node, self.components, self.find_component)
        if meant and node:
            is_short = form.place(node).line == form.place_of_key("components").line
            fix = f"{'' if is_short else _IN_PLACE}write components: {meant}"
            message = f'"{written[:80]}" is not how components are written'
            form.error(node, "bad-components", message, fix)
            return ()
        if isinstance(node, yaml.MappingNode):
            inner = form.form("components")
            assert inner is not None
            return tuple(
                (name, inner.parse_choice(text, inner.place(value), "status", Status))
                for name, key, value in inner.pairs
                if (text := inner.scalar(value, "a status", _suggest_status(name, key, value)))
                is not None
                and self.check_component(name, inner.place(key), form.findings)
            )
        names = [node] if isinstance(node, yaml.ScalarNode) else form.items("components")
        components: dict[str, Status | None] = {}
        for item in names:
            name = form.scalar(item, "a component", _WITHOUT_DASH)
            if name and self.check_component(name, form.place(item), form.findings):
                components[name] = None
        return tuple(components.items())

    def find_component(self, name: str) -> str | None:
        return self._page.find_component(name)

    def check_component(self, component: str, place: Place, findings: Findings) -> bool:
        """Whether the page has a component; an error where it does not."""
        if component in self.components:
            return True
        message = f'unknown component "{component}"'
        if component in self._groups:
            fix = "this is a group; name its components"
        else:
            known = f"known are: {', '.join(self.components)}"
            is_short = 0 < len(self.components) <= 12
            otherwise = known if is_short else "site.yaml lists the components of the page"
            fix = suggest_word(component, self.components, otherwise)
            if id := self.find_component(component):
                fix = f'did you mean "{id}"?'
        findings.error(place, "unknown-component", message, fix)
        return False

    def _make_good(self, first: tuple[Update, ...], form: Form) -> MakeGood:
        when = partial(parse_day_or_timestamp, zone=self.zone)
        dated = {name: form.read(name, when) for name in ("due", "done")}
        for name, told in dated.items():
            if first and told and first[0].at.date() - told.day > LONG_AGO:
                message = f"{name} is long before the first update"
                form.warning_at(name, "unlikely-time", message, "look at its year")
        make_good = MakeGood(
            self._prose(form, "offer", required=True) or Prose(()),
            form.text("who", sentence=True) or "",
            **dated,
        )
        form.close()
        return make_good


def _suggest_status(component: str, key: yaml.Node, value: yaml.Node) -> str:
    """How to write a component's status, where another value stands, such as `status: down`."""
    inner = value.value[0][1].value if isinstance(value, yaml.MappingNode) and value.value else ""
    status = parse_status(inner) if isinstance(inner, str) else None
    where = _IN_PLACE if key.start_mark.line < value.start_mark.line else ""
    return f"{where}write {component}: {status or Status.MAJOR_OUTAGE}"


def _check_ending(id: str, place: Place, form: Form) -> None:
    """An id, unlike a file's name, has no .md at its end."""
    if id.endswith(".md"):
        message, fix = f'"{id}" is a file name, and no id', f"write {id.removesuffix('.md')}"
        form.findings.warning(place, "bad-id", message, fix)
