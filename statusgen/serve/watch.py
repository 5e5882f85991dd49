"""Changes in folders, as an iterator."""

from __future__ import annotations

import queue
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

SETTLED = 0.02
"""Seconds of silence after which a burst of changes is over."""
_CHANGES: list[type[FileSystemEvent]] = [
    *(FileCreatedEvent, FileModifiedEvent, FileClosedEvent, FileMovedEvent, FileDeletedEvent),
    *(DirCreatedEvent, DirMovedEvent, DirDeletedEvent),
]
"""All but that something was read: reading a large site again would tell of nothing else."""


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
    watched: set[Path] = set()

    def watch_more() -> None:
        for folder in [folder for folder in wanted - watched if folder.is_dir()]:
            observer.schedule(handler, str(folder), recursive=True, event_filter=_CHANGES)
            watched.add(folder)

    def bursts() -> Iterator[None]:
        while True:
            relevant = _concerns(events.get(), wanted)
            with suppress(queue.Empty):
                while True:
                    relevant |= _concerns(events.get(timeout=SETTLED), wanted)
            if relevant:
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


def _concerns(event: FileSystemEvent, folders: set[Path]) -> bool:
    """Whether an event is about one of the folders, or something in them."""
    paths = [Path(str(path)) for path in (event.src_path, event.dest_path) if path]
    return any(path == folder or folder in path.parents for path in paths for folder in folders)
