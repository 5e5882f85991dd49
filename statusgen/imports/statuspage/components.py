"""The components of Statuspage's API: which there are, and what an entry says of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from statusgen.imports.history import SourceComponent
from statusgen.imports.sources.json_values import Json, objects_of, text_of
from statusgen.imports.sources.losses import Tally
from statusgen.imports.statuspage.fields import STATUSES, count_component_fields
from statusgen.model.terms import OVER, State, Status


@dataclass(frozen=True, slots=True)
class Told:
    """What an update tells of a component, changed or not: its status before and after."""

    key: str
    before: Status | None
    after: Status


@dataclass(frozen=True, slots=True)
class ComponentCourse:
    """What an entry's components were from its start, and what each update changed."""

    components: tuple[tuple[str, Status | None], ...]
    changes: tuple[tuple[tuple[str, Status], ...], ...]


def affected(update: Json, place: str, tally: Tally) -> tuple[Told, ...]:
    """What an update tells of components."""
    told = {}
    for raw in objects_of(update, "affected_components"):
        key, word = text_of(raw, "code", "id", "name"), text_of(raw, "new_status", "status")
        if key and word in STATUSES:
            told[key] = Told(key, STATUSES.get(text_of(raw, "old_status")), STATUSES[word])
        elif key or word:
            tally.note(place, f"the status {word!r} of {key!r}", "no such status is known")
    return tuple(told.values())


Statement = tuple[State | None, tuple[Told, ...]]


def follow_components(
    statements: Sequence[Statement], listed: Iterable[str], planned: bool
) -> ComponentCourse:
    """An entry's components; `statements` run oldest first, `listed` are those it names besides.

    Every update of Statuspage tells all statuses again: what stays the same is left out, and so
    is that all is well where the update ends the entry, and what was before planned work began.
    """
    waiting = (State.SCHEDULED, None) if planned else ()
    begun = (n for n, (state, _) in enumerate(statements) if state not in waiting)
    first = next(begun, len(statements))
    opening = _opening(statements[first : first + 1], planned)
    named = dict.fromkeys(listed)
    if planned:
        named |= dict.fromkeys(told.key for _, all_told in statements for told in all_told)
    later = {told.key for _, all_told in statements[first + 1 :] for told in all_told}
    opening |= {key: None for key in named if key not in opening and (planned or key not in later)}
    default = Status.UNDER_MAINTENANCE if planned else None
    held = {key: status or default for key, status in opening.items()}
    changes = []
    for number, (state, all_told) in enumerate(statements):
        new = {told.key: told.after for told in all_told} if number > first else {}
        if state in OVER:
            held |= dict.fromkeys({*held, *new}, Status.OPERATIONAL)
        changed = {key: status for key, status in new.items() if held.get(key) is not status}
        held |= changed
        changes.append(tuple(changed.items()))
    return ComponentCourse(tuple(opening.items()), tuple(changes))


def _opening(statements: Sequence[Statement], planned: bool) -> dict[str, Status | None]:
    """What components were when it began, as the first statement on it tells.

    Where that one ends the entry as well, it is what they were before it.
    """
    opening: dict[str, Status | None] = {}
    for state, all_told in statements:
        for told in all_told:
            status: Status | None = told.after
            if state in OVER:
                broken = told.before is not Status.OPERATIONAL and not planned
                status = told.before if broken else None
            elif planned and status is Status.UNDER_MAINTENANCE:
                status = None
            opening[told.key] = status
    return opening


class ComponentList:
    """The components of a page, gathered from wherever they are named; the fullest word counts."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._found: dict[str, Json] = {}
        self._groups: dict[str, str] = {}
        self._mentioned: dict[str, str] = {}

    def add_all(self, items: Iterable[Json], place: str) -> None:
        """Components as the API lists them, groups among them."""
        for item in items:
            key, name = text_of(item, "id", "code"), text_of(item, "name")
            if not key:
                self._tally.note(place, f"a component {name!r}", "it has no id; it is left out")
            elif item.get("group") is True:
                self._groups[key] = name
            elif key not in self._found:
                self._found[key] = item
                count_component_fields(item, place, self._tally)

    def mention(self, incident: Json, place: str) -> None:
        """The components that an incident names."""
        self.add_all(objects_of(incident, "components"), place)
        for update in objects_of(incident, "incident_updates"):
            for raw in objects_of(update, "affected_components"):
                key = text_of(raw, "code", "id", "name")
                self._mentioned.setdefault(key, text_of(raw, "name") or key)

    @property
    def components(self) -> tuple[SourceComponent, ...]:
        """All of them, in the order in which they were met."""
        known = [self._component(key, item) for key, item in self._found.items()]
        return (
            *known,
            *(self._named(key) for key in self._mentioned if key and key not in self._found),
        )

    def _component(self, key: str, item: Json) -> SourceComponent:
        name, shown = text_of(item, "name") or key, self._mentioned.get(key, "")
        group = self._groups.get(text_of(item, "group_id"), "")
        if not group and shown.endswith(f" - {name}"):
            group = shown.removesuffix(f" - {name}")
        description = " ".join(text_of(item, "description").split())
        return SourceComponent(key, name, description, group, _day(text_of(item, "start_date")))

    def _named(self, key: str) -> SourceComponent:
        """A component that only updates name, by its group's name and its own."""
        shown = self._mentioned[key]
        for group in self._groups.values():
            if shown.startswith(f"{group} - "):
                return SourceComponent(key, shown.removeprefix(f"{group} - "), group=group)
        return SourceComponent(key, shown)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
