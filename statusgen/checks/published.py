"""What was published must not appear again as something else, or vanish without a word.

Readers know an update by its id in the feeds: they would show the updates of a renamed entry once
more, and keep one that was removed. So an author has to say in the content that it is meant, with
`id`, `aliases` or `removed`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from statusgen.checks.addresses import CONTENT
from statusgen.model.addresses import alias_file, file_address
from statusgen.model.content import Content
from statusgen.model.entry import FOLDERS, Entry, Maintenance
from statusgen.model.findings import Findings, Place
from statusgen.model.page import Page
from statusgen.read.ids import is_id
from statusgen.read.timestamps import format_local, zone_of

_CODE = "published"
_SEVERAL = 3
"""From so many entries on whose times all differ, the page's time zone is the reason."""


class PublishedItem(NamedTuple):
    """An update, as its id in a feed has it; `is_recent` is true in the feed of the newest.

    `folder` is the one in the entry's address, "" where that is not known.
    """

    identity: str
    entry: str
    at: datetime
    is_recent: bool
    folder: str = ""


class PublishedEvent(NamedTuple):
    """A maintenance, as its calendar has it."""

    starts: datetime
    ends: datetime
    sequence: int


class Published(NamedTuple):
    """What is known of an earlier version of a site, which may be a part of it.

    `maintenances` are the ids of all, and `events` has those that may still be to come.
    `redirects` are those that are not there any more, each with the document it led to, and
    `removed` the documents that said so of an entry and are not there any more.
    """

    items: tuple[PublishedItem, ...]
    maintenances: frozenset[str] = frozenset()
    events: Mapping[str, PublishedEvent] = {}
    redirects: Mapping[str, str] = {}
    removed: frozenset[str] = frozenset()


class _Before(NamedTuple):
    """What was published of one entry: the instants of its updates, and its document.

    `files` are several where it is not known which of them that is.
    """

    instants: frozenset[datetime]
    recent: int
    """How many of them are in the feed of the newest."""
    files: tuple[str, ...]


def check_published(content: Content, published: Published, findings: Findings) -> None:
    """An error for whatever subscribers would get again, or would keep though it is gone.

    A maintenance that moves without an update is a warning: calendars would not follow.
    """
    before = _by_entry(published)
    entries = (record.entry for record in content.records)
    shown = {entry.id: entry for entry in entries if not entry.draft}
    zone = zone_of(content.page.time_zone)
    _check_identity(content, published.items, findings)
    lost = {id: _lost(shown[id], before[id]) for id in sorted(before.keys() & shown.keys())}
    known = [id for id in lost if before[id].instants]
    if len(known) >= _SEVERAL and all(lost[id] for id in known):
        _report_zone(content.page, sum(before[id].recent for id in known), findings)
    else:
        for id in filter(lost.get, lost):
            _report_lost(shown[id], lost[id], before[id], zone, findings)
        _check_events(content, published.events, zone, findings)
    _check_entries(content, before, findings)
    _check_addresses(content, published, findings)


def _by_entry(published: Published) -> dict[str, _Before]:
    instants: dict[str, set[datetime]] = {id: set() for id in published.maintenances}
    recent: dict[str, set[datetime]] = {}
    folders = dict.fromkeys(published.maintenances, (Maintenance.folder,))
    for item in published.items:
        instants.setdefault(item.entry, set()).add(item.at)
        if item.is_recent:
            recent.setdefault(item.entry, set()).add(item.at)
        if item.folder:
            folders[item.entry] = (item.folder,)
    before = {}
    for id, known in instants.items():
        files = [alias_file(folder, id) for folder in folders.get(id, FOLDERS)]
        before[id] = _Before(frozenset(known), len(recent.get(id, ())), tuple(files))
    return before


def _check_entries(content: Content, before: Mapping[str, _Before], findings: Findings) -> None:
    """No entry may be gone or have another id or folder, unless somebody says so."""
    there = content.leading_files
    gone = sorted(id for id in before if there.keys().isdisjoint(before[id].files))
    if not gone:
        return
    drafts = {entry.id: entry for entry in content.drafts}
    by_id = {entry.id: entry for entry in there.values()}
    new = [entry for id, entry in by_id.items() if id not in before]
    by_instant = {update.at: entry for entry in new for update in entry.updates}
    for id in gone:
        file, instants = before[id].files[0], before[id].instants & by_instant.keys()
        if id in by_id:
            _report_moved(by_id[id], file, findings)
        elif id in drafts:
            message = f"this was published and is a draft now: {_kept(before[id])}"
            fix = f"take out draft: true, or put {_consent(content)} in its place"
            findings.error(drafts[id].place, _CODE, message, fix)
        elif instants:
            entry = by_instant[max(instants)]
            message = f'this was published as "{id}": {_again(before[id])}'
            add = f"write id: {id}, or add" if entry.id_place else f"add id: {id} at the top, or"
            fix = f"{add} {_alias(entry, file)} if it is meant"
            findings.error(entry.id_place or Place(entry.source), _CODE, message, fix)
        else:
            message = f'"{id}" was published and is gone: {_kept(before[id])}'
            findings.error(_source(file), _CODE, message, _put_back(content))


def _source(file: str) -> Place:
    """Where the file of an entry was, whose document this is, unless it had an `id`."""
    return Place(f"{CONTENT}/{file_address(file).removesuffix('/')}.md")


