"""Run a command, and say what it took and what it wrote."""

import contextlib
import ctypes
import os
import resource
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Usage(NamedTuple):
    """What a command and all that it started took: seconds, megabytes (10^6 bytes)."""

    wall: float
    processor: float
    memory: float


class Sample(NamedTuple):
    """What one build took and left: seconds, megabytes, numbers of files."""

    wall: float
    processor: float
    memory: float
    files: float
    size: float
    written: float
    bytes: float


class Build(NamedTuple):
    """One build, and the size of each file that it wrote."""

    sample: Sample
    written: dict[str, int]


Output = dict[str, tuple[int, int, int]]

HEADINGS = (
    "wall, s",
    "processor, s",
    "peak memory, MB",
    "files",
    "output, MB",
    "files written",
    "MB written",
)
DECIMALS = (2, 2, 0, 0, 1, 0, 2)
SAMPLING_PAUSE = 0.02  # seconds
SAMPLING_SHARE = 0.02  # reading memory takes at most this part of the time
PSS_AVAILABLE = Path("/proc/self/smaps_rollup").exists()


def descendants(pid: int) -> list[int]:
    children: list[int] = []
    with contextlib.suppress(OSError):  # it ended meanwhile
        for thread in Path(f"/proc/{pid}/task").iterdir():
            children += map(int, (thread / "children").read_text().split())
    return children + [deeper for child in children for deeper in descendants(child)]


def resident_bytes(pids: Sequence[int]) -> int:
    """What these processes hold together: the sum of their PSS, or of their RSS without it."""
    total = 0  # a single process shares with nobody: its RSS is enough, and far cheaper to read
    for pid in pids:
        with contextlib.suppress(OSError, IndexError):  # it ended meanwhile
            if PSS_AVAILABLE and len(pids) > 1:
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                total += int(rollup.split("\nPss:")[1].split()[0]) * 1024
            else:
                pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
                total += int(pages) * resource.getpagesize()
    return total


def watch_memory(pid: int) -> float:
    """Wait for a process to end; the most that all our descendants held at once, in megabytes."""
    peak, pause = 0, SAMPLING_PAUSE
    ended = os.pidfd_open(pid)
    while not select.select([ended], [], [], pause)[0]:
        begin = time.perf_counter()
        peak = max(peak, resident_bytes(descendants(os.getpid())))
        cost = time.perf_counter() - begin
        pause = max(SAMPLING_PAUSE, cost / SAMPLING_SHARE - cost)
    os.close(ended)
    return peak / 1e6


def adopt_orphans() -> None:
    """Become the parent of helpers that outlive their own, so that `os.wait` counts their time."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER, see prctl(2)


def run_measured(command: Sequence[str]) -> Usage:
    """Run a command and all it starts; what it said is shown where it fails."""
    os.sync()  # nobody pays for writing back what an earlier run left in the page cache
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as said:
        begin = time.perf_counter()
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said) as tool:
            memory = watch_memory(tool.pid)
            wall = time.perf_counter() - begin
        with contextlib.suppress(ChildProcessError):
            while True:
                os.wait()
        said.seek(0)
        if tool.returncode:
            sys.exit(
                f"{said.read().decode(errors='replace')}{command[0]} failed: {tool.returncode}"
            )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Usage(wall, processor, memory)


def read_output(folder: Path) -> Output:
    """Inode, time of change and size of each file: any way of writing it changes one of them."""
    states = ((path, path.lstat()) for path in folder.rglob("*") if not path.is_dir())
    return {
        path.relative_to(folder).as_posix(): (state.st_ino, state.st_mtime_ns, state.st_size)
        for path, state in states
    }


def written(before: Output, after: Output) -> dict[str, int]:
    """The size of each file that was written in between."""
    return {path: state[-1] for path, state in after.items() if before.get(path) != state}


def measure_build(name: str, command: Sequence[str], output: Path) -> Build:
    """Run a command that builds into a folder, and tell what it did on standard error."""
    before = read_output(output)
    usage = run_measured(command)
    after = read_output(output)
    if not after:
        sys.exit(f"{command[0]} wrote nothing to {output}")
    new = written(before, after)
    size = sum(state[-1] for state in after.values())
    sample = Sample(*usage, len(after), size / 1e6, len(new), sum(new.values()) / 1e6)
    cells = [f"{h} {v:,.{d}f}" for h, v, d in zip(HEADINGS, sample, DECIMALS, strict=True)]
    say(f"{name}: {'; '.join(cells)}")
    return Build(sample, new)


def medians(builds: Sequence[Build]) -> Sample:
    """The median of each figure by itself."""
    return Sample(*map(statistics.median, zip(*(one.sample for one in builds), strict=True)))


def say(line: str) -> None:
    """What is going on, for whoever waits; the tables alone go to standard output."""
    print(line, file=sys.stderr, flush=True)
