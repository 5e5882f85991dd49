"""Work on several cores: processes that are forked, and so know all that this one knows."""

from __future__ import annotations

import gc
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from threading import Thread
from typing import Any, Generic, Self, TypeVar

Portion = TypeVar("Portion")
Result = TypeVar("Result")
_NEW_OBJECTS = 20_000
"""After so many, a process looks for cycles among them."""
_ended: list[int] = []
"""Processes that have told all they had to, and are not waited for yet."""
_CHUNK = 1 << 16
_LENGTH = 8
"""How many bytes tell how long a result is."""
_TICKET, _TICKETS = 4, 10_000
"""How many bytes a ticket has, and how many of them surely fit into a pipe."""


class Ahead(Generic[Result]):
    """Works that are done one after another in a process of their own, where one can be forked."""

    def __init__(self, *works: Callable[[], Result]) -> None:
        reader, writer = os.pipe()
        self._reader: int | None = reader
        self._left = len(works)
        self.process = _fork()
        if self.process == 0:
            os.close(reader)  # or it would wait for itself to read, once nobody else is there
            _answer(works, writer)
        os.close(writer)

    def result(self) -> Result | None:
        """What came of the next work, once it is done; None where it failed, or nobody does it."""
        self._left -= 1
        length = int.from_bytes(self._read(_LENGTH), "big")
        content = self._read(length)
        try:
            found: Result = pickle.loads(content)
        except (EOFError, pickle.UnpicklingError):
            return None
        return found

    def _read(self, length: int) -> bytes:
        """So many bytes, or as many as there come."""
        parts: list[bytes] = []
        while self._reader is not None and length:
            parts.append(os.read(self._reader, min(length, _CHUNK)))
            length -= len(parts[-1])
            if not parts[-1]:
                self._end()
        return b"".join(parts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End it where it still goes on: nobody wants the result."""
        if self.process and self._left > 0:
            os.kill(self.process, signal.SIGKILL)
        self._end()

    def _end(self) -> None:
        if self._reader is not None:
            os.close(self._reader)
        if self.process and self._left > 0:
            os.waitpid(self.process, 0)
        elif self.process:
            _ended.append(self.process)  # to give back its memory takes it a while
        self._reader = self.process = None


def _fork() -> int | None:
    """As `os.fork`; None where the system has none, or no room for another process."""
    while _ended:
        os.waitpid(_ended.pop(), 0)
    try:
        return os.fork() if hasattr(os, "fork") else None
    except OSError:
        return None


def _answer(works: Iterable[Callable[[], Any]], writer: int) -> None:
    """Work, tell what came of it, and end. Interrupts are the parent's.

    The next work begins while the parent has yet to listen to what came of the last one.
    """
    telling: Thread | None = None
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for work in works:
            content = pickle.dumps(work(), pickle.HIGHEST_PROTOCOL)
            if telling:
                telling.join()
            telling = Thread(target=_tell, args=(content, writer))
            telling.start()
    finally:
        if telling:
            telling.join()
        os._exit(0)  # also where the work fails: whoever waits finds no result


def _tell(content: bytes, writer: int) -> None:
    told = memoryview(len(content).to_bytes(_LENGTH, "big") + content)
    with suppress(BrokenPipeError):  # nobody listens any more
        while told:
            told = told[os.write(writer, told) :]


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
