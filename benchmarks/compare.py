#!/usr/bin/env python3
"""Build the same real incidents with statusgen and with Hugo, and compare (see README.md)."""

import argparse
import contextlib
import ctypes
import datetime as dt
import os
import re
import resource
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

HUGO = "Hugo, from nothing"
NOTHING = "statusgen, from nothing"
UPDATE = "statusgen, one update"
MINUTE = "statusgen, one minute later"
DAY = "statusgen, one day later"


class Sample(NamedTuple):
    """What one build took and left: seconds, megabytes (10^6 bytes), numbers of files."""

    wall: float
    processor: float
    memory: float
    files: float
    size: float
    written: float
    bytes: float


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


class Limit(NamedTuple):
    """The most that the median of each of these builds may reach, in MB, files or times Hugo's."""

    builds: tuple[str, ...]
    column: str
    most: float
    unit: str


TIMES_HUGO = "x Hugo"
LIMITS = (
    Limit((NOTHING,), "wall", 3.0, TIMES_HUGO),
    Limit((NOTHING, UPDATE, MINUTE, DAY), "memory", 400, "MB"),
    Limit((UPDATE,), "written", 30, "files"),
)

SAMPLING_PAUSE = 0.02  # seconds
SAMPLING_SHARE = 0.1  # reading memory takes at most this part of the time
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


def run_measured(command: Sequence[str]) -> tuple[float, float, float]:
    """Run a command and all it starts: wall seconds, processor seconds, peak megabytes."""
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
    return wall, processor, memory


