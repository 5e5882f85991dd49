"""What was imported before: `imports.json` in the site's folder, meant to be committed.

It holds, for each source, the ids its components got, and for each entry its file, a digest of
its facts, and for each update a digest of what the source said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from statusgen.imports.errors import SourceError
from statusgen.imports.site.normalized import SettledEntry

RECORD = "imports.json"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that was imported: its file from the site's root, whether it was over, digests."""

    file: str
    over: bool
    facts: str
    updates: Mapping[str, str]


@dataclass(slots=True)
class Record:
    """What was imported from one source, by its own keys."""

    components: dict[str, str] = field(default_factory=dict)
    entries: dict[str, Known] = field(default_factory=dict)


def parse_records(content: bytes | None) -> dict[str, Record]:
    """The records by their sources' names; none where there is no file. Raises SourceError."""
    if content is None:
        return {}
    try:
        whole: Any = json.loads(content)
        if whole["version"] != _VERSION:
            raise SourceError(f"{RECORD} is of a later version of statusgen")
        return {name: _parse_record(told) for name, told in whole["sources"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        hint = "bring it back from your repository, or delete it: entries are then known by aliases"
        raise SourceError(f"{RECORD} cannot be read; {hint}") from None


def _parse_record(told: dict[str, Any]) -> Record:
    entries = {
        str(key): Known(str(e["file"]), bool(e["over"]), str(e["facts"]), dict(e["updates"]))
        for key, e in told["entries"].items()
    }
    return Record(dict(told["components"]), entries)


def format_records(records: Mapping[str, Record]) -> bytes:
    """The file's bytes: the same for the same records, a line for each update."""
    sources = {
        name: {
            "components": dict(sorted(record.components.items())),
            "entries": {
                key: {
                    "file": known.file,
                    "over": known.over,
                    "facts": known.facts,
                    "updates": dict(known.updates),
                }
                for key, known in sorted(record.entries.items())
            },
        }
        for name, record in sorted(records.items())
    }
    whole = {"version": _VERSION, "sources": sources}
    return (json.dumps(whole, indent=1) + "\n").encode()


def digest_updates(entry: SettledEntry) -> dict[str, str]:
    """What the source says in each update, by key; our own sentences among them."""
    ours = {u.key: _digest(u.text) for u in entry.updates}
    told = {u.key: _digest(u.at, u.state, u.text, u.components) for u in entry.source.updates}
    return {key: told.get(key, digest) for key, digest in ours.items()}


def digest_facts(entry: SettledEntry) -> str:
    """What stands above an entry's updates."""
    source = entry.source
    times = (entry.started, entry.restored, entry.starts, entry.ends)
    return _digest(entry.title, source.components, source.impact, *times)


def _digest(*values: object) -> str:
    return hashlib.sha256(repr(values).encode(errors="backslashreplace")).hexdigest()[:16]
