"""Problems and progress, as people and their tools want to see them."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from statusgen.model.findings import Problem, Problems
from statusgen.model.page import Page
from statusgen.model.terms import Status
from statusgen.pipeline.load import load_page
from statusgen.read.suggest import hint
from statusgen.read.timestamps import BadTime, parse_timestamp, zone_of


def parse_components(texts: Sequence[str], page: Page, bare: bool = False) -> list[tuple[str, str]]:
    """`pre-order=major_outage` as pairs, checked against the page; `bare` allows no status."""
    ids, statuses = [c.id for c in page.components], list(map(str, Status))
    found: list[tuple[str, str]] = []
    for text in texts:
        id, _, status = (part.strip() for part in text.partition("="))
        status = status.lower().replace(" ", "_").replace("-", "_")
        if id not in ids:
            message = f'unknown component "{id}"; {hint(id, ids)}'
            raise click.BadParameter(message, param_hint="-c")
        if status not in statuses and not (bare and not status):
            message = f'unknown status "{status}"; {hint(status, statuses)}'
            raise click.BadParameter(message, param_hint="-c")
        if any(id == other for other, _ in found):
            raise click.BadParameter(f'"{id}" is given twice', param_hint="-c")
        found.append((id, status))
    if len({bool(status) for _, status in found}) > 1:
        message = "give each component a status, or none"
        raise click.BadParameter(message, param_hint="-c")
    return found


def now() -> datetime:
    """The one clock, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def parse_at(text: str | None, root: Path) -> tuple[datetime, datetime | None]:
    """The instant to look at, and the present where that is meant."""
    if text is None:
        present = now()
        return present, present
    page = load_page(root)
    zone = zone_of(page.time_zone)
    try:
        return parse_timestamp(text, zone), None
    except BadTime as error:
        raise click.BadParameter(f"{error}; {error.hint}", param_hint="--at") from None


@contextmanager
def problems_reported(format: str = "text", told: str = "; nothing was written") -> Iterator[None]:
    """Print the problems that are raised inside, and leave with status 1."""
    try:
        yield
    except Problems as error:
        print_problems(error.problems, format)
        count = len(error.problems)
        click.echo(f"{count} problem{'' if count == 1 else 's'}{told}.", err=True)
        sys.exit(1)


def print_problems(problems: tuple[Problem, ...], format: str) -> None:
    """Problems as text to read, as JSON, or as annotations that GitHub or GitLab show."""
    if format == "text":
        for problem in problems:
            place = click.style(str(problem.place), bold=True)
            error = click.style("error:", fg="red", bold=True)
            mend = f"; {problem.hint}" if problem.hint else ""
            click.echo(f"{place}: {error} {problem.message}{mend}  [{problem.code}]", err=True)
    elif format == "github":
        for problem in problems:
            click.echo(_github(problem))
    else:
        rows = map(_json if format == "json" else _gitlab, problems)
        click.echo(json.dumps(list(rows), indent=2, ensure_ascii=False))


def _json(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }


def _github(problem: Problem) -> str:
    """A workflow command; its values are escaped as GitHub's own toolkit does."""

    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    place, mend = problem.place, f"; {problem.hint}" if problem.hint else ""
    return (
        f"::error file={value(place.path)},line={place.line},col={place.column},"
        f"title={value(problem.code)}::{data(problem.message + mend)}"
    )


def _gitlab(problem: Problem) -> dict[str, object]:
    """A finding of GitLab's Code Quality report."""
    mend = f"; {problem.hint}" if problem.hint else ""
    return {
        "description": problem.message + mend,
        "check_name": problem.code,
        "fingerprint": hashlib.sha256(str(problem).encode()).hexdigest(),
        "severity": "blocker",
        "location": {"path": problem.place.path, "lines": {"begin": problem.place.line}},
    }


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int], None]]:
    """A progress bar that appears on a terminal when the work takes over a second."""
    began = time.monotonic()
    shown = False

    def show(done: int, whole: int) -> None:
        nonlocal shown
        if not sys.stderr.isatty() or (not shown and time.monotonic() - began < 1):
            return
        if done % 50 and done != whole:
            return
        shown = done < whole
        filled = 30 * done // max(1, whole)
        bar = f"\r{'█' * filled}{'░' * (30 - filled)} {done} of {whole}" if shown else "\r\x1b[K"
        click.echo(bar, nl=False, err=True)

    yield show
