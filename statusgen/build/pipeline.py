"""The way from a site's folder to an output folder, and to a library that serves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path

from statusgen.build.ahead import Errands
from statusgen.build.desk import KINDS, Desk
from statusgen.build.disk import read_bytes
from statusgen.build.entrycache import EntryCache
from statusgen.build.folder import (
    read_page,
    read_site,
)
from statusgen.build.layout import PAGE
from statusgen.build.looks import load_renderer, load_theme
from statusgen.build.versions import versions
from statusgen.model.digest import digest_of
from statusgen.model.entry import Entry, alias_file
from statusgen.model.errors import Place, Problem, Problems
from statusgen.model.instants import BEGINNING
from statusgen.model.page import Page
from statusgen.read.library import Library, build_library
from statusgen.read.page import parse_page
from statusgen.read.shelf import Shelf
from statusgen.read.source import Findings, parse_source
from statusgen.render.documents import render_moved
from statusgen.render.plan import plan_targets
from statusgen.render.plan_entries import plan_entries
from statusgen.render.renderer import Renderer
from statusgen.render.targets import Batch, Rank, Target

_OTHERS = "others"


@dataclass(frozen=True)
class Copied:
    """A file that is copied as it is: its digest, and where it stands."""

    digest: str
    path: Path = field(repr=False)


def copy_file(_: Renderer, file: Copied) -> bytes:
    return _read(file.path)


@dataclass(frozen=True)
class Site:
    """A site without problems: what it says, and how it looks."""

    root: Path
    library: Library
    renderer: Renderer
    versions: str

    @property
    def causes(self) -> Mapping[str, str]:
        """What every output depends on, under the names that `--explain` uses."""
        renderer = self.renderer
        return {
            "the version of statusgen or a library": self.versions,
            "site.yaml": digest_of(repr((self.library.page, renderer.foot, renderer.logo))),
            "the theme": renderer.theme.digest + digest_of(renderer.font),
            "the words": renderer.words.digest,
        }

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        """Every file of the site, planned as far as it takes to see what changed."""
        others = (*plan_targets(self.library), *map(self._copy, self.library.files))
        return (*plan_entries(self.library), Batch(_OTHERS, None, lambda: others))

    @property
    def outputs(self) -> tuple[Target, ...]:
        """Every file of the site: what is rendered, and what is copied."""
        return tuple(target for batch in self.batches for target in batch.targets())

    def _copy(self, file: tuple[str, str]) -> Target:
        address, source = file
        path = self.root / source
        return Target(address, Rank.ASSET, copy_file, Copied(digest_of(_read(path)), path))

    def produce(self, target: Target) -> bytes:
        """An output's bytes. Raises Problems."""
        return target.render(self.renderer, target.value)


def load_site(
    root: Path,
    at: datetime,
    now: datetime | None = None,
    drafts: bool = False,
    cache: EntryCache | None = None,
    workers: int = 1,
    errands: Errands | None = None,
    before: Site | None = None,
) -> Site:
    """Read and check a whole site as it stands at an instant. Raises Problems.

    `now` is given where nobody chose the instant: then an update from the future is a problem.
    `workers` is how many processes may parse; `errands` are done meanwhile. `before` is the site as
    it stood, whose looks are used again where they are the same.
    """
    findings = Findings()
    page = _load_page(root, read_page(root), findings)
    files = read_site(root, tuple(KINDS), findings)
    if page is None:
        raise Problems(findings)
    theme = load_theme(root, page, files, findings)
    if theme and errands:
        errands.compile(theme.compile)
    told = errands.versions() if errands else versions()
    cache = cache or EntryCache()
    cache.begin(digest_of(f"{told}\n{page!r}"))
    desk = Desk(root, page, files.entries, at, cache)
    desk.read_all(errands.texts() if errands else {}, findings, workers)
    broken = tuple(desk.broken.values())
    shelf = Shelf(page, desk.cards, desk.find, broken, files.static, files.beside, drafts)
    library = build_library(shelf, at, findings, now)
    renderer = load_renderer(root, files, theme, shelf, findings) if theme else None
    if findings or library is None or renderer is None:
        raise Problems(findings)
    if before and before.renderer == renderer:
        renderer = before.renderer
    site = Site(root, library, replace(renderer, record=library.find), told)
    _check_paths(site, findings)
    _check_aliases(site, findings)
    if findings:
        raise Problems(findings)
    return site


def load_page(root: Path) -> Page:
    """Read a site's page alone. Raises Problems."""
    findings = Findings()
    page = _load_page(root, read_page(root), findings)
    if page is None or findings:
        raise Problems(findings)
    return page


def load_entries(root: Path, page: Page) -> tuple[tuple[Entry, ...], Findings]:
    """Read a site's good entries, drafts among them, and what is wrong with the others."""
    findings = Findings()
    files = read_site(root, tuple(KINDS), findings)
    desk = Desk(root, page, files.entries, BEGINNING, EntryCache())
    entries = [desk.parse(file, findings) for file in files.entries]
    broken = {problem.place.path for problem in findings}
    return tuple(entry for entry in entries if entry and entry.source not in broken), findings


def _load_page(root: Path, content: bytes | None, findings: Findings) -> Page | None:
    if content is None:
        message = f"there is no {PAGE} in {root}"
        hint = "go to the folder of your site, or run statusgen init to make one"
        findings.error(Place(PAGE), "no-site", message, hint)
        return None
    page, problems = _parse_page(content)
    findings.extend(problems)
    return page


@lru_cache(maxsize=1)
def _parse_page(content: bytes) -> tuple[Page | None, tuple[Problem, ...]]:
    """A page with its problems; while entries are written, the page stays what it is."""
    findings = Findings()
    source = parse_source(PAGE, content, findings)
    return parse_page(source, findings) if source else None, tuple(findings)


def _check_paths(site: Site, findings: Findings) -> None:
    """No file in static/ may take the place of an output, or stand where one needs a folder."""
    if not site.library.files:
        return
    planned = {target.path.lower() for target in site.outputs if target.render is not copy_file}
    folders = {folder for path in planned for folder in _above(path)}
    for address, source in site.library.files:
        taken = address.lower() in planned or address.lower() in folders
        inside = any(folder in planned for folder in _above(address.lower()))
        if taken or inside:
            message = f"the build writes {address} itself"
            findings.error(Place(source), "name-clash", message, "give this file another name")


def _check_aliases(site: Site, findings: Findings) -> None:
    """No alias may stand where the build writes something, or where something needs a folder."""
    outlines = [o for o in site.library.outlines if any(a.startswith("/") for a in o.aliases)]
    if not outlines:
        return
    rendered = [target for target in site.outputs if target.render is not copy_file]
    ours = {target.path.lower() for target in rendered if target.render is not render_moved}
    files = ours | {target.path.lower() for target in rendered}
    folders = {folder for path in files for folder in _above(path)}
    for outline in outlines:
        for number, alias in enumerate(outline.aliases):
            file = alias_file(outline.folder, alias).lower()
            if file in ours or file in folders or any(above in files for above in _above(file)):
                place = site.library.find(outline).entry.alias_places[number]
                message = f'the alias "{alias}" stands where the build writes something else'
                findings.error(place, "alias-clash", message, "take it out")


def _above(path: str) -> Iterator[str]:
    """The folders in which a path stands."""
    while folder := path.rpartition("/")[0]:
        yield folder
        path = folder


def _read(path: Path) -> bytes:
    return read_bytes(path) or b""
