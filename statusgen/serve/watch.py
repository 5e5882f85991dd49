"""Changes in folders, as an iterator."""

import queue
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from watchdog import events as kinds
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from statusgen.pipeline.layout import STATIC
from statusgen.pipeline.leftovers import is_leftover

SETTLED = 0.02
"""Seconds of silence after which a burst of changes is over."""
_CHANGES = [
    getattr(kinds, f"{item}{change}Event")
    for item in ("File", "Dir")
    for change in ("Created", "Moved", "Deleted", "Modified", "Attrib", "Closed")
    if f"{item}{change}" != "DirModified" and hasattr(kinds, f"{item}{change}Event")
]
"""All but reads: loading a large site causes many. Older versions of watchdog have no `Attrib`."""


class _Queue(FileSystemEventHandler):
    def __init__(self, events: queue.Queue[FileSystemEvent]) -> None:
        self.events = events

    def on_any_event(self, event: FileSystemEvent) -> None:
        self.events.put(event)


@contextmanager
def watch_folders(root: Path, folders: Iterable[Path]) -> Iterator[Iterator[None]]:
    """Watch folders, also those directly in `root` that do not exist yet.

    The iterator yields once for each burst of changes, and never ends. An editor's locks and
    copies do not count as changes.
    """
    events: queue.Queue[FileSystemEvent] = queue.Queue()
    handler, observer = _Queue(events), Observer()
    wanted = set(folders)
    watched: dict[Path, ObservedWatch] = {}

    def watch_more() -> None:
        for folder in [folder for folder in wanted - watched.keys() if folder.is_dir()]:
            watched[folder] = observer.schedule(
                handler, str(folder), recursive=True, event_filter=_CHANGES
            )

    def bursts() -> Iterator[None]:
        while True:
            burst = [events.get()]
            with suppress(queue.Empty):
                while True:
                    burst.append(events.get(timeout=SETTLED))
            paths = {path for event in burst for path in (event.src_path, event.dest_path)}
            changed = {Path(str(path)) for path in paths if path}
            for folder in wanted & changed & watched.keys():
                observer.unschedule(watched.pop(folder))  # it may be another folder by now
            if any(_concerns(path, folder) for path in changed for folder in wanted):
                watch_more()
                yield

    observer.schedule(handler, str(root), recursive=False, event_filter=_CHANGES)
    observer.start()
    try:
        watch_more()
        yield bursts()
    finally:
        observer.stop()
        observer.join()


def _concerns(path: Path, folder: Path) -> bool:
    """Whether a change at a path may change what is read in a folder."""
    if not path.is_relative_to(folder):
        return False
    parts = path.relative_to(folder).parts
    return not any(is_leftover(name, is_static=parts[0] == STATIC) for name in parts)
