"""Things that want one address are reported exactly where they would stand in each other's way."""

from collections.abc import Iterable
from itertools import combinations, product
from pathlib import Path

import pytest

from small_site import DELAY, HARBOUR, NOW, entry, update
from statusgen.model.addresses import Route, alias_file
from statusgen.model.findings import Finding, FindingsError
from statusgen.pipeline.load import load_site

ALIASES = (
    *("once", "once.html", "/incidents/Twice", "/incidents/a.html/", "/incidents/a.html"),
    *("/incidents/once/c.html", "/incidents/tickets/more/", "/incidents/tickets/preview.png/"),
    *("/issues/a/", "/issues/a/b/", "/issues/a/c.html", "/issues/", "/posts/c.html"),
    *("/history/2020/", "/history/2025/", "/feed.rss/x/", "/feed/2026-10.atom/x.html", "/feed/"),
    *("/api/v2/", "/components/web/", "/components/none/", "/sitemap-2026-10.xml/", "/x.html/y/"),
    *("/x.html", "/incidents/Tickets/", "tickets", "/maintenance/pier/"),
)
STATIC = (
    *("logo.svg", "icons/a/b.png", "issues/a/index.html", "issues/a/c.html", "Issues/a", "posts"),
    *("incidents/tickets/chart.gif", "incidents/tickets/index.html", "incidents/tickets/Event.ICS"),
    *("incidents/once/index.html", "incidents/once/c.html", "incidents/x/preview.png"),
    *("incidents/tickets/Chart.gif/a", "incidents/old/preview.png", "History/2025-09", "history"),
    *("feed.rss", "api/x.json", "api/v2", "components/web/a.png", "x.html", "feed"),
    *("components/web/badge.svg", "components/x/badge.svg", "sitemap-2026-10.xml", "_headers"),
    *(
        "sitemap-2020-10.xml",
        ".well-known/security.txt",
        "404.html/x",
        "maintenance/pier/EVENT.ics",
    ),
)
FOLDERS = ("incidents", "feed.rss/x")
NESTED = (
    *("/issues/a/", "/issues/a/b/", "/issues/a/c.html", "/issues/", "/incidents/a.html"),
    *("/posts/c.html", "/x.html/y/", "/x.html"),
)
RESERVED = (
    *("api/", "components/", "feed", "history", "sitemap-", "404.html/", "_headers"),
    *("incidents/x/preview.png", "incidents/once/index.html"),
)
"""What begins with these names is the build's, even where it writes nothing yet."""
PNG = b"\x89PNG\r\n\x1a\n"


def findings_of(root: Path) -> tuple[Finding, ...]:
    try:
        return load_site(root, NOW).findings
    except FindingsError as error:
        return error.findings


def in_the_way(path: str, files: Iterable[str], same: bool) -> bool:
    """Whether a path is one of these files, if that counts, or one needs the other as a folder."""
    return any(
        (same and path == file) or path.startswith(f"{file}/") or file.startswith(f"{path}/")
        for file in files
    )


def test_what_clashes_is_what_a_look_at_every_file_finds(tmp_path: Path) -> None:
    site = HARBOUR.load(tmp_path)
    written = {output.path.lower() for output in site.outputs} | {Route.MANIFEST.file()}
    written |= {Route.PREVIEW.file(id) for id in ("boats", "old", "tickets")}
    some = [(), ALIASES, *((alias,) for alias in ALIASES), *combinations(NESTED, 2)]
    clashes = 0
    for aliases, static in product(some, (STATIC, FOLDERS)):
        text = DELAY.replace("components", f"aliases: [{', '.join(aliases)}]\ncomponents")
        files: dict[str, str | bytes | None] = {f"static/{path}": "x" for path in static}
        allowed = f"allowed_files: {[f'static/{path}' for path in static]}\n"
        files |= {"incidents/2026/boats.md": text, "site.yaml": HARBOUR.page + allowed}
        moved = [alias_file("incidents", alias).lower() for alias in aliases]
        expected = {
            alias
            for alias, file in zip(aliases, moved, strict=True)
            if alias == "tickets"
            or in_the_way(file, written, True)
            or in_the_way(file, moved, False)
        }
        expected |= {path for path in static if in_the_way(path.lower(), [*written, *moved], True)}
        expected |= {path for path in static if path.lower().startswith(RESERVED)}
        findings = findings_of(HARBOUR.with_files(files).write(tmp_path))
        assert {named_by(finding) for finding in findings} == expected, aliases
        assert len(findings) == len(expected)
        clashes += len(expected)
    assert clashes > 1_000


def named_by(finding: Finding) -> str:
    """The alias or the file in static/ that a finding is about."""
    if finding.code == "alias-clash":
        return finding.message.split('"')[1]
    assert finding.code == "name-clash"
    return finding.place.path.removeprefix("content/static/")


def test_a_file_of_a_closed_incident_may_not_be_called_like_its_picture(tmp_path: Path) -> None:
    """The incident may be opened again, and then is no time to rename files."""
    shown = DELAY.replace("Sunshine.", "![fog](preview.png)")
    files: dict[str, str | bytes | None] = {"incidents/2026/boats.md": shown}
    files["incidents/2026/preview.png"] = PNG
    (finding,) = findings_of(HARBOUR.with_files(files).write(tmp_path))
    assert str(finding) == (
        "content/incidents/2026/preview.png:1:1: error: the build writes "
        "incidents/boats/preview.png itself; give this file another name  [name-clash]"
    )


@pytest.mark.parametrize("key", ["draft: true", "id: 'a b'"], ids=["a draft", "another finding"])
def test_the_aliases_of_an_entry_are_looked_at_whatever_else_is_with_it(
    tmp_path: Path, key: str
) -> None:
    text = DELAY.replace("components", f"aliases: [/history/]\n{key}\ncomponents")
    findings = findings_of(HARBOUR.with_files({"incidents/2026/boats.md": text}).write(tmp_path))
    assert "alias-clash" in [finding.code for finding in findings]


def test_entries_with_one_id_are_reported_with_everything_else(tmp_path: Path) -> None:
    other = entry(
        "Again", update("2026-11-20 10:00", "Investigating", "See [it](/nowhere/)."), impact="none"
    )
    small = HARBOUR.with_files({"incidents/2026/TICKETS.md": other})
    assert {p.code for p in findings_of(small.write(tmp_path))} == {"broken-link", "id-clash"}
