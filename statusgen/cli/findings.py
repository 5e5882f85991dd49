"""Findings as people and their tools want to see them."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import click

from statusgen.model.findings import Finding, FindingsError, Level

FORMATS = ("text", "json", "github", "gitlab")
_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.HINT: "blue"}
_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "notice"}
_SEVERITIES = {Level.ERROR: "blocker", Level.WARNING: "minor", Level.HINT: "info"}
"""Of those that GitLab knows: info, minor, major, critical, blocker."""


@contextmanager
def findings_reported(
    format: str = "text", result: str = "; nothing was written"
) -> Iterator[None]:
    """Print the findings that are raised inside, and leave with status 1."""
    try:
        yield
    except FindingsError as error:
        print_findings(error.findings, format)
        click.echo(f"{count_findings(error.findings)}{result}.", err=True)
        sys.exit(1)


def print_findings(findings: Sequence[Finding], format: str = "text") -> None:
    """Findings as text to read, and for another format on standard output in that as well.

    The text goes to standard error in every format, so that it stands in a job's log: of an
    annotation, GitHub's log shows no place, and of a report, GitLab's shows nothing.
    """
    for finding in findings:
        place = click.style(str(finding.place), bold=True)
        level = click.style(f"{finding.level}:", fg=_COLOURS[finding.level], bold=True)
        click.echo(f"{place}: {level} {finding.advice}  [{finding.code}]", err=True)
    if format == "github":
        for finding in findings:
            click.echo(_github(finding))
    elif format != "text":
        rows = map(_json if format == "json" else _gitlab, findings)
        click.echo(json.dumps(list(rows), indent=2, ensure_ascii=False))


def count_findings(findings: Iterable[Finding]) -> str:
    """How many there are of each level: `1 error, 2 warnings`."""
    counts = Counter(finding.level for finding in findings)
    return ", ".join(
        f"{counts[level]} {level}{'' if counts[level] == 1 else 's'}"
        for level in Level
        if counts[level]
    )


def _json(finding: Finding) -> dict[str, object]:
    return {
        "level": finding.level,
        "file": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "code": finding.code,
        "message": finding.message,
        "fix": finding.fix,
    }


def _github(finding: Finding) -> str:
    """A workflow command; its values are escaped as GitHub's own toolkit does."""

    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    place = finding.place
    return (
        f"::{_COMMANDS[finding.level]} file={value(place.path)},line={place.line},"
        f"col={place.column},title={value(finding.code)}::{data(finding.advice)}"
    )


def _gitlab(finding: Finding) -> dict[str, object]:
    """A finding of GitLab's Code Quality report."""
    return {
        "description": finding.advice,
        "check_name": finding.code,
        "fingerprint": hashlib.sha256(str(finding).encode()).hexdigest(),
        "severity": _SEVERITIES[finding.level],
        "location": {"path": finding.place.path, "lines": {"begin": finding.place.line}},
    }
