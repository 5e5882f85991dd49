"""The public API: which names there are, and what loading, checking and building come to."""

import ast
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from pathlib import Path
from typing import Protocol, assert_type

import pytest
from click.testing import CliRunner

import statusgen
from output import MANIFEST, read_tree
from small_site import HARBOUR, NOW, PIXEL, entry, update
from statusgen.cli.main import main
from web import CHECKOUT

DOCUMENT = (CHECKOUT / "docs/api.md").read_text("utf-8")
PACKAGE = CHECKOUT / "statusgen"
NAMES = [name for name in statusgen.__all__ if name != "__version__"]
TYPES = [name for name in NAMES if name[0].isupper()]


class Act(Protocol):
    """Any of the three functions."""

    def __call__(self, path: Path, /, *, at: datetime) -> object: ...


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return HARBOUR.write(tmp_path / "site")


def test_type_checkers_see_what_is_exported_and_nothing_else() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text("utf-8"))
    imported = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module != "importlib"
        for alias in node.names
    }
    assert sorted([*imported, "__version__"]) == statusgen.__all__ == dir(statusgen)
    for name, module in imported.items():
        assert getattr(statusgen, name) is vars(sys.modules[str(module)])[name]
        assert getattr(statusgen, name).__module__ == module
    assert (PACKAGE / "py.typed").exists()


def test_a_name_that_is_not_exported_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'statusgen' has no attribute 'laod'"):
        getattr(statusgen, "laod")  # noqa: B009 - a type checker refuses the plain spelling


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys; before = {*sys.modules}; import statusgen; print({*sys.modules} - before)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "{'statusgen'}\n"


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_explained_in_the_code_and_in_the_document(name: str) -> None:
    assert (getattr(statusgen, name).__doc__ or "").strip()
    assert re.search(rf"(?m)^\| `{name}(\(.*\))?` \|", DOCUMENT)


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """A value of each type that is no enumeration, by the type's name."""
    root = HARBOUR.write(tmp_path_factory.mktemp("api"))
    site = statusgen.load(root, at=NOW)
    incident, maintenance = site.incidents[0], site.maintenances[0]
    newest = incident.entry.updates[-1]
    with pytest.raises(statusgen.FindingsError) as error:
        statusgen.load(root / "content")
    finding = error.value.findings[0]
    result = statusgen.build(root, at=NOW)
    found = (site, site.page, site.page.components[0], incident, incident.entry, maintenance)
    more = (maintenance.entry, newest, newest.text, error.value, finding, finding.place, result)
    return {type(value).__name__: value for value in (*found, *more)}


@pytest.mark.parametrize("name", TYPES)
def test_the_document_lists_what_a_value_has(name: str, values: dict[str, object]) -> None:
    row = re.search(rf"(?m)^\| `{name}` \| (.*) \|$", DOCUMENT)
    assert row
    listed = re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", row[1]))
    kind = getattr(statusgen, name)
    if issubclass(kind, Enum):
        assert listed == [member.value for member in kind]
    else:
        assert listed
        held = {attribute: getattr(values[name], attribute) for attribute in listed}
        assert [each for each, value in held.items() if isinstance(value, list | set)] == []


def test_a_site_is_what_its_files_say_at_an_instant(root: Path) -> None:
    site = statusgen.load(str(root), at=NOW)
    assert_type(site, statusgen.Site)
    assert_type(site.incidents, tuple[statusgen.IncidentRecord, ...])
    assert site.page.name == "Harbour Ferries"
    assert [record.entry.id for record in site.incidents] == ["tickets", "boats", "old"]
    assert [record.entry.id for record in site.maintenances] == ["pier"]
    assert site.incidents[0].state is statusgen.State.MONITORING
    assert site.status is statusgen.Status.MAJOR_OUTAGE  # the worst of web and app
    # The outage is first told on 20 November at 09:00, 01:00 UTC; the pier on 1 November.
    before = statusgen.load(root, at=datetime(2026, 11, 20, 0, 59, 59, tzinfo=UTC))
    assert [record.entry.id for record in before.incidents] == ["boats", "old"]
    assert before.status is statusgen.Status.OPERATIONAL
    assert statusgen.load(root, at=datetime(2026, 10, 31, tzinfo=UTC)).maintenances == ()


def test_an_instant_may_be_given_in_any_zone_and_is_cut_to_the_second(root: Path) -> None:
    zone = timezone(timedelta(hours=8))
    there = NOW.astimezone(zone).replace(microsecond=999_999)
    at = statusgen.load(root, at=there).at
    assert (at, at.tzinfo) == (NOW, UTC)


