#!/usr/bin/env python3
"""Print the shape of the package: its size, its imports, its names and its suppressions."""

import argparse
import ast
import io
import math
import re
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from report import print_table

PACKAGE = "statusgen"
LOADING, FUNCTION, TYPE_CHECKING = "loading", "function", "TYPE_CHECKING"  # where an import stands
IMPORTERS = frozenset(("import_module", "__import__"))
SUPPRESSION = re.compile(
    r"type: *ignore\b(\[.*?\])?|\bnoqa\b(: *[A-Z]+\d+(, *[A-Z]+\d+)*)?|pragma: *no *\w+"
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module(NamedTuple):
    """A module by its dotted name."""

    name: str
    text: str
    tree: ast.Module


class Figure(NamedTuple):
    """A number, and what was counted where that is worth listing."""

    name: str
    value: int
    details: tuple[str, ...] = ()


def read_package(checkout: Path) -> Iterator[Module]:
    """Every module of the package in a checkout."""
    for path in sorted((checkout / PACKAGE).rglob("*.py")):
        name = ".".join(path.relative_to(checkout).with_suffix("").parts)
        text = path.read_text(encoding="utf-8")
        yield Module(name.removesuffix(".__init__"), text, ast.parse(text))


def find_imports(node: ast.AST, where: str = LOADING) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Where each import statement in a tree stands, and the names it asks for (none relative)."""
    if isinstance(node, ast.Import):
        yield where, tuple(alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield where, tuple(f"{node.module}.{alias.name}" for alias in node.names)
    where = FUNCTION if isinstance(node, Function) else where
    guarded: Sequence[ast.AST] = ()
    if isinstance(node, ast.If) and ast.unparse(node.test).endswith(TYPE_CHECKING):
        guarded = node.body
    for child in ast.iter_child_nodes(node):
        yield from find_imports(child, TYPE_CHECKING if child in guarded else where)


def find_cycles(modules: Sequence[Module], places: Container[str]) -> tuple[str, ...]:
    """Each largest group of modules that reach one another through imports at these places.

    Loading a module loads its parent packages too; that does not count.
    """
    names = {module.name for module in modules}
    graph: dict[str, set[str]] = {name: set() for name in names}
    for module in modules:
        for where, asked in find_imports(module.tree):
            if where in places:
                loaded = (name if name in names else name.rpartition(".")[0] for name in asked)
                graph[module.name] |= names.intersection(loaded)
    reached = {name: reachable(graph, name) for name in names}
    groups = {frozenset(n for n in reached[name] if name in reached[n]) for name in names}
    return tuple(sorted(", ".join(sorted(group)) for group in groups if group))


def reachable(graph: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def repeated_names(modules: Iterable[Module]) -> tuple[str, ...]:
    """Top-level functions and classes whose name several modules define."""
    owners: dict[str, set[str]] = defaultdict(set)
    for module in modules:
        for node in module.tree.body:
            if isinstance(node, Function | ast.ClassDef):
                owners[node.name].add(module.name)
    repeated = sorted(name for name in owners if len(owners[name]) > 1)
    return tuple(f"{name}: {', '.join(sorted(owners[name]))}" for name in repeated)


def find_calls(tree: ast.AST, names: frozenset[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in names:
            yield ast.unparse(node)


def string_imports(tree: ast.Module, names: Iterable[str]) -> Iterator[str]:
    """Imports by a string: `import_module`, calls of a function that uses it, "module:function"."""
    functions = (node for node in ast.walk(tree) if isinstance(node, Function))
    passing = {function.name for function in functions if any(find_calls(function, IMPORTERS))}
    yield from find_calls(tree, IMPORTERS | passing)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            module, _, name = node.value.partition(":")
            if name.isidentifier() and any(f".{n}".endswith(f".{module}") for n in names):
                yield node.value


def suppressions(module: str, text: str) -> Iterator[str]:
    """The comments that switch a check off, each with its place."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and SUPPRESSION.search(token.string):
            yield f"{module}:{token.start[0]} {token.string}"


def has_reason(suppression: str) -> bool:
    """Whether the comment says more than which check it switches off."""
    return bool(re.search(r"\w{2}", SUPPRESSION.sub("", suppression.partition("#")[2])))


def percentile(values: Sequence[int], percent: int) -> int:
    """The smallest value that at least so many per cent of the values do not exceed."""
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]


def counted(name: str, details: Iterable[str]) -> Figure:
    return Figure(name, len(listed := tuple(details)), listed)


def measure(checkout: Path) -> tuple[Figure, ...]:
    modules = tuple(read_package(checkout))
    nodes = [node for module in modules for node in ast.walk(module.tree)]
    functions = [node for node in nodes if isinstance(node, Function)]
    if not functions:
        sys.exit(f"There is no function in {checkout / PACKAGE}; name the folder of a checkout.")
    lines = {module.name: len(module.text.splitlines()) for module in modules}
    longest = max(lines, key=lines.__getitem__)
    lengths = [(function.end_lineno or 0) - function.lineno + 1 for function in functions]
    imports = Counter(where for module in modules for where, _ in find_imports(module.tree))
    suppressed = [line for module in modules for line in suppressions(module.name, module.text)]
    return (
        Figure("lines", sum(lines.values())),
        Figure("modules", len(modules)),
        Figure("lines of the longest module", lines[longest], (longest,)),
        Figure("functions", len(functions)),
        Figure("lines of a function, median", percentile(lengths, 50)),
        Figure("lines of a function, 90th percentile", percentile(lengths, 90)),
        Figure("lines of a function, maximum", max(lengths)),
        counted("import cycles, while loading", find_cycles(modules, [LOADING])),
        counted("import cycles, of all imports", find_cycles(modules, [*imports])),
        Figure("imports inside functions", imports[FUNCTION]),
        Figure("imports under TYPE_CHECKING", imports[TYPE_CHECKING]),
        counted("imports by a string", (i for m in modules for i in string_imports(m.tree, lines))),
        counted("names that several modules define", repeated_names(modules)),
        Figure("uses of Any", sum(isinstance(n, ast.Name) and n.id == "Any" for n in nodes)),
        Figure("suppressions", len(suppressed)),
        counted("suppressions without a reason", (s for s in suppressed if not has_reason(s))),
    )


def print_shapes(folders: Sequence[Path], verbose: bool) -> None:
    """A column for each checkout, and the difference between two."""
    columns = [measure(folder) for folder in folders]
    rows = []
    for figures in zip(*columns, strict=True):
        values = [figure.value for figure in figures]
        change = [f"{values[1] - values[0]:+,}"] if len(values) == 2 else []
        rows.append([figures[0].name, *(f"{value:,}" for value in values), *change])
    headings = ["figure", *map(str, folders), "difference"][: len(rows[0])]
    print_table("The shape of the package", headings, rows)
    for figure in columns[-1] if verbose else ():
        for line in figure.details:
            print(f"{figure.name}: {line}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    folder_help = "a checkout, or two to compare; this one if there is none"
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help=folder_help)
    parser.add_argument("--verbose", action="store_true", help="list what was counted")
    args = parser.parse_args()
    print_shapes(args.folders or [Path(__file__).resolve().parents[1]], args.verbose)


if __name__ == "__main__":
    main()
