"""Small sites as values: written to disk, changed, built in this process."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from output import Tree, read_tree
from statusgen.pipeline.cache import RecordCache
from statusgen.pipeline.layout import state_folder
from statusgen.pipeline.load import Site, load_site
from statusgen.pipeline.write import BuildResult, write_site

NOW = datetime(2026, 11, 21, 14, tzinfo=UTC)
URL = "https://status.example/sub/"
KEY = bytes(range(32))
_last_site: Site | None = None


def update(stamp: str, state: str, text: str, *fields: str) -> str:
    return "\n".join([f"## {stamp} — {state}", *fields, "", text, ""])


def entry(title: str, *updates: str, **front_matter: str) -> str:
    """An entry's file; keys with their values as YAML has them."""
    keys = "".join(f"{key}: {value}\n" for key, value in front_matter.items())
    return f"---\ntitle: {title}\n{keys}---\n\n" + "\n".join(updates)


@dataclass(frozen=True)
class SmallSite:
    """A site: its page's own lines, its components, and its files by their path in content/."""

    components: tuple[tuple[str, str], ...] = (("web", "Web shop"), ("app", "App"))
    files: dict[str, str | bytes] = field(default_factory=dict)
    accent: str = "#1f4fd8"
    more: str = ""

    def having(self, **files: str | bytes | None) -> Self:
        """The same site with these files more, or, where None, without them."""
        return self.with_files(files)

    def with_files(self, files: Mapping[str, str | bytes | None]) -> Self:
        merged = {**self.files, **files}
        return replace(self, files={k: v for k, v in merged.items() if v is not None})

    @property
    def page(self) -> str:
        listed = "".join(f"  - {{id: {id}, name: {name}}}\n" for id, name in self.components)
        head = f"name: Harbour Ferries\nurl: {URL}\ntime_zone: Asia/Singapore\n"
        theme = f'theme: {{name: default, accent: "{self.accent}"}}\n'
        return f"{head}{theme}{self.more}components:\n{listed}"

    def write(self, root: Path) -> Path:
        """The site as files, in the place of whatever content was there."""
        shutil.rmtree(root / "content", ignore_errors=True)
        for path, content in {"site.yaml": self.page, **self.files}.items():
            file = root / "content" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    def load(self, root: Path, at: datetime = NOW) -> Site:
        return load(self.write(root), at)


def load(root: Path, at: datetime = NOW, **options: Any) -> Site:
    """Load a site, with the code of templates from the last one where they are the same.

    Most sites here share one theme, and compiling it takes longer than all the rest of a build.
    """
    global _last_site  # noqa: PLW0603 - what is compiled is kept for the whole run
    _last_site = load_site(root, at, before=_last_site, **options)
    return _last_site


def write_quietly(site: Site, out: Path) -> BuildResult:
    cache = RecordCache(state_folder(out), KEY)
    return write_site(site, out, lambda _done, _whole: None, cache=cache)


def build_again(root: Path, out: Path, at: datetime = NOW, workers: int = 1) -> Tree:
    """What a build writes that may use what the last one left behind, as the command's does."""
    cache = RecordCache(state_folder(out), KEY)
    site = load(root, at, cache=cache, workers=workers)
    write_site(site, out, lambda _done, _whole: None, workers, cache)
    return read_tree(out)


def build_in_memory(site: Site) -> Tree:
    """Every output of a site by its path, without a disk."""
    return {output.path: site.produce(output) for output in site.outputs}


def build_afresh(site: Site, out: Path) -> Tree:
    """What a build writes into a folder that does not exist yet."""
    assert not out.exists()
    write_quietly(site, out)
    return read_tree(out)


PIXEL = bytes.fromhex("47494638396101000100000000002c00000000010001000002")
OUTAGE = entry(
    "Nobody can buy tickets",
    update("2026-11-20 10:00", "Monitoring", "Tickets sell again. ![a chart](chart.gif)"),
    update("2026-11-20 09:30", "Identified", "It was the certificate.", "Next update: 10:00"),
    update("2026-11-20 09:00", "Investigating", "We are [looking](/history/) into it."),
    components="{web: major_outage, app: degraded_performance}",
    action="Please buy at the pier.",
)
DELAY = entry(
    "Boats are late",
    update("2026-10-05 09:00", "Investigating", "Fog."),
    update("2026-10-05 12:00", "Resolved", "Sunshine."),
    components="[app]",
)
OLD = entry(
    "The old outage",
    update("2025-09-05 09:00", "Investigating", "It is down."),
    update("2025-09-05 12:00", "Resolved", "It is up, see [the page](/components/web/)."),
    components="[web]",
)
WORK = entry(
    "A new pier",
    update("2026-11-01 09:00", "Scheduled", "We build. See [the outage](../incidents/tickets.md)."),
    starts="2026-12-01 01:00",
    ends="2026-12-01 03:00",
    components="[web]",
)
HARBOUR = SmallSite(
    files={
        "incidents/tickets.md": OUTAGE,
        "incidents/chart.gif": PIXEL,
        "incidents/2026/boats.md": DELAY,
        "incidents/2025/old.md": OLD,
        "maintenance/pier.md": WORK,
        "static/größe.txt": "A file to copy.\n",
    }
)
"""An open incident with a picture, two closed ones, a maintenance to come, a file to copy."""
