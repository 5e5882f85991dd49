"""Two people add updates to one file, and git merges them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from statusgen.author.merge import merge_entries
from statusgen.cli.main import main

HEAD = "---\ntitle: Tickets are slow\ncomponents: [orders]\n---"
FIRST = "## 2026-03-01 09:30 — Investigating\n\nSlow."
SECOND = "## 2026-03-01 10:00 — Identified\n\nThe card terminal."
OURS = "## 2026-03-01 11:00 — Monitoring\nNext update: 12:00\n\nBetter.\n\nThank you.\n\n- a\n- b"
THEIRS = "## 2026-03-01 11:10 — Update\nNext update: 12:00\n\nWe look on.\n\nThank you.\n\n- a\n- b"
ENTRY = "content/incidents/tickets.md"


def entry(*parts: str) -> str:
    return "\n\n".join([HEAD, *parts]) + "\n"


BASE = entry(SECOND, FIRST)


class Clone:
    """A clone of a site's repository, in which somebody works."""

    def __init__(self, folder: Path, origin: Path | None = None) -> None:
        self.folder = folder
        if origin is None:
            assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
            self.git("init", "--quiet", "--initial-branch", "main")
        else:
            command = ["git", "clone", "--quiet", str(origin), str(folder)]
            subprocess.run(command, check=True, timeout=60)

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        who = {
            f"GIT_{a}_{b}": "me@x.org" for a in ("AUTHOR", "COMMITTER") for b in ("NAME", "EMAIL")
        }
        environment = os.environ | who | {"GIT_CONFIG_GLOBAL": os.devnull}
        command = ["git", "-C", str(self.folder), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def commit(self) -> None:
        self.git("add", "--all")
        done = self.git("commit", "--quiet", "--message", "A change")
        assert done.returncode == 0, done.stdout + done.stderr

    def statusgen(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "statusgen", *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def clones(tmp_path: Path) -> tuple[Clone, Clone]:
    """Two clones of a site with one incident."""
    first = Clone(tmp_path / "first")
    (first.folder / ENTRY).write_text(BASE, "utf-8")
    first.commit()
    return first, Clone(tmp_path / "second", first.folder)


def test_two_people_update_one_incident_and_git_merges_both(clones: tuple[Clone, Clone]) -> None:
    first, second = clones
    first.statusgen("update", "tickets", "Monitoring", "-m", "Better.\n\nThank you.")
    first.commit()
    second.statusgen("update", "tickets", "Update", "-m", "We look on.\n\nThank you.")
    text = (second.folder / ENTRY).read_text("utf-8")
    second.commit()
    stamp = text.partition("## ")[2][:16]
    (second.folder / ENTRY).write_text(text.replace(stamp, f"{stamp}:30"), "utf-8")
    second.commit()
    for mine, other in (clones, clones[::-1]):
        pulled = mine.git("pull", "--no-rebase", "--no-edit", "--quiet", str(other.folder), "main")
        assert pulled.returncode == 0, pulled.stdout + pulled.stderr
        merged = (mine.folder / ENTRY).read_text("utf-8")
        assert merged.endswith(BASE.removeprefix(f"{HEAD}\n"))
        assert merged.index("We look on.\n\nThank you.") < merged.index("Better.\n\nThank you.")
        assert "2 warnings" in mine.statusgen("check")  # those of a new site


def test_a_rebase_merges_as_well(clones: tuple[Clone, Clone]) -> None:
    for clone, update in zip(clones, (OURS, THEIRS), strict=True):
        (clone.folder / ENTRY).write_text(entry(update, SECOND, FIRST), "utf-8")
        clone.statusgen("init")
        clone.commit()
    pulled = clones[1].git("pull", "--rebase", "--quiet", str(clones[0].folder), "main")
    assert pulled.returncode == 0, pulled.stdout + pulled.stderr
    merged = (clones[1].folder / ENTRY).read_text("utf-8")
    assert merged == entry(THEIRS, OURS, SECOND, FIRST)


def test_code_in_the_repository_is_not_run(clones: tuple[Clone, Clone], tmp_path: Path) -> None:
    for clone, update in zip(clones, (OURS, THEIRS), strict=True):
        (clone.folder / ENTRY).write_text(entry(update, SECOND, FIRST), "utf-8")
        clone.statusgen("init")
        (clone.folder / "statusgen").mkdir()
        code = f"open({str(tmp_path / 'was-run')!r}, 'w')\n"
        (clone.folder / "statusgen/__main__.py").write_text(code)
        (clone.folder / "statusgen/__init__.py").write_text("")
        clone.commit()
    pulled = clones[1].git("pull", "--no-rebase", "--no-edit", str(clones[0].folder), "main")
    assert pulled.returncode == 0, pulled.stdout + pulled.stderr
    assert not (tmp_path / "was-run").exists()


@pytest.mark.parametrize("gone", [False, True])
def test_what_both_have_changed_is_a_conflict_with_marks(
    clones: tuple[Clone, Clone], gone: bool
) -> None:
    first, second = clones
    for clone, text in ((first, "The cards."), (second, "The terminal.")):
        changed = BASE.replace("The card terminal.", text)
        (clone.folder / ENTRY).write_text(changed, "utf-8")
        clone.commit()
    second.statusgen("init")
    if gone:
        driver = second.git("config", "merge.statusgen.driver").stdout.strip()
        second.git(
            "config", "merge.statusgen.driver", driver.replace(sys.executable, "/gone/python")
        )
    assert second.git("pull", "--no-rebase", str(first.folder), "main").returncode != 0
    text = (second.folder / ENTRY).read_text("utf-8")
    assert "<<<<<<< one\nThe terminal.\n=======\nThe cards.\n>>>>>>> other\n" in text
    assert second.git("status", "--porcelain").stdout == f"UU {ENTRY}\n"


def test_a_clone_that_knows_nothing_of_statusgen_gets_a_conflict(
    clones: tuple[Clone, Clone],
) -> None:
    for clone, update in zip(clones, (OURS, THEIRS), strict=True):
        (clone.folder / ENTRY).write_text(entry(update, SECOND, FIRST), "utf-8")
        clone.commit()
    pulled = clones[1].git("pull", "--no-rebase", str(clones[0].folder), "main")
    assert pulled.returncode != 0
    assert "<<<<<<< " in (clones[1].folder / ENTRY).read_text("utf-8")


MORE = "affected: Everyone.\n---"


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        (BASE, entry(OURS, SECOND, FIRST), entry(THEIRS, SECOND, FIRST),
         entry(THEIRS, OURS, SECOND, FIRST)),
        (BASE, entry(THEIRS, SECOND, FIRST), entry(OURS, SECOND, FIRST),
         entry(THEIRS, OURS, SECOND, FIRST)),
        (entry(FIRST, SECOND), entry(FIRST, SECOND, OURS), entry(FIRST, SECOND, THEIRS),
         entry(FIRST, SECOND, OURS, THEIRS)),
        (entry(FIRST), entry(OURS, FIRST), entry(THEIRS, FIRST), entry(THEIRS, OURS, FIRST)),
        (entry(FIRST), entry(FIRST, OURS), entry(FIRST, THEIRS), entry(FIRST, OURS, THEIRS)),
        (BASE.rstrip(), f"{BASE}\n\n".replace(SECOND, OURS + "\n\n" + SECOND),
         entry(THEIRS, SECOND, FIRST), entry(THEIRS, OURS, SECOND, FIRST)),
        (BASE, BASE.replace("---\n\n", f"{MORE}\n\n", 1), entry(OURS, SECOND, FIRST),
         entry(OURS, SECOND, FIRST).replace("---\n\n", f"{MORE}\n\n", 1)),
        (BASE, BASE.replace("Slow.", "Slower."), entry(OURS, SECOND, FIRST),
         entry(OURS, SECOND, FIRST.replace("Slow.", "Slower."))),
        (BASE, entry(OURS, SECOND, FIRST), entry(OURS, SECOND, FIRST), entry(OURS, SECOND, FIRST)),
    ],
)  # fmt: skip
def test_updates_are_merged_in_the_order_of_the_file(
    base: str, ours: str, theirs: str, merged: str
) -> None:
    assert merge_entries(base, ours, theirs) == merged


