"""What of a site is rendered again, by what the last build knew."""

from __future__ import annotations

from collections.abc import Mapping, Set
from pathlib import Path

from statusgen.pipeline.build_state import Memory, State, Written, look_at
from statusgen.pipeline.load import Site
from statusgen.render.targets import Output


class Changes:
    """What may have changed in a site's outputs since a build that is remembered.

    `touched` are the outputs that do not stand as they were written. `planned` are the paths of
    all outputs, `outputs` those of batches that are not as they were.
    """

    def __init__(self, site: Site, memory: Memory, touched: frozenset[str]) -> None:
        self._memory, self._touched = memory, touched
        self._causes = dict(site.causes)
        self._other = [name for name, c in self._causes.items() if memory.causes.get(name) != c]
        self._standing: dict[str, Written] = {}
        self._batches: dict[str, tuple[str | None, list[str]]] = {}
        self.outputs: dict[str, Output] = {}
        for batch in site.batches:
            written = memory.batches.get(batch.name)
            if written and self._stands(written, batch.digest):
                self._standing[batch.name] = written
            else:
                outputs = {output.path: output for output in batch.outputs()}
                self._batches[batch.name] = batch.digest, list(outputs)
                self.outputs |= outputs
        standing = (written.paths for written in self._standing.values())
        self.planned = frozenset(self.outputs).union(*standing)
        self._digests = {path: output.digest for path, output in self.outputs.items()}

    def _stands(self, written: Written, digest: str | None) -> bool:
        """Whether all files of a batch are as they were written, and would be the same today."""
        same = written.digest == digest is not None and not self._other
        return same and self._touched.isdisjoint(written.paths)

    def _old(self) -> list[Written]:
        """The batches that do not stand as they were."""
        batches = self._memory.batches.items()
        return [written for name, written in batches if name not in self._standing]

    def reasons(self, out: Path | None) -> dict[str, str]:
        """For each path that has to be rendered again, why; `out` is None where nothing is."""
        known: dict[str, str] = {}
        for written in self._old():
            known |= zip(written.paths, written.digests, strict=True)
        digests = self._digests
        found = dict.fromkeys(self._touched, "missing or touched in the output folder")
        different = (path for path, _ in digests.items() - known.items())
        found |= dict.fromkeys(different, "what it says changed")
        if self._other:
            found |= dict.fromkeys(digests, f"{self._other[0]} changed")
        unknown = digests.keys() - known.keys()
        found |= dict.fromkeys(unknown, "new")
        found |= dict.fromkeys(look_at(out, unknown) if out else (), "not remembered")
        return {path: found[path] for path in sorted(found.keys() & digests.keys())}

    def remember(self, out: Path, rendered: Set[str], staged: Mapping[str, State]) -> Memory:
        """What the next build may know; of all that was rendered, some was new and staged."""
        states: dict[str, State] = {}
        for written in self._old():
            states |= zip(
                written.paths, zip(written.sizes, written.times, strict=True), strict=True
            )
        states |= look_at(out, rendered - staged.keys())
        states |= staged
        new = {}
        for name, (digest, paths) in self._batches.items():
            there = [path for path in paths if path in states]
            new[name] = Written(
                digest if len(there) == len(paths) else None,
                there,
                [self._digests[path] for path in there],
                [states[path][0] for path in there],
                [states[path][1] for path in there],
            )
        return Memory(self._causes, {**self._standing, **new})
