"""How long the smallest commands take, start to end."""

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

from builds import Tools
from report import Finding, Limit, print_table

STARTS = 20
LIMIT = Limit("`statusgen --help`, `--version`: the slower", 0.2, 0.1, "s")


def seconds(command: Sequence[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    return time.perf_counter() - begin


def compare_starts(tools: Tools) -> list[Finding]:
    """Medians, with the start of Python itself beside them: nothing can be faster."""
    bare = "python -c pass"
    commands = {
        bare: [sys.executable, "-c", "pass"],
        "statusgen --help": [tools.statusgen, "--help"],
        "statusgen --version": [tools.statusgen, "--version"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(STARTS + 1):
        for name, command in commands.items():
            took = seconds(command)
            if number:  # the first one may still compile, or read from a cold disk
                taken[name].append(took)
    middle = {name: statistics.median(values) for name, values in taken.items()}
    rows = [(f"`{n}`", f"{s:.3f}", f"{s / middle[bare]:.2f} x") for n, s in middle.items()]
    print_table(f"Medians of {STARTS} starts", ("command", "wall, s", "times Python's"), rows)
    return [Finding(LIMIT, max(value for name, value in middle.items() if name != bare))]