SAME_MINUTE = THEIRS.replace("11:10", "11:00")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (entry(OURS, SECOND, FIRST), entry(SAME_MINUTE, SECOND, FIRST)),
        (BASE.replace("Slow.", "Slower."), BASE.replace("Slow.", "Very slow.")),
        (BASE.replace("title: ", "title: Our "), BASE.replace("title: ", "title: Their ")),
        (BASE.replace("09:30", "09:35"), entry(OURS, SECOND, FIRST)),
        (entry(SECOND), entry(OURS, SECOND, FIRST)),
        (entry(OURS, SECOND, FIRST), entry(FIRST, SECOND, THEIRS)),
        (entry(OURS, FIRST, SECOND), entry(THEIRS, SECOND, FIRST)),
        (entry(OURS.replace("11:00", "11:00+02:00"), SECOND, FIRST), entry(THEIRS, SECOND, FIRST)),
        (entry(OURS.replace("11:00", "11:00Z"), SECOND, FIRST), entry(THEIRS, SECOND, FIRST)),
        (entry(OURS, SECOND, FIRST).replace("\n", "\r\n"), entry(THEIRS, SECOND, FIRST)),
        (entry(f"{OURS}\n\n```\n{FIRST}\n```", SECOND, FIRST), entry(THEIRS, SECOND, FIRST)),
        (entry(OURS, OURS, SECOND, FIRST), entry(THEIRS, SECOND, FIRST)),
    ],
)
def test_a_person_decides_where_both_touch_one_text_or_the_order_is_unclear(
    ours: str, theirs: str
) -> None:
    assert merge_entries(BASE, ours, theirs) is None
    assert merge_entries(BASE, theirs, ours) is None
