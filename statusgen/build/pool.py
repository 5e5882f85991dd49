"""Work on several cores: processes that are forked, and so know all that this one knows."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

Portion = TypeVar("Portion")
Result = TypeVar("Result")
_NEW_OBJECTS = 20_000
"""After so many, a process looks for cycles among them."""
_inherited: list[Callable[[Any], Any]] = []  # reaches the processes that are forked meanwhile


@contextmanager
def worked_on(
    work: Callable[[Portion], Result], portions: Sequence[Portion], workers: int
) -> Iterator[Iterator[Result]]:
    """The results of all portions, in order. They have to be values that can be pickled.

    `work` may be anything; one worker, or a system that cannot fork, works here.
    """
    if workers < 2 or len(portions) < 2 or not hasattr(os, "fork"):
        yield map(work, portions)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - a short build needs none
    from multiprocessing import get_context  # noqa: PLC0415

    _inherited.append(work)
    pool = ProcessPoolExecutor(workers, get_context("fork"), _begin)
    try:
        yield pool.map(_work, portions)
    finally:
        pool.shutdown(cancel_futures=True)
        _inherited.clear()


def _begin() -> None:
    """Interrupts are the parent's, and so is what it made: only new cycles are looked for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    gc.enable()


def _work(portion: Any) -> Any:
    return _inherited[0](portion)
