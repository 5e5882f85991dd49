"""Entries as Markdown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from statusgen.model.entry import Entry
from statusgen.model.terms import State
from statusgen.read.scalars import format_scalar
from statusgen.read.timestamps import BadTime, at_zone, parse_promise

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")


@dataclass(frozen=True)
class UpdateDraft:
    """An update that is not written yet: its text, and its fields as people type them."""

    state: State
    text: str
    next_update: str = ""
    components: Sequence[tuple[str, str]] = ()


def format_local(at: datetime, zone: ZoneInfo, seconds: bool = False) -> str:
    """An instant in the page's zone, with the offset where it is ambiguous without."""
    local = at.astimezone(zone)
    text = f"{local:%Y-%m-%d %H:%M:%S}" if seconds else f"{local:%Y-%m-%d %H:%M}"
    try:
        at_zone(local.replace(tzinfo=None), zone)
    except BadTime:
        offset = f"{local:%z}"
        return f"{text}{offset[:3]}:{offset[3:5]}"
    return text


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