@pytest.mark.parametrize("act", [statusgen.load, statusgen.check, statusgen.build])
@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (datetime(2026, 3, 12, 16, 40), "has no time zone; give one, as in datetime"),
        (datetime(1969, 12, 31, tzinfo=UTC), "must be between 1970 and 2999"),
        (datetime(1970, 1, 1, tzinfo=timezone(timedelta(hours=8))), "must be between 1970"),
        (datetime.max.replace(tzinfo=UTC), "must be between 1970 and 2999"),
    ],
)
def test_an_instant_that_cannot_be_meant_is_refused(
    root: Path, act: Act, at: datetime, reason: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        act(root, at=at)
    assert not (root / "public").exists()


def test_no_instant_means_the_present(root: Path) -> None:
    future = entry("Later", update("2999-01-01 09:00", "Investigating", "Not yet."), impact="none")
    HARBOUR.with_files({"incidents/later.md": future}).write(root)
    assert [finding.code for finding in statusgen.check(root)] == ["in-the-future"]
    assert statusgen.check(root, at=datetime(2999, 2, 1, tzinfo=UTC)) == ()


def test_a_draft_is_part_of_a_site_where_drafts_are_asked_for(root: Path) -> None:
    said = update("2026-11-21 09:00", "Investigating", "Fog.")
    HARBOUR.with_files({"incidents/fog.md": entry("Fog", said, draft="true")}).write(root)
    assert "fog" not in [record.entry.id for record in statusgen.load(root, at=NOW).incidents]
    assert statusgen.load(root, at=NOW, drafts=True).incidents[0].entry.id == "fog"


def test_a_check_returns_all_that_is_found_and_a_build_writes_despite_a_warning(root: Path) -> None:
    foggy = entry("Fog", update("2026-11-01 09:00", "Investigating", "![](fog.gif)"), impact="none")
    HARBOUR.with_files({"incidents/fog.md": foggy, "incidents/fog.gif": PIXEL}).write(root)
    (warning,) = statusgen.check(root, at=NOW)
    assert (warning.level, warning.code) == (statusgen.Level.WARNING, "image-without-text")
    assert statusgen.load(root, at=NOW).findings == (warning,)
    assert statusgen.build(root, at=NOW).findings == (warning,)


def test_a_check_renders_drafts_as_well(root: Path) -> None:
    fails_for_drafts = "{{ nothing if entry.draft }}"
    (root / "themes/default/templates").mkdir(parents=True)
    (root / "themes/default/templates/entry.html").write_text(fails_for_drafts)
    assert statusgen.check(root, at=NOW) == ()
    told = update("2026-11-01 09:00", "Investigating", "Fog.")
    draft = entry("Fog", told, draft="true", impact="none")
    HARBOUR.with_files({"incidents/fog.md": draft}).write(root)
    (finding,) = statusgen.check(root, at=NOW)
    assert finding.place.path == "themes/default/templates/entry.html"
    assert statusgen.load(root, at=NOW).findings == ()


def test_an_error_in_a_template_is_found_by_a_check_and_stops_a_build(root: Path) -> None:
    template = root / "themes/default/templates/404.html"
    template.parent.mkdir(parents=True)
    template.write_text("{{ nothing.here }}")
    assert {finding.level for finding in statusgen.check(root, at=NOW)} == {statusgen.Level.ERROR}
    with pytest.raises(statusgen.FindingsError) as error:
        statusgen.build(root, at=NOW)
    assert {finding.place.path for finding in error.value.errors} == {
        "themes/default/templates/404.html"
    }
    assert not (root / "public").exists()


def test_a_folder_that_is_no_site_is_a_finding(tmp_path: Path) -> None:
    assert [finding.code for finding in statusgen.check(tmp_path)] == ["no-site"]
    with pytest.raises(statusgen.FindingsError, match="there is no content/site"):
        statusgen.load(tmp_path)


def test_a_build_writes_what_the_command_writes_and_says_what_it_did(root: Path) -> None:
    first = statusgen.build(root, at=NOW)
    options = ["--site", str(root), "-o", str(root / "other"), "--at", f"{NOW:%Y-%m-%d %H:%M}Z"]
    assert CliRunner().invoke(main, ["build", *options]).exit_code == 0
    written = read_tree(root / "public")
    assert written == read_tree(root / "other")
    assert first.written.keys() == written.keys() - {MANIFEST}
    assert (first.unchanged, first.removed) == (0, ())
    again = statusgen.build(str(root), str(root / "public"), at=NOW)
    assert (again.written, again.unchanged, again.removed) == ({}, len(first.written), ())
    (root / "content/maintenance/pier.md").unlink()
    assert "maintenance/pier/index.html" in statusgen.build(root, at=NOW).removed


@pytest.mark.parametrize("output", ["content", "content/public", ".", "..", "themes/x"])
def test_a_build_refuses_to_write_over_the_site_itself(root: Path, output: str) -> None:
    before = read_tree(root)
    with pytest.raises(ValueError, match="holds the site itself; choose another"):
        statusgen.build(root, root / output, at=NOW)
    assert read_tree(root) == before


def test_a_build_refuses_to_write_over_a_file(root: Path) -> None:
    (root / "notes.txt").write_text("mine")
    with pytest.raises(ValueError, match=r"notes\.txt is a file; choose a folder"):
        statusgen.build(root, root / "notes.txt", at=NOW)
