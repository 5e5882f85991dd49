"""What of a site is rendered again, given what the last build knew."""

from collections.abc import Mapping, Set
from pathlib import Path

from statusgen.pipeline.build_state import BatchState, BuildState, WrittenFile
from statusgen.pipeline.disk import stat_files
from statusgen.pipeline.load import Site
from statusgen.render.targets import Target


class Changes:
    """What may have changed in a site's outputs since the last build.

    `touched` are the paths of outputs that are missing or have changed since they were written.
    `planned` are the paths of all outputs, `outputs` those of the batches that changed.
    """

    def __init__(self, site: Site, last: BuildState, touched: frozenset[str]) -> None:
        self._touched, self._causes = touched, dict(site.causes)
        self._changed_causes = [n for n, c in self._causes.items() if last.causes.get(n) != c]
        self._unchanged: dict[str, BatchState] = {}
        self._changed: dict[str, tuple[str | None, list[str]]] = {}
        self.outputs: dict[str, Target] = {}
        for batch in site.batches:
            state = last.batches.get(batch.name)
            if state and self._is_unchanged(state, batch.digest):
                self._unchanged[batch.name] = state
            else:
                outputs = {output.path: output for output in batch.outputs()}
                self._changed[batch.name] = batch.digest, list(outputs)
                self.outputs |= outputs
        outdated = [s for name, s in last.batches.items() if name not in self._unchanged]
        self._known = {path: file for state in outdated for path, file in state.files().items()}
        unchanged = (state.paths for state in self._unchanged.values())
        self.planned = frozenset(self.outputs).union(*unchanged)

    def _is_unchanged(self, state: BatchState, digest: str | None) -> bool:
        """Whether all files of a batch are as they were written, and would be the same today."""
        same = state.digest == digest is not None and not self._changed_causes
        return same and self._touched.isdisjoint(state.paths)

    def reasons(self, out: Path | None) -> dict[str, str]:
        """For each path to render again, why. `out` is None where no output folder exists."""
        known = self._known
        existing = stat_files(out, self.outputs.keys() - known.keys()) if out else {}
        reasons = {}
        for path in sorted(self.outputs):
            if path not in known:
                reasons[path] = "not remembered" if path in existing else "new"
            elif self._changed_causes:
                reasons[path] = f"{self._changed_causes[0]} changed"
            elif known[path].digest != self.outputs[path].digest:
                reasons[path] = "what it says changed"
            elif path in self._touched:
                reasons[path] = "missing or touched in the output folder"
        return reasons

    def new_state(
        self, out: Path, rendered: Set[str], staged: Mapping[str, WrittenFile]
    ) -> BuildState:
        """What the next build may know, once all that was rendered is in place.

        Of the files rendered, `staged` are those that differ from what was there.
        """
        same = stat_files(out, rendered - staged.keys())
        files = self._known | {
            path: WrittenFile(self.outputs[path].digest, state) for path, state in same.items()
        }
        files |= staged
        new = {}
        for name, (digest, planned) in self._changed.items():
            written = {path: files[path] for path in planned if path in files}
            new[name] = BatchState.of(digest if len(written) == len(planned) else None, written)
        return BuildState(self._causes, {**self._unchanged, **new})
