"""`--explain` says for each written file why, and what it says is true."""

import os
import shutil
from contextlib import chdir
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from small_site import DELAY, HARBOUR, KEY, NOW, SmallSite, write_quietly
from statusgen.cli.main import main
from statusgen.pipeline.build_state import find_touched, parse_state
from statusgen.pipeline.changes import Changes
from statusgen.pipeline.layout import state_folder
from statusgen.pipeline.load import load_site

SAID = "what it says changed"


def explained(small: SmallSite, folder: Path, minutes: int = 0) -> dict[str, str]:
    """Build as a person would, with --explain: a reason for each file."""
    at = f"{NOW + timedelta(minutes=minutes):%Y-%m-%d %H:%M}Z"
    with chdir(small.write(folder)):
        command = ["build", "--explain", "-o", "public", "--at", at]
        run = CliRunner().invoke(main, command, catch_exceptions=False)
    assert run.exit_code == 0, run.output
    *lines, summary = run.stdout.splitlines()
    reasons = dict(line.split(": ", 1) for line in lines)
    written = sum("removed" not in reason for reason in reasons.values())
    assert f"{written} file{'' if written == 1 else 's'} written" in summary
    return reasons


def built(tmp_path: Path) -> Path:
    write_quietly(HARBOUR.load(tmp_path), tmp_path / "public")
    return tmp_path


def test_in_a_first_build_every_file_is_new(tmp_path: Path) -> None:
    reasons = explained(HARBOUR, tmp_path)
    assert set(reasons.values()) == {"new"}
    assert "index.html" in reasons


def test_an_unchanged_site_needs_no_reason(tmp_path: Path) -> None:
    assert explained(HARBOUR, built(tmp_path)) == {}


def test_a_changed_update_is_why_what_shows_it_is_written(tmp_path: Path) -> None:
    changed = HARBOUR.with_files({"incidents/2026/boats.md": DELAY.replace("Fog", "Mist")})
    reasons = explained(changed, built(tmp_path))
    assert set(reasons.values()) == {SAID}
    assert "incidents/boats/index.html" in reasons
    assert "incidents/tickets/index.html" not in reasons


def test_a_new_entry_is_new_and_what_lists_it_says_something_else(tmp_path: Path) -> None:
    reasons = explained(
        HARBOUR.with_files({"incidents/fog.md": DELAY.replace("-10-", "-09-")}), built(tmp_path)
    )
    assert reasons.pop("incidents/fog/index.html") == "new"
    assert reasons.pop("history/2026-09/index.html") == "new"
    assert reasons["history/2026/index.html"] == SAID


def test_a_removed_entry_is_removed_and_said_to_be(tmp_path: Path) -> None:
    reasons = explained(HARBOUR.with_files({"incidents/2025/old.md": None}), built(tmp_path))
    assert reasons["incidents/old/index.html"].startswith("removed")
    assert reasons["history/index.html"] == SAID


def test_a_changed_page_is_named_as_the_reason(tmp_path: Path) -> None:
    page = SmallSite((("web", "Shop"), ("app", "App")), HARBOUR.files)
    assert set(explained(page, built(tmp_path)).values()) == {"site.yaml changed"}


def test_a_changed_theme_is_named_as_the_reason(tmp_path: Path) -> None:
    style = built(tmp_path) / "themes" / "default" / "static" / "style.css"
    style.parent.mkdir(parents=True)
    style.write_text("body { color: maroon }")
    reasons = explained(HARBOUR, tmp_path)
    assert set(reasons.values()) == {"the theme changed"}
    assert "index.html" in reasons


def test_the_time_that_passed_shows_as_what_a_page_says(tmp_path: Path) -> None:
    day = 24 * 60
    assert set(explained(HARBOUR, built(tmp_path), day).values()) == {SAID}


def test_a_touched_file_is_written_because_it_was_touched(tmp_path: Path) -> None:
    file = built(tmp_path) / "public" / "feed.rss"
    file.write_text("Nonsense")
    (tmp_path / "public" / "badge.svg").unlink()
    reasons = explained(HARBOUR, tmp_path)
    assert reasons.keys() == {"feed.rss", "badge.svg"}
    assert set(reasons.values()) == {"missing or touched in the output folder"}


def test_a_touched_page_of_an_entry_is_written_alone(tmp_path: Path) -> None:
    pages = built(tmp_path) / "public" / "incidents"
    (pages / "old" / "index.html").write_text("Nonsense")
    (pages / "boats" / "index.html").unlink()
    reasons = explained(HARBOUR, tmp_path)
    assert reasons.keys() == {"incidents/old/index.html", "incidents/boats/index.html"}
    assert set(reasons.values()) == {"missing or touched in the output folder"}


def test_an_entry_that_moves_to_another_month_is_not_new(tmp_path: Path) -> None:
    moved = {"incidents/2026/boats.md": DELAY.replace("-10-", "-09-")}
    reasons = explained(HARBOUR.with_files(moved), built(tmp_path))
    assert reasons["incidents/boats/index.html"] == SAID
    assert explained(HARBOUR.with_files(moved), tmp_path) == {}
    assert explained(HARBOUR, tmp_path)["incidents/boats/index.html"] == SAID


def test_a_file_that_stood_there_before_is_never_called_new(tmp_path: Path) -> None:
    shutil.rmtree(built(tmp_path) / ".statusgen")
    changed = HARBOUR.with_files({"incidents/2026/boats.md": DELAY.replace("Fog", "Mist")})
    reasons = explained(changed, tmp_path)
    assert "incidents/boats/index.html" in reasons
    assert "new" not in reasons.values()


def test_a_page_that_a_killed_build_left_behind_is_not_explained_as_new(tmp_path: Path) -> None:
    state = built(tmp_path) / ".statusgen" / "public" / "state.json"
    earlier = state.read_bytes()
    changed = HARBOUR.with_files({"incidents/2026/boats.md": DELAY.replace("Fog", "Mist")})
    write_quietly(changed.load(tmp_path), tmp_path / "public")
    state.write_bytes(earlier)
    reasons = explained(HARBOUR, tmp_path)
    assert reasons
    assert set(reasons.values()) == {"missing or touched in the output folder"}


@pytest.mark.parametrize("seconds", [1, 2])
def test_an_archive_that_cuts_times_makes_no_work(tmp_path: Path, seconds: int) -> None:
    """What a pipeline packs and unpacks between two builds comes back with shorter times."""
    root, out = HARBOUR.write(tmp_path), tmp_path / "public"
    write_quietly(load_site(root, NOW), out)
    whole = seconds * 1_000_000_000
    for file in out.rglob("*"):
        cut = file.stat().st_mtime_ns // whole * whole
        os.utime(file, ns=(cut, cut))
    site = load_site(root, NOW)
    last = parse_state((state_folder(out) / "state.json").read_bytes(), KEY)

    def reasons() -> dict[str, str]:
        touched = frozenset(find_touched(out, last))
        return Changes(site, last, touched).reasons(out)

    assert reasons() == {}
    os.utime(out / "index.html", (0, 0))
    assert list(reasons()) == ["index.html"]
