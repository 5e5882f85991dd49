"""Files of entries: their Markdown, new ones, and updates put into those there are."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from statusgen.model.entry import Entry, Maintenance
from statusgen.model.findings import Findings, FindingsError, Place
from statusgen.model.page import Page
from statusgen.model.terms import State
from statusgen.pipeline import disk
from statusgen.pipeline.layout import CONTENT
from statusgen.read.entries import EntryParser
from statusgen.read.ids import free_name, slug
from statusgen.read.scalars import format_scalar
from statusgen.read.source import parse_source
from statusgen.read.timestamps import BadTime, format_local, parse_promise, zone_of

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")
_LONGEST_STEM = 60
_MINUTE = timedelta(minutes=1)
_TO_FILL_IN = ("affected:", "action:")


@dataclass(frozen=True)
class UpdateDraft:
    """An update that is not written yet: its text, and its fields as people type them."""

    state: State
    text: str
    next_update: str = ""
    components: Sequence[tuple[str, str]] = ()


def format_promise(text: str, at: datetime, zone: ZoneInfo) -> str:
    """A promise as a time of day if possible: `in 30 minutes` becomes `17:10`. Raises BadTime."""
    due = parse_promise(text, at, zone)
    short = f"{due.astimezone(zone):%H:%M}"
    try:
        if parse_promise(short, at, zone) == due:
            return short
    except BadTime:
        pass  # the time of day is ambiguous on the day of a clock change
    return format_local(due, zone, seconds=bool(due.second))


def format_update(draft: UpdateDraft, at: datetime, zone: ZoneInfo, seconds: bool = False) -> str:
    """An update as Markdown. Raises BadTime where its promise is not a time."""
    lines = [f"## {format_local(at, zone, seconds)} — {draft.state.label}"]
    if draft.next_update:
        lines.append(f"Next update: {format_promise(draft.next_update, at, zone)}")
    if draft.components:
        changes = ", ".join(f"{id} = {status}" for id, status in draft.components)
        lines.append(f"Components: {changes}")
    text = draft.text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return "\n".join([*lines, "", text, ""])


def format_front_matter(
    title: str, components: Sequence[tuple[str, str]], lines: Sequence[str]
) -> str:
    """A new entry's front matter; `lines` are further ones, such as keys to fill in."""
    listed = []
    if components:
        have_status = all(status for _, status in components)
        items = (f"{id}: {status}" if have_status else f"- {id}" for id, status in components)
        listed = ["components:", *(f"  {item}" for item in items)]
    return "\n".join(["---", f"title: {format_scalar(title)}", *listed, *lines, "---", "", ""])


def insert_update(text: str, block: str, entry: Entry, at: datetime) -> str:
    """A file's text with an update inserted in the order of the others, and no other change.

    `entry` is the text, parsed. With fewer than two updates, the newest is put first.
    """
    lines = _LINES.findall(text)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    block = block.replace("\n", newline)
    updates = sorted((update.line, update.at) for update in entry.updates)
    newest_first = len(updates) < 2 or updates[0][1] > updates[-1][1]
    following = [line for line, time in updates if (time < at if newest_first else time > at)]
    if following:
        first = following[0] - 1
        return "".join(lines[:first]) + block + newline + "".join(lines[first:])
    gap = "" if text.endswith(newline * 2) else newline if text.endswith(newline) else newline * 2
    return text + gap + block


