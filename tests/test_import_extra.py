"""Without the packages of `statusgen[import]` one kind is read; the others say what to install."""

import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest

from statusgen.cli.origin import install_command
from statusgen.imports.kinds import KINDS
from test_import_stactus import OUTAGE, PAGE

WITHOUT = """
import sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"bs4", "feedparser", "markdownify", "urllib3"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
from statusgen.cli.main import main
main(prog_name="statusgen")
"""


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """statusgen where the packages of the extra cannot be imported."""
    command = [sys.executable, "-c", WITHOUT, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"stactus"}))
def test_a_kind_whose_packages_are_missing_says_what_to_install(kind: str, tmp_path: Path) -> None:
    result = run("import", kind, tmp_path, "--into", tmp_path / "site")
    assert result.returncode == 1
    assert result.stderr.startswith(f"Error: {kind} needs a package that is not installed (")
    assert result.stderr.endswith(f"; install it with: {install_command('import')}\n")
    assert not (tmp_path / "site").exists()


def test_stactus_is_imported_and_built_without_further_packages(tmp_path: Path) -> None:
    (tmp_path / "old/incidents").mkdir(parents=True)
    (tmp_path / "old/stactus.yaml").write_text(PAGE, "utf-8")
    (tmp_path / "old/incidents/a.yaml").write_text(OUTAGE, "utf-8")
    result = run("import", "stactus", tmp_path / "old", "--into", tmp_path / "site")
    assert result.returncode == 0, result.stderr
    built = run("build", "--site", tmp_path / "site")
    assert built.returncode == 0, built.stderr
    assert list((tmp_path / "site/public/incidents").rglob("index.html"))


def test_the_help_needs_none_of_them_and_says_that_most_kinds_do() -> None:
    result = run("import", "--help")
    assert result.returncode == 0, result.stderr
    assert "All kinds but stactus need further packages." in result.stdout


def test_the_base_install_asks_for_none_of_them() -> None:
    base = [line for line in requires("statusgen") or () if "extra ==" not in line]
    names = ("beautifulsoup4", "feedparser", "markdownify", "urllib3")
    assert [line for line in base if line.startswith(names)] == []
