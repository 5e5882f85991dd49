"""What several commands print: findings and progress."""

import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import click

from statusgen.model.findings import Finding, FindingsError, Level
from statusgen.pipeline.load import Site

FORMATS = ("text", "json", "github", "gitlab")
_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.HINT: "blue"}
_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "notice"}
_SEVERITIES = {Level.ERROR: "blocker", Level.WARNING: "minor", Level.HINT: "info"}
"""Of those that GitLab knows: info, minor, major, critical, blocker."""


@contextmanager
def findings_reported(
    format: str = "text", result: str = "; nothing was written", folder: str = ""
) -> Iterator[None]:
    """Print the findings that are raised inside, and exit with status 1."""
    try:
        yield
    except FindingsError as error:
        print_findings(error.findings, format, folder)
        click.echo(f"{count_findings(error.findings)}{result}.", err=True)
        sys.exit(1)


def print_findings(findings: Sequence[Finding], format: str = "text", folder: str = "") -> None:
    """Print findings as text on standard error, and in any other format on standard output.

    A job's log needs the text: for an annotation, GitHub's log shows no place, and for a report,
    GitLab's shows nothing. `folder` is that of the site in its repository, for the forges.
    """
    for finding in findings:
        place = click.style(str(finding.place), bold=True)
        level = click.style(f"{finding.level}:", fg=_COLOURS[finding.level], bold=True)
        click.echo(f"{place}: {level} {finding.advice}  [{finding.code}]", err=True)
    if format == "json":
        click.echo(json.dumps(list(map(_json, findings)), indent=2, ensure_ascii=False))
    moved = [f._replace(place=f.place._replace(path=folder + f.place.path)) for f in findings]
    if format == "github":
        for finding in moved:
            click.echo(_github(finding))
    elif format == "gitlab":
        click.echo(json.dumps(list(map(_gitlab, moved)), indent=2, ensure_ascii=False))


def count_findings(findings: Iterable[Finding]) -> str:
    """How many there are of each level, `1 error, 2 warnings`; empty if there are none."""
    counts = Counter(finding.level for finding in findings)
    parts = (f"{n} {level}{'' if n == 1 else 's'}" for level in Level if (n := counts[level]))
    return ", ".join(parts)


def count_entries(site: Site, findings: Iterable[Finding]) -> str:
    """How many entries and findings there are: `12 entries, no problems`."""
    count = len(site.content.records)
    found = count_findings(findings) or "no problems"
    return f"{count} {'entry' if count == 1 else 'entries'}, {found}"


def report_missing_extras(site: Site) -> None:
    """Say what a site goes without because an extra is not installed."""
    if site.lacks_previews:
        from statusgen.cli.origin import install_command  # noqa: PLC0415 - slow to load

        click.echo(f"preview pictures are left out: {install_command('previews')}", err=True)


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int], None]]:
    """A progress bar that appears on a terminal when the work takes over a second."""
    began = time.monotonic()
    visible = False

    def show(done: int, total: int) -> None:
        nonlocal visible
        if not sys.stderr.isatty() or (not visible and time.monotonic() - began < 1):
            return
        if done % 50 and done != total:
            return
        visible = done < total
        filled = 30 * done // max(1, total)
        bar = f"\r{'█' * filled}{'░' * (30 - filled)} {done} of {total}" if visible else "\r\x1b[K"
        click.echo(bar, nl=False, err=True)

    yield show


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
    """A workflow command, with its values escaped as in GitHub's own toolkit."""

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
