"""Rendering into a staging folder, on several cores where there is much to render."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path

from statusgen.build import disk
from statusgen.build.pipeline import Output
from statusgen.model.errors import Problem, Problems

MANY = 400
"""From so many outputs on, starting another process is worth its while."""
_PORTION = 100
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Job:
    """What to render, what to compare it with (None: with nothing), and where to put it."""

    outputs: Sequence[Output]
    out: Path | None
    tree: Path

    def stage(self, first: int, last: int) -> tuple[list[str], tuple[Problem, ...]]:
        """Render a portion; the paths of what is new or different, and the problems."""
        staged = []
        try:
            for output in self.outputs[first:last]:
                content = output.produce()
                if self.out is None or disk.read_bytes(self.out / output.path) != content:
                    disk.write_bytes(self.tree / output.path, content)
                    staged.append(output.path)
        except Problems as error:
            return staged, error.problems
        return staged, ()


def stage_outputs(job: Job, workers: int, progress: Progress) -> dict[str, Path]:
    """Render all outputs of a job; where each that is new or different now stands.

    Raises Problems. The bytes do not depend on the number of workers.
    """
    whole = len(job.outputs)
    portions = [(first, min(first + _PORTION, whole)) for first in range(0, whole, _PORTION)]
    staged: dict[str, Path] = {}
    problems: list[Problem] = []
    with _each(job, workers if whole >= MANY else 1, portions) as results:
        for (_, last), (paths, found) in zip(portions, results, strict=True):
            staged |= {path: job.tree / path for path in paths}
            problems += found
            progress(last, whole)
    if problems:
        raise Problems(problems)
    return staged


Staged = tuple[list[str], tuple[Problem, ...]]
_inherited: list[Job] = []  # how a job reaches the processes that are forked while it is here


@contextmanager
def _each(
    job: Job, workers: int, portions: Sequence[tuple[int, int]]
) -> Iterator[Iterator[Staged]]:
    """The results of all portions, in order."""
    if workers < 2 or "fork" not in get_all_start_methods():
        yield (job.stage(*portion) for portion in portions)
        return
    _inherited.append(job)
    pool = ProcessPoolExecutor(workers, get_context("fork"), _leave_interrupts_to_the_parent)
    try:
        yield pool.map(_stage_inherited, portions)
    finally:
        pool.shutdown(cancel_futures=True)
        _inherited.clear()


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _stage_inherited(portion: tuple[int, int]) -> Staged:
    return _inherited[0].stage(*portion)
