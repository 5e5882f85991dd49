"""The real incidents as sites for both tools, and what is done to them between two builds."""

import datetime as dt
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

OPEN_TO_BUILD = dt.timedelta(minutes=1)
TO_NEXT_UPDATE = dt.timedelta(minutes=10)


class Corpus(NamedTuple):
    """So many incidents as two sites, and the incident that updates are added to."""

    folder: Path
    entries: int
    start: dt.datetime
    incident: Path
    components: int
    text: str

    @property
    def site(self) -> Path:
        return self.folder / "statusgen"

    @property
    def public(self) -> Path:
        return self.site / "public"

    @property
    def hugo(self) -> Path:
        return self.folder / "hugo"

    @property
    def hugo_public(self) -> Path:
        return self.folder / "hugo-public"


def make_corpus(script: Path, folder: Path, options: Sequence[str]) -> Corpus:
    """Make both sites; the update will go to the newest open incident that names components."""
    command = [sys.executable, str(script), str(folder), *options]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        sys.exit(f"{made.stderr}{script} failed: {made.returncode}")
    files = list((folder / "statusgen" / "content" / "incidents").glob("*.md"))
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    incident = max(files, key=lambda file: _suitability(file, texts[file]))
    start = max(map(_newest, texts.values())) + dt.timedelta(hours=1)
    text = texts[incident]
    return Corpus(folder, len(files), start, incident, _components(text), text)


def with_incident(corpus: Corpus, name: str) -> Corpus:
    """The same, with another incident for the updates."""
    incident = corpus.incident.with_name(name)
    text = incident.read_text(encoding="utf-8")
    return corpus._replace(incident=incident, components=_components(text), text=text)


def _suitability(file: Path, text: str) -> tuple[bool, bool, dt.datetime, str]:
    named = _components(text) > 0
    return named and _is_open(text), named, _newest(text), file.name


def _components(text: str) -> int:
    return len(re.findall(r"(?m)^- ", text.split("\n---\n", maxsplit=1)[0]))


def _is_open(text: str) -> bool:
    return not re.search(r"(?m)^## .* — Resolved$", text)


def _newest(text: str) -> dt.datetime:
    stamps = re.findall(r"(?m)^## (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", text)
    return dt.datetime.fromisoformat(max(stamps))


def _with_update(text: str, at: dt.datetime, state: str) -> str:
    heading = f"## {at:%Y-%m-%d %H:%M:%S} — {state}\n\nWe are still working on it.\n\n## "
    return re.sub(r"(?m)^## ", heading, text, count=1)


def close_others(corpus: Corpus) -> None:
    """Close what nobody ever closed, but for the incident of the updates.

    The front page and some of the API show all that is open, and a larger corpus has more of it.
    """
    for file in corpus.incident.parent.glob("*.md"):
        text = file.read_text(encoding="utf-8")
        if file != corpus.incident and _is_open(text):
            closed = _newest(text) + dt.timedelta(seconds=1)
            file.write_text(_with_update(text, closed, "Resolved"), encoding="utf-8")


def add_update(corpus: Corpus, last_build: dt.datetime) -> dt.datetime:
    """Add an update some minutes after a build; when the next build is due."""
    posted = last_build + TO_NEXT_UPDATE
    text = corpus.incident.read_text(encoding="utf-8")
    corpus.incident.write_text(_with_update(text, posted, "Update"), encoding="utf-8")
    return posted + OPEN_TO_BUILD


def start_afresh(corpus: Corpus, aside: Path) -> None:
    """As if nothing had ever been built. What was is only moved: see the README."""
    aside.mkdir()
    left = (corpus.public, corpus.site / ".statusgen", corpus.hugo_public)
    for folder in (*left, corpus.hugo / "resources"):
        if folder.exists():
            folder.rename(aside / folder.name)
    restore(corpus)


def restore(corpus: Corpus) -> None:
    """Take back all updates to the incident."""
    corpus.incident.write_text(corpus.text, encoding="utf-8")


def check_out_anew(corpus: Corpus, aside: Path) -> None:
    """What CI starts from: content with new times, and a cache unpacked with the old ones.

    The path stays the same, as it does there.
    """
    old = aside / "checkout"
    corpus.site.rename(old)
    shutil.copytree(old / "content", corpus.site / "content", copy_function=shutil.copyfile)
    for cached in ("public", ".statusgen"):
        shutil.copytree(old / cached, corpus.site / cached)
