"""What an import did, for people to read and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from statusgen.imports.history import Counts, Loss

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Account:
    """What was read, what was written now, what stood there from before, and what was not carried.

    `unwritten` is how many entries are in the source and, since something stands in the way,
    not in the site. `left` is how many entries or updates a person had removed, `open` how many
    of the incidents written now no update closes.
    """

    read: Counts
    written: Counts
    before: Counts
    unwritten: int
    left: int
    open: int
    losses: tuple[Loss, ...]

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return self.written != Counts()


def format_account(account: Account) -> Iterator[str]:
    """The account as lines to read: a table, then each reason with its first few places."""
    yield f"{'':<10} {'read':>12} {'written':>12} {'there before':>13}"
    for name in ("entries", "updates", "components", "characters"):
        told = (getattr(c, name) for c in (account.read, account.written, account.before))
        yield "{:<10} {:>12,} {:>12,} {:>13,}".format(name, *told)
    if account.left:
        yield f"\n{account.left:,} that somebody removed here stayed removed."
    if account.open:
        number = "1 incident is" if account.open == 1 else f"{account.open:,} incidents are"
        yield f"\n{number} open here, as at the source; `statusgen list` names them"
    if not account.changed:
        yield "\nNothing is new; nothing was written."
    if not account.losses:
        return
    yield f"\nNot carried as it was ({len(account.losses):,}):"
    by_reason: dict[str, list[Loss]] = {}
    for loss in account.losses:
        by_reason.setdefault(loss.reason, []).append(loss)
    for reason, losses in sorted(by_reason.items(), key=lambda item: len(item[1])):
        yield f"\n  {reason}"
        for loss in losses[:_SHOWN]:
            yield " ".join(("   ", *f"{loss.place}: {loss.what}".split()))
        if len(losses) > _SHOWN:
            yield f"    and {len(losses) - _SHOWN:,} more; --report FILE lists all"


def format_report(account: Account) -> str:
    """The whole account as JSON; the same for the same import."""
    whole = {
        "read": asdict(account.read),
        "written": asdict(account.written),
        "there_before": asdict(account.before),
        "entries_not_written": account.unwritten,
        "removed_here": account.left,
        "incidents_left_open": account.open,
        "not_carried": [asdict(loss) for loss in account.losses],
    }
    return json.dumps(whole, indent=2) + "\n"
