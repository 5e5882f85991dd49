"""Entries as the Markdown that people write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from statusgen.model.entry import Entry
from statusgen.model.terms import State
from statusgen.read.quoting import format_scalar
from statusgen.read.timestamps import BadTime, at_zone, parse_promise

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")


@dataclass(frozen=True)
class UpdateDraft:
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
    """A promise in its most readable form: `in 30 minutes` becomes `17:10`. Raises BadTime."""
    due = parse_promise(text, at, zone)
    short = f"{due.astimezone(zone):%H:%M}"
    try:
        if parse_promise(short, at, zone) == due:
            return short
    except BadTime:
        pass  # the time of day is ambiguous on the day of a clock change
    return format_local(due, zone, seconds=bool(due.second))


def format_update(draft: UpdateDraft, at: datetime, zone: ZoneInfo, seconds: bool = False) -> str:
    """An update as Markdown. Raises BadTime where its promise is no time."""
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
    """A new entry's front matter; `more` are further lines, such as keys to fill in."""
    lines = ["---", f"title: {format_scalar(title)}"]
    if components:
        given = all(status for _, status in components)
        lines.append("components:")
        lines += [f"  {id}: {status}" if given else f"  - {id}" for id, status in components]
    return "\n".join([*lines, *more, "---", "", ""])


def insert_update(text: str, block: str, entry: Entry, at: datetime) -> str:
    """A file's text with an update inserted in the order of the others; every other byte stays.

    `entry` is the text, parsed. With fewer than two updates, the newest goes on top.
    """
    lines = _LINES.findall(text)
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    block = block.replace("\n", newline)
    updates = sorted((update.place.line, update.at) for update in entry.updates)
    newest_first = len(updates) < 2 or updates[0][1] > updates[-1][1]
    below = [line for line, other in updates if (other < at if newest_first else other > at)]
    if below:
        first = below[0] - 1
        return "".join(lines[:first]) + block + newline + "".join(lines[first:])
    gap = "" if text.endswith(newline * 2) else newline if text.endswith(newline) else newline * 2
    return text + gap + block
