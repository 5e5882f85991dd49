"""No update, edit or time of an incident may be later than now, nor what was made good."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from statusgen.model.content import ParsedSite
from statusgen.model.findings import Findings, Place
from statusgen.read.timestamps import zone_of

CLOCK_SKEW = timedelta(minutes=10)


def updates_by(parsed: ParsedSite, at: datetime, now: datetime) -> Iterator[datetime]:
    """The times of updates after `at` that a clock some minutes fast may have given."""
    latest = now + CLOCK_SKEW
    for record in parsed.records:
        recent = record.newest is not None and record.newest > at
        if recent and (parsed.drafts or not record.entry.draft):
            yield from (update.at for update in record.entry.updates if update.at <= latest)


def check_future(parsed: ParsedSite, now: datetime, findings: Findings) -> None:
    """An error for each time in the future, except what a clock some minutes fast may give."""
    latest, zone = now + CLOCK_SKEW, zone_of(parsed.page.time_zone)
    present = f"it is {now.astimezone(zone):%Y-%m-%d %H:%M} now in {zone.key}"
    _check_done(parsed, latest.astimezone(zone).date(), present, findings)
    for record in parsed.records:
        if record.newest is None or record.newest <= latest or record.entry.draft:
            continue
        entry = record.entry
        places = [(update, Place(entry.source, update.line)) for update in entry.updates]
        dated = [(place, update.at, "this update") for update, place in places]
        dated += [(place, edit.at, "this edit") for u, place in places for edit in u.edits]
        for name in ("started", "restored"):
            if at := getattr(entry, name, None):
                dated.append((entry.place, at, name))
        for place, at, what in dated:
            if at > latest:
                message = f"{what} is dated in the future; {present}"
                fix = "look at its date, or at the page's time_zone"
                findings.error(place, "in-the-future", message, fix)


def _check_done(parsed: ParsedSite, today: date, present: str, findings: Findings) -> None:
    """An error for what is said to have been made good on a day that is still to come."""
    for record in parsed.records:
        for promised in getattr(record.entry, "make_good", ()):
            if promised.done and promised.done.day > today and not record.entry.draft:
                message = f"something is said to be done on {promised.done.day}; {present}"
                fix = "write due: in place of done: as long as it is to come"
                findings.error(record.entry.place, "in-the-future", message, fix)
