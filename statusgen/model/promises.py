"""Promises: updates that say when the next one comes, and whether it came in time."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from heapq import nlargest
from itertools import pairwise

from statusgen.model.entry import Entry
from statusgen.model.value import Value


class Promise(Value, frozen=True):
    """Made at one instant, due at another, answered by the entry's next update (None: not yet)."""

    made: datetime
    due: datetime
    answered: datetime | None

    def late(self, grace: timedelta) -> timedelta | None:
        """By how much the answer missed the due time, where that is more than the grace."""
        if self.answered is None or self.answered <= self.due + grace:
            return None
        return self.answered - self.due

    def settled(self, at: datetime, grace: timedelta) -> bool:
        """Whether it is known at an instant if the promise was kept."""
        return self.answered is not None or self.due + grace < at


def promises_of(entry: Entry) -> Iterator[Promise]:
    """An entry's promises, oldest first."""
    for update, answer in pairwise([*entry.updates, None]):
        if update and update.next_update:
            yield Promise(update.at, update.next_update, answer.at if answer else None)


def count_kept(
    promises: Iterable[Promise], at: datetime, grace: timedelta, last: int
) -> tuple[int, int]:
    """How many of the `last` settled promises were kept, and how many settled ones there are."""
    settled = (promise for promise in promises if promise.settled(at, grace))
    counted = nlargest(last, settled, key=lambda promise: (promise.due, promise.made))
    kept = sum(promise.answered is not None and promise.late(grace) is None for promise in counted)
    return kept, len(counted)
