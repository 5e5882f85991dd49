"""From a site's folder to a `Site` that can be rendered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from statusgen.checks.site import Media, check_site
from statusgen.model.content import Content, ParsedSite
from statusgen.model.digest import digest_of
from statusgen.model.entry import Entry
from statusgen.model.findings import Finding, Findings, FindingsError, Place, sort_findings
from statusgen.model.page import Page
from statusgen.model.record import IncidentRecord, MaintenanceRecord
from statusgen.model.terms import Status
from statusgen.pipeline.appearance import make_renderer, parse_theme
from statusgen.pipeline.cache import RecordCache
from statusgen.pipeline.content_files import find_page, list_entries, read_page
from statusgen.pipeline.disk import read_bytes
from statusgen.pipeline.entries import load_records
from statusgen.pipeline.layout import CONTENT, PAGE
from statusgen.pipeline.prefetch import Prefetch
from statusgen.pipeline.site_files import read_site
from statusgen.pipeline.versions import versions as package_versions
from statusgen.read.page import parse_page
from statusgen.read.source import parse_source
from statusgen.render.outputs import plan_site
from statusgen.render.renderer import Renderer
from statusgen.render.targets import Batch, Rank, Target


@dataclass(frozen=True)
class Site:
    """A site without errors: its content, how it is rendered, and its warnings and hints."""

    root: Path
    digests: Mapping[str, str]
    """Of files that may be copied, by path from `content/`."""
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
        rendered = plan_site(self.content, self.renderer.draws_previews)
        return (*rendered, Batch("copied", None, self._plan_copies))

    @property
    def lacks_previews(self) -> bool:
        """Whether pictures are left out, or a font is not checked, because Pillow is missing."""
        is_open = any(not incident.over for incident in self.incidents)
        return not self.renderer.draws_previews and (is_open or self.renderer.font.own)

    @property
    def outputs(self) -> tuple[Target, ...]:
        """Every file of the site: what is rendered, and what is copied."""
        return tuple(output for batch in self.batches for output in batch.outputs())

    def produce(self, output: Target) -> bytes:
        """An output's bytes. Raises FindingsError."""
        return output.produce(self.renderer)

    def _plan_copies(self) -> Iterator[Target]:
        """Copied files; a target's value is the path and digest of its source."""

        def copy(_: Renderer, file: tuple[str, str]) -> bytes:
            return read_bytes(self.root / file[0]) or b""

        for path, source in self.media:
            name = source.removeprefix(f"{CONTENT}/")
            yield Target(path, Rank.ASSET, copy, (source, self.digests[name]))


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
    """Read and check a whole site at an instant. Raises FindingsError.

    `now` is given unless the instant was chosen; then an update from the future is an error.
    `workers` is how many processes may parse. `before` is an earlier version of the site, whose
    compiled templates are used again if they did not change.
    """
    findings = Findings()
    files, content = read_site(root, findings), read_page(root)
    page = _parse_page(root, content, at.date(), findings)
    if page is None:
        findings.extend(list_entries(root).findings)
        raise FindingsError(findings)
    theme = parse_theme(files, page, findings)
    if theme and before:
        theme.resume(before.renderer.theme)
    if theme and prefetch:
        # Started before the entries are in memory: each page of it would be copied when touched.
        prefetch.compile_templates(theme.compile)
    cache = cache or RecordCache()
    versions, entries = prefetch.inputs() if prefetch else (package_versions(), list_entries(root))
    cache.select(digest_of(f"{versions}\n{digest_of(content or b'')}"))
    read = load_records(root, entries, page, at, cache, findings, workers)
    digests = {**files.static, **entries.beside}
    refused, beside = (*files.refused, *entries.refused), entries.beside.keys()
    parsed = ParsedSite(page, *read, files.static.keys(), beside, refused, drafts)
    checked = check_site(parsed, at, findings, now)
    renderer = make_renderer(files, theme, parsed, at, findings) if theme else None
    if findings.errors or checked is None or renderer is None:
        raise FindingsError(findings)
    return Site(root, digests, *checked, renderer, versions, sort_findings(findings))


def load_page(root: Path, at: datetime) -> Page:
    """Read only a site's page at an instant. Raises FindingsError."""
    return parse_page_file(read_page(root), at.date(), root)


def parse_page_file(content: bytes | None, today: date, root: Path = Path()) -> Page:
    """The page that a `site.yaml` describes. Raises FindingsError."""
    findings = Findings()
    page = _parse_page(root, content, today, findings)
    if page is None or findings.errors:
        raise FindingsError(findings)
    return page


def load_entries(
    root: Path, page: Page, at: datetime
) -> tuple[tuple[Entry, ...], tuple[Finding, ...], tuple[Entry, ...]]:
    """The entries that can be read, with drafts, the findings about others, and removed entries."""
    findings = Findings()
    files = list_entries(root)
    records, _, removed = load_records(root, files, page, at, RecordCache(), findings, workers=1)
    entries = {record.entry.source: record.entry for record in records}
    others = [finding for finding in findings if finding.place.path not in entries]
    return tuple(entries.values()), tuple(others), removed


def _parse_page(root: Path, content: bytes | None, today: date, findings: Findings) -> Page | None:
    if content is None:
        message = f"there is no {PAGE} in {root}"
        fix = "go to the folder of your site, or run statusgen init to make one"
        if found := find_page(root):
            fix = f"move {found} to {PAGE}"
        findings.error(Place(PAGE), "no-site", message, fix)
        return None
    source = parse_source(PAGE, content, findings)
    return parse_page(source, today, findings) if source else None
