"""Outputs to an output folder: all or nothing, and at every instant a whole site.

Everything is staged beside the folder first, so an error writes nothing. A first build then
becomes visible by one rename. A later one moves file by file, in an order in which nothing ever
names what is not there: placeholders for new addresses, documents, what lists them, the front
page; and at the end, what is no longer wanted.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from filelock import FileLock

from statusgen.model.findings import Finding, Findings
from statusgen.pipeline import disk
from statusgen.pipeline.build_state import Memory, State, find_touched, format_memory, parse_memory
from statusgen.pipeline.cache import RecordCache
from statusgen.pipeline.changes import Changes
from statusgen.pipeline.layout import MEMORY, STAGING, state_folder
from statusgen.pipeline.load import Site
from statusgen.pipeline.manifest import MANIFEST, check_foreign, format_manifest, read_manifest
from statusgen.pipeline.prefetch import Prefetch
from statusgen.pipeline.stage import Job, Progress, stage_outputs
from statusgen.render.pages.documents import render_placeholder

_EMPTY_RSS = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>-</title><link>/</link>'
    b"<description>-</description></channel></rss>\n"
)
_EMPTY_ATOM = (
    b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>-</title>'
    b"<id>tag:statusgen,1970:empty</id><updated>1970-01-01T00:00:00Z</updated></feed>\n"
)
_EMPTY = {".rss": _EMPTY_RSS, ".atom": _EMPTY_ATOM, ".json": b"{}\n"}


@dataclass(frozen=True)
class BuildResult:
    """What a build did. Paths are from the output folder, with `/`.

    `written` maps each file that was written to the reason, `unchanged` is how many others there
    are, `removed` names the files that nothing asked for any more. `findings` are the warnings
    and hints about the site.
    """

    written: Mapping[str, str]
    unchanged: int
    removed: tuple[str, ...]
    findings: tuple[Finding, ...]


def write_site(
    site: Site,
    out: Path,
    progress: Progress,
    workers: int = 1,
    cache: RecordCache | None = None,
    prefetch: Prefetch | None = None,
) -> BuildResult:
    """Bring an output folder to what a site says. Raises FindingsError, having changed nothing.

    Waits where another build is writing into the same folder. `progress` is told how many
    outputs of how many are rendered; `workers` is how many processes may render. `cache` is
    kept at the end. `prefetch` look at the folder meanwhile.
    """
    shown, out = out, Path(os.path.realpath(out))
    state = state_folder(out)
    disk.make_folder(state)
    _ = site.batches  # planned while another process still looks at the folder
    with FileLock(state / "lock"):
        # A folder of its own: a process that a killed build left may still write into the other.
        staging = state / STAGING / str(os.getpid())
        touched = prefetch.touched() if prefetch else None
        known = touched.paths if touched and touched.holds(state) else None
        disk.remove_tree(state / STAGING)
        disk.make_folder(staging)
        try:
            writer = _Writer(site, out, shown, state, staging)
            result = writer.write(progress, workers, known, prefetch)
            if cache:
                cache.take(cache.stage(site.content.at, staging), staging)
            return result
        finally:
            disk.remove_tree(state / STAGING)


class _Writer:
    """One build into one folder, under its lock."""

    def __init__(self, site: Site, out: Path, shown: Path, state: Path, staging: Path) -> None:
        self.site, self.out, self.shown, self.staging = site, out, shown, staging
        self.memory_file = state / MEMORY
        self.fresh = disk.is_empty(out)
        self.tree = disk.Tree(staging / "tree", flat=not self.fresh)

    def write(
        self,
        progress: Progress,
        workers: int,
        touched: Iterable[str] | None,
        prefetch: Prefetch | None,
    ) -> BuildResult:
        memory = Memory() if self.fresh else parse_memory(disk.read_bytes(self.memory_file))
        touched = frozenset(find_touched(self.out, memory) if touched is None else touched)
        changes = Changes(self.site, memory, touched)
        there = None if self.fresh else self.out
        outputs, reasons = changes.outputs, changes.reasons(there)
        if prefetch and reasons:
            self.site.renderer.theme.take(prefetch.templates())
        job = Job(self.site, there, self.tree)
        staged = stage_outputs(job, [outputs[path] for path in reasons], workers, progress)
        ours = read_manifest(self.out)
        removed = self._removable(ours - changes.planned)
        self._check(staged, ours, removed)
        if not self.fresh or not self._appear(changes.planned):
            self._move(changes, staged, ours, removed)
        new = changes.remember(self.out, reasons.keys(), staged)
        if new != memory:
            disk.replace_bytes(self.memory_file, format_memory(new), self.staging)
        written = {path: reasons[path] for path in sorted(staged)}
        unchanged = len(changes.planned) - len(staged)
        return BuildResult(written, unchanged, removed, self.site.findings)

    def _removable(self, paths: Iterable[str]) -> tuple[str, ...]:
        """The paths to remove: what leads through somebody's link is not ours any more."""
        return tuple(path for path in sorted(paths) if disk.is_within(self.out / path, self.out))

    def _check(
        self, staged: dict[str, State], ours: frozenset[str], removed: tuple[str, ...]
    ) -> None:
        findings = Findings()
        if not self.fresh:
            check_foreign(self.out, self.shown, staged, ours, frozenset(removed), findings)
        findings.raise_errors()

    def _appear(self, outputs: Iterable[str]) -> bool:
        """Put a whole new site in place at once; False where the disk does not allow it."""
        disk.write_bytes(self.tree.root / MANIFEST, format_manifest(outputs))
        return disk.replace_folder(self.tree.root, self.out)

    def _move(
        self,
        changes: Changes,
        staged: dict[str, State],
        ours: frozenset[str],
        removed: tuple[str, ...],
    ) -> None:
        """File by file, in the order that keeps every link whole."""
        disk.make_folder(self.out)
        if not staged.keys() <= ours or not (self.out / MANIFEST).exists():
            self._list(ours | staged.keys())
        self._make_way(staged, removed)
        for path in sorted(staged):
            if self._placeholder(path) and not (self.out / path).exists():
                self._put(path, self._placeholder(path))
        for path in sorted(staged, key=lambda path: (changes.outputs[path].rank, path)):
            disk.replace_file(Path(self.tree.place(path)), self.out / path)
        for path in removed:
            if self._placeholder(path) and (self.out / path).exists():
                self._put(path, self._placeholder(path))
        for path in sorted(removed, key=lambda path: bool(self._placeholder(path))):
            disk.remove_file(self.out / path, self.out)
        if not ours <= changes.planned:
            self._list((ours | staged.keys()) & changes.planned)

    def _make_way(self, staged: Iterable[str], removed: Iterable[str]) -> None:
        """Where a file becomes a folder or a folder a file, the old one has to go first."""
        wanted = set(staged)
        folders = {str(folder) for path in wanted for folder in PurePosixPath(path).parents}
        for path in removed:
            above = {str(folder) for folder in PurePosixPath(path).parents}
            if path in folders or above & wanted:
                disk.remove_file(self.out / path, self.out)

    def _list(self, paths: Iterable[str]) -> None:
        """Say in the output folder which files are ours."""
        disk.replace_bytes(self.out / MANIFEST, format_manifest(paths), self.staging)

    def _put(self, path: str, content: bytes) -> None:
        disk.replace_bytes(self.out / path, content, self.staging)

    @cached_property
    def _empty_document(self) -> bytes:
        return render_placeholder(self.site.renderer, None)

    def _placeholder(self, path: str) -> bytes:
        """What may stand at an address for a moment and name nothing else."""
        if path.endswith(".html"):
            return self._empty_document
        return _EMPTY.get(PurePosixPath(path).suffix, b"")
