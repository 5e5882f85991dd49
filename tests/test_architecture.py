"""The house stands as its plan says: one-way floors, one door to disk, small rooms, plain names."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

import statusgen
from shape import has_reason, suppressions
from web import CHECKOUT, lacking

PACKAGE = CHECKOUT / "statusgen"
PUBLIC = frozenset(statusgen.__all__) - {"__version__"}
FLOORS = (
    "model",
    "read",
    "checks",
    "render",
    "pipeline",
    "author",
    "imports",
    "api",
    "serve",
    "cli",
)
MODULE_LINES, FUNCTION_LINES = 300, 40
SLOW = "mark." + "slow"

LONG_FUNCTIONS: dict[str, str] = {}
"""Functions that may be longer, each with its reason: `read/updates.py:parse` -> why."""

DOORS = {
    "pipeline/disk.py": "the one door to disk",
    "pipeline/content_files.py": "reads a site's folder: the content",
    "pipeline/site_files.py": "reads a site's folder: what is around the content",
    "read/timestamps.py": "time zones come from the tzdata package, never from a site",
}
"""The modules that may touch files, and why."""

YAML = {
    "imports/site/page_file.py": "puts components into a site.yaml, at the places of its nodes",
    "imports/sources/data.py": "the YAML of other tools, as texts: none of our forms fits it",
}
"""The modules above the floor that reads YAML that know it all the same, and why."""

EXTRAS = {
    "import": ("imports/", "cli/import_history.py"),
    "previews": ("render/pages/drawing.py", "pipeline/appearance.py"),
}
"""The modules that may import the libraries of each extra."""

DATA = frozenset(["tzdata"])
"""What is declared and never imported, since only its files are read."""

CONTENT = frozenset(("open", "read_text", "read_bytes", "write_text", "write_bytes", "fdopen"))
CHANGES = frozenset(
    [
        "mkdir",
        "makedirs",
        "rmdir",
        "unlink",
        "remove",
        "removedirs",
        "rename",
        "renames",
        "touch",
        "symlink_to",
        "hardlink_to",
        "chmod",
        "rmtree",
        "copytree",
        "copyfile",
        "copy2",
        "move",
        "truncate",
        "utime",
        "symlink",
    ]
)
QUESTIONS = frozenset(
    [
        "exists",
        "is_file",
        "is_dir",
        "is_symlink",
        "iterdir",
        "scandir",
        "listdir",
        "glob",
        "rglob",
        "stat",
        "lstat",
        "walk",
    ]
)
CLOCK_FLOORS = {
    "cli": "what a person types is meant now",
    "api": "a caller who names no instant means now",
}
"""The floors that may ask for the time, and why."""

CLOCKS = frozenset(("now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"))
NO_NAMES = frozenset(["util", "utils", "manager", "helper", "helpers", "process", "handle"])
GIVEN_NAMES = frozenset(["handle_error"])
"""What a class of the standard library calls by this name."""


@cache
def modules() -> dict[str, ast.Module]:
    """Every module's syntax tree, by its path inside the package."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def floor_of(path: str) -> str:
    """A module's floor: its folder, or itself. The few modules beside the floors have none."""
    floor, slash, _ = path.removesuffix(".py").partition("/")
    return floor if slash or floor in FLOORS else ""


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every module that is imported, wherever in the file, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def called(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """Every call as (what it is called on, name, line); on "" where it is a bare name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func.value), node.func.attr, node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield "", node.func.id, node.lineno


def test_each_floor_imports_only_what_is_below_it() -> None:
    assert {floor_of(path) for path in modules()} == {"", *FLOORS}
    wrong = []
    for path, tree in modules().items():
        for name, line in imports(tree):
            parts = name.split(".")
            if parts[0] != "statusgen" or len(parts) < 2:
                continue
            floor = "api" if parts[1] in PUBLIC else parts[1]
            if floor in FLOORS[FLOORS.index(floor_of(path) or "cli") + 1 :]:
                wrong.append(f"{path}:{line} imports {name}")
    assert wrong == []


def test_files_are_touched_through_one_door() -> None:
    """`disk.read_bytes(...)` is the door itself; `path.read_bytes()` elsewhere is a way round."""
    wrong = []
    for path, tree in modules().items():
        if path in DOORS:
            continue
        for receiver, name, line in called(tree):
            if receiver == "disk" or (receiver == "" and name != "open"):
                continue
            outside = name in QUESTIONS and floor_of(path) in ("model", "read", "checks", "render")
            if name in CONTENT | CHANGES or outside:
                wrong.append(f"{path}:{line} {receiver}.{name}()")
        wrong += [
            f"{path}:{line} imports {name}"
            for name, line in imports(tree)
            if name.split(".")[0] in ("shutil", "tempfile", "io", "glob", "fileinput")
            and name != "io.BytesIO"
        ]
    assert wrong == []


def test_every_door_is_still_in_use() -> None:
    assert DOORS.keys() <= modules().keys()
    for path in DOORS:
        assert {name for _, name, _ in called(modules()[path])} & (CONTENT | CHANGES)


def asks_clock(tree: ast.Module) -> Iterator[str]:
    """Every call that asks what time it is."""
    for receiver, name, line in called(tree):
        if receiver.split(".")[-1] in ("datetime", "date", "time", "Date") and name in CLOCKS:
            yield f"{line} {receiver}.{name}()"


def test_the_clock_is_asked_at_the_doors_only() -> None:
    asking = {path: calls for path, tree in modules().items() if (calls := [*asks_clock(tree)])}
    assert {
        path: calls for path, calls in asking.items() if floor_of(path) not in CLOCK_FLOORS
    } == {}
    assert {floor_of(path) for path in asking} == CLOCK_FLOORS.keys()


def test_the_environment_and_chance_are_asked_in_cli_only() -> None:
    wrong = []
    for path, tree in modules().items():
        if floor_of(path) == "cli":
            continue
        text = ast.unparse(tree)
        wrong += [f"{path}: {found}" for found in re.findall(r"os\.(?:environ|getenv)\w*", text)]
        wrong += [
            f"{path}:{line} imports {name}"
            for name, line in imports(tree)
            if name.split(".")[0] in ("random", "secrets", "uuid") or name == "time.time"
        ]
    assert wrong == []


def test_modules_are_short() -> None:
    lengths = {path: len((PACKAGE / path).read_text("utf-8").splitlines()) for path in modules()}
    assert {path: n for path, n in lengths.items() if n > MODULE_LINES} == {}


def functions() -> Iterator[tuple[str, int]]:
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_functions_are_short() -> None:
    long = {name: lines for name, lines in functions() if lines > FUNCTION_LINES}
    assert long.keys() - LONG_FUNCTIONS.keys() == set(), long


def test_an_exception_for_a_long_function_has_a_reason_and_is_needed() -> None:
    lengths = dict(functions())
    for name, reason in LONG_FUNCTIONS.items():
        assert lengths.get(name, 0) > FUNCTION_LINES, f"{name} needs no exception any more"
        assert len(reason.split()) > 3


def test_no_name_says_nothing() -> None:
    wrong = []
    for path, tree in modules().items():
        names = [Path(path).stem]
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.append(node.name)
        for name in set(names) - GIVEN_NAMES:
            words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)
            if {word.lower() for word in words} & NO_NAMES:
                wrong.append(f"{path}: {name}")
    assert wrong == []


def test_yaml_stays_below_the_floor_that_reads_it() -> None:
    known = ("yaml", "statusgen.read.frontmatter", "statusgen.read.fields")
    wrong = [
        f"{path}:{line} imports {name}"
        for path, tree in modules().items()
        for name, line in imports(tree)
        if floor_of(path) != "read"
        and path not in YAML
        and f"{name}.".startswith(tuple(f"{k}." for k in known))
    ]
    assert wrong == []


def test_values_of_the_model_are_frozen_and_hold_no_dictionary() -> None:
    wrong = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if floor_of(path) != "model" or not isinstance(node, ast.ClassDef):
                continue
            decorators = [ast.unparse(item) for item in node.decorator_list]
            if any("dataclass" in item and "frozen=True" not in item for item in decorators):
                wrong.append(f"{path}:{node.name} is not frozen")
            for item in node.body:
                kind = ast.unparse(item.annotation) if isinstance(item, ast.AnnAssign) else ""
                if re.search(r"\b(dict|list|set|Any|Mapping)\b", kind):
                    wrong.append(f"{path}:{node.name}.{ast.unparse(item)}")
    assert wrong == []


@pytest.mark.parametrize("folder", ["statusgen", "tests", "benchmarks"])
def test_every_suppression_says_why_on_its_line(folder: str) -> None:
    found = [
        line
        for path in sorted((CHECKOUT / folder).rglob("*.py"))
        if "node_modules" not in path.parts
        for line in suppressions(path.name, path.read_text("utf-8"))
    ]
    assert found
    assert [line for line in found if not has_reason(line)] == []


def test_every_slow_test_is_a_quick_one_as_well() -> None:
    """`tiers` makes both; nothing else marks a test as slow."""
    marked = [path.name for path in (CHECKOUT / "tests").glob("*.py") if SLOW in path.read_text()]
    assert marked == ["tiers.py"]


def plain(distribution: str) -> str:
    """A distribution's name as indexes compare it: `Markup_Safe>=2.1` is `markup-safe`."""
    name = re.match(r"[\w.-]+", distribution)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def declared() -> tuple[set[str], dict[str, set[str]]]:
    """The libraries that every install brings, and those that each extra adds."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = {
        extra: set(map(plain, libraries))
        for extra, libraries in project["optional-dependencies"].items()
        if extra in EXTRAS
    }
    return set(map(plain, project["dependencies"])), extras


@cache
def imported() -> dict[str, set[str]]:
    """The libraries that each module imports."""
    distributions = packages_distributions()
    ours = {"statusgen", *sys.stdlib_module_names}
    return {
        path: {
            plain(distributions.get(package, [package])[0])
            for package in {name.split(".")[0] for name, _ in imports(tree)} - ours
        }
        for path, tree in modules().items()
    }


def test_every_library_is_declared_where_it_is_imported() -> None:
    base, extras = declared()
    for path, libraries in imported().items():
        theirs = [
            extras.get(extra, set()) for extra, room in EXTRAS.items() if path.startswith(room)
        ]
        assert libraries <= base.union(*theirs), path


def test_every_declared_library_is_imported() -> None:
    base, extras = declared()
    assert base - DATA <= set().union(*imported().values())
    for extra, libraries in extras.items():
        rooms = (names for path, names in imported().items() if path.startswith(EXTRAS[extra]))
        assert libraries <= set().union(*rooms), extra


@pytest.mark.parametrize(
    "command", ["ruff check", "ruff format --check", "mypy"], ids=["lint", "format", "types"]
)
def test_the_checks_of_the_checkout_pass(command: str) -> None:
    tool, *arguments = command.split()
    if find_spec(tool) is None:
        lacking(f"the Python package {tool} is not installed")
    run = subprocess.run(
        [sys.executable, "-m", tool, *arguments, *([] if tool == "mypy" else ["."])],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
