"""Entries written by command: new files, and updates put into files that stand already."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from statusgen.model.entry import Entry
from statusgen.model.findings import Findings, FindingsError, errors_of
from statusgen.model.page import Page
from statusgen.model.terms import State
from statusgen.pipeline import disk
from statusgen.pipeline.layout import CONTENT
from statusgen.read.entries import EntryReader
from statusgen.read.quoting import format_scalar
from statusgen.read.source import parse_source
from statusgen.read.timestamps import BadTime, at_zone, parse_promise, zone_of

_LONGEST_STEM = 60
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")


@dataclass(frozen=True)
class Draft:
    """An update about to be written: its words, and its fields as people type them."""

    state: State
    text: str
    next_update: str = ""
    components: Sequence[tuple[str, str]] = ()


def format_local(at: datetime, zone: ZoneInfo, seconds: bool = False) -> str:
    """An instant as people write it in the page's zone, with the offset where it needs one."""
    local = at.astimezone(zone)
    text = f"{local:%Y-%m-%d %H:%M:%S}" if seconds else f"{local:%Y-%m-%d %H:%M}"
    try:
        at_zone(local.replace(tzinfo=None), zone)
    except BadTime:
        offset = f"{local:%z}"
        return f"{text}{offset[:3]}:{offset[3:5]}"
    return text


def format_promise(text: str, at: datetime, zone: ZoneInfo) -> str:
    """A promise as it is best read in the file: `in 30 minutes` becomes `17:10`. Raises BadTime."""
    due = parse_promise(text, at, zone)
    short = f"{due.astimezone(zone):%H:%M}"
    try:
        if parse_promise(short, at, zone) == due:
            return short
    except BadTime:
        pass  # the time of day is ambiguous on the day of a clock change
    return format_local(due, zone, seconds=bool(due.second))


def format_update(draft: Draft, at: datetime, zone: ZoneInfo, seconds: bool = False) -> str:
    """An update as it stands in a file. Raises BadTime for a promise that is no time."""
    lines = [f"## {format_local(at, zone, seconds)} — {draft.state.label}"]
    if draft.next_update:
        lines.append(f"Next update: {format_promise(draft.next_update, at, zone)}")
    if draft.components:
        changes = ", ".join(f"{id} = {status}" for id, status in draft.components)
        lines.append(f"Components: {changes}")
    text = draft.text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return "\n".join([*lines, "", text, ""])


def format_front_matter(
    title: str, components: Sequence[tuple[str, str]], more: Sequence[str]
) -> str:
    """A new entry's head: what is known, and then more lines, like keys left blank to fill."""
    lines = ["---", f"title: {format_scalar(title)}"]
    if components:
        given = all(status for _, status in components)
        lines.append("components:")
        lines += [f"  {id}: {status}" if given else f"  - {id}" for id, status in components]
    return "\n".join([*lines, *more, "---", "", ""])


def entry_stem(kind: type[Entry], title: str, day: str, taken: Container[str]) -> str:
    """A name that is not taken (in small letters): the day and the title's words."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if len(words) > _LONGEST_STEM:  # between two words, if it is not all one
        cut = words[: _LONGEST_STEM + 1]
        words = cut.rpartition("-")[0] or cut[:_LONGEST_STEM]
    stem = "-".join(filter(None, (day, words or kind.__name__.lower())))
    number, name = 1, stem
    while name.lower() in taken:
        number += 1
        name = f"{stem}-{number}"
    return name


def entry_path(root: Path, kind: type[Entry], title: str, day: str) -> Path:
    """A file name that no entry has yet: the day and the title's words."""
    folder = root / CONTENT / kind.folder
    taken = {path.stem.lower() for path in folder.rglob("*")} if folder.is_dir() else set()
    return folder / f"{entry_stem(kind, title, day, taken)}.md"


def add_update(root: Path, entry: Entry, page: Page, draft: Draft, at: datetime) -> Path:
    """Put an update into an entry's file; every other byte stays. Raises FindingsError and BadTime.

    It goes to the top of the updates where those run newest first, else to the end.
    """
    zone = zone_of(page.time_zone)
    path = root / entry.source
    before = disk.read_bytes(path) or b""
    minute = at.replace(second=0)
    newest = entry.updates[-1].at if entry.updates else minute - timedelta(minutes=1)
    seconds = newest >= minute
    if timedelta() <= newest - at < timedelta(minutes=1):
        at = newest + timedelta(seconds=1)
    block = format_update(draft, at if seconds else minute, zone, seconds)
    after = insert_update(before.decode("utf-8"), block, entry, at).encode()
    check_entry(entry.source, after, type(entry), page, at)
    disk.replace_text(path, after)
    return path


def check_entry(path: str, content: bytes, kind: type[Entry], page: Page, at: datetime) -> Entry:
    """The entry that is about to be written. Raises FindingsError where it cannot be read back."""
    findings, zone = Findings(), zone_of(page.time_zone)
    source = parse_source(path, content, findings)
    if source is None:
        raise FindingsError(findings)
    entry, found = EntryReader(page, zone, at).parse(source, kind)
    if entry is None or errors_of(found):
        raise FindingsError(found)
    return entry


def insert_update(text: str, block: str, entry: Entry, at: datetime) -> str:
    """A file's text with an update put in at its place; every other byte stays.

    `entry` is what the text holds. Where it holds fewer than two updates, the newest is on top.
    """
    lines = _LINES.findall(text)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    block = block.replace("\n", newline)
    told = sorted((update.place.line, update.at) for update in entry.updates)
    newest_first = len(told) < 2 or told[0][1] > told[-1][1]
    below = [line for line, other in told if (other < at if newest_first else other > at)]
    if below:
        first = below[0] - 1
        return "".join(lines[:first]) + block + newline + "".join(lines[first:])
    gap = "" if text.endswith(newline * 2) else newline if text.endswith(newline) else newline * 2
    return text + gap + block


def find_entries(entries: Sequence[Entry], name: str) -> list[Entry]:
    """The entries that a part of a name can mean; an exact id means one."""
    wanted = Path(name).name.removesuffix(".md").lower()
    exact = [entry for entry in entries if entry.id.lower() == wanted]
    found = exact or [
        entry
        for entry in entries
        if wanted in entry.id.lower() or wanted in Path(entry.source).stem.lower()
    ]
    return found or [entry for entry in entries if name.lower() in entry.title.lower()]
