"""Work on several cores: processes that are forked, and so know all that this one knows."""

from __future__ import annotations

import gc
import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Generic, Self, TypeVar

Portion = TypeVar("Portion")
Result = TypeVar("Result")
_NEW_OBJECTS = 20_000
"""After so many, a process looks for cycles among them."""
_CHUNK = 1 << 20
_TICKET, _TICKETS = 4, 10_000
"""How many bytes a ticket has, and how many of them surely fit into a pipe."""


class Ahead(Generic[Result]):
    """Work that is done in a process of its own, where this system can fork one."""

    def __init__(self, work: Callable[[], Result]) -> None:
        reader, writer = os.pipe()
        self._reader: int | None = reader
        self.process = _fork()
        if self.process == 0:
            _answer(work, writer)
        os.close(writer)

    def result(self) -> Result | None:
        """Waits for what came of it: None where that process failed, or there was none."""
        reader = self._reader
        if reader is None:
            return None
        content = b"".join(iter(lambda: os.read(reader, _CHUNK), b""))
        self._end()
        try:
            found: Result = pickle.loads(content)
        except (EOFError, pickle.UnpicklingError):
            return None
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End it where it still goes on: nobody wants the result."""
        if self.process:
            os.kill(self.process, signal.SIGKILL)
        self._end()

    def _end(self) -> None:
        if self._reader is not None:
            os.close(self._reader)
        if self.process:
            os.waitpid(self.process, 0)
        self._reader = self.process = None


def _fork() -> int | None:
    """As `os.fork`; None where the system has none, or no room for another process."""
    try:
        return os.fork() if hasattr(os, "fork") else None
    except OSError:
        return None


def _answer(work: Callable[[], Any], writer: int) -> None:
    """Work, tell what came of it, and end. Interrupts are the parent's."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        content = memoryview(pickle.dumps(work(), pickle.HIGHEST_PROTOCOL))
        while content:
            content = content[os.write(writer, content) :]
    finally:
        os._exit(0)  # also where the work fails: whoever waits finds no result


def work_on(
    work: Callable[[Portion], Result],
    portions: Sequence[Portion],
    workers: int,
    done: Callable[[int], None] = lambda _: None,
) -> list[Result]:
    """The results of all portions, in order. They have to be values that can be pickled.

    This process is one of the workers; whoever is free takes the next portion. What another
    leaves undone, because it was killed, say, is done here. `done` is told how many are taken.
    """
    found: dict[int, Result] = {}
    with _tickets(len(portions)) as tickets, _looking_for_cycles(), ExitStack() as stack:

        def take() -> Iterator[int]:
            for number in tickets:
                found[number] = work(portions[number])
                yield number

        def take_all() -> dict[int, Result]:
            parent = os.getppid()
            for _ in take():
                if os.getppid() != parent:
                    break  # it was killed, and nobody waits
            return found

        others = [
            stack.enter_context(Ahead(take_all)) for _ in range(min(workers, len(portions)) - 1)
        ]
        for number in take():
            done(number + 1)
        for other in others:
            found |= other.result() or {}
    for number, portion in enumerate(portions):
        if number not in found:
            found[number] = work(portion)
    return [found[number] for number in range(len(portions))]


@contextmanager
def _tickets(count: int) -> Iterator[Iterator[int]]:
    """Numbers from 0 up to a count; each is drawn once by all that are forked meanwhile."""
    reader, writer = os.pipe()
    step = count // _TICKETS + 1
    os.write(writer, b"".join(n.to_bytes(_TICKET, "big") for n in range(0, count, step)))
    os.close(writer)

    def draw() -> Iterator[int]:
        while ticket := os.read(reader, _TICKET):
            first = int.from_bytes(ticket, "big")
            yield from range(first, min(first + step, count))

    try:
        yield draw()
    finally:
        os.close(reader)


@contextmanager
def _looking_for_cycles() -> Iterator[None]:
    """What is there stays; only among what is made from here on are cycles looked for."""
    enabled, threshold = gc.isenabled(), gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    gc.enable()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)
        if not enabled:
            gc.disable()
