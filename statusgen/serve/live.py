"""The site as it stands in memory: the last good one, and what was found in the newest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from statusgen.model.findings import Finding, FindingsError, Level, Place
from statusgen.pipeline.cache import RecordCache
from statusgen.pipeline.load import Site, load_site
from statusgen.render.targets import Output

Clock = Callable[[], datetime]


class Live:
    """A site that is read again whenever something changed. Safe to use from many threads."""

    def __init__(self, root: Path, clock: Clock, fixed: bool, host: str) -> None:
        self._root, self._clock, self._fixed = root, clock, fixed
        self.hosts = frozenset({"localhost", host})
        self._cache = RecordCache()
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._outputs: dict[str, Output] = {}
        self._rendered: dict[tuple[str, str], bytes] = {}
        self.site: Site | None = None
        self.findings: tuple[Finding, ...] = ()
        self.generation = time.monotonic_ns()  # no page of an earlier server has the same

    def reload(self) -> bool:
        """Read the site again; on errors the last good one stays. True where it is good.

        Where more than entries changed, one output of each kind is rendered, so that a template's
        mistake is an error as well.
        """
        at = self._clock()
        try:
            now = None if self._fixed else at
            site = load_site(self._root, at, now, drafts=True, cache=self._cache, before=self.site)
            outputs = {output.path: output for output in site.outputs}
            if self.site is None or self.site.causes != site.causes:
                for output in {output.kind: output for output in outputs.values()}.values():
                    site.produce(output)
        except FindingsError as error:
            return self._refuse(error.findings)
        except OSError as error:
            place = Place(str(error.filename or self._root))
            reason = f"the file cannot be read: {error.strerror or error}".lower()
            fix = "look at the file's owner and permissions"
            return self._refuse((Finding(Level.ERROR, place, "unreadable", reason, fix),))
        with self._lock:
            if self.site is None or self.site.causes != site.causes:
                self._rendered.clear()
            self.site, self.findings = site, site.findings
            self._outputs = outputs
            self._rendered = {key: b for key, b in self._rendered.items() if self._is_wanted(*key)}
            self._tell()
        return True

    def _is_wanted(self, path: str, digest: str) -> bool:
        """Whether bytes that were once rendered are those of an output now."""
        output = self._outputs.get(path)
        return output is not None and output.digest == digest

    def _refuse(self, findings: tuple[Finding, ...]) -> bool:
        with self._lock:
            self.findings = findings
            self._tell()
        return False

    def _tell(self) -> None:
        self.generation += 1
        self._changed.notify_all()

    def wait(self, generation: int, timeout: float) -> int:
        """Waits until the site is another than that generation; returns which one it is."""
        with self._lock:
            self._changed.wait_for(lambda: self.generation != generation, timeout)
            return self.generation

    def find(self, path: str) -> bytes | None:
        """The bytes of an output, None where there is none. Raises FindingsError."""
        with self._lock:
            output = self._outputs.get(path)
            if output is None:
                return None
            key = (path, output.digest)
            if key not in self._rendered:
                assert self.site is not None
                self._rendered[key] = self.site.produce(output)
            return self._rendered[key]
