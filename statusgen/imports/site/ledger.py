"""What was imported before: `imports.json` in the site's folder, meant to be committed.

It holds, for each source, the ids its components got, and for each entry its file, a digest of
its facts, and for each update a digest of what the source said.
"""

import hashlib
import json

from msgspec import Struct, ValidationError, convert
from msgspec.structs import asdict

from statusgen.imports.history import SourceError
from statusgen.imports.site.normalized import NormalizedEntry

LEDGER = "imports.json"
_VERSION = 1


class LedgerEntry(Struct, frozen=True):
    """An entry that was imported: its file from the site's root, whether it was over, digests."""

    file: str
    over: bool
    facts: str
    updates: dict[str, str]


class SourceLedger(Struct):
    """What was imported from one source, by its own keys."""

    components: dict[str, str]
    entries: dict[str, LedgerEntry]


Ledger = dict[str, SourceLedger]
"""What was imported, by the sources' names."""


def parse_ledger(content: bytes | None) -> Ledger:
    """The ledger of a site; an empty one where there is no file. Raises SourceError."""
    if content is None:
        return {}
    try:
        whole = json.loads(content)
        if whole["version"] != _VERSION:
            raise SourceError(f"{LEDGER} was written by a later version of statusgen")
        return convert(whole["sources"], Ledger)
    except (ValueError, KeyError, TypeError, ValidationError):
        hint = "restore it from your repository, or delete it: entries are then known by aliases"
        raise SourceError(f"{LEDGER} cannot be read; {hint}") from None


def format_ledger(ledger: Ledger) -> bytes:
    """The file's bytes: the same for the same ledger, a line for each update."""
    sources = {
        name: {
            "components": dict(sorted(source.components.items())),
            "entries": {key: asdict(entry) for key, entry in sorted(source.entries.items())},
        }
        for name, source in sorted(ledger.items())
    }
    return (json.dumps({"version": _VERSION, "sources": sources}, indent=1) + "\n").encode()


def digest_updates(entry: NormalizedEntry) -> dict[str, str]:
    """What the source says in each update, by key; our own sentences among them."""
    source = {u.key: _digest(u.at, u.state, u.text, u.components) for u in entry.source.updates}
    return {u.key: source.get(u.key) or _digest(u.text) for u in entry.updates}


def digest_facts(entry: NormalizedEntry) -> str:
    """What is above an entry's updates."""
    source = entry.source
    times = (entry.started, entry.restored, entry.starts, entry.ends)
    return _digest(entry.title, source.components, source.impact, *times)


def _digest(*values: object) -> str:
    return hashlib.sha256(repr(values).encode(errors="backslashreplace")).hexdigest()[:16]
