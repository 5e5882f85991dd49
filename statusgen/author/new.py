"""Creating entries."""

import re
import unicodedata
from collections.abc import Container
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from statusgen.author.format import UpdateDraft, format_front_matter, format_local, format_update
from statusgen.author.update import check_entry
from statusgen.model.entry import Entry, Maintenance
from statusgen.model.page import Page
from statusgen.pipeline import disk
from statusgen.pipeline.layout import CONTENT
from statusgen.read.timestamps import zone_of

_LONGEST_STEM = 60
_TO_FILL_IN = ("affected:", "action:")


def create_entry(
    root: Path,
    page: Page,
    kind: type[Entry],
    title: str,
    draft: UpdateDraft,
    at: datetime,
    window: tuple[datetime | None, datetime | None] = (None, None),
) -> Path:
    """Write a new entry with a first update, and return its file.

    The draft's components become the entry's. `window` is when a maintenance starts and ends; None
    is left to fill in. Raises FindingsError and BadTime.
    """
    at, zone = at.replace(second=0), zone_of(page.time_zone)
    keys = [] if draft.components else ["components:"]
    if kind is Maintenance:
        for key, time in zip(("starts", "ends"), window, strict=True):
            keys.append(f"{key}: {format_local(time, zone)}" if time else f"{key}:")
    text = format_front_matter(title, draft.components, [*keys, *_TO_FILL_IN])
    text += format_update(replace(draft, components=()), at, zone)
    path = _new_path(root, kind, title, f"{at.astimezone(zone):%Y-%m-%d}")
    if draft.text and (kind is not Maintenance or all(window)):
        check_entry(path.relative_to(root).as_posix(), text.encode(), kind, page, at)
    disk.replace_text(path, text.encode())
    return path


def _new_path(root: Path, kind: type[Entry], title: str, day: str) -> Path:
    folder = root / CONTENT / kind.folder
    taken = {path.stem.lower() for path in folder.rglob("*")} if folder.is_dir() else set()
    return folder / f"{entry_stem(kind, title, day, taken)}.md"


def entry_stem(kind: type[Entry], title: str, day: str, taken: Container[str]) -> str:
    """A file name from the day and the title that is not `taken`, which is in lower case."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_title.lower()).strip("-")
    if len(words) > _LONGEST_STEM:  # cut between two words if possible
        cut = words[: _LONGEST_STEM + 1]
        words = cut.rpartition("-")[0] or cut[:_LONGEST_STEM]
    stem = "-".join(filter(None, (day, words or kind.__name__.lower())))
    number, name = 1, stem
    while name.lower() in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
