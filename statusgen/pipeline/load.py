"""The way from a site's folder to an output folder, and to a library that serves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path

from statusgen.checks.library import Media, check_site
from statusgen.model.content import Content, ParsedSite
from statusgen.model.digest import digest_of
from statusgen.model.entry import Entry
from statusgen.model.findings import Finding, Findings, FindingsError, Place, sort_findings
from statusgen.model.page import Page
from statusgen.model.record import IncidentRecord, MaintenanceRecord
from statusgen.model.terms import Status
from statusgen.pipeline.appearance import make_renderer, parse_theme
from statusgen.pipeline.cache import RecordCache
from statusgen.pipeline.disk import read_bytes
from statusgen.pipeline.entries import parse_entries, parse_records
from statusgen.pipeline.layout import CONTENT, PAGE
from statusgen.pipeline.prefetch import Prefetch
from statusgen.pipeline.site_files import SiteFiles, read_page, read_site
from statusgen.pipeline.versions import versions as package_versions
from statusgen.read.page import parse_page
from statusgen.read.source import parse_source
from statusgen.render.outputs import plan_site
from statusgen.render.renderer import Renderer
from statusgen.render.targets import Batch, Output, Rank
from statusgen.render.theme import Theme


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
        return read_bytes(self.source) or b""


@dataclass(frozen=True)
class Site:
    """A site without errors: what it says, how it looks, and the warnings and hints about it."""

    files: SiteFiles
    content: Content
    media: Media
    renderer: Renderer
    versions: str
    findings: tuple[Finding, ...] = ()

    @property
    def page(self) -> Page:
        return self.content.page

    @property
    def at(self) -> datetime:
        """The instant at which everything here holds, in UTC."""
        return self.content.at

    @property
    def incidents(self) -> tuple[IncidentRecord, ...]:
        """Every incident that had begun, newest first."""
        return self.content.incidents

    @property
    def maintenances(self) -> tuple[MaintenanceRecord, ...]:
        """Every maintenance, planned, going on or over, newest first."""
        return self.content.maintenances

    @property
    def status(self) -> Status:
        """The status of the whole page: the worst of any component."""
        return self.content.status

    @property
    def causes(self) -> Mapping[str, str]:
        """What every output depends on, under the names that `--explain` uses."""
        renderer = self.renderer
        return {
            "the version of statusgen or a library": f"{self.versions} {renderer.draws_previews}",
            "site.yaml": digest_of(repr((self.content.page, renderer.foot, renderer.logo))),
            "the theme": renderer.theme.digest + digest_of(renderer.font.content),
            "the words": renderer.words.digest,
        }

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        """Every file of the site, planned as far as it takes to see what changed."""
        copied = tuple(map(self._copy, self.media))
        rendered = plan_site(self.content, self.renderer.draws_previews)
        return (*rendered, Batch("copied", None, lambda: copied))

    @property
    def lacks_previews(self) -> bool:
        """Whether pictures are left out, or a font is not looked at, for lack of Pillow."""
        renderer, records = self.renderer, self.content.records
        is_open = any(isinstance(r, IncidentRecord) and not r.over for r in records)
        return not renderer.draws_previews and (is_open or renderer.font.own)

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Every file of the site: what is rendered, and what is copied."""
        return tuple(output for batch in self.batches for output in batch.outputs())

    def produce(self, output: Output) -> bytes:
        """An output's bytes. Raises FindingsError."""
        return output.produce(self.renderer)

    def _copy(self, file: tuple[str, str]) -> CopiedFile:
        address, source = file
        name = source.removeprefix(f"{CONTENT}/")
        digest = self.files.static.get(name) or self.files.beside[name]
        return CopiedFile(address, self.files.root / source, digest)


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
    """Read and check a whole site as it stands at an instant. Raises FindingsError.

    `now` is given where nobody chose the instant: then an update from the future is an error.
    `workers` is how many processes may parse. `before` is the site as it stood, whose templates
    are not compiled again where they are the same.
    """
    findings = Findings()
    cache = cache or RecordCache()
    versions = prefetch.versions() if prefetch else package_versions()
    content = read_page(root)
    cache.begin(digest_of(f"{versions}\n{digest_of(content or b'')}"))
    digests = prefetch.digests() if prefetch else {}
    files = read_site(root, content, findings, digests, cache.find)
    page = _parse_page(root, files.page, at.date(), findings)
    if page is None:
        raise FindingsError(findings)
    theme = parse_theme(files, page, findings)
    if theme:
        _save_compiling(theme, before, prefetch)
    records, broken = parse_records(files.entries, page, at, cache, findings, workers)
    static, beside = frozenset(files.static), frozenset(files.beside)
    parsed = ParsedSite(page, records, broken, static, beside, drafts)
    checked = check_site(parsed, at, findings, now)
    renderer = make_renderer(files, theme, parsed, at, findings) if theme else None
    if findings.errors or checked is None or renderer is None:
        raise FindingsError(findings)
    return Site(files, *checked, renderer, versions, sort_findings(findings))


def _save_compiling(theme: Theme, before: Site | None, prefetch: Prefetch | None) -> None:
    """Take the code of templates from the site as it stood, or have another process make it."""
    if before:
        theme.resume(before.renderer.theme)
    if prefetch:
        prefetch.compile_templates(theme.compile)


def load_page(root: Path, at: datetime) -> Page:
    """Read a site's page alone at an instant. Raises FindingsError."""
    findings = Findings()
    page = _parse_page(root, read_page(root), at.date(), findings)
    if page is None or findings.errors:
        raise FindingsError(findings)
    return page


def load_entries(
    root: Path, page: Page, at: datetime
) -> tuple[tuple[Entry, ...], tuple[Finding, ...]]:
    """Read a site's good entries, drafts among them, and the errors in the others."""
    findings = Findings()
    files = read_site(root, None, findings)
    unreadable = {error.place.path for error in findings.errors}
    entries = parse_entries(files.entries, page, at, findings)
    return tuple(e for e in entries if e.source not in unreadable), findings.errors


def _parse_page(root: Path, content: bytes | None, today: date, findings: Findings) -> Page | None:
    if content is None:
        message = f"there is no {PAGE} in {root}"
        fix = "go to the folder of your site, or run statusgen init to make one"
        findings.error(Place(PAGE), "no-site", message, fix)
        return None
    page, found = _parse_page_once(content, today)
    findings.extend(found)
    return page


@lru_cache(maxsize=1)
def _parse_page_once(content: bytes, today: date) -> tuple[Page | None, tuple[Finding, ...]]:
    """A page with what was found in it; while entries are written, it stays what it is."""
    findings = Findings()
    source = parse_source(PAGE, content, findings)
    return parse_page(source, today, findings) if source else None, tuple(findings)
