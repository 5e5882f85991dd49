"""What entries claim, each against all others: addresses of their own, and times that were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from statusgen.model.content import ParsedSite
from statusgen.model.entry import Entry, alias_file
from statusgen.read.source import Findings

CLOCK_SKEW = timedelta(minutes=10)


def check_addresses(parsed: ParsedSite, findings: Findings) -> None:
    """Every id, alias and address is one entry's alone, in any letter case."""
    ids: dict[str, Entry] = {}
    for name in parsed.by_source.values():
        first = ids.setdefault(name.id.lower(), name)
        if first is not name:
            entry = name
            message = f'two entries have the id "{name.id}"'
            mend = f"give one an id: of its own (the other is {first.source})"
            findings.error(entry.id_place or entry.place, "id-clash", message, mend)
    if any(name.aliases for name in parsed.by_source.values()):
        _check_aliases(parsed, ids, findings)


def _check_aliases(parsed: ParsedSite, ids: dict[str, Entry], findings: Findings) -> None:
    own = {alias_file(name.folder, name.id).lower(): name for name in parsed.by_source.values()}
    claimed: dict[str, Entry] = {}
    for name in parsed.by_source.values():
        for number, alias in enumerate(name.aliases):
            file = alias_file(name.folder, alias).lower()
            owner = ids.get(alias.lower()) or own.get(file)
            others = [claimed.setdefault(claim, name) for claim in (alias.lower(), file)]
            other = next((other for other in others if other is not name), None)
            if owner is not None:
                what = "address" if alias.startswith("/") else "id"
                message = f'the alias "{alias}" hides the entry of that {what}'
                mend = f"take it out (the entry is {owner.source})"
            elif other is not None:
                message = f'two entries claim the alias "{alias}"'
                mend = f"take it out of one (the other is {other.source})"
            else:
                continue
            place = name.alias_places[number]
            findings.error(place, "alias-clash", message, mend)


def updates_by(parsed: ParsedSite, at: datetime, now: datetime) -> Iterator[datetime]:
    """The updates after an instant that a clock some minutes fast has dated."""
    latest = now + CLOCK_SKEW
    for record in parsed.records:
        recent = record.newest is not None and record.newest > at
        if recent and (parsed.drafts or not record.entry.draft):
            yield from (update.at for update in record.entry.updates if update.at <= latest)


def check_future(parsed: ParsedSite, now: datetime, findings: Findings) -> None:
    """Nothing may be told before it happened, but for what a clock some minutes fast has dated."""
    latest = now + CLOCK_SKEW
    for record in parsed.records:
        if record.newest is None or record.newest <= latest or record.entry.draft:
            continue
        entry = record.entry
        dated = [(update.place, update.at, "this update") for update in entry.updates]
        dated += [(u.place, edit.at, "this edit") for u in entry.updates for edit in u.edits]
        for name in ("started", "restored"):
            if at := getattr(entry, name, None):
                dated.append((entry.place, at, name))
        for place, at, what in dated:
            if at > latest:
                mend = "look at its date, or at the page's time_zone"
                findings.error(place, "in-the-future", f"{what} is dated in the future", mend)
