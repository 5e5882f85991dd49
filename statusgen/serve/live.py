"""The site in memory while it is edited: the last good version, and the findings in the newest."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from statusgen.model.findings import Finding, FindingsError
from statusgen.pipeline.cache import RecordCache
from statusgen.pipeline.content_files import unreadable
from statusgen.pipeline.load import Site, load_site
from statusgen.render.targets import Target


class LiveSite:
    """A site that is loaded again whenever something changed. Safe to use from many threads.

    `clock` returns the instant to show, and the present unless the instant was chosen.
    """

    def __init__(self, root: Path, clock: Callable[[], tuple[datetime, datetime | None]]) -> None:
        self._root, self._clock = root, clock
        self._cache = RecordCache()
        self._changed = threading.Condition()  # its lock guards what follows
        self._outputs: dict[str, Target] = {}
        self._rendered: dict[tuple[str, str], bytes] = {}
        self.site: Site | None = None
        self.findings: tuple[Finding, ...] = ()
        self.generation = time.monotonic_ns()  # no page of an earlier server has the same

    def reload(self) -> bool:
        """Load the site again; with errors, the last good version stays. True if there are none.

        Where more than entries changed, one output of each kind is rendered, to find mistakes in
        templates as well.
        """
        at, now = self._clock()
        try:
            site = load_site(self._root, at, now, drafts=True, cache=self._cache, before=self.site)
            outputs = {output.path: output for output in site.outputs}
            same = self.site is not None and self.site.causes == site.causes
            if not same:
                for output in {output.kind: output for output in outputs.values()}.values():
                    site.produce(output)
        except FindingsError as error:
            return self._refuse(error.findings)
        except OSError as error:
            return self._refuse((unreadable(str(error.filename or self._root), error),))
        with self._changed:
            self.site, self.findings, self._outputs = site, site.findings, outputs
            self._rendered = {
                (path, digest): content
                for (path, digest), content in self._rendered.items()
                if same and path in outputs and outputs[path].digest == digest
            }
            self._notify()
        return True

    def _refuse(self, findings: tuple[Finding, ...]) -> bool:
        with self._changed:
            self.findings = findings
            self._notify()
        return False

    def _notify(self) -> None:
        self.generation += 1
        self._changed.notify_all()

    def wait(self, generation: int, timeout: float) -> int:
        """Wait, at most `timeout` seconds, for another generation; return the current one."""
        with self._changed:
            self._changed.wait_for(lambda: self.generation != generation, timeout)
            return self.generation

    def find(self, path: str) -> bytes | None:
        """The bytes of an output, None where there is none. Raises FindingsError."""
        with self._changed:
            output = self._outputs.get(path)
            if output is None or self.site is None:
                return None
            key = (path, output.digest)
            if key not in self._rendered:
                self._rendered[key] = self.site.produce(output)
            return self._rendered[key]
