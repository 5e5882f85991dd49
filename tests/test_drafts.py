"""A draft with mistakes: it is left out with warnings, and everything else is published."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from small_site import HARBOUR, build_in_memory, entry, load, update
from statusgen.cli.main import main
from statusgen.model.findings import FindingsError, Level

SAID = update("2026-11-20 09:00", "Investigating", "Notes.")
BAD_LINK = update("2026-11-20 09:00", "Investigating", "See [it](nowhere.md).")
FILE = "content/incidents/draft.md"
MISTAKES: dict[str, str | bytes] = {
    "an unknown component": entry("T", SAID, draft="true", components="[wbe]"),
    "no update": entry("T", "## What happened\n\nNotes.\n", draft="true"),
    "an unknown key": entry("T", SAID, draft="yes", severity="high"),
    "no title": "---\ndraft: true\n---\n\n" + SAID,
    "broken YAML": "---\ntitle: a: b\ndraft: true\n---\n\n" + SAID,
    "front matter that never ends": f"---\ntitle: T\ndraft: true # not yet\n\n{SAID}",
    "a control character": entry("T", SAID, draft="true").replace("Notes", "No\0tes"),
    "Latin-1": entry("Tür", SAID, draft="true").encode("cp1252"),
    "the id of another": entry("T", SAID, draft="true", id="boats"),
    "an alias that hides another": entry("T", SAID, draft="true", aliases="[boats]"),
    "a link that leads nowhere": entry("T", BAD_LINK, draft="true"),
}


def as_error(text: str | bytes) -> str | bytes:
    """The same, published."""
    if isinstance(text, bytes):
        return text.replace(b"draft: true\n", b"")
    return text.replace("draft: true", "draft: false").replace("draft: yes", "draft: no")


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_a_draft_is_a_warning_and_blocks_nothing(name: str, tmp_path: Path) -> None:
    plain = build_in_memory(HARBOUR.load(tmp_path))
    wrong = HARBOUR.with_files({"incidents/draft.md": MISTAKES[name]})
    site = wrong.load(tmp_path)
    assert {(f.level, f.place.path) for f in site.findings} == {(Level.WARNING, FILE)}
    assert build_in_memory(site) == plain
    with pytest.raises(FindingsError):
        wrong.with_files({"incidents/draft.md": as_error(MISTAKES[name])}).load(tmp_path)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_draft_with_a_mistake_is_not_shown_where_drafts_are(name: str, tmp_path: Path) -> None:
    site = load(
        HARBOUR.with_files({"incidents/draft.md": MISTAKES[name]}).write(tmp_path), drafts=True
    )
    shown = any(record.entry.source == FILE for record in site.incidents)
    assert shown == (name == "a link that leads nowhere")
    assert {finding.level for finding in site.findings} == {Level.WARNING}
    assert build_in_memory(site)["incidents/boats/index.html"]


def test_a_published_alias_is_not_hidden_by_the_id_of_a_draft(tmp_path: Path) -> None:
    files = {
        "incidents/a-draft.md": entry("T", SAID, draft="true", id="old-boats", impact="none"),
        "incidents/new.md": entry("T", SAID, aliases="[old-boats]", impact="none"),
    }
    site = HARBOUR.with_files(files).load(tmp_path)
    assert [(f.level, f.code) for f in site.findings] == [(Level.WARNING, "alias-clash")]
    assert "incidents/old-boats/index.html" in build_in_memory(site)


def test_a_picture_of_a_draft_may_stand_in_the_way_of_nothing(tmp_path: Path) -> None:
    told = update("2026-11-20 09:00", "Investigating", "![a chart](index.html)")
    files = {"incidents/draft.md": entry("T", told, draft="true"), "incidents/index.html": "x"}
    site = HARBOUR.with_files(files).load(tmp_path)
    assert {finding.level for finding in site.findings} == {Level.WARNING}


def test_a_link_from_a_published_entry_to_a_broken_draft_says_that_it_is_a_draft(
    tmp_path: Path,
) -> None:
    linking = entry("T", update("2026-11-20 09:00", "Investigating", "See [it](draft.md)."))
    files = {
        "incidents/draft.md": MISTAKES["an unknown component"],
        "incidents/linking.md": linking,
    }
    with pytest.raises(FindingsError) as refusal:
        HARBOUR.with_files(files).load(tmp_path)
    assert [f.message for f in refusal.value.errors] == ["draft.md is still a draft"]


def test_a_word_about_drafts_in_the_text_makes_no_draft(tmp_path: Path) -> None:
    text = f"---\ntitle: a: b\n---\n\n{SAID}\ndraft: true\n"
    with pytest.raises(FindingsError):
        HARBOUR.with_files({"incidents/draft.md": text}).load(tmp_path)


def test_an_update_to_a_draft_with_a_mistake_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    HARBOUR.with_files({"incidents/draft.md": MISTAKES["an unknown key"]}).write(tmp_path)
    arguments = ["update", "draft", "Update", "-m", "More.", "--site", str(tmp_path)]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 1
    assert 'unknown key "severity"' in result.stderr
