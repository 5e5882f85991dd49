"""Histories kept for Stactus: `stactus.yaml`, and one YAML document for each incident.

Its format is `stactus/v1` and `incident/v1` of github.com/slok/stactus. Its times are in UTC. An
event of its timeline is "investigating", "resolved", or neither, which is our Update: Stactus
keeps no other state.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

from statusgen.imports.history import (
    History,
    Losses,
    SourceComponent,
    SourceEntry,
    SourceError,
    SourcePage,
    SourceUpdate,
)
from statusgen.imports.sources.data import Fields, list_of, objects_of, parse_mapping, text_of
from statusgen.imports.sources.files import SourceFiles, open_files
from statusgen.model.entry import Incident
from statusgen.model.instants import BEGINNING
from statusgen.model.terms import Impact, State

_PAGE_KEYS = {"version", "name", "url", "brandName", "brandURL", "systems"}
_SYSTEM_KEYS = {"id", "name", "description"}
_ENTRY_KEYS = {"version", "id", "name", "impact", "systems", "timeline"}
_EVENT_KEYS = {"ts", "description", "investigating", "resolved"}
_TRUE = {"true", "yes", "on", "y"}
_FULL = re.compile(
    r"(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:\d\d)?"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?\s*(am|pm)?", re.IGNORECASE)
_LATER = re.compile(r"\+(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_TAG = re.compile(r"</?[A-Za-z]")
_DOCUMENTS = re.compile(rb"^---[ \t]*\r?$", re.MULTILINE)


def read_stactus(source: str) -> History:
    """A Stactus folder. Raises SourceError where it has no `stactus.yaml` that can be read."""
    files = open_files(source)
    name = next((name for name in ("stactus.yaml", "stactus.yml") if name in files.names()), None)
    if name is None:
        raise SourceError("there is no stactus.yaml in it")
    losses = Losses(files.losses)
    settings = parse_mapping(files.read(name))
    if not text_of(settings, "version").startswith("stactus/"):
        raise SourceError(f"{name} does not begin with version: stactus/v1")
    page = _read_page(settings, name, losses)
    paths = [path for path in files.names(".yaml", ".yml") if path != name]
    parsed = [entry for path in paths for entry in _read_file(files, path, losses)]
    history = History(page, tuple(filter(None, parsed)), (), parsed.count(None))
    entries = tuple(_convert_texts(entry, page.url, losses) for entry in history.entries)
    characters = history.read.characters
    return history._replace(entries=entries, losses=tuple(losses), characters=characters)


def _convert_texts(entry: SourceEntry, base: str, losses: Losses) -> SourceEntry:
    """The entry without HTML, for which packages are needed that nothing else of Stactus needs."""
    if not any(_TAG.search(update.text) for update in entry.updates):
        return entry
    try:
        from statusgen.imports.sources.mixed_markup import mixed_to_markdown  # noqa: PLC0415 - optional
    except ModuleNotFoundError as error:
        reason = f"its texts hold HTML, and a package that reads it is missing ({error.name})"
        raise SourceError(f'{reason}; install "statusgen[import]"') from None
    updates = []
    for update in entry.updates:
        place = f"{entry.place}, update {update.key}"
        text = mixed_to_markdown(update.text, base, place, losses)
        if text != update.text:
            reason = "it is written as Markdown: the same words, with less markup"
            losses.note_recurring(place, "a text in HTML", reason)
        updates.append(update._replace(text=text))
    return entry._replace(updates=tuple(updates))


def _read_page(settings: Fields, place: str, losses: Losses) -> SourcePage:
    """The page. Several systems that are called `Group / Name` are a group."""
    _note_unknown(settings, _PAGE_KEYS, place, losses)
    systems = [system for system in objects_of(settings, "systems") if text_of(system, "id")]
    for _ in range(len(list_of(settings, "systems")) - len(systems)):
        losses.note(place, "a system", "it has no id")
    prefixes = Counter(text_of(system, "name").partition(" / ")[0] for system in systems)
    components: dict[str, SourceComponent] = {}
    for system in systems:
        _note_unknown(system, _SYSTEM_KEYS, place, losses)
        name, key = text_of(system, "name"), text_of(system, "id")
        group, slash, rest = name.partition(" / ")
        if not slash or prefixes[group] < 2:  # Stactus's migrator calls those of a group so
            group, rest = "", name
        if key in components:
            losses.note(place, f"the system {key}", "its id is given twice")
        description = text_of(system, "description")
        components.setdefault(key, SourceComponent(key, rest or key, description, group))
    name, url = text_of(settings, "name", "brandName"), text_of(settings, "url", "brandURL")
    return SourcePage(name, url, components=tuple(components.values()))


def _read_file(files: SourceFiles, path: str, losses: Losses) -> Iterator[SourceEntry | None]:
    """The entries of a file; None, and a loss, for each that cannot be read."""
    try:
        documents = _DOCUMENTS.split(files.read(path))
    except SourceError as error:
        losses.note(path, "an entry", str(error))
        yield None
        return
    for document in filter(bytes.strip, documents):
        try:
            yield _read_entry(parse_mapping(document), path, losses)
        except SourceError as error:
            losses.note(path, "an entry", str(error))
            yield None


def _read_entry(fields: Fields, path: str, losses: Losses) -> SourceEntry:
    if not text_of(fields, "version").startswith("incident/"):
        raise SourceError("it does not begin with version: incident/v1")
    _note_unknown(fields, _ENTRY_KEYS, path, losses)
    key = text_of(fields, "id") or PurePosixPath(path).stem
    updates = tuple(_read_timeline(list_of(fields, "timeline"), path, losses))
    at = next((update.at for update in updates if update.at), None)
    if at is None:
        raise SourceError("it has no time")
    word = text_of(fields, "impact").lower() or str(Impact.NONE)
    impact = next((impact for impact in Impact if impact == word), None)
    if impact is None:
        losses.note(path, f"the impact {word!r}", "it is not one of none, minor, major, critical")
    systems = dict.fromkeys(str(system) for system in list_of(fields, "systems"))
    return SourceEntry(
        key=key,
        kind=Incident,
        title=text_of(fields, "name"),
        place=path,
        at=at,
        updates=_without_reopening(updates),
        components=tuple((system, None) for system in systems),
        impact=impact,
        paths=(f"/ir/{key}.html",),
        over=any(update.state is State.RESOLVED for update in updates),
    )


def _without_reopening(updates: Sequence[SourceUpdate]) -> tuple[SourceUpdate, ...]:
    """The events as Stactus takes them: what is investigated after the end opens nothing again."""
    order = sorted(enumerate(updates), key=lambda item: item[1].at or BEGINNING)
    places = [place for place, (_, update) in enumerate(order) if update.state is State.RESOLVED]
    later = {number for number, _ in order[places[-1] :]} if places else set()
    return tuple(
        update._replace(state=None)
        if number in later and update.state is State.INVESTIGATING
        else update
        for number, update in enumerate(updates)
    )


def _read_timeline(events: list[object], path: str, losses: Losses) -> Iterator[SourceUpdate]:
    before: datetime | None = None
    seen: Counter[str] = Counter()
    for number, event in enumerate(events, 1):
        place = f"{path}, event {number}"
        if not isinstance(event, dict):
            losses.note(place, "an event", "it is not a mapping of keys to values")
            continue
        _note_unknown(event, _EVENT_KEYS, place, losses)
        stamp = text_of(event, "ts")
        at = parse_event_time(stamp, before)
        if at is None:
            losses.note(place, f"the time {stamp!r}", "it cannot be read")
        before = at or before
        state = State.RESOLVED if text_of(event, "resolved").lower() in _TRUE else None
        state = State.INVESTIGATING if text_of(event, "investigating").lower() in _TRUE else state
        seen[stamp] += 1
        key = f"{stamp} ({seen[stamp]})" if seen[stamp] > 1 else stamp
        yield SourceUpdate(key, at, state, text_of(event, "description"))


def parse_event_time(text: str, before: datetime | None) -> datetime | None:
    """An event's instant in UTC; None where the text has none.

    It is a full time, a time on the day of the event before, or `+1h30m` after that one.
    """
    with suppress(ValueError, OverflowError):  # a clock or a day that does not exist
        if match := _FULL.fullmatch(text):
            year, month, day, clock, offset = match.groups()
            at = datetime.fromisoformat(f"{year}-{month}-{day}T{clock}{offset or 'Z'}")
            return at.replace(microsecond=0).astimezone(UTC)
        if before and (match := _CLOCK.fullmatch(text)):
            hour = int(match[1]) % 12 if match[4] else int(match[1])
            hour += 12 * ((match[4] or "").lower() == "pm")
            return before.replace(hour=hour, minute=int(match[2]), second=int(match[3] or 0))
        if before and text != "+" and (match := _LATER.fullmatch(text)):
            hours, minutes, seconds = (int(n or 0) for n in match.groups())
            return before + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return None


def _note_unknown(fields: Fields, known: set[str], place: str, losses: Losses) -> None:
    for key, value in fields.items():
        if key not in known:
            losses.note(place, f"{key}: {str(value)[:80]}", f'"{key}" has no place in an entry')
