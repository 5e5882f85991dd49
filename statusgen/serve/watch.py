"""Changes in folders, as an iterator."""

from __future__ import annotations

import queue
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from watchdog import events as kinds
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

SETTLED = 0.02
"""Seconds of silence after which a burst of changes is over."""
_CHANGES = [
    getattr(kinds, f"{of}{what}Event")
    for of in ("File", "Dir")
    for what in ("Created", "Moved", "Deleted", "Modified", "Attrib", "Closed")
    if f"{of}{what}" != "DirModified" and hasattr(kinds, f"{of}{what}Event")
]
"""All but that something was read: reading a large site again would tell of nothing else.

Not every version tells a change of permissions apart.
"""


class _Queue(FileSystemEventHandler):
    def __init__(self, events: queue.Queue[FileSystemEvent]) -> None:
        self.events = events

    def on_any_event(self, event: FileSystemEvent) -> None:
        self.events.put(event)


@contextmanager
def watching(root: Path, names: Sequence[str], *others: Path) -> Iterator[Iterator[None]]:
    """Notices changes from its beginning on: an iterator yields once for each burst, for ever.

    Watches the folders of these names in `root`, also those that are made later, and the others.
    """
    events: queue.Queue[FileSystemEvent] = queue.Queue()
    handler, observer = _Queue(events), Observer()
    wanted: set[Path] = {*(root / name for name in names), *others}
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
            changed = {path for event in burst for path in _paths(event)}
            for folder in wanted & changed & watched.keys():
                observer.unschedule(watched.pop(folder))  # another may stand there by now
            if any(wanted & {path, *path.parents} for path in changed):
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


def _paths(event: FileSystemEvent) -> Iterator[Path]:
    """What an event is about, at first and in the end."""
    return (Path(str(path)) for path in (event.src_path, event.dest_path) if path)
