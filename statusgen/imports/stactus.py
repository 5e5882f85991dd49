"""Histories kept for Stactus: `stactus.yaml`, and one YAML document for each incident.

Its form is `stactus/v1` and `incident/v1` of github.com/slok/stactus. Its times are in UTC. An
event of its timeline is "investigating", "resolved", or neither, which is our Update: Stactus
keeps no other state.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePosixPath

from statusgen.imports.errors import SourceError
from statusgen.imports.history import (
    Counts,
    History,
    SourceComponent,
    SourceEntry,
    SourcePage,
    SourceUpdate,
)
from statusgen.imports.site.normalized import Losses
from statusgen.imports.sources.files import SourceFiles
from statusgen.imports.sources.yaml_texts import YamlText, parse_yaml_text
from statusgen.model.entry import Incident
from statusgen.model.terms import Impact, State

_PAGE = ("stactus.yaml", "stactus.yml")
_PAGE_KEYS = {"version", "name", "url", "brandName", "brandURL", "systems"}
_SYSTEM_KEYS = {"id", "name", "description"}
_ENTRY_KEYS = {"version", "id", "name", "impact", "systems", "timeline"}
_EVENT_KEYS = {"ts", "description", "investigating", "resolved"}
_TRUE = {"true", "yes", "on", "y"}
_FULL = re.compile(
    r"(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:\d\d)?"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?\s*(am|pm)?", re.IGNORECASE)
_LATER = re.compile(r"\+(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_DOCUMENTS = re.compile(rb"^---[ \t]*\r?$", re.MULTILINE)

Mapping = dict[str, YamlText]


def read_stactus(files: SourceFiles) -> History:
    """A Stactus folder. Raises SourceError where it has no `stactus.yaml` that can be read."""
    name = next((name for name in _PAGE if name in files.names()), None)
    if name is None:
        raise SourceError("there is no stactus.yaml in it")
    losses = Losses()
    told = _mapping(parse_yaml_text(files.read(name)))
    if not str(told.get("version", "")).startswith("stactus/"):
        raise SourceError(f"{name} does not begin with version: stactus/v1")
    page = _read_page(told, name, losses)
    entries: list[SourceEntry] = []
    broken = 0
    for path in files.names(".yaml", ".yml"):
        if path == name:
            continue
        found, lost = _read_file(files, path, losses)
        entries += found
        broken += lost
    counts = Counts(
        entries=len(entries) + broken,
        updates=sum(len(entry.updates) for entry in entries),
        components=len(page.components),
        characters=sum(len(u.text) for entry in entries for u in entry.updates),
    )
    return History(page, tuple(entries), counts, tuple(losses))


def _read_page(told: Mapping, place: str, losses: Losses) -> SourcePage:
    _note_unknown(told, _PAGE_KEYS, place, losses)
    systems = [s for s in _items(told.get("systems")) if isinstance(s, dict) and s.get("id")]
    for system in _items(told.get("systems")):
        if system not in systems:
            losses.note(place, "a system", "it has no id")
    prefixes = Counter(_text(s, "name").partition(" / ")[0] for s in systems)
    components: dict[str, SourceComponent] = {}
    for system in systems:
        _note_unknown(system, _SYSTEM_KEYS, place, losses)
        component = _component(system, prefixes)
        if component.key in components:
            losses.note(place, f"the system {component.key}", "its id is given twice")
        components.setdefault(component.key, component)
    return SourcePage(
        name=_text(told, "name") or _text(told, "brandName"),
        url=_text(told, "url") or _text(told, "brandURL"),
        components=tuple(components.values()),
    )


def _component(system: Mapping, prefixes: Counter[str]) -> SourceComponent:
    """A system. Several that are called `Group / Name` (Stactus's migrator does) are a group."""
    name, key = _text(system, "name"), _text(system, "id")
    group, slash, rest = name.partition(" / ")
    if not slash or prefixes[group] < 2:
        group, rest = "", name
    return SourceComponent(key, rest or key, _text(system, "description"), group)


def _read_file(files: SourceFiles, path: str, losses: Losses) -> tuple[list[SourceEntry], int]:
    """The entries of a file, and how many of it are lost."""
    try:
        content = files.read(path)
    except SourceError as error:
        losses.note(path, "an entry", str(error))
        return [], 1
    found, lost = [], 0
    for document in filter(bytes.strip, _DOCUMENTS.split(content)):
        try:
            told = _mapping(parse_yaml_text(document))
            found.append(_read_entry(told, path, losses))
        except SourceError as error:
            losses.note(path, "an entry", str(error))
            lost += 1
    return found, lost


def _read_entry(told: Mapping, path: str, losses: Losses) -> SourceEntry:
    if not _text(told, "version").startswith("incident/"):
        raise SourceError("it does not begin with version: incident/v1")
    _note_unknown(told, _ENTRY_KEYS, path, losses)
    key = _text(told, "id") or PurePosixPath(path).stem
    updates = tuple(_read_timeline(_items(told.get("timeline")), path, losses))
    at = next((update.at for update in updates if update.at), None)
    if at is None:
        raise SourceError("no time stands in it")
    word = _text(told, "impact").lower() or str(Impact.NONE)
    if word not in list(Impact):
        losses.note(path, f"the impact {word!r}", "it is not one of none, minor, major, critical")
    systems = dict.fromkeys(str(s) for s in _items(told.get("systems")))
    return SourceEntry(
        key=key,
        kind=Incident,
        title=_text(told, "name"),
        place=path,
        at=at,
        updates=updates,
        components=tuple((system, None) for system in systems),
        impact=Impact(word) if word in list(Impact) else None,
        paths=(f"/ir/{key}.html",),
    )


def _read_timeline(events: list[YamlText], path: str, losses: Losses) -> Iterator[SourceUpdate]:
    before: datetime | None = None
    seen: Counter[str] = Counter()
    for number, event in enumerate(events, 1):
        place = f"{path}, event {number}"
        if not isinstance(event, dict):
            losses.note(place, "an event", "it is no list of keys and values")
            continue
        _note_unknown(event, _EVENT_KEYS, place, losses)
        stamp = _text(event, "ts")
        at = parse_event_time(stamp, before)
        if at is None:
            losses.note(place, f"the time {stamp!r}", "it cannot be read")
        before = at or before
        state = State.RESOLVED if _true(event, "resolved") else None
        state = State.INVESTIGATING if _true(event, "investigating") else state
        seen[stamp] += 1
        key = f"{stamp} ({seen[stamp]})" if seen[stamp] > 1 else stamp
        yield SourceUpdate(key, at, state, _text(event, "description"))


def parse_event_time(text: str, before: datetime | None) -> datetime | None:
    """An event's instant in UTC; None where the text tells none.

    It is a full time, a time on the day of the event before, or `+1h30m` after that one.
    """
    try:
        if match := _FULL.fullmatch(text):
            return _full_time(match)
        if before and (match := _CLOCK.fullmatch(text)):
            hour = int(match[1]) % 12 if match[4] else int(match[1])
            hour += 12 * ((match[4] or "").lower() == "pm")
            return before.replace(hour=hour, minute=int(match[2]), second=int(match[3] or 0))
        if before and text != "+" and (match := _LATER.fullmatch(text)):
            hours, minutes, seconds = (int(n or 0) for n in match.groups())
            return before + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except (ValueError, OverflowError):
        pass  # a clock or a calendar that shows this does not exist
    return None


def _full_time(match: re.Match[str]) -> datetime:
    *numbers, offset = match.groups()
    year, month, day, hour, minute, second = (int(n or 0) for n in numbers)
    zone = UTC
    if offset and offset != "Z":
        ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:]))
        zone = timezone(-ahead if offset[0] == "-" else ahead)
    return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)


def _note_unknown(told: Mapping, known: set[str], place: str, losses: Losses) -> None:
    for key in told.keys() - known:
        losses.note(place, f"{key}: {str(told[key])[:80]}", f'"{key}" has no home in an entry')


def _mapping(value: YamlText) -> Mapping:
    if not isinstance(value, dict):
        raise SourceError("it is no list of keys and values")
    return value


def _items(value: YamlText | None) -> list[YamlText]:
    return value if isinstance(value, list) else []


def _text(told: Mapping, key: str) -> str:
    value = told.get(key, "")
    return value.strip() if isinstance(value, str) else ""


def _true(told: Mapping, key: str) -> bool:
    return _text(told, key).lower() in _TRUE
