"""The benchmark changes, counts and judges rightly; how long a thing takes is no test's matter."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Any

import pytest

from web import CHECKOUT

OLDER = "---\ntitle: Then\ncomponents:\n- web\n---\n\n## 2026-01-03 04:05:06 — Update\n\nHm.\n"
FILES = {
    "closed": "---\ntitle: Past\n---\n\n## 2026-03-02 03:04:05 — Resolved\n\nOver.\n",
    "older": OLDER,
    "open": OLDER.replace("2026-01-03", "2026-02-03"),
    "unnamed": "---\ntitle: Now\n---\n\n## 2026-02-28 01:02:03 — Update\n\nHm.\n",
}
SCRIPT = f"""
import pathlib, sys
folder = pathlib.Path(sys.argv[1]) / "statusgen/content/incidents"
folder.mkdir(parents=True)
for name, text in {FILES!r}.items():
    (folder / f"{{name}}.md").write_text(text, encoding="utf-8")
"""


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A module of the benchmark by its name."""
    monkeypatch.syspath_prepend(str(CHECKOUT / "benchmarks"))
    return importlib.import_module


@pytest.fixture
def corpus(part: Any, tmp_path: Path) -> Any:
    script = tmp_path / "make.py"
    script.write_text(SCRIPT, encoding="utf-8")
    return part("corpus").make_corpus(script, tmp_path / "made", [])


def texts(corpus: Any) -> dict[str, str]:
    files = corpus.incident.parent.iterdir()
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def test_updates_go_to_the_newest_open_incident_that_names_components(corpus: Any) -> None:
    assert corpus.incident.name == "open.md"
    assert (corpus.entries, corpus.components) == (4, 1)
    assert f"{corpus.start}" == "2026-03-02 04:04:05"


def test_an_update_comes_first_and_is_taken_back(part: Any, corpus: Any) -> None:
    due = part("corpus").add_update(corpus, corpus.start)
    assert f"{due}" == "2026-03-02 04:15:05"
    assert "---\n\n## 2026-03-02 04:14:05 — Update\n\nWe" in texts(corpus)["open"]
    part("corpus").restore(corpus)
    assert texts(corpus) == FILES


def test_only_the_other_open_incidents_are_closed(part: Any, corpus: Any) -> None:
    part("corpus").close_others(corpus)
    after = texts(corpus)
    assert {name for name in FILES if after[name] != FILES[name]} == {"older", "unnamed"}
    assert "\n## 2026-01-03 04:05:07 — Resolved\n" in after["older"]


def test_a_fresh_checkout_has_new_content_and_a_cache_with_its_old_times(
    part: Any, corpus: Any, tmp_path: Path
) -> None:
    (corpus.site / ".statusgen").mkdir()
    corpus.public.mkdir()
    for file in (corpus.incident, corpus.public / "index.html", corpus.site / ".statusgen/x"):
        file.write_text(corpus.text, encoding="utf-8")
        os.utime(file, ns=(5, 5))
    part("corpus").check_out_anew(corpus, tmp_path)
    assert corpus.incident.stat().st_mtime_ns > 5
    assert (corpus.public / "index.html").stat().st_mtime_ns == 5
    assert (corpus.site / ".statusgen/x").stat().st_mtime_ns == 5
    assert texts(corpus) == FILES


def test_what_a_build_wrote_is_what_is_new_or_was_touched(part: Any, tmp_path: Path) -> None:
    for name in ("left", "again"):
        (tmp_path / name).write_text("same")
        os.utime(tmp_path / name, ns=(5, 5))
    before = part("measure").read_output(tmp_path)
    for name in ("again", "new"):
        (tmp_path / name).write_text("same")
    after = part("measure").read_output(tmp_path)
    assert part("measure").written(before, after) == {"again": 4, "new": 4}


@pytest.mark.parametrize(
    ("written", "value", "note"),
    [
        ([{"a": 1, "b": 2}, {"a": 1, "b": 3000}], 0, "2, 2 files; 0.0, 3.0 kB"),
        ([{"a": 1}, {"b": 1}, {"a": 1}], 2, "1, 1, 1 files; 0.0, 0.0, 0.0 kB"),
    ],
)
def test_files_differ_where_one_size_writes_them_and_another_does_not(
    part: Any, written: list[dict[str, int]], value: int, note: str
) -> None:
    found = part("sizes").written_finding(written)
    assert (found.value, found.note) == (value, note)


def test_a_limit_is_kept_where_it_is_just_reached(part: Any) -> None:
    report = part("report")
    limit = report.Limit("speed", 2, 1, "x")
    rows = [
        report.verdict(found)
        for found in (
            report.Finding(limit, 1),
            report.Finding(limit, 2, "twice"),
            report.Finding(limit, 2.04),
            report.NotMeasured(limit, "no time"),
        )
    ]
    assert rows == [
        ("speed", "1 x", "2 x", "PASS", "1 x", "PASS"),
        ("speed", "2 x (twice)", "2 x", "PASS", "1 x", "FAIL"),
        ("speed", "2.04 x", "2 x", "FAIL", "1 x", "FAIL"),
        ("speed", "not measured: no time", "2 x", "–", "1 x", "–"),
    ]
