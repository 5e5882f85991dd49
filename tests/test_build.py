"""What a build does to an output folder: little, all or nothing, and only to what is its own."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from output import MANIFEST, broken_links, half_written, read_stamps, read_tree
from small_site import DELAY, HARBOUR, NOW, URL, SmallSite, build_in_memory, entry, write_quietly
from small_site import update as told
from statusgen.model.findings import FindingsError
from statusgen.pipeline.load import load_site
from statusgen.pipeline.write import BuildResult
from tiers import in_tiers
from web import CHECKOUT, DEMO_INSTANT, build

MAKE_CONTENT = CHECKOUT.parent / "shared" / "peers" / "make_content.py"
CORPUS = CHECKOUT.parent / "shared" / "corpora" / "stactus.tar.xz"
MOST_FILES = 30
FEWER = 1000
OPEN = "open.md"


def publish(small: SmallSite, folder: Path, at: datetime = NOW) -> BuildResult:
    return write_quietly(small.load(folder, at), folder / "public")


def codes(small: SmallSite, folder: Path) -> set[str]:
    """The codes of the problems with which a build gives up."""
    with pytest.raises(FindingsError) as caught:
        publish(small, folder)
    return {problem.code for problem in caught.value.findings}


def with_one_more_update(text: str, stamp: str, state: str = "Update") -> str:
    """An entry whose updates run newest first, with one more at the top."""
    return text.replace("\n## ", f"\n{told(stamp, state, 'We are still at it.')}\n## ", 1)


def test_every_link_of_the_demonstration_site_leads_to_a_file(demo_site: Path) -> None:
    page = (CHECKOUT / "content" / "site.yaml").read_text("utf-8")
    url = re.search(r"(?m)^url: *(\S+)", page)
    assert url
    tree = read_tree(demo_site)
    assert len(tree) > 50
    assert half_written(tree) == []
    assert broken_links(tree, url[1]) == []


def test_an_unchanged_site_is_not_written_again(tmp_path: Path) -> None:
    publish(HARBOUR, tmp_path)
    before = read_stamps(tmp_path / "public")
    account = publish(HARBOUR, tmp_path)
    assert account.written == {}
    assert account.removed == ()
    assert read_stamps(tmp_path / "public") == before


def test_a_site_is_not_written_again_where_only_the_memory_of_it_is_lost(tmp_path: Path) -> None:
    publish(HARBOUR, tmp_path)
    before = read_stamps(tmp_path / "public")
    shutil.rmtree(tmp_path / ".statusgen")
    assert publish(HARBOUR, tmp_path).written == {}
    assert read_stamps(tmp_path / "public") == before


def test_nothing_on_the_page_says_when_it_was_built(tmp_path: Path) -> None:
    publish(HARBOUR, tmp_path)
    account = publish(HARBOUR, tmp_path, NOW + timedelta(seconds=30))
    assert account.written == {}


def test_an_update_dated_minutes_ahead_by_another_clock_is_shown_or_a_problem(
    tmp_path: Path,
) -> None:
    three_minutes_ahead = told("2026-11-21 22:03", "Investigating", "Fog on all lines.")
    small = HARBOUR.with_files({"incidents/new.md": entry("Fog", three_minutes_ahead)})
    with suppress(FindingsError):
        site = load_site(small.write(tmp_path), NOW, now=NOW)
        tree = build_in_memory(site)
        assert b"Fog on all lines." in tree["index.html"]
        assert b"Fog on all lines." in tree["feed.rss"]


def test_one_more_update_on_the_demonstration_site_writes_a_handful_of_files(
    tmp_path: Path,
) -> None:
    shutil.copytree(CHECKOUT / "content", tmp_path / "content")
    at = datetime.fromisoformat(DEMO_INSTANT)
    out = tmp_path / "public"
    write_quietly(load_site(tmp_path, at), out)
    file = tmp_path / "content" / "incidents" / "2026-11-21-pulau-ubin.md"
    text = with_one_more_update(file.read_text("utf-8"), "2026-11-21 21:55")
    file.write_text(text, "utf-8")
    account = write_quietly(load_site(tmp_path, at), out)
    assert "incidents/2026-11-21-pulau-ubin/index.html" in account.written
    assert "index.html" in account.written
    assert len(account.written) <= MOST_FILES, sorted(account.written)


@pytest.mark.parametrize("many", in_tiers([], ["9028"]))
def test_one_more_update_writes_the_same_among_few_and_many_real_incidents(
    tmp_path: Path, many: str
) -> None:
    root = real_incidents(tmp_path, int(many))
    among_many = written_by_one_more_update(root, tmp_path / "many")
    for file in sorted((root / "content" / "incidents").iterdir())[:-FEWER]:
        file.unlink()
    among_few = written_by_one_more_update(root, tmp_path / "few")
    assert among_few == among_many
    assert len(among_many) <= MOST_FILES, sorted(among_many)


def real_incidents(folder: Path, limit: int) -> Path:
    """A site with the newest real incidents, of which one is open: a page shows all that is."""
    if not MAKE_CONTENT.is_file() or not CORPUS.is_file():
        pytest.skip(f"{MAKE_CONTENT} and {CORPUS}, the real incidents, are not there")
    command = [sys.executable, str(MAKE_CONTENT), str(folder), "--limit", str(limit)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    root, opened = folder / "statusgen", []
    for file in (root / "content" / "incidents").iterdir():
        text = file.read_text("utf-8")
        newest = re.search(r"(?m)^## (\S+ \S+) — ", text)
        if newest and "— Resolved" not in text:
            opened.append(("\n- " in text.partition("\n---\n")[0], newest[1], file))
    *others, (_, _, chosen) = sorted(opened)
    for _, stamp, file in others:
        later = datetime.fromisoformat(stamp) + timedelta(seconds=1)
        file.write_text(with_one_more_update(file.read_text("utf-8"), str(later), "Resolved"))
    chosen.rename(chosen.with_name(OPEN))
    return root


def written_by_one_more_update(root: Path, out: Path) -> dict[str, int]:
    """What is written, with the size of each, for an update to the open incident."""
    opened = root / "content" / "incidents" / OPEN
    before = opened.read_text("utf-8")
    write_quietly(load_site(root, NOW), out)
    opened.write_text(with_one_more_update(before, "2026-11-21 13:00"), "utf-8")
    account = write_quietly(load_site(root, NOW), out)
    opened.write_text(before, "utf-8")
    assert f"incidents/{opened.stem}/index.html" in account.written
    return {path: (out / path).stat().st_size for path in account.written}


@pytest.mark.parametrize(
    ("small", "code"),
    [
        (HARBOUR.with_files({"incidents/bad.md": "---\ntitle: x\n---\n"}), "no-update"),
        (HARBOUR.with_files({"static/feed.rss": "mine"}), "name-clash"),
        (
            HARBOUR.with_files({"incidents/tickets.md": DELAY.replace("Fog", "![Fog](x)")}),
            "broken-link",
        ),
    ],
)
def test_a_site_with_a_problem_changes_nothing(tmp_path: Path, small: SmallSite, code: str) -> None:
    publish(HARBOUR, tmp_path)
    before = read_stamps(tmp_path / "public"), read_stamps(tmp_path / ".statusgen")
    assert code in codes(small, tmp_path)
    assert (read_stamps(tmp_path / "public"), read_stamps(tmp_path / ".statusgen")) == before


def test_a_template_that_fails_on_one_document_changes_nothing(tmp_path: Path) -> None:
    publish(HARBOUR, tmp_path)
    before = read_stamps(tmp_path / "public")
    own = tmp_path / "themes" / "default" / "templates" / "month.html"
    own.parent.mkdir(parents=True)
    own.write_text(
        '{% extends "default/month.html" %}\n{% block main %}{{ nothing }}{% endblock %}'
    )
    with pytest.raises(FindingsError) as caught:
        publish(
            HARBOUR.with_files({"incidents/2026/boats.md": DELAY.replace("Fog", "Haze")}), tmp_path
        )
    assert str(caught.value.findings[0].place).startswith("themes/default/templates/month.html:2")
    assert read_stamps(tmp_path / "public") == before


def test_a_first_build_with_a_problem_makes_no_folder(tmp_path: Path) -> None:
    assert codes(SmallSite(files={"incidents/bad.md": ""}), tmp_path) == {"empty-file"}
    assert not (tmp_path / "public").exists()


def test_files_that_no_build_wrote_stay_as_they_are(tmp_path: Path) -> None:
    publish(HARBOUR, tmp_path)
    out = tmp_path / "public"
    mine = [out / "CNAME", out / "incidents" / "old" / "mine.pdf", out / "mine" / "a" / "b.html"]
    for file in mine:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"I am {file.name}")
    (out / "empty").mkdir()
    before = {file: (file.lstat(), file.read_text()) for file in mine}
    publish(HARBOUR.with_files({"incidents/2025/old.md": None}), tmp_path)
    assert not (out / "incidents" / "old" / "index.html").exists()
    publish(SmallSite(), tmp_path)
    for file, (stat, text) in before.items():
        assert file.lstat().st_mtime_ns == stat.st_mtime_ns
        assert file.read_text() == text
    assert (out / "empty").is_dir()
    assert not (out / "incidents" / "tickets").exists()


def test_a_folder_with_foreign_files_can_be_built_into(tmp_path: Path) -> None:
    out = tmp_path / "public"
    (out / ".git").mkdir(parents=True)
    (out / ".git" / "HEAD").write_text("ref: refs/heads/gh-pages\n")
    account = publish(HARBOUR, tmp_path)
    tree = read_tree(out)
    assert tree.pop(".git/HEAD") == b"ref: refs/heads/gh-pages\n"
    assert tree.keys() == account.written.keys() | {MANIFEST}


@pytest.mark.parametrize("path", ["index.html", "history/index.html", "history"])
def test_a_foreign_file_where_ours_would_go_is_a_problem_and_nothing_is_written(
    tmp_path: Path, path: str
) -> None:
    file = tmp_path / "public" / path
    file.parent.mkdir(parents=True)
    file.write_text("I was here first")
    before = read_stamps(tmp_path / "public")
    assert codes(HARBOUR, tmp_path) == {"foreign-file"}
    assert read_stamps(tmp_path / "public") == before


def test_a_link_where_our_file_would_go_is_a_problem_and_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.html"
    elsewhere.write_text("Far away")
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "404.html").symlink_to(elsewhere)
    assert codes(HARBOUR, tmp_path) == {"foreign-file"}
    assert elsewhere.read_text() == "Far away"


def test_a_foreign_file_with_the_very_bytes_of_ours_stays_for_good(tmp_path: Path) -> None:
    publish(HARBOUR, tmp_path / "first")
    shutil.copytree(tmp_path / "first" / "public", tmp_path / "public")
    (tmp_path / "public" / MANIFEST).unlink()
    assert publish(HARBOUR, tmp_path).written == {}
    removed = HARBOUR.with_files({"incidents/2025/old.md": None})
    with pytest.raises(FindingsError, match="foreign-file"):
        publish(removed, tmp_path)
    assert (tmp_path / "public/incidents/old/index.html").exists()


def test_a_list_of_our_files_that_leads_elsewhere_removes_nothing_there(tmp_path: Path) -> None:
    publish(HARBOUR, tmp_path)
    precious = tmp_path / "precious.txt"
    precious.write_text("Keep me")
    listed = tmp_path / "public" / MANIFEST
    listed.write_text(f"../precious.txt\n{precious}\nhistory/../../precious.txt\n")
    publish(HARBOUR, tmp_path)
    assert precious.read_text() == "Keep me"


def test_nothing_is_removed_behind_a_link_that_took_the_place_of_a_folder(tmp_path: Path) -> None:
    publish(HARBOUR, tmp_path)
    folder, elsewhere = tmp_path / "public" / "incidents" / "old", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "index.html").write_text("Keep me")
    shutil.rmtree(folder)
    folder.symlink_to(elsewhere)
    with suppress(FindingsError):
        publish(HARBOUR.with_files({"incidents/2025/old.md": None}), tmp_path)
    assert (elsewhere / "index.html").read_text() == "Keep me"


@pytest.mark.parametrize(("before", "after"), [("a.txt", "a.txt/b.txt"), ("a.txt/b.txt", "a.txt")])
def test_a_file_of_ours_gives_way_to_a_folder_of_ours_and_back(
    tmp_path: Path, before: str, after: str
) -> None:
    publish(SmallSite(files={f"static/{before}": "A map."}), tmp_path)
    publish(SmallSite(files={f"static/{after}": "Another."}), tmp_path)
    assert (tmp_path / "public" / after).read_text() == "Another."


def test_a_file_that_somebody_changed_in_the_output_folder_is_put_right(tmp_path: Path) -> None:
    publish(HARBOUR, tmp_path)
    before = read_tree(tmp_path / "public")
    (tmp_path / "public" / "index.html").write_text("All is well, trust me")
    (tmp_path / "public" / "feed.rss").unlink()
    assert publish(HARBOUR, tmp_path).written.keys() == {"index.html", "feed.rss"}
    assert read_tree(tmp_path / "public") == before


def test_the_links_of_a_page_under_a_path_stay_under_it(tmp_path: Path) -> None:
    publish(HARBOUR, tmp_path)
    assert broken_links(read_tree(tmp_path / "public"), URL) == []
    assert build(tmp_path, tmp_path / "by-command").is_dir()


def test_a_build_in_a_locale_without_utf_8_writes_the_same(tmp_path: Path) -> None:
    alias = DELAY.replace("title:", "aliases: [/tag/été/]\ntitle:")
    HARBOUR.having(**{"incidents/summer.md": alias}).write(tmp_path)
    command = [sys.executable, "-m", "statusgen", "build", "--site", str(tmp_path), "-o"]
    bare = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    for out, locale in (("usual", {}), ("bare", bare)):
        target = [*command, str(tmp_path / out), "--at", DEMO_INSTANT]
        subprocess.run(target, check=True, capture_output=True, env=os.environ | locale)
    written = read_tree(tmp_path / "bare")
    assert written == read_tree(tmp_path / "usual")
    assert "tag/été/index.html" in written
