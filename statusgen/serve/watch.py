"""Changes in folders, as a generator."""

from __future__ import annotations

import queue
from collections.abc import Iterable, Iterator
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

SETTLED = 0.05
"""Seconds of silence after which a burst of changes is over."""
_READING = {"opened", "closed_no_write"}


class _Queue(FileSystemEventHandler):
    def __init__(self, events: queue.Queue[FileSystemEvent]) -> None:
        self.events = events

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type not in _READING:
            self.events.put(event)


def watch(folders: Iterable[Path]) -> Iterator[None]:
    """Yields once for each burst of changes in the folders, for ever."""
    events: queue.Queue[FileSystemEvent] = queue.Queue()
    observer = Observer()
    for folder in folders:
        if folder.is_dir():
            observer.schedule(_Queue(events), str(folder), recursive=True)
    observer.start()
    try:
        while True:
            events.get()
            try:
                while True:
                    events.get(timeout=SETTLED)
            except queue.Empty:
                yield
    finally:
        observer.stop()
        observer.join()
