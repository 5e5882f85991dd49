#!/usr/bin/env python3
"""Measure statusgen beside Hugo on the same real incidents, and hold it against its limits.

See README.md.
"""

import argparse
import contextlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from builds import Tools, compare_builds
from corpus import make_corpus
from live import compare_saves
from measure import adopt_orphans, say
from report import Found, print_verdicts
from sizes import compare_sizes
from start import compare_starts

FEW = 1000


def find_command(name: str) -> str:
    """A command on the search path, or else beside the Python that runs this."""
    found = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
    return found or sys.exit(f"There is no command {name!r}.")


def parse_arguments() -> argparse.Namespace:
    beside = Path(__file__).resolve().parents[2] / "shared" / "peers" / "make_content.py"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content-script", type=Path, default=beside, metavar="PATH")
    parser.add_argument("--work", type=Path, metavar="DIR", help="a new or empty folder, kept")
    parser.add_argument("--limit", type=int, metavar="N", help="only the newest N incidents")
    parser.add_argument(
        "--copies", type=int, default=4, metavar="K", help="the largest size: all of it K times"
    )
    parser.add_argument("--quick", action="store_true", help="leave the largest size out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hugo", default="hugo", metavar="COMMAND")
    parser.add_argument("--statusgen", default="statusgen", metavar="COMMAND")
    args = parser.parse_args()
    if not args.content_script.is_file():
        parser.error(f"there is no {args.content_script}; name it with --content-script")
    if args.work and args.work.exists() and any(args.work.iterdir()):
        parser.error(f"{args.work} is not empty")
    return args


def print_versions(tools: Tools) -> None:
    said = [
        subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for command in ([tools.statusgen, "--version"], [tools.hugo, "version"])
    ]
    versions = re.findall(r"(?m)^(?:statusgen \S+|hugo v[0-9.]+)", "\n".join(said))
    cores = len(os.sched_getaffinity(0))
    print(", ".join([*versions, f"Python {platform.python_version()}", f"{cores} cores"]))


def measure_all(args: argparse.Namespace, tools: Tools, work: Path) -> list[Found]:
    """Every part, on sites that it makes."""
    limit: int | None = args.limit
    few = min(FEW, max(1, limit // 2)) if limit else FEW
    limited = ["--limit", str(limit)] if limit else []
    wanted = {"few": ["--limit", str(few)], "all": limited}
    if not args.quick:
        wanted["more"] = [*limited, "--copies", str(args.copies)]
    say("making the sites")
    corpora = {
        name: make_corpus(args.content_script, work / name, options)
        for name, options in wanted.items()
    }
    left_out = "left out by --quick" if args.quick else ""
    starts = compare_starts(tools)  # what is soon over comes first: it may fail as well
    saves = compare_saves(tools, corpora["few"])
    adopt_orphans()  # not before: nobody should wait for what a browser leaves behind
    builds = compare_builds(tools, corpora["all"], args.rounds)
    sizes = compare_sizes(tools, list(corpora.values()), args.rounds, left_out)
    return [*builds, *sizes, *saves, *starts]


def main() -> None:
    args = parse_arguments()
    tools = Tools(find_command(args.hugo), find_command(args.statusgen))
    print_versions(tools)
    with contextlib.ExitStack() as stack:
        work = args.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        print_verdicts(measure_all(args, tools, work.resolve()))


if __name__ == "__main__":
    main()
