"""Outputs to an output folder: all or nothing, and complete at every instant.

Everything is staged beside the folder first, so an error writes nothing. A first build then
becomes visible by one rename. A later one moves file by file, in an order in which nothing ever
links to what is not there: placeholders for new addresses, documents, what lists them, the front
page; and at the end, what is no longer needed is removed.
"""

import os
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from filelock import FileLock

from statusgen.model.findings import Finding, Findings, Place, sort_findings
from statusgen.pipeline import disk
from statusgen.pipeline.build_state import (
    MANIFEST,
    find_touched,
    format_state,
    parse_state,
    read_manifest,
)
from statusgen.pipeline.cache import RecordCache
from statusgen.pipeline.changes import Changes
from statusgen.pipeline.layout import BUILD_STATE, STAGING, state_folder
from statusgen.pipeline.load import Site
from statusgen.pipeline.prefetch import Prefetch
from statusgen.pipeline.published import check_against
from statusgen.pipeline.stage import Progress, stage_outputs
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
    and hints about the site, and warnings about what subscribers get again or what is gone.
    """

    written: Mapping[str, str]
    unchanged: int
    removed: tuple[str, ...]
    findings: tuple[Finding, ...]


def write_site(
    site: Site,
    out: Path,
    progress: Progress = lambda _done, _whole: None,
    workers: int = 1,
    cache: RecordCache | None = None,
    prefetch: Prefetch | None = None,
) -> BuildResult:
    """Write a site into an output folder. Raises FindingsError, having changed nothing.

    Waits while another build writes into the same folder. `workers` is how many processes may
    render. `cache` is stored at the end. `prefetch` has checked the folder meanwhile.
    """
    given, out = out, Path(os.path.realpath(out))
    state = state_folder(out)
    disk.make_folder(state)
    _ = site.batches  # planned while another process still checks the folder
    with FileLock(state / "lock"):
        # A folder of its own: a process that a killed build left may still write into the other.
        staging = state / STAGING / str(os.getpid())
        touched = prefetch.touched() if prefetch else None
        disk.remove_tree(state / STAGING)
        disk.make_folder(staging)
        try:
            writer = _Writer(
                site, out, given, state / BUILD_STATE, staging, cache.key if cache else b""
            )
            result = writer.write(progress, workers, touched, prefetch)
            if cache:
                cache.store(site.content.at, staging)
            return result
        finally:
            disk.remove_tree(state / STAGING)


class _Writer:
    """One build into one folder, under its lock. `given` is the folder as the person named it."""

    def __init__(
        self, site: Site, out: Path, given: Path, state_file: Path, staging: Path, key: bytes
    ) -> None:
        self.site, self.out, self.given, self.staging = site, out, given, staging
        self.state_file, self.key = state_file, key
        self.fresh = disk.is_empty(out)
        self.tree = disk.Tree(staging / "tree")
        self.ours = read_manifest(out)

    def write(
        self,
        progress: Progress,
        workers: int,
        touched: frozenset[str] | None,
        prefetch: Prefetch | None,
    ) -> BuildResult:
        kept = None if self.fresh else disk.read_bytes(self.state_file)
        last = parse_state(kept, self.key)
        if touched is None or self.fresh:
            touched = frozenset(find_touched(self.out, last))
        changes = Changes(self.site, last, touched)
        out = None if self.fresh else self.out
        reasons = changes.reasons(out)
        if prefetch and reasons:
            self.site.renderer.theme.add_compiled(prefetch.templates())
        outputs = [changes.outputs[path] for path in reasons]
        staged = stage_outputs(self.site, out, self.tree, outputs, workers, progress)
        unplanned = sorted(self.ours - changes.planned)
        # What leads through somebody's symbolic link is not ours any more.
        removed = tuple(path for path in unplanned if disk.is_within(self.out / path, self.out))
        if self.fresh:
            disk.write_bytes(self.tree.root / MANIFEST, _format_manifest(changes.planned))
        else:
            self._check_foreign(staged, frozenset(removed))
        about_published = check_against(
            self.site, self.out, (staged.keys() & self.ours) | set(removed)
        )
        if not (self.fresh and disk.replace_folder(self.tree.root, self.out)):
            self._move(changes, staged.keys(), removed)
        state = changes.new_state(self.out, reasons.keys(), staged)
        if state != last:
            disk.replace_bytes(self.state_file, format_state(state, self.key), self.staging)
        written = {path: reasons[path] for path in sorted(staged)}
        unchanged = len(changes.planned) - len(staged)
        warnings = [finding.as_warning() for finding in about_published]
        findings = sort_findings([*self.site.findings, *warnings])
        return BuildResult(written, unchanged, removed, findings)

    def _check_foreign(self, staged: Iterable[str], removed: Set[str]) -> None:
        """Raises FindingsError where a staged file would replace one that no build wrote.

        Ours that are about to be `removed` are no obstacle.
        """
        findings = Findings()
        folders = {self.out / path for path in removed}
        for path in staged:
            target = self.out / path
            for folder in target.parents:
                if folder == self.out or folder in folders:
                    break
                folders.add(folder)
                if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
                    place = Place(str(self.given / folder.relative_to(self.out)))
                    message = "the build needs a folder here, and this is a file or a link"
                    findings.error(place, "foreign-file", message, "move it away")
            if not self._is_ours(target, path, removed):
                message = "this file was not written by statusgen, and the build would replace it"
                fix = "move it away, or put it into content/static/ under another name"
                findings.error(Place(str(self.given / path)), "foreign-file", message, fix)
        findings.raise_errors()

    def _is_ours(self, target: Path, path: str, removed: Set[str]) -> bool:
        """Whether there is nothing at a path, or nothing but what we may replace."""
        if target.is_dir() and not target.is_symlink():
            inside = (item for item in target.rglob("*") if not item.is_dir())
            return {item.relative_to(self.out).as_posix() for item in inside} <= removed
        return path in self.ours or not (target.is_symlink() or target.exists())

    def _move(self, changes: Changes, staged: Set[str], removed: tuple[str, ...]) -> None:
        """File by file, in an order in which no link is ever broken."""
        disk.make_folder(self.out)
        if not staged <= self.ours or not (self.out / MANIFEST).exists():
            self._list(self.ours | staged)
        self._clear_way(staged, removed)
        for path in sorted(staged):
            if not (self.out / path).exists():
                self._put_placeholder(path)
        for path in sorted(staged, key=lambda path: (changes.outputs[path].rank, path)):
            disk.replace_file(self.tree.root / path, self.out / path)
        for path in removed:
            if (self.out / path).exists():
                self._put_placeholder(path)
        for path in sorted(
            removed, key=lambda path: PurePosixPath(path).suffix in self._placeholders
        ):
            disk.remove_file(self.out / path, self.out)
        if not self.ours <= changes.planned:
            self._list((self.ours | staged) & changes.planned)

    def _clear_way(self, staged: Set[str], removed: Iterable[str]) -> None:
        """Where a file becomes a folder or a folder a file, the old one has to go first."""
        folders = {str(folder) for path in staged for folder in PurePosixPath(path).parents}
        for path in removed:
            parents = {str(folder) for folder in PurePosixPath(path).parents}
            if path in folders or parents & staged:
                disk.remove_file(self.out / path, self.out)

    def _list(self, paths: Iterable[str]) -> None:
        """Say in the output folder which files are ours."""
        disk.replace_bytes(self.out / MANIFEST, _format_manifest(paths), self.staging)

    def _put_placeholder(self, path: str) -> None:
        if content := self._placeholders.get(PurePosixPath(path).suffix):
            disk.replace_bytes(self.out / path, content, self.staging)

    @cached_property
    def _placeholders(self) -> dict[str, bytes]:
        """What may be at an address for a moment, and links to nothing, by suffix."""
        return _EMPTY | {".html": render_placeholder(self.site.renderer, None)}


def _format_manifest(paths: Iterable[str]) -> bytes:
    return "".join(f"{path}\n" for path in sorted(paths)).encode()
