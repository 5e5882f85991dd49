"""Small cState pages, written where a test wants them and read."""

from datetime import UTC
from pathlib import Path

from statusgen.imports.cstate.reader import read_cstate
from statusgen.imports.history import History, SourceEntry
from statusgen.model.terms import State

CONFIG = """
title: Status of Us
baseURL: https://status.us.example/
params:
  categories: [{name: Hidden, untitled: true}, {name: Shop, description: All of it}]
  systems:
    - {name: API, category: Hidden, description: Ours, link: https://api.example/}
    - {name: Web, category: Shop}
"""
FRONT = "title: Outage\ndate: 2026-07-16 18:05\nresolved: true\nresolvedWhen: 2026-07-16 19:00"


def read(tmp_path: Path, files: dict[str, str]) -> History:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_cstate(str(tmp_path))


def read_entry(tmp_path: Path, body: str, front: str = FRONT, config: str = CONFIG) -> SourceEntry:
    issue = f"---\n{front}\n---\n{body}"
    history = read(tmp_path, {"config.yml": config, "content/issues/one.md": issue})
    assert len(history.entries) == 1, history.losses
    return history.entries[0]


def updates_of(entry: SourceEntry) -> list[tuple[str, State | None, str]]:
    return [
        (f"{u.at.astimezone(UTC):%m-%d %H:%M}" if u.at else "", u.state, u.text)
        for u in entry.updates
    ]