def read_output(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """Inode, time of change and size of each file: any way of writing it changes one of them."""
    states = ((path, path.lstat()) for path in folder.rglob("*") if not path.is_dir())
    return {path: (state.st_ino, state.st_mtime_ns, state.st_size) for path, state in states}


def measure(build: str, command: Sequence[str], output: Path) -> Sample:
    before = read_output(output)
    usage = run_measured(command)
    after = read_output(output)
    if not after:
        sys.exit(f"{command[0]} wrote nothing to {output}")
    size = sum(size for _, _, size in after.values()) / 1e6
    written = [state for path, state in after.items() if before.get(path) != state]
    sample = Sample(
        *usage, len(after), size, len(written), sum(state[-1] for state in written) / 1e6
    )
    cells = [f"{h} {v:,.{d}f}" for h, v, d in zip(HEADINGS, sample, DECIMALS, strict=True)]
    print(f"{build}: {'; '.join(cells)}", file=sys.stderr, flush=True)
    return sample


def choose_incident(content: Path) -> tuple[dt.datetime, Path]:
    """The newest instant of all, and the incident to update: the newest open with components."""
    instants, candidates = [], []
    for path in (content / "incidents").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        newest = max(re.findall(r"(?m)^## (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", text))
        named = len(re.findall(r"(?m)^- ", text.split("\n---\n")[0]))
        is_open = not re.search(r"(?m)^## .* — Resolved$", text)
        instants.append(newest)
        candidates.append((named > 0 and is_open, named > 0, newest, path, named))
    *_, chosen, components = max(candidates)
    print(f"the update goes to {chosen.name} (components: {components})")
    return dt.datetime.fromisoformat(max(instants)), chosen


def run_rounds(work: Path, hugo: str, statusgen: str, rounds: int) -> dict[str, list[Sample]]:
    site, hugo_site, hugo_public = work / "statusgen", work / "hugo", work / "hugo-public"
    newest, incident = choose_incident(site / "content")
    start = newest + dt.timedelta(hours=1)
    posted = start + dt.timedelta(minutes=10)
    updated = posted + dt.timedelta(minutes=1)
    minute_later = updated + dt.timedelta(minutes=1)
    text = incident.read_text(encoding="utf-8")
    heading = f"## {posted:%Y-%m-%d %H:%M:%S} — Update\n\nWe are still working on it.\n\n## "
    samples: dict[str, list[Sample]] = {b: [] for b in (HUGO, NOTHING, UPDATE, MINUTE, DAY)}

    def build(name: str, at: dt.datetime) -> None:
        command = [statusgen, "build", "--site", str(site), "--at", f"{at.isoformat()}Z"]
        samples[name].append(measure(name, command, site / "public"))

    for number in range(1, rounds + 1):
        print(f"round {number} of {rounds}", file=sys.stderr)
        aside = work / f"before-round-{number}"  # removing files would slow the next builds down
        aside.mkdir()
        for left in (hugo_public, hugo_site / "resources", site / "public", site / ".statusgen"):
            if left.exists():
                left.rename(aside / left.name)
        incident.write_text(text, encoding="utf-8")
        command = [hugo, "--quiet", "-s", str(hugo_site), "-d", str(hugo_public)]
        samples[HUGO].append(measure(HUGO, command, hugo_public))
        build(NOTHING, start)
        incident.write_text(re.sub(r"(?m)^## ", heading, text, count=1), encoding="utf-8")
        build(UPDATE, updated)
        build(MINUTE, minute_later)
        build(DAY, minute_later + dt.timedelta(days=1))
    return samples


def print_report(samples: dict[str, list[Sample]]) -> None:
    """The medians as a Markdown table, then one line per limit."""
    medians = {b: Sample(*map(statistics.median, zip(*samples[b], strict=True))) for b in samples}
    print(f"\n| build | {' | '.join(HEADINGS)} |\n| --- |{' ---: |' * len(HEADINGS)}")
    for build, row in medians.items():
        columns = zip(row, medians[HUGO], DECIMALS, strict=True)
        cells = [f"{value:,.{d}f} ({value / base:.3g}x)" for value, base, d in columns]
        print(f"| {build} | {' | '.join(cells)} |")
    print()
    for limit in LIMITS:
        base = getattr(medians[HUGO], limit.column) if limit.unit == TIMES_HUGO else 1
        value, build = max((getattr(medians[b], limit.column) / base, b) for b in limit.builds)
        marker = "PASS" if value <= limit.most else "FAIL"
        found = f"{limit.column} {value:.4g} {limit.unit}, at most {limit.most:g}"
        print(f"- {marker} {build}: {found}")


def find_command(name: str) -> str:
    """A command on the search path, or else beside the Python that runs this."""
    found = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
    return found or sys.exit(f"There is no command {name!r}.")


def make_sites(script: Path, work: Path, options: Sequence[str]) -> None:
    command = [sys.executable, str(script), str(work), *options]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        sys.exit(f"{made.stderr}{script} failed: {made.returncode}")
    print(made.stdout.strip())


def main() -> None:
    beside = Path(__file__).resolve().parents[2] / "shared" / "peers" / "make_content.py"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content-script", type=Path, default=beside, metavar="PATH")
    parser.add_argument("--work", type=Path, metavar="DIR", help="a new or empty folder, kept")
    parser.add_argument("--limit", type=int, metavar="N", help="only the newest N incidents")
    parser.add_argument("--copies", type=int, default=1, metavar="K", help="all of it K times")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hugo", default="hugo", metavar="COMMAND")
    parser.add_argument("--statusgen", default="statusgen", metavar="COMMAND")
    args = parser.parse_args()
    hugo, statusgen = find_command(args.hugo), find_command(args.statusgen)
    if not args.content_script.is_file():
        sys.exit(f"There is no {args.content_script}; name make_content.py with --content-script.")
    options = ["--copies", str(args.copies)] + (["--limit", str(args.limit)] if args.limit else [])
    adopt_orphans()
    with contextlib.ExitStack() as stack:
        work = (args.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))).resolve()
        make_sites(args.content_script, work, options)
        print_report(run_rounds(work, hugo, statusgen, args.rounds))


if __name__ == "__main__":
    main()
