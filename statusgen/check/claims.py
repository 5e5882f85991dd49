"""What entries claim, each against all others: addresses of their own."""

from __future__ import annotations

from statusgen.model.content import ParsedSite
from statusgen.model.entry import Entry, alias_file
from statusgen.model.findings import Findings


def check_addresses(parsed: ParsedSite, findings: Findings) -> None:
    """Every id, alias and address is one entry's alone, in any letter case."""
    ids: dict[str, Entry] = {}
    for name in parsed.by_source.values():
        first = ids.setdefault(name.id.lower(), name)
        if first is not name:
            entry = name
            message = f'two entries have the id "{name.id}"'
            fix = f"give one an id: of its own (the other is {first.source})"
            findings.error(entry.id_place or entry.place, "id-clash", message, fix)
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
                fix = f"take it out (the entry is {owner.source})"
            elif other is not None:
                message = f'two entries claim the alias "{alias}"'
                fix = f"take it out of one (the other is {other.source})"
            else:
                continue
            findings.error(name.alias_places[number], "alias-clash", message, fix)
