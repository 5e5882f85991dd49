"""New entries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from datetime import datetime
from pathlib import Path

from statusgen.author.format import UpdateDraft, format_front_matter, format_local, format_update
from statusgen.author.update import check_entry
from statusgen.model.entry import Entry, Incident, Maintenance
from statusgen.model.page import Page
from statusgen.pipeline import disk
from statusgen.pipeline.layout import CONTENT
from statusgen.read.timestamps import zone_of

_LONGEST_STEM = 60
_TO_FILL_IN = ("affected:", "action:")

Components = Sequence[tuple[str, str]]
"""Ids of components with their statuses, which may be blank."""


def create_incident(
    root: Path, page: Page, title: str, components: Components, draft: UpdateDraft, at: datetime
) -> Path:
    """Write a new incident, and return its file. Raises FindingsError and BadTime."""
    return _create(root, page, Incident, title, components, [], draft, at)


def create_maintenance(
    root: Path,
    page: Page,
    title: str,
    components: Components,
    draft: UpdateDraft,
    at: datetime,
    starts: datetime | None,
    ends: datetime | None,
) -> Path:
    """Write a new maintenance; times that are None are left to fill in. Raises the same."""
    zone = zone_of(page.time_zone)
    window = [
        f"{key}: {format_local(time, zone) if time else ''}".strip()
        for key, time in (("starts", starts), ("ends", ends))
    ]
    return _create(root, page, Maintenance, title, components, window, draft, at)


def _create(
    root: Path,
    page: Page,
    kind: type[Entry],
    title: str,
    components: Components,
    window: Sequence[str],
    draft: UpdateDraft,
    at: datetime,
) -> Path:
    at, zone = at.replace(second=0), zone_of(page.time_zone)
    keys = [*([] if components else ["components:"]), *window, *_TO_FILL_IN]
    text = format_front_matter(title, components, keys) + format_update(draft, at, zone)
    path = _new_path(root, kind, title, f"{at.astimezone(zone):%Y-%m-%d}")
    if draft.text and "starts:" not in window and "ends:" not in window:
        check_entry(path.relative_to(root).as_posix(), text.encode(), kind, page, at)
    disk.replace_text(path, text.encode())
    return path


def _new_path(root: Path, kind: type[Entry], title: str, day: str) -> Path:
    folder = root / CONTENT / kind.folder
    taken = {path.stem.lower() for path in folder.rglob("*")} if folder.is_dir() else set()
    return folder / f"{entry_stem(kind, title, day, taken)}.md"


def entry_stem(kind: type[Entry], title: str, day: str, taken: Container[str]) -> str:
    """A file name from the day and the title; `taken` are the others', in lower case."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if len(words) > _LONGEST_STEM:  # cut between two words where there are two
        cut = words[: _LONGEST_STEM + 1]
        words = cut.rpartition("-")[0] or cut[:_LONGEST_STEM]
    stem = "-".join(filter(None, (day, words or kind.__name__.lower())))
    number, name = 1, stem
    while name.lower() in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
