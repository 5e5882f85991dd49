"""Everything written is a pure function of content, theme, version and one instant.

So a build that starts from what an earlier one left behind writes what a fresh one writes, and
neither the machine's language, its clock's zone, the order of its folders nor the place of a
checkout shows in a byte.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

import pytest
from hypothesis import strategies as st

from output import Tree, broken_links, differences, half_written, read_tree
from small_site import DELAY, HARBOUR, NOW, URL, SmallSite, build_afresh, build_again
from small_site import update as told
from tiers import slow_tier, tiered_given
from web import CHECKOUT

AT = "2026-11-21 14:00Z"


@dataclass(frozen=True)
class Moment:
    """A site as it is, when it is looked at, and how many edits made it so."""

    small: SmallSite
    at: datetime = NOW
    edits: int = 0

    def put(self, path: str, content: str | bytes | None) -> Self:
        return replace(self, small=self.small.with_files({path: content}))

    def text(self, path: str) -> str | None:
        found = self.small.files.get(path)
        return found if isinstance(found, str) else None


Edit = Callable[[Moment], Moment]
TICKETS = "incidents/tickets.md"


def say_more(was: Moment) -> Moment:
    text = was.text(TICKETS)
    if text is None:
        return was
    stamp = f"2026-11-20 11:{was.edits % 60:02}"
    more = told(stamp, "Update", f"Word number {was.edits}.", "Components: app = operational")
    return was if stamp in text else was.put(TICKETS, text.replace("\n## ", f"\n{more}\n## ", 1))


def close(was: Moment) -> Moment:
    return was.put("incidents/2026/boats.md", DELAY.replace("12:00", f"13:{was.edits % 60:02}"))


def correct(was: Moment) -> Moment:
    edited = f"— Identified\nEdited: 2026-11-20 11:15 correction {was.edits}"
    text = was.text(TICKETS)
    return was.put(TICKETS, text.replace("— Identified", edited)) if text else was


def retitle(was: Moment) -> Moment:
    text = (was.text(TICKETS) or "").replace("Nobody can", "No one can", 1)
    return was.put(TICKETS, text) if text else was


def add(was: Moment) -> Moment:
    month = was.edits % 12 + 1
    path = f"incidents/fog-{month}.md"
    return was.put(path, DELAY.replace("2026-10", f"2026-{month:02}").replace("[app]", "[web]"))


def drop(was: Moment) -> Moment:
    paths = [path for path in was.small.files if path.startswith("incidents/")]
    free = [path for path in paths if path not in (TICKETS, "incidents/chart.gif")]
    return was.put(free[was.edits % len(free)], None) if free else was


def move_away_and_leave_an_alias(was: Moment) -> Moment:
    text = was.text("incidents/2026/boats.md")
    if text is None:
        return was.put("incidents/2026/boats.md", DELAY)
    aliased = (
        text if "aliases" in text else text.replace("components", "aliases: [ships]\ncomponents")
    )
    return was.put("incidents/2026/boats.md", aliased)


def paint(was: Moment) -> Moment:
    return replace(was, small=replace(was.small, accent=f"#a0{was.edits % 100:02}60"))


def rename_a_component(was: Moment) -> Moment:
    (id, _), *others = was.small.components
    return replace(was, small=replace(was.small, components=((id, f"Shop {was.edits}"), *others)))


def add_a_component(was: Moment) -> Moment:
    known = dict(HARBOUR.components)
    more = () if len(was.small.components) > len(known) else (("pier", "Pier"),)
    return replace(was, small=replace(was.small, components=(*HARBOUR.components, *more)))


def exchange_a_picture(was: Moment) -> Moment:
    return was.put("incidents/chart.gif", b"GIF89a" + bytes([was.edits % 250]))


def wait_a_minute(was: Moment) -> Moment:
    return replace(was, at=was.at + timedelta(minutes=1))


def wait_a_day(was: Moment) -> Moment:
    return replace(was, at=was.at + timedelta(days=1))


def wait_until_the_work_is_done(was: Moment) -> Moment:
    return replace(was, at=was.at + timedelta(days=10))


def look_back(was: Moment) -> Moment:
    return replace(was, at=NOW - timedelta(days=was.edits))


EDITS: list[Edit] = [say_more, close, correct, retitle, add, drop, move_away_and_leave_an_alias]
EDITS += [paint, rename_a_component, add_a_component, exchange_a_picture]
EDITS += [wait_a_minute, wait_a_day, wait_until_the_work_is_done, look_back]


@tiered_given(st.lists(st.sampled_from(EDITS), min_size=2, max_size=8), quick=3, slow=25)
def test_after_any_edits_a_build_writes_what_a_fresh_one_writes(edits: list[Edit]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, moment = Path(name), Moment(HARBOUR)
        build_again(moment.small.write(folder), folder / "public", moment.at)
        for edit in edits:
            moment = replace(edit(moment), edits=moment.edits + 1)
            site = moment.small.load(folder, moment.at)
            found = build_again(folder, folder / "public", moment.at)
            fresh = build_afresh(site, folder / f"fresh{moment.edits}" / "public")
            assert differences(found, fresh) == [], edit.__name__
            assert half_written(found) == []
            if moment.at >= NOW:  # before, a text may name an entry that did not exist yet
                assert broken_links(found, URL) == []


def built_by_command(
    site: Path, out: Path, cwd: Path | None = None, environment: dict[str, str] | None = None
) -> Tree:
    """What the command writes, run in an environment that differs from this one."""
    command = [sys.executable, "-m", "statusgen", "build", "--at", AT]
    command += ["--site", str(site), "-o", str(out)]
    run = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | (environment or {}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return read_tree(out)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    folder = tmp_path_factory.mktemp("usual")
    return built_by_command(HARBOUR.write(folder), folder / "public")


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "LANG": "C", "TZ": "UTC", "PYTHONHASHSEED": "0"},
        {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr", "TZ": "Pacific/Kiritimati"},
        {"LC_ALL": "de_DE.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "1"},
        {"LC_ALL": "POSIX", "TZ": "Asia/Singapore", "PYTHONHASHSEED": "4294967295"},
        {"PYTHONUTF8": "1", "PYTHONOPTIMIZE": "1", "TZ": "nonsense", "SOURCE_DATE_EPOCH": "1"},
    ],
    ids=lambda environment: " ".join(f"{k}={v}" for k, v in environment.items()),
)
def test_no_environment_changes_a_byte(
    tmp_path: Path, usual: Tree, environment: dict[str, str]
) -> None:
    tree = built_by_command(HARBOUR.write(tmp_path), tmp_path / "public", environment=environment)
    assert differences(tree, usual) == []


@slow_tier
def test_the_order_of_folders_on_the_disk_changes_no_byte(tmp_path: Path, usual: Tree) -> None:
    for number, files in enumerate((sorted(HARBOUR.files), sorted(HARBOUR.files, reverse=True))):
        root = tmp_path / str(number)
        small = SmallSite(files={path: HARBOUR.files[path] for path in files})
        assert differences(built_by_command(small.write(root), root / "public"), usual) == []


@slow_tier
def test_the_place_of_the_site_and_of_the_output_change_no_byte(
    tmp_path: Path, usual: Tree
) -> None:
    site = tmp_path / "some where" / "é" / "site"
    HARBOUR.write(site)
    for cwd, given_site, out in (
        (tmp_path, Path("some where/é/site"), tmp_path / "out1"),
        (site, Path(), tmp_path / "some where" / "out2"),
        (site / "content", Path(".."), tmp_path / "out3"),
    ):
        assert differences(built_by_command(given_site, out, cwd), usual) == []


def test_the_place_of_the_checkout_changes_no_byte(tmp_path: Path, usual: Tree) -> None:
    for name in ("statusgen", "themes"):
        shutil.copytree(CHECKOUT / name, tmp_path / "copy" / name)
    site = HARBOUR.write(tmp_path / "site")
    tree = built_by_command(
        site, tmp_path / "out", environment={"PYTHONPATH": str(tmp_path / "copy")}
    )
    assert differences(tree, usual) == []


def test_files_with_other_times_and_modes_change_no_byte(tmp_path: Path, usual: Tree) -> None:
    root = HARBOUR.write(tmp_path)
    for file in (root / "content").rglob("*.md"):
        os.utime(file, (0, 0))
        file.chmod(0o600)
    assert differences(built_by_command(root, tmp_path / "public"), usual) == []
