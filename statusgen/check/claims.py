"""What entries claim, each against all others: addresses of their own, and times that were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from statusgen.model.entry import alias_file
from statusgen.model.instants import instant_of, seconds_of
from statusgen.read.shelf import Name, Shelf
from statusgen.read.source import Findings

CLOCK_SKEW = timedelta(minutes=10)


def check_addresses(shelf: Shelf, findings: Findings) -> None:
    """Every id, alias and address is one entry's alone, in any letter case."""
    ids: dict[str, Name] = {}
    for name in shelf.names:
        first = ids.setdefault(name.id.lower(), name)
        if first is not name:
            entry = shelf.find(name.source)
            message = f'two entries have the id "{name.id}"'
            mend = f"give one an id: of its own (the other is {first.source})"
            findings.error(entry.id_place or entry.place, "id-clash", message, mend)
    if any(name.aliases for name in shelf.names):
        _check_aliases(shelf, ids, findings)


def _check_aliases(shelf: Shelf, ids: dict[str, Name], findings: Findings) -> None:
    own = {alias_file(name.folder, name.id).lower(): name for name in shelf.names}
    claimed: dict[str, Name] = {}
    for name in shelf.names:
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
            place = shelf.find(name.source).alias_places[number]
            findings.error(place, "alias-clash", message, mend)


def just_told(shelf: Shelf, at: datetime, now: datetime) -> Iterator[datetime]:
    """The updates after an instant that a clock some minutes fast has dated."""
    now, then = now + CLOCK_SKEW, seconds_of(at)
    for card in shelf.cards:
        if card.newest > then and (shelf.drafts or not card.outline.draft):
            told = map(instant_of, card.outline.updates)
            yield from (instant for instant in told if instant <= now)


def check_future(shelf: Shelf, now: datetime, findings: Findings) -> None:
    """Nothing may be told before it happened, but for what a clock some minutes fast has dated."""
    latest = now + CLOCK_SKEW
    last = seconds_of(latest)
    for card in shelf.cards:
        if card.newest <= last or card.outline.draft:
            continue
        entry = shelf.find(card.outline.source)
        dated = [(update.place, update.at, "this update") for update in entry.updates]
        dated += [(u.place, edit.at, "this edit") for u in entry.updates for edit in u.edits]
        for name in ("started", "restored"):
            if at := getattr(entry, name, None):
                dated.append((entry.place, at, name))
        for place, at, what in dated:
            if at > latest:
                mend = "look at its date, or at the page's time_zone"
                findings.error(place, "in-the-future", f"{what} is dated in the future", mend)