def _consent(content: Content) -> str:
    today = content.at.astimezone(zone_of(content.page.time_zone)).date()
    return f"removed: {today} and the reason"


def _put_back(content: Content) -> str:
    return f"put its file back, with {_consent(content)} at the top"


def _report_moved(entry: Entry, file: str, findings: Findings) -> None:
    folder, gains = file.partition("/")[0], isinstance(entry, Maintenance) and not entry.removed
    message = (
        f"this was published in {folder}/ and is in {entry.folder}/ now: links to it would lead "
        f"nowhere, and calendars would {'show' if gains else 'lose'} it"
    )
    fix = f"move its file back, or add {_alias(entry, file)} if it is meant"
    findings.error(Place(entry.source), _CODE, message, fix)


def _check_addresses(content: Content, published: Published, findings: Findings) -> None:
    """No address may be gone that led to an entry, or that said that one was removed."""
    there, gone = content.leading_files, dict[str, list[str]]()
    for file, document in sorted(published.redirects.items()):
        if document in there:
            gone.setdefault(document, []).append(file)
    for document, files in gone.items():
        entry, addresses = there[document], ", ".join(f"/{file_address(file)}" for file in files)
        message = f"old links to this entry would lead nowhere: {addresses}"
        findings.error(entry.place, _CODE, message, f"add {_alias(entry, *files)}")
    for file in sorted(published.removed):
        message = "this was removed, and nothing says so any more: links to it lead nowhere"
        findings.error(_source(file), _CODE, message, _put_back(content))


def _alias(entry: Entry, *files: str) -> str:
    """What has to be added to an entry so that these addresses lead to it."""
    aliases = []
    for file in files:
        alias = file_address(file).removeprefix(f"{entry.folder}/").removesuffix("/")
        if not is_id(alias) or alias_file(entry.folder, alias) != file:
            alias = f"/{file_address(file)}"
        aliases.append(alias)
    listed = ", ".join(aliases)
    return f"{listed} to aliases" if entry.aliases else f"aliases: [{listed}]"


def _again(before: _Before) -> str:
    again = f"subscribers would get {_count(before.recent)} again, and " if before.recent else ""
    return f"{again}links to it would lead nowhere"


def _kept(before: _Before) -> str:
    what = _count(len(before.instants)) if before.instants else "it in their calendars"
    return f"subscribers keep {what}, and links to it lead nowhere"


def _count(updates: int) -> str:
    return "1 update" if updates == 1 else f"{updates} updates"


def _check_identity(content: Content, items: Iterable[PublishedItem], findings: Findings) -> None:
    page = content.page
    known = (page.identity, *page.former_identities)
    others = [item for item in items if item.identity not in known]
    if others:
        old, count = others[0].identity, sum(item.is_recent for item in others)
        message = (
            f'what is published has the identity "{old}", and this is "{page.identity}": '
            f"subscribers get {_count(count or len(others))} again, and calendars each maintenance"
        )
        consent = f"add former_identities: [{old}]"
        if page.former_identities:
            consent = f"add {old} to former_identities"
        fix = f"write identity: {old}, or {consent} if it is meant"
        findings.error(page.place("identity"), "identity-changed", message, fix)


def _report_zone(page: Page, recent: int, findings: Findings) -> None:
    """One error where no update of several entries is there at its time."""
    message = (
        "no entry has the times it was published with: "
        f"subscribers would get {_count(recent)} again"
    )
    fix = "look at time_zone: times without an offset are in it"
    findings.error(page.place("time_zone"), _CODE, message, fix)


def _lost(entry: Entry, before: _Before) -> frozenset[datetime]:
    """The instants of updates that were published, and are neither there nor named as removed."""
    there = {update.at for update in entry.updates}
    return before.instants - there - {removal.at for removal in entry.removals}


def _report_lost(
    entry: Entry,
    lost: frozenset[datetime],
    before: _Before,
    zone: ZoneInfo,
    findings: Findings,
) -> None:
    times = [format_local(at, zone, seconds=bool(at.second)) for at in sorted(lost)]
    new = [update for update in entry.updates if update.at not in before.instants]
    what, it = f"the update of {times[0]} was published and is gone", "it"
    if times[1:]:
        what = f"{len(times)} updates were published and are gone, the first of {times[0]}"
        it = "them"
    message = f"{what}: subscribers keep {it}, and links to {it} lead nowhere"
    if new and before.recent:
        message = f"{what}, or has another time: subscribers would get {it} a second time"
    reasons = ", ".join(f'"{time} and the reason"' for time in times)
    add = f"{reasons} to removed" if entry.removals else f"removed: [{reasons}] at the top"
    fix = f"put {it} back as before, or add {add}"
    place = Place(entry.source, new[0].line) if new else entry.place
    findings.error(place, _CODE, message, fix)


def _check_events(
    content: Content, events: Mapping[str, PublishedEvent], zone: ZoneInfo, findings: Findings
) -> None:
    """A calendar takes over new times only with a higher sequence number."""
    for record in content.maintenances:
        event, entry = events.get(record.entry.id), record.entry
        if event is None or entry.draft or (entry.starts, entry.ends) == (event.starts, event.ends):
            continue
        if entry.statements <= event.sequence:
            starts = format_local(event.starts, zone)
            message = (
                f"this maintenance, which was to start at {starts}, has moved without an update: "
                "calendars keep the old time, and subscribers hear nothing"
            )
            fix = "write another Scheduled update that says so"
            findings.warning(entry.place, "moved-silently", message, fix)
