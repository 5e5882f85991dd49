"""Limits, what was found of them, and tables."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

DIFFER = "differ"
"""The unit of a number of things of which there should be none."""


class Limit(NamedTuple):
    """The most that a measure must and should reach, in a unit."""

    measure: str
    must: float
    aim: float
    unit: str


class Finding(NamedTuple):
    """What was measured of a limit, and what else is worth knowing of it."""

    limit: Limit
    value: float
    note: str = ""


class NotMeasured(NamedTuple):
    """A limit of which this run knows nothing, and why."""

    limit: Limit
    reason: str


Found = Finding | NotMeasured


def print_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A Markdown table: words to the left, figures to the right."""
    print(f"\n{title}:\n\n| {' | '.join(headings)} |\n| --- |{' ---: |' * (len(headings) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def amount(value: float, unit: str) -> str:
    return "the same" if unit == DIFFER and not value else f"{value:.3g} {unit}"


def print_verdicts(found: Iterable[Found]) -> None:
    """Each measure against what it must and should reach."""
    headings = ("measure", "measured", "must", "", "aim", "")
    print_table("Against the limits", headings, map(verdict, found))


def verdict(found: Found) -> Sequence[str]:
    """One row of the last table."""
    limit = found.limit
    must, aim = amount(limit.must, limit.unit), amount(limit.aim, limit.unit)
    if isinstance(found, NotMeasured):
        return limit.measure, f"not measured: {found.reason}", must, "–", aim, "–"
    marks = ["PASS" if found.value <= most else "FAIL" for most in (limit.must, limit.aim)]
    note = f" ({found.note})" if found.note else ""
    measured = f"{amount(found.value, limit.unit)}{note}"
    return limit.measure, measured, must, marks[0], aim, marks[1]
