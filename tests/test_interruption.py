"""Builds that are killed, and builds that meet: whatever happens, visitors find a whole site.

Each build runs in a process of its own, forked from this one so that hundreds take seconds, and
is ended with SIGKILL. The builds go back and forth between versions of a site that add, remove
and rename incidents, aliases, components, pictures and years.
"""

import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from output import Tree, broken_links, differences, half_written, read_tree
from small_site import (
    DELAY,
    HARBOUR,
    OLD,
    OUTAGE,
    URL,
    WORK,
    SmallSite,
    build_afresh,
    entry,
    write_quietly,
)
from small_site import update as told
from statusgen.pipeline.load import Site
from statusgen.pipeline.write import write_site
from tiers import tiers

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

STEPS = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.truncate"})
"""The audit events (PEP 578) of what changes a disk, beside `open`."""

FERRY_APP = (("web", "Web shop"), ("ferry-app", "The ferry app"), ("pier", "Pier"))
RENAMED = SmallSite(
    components=FERRY_APP,
    files={
        "incidents/ticket-shop.md": OUTAGE.replace("app:", "ferry-app:").replace(
            "action:", "aliases: [tickets]\naction:"
        ),
        "incidents/chart.gif": b"GIF89a, another one",
        "incidents/boats.md": DELAY.replace("[app]", "[ferry-app]"),
        "incidents/storm.md": entry(
            "Storm",
            told("2026-11-21 20:00", "Investigating", "Waves. [Tickets](ticket-shop.md) too."),
            components="[pier]",
            aliases="[wind]",
        ),
        "maintenance/pier.md": WORK.replace("tickets.md", "ticket-shop.md"),
        "static/map.txt": "A map.\n",
    },
)
SHRUNK = SmallSite(
    components=(("app", "App"), ("web", "Shop")),
    files={
        "incidents/tickets.md": OUTAGE.replace("action:", "aliases: [ticket-shop]\naction:"),
        "incidents/chart.gif": HARBOUR.files["incidents/chart.gif"],
        "incidents/old.md": OLD.replace("2025-", "2024-"),
        "incidents/wind.md": entry(
            "Wind", told("2026-11-02 08:00", "Resolved", "It was windy."), aliases="[storm]"
        ),
    },
    accent="#a01060",
)


@dataclass
class Yard:
    """Three versions of a site, loaded; what each looks like built; and one output folder."""

    sites: list[Site]
    fresh: list[Tree]
    out: Path

    def faults(self) -> list[str]:
        """What a visitor, or a reader of feeds, would stumble over now."""
        tree = read_tree(self.out)
        return [f"{path} is half written" for path in half_written(tree)] + broken_links(tree, URL)

    def finishes(self, version: int) -> list[str]:
        """Build a version to its end; what of the result is not as a fresh build has it."""
        write_quietly(self.sites[version], self.out)
        return differences(read_tree(self.out), self.fresh[version])


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Site, Tree]]:
    """The three versions, each with what a fresh build makes of it."""
    folder = tmp_path_factory.mktemp("versions")
    sites = [
        small.load(folder / f"site{number}")
        for number, small in enumerate((HARBOUR, RENAMED, SHRUNK))
    ]
    fresh = [build_afresh(site, folder / "fresh" / str(n)) for n, site in enumerate(sites)]
    assert [broken_links(tree, URL) for tree in fresh] == [[], [], []]
    return list(zip(sites, fresh, strict=True))


@pytest.fixture
def yard(versions: list[tuple[Site, Tree]], tmp_path: Path) -> Yard:
    sites, fresh = zip(*versions, strict=True)
    yard = Yard([*sites], [*fresh], tmp_path / "www" / "public")
    assert yard.finishes(0) == []
    return yard


