"""Work on several cores: processes that are forked, and so know all that this one knows."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

Portion = TypeVar("Portion")
Result = TypeVar("Result")
_inherited: list[Callable[[Any], Any]] = []  # reaches the processes that are forked meanwhile


@contextmanager
def worked_on(
    work: Callable[[Portion], Result], portions: Sequence[Portion], workers: int
) -> Iterator[Iterator[Result]]:
    """The results of all portions, in order. They have to be values that can be pickled.

    `work` may be anything; one worker, or a system that cannot fork, works here.
    """
    if workers < 2 or len(portions) < 2 or "fork" not in get_all_start_methods():
        yield map(work, portions)
        return
    _inherited.append(work)
    pool = ProcessPoolExecutor(workers, get_context("fork"), _leave_interrupts_to_the_parent)
    try:
        yield pool.map(_work, portions)
    finally:
        pool.shutdown(cancel_futures=True)
        _inherited.clear()


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(portion: Any) -> Any:
    return _inherited[0](portion)
