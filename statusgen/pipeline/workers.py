"""Work on several cores: processes that are forked, and so know all that this one knows."""

from __future__ import annotations

import gc
import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Generic, NoReturn, Self, TypeVar

Portion = TypeVar("Portion")
Result = TypeVar("Result")
_NEW_OBJECTS = 20_000
"""After so many, a process looks for cycles among them."""
_ended: list[int] = []
"""Processes that have given their results, and are not waited for yet."""
_CHUNK = 1 << 16
_PATIENCE = 10
_TICKET, _TICKETS = 4, 10_000
"""How many bytes a ticket has, and how many of them surely fit into a pipe."""


class Background(Generic[Result]):
    """Work that is done in a process of its own, where one can be forked."""

    def __init__(self, work: Callable[[], Result], patient: bool = False) -> None:
        """A `patient` process lets others go first: its result is not needed for a while."""
        reader, writer = os.pipe()
        self._reader: int | None = reader
        self._result: Result | None = None
        self.process = _fork()
        if self.process == 0:
            os.close(reader)  # or it would wait for itself to read, once nobody else is there
            _work_and_end(work, writer, patient)
        os.close(writer)

    def result(self) -> Result | None:
        """What came of it, once it is done; None where it failed, or nobody does it."""
        if self._reader is not None:
            content = b"".join(iter(partial(os.read, self._reader, _CHUNK), b""))
            with suppress(EOFError, pickle.UnpicklingError):
                self._result = pickle.loads(content)
            self._end()
            if self.process:
                _ended.append(self.process)  # to give back its memory takes it a while
        return self._result

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End it where it still goes on: nobody wants the result."""
        if self._reader is not None and self.process:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        self._end()

    def _end(self) -> None:
        if self._reader is not None:
            os.close(self._reader)
        self._reader = None


def _fork() -> int | None:
    """As `os.fork`; None where the system has none, or no room for another process."""
    while _ended:
        os.waitpid(_ended.pop(), 0)
    try:
        return os.fork() if hasattr(os, "fork") else None
    except OSError:
        return None


def _work_and_end(work: Callable[[], object], writer: int, patient: bool) -> NoReturn:
    """Work, write the result, and end this process. Interrupts are the parent's."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if patient:
            os.nice(_PATIENCE)
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
    with _tickets(len(portions)) as tickets, _collecting_garbage(), ExitStack() as stack:

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
            stack.enter_context(Background(take_all))
            for _ in range(min(workers, len(portions)) - 1)
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
def _collecting_garbage() -> Iterator[None]:
    """Let the garbage collector look at what is made from here on, and at nothing before."""
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
