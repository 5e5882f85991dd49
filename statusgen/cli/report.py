"""What several commands read and show: components, instants, progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from statusgen.model.page import Page
from statusgen.model.terms import Status
from statusgen.pipeline.load import Site, load_page
from statusgen.read.suggest import suggest_word
from statusgen.read.timestamps import BadTime, parse_timestamp, zone_of


def parse_components(texts: Sequence[str], page: Page, bare: bool = False) -> list[tuple[str, str]]:
    """`pre-order=major_outage` as pairs, checked against the page; `bare` allows no status."""
    ids, statuses = [c.id for c in page.components], list(map(str, Status))
    found: list[tuple[str, str]] = []
    for text in texts:
        id, _, status = (part.strip() for part in text.partition("="))
        status = status.lower().replace(" ", "_").replace("-", "_")
        if id not in ids:
            message = f'unknown component "{id}"; {suggest_word(id, ids)}'
            raise click.BadParameter(message, param_hint="-c")
        if status not in statuses and not (bare and not status):
            message = f'unknown status "{status}"; {suggest_word(status, statuses)}'
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
    zone = zone_of(load_page(root, now()).time_zone)
    try:
        return parse_timestamp(text, zone), None
    except BadTime as error:
        raise bad_time(error, zone, "--at") from None


def bad_time(error: BadTime, zone: ZoneInfo, option: str) -> click.BadParameter:
    """A time on the command line that cannot be read, as a mistake in usage."""
    fix = error.fix(now().astimezone(zone).date())
    return click.BadParameter(f"{error}; {fix}", param_hint=option)


def report_left_out(site: Site) -> None:
    """Say what a site goes without because an extra is not installed."""
    if site.lacks_previews:
        click.echo('preview pictures are left out: pip install "statusgen[previews]"', err=True)


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
