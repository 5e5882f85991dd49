"""Rendering into a staging folder, on several cores where there is much to render."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from statusgen.build import disk
from statusgen.build.pipeline import Site
from statusgen.build.pool import worked_on
from statusgen.model.errors import Problem, Problems
from statusgen.render.targets import Target

MANY = 400
"""From so many outputs on, starting another process is worth its while."""
_PORTION = 100
Progress = Callable[[int, int], None]
Staged = tuple[list[str], tuple[Problem, ...]]


@dataclass(frozen=True)
class Job:
    """What to render, what to compare it with (None: with nothing), and where to put it."""

    site: Site
    targets: Sequence[Target]
    out: Path | None
    tree: Path

    @cached_property
    def _files(self) -> disk.Tree:
        return disk.Tree(self.tree)

    def stage(self, first: int) -> Staged:
        """Render a portion; the paths of what is new or different, and the problems."""
        staged = []
        try:
            for target in self.targets[first : first + _PORTION]:
                content = self.site.produce(target)
                if self.out is None or disk.read_bytes(self.out / target.path) != content:
                    self._files.write(target.path, content)
                    staged.append(target.path)
        except Problems as error:
            return staged, error.problems
        return staged, ()


def stage_outputs(job: Job, workers: int, progress: Progress) -> dict[str, Path]:
    """Render all outputs of a job; where each that is new or different now stands.

    Raises Problems. The bytes do not depend on the number of workers.
    """
    whole = len(job.targets)
    portions = range(0, whole, _PORTION)
    staged: dict[str, Path] = {}
    problems: list[Problem] = []
    with worked_on(job.stage, portions, workers if whole >= MANY else 1) as results:
        for first, (paths, found) in zip(portions, results, strict=True):
            staged |= {path: job.tree / path for path in paths}
            problems += found
            progress(min(first + _PORTION, whole), whole)
    if problems:
        raise Problems(problems)
    return staged
