"""`statusgen import`: what it says, and with which status it ends."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from import_source import snapshot
from misbehaving import answer, serve_behaviours
from statusgen.cli.main import main
from statusgen.imports.history import SourceError
from statusgen.imports.kinds import KINDS
from statusgen.imports.sources.files import LARGEST, SourceFiles
from test_import_stactus import OUTAGE, PAGE


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "incidents").mkdir(parents=True)
    (folder / "stactus.yaml").write_text(PAGE.replace("theme: {simple: {}}\n", ""), "utf-8")
    (folder / "incidents/a.yaml").write_text(OUTAGE, "utf-8")
    return folder


def run(kind: str, source: Path | str, into: Path, *more: str) -> Result:
    arguments = ["import", kind, str(source), "--into", str(into), *more]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_an_import_ends_with_an_account_and_a_site_that_builds(
    source: Path, tmp_path: Path
) -> None:
    result = run("stactus", source, tmp_path / "site")
    assert result.exit_code == 0
    assert result.output == (
        "                   read      written  there before\n"
        "entries               1            1             0\n"
        "updates               3            3             0\n"
        "components            3            3             0\n"
        "characters           46           46             0\n"
    )
    built = CliRunner().invoke(main, ["build", "--site", str(tmp_path / "site")])
    assert built.exit_code == 0, built.output
    assert (tmp_path / "site/public/ir/no.html").is_file()


def test_nothing_new_ends_well(source: Path, tmp_path: Path) -> None:
    run("stactus", source, tmp_path / "site")
    result = run("stactus", source, tmp_path / "site")
    assert result.exit_code == 0
    assert "Nothing is new; nothing was written." in result.output


def test_an_entry_that_is_lost_is_named_and_the_rest_goes_on(source: Path, tmp_path: Path) -> None:
    (source / "incidents/b.yaml").write_text("version: [", "utf-8")
    result = run("stactus", source, tmp_path / "site")
    assert result.exit_code == 1
    assert "incidents/b.yaml: an entry" in result.output
    assert list((tmp_path / "site/content/incidents").rglob("*.md"))


def test_a_mistake_in_the_site_is_told_after_the_account(source: Path, tmp_path: Path) -> None:
    run("stactus", source, tmp_path / "site")
    (tmp_path / "site/content/incidents/mine.md").write_text("---\ntitle: x\n---\n", "utf-8")
    result = run("stactus", source, tmp_path / "site")
    assert result.exit_code == 1
    assert "content/incidents/mine.md:4:1: error: the incident has no update yet" in result.output


def test_a_page_that_cannot_be_read_stops_the_import(source: Path, tmp_path: Path) -> None:
    page = tmp_path / "site/content/site.yaml"
    page.parent.mkdir(parents=True)
    page.write_text("name: [", "utf-8")
    before = snapshot(tmp_path / "site")
    result = run("stactus", source, tmp_path / "site")
    assert result.exit_code == 1
    assert "content/site.yaml:1:" in result.output
    assert snapshot(tmp_path / "site") == before


@pytest.mark.parametrize(
    ("name", "content", "likely"),
    [
        ("content/issues/a.md", "", "cstate"),
        ("history.atom", "<feed/>", "feed"),
        ("answers/1.json", '{"incident_updates": []}', "statuspage"),
        ("issues.json", '[{"comments_url": ""}]', "upptime"),
    ],
)
def test_a_source_of_another_kind_is_refused_with_the_kind_that_it_looks_like(
    tmp_path: Path, name: str, content: str, likely: str
) -> None:
    file = tmp_path / "source" / name
    file.parent.mkdir(parents=True)
    file.write_text(content, "utf-8")
    result = run("stactus", tmp_path / "source", tmp_path / "site")
    assert result.exit_code == 2
    assert f"there is no stactus.yaml in it; it looks like {likely}" in result.output
    assert not (tmp_path / "site").exists()


def test_mistakes_in_usage_are_told(tmp_path: Path) -> None:
    result = run("stactus", tmp_path / "nowhere", tmp_path)
    assert (result.exit_code, "there is no file or folder" in result.output) == (2, True)
    result = run("stactus", "https://status.example/", tmp_path)
    assert (result.exit_code, "not from an address" in result.output) == (2, True)
    result = run("statuspge", tmp_path, tmp_path)
    assert (result.exit_code, "statuspge" in result.output) == (2, True)


def test_the_help_names_every_kind() -> None:
    output = CliRunner().invoke(main, ["import", "--help"]).output
    assert all(kind in output for kind in KINDS)


def test_nothing_is_read_through_a_link_out_of_the_source(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", "utf-8")
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "secret")
    files = SourceFiles(folder)
    assert files.names() == ("link",)
    with pytest.raises(SourceError, match="leaves"):
        files.read("link")
    with pytest.raises(SourceError, match="leaves"):
        files.read("../secret")


def test_a_file_that_is_too_large_or_no_file_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(LARGEST + 1)
    os.mkfifo(tmp_path / "pipe")
    files = SourceFiles(tmp_path)
    with pytest.raises(SourceError, match=r"67,108,865 bytes"):
        files.read("large")
    with pytest.raises(SourceError, match="no such file"):
        files.read("pipe")


def test_one_file_is_a_source_too(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}", "utf-8")
    (tmp_path / ".hidden.json").write_text("{}", "utf-8")
    assert SourceFiles(tmp_path / "a.json").names() == ("a.json",)
    assert SourceFiles(tmp_path).names(".json") == ("a.json",)
    assert SourceFiles(tmp_path / "a.json").read("a.json") == b"{}"


def test_a_link_to_another_folder_is_named_and_not_followed(source: Path, tmp_path: Path) -> None:
    (source / "more").symlink_to(source / "incidents")
    result = run("stactus", source, tmp_path / "site")
    assert "it is a link to another folder, and is not followed" in result.output
    assert "more: a folder" in result.output


def test_a_source_on_the_network_is_said_to_take_its_time(tmp_path: Path) -> None:
    with serve_behaviours(lambda _: answer(status=404)) as server:
        result = run("feed", server.url, tmp_path / "site")
    assert result.stderr.startswith(f"Reading {server.url}; a long history takes minutes.")


def test_an_empty_source_is_not_the_folder_where_one_is(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(source)
    result = run("stactus", "", tmp_path / "site")
    assert result.exit_code == 2
    assert "it is empty" in result.output


def test_a_login_in_an_address_is_never_printed(tmp_path: Path) -> None:
    address = "https://me:s3cr3t@127.0.0.1:9/feed.rss"
    result = CliRunner().invoke(main, ["import", "feed", address, "--into", str(tmp_path)])
    assert result.exit_code == 2
    assert "has a login in it" in result.output
    assert "s3cr3t" not in result.output