def fork(work: Callable[[], object]) -> int:
    """Do some work in a child; its exit status is 0 where nothing was raised."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def status_of(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@dataclass
class Killed:
    """A build in a child that tells when it begins and when all is rendered, to be killed."""

    site: Site
    out: Path

    def start(self) -> None:
        self.told, tell = os.pipe()

        def rendered(done: int, whole: int) -> None:
            if done == whole:
                os.write(tell, b"r")

        def build() -> None:
            os.write(tell, b"b")
            write_site(self.site, self.out, rendered)

        self.child = fork(build)
        os.close(tell)

    def runs_for(self, seconds: float, rendered: bool) -> int:
        """Kill it so long after it began, or after it had rendered; its exit status."""
        for _ in range(2 if rendered else 1):
            os.read(self.told, 1)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            pass
        os.kill(self.child, signal.SIGKILL)
        os.close(self.told)
        return status_of(self.child)

    def lasts(self) -> tuple[float, float]:
        """How long it takes when nobody kills it: to render, and then to write, in seconds."""
        self.start()
        marks = []
        while os.read(self.told, 1):
            marks.append(time.perf_counter())
        marks.append(time.perf_counter())
        os.close(self.told)
        assert status_of(self.child) == 0
        return marks[1] - marks[0], marks[2] - marks[1]


@tiers("kills", quick=12, slow=200)
def test_a_build_killed_at_any_instant_leaves_a_whole_site_and_the_next_one_finishes(
    yard: Yard, kills: int
) -> None:
    chance = random.Random(20141209)
    to_render, to_write = Killed(yard.sites[1], yard.out).lasts()
    between = 0
    for number in range(kills):
        version = chance.randrange(3)
        build = Killed(yard.sites[version], yard.out)
        build.start()
        rendered = number % 4 != 0  # most of them where the output folder changes
        longest = to_write if rendered else to_render + to_write
        status = build.runs_for(chance.random() * longest, rendered)
        assert status in (0, -signal.SIGKILL)
        assert yard.faults() == [], f"kill {number}, on the way to version {version}"
        between += read_tree(yard.out) not in yard.fresh
        if chance.random() < 0.5:
            assert yard.finishes(chance.randrange(3)) == [], f"after kill {number}"
    assert between >= kills // 20, "hardly any kill came while files were being moved"


def die_before(step: int, out: Path) -> None:
    """Let this process kill itself just before the so many-th change that it makes in a folder."""
    steps = 0

    def count(event: str, args: tuple[object, ...]) -> None:
        nonlocal steps
        changes = event in STEPS or (event == "open" and "r" not in str(args[1] or "r"))
        if changes and any(str(arg).startswith(str(out)) for arg in args[:2]):
            steps += 1
            if steps == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


@tiers("stride", quick=23, slow=1)
@pytest.mark.parametrize(("start", "end"), [(0, 1), (1, 2), (2, 0)])
def test_a_build_killed_before_any_of_its_changes_leaves_a_whole_site_and_the_next_one_finishes(
    yard: Yard, start: int, end: int, stride: int
) -> None:
    """Every change has its turn, or only every so many-th."""
    step, status, found = 0, -signal.SIGKILL, []
    while status == -signal.SIGKILL:
        step += stride
        assert yard.finishes(start) == []

        def build() -> None:
            die_before(step, yard.out)  # noqa: B023 - it runs before the next round
            write_quietly(yard.sites[end], yard.out)

        status = status_of(fork(build))
        found += [f"step {step}: {fault}" for fault in yard.faults()]
    assert status == 0
    assert found == []
    assert step > len(yard.fresh[end])
    assert yard.finishes(end) == []


def test_a_first_build_that_is_killed_shows_nothing_or_everything(yard: Yard) -> None:
    step, status = 0, -signal.SIGKILL
    while status == -signal.SIGKILL:
        step += 1
        out = yard.out.parent / f"first{step}"

        def build() -> None:
            die_before(step, out)  # noqa: B023 - it runs before the next round
            write_quietly(yard.sites[0], out)  # noqa: B023 - it runs before the next round

        status = status_of(fork(build))
        assert not out.exists() or read_tree(out) == yard.fresh[0], f"step {step}"
    assert status == 0
    assert step > 1


@tiers("rounds", quick=3, slow=20)
def test_builds_at_once_into_one_folder_do_not_mix(yard: Yard, rounds: int) -> None:
    for _ in range(rounds):
        children = [fork(partial(write_quietly, site, yard.out)) for site in yard.sites]
        assert [status_of(child) for child in children] == [0, 0, 0]
        assert read_tree(yard.out) in yard.fresh


@tiers("rounds", quick=2, slow=10)
def test_first_builds_at_once_into_one_folder_do_not_mix(yard: Yard, rounds: int) -> None:
    for number in range(rounds):
        out = yard.out.parent / f"new{number}"
        children = [fork(partial(write_quietly, site, out)) for site in yard.sites]
        assert [status_of(child) for child in children] == [0, 0, 0]
        assert read_tree(out) in yard.fresh
