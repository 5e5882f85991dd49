"""Work on several cores, in processes that are forked, and so share what this one has loaded."""

import gc
import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Generic, NoReturn, Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
_GC_THRESHOLD = 20_000
"""How many new objects there are before a process looks for cycles among them."""
_CHUNK = 1 << 16
_LOW_PRIORITY = 10
_TICKET, _TICKETS = 4, 10_000
"""How many bytes a ticket has, and how many of them fit into a pipe on every system."""


class Background(Generic[Result]):
    """A function that runs in a process of its own, where one can be forked."""

    def __init__(self, function: Callable[[], Result], low_priority: bool = False) -> None:
        """Start it. With `low_priority`, other processes go first."""
        reader, writer = os.pipe()
        self._reader: int | None = reader
        self._result: Result | None = None
        self.process = _fork()
        if self.process == 0:
            os.close(reader)  # or it would wait for itself to read, once nobody else does
            _run_and_exit(function, writer, low_priority)
        os.close(writer)

    def result(self) -> Result | None:
        """Wait for the result; None where the function failed, or no process could be forked."""
        if self._reader is not None:
            content = b"".join(iter(partial(os.read, self._reader, _CHUNK), b""))
            with suppress(EOFError, pickle.UnpicklingError):
                self._result = pickle.loads(content)
            self._close()
        return self._result

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Kill the process where its result was not asked for."""
        if self._reader is not None and self.process:
            os.kill(self.process, signal.SIGKILL)
        self._close()

    def _close(self) -> None:
        if self._reader is not None:
            os.close(self._reader)
            if self.process:
                os.waitpid(self.process, 0)
        self._reader = None


def _fork() -> int | None:
    """As `os.fork`; None where the system has none, or no room for another process."""
    try:
        return os.fork() if hasattr(os, "fork") else None
    except OSError:
        return None


def _run_and_exit(function: Callable[[], object], writer: int, low_priority: bool) -> NoReturn:
    """Write the result, and end this process. Interrupts are handled by the parent."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if low_priority:
            os.nice(_LOW_PRIORITY)
        content = memoryview(pickle.dumps(function(), pickle.HIGHEST_PROTOCOL))
        while content:
            content = content[os.write(writer, content) :]
    finally:
        os._exit(0)  # also where the function fails: then the parent reads no result


def parallel_map(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    workers: int,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Result]:
    """A function's results for all items, in order. They must be values that can be pickled.

    This process is one of the workers, and each takes the next item when it is free. Items that
    another took and did not finish, because it was killed, say, are done here. `progress` is called
    with how many are taken.
    """
    results: dict[int, Result] = {}
    with _tickets(len(items)) as tickets, _garbage_collection(), ExitStack() as stack:

        def work() -> Iterator[int]:
            for number in tickets:
                results[number] = function(items[number])
                yield number

        def work_in_background() -> dict[int, Result]:
            parent = os.getppid()
            for _ in work():
                if os.getppid() != parent:
                    break  # the parent was killed
            return results

        others = [
            stack.enter_context(Background(work_in_background))
            for _ in range(min(workers, len(items)) - 1)
        ]
        for number in work():
            progress(number + 1)
        for other in others:
            results |= other.result() or {}
    for number, item in enumerate(items):
        if number not in results:
            results[number] = function(item)
    return [results[number] for number in range(len(items))]


@contextmanager
def _tickets(count: int) -> Iterator[Iterator[int]]:
    """Numbers from 0 up to a count, shared with forked processes: each is drawn by one of them."""
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
def _garbage_collection() -> Iterator[None]:
    """Collect garbage among the objects that are made inside, and none that were there before."""
    enabled, threshold = gc.isenabled(), gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD)
    gc.enable()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)
        if not enabled:
            gc.disable()
