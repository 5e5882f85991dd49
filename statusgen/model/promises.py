"""Promises: updates that say when the next one comes, and whether it came in time."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from statusgen.model.entry import Entry


class Promise(NamedTuple):
    """Made at one instant, due at another, answered by the entry's next update (None: not yet)."""

    made: datetime
    due: datetime
    answered: datetime | None
    grace: timedelta

    @property
    def late(self) -> timedelta | None:
        """By how much the answer missed the due time, where that is more than the grace."""
        if self.answered is None or self.answered <= self.due + self.grace:
            return None
        return self.answered - self.due

    def settled(self, at: datetime) -> bool:
        """Whether it is known at an instant if the promise was kept."""
        return self.answered is not None or self.due + self.grace < at


def promises_of(entry: Entry, grace: timedelta) -> Iterator[Promise]:
    """An entry's promises, oldest first."""
    for update, answer in pairwise([*entry.updates, None]):
        if update and update.next_update:
            yield Promise(update.at, update.next_update, answer.at if answer else None, grace)


def count_kept(promises: Iterable[Promise], at: datetime, last: int) -> tuple[int, int]:
    """How many of the `last` settled promises were kept, and how many settled ones there are."""
    settled = sorted((p for p in promises if p.settled(at)), key=lambda p: (p.due, p.made))[-last:]
    kept = sum(promise.answered is not None and promise.late is None for promise in settled)
    return kept, len(settled)
