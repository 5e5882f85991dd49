"""What an import did, for people to read and for programs."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from statusgen.imports.history import Counts, Loss

_SHOWN = 3


class ImportReport(NamedTuple):
    """What was read, what was written now, what was there before, and what was not carried.

    `unwritten` is how many entries are in the source and, since something prevents it,
    not in the site. `removed` is how many entries a person had removed, `open` how many of the
    incidents written now no update closes.
    """

    read: Counts
    written: Counts
    before: Counts
    unwritten: int
    removed: int
    open: int
    losses: tuple[Loss, ...]

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return self.written != Counts()


def format_summary(report: ImportReport) -> Iterator[str]:
    """The report as lines to read: a table, then each reason with its first few places."""
    yield f"{'':<10} {'read':>12} {'written':>12} {'there before':>13}"
    for name in ("entries", "updates", "components", "characters"):
        numbers = (getattr(c, name) for c in (report.read, report.written, report.before))
        yield "{:<10} {:>12,} {:>12,} {:>13,}".format(name, *numbers)
    if report.removed:
        yield f"\n{report.removed:,} that somebody removed here stayed removed."
    if report.open:
        number = "1 incident is" if report.open == 1 else f"{report.open:,} incidents are"
        yield f"\n{number} open here, as at the source; `statusgen list` names them"
    if not report.changed:
        yield "\nNothing is new; nothing was written."
    if not report.losses:
        return
    yield f"\nNot carried as it was ({len(report.losses):,}):"
    by_reason: dict[str, list[Loss]] = {}
    for loss in report.losses:
        by_reason.setdefault(loss.reason, []).append(loss)
    for reason, losses in sorted(by_reason.items(), key=lambda item: len(item[1])):
        yield f"\n  {reason}"
        for loss in losses[:_SHOWN]:
            yield " ".join(("   ", *f"{loss.place}: {loss.what}".split()))
        if len(losses) > _SHOWN:
            yield f"    and {len(losses) - _SHOWN:,} more; --report FILE lists all"


def format_json(report: ImportReport) -> str:
    """The whole report as JSON; the same for the same import."""
    fields = {
        "read": report.read._asdict(),
        "written": report.written._asdict(),
        "there_before": report.before._asdict(),
        "entries_not_written": report.unwritten,
        "removed_here": report.removed,
        "incidents_left_open": report.open,
        "not_carried": [loss._asdict() for loss in report.losses],
    }
    return json.dumps(fields, indent=2) + "\n"
