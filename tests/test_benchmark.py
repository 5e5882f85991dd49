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


SHAPED = {
    "__init__.py": "",
    "a.py": """\
from typing import TYPE_CHECKING, Any
from statusgen import b
if TYPE_CHECKING:
    from statusgen.c import Thing
def go(thing: "Thing") -> Any:  # noqa: ANN401
    return b.go(thing)
""",
    "b.py": """\
from importlib import import_module
def go(thing):
    from statusgen import a  # noqa: PLC0415 - a loads this module
    return a
def _load(name):
    return import_module(name)
THING = _load("statusgen.c")
COMMAND = "statusgen.c:run"
""",
    "c.py": """\
import statusgen.d
class Thing:
    def run(self):

        def inner():
            pass
        inner()
""",
    "d.py": "import statusgen.c  # type: ignore[import]  # pragma: no cover\n",
}


def test_the_shape_of_a_package_is_counted(
    part: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "statusgen").mkdir()
    for name, text in SHAPED.items():
        (tmp_path / "statusgen" / name).write_text(text, encoding="utf-8")
    part("shape").print_shapes([tmp_path, tmp_path], verbose=True)
    table, _, details = capsys.readouterr().out.partition("\nlines of the longest")
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[5:]]
    assert {name: int(before) for name, before, *_ in rows} == {
        "lines": 0 + 6 + 8 + 7 + 1,
        "modules": 5,
        "lines of the longest module": 8,
        "functions": 5,
        "lines of a function, median": 2,  # of 2, 2, 2, 3 and 5
        "lines of a function, 90th percentile": 5,  # nine tenths of five are 4.5, so the fifth
        "lines of a function, maximum": 5,
        "import cycles, while loading": 1,  # c and d
        "import cycles, of all imports": 2,  # and a and b
        "imports inside functions": 1,
        "imports under TYPE_CHECKING": 1,
        "imports by a string": 3,  # import_module(), _load() and "statusgen.c:run"
        "names that several modules define": 1,  # go
        "uses of Any": 1,
        "suppressions": 3,
        "suppressions without a reason": 2,  # in a and d
    }
    assert {change for *_, change in rows} == {"+0"}
    assert "import cycles, of all imports: statusgen.a, statusgen.b\n" in details
    assert "names that several modules define: go: statusgen.a, statusgen.b\n" in details
