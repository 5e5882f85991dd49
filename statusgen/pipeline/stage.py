"""Rendering into a staging folder, on several cores where there is much to render."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from statusgen.model.findings import Finding, FindingsError
from statusgen.pipeline import disk
from statusgen.pipeline.build_state import State
from statusgen.pipeline.load import Site
from statusgen.pipeline.workers import work_on
from statusgen.render.targets import Output

MANY = 8
"""From so many outputs on, starting another process is worth its while."""
_PORTION = 4
Progress = Callable[[int, int], None]
Result = TypeVar("Result")
Staged = tuple[dict[str, State], tuple[Finding, ...]]


@dataclass(frozen=True)
class Job:
    """What to compare with (None: with nothing) what a site renders, and where to put it."""

    site: Site
    out: Path | None
    tree: disk.Tree

    def stage(self, targets: Sequence[Output]) -> Staged:
        """Render a portion; how what is new or different stands now, and the errors."""
        staged: dict[str, State] = {}
        try:
            for target in targets:
                content = self.site.produce(target)
                if self.out is None or disk.read_bytes(self.out / target.path) != content:
                    staged[target.path] = self.tree.write(target.path, content)
        except FindingsError as error:
            return staged, error.findings
        return staged, ()


def stage_outputs(
    job: Job, targets: Sequence[Output], workers: int, progress: Progress
) -> dict[str, State]:
    """Render outputs into the tree of a job; how each that is new or different stands there.

    Raises FindingsError. The bytes do not depend on the number of workers.
    """
    staged: dict[str, State] = {}
    errors: list[Finding] = []
    for new, found in _work_through(job.stage, targets, workers, progress):
        staged |= new
        errors += found
    if errors:
        raise FindingsError((*job.site.findings, *errors))
    return staged


def try_outputs(site: Site, workers: int, progress: Progress) -> None:
    """Render every output and keep none. Raises FindingsError, with all errors that there are."""

    def attempt(targets: Sequence[Output]) -> set[Finding]:
        errors: set[Finding] = set()
        for target in targets:
            try:
                site.produce(target)
            except FindingsError as error:
                errors.update(error.findings)
        return errors

    if errors := set[Finding]().union(*_work_through(attempt, site.outputs, workers, progress)):
        raise FindingsError((*site.findings, *errors))


def _work_through(
    work: Callable[[Sequence[Output]], Result],
    targets: Sequence[Output],
    workers: int,
    progress: Progress,
) -> list[Result]:
    portions = sorted(_portions(targets), key=len, reverse=True)
    workers = workers if len(targets) >= MANY else 1

    def done(taken: int) -> None:
        progress(sum(map(len, portions[:taken])), len(targets))

    return work_on(work, portions, workers, done)


def _portions(targets: Iterable[Output]) -> Iterator[list[Output]]:
    """A month's outputs together, as they tell of the same entries; the others in small lots.

    What takes longest comes first: the front page.
    """
    ordered = sorted(targets, key=lambda target: (target.month, -target.rank))
    for month, told in groupby(ordered, key=lambda target: target.month):
        together = list(told)
        if month:
            yield together
        else:
            yield from (
                together[first : first + _PORTION] for first in range(0, len(together), _PORTION)
            )
