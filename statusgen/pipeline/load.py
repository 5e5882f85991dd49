"""The way from a site's folder to an output folder, and to a library that serves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path

from statusgen.check.library import Media, check_site
from statusgen.model.content import Content, ParsedSite
from statusgen.model.digest import digest_of
from statusgen.model.entry import Entry
from statusgen.model.findings import Place, Problem, Problems
from statusgen.model.instants import BEGINNING
from statusgen.model.page import Page
from statusgen.pipeline.appearance import load_renderer, load_theme
from statusgen.pipeline.cache import RecordCache
from statusgen.pipeline.clashes import check_clashes
from statusgen.pipeline.disk import read_bytes
from statusgen.pipeline.entries import KINDS, EntryLoader
from statusgen.pipeline.layout import PAGE
from statusgen.pipeline.prefetch import Prefetch
from statusgen.pipeline.site_files import read_page, read_site
from statusgen.pipeline.versions import versions
from statusgen.read.page import parse_page
from statusgen.read.source import Findings, parse_source
from statusgen.render.outputs import plan_lists
from statusgen.render.pages.entry_plan import plan_entries
from statusgen.render.renderer import Renderer
from statusgen.render.targets import Batch, Output, Rank
from statusgen.render.theme import Theme

_OTHERS = "others"


@dataclass(frozen=True)
class CopiedFile:
    """An output that is a file copied as it is."""

    path: str
    source: Path
    digest: str
    rank: Rank = Rank.ASSET
    month: str = ""

    @property
    def kind(self) -> object:
        return CopiedFile

    def produce(self, _: Renderer) -> bytes:
        return _read(self.source)


@dataclass(frozen=True)
class Site:
    """A site without problems: what it says, and how it looks."""

    root: Path
    content: Content
    media: Media
    renderer: Renderer
    versions: str

    @property
    def causes(self) -> Mapping[str, str]:
        """What every output depends on, under the names that `--explain` uses."""
        renderer = self.renderer
        return {
            "the version of statusgen or a library": self.versions,
            "site.yaml": digest_of(repr((self.content.page, renderer.foot, renderer.logo))),
            "the theme": renderer.theme.digest + digest_of(renderer.font),
            "the words": renderer.words.digest,
        }

    @cached_property
    def lists(self) -> tuple[Output, ...]:
        """What is rendered and is not about one entry alone."""
        return tuple(plan_lists(self.content))

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        """Every file of the site, planned as far as it takes to see what changed."""
        others = (*self.lists, *map(self._copy, self.media))
        return (*plan_entries(self.content), Batch(_OTHERS, None, lambda: others))

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Every file of the site: what is rendered, and what is copied."""
        return tuple(output for batch in self.batches for output in batch.outputs())

    def rendered(self) -> Iterator[Output]:
        """What is rendered: all but what is copied."""
        return (output for output in self.outputs if output.kind is not CopiedFile)

    def produce(self, output: Output) -> bytes:
        """An output's bytes. Raises Problems."""
        return output.produce(self.renderer)

    def _copy(self, file: tuple[str, str]) -> CopiedFile:
        address, source = file
        path = self.root / source
        return CopiedFile(address, path, digest_of(_read(path)))


def load_site(
    root: Path,
    at: datetime,
    now: datetime | None = None,
    drafts: bool = False,
    cache: RecordCache | None = None,
    workers: int = 1,
    prefetch: Prefetch | None = None,
    before: Site | None = None,
) -> Site:
    """Read and check a whole site as it stands at an instant. Raises Problems.

    `now` is given where nobody chose the instant: then an update from the future is a problem.
    `workers` is how many processes may parse. `before` is the site as it stood, whose templates
    are not compiled again where they are the same.
    """
    findings = Findings()
    page = _load_page(root, read_page(root), findings)
    files = read_site(root, tuple(KINDS), findings)
    if page is None:
        raise Problems(findings)
    theme = load_theme(root, page, files, findings)
    if theme:
        _save_compiling(theme, before, prefetch)
    told = prefetch.versions() if prefetch else versions()
    cache = cache or RecordCache()
    cache.begin(digest_of(f"{told}\n{page!r}"))
    loader = EntryLoader(root, page, at)
    digests = prefetch.digests() if prefetch else {}
    records, broken = loader.load(files.entries, digests, cache, findings, workers)
    parsed = ParsedSite(page, records, broken, files.static, files.beside, drafts)
    checked = check_site(parsed, at, findings, now)
    renderer = load_renderer(root, files, theme, parsed, findings) if theme else None
    if findings or checked is None or renderer is None:
        raise Problems(findings)
    site = Site(root, *checked, renderer, told)
    check_clashes(site.content, site.media, site.lists, site.rendered, findings)
    if findings:
        raise Problems(findings)
    return site


def _save_compiling(theme: Theme, before: Site | None, prefetch: Prefetch | None) -> None:
    """Take the code of templates from the site as it stood, or have another process make it."""
    if before:
        theme.resume(before.renderer.theme)
    if prefetch:
        prefetch.compile_templates(theme.compile)


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
    loader = EntryLoader(root, page, BEGINNING)
    entries = [loader.parse(file, findings) for file in files.entries]
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


def _read(path: Path) -> bytes:
    return read_bytes(path) or b""