def create_entry(
    root: Path,
    page: Page,
    kind: type[Entry],
    title: str,
    draft: UpdateDraft,
    at: datetime,
    window: tuple[datetime | None, datetime | None] = (None, None),
    impact: str | None = None,
) -> Path:
    """Write a new entry with a first update, and return its file.

    The draft's components become the entry's. `window` is when a maintenance starts and ends; None
    is left to fill in. `impact` is an incident's. Raises FindingsError and BadTime.
    """
    at, zone = at.replace(second=0), zone_of(page.time_zone)
    keys = [] if draft.components else ["components:"]
    if impact:
        keys.append(f"impact: {impact}")
    if kind is Maintenance:
        for key, time in zip(("starts", "ends"), window, strict=True):
            keys.append(f"{key}: {format_local(time, zone)}" if time else f"{key}:")
    text = format_front_matter(title, draft.components, [*keys, *_TO_FILL_IN])
    text += format_update(replace(draft, components=()), at, zone)
    folder, day = root / CONTENT / kind.folder, f"{at.astimezone(zone):%Y-%m-%d}"
    taken = {path.stem.lower() for path in folder.rglob("*")}
    path = folder / f"{entry_stem(kind, title, day, taken)}.md"
    if draft.text and (kind is not Maintenance or all(window)):
        check_entry(path.relative_to(root).as_posix(), text.encode(), kind, page, at)
    disk.replace_text(path, text.encode())
    return path


def entry_stem(kind: type[Entry], title: str, day: str, taken: Container[str]) -> str:
    """A file name from the day and the title that is not `taken`, which is in lower case."""
    words = slug(title)
    if len(words) > _LONGEST_STEM:  # cut between two words if possible
        cut = words[: _LONGEST_STEM + 1]
        words = cut.rpartition("-")[0] or cut[:_LONGEST_STEM]
    stem = "-".join(filter(None, (day, words or kind.__name__.lower())))
    return free_name(stem, taken)


def find_entries(entries: Sequence[Entry], name: str) -> list[Entry]:
    """The entries that a part of a name or title matches; only one where it is its exact id."""
    part = Path(name).name.removesuffix(".md").lower()
    if exact := [entry for entry in entries if entry.id.lower() == part]:
        return exact
    by_name = [e for e in entries if part in e.id.lower() or part in Path(e.source).stem.lower()]
    return by_name or [entry for entry in entries if name.lower() in entry.title.lower()]


def add_update(root: Path, entry: Entry, page: Page, draft: UpdateDraft, at: datetime) -> Path:
    """Insert an update into an entry's file, and return the file. Raises FindingsError and BadTime.

    No other byte changes. The update comes first where updates run newest first, else last.
    """
    zone = zone_of(page.time_zone)
    path = root / entry.source
    before = disk.read_bytes(path) or b""
    minute = at.replace(second=0)
    if entry.updates and entry.updates[-1].at >= minute - _MINUTE:
        _refuse_same(before.decode(), entry, draft)
    newest = entry.updates[-1].at if entry.updates else minute - _MINUTE
    seconds = newest >= minute
    if timedelta() <= newest - at < _MINUTE:
        at = newest + timedelta(seconds=1)
    block = format_update(draft, at if seconds else minute, zone, seconds)
    after = insert_update(before.decode(), block, entry, at).encode()
    check_entry(entry.source, after, type(entry), page, at)
    disk.replace_text(path, after)
    return path


def _refuse_same(text: str, entry: Entry, draft: UpdateDraft) -> None:
    """Raises FindingsError where the newest update, written just now, says what this one does."""
    newest, says = entry.updates[-1], draft.text.replace("\r\n", "\n").strip()
    lines = text.replace("\r\n", "\n").split("\n")[newest.line :]
    below_fields = "\n".join(["", *lines]).partition("\n\n")[2]
    if newest.state is draft.state and below_fields.partition("\n## ")[0].strip() == says:
        findings = Findings()
        message, fix = "the newest update says the same", "write something else if there is more"
        findings.error(Place(entry.source, newest.line), "same-time", message, fix)
        raise FindingsError(findings)


def check_entry(path: str, content: bytes, kind: type[Entry], page: Page, at: datetime) -> Entry:
    """Parse an entry that is about to be written. Raises FindingsError if there is an error."""
    findings, parser = Findings(), EntryParser(page, at)
    source = parse_source(path, content, findings)
    entry = parser.parse(source, kind, findings) if source else None
    if entry is None or findings.errors:
        raise FindingsError(findings)
    return entry
