"""Rendering into a staging folder, on several cores where there is much to render."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from statusgen.model.findings import Finding, FindingsError
from statusgen.pipeline import disk
from statusgen.pipeline.build_state import WrittenFile
from statusgen.pipeline.load import Site
from statusgen.pipeline.workers import parallel_map
from statusgen.render.targets import Target

MANY = 8
"""From so many outputs on, another process saves time."""
_PORTION = 4
Progress = Callable[[int, int], None]
"""Is called with how many outputs are done, and how many there are."""


def stage_outputs(
    site: Site,
    out: Path | None,
    tree: disk.Tree | None,
    outputs: Sequence[Target],
    workers: int,
    progress: Progress,
) -> dict[str, WrittenFile]:
    """Render outputs, and write those that are new or differ from the files in `out` into `tree`.

    Returns what was written. Raises FindingsError with all errors. The bytes do not
    depend on the number of workers.
    """

    def stage(portion: Sequence[Target]) -> tuple[dict[str, WrittenFile], set[Finding]]:
        written: dict[str, WrittenFile] = {}
        errors: set[Finding] = set()
        for output in portion:
            try:
                content = site.produce(output)
            except FindingsError as error:
                errors.update(error.findings)
                continue
            if tree and (out is None or disk.read_bytes(out / output.path) != content):
                state = tree.write(output.path, content)
                written[output.path] = WrittenFile(output.digest, state)
        return written, errors

    def report(taken: int) -> None:
        progress(sum(map(len, portions[:taken])), len(outputs))

    portions = sorted(_portions(outputs), key=len, reverse=True)
    results = parallel_map(stage, portions, workers if len(outputs) >= MANY else 1, report)
    if errors := set[Finding]().union(*(errors for _, errors in results)):
        raise FindingsError((*site.findings, *errors))
    return {path: file for written, _ in results for path, file in written.items()}


def try_outputs(
    site: Site, workers: int = 1, progress: Progress = lambda _done, _whole: None
) -> None:
    """Render every output and keep none. Raises FindingsError with all errors."""
    stage_outputs(site, None, None, site.outputs, workers, progress)


def _portions(outputs: Iterable[Target]) -> Iterator[list[Target]]:
    """A month's outputs together, as they show the same entries; the others in small portions.

    What takes longest comes first: the front page.
    """
    ordered = sorted(outputs, key=lambda output: (output.month, -output.rank))
    for month, group in groupby(ordered, key=lambda output: output.month):
        portion = list(group)
        size = len(portion) if month else _PORTION
        yield from (portion[first : first + size] for first in range(0, len(portion), size))
