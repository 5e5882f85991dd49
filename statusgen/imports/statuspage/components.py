"""The components of Statuspage's API: which there are, and what an entry says of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from statusgen.imports.history import ComponentStatuses, Losses, SourceComponent, SourceUpdate
from statusgen.imports.sources.data import Fields, objects_of, text_of
from statusgen.imports.statuspage.fields import STATUSES, count_unknown_fields
from statusgen.model.terms import OVER, State, Status


class ComponentChange(NamedTuple):
    """A component in an update, changed or not: its status before and after."""

    key: str
    before: Status | None
    after: Status


Changes = tuple[ComponentChange, ...]


def component_changes(update: Fields, place: str, losses: Losses) -> Changes:
    """What an update says of components."""
    changes = {}
    for item in objects_of(update, "affected_components"):
        key, word = text_of(item, "code", "id", "name"), text_of(item, "new_status", "status")
        if key and word in STATUSES:
            before = STATUSES.get(text_of(item, "old_status"))
            changes[key] = ComponentChange(key, before, STATUSES[word])
        elif key or word:
            losses.note(place, f"the status {word!r} of {key!r}", "no such status is known")
    return tuple(changes.values())


def follow_components(
    updates: Sequence[tuple[SourceUpdate, Changes]], listed: Iterable[str], planned: bool
) -> tuple[ComponentStatuses, list[SourceUpdate]]:
    """An entry's components from its start, and its updates with what each changed.

    `updates` run oldest first, `listed` are the components that the entry names itself. Every
    update of Statuspage gives all statuses again: what stays the same is left out, and so is that
    all is well where the update ends the entry, and what was before planned work began.
    """
    waiting = (State.SCHEDULED, None) if planned else ()
    begun = (n for n, (update, _) in enumerate(updates) if update.state not in waiting)
    first = next(begun, len(updates))
    opening: dict[str, Status | None] = {}
    for update, changes in updates[first : first + 1]:
        opening = {c.key: _status_at_start(c, update.state, planned) for c in changes}
    named = dict.fromkeys(listed)
    if planned:
        named |= dict.fromkeys(change.key for _, changes in updates for change in changes)
    later = {change.key for _, changes in updates[first + 1 :] for change in changes}
    opening |= {key: None for key in named if key not in opening and (planned or key not in later)}
    default = Status.UNDER_MAINTENANCE if planned else None
    held = {key: status or default for key, status in opening.items()}
    followed = []
    for number, (update, changes) in enumerate(updates):
        new = {change.key: change.after for change in changes} if number > first else {}
        if update.state in OVER:
            held |= dict.fromkeys({*held, *new}, Status.OPERATIONAL)
        new = {key: status for key, status in new.items() if held.get(key) is not status}
        held |= new
        followed.append(update._replace(components=tuple(new.items())))
    return tuple(opening.items()), followed


def _status_at_start(change: ComponentChange, state: State | None, planned: bool) -> Status | None:
    """What a component was when the entry began, as its first update says.

    Where that one ends the entry as well, it is what the component was before it.
    """
    if state in OVER:
        return None if planned or change.before is Status.OPERATIONAL else change.before
    return None if planned and change.after is Status.UNDER_MAINTENANCE else change.after


class ComponentList:
    """The components of a page, gathered from wherever they are named; the fullest one counts."""

    def __init__(self, losses: Losses) -> None:
        self._losses = losses
        self._listed: dict[str, Fields] = {}
        self._groups: dict[str, str] = {}
        self._shown_names: dict[str, str] = {}

    def add_all(self, items: Iterable[Fields], place: str) -> None:
        """Add components as the API lists them, groups among them."""
        for item in items:
            key, name = text_of(item, "id", "code"), text_of(item, "name")
            if not key:
                self._losses.note(place, f"a component {name!r}", "it has no id; it is left out")
            elif item.get("group") is True:
                self._groups[key] = name
            elif key not in self._listed:
                self._listed[key] = item
                count_unknown_fields(item, "a component", place, self._losses)

    def add_of_incident(self, incident: Fields, place: str) -> None:
        """Add the components that an incident names."""
        self.add_all(objects_of(incident, "components"), place)
        for update in objects_of(incident, "incident_updates"):
            for item in objects_of(update, "affected_components"):
                key = text_of(item, "code", "id", "name")
                self._shown_names.setdefault(key, text_of(item, "name") or key)

    @property
    def components(self) -> tuple[SourceComponent, ...]:
        """All of them, in the order in which they were met; those that only updates name last."""
        listed = [self._component(key, item) for key, item in self._listed.items()]
        others = []
        for key, shown in self._shown_names.items():
            if key and key not in self._listed:
                group = next((g for g in self._groups.values() if shown.startswith(f"{g} - ")), "")
                name = shown.removeprefix(f"{group} - ") if group else shown
                others.append(SourceComponent(key, name, group=group))
        return (*listed, *others)

    def _component(self, key: str, item: Fields) -> SourceComponent:
        name, shown = text_of(item, "name") or key, self._shown_names.get(key, "")
        group = self._groups.get(text_of(item, "group_id"), "")
        if not group and shown.endswith(f" - {name}"):
            group = shown.removesuffix(f" - {name}")
        description = " ".join(text_of(item, "description").split())
        try:
            start = date.fromisoformat(text_of(item, "start_date")[:10])
        except ValueError:
            start = None
        return SourceComponent(key, name, description, group, start)
