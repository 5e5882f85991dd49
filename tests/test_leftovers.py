"""What editors, systems and sync programs leave in a site's folders is no content."""

from pathlib import Path

import pytest

from small_site import HARBOUR, OLD, build_in_memory, entry, load, update
from statusgen.model.findings import Level
from statusgen.pipeline.leftovers import is_leftover

OPEN = entry("Deleted", update("2026-11-20 09:00", "Investigating", "Gone."), impact="major")
FOLDERS = (".trash", ".stversions", ".obsidian", ".git", "2026/.sync", "__MACOSX", "old~")
FILES = (
    "._tickets.md",
    ".hidden.md",
    ".tickets.md.swp",
    ".tickets.md.kate-swp",
    ".~lock.tickets.odt#",
    ".DS_Store",
    "#tickets.md#",
    "4913",
    "Icon\r",
    "Thumbs.db",
    "tickets.md~",
    "tickets.md.bak",
    "tickets.md.orig",
    "tickets.md.rej",
    "tickets.md.swp",
    "tickets.md.tmp",
    "tickets.md___jb_tmp___",
    "~$tickets.docx",
)
COPIES = (
    "tickets (Ada's conflicted copy 2026-11-20).md",
    "tickets (conflicted copy 2026-11-20 101500).md",
    "tickets.sync-conflict-20261120-101500-ABCDEF7.md",
    "tickets_conflict-20261120-101500.md",
    "tickets_LOCAL_4711.md",
)


@pytest.mark.parametrize("folder", ["incidents", "maintenance", "static", ""])
def test_leftovers_neither_block_a_build_nor_reach_it(folder: str, tmp_path: Path) -> None:
    plain = HARBOUR.load(tmp_path)
    place = tmp_path / "content" / folder
    for name in FOLDERS:
        (place / name).mkdir(parents=True)
        (place / name / "old.md").write_text(OPEN, "utf-8")
    for name in FILES:
        (place / name).write_bytes(b"\0\0 no text")
    (place / ".#tickets.md").symlink_to("ada@host.4711:1700000000")
    site = load(tmp_path)
    assert site.findings == ()
    assert build_in_memory(site) == build_in_memory(plain)


def test_leftovers_in_a_theme_or_among_catalogues_are_left_out(tmp_path: Path) -> None:
    files = ("themes/default/templates/._entry.html", "themes/default/static/#style.css#")
    for name in (*files, "themes/.trash/templates/front.html", "locales/._de.po"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"{% if %}\0\xff")
    site = HARBOUR.load(tmp_path)
    assert site.findings == ()
    assert not any("._" in name or "#" in name for name in site.renderer.theme.files)


def test_hidden_files_that_hosts_ask_for_are_copied_from_static(tmp_path: Path) -> None:
    names = (".nojekyll", ".domains", ".well-known/openid/keys")
    hidden = (".gitkeep", ".well-known/.DS_Store", "deep/.git/config")
    files = {f"static/{name}": "x" for name in (*names, *hidden)}
    outputs = build_in_memory(HARBOUR.with_files(files).load(tmp_path))
    assert [outputs.get(name) for name in names] == [b"x"] * len(names)
    assert not any(name in outputs for name in hidden)


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_that_a_conflict_left_is_a_warning_and_is_not_published(
    name: str, tmp_path: Path
) -> None:
    site = HARBOUR.with_files({f"incidents/{name}": OPEN}).load(tmp_path)
    (finding,) = site.findings
    assert (finding.level, finding.place.path) == (Level.WARNING, f"content/incidents/{name}")
    assert "tickets.md" in finding.fix
    assert len(site.incidents) == 3


def test_a_readme_is_no_entry(tmp_path: Path) -> None:
    names = (
        "README.md",
        "incidents/README.md",
        "incidents/2026/readme.md",
        "incidents/README",
        "maintenance/ReadMe.MD",
    )
    site = HARBOUR.with_files(dict.fromkeys(names, "# How we write\n")).load(tmp_path)
    assert site.findings == ()
    assert build_in_memory(site) == build_in_memory(HARBOUR.load(tmp_path))


def test_a_document_is_a_warning_unless_an_entry_links_to_it(tmp_path: Path) -> None:
    linked = entry(
        "Log",
        update("2026-11-20 09:00", "Resolved", "See [it](log.txt)."),
        started="2026-11-20 08:00",
    )
    draft = entry(
        "Soon", update("2026-11-20 09:00", "Resolved", "See [it](draft.txt)."), draft="true"
    )
    documents = ("notes.txt", "log.txt", "draft.txt", "report.docx", "LICENSE", "chart.csv")
    files = {f"incidents/{name}": "x" for name in documents}
    site = HARBOUR.with_files(
        {**files, "incidents/log.md": linked, "incidents/draft.md": draft}
    ).load(tmp_path)
    found = {finding.place.path.rpartition("/")[2]: finding.fix for finding in site.findings}
    assert found == {
        "LICENSE": "rename it to LICENSE.md",
        "notes.txt": "rename it to notes.md",
        "report.docx": "put its text into report.md, in a plain text editor",
    }
    assert "incidents/log/log.txt" in build_in_memory(site)


def test_a_name_with_a_dot_or_a_tilde_inside_is_content(tmp_path: Path) -> None:
    names = ("v1.2", "a~b", "backup_2026", "conflict", "orders-tmp")
    assert not any(is_leftover(f"{name}.md", is_static=False) for name in names)
    site = HARBOUR.with_files({f"incidents/{name}.md": OLD for name in names}).load(tmp_path)
    assert len(site.incidents) == 3 + len(names)
