"""What several commands parse: components and times."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from statusgen.model.page import Page
from statusgen.model.terms import Status
from statusgen.pipeline.load import load_page
from statusgen.read.suggest import suggest_word
from statusgen.read.timestamps import BadTime, parse_promise, parse_timestamp, zone_of


def parse_components(
    texts: Sequence[str], page: Page, optional_status: bool = False
) -> list[tuple[str, str]]:
    """`pre-order=major_outage`, or several with commas between, as pairs of the page's ids."""
    ids, statuses = [c.id for c in page.components], list(map(str, Status))
    groups = [group.name.lower() for group in page.groups]
    pairs: dict[str, str] = {}
    for text in ",".join(texts).split(",") if texts else ():
        id, _, status = (part.strip() for part in text.replace(":", "=").partition("="))
        status = status.lower().replace(" ", "_").replace("-", "_")
        id = id if id in ids else page.find_component(id) or id
        if id not in ids and id and id.lower() in groups:
            raise _bad_component(f'"{id}" is a group; name its components')
        if id not in ids:
            raise _bad_component(f'unknown component "{id}"; {suggest_word(id, ids)}')
        if status not in statuses and not (optional_status and not status):
            raise _bad_component(f'unknown status "{status}"; {suggest_word(status, statuses)}')
        if id in pairs:
            raise _bad_component(f'"{id}" is given twice')
        pairs[id] = status
    if len(set(map(bool, pairs.values()))) > 1:
        raise _bad_component("give each component a status, or none")
    return list(pairs.items())


def _bad_component(message: str) -> click.BadParameter:
    return click.BadParameter(message, param_hint="-c")


def now() -> datetime:
    """The present in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def parse_at(text: str | None, root: Path) -> tuple[datetime, datetime | None]:
    """The instant that `--at` names, and None; or the present twice, where it is not given."""
    if text is None:
        present = now()
        return present, present
    in_utc = text.endswith("Z")
    zone = zone_of("UTC" if in_utc else load_page(root, now()).time_zone)
    with parsed_time("--at", zone):
        at = parse_timestamp(text, zone)
    return at, None


def tell_about_update(message: str | None, next_update: str, zone: ZoneInfo) -> None:
    """Say for when the next update is promised, with the day where that is not today.

    A shell does not read `\\n` between quotes as the end of a line.
    """
    if next_update:
        due = parse_promise(next_update, now(), zone).astimezone(zone)
        is_today = due.date() == now().astimezone(zone).date()
        day = "today" if is_today else f"on {due:%A, %Y-%m-%d}"
        click.echo(f"The next update is promised for {due:%H:%M} {day}.", err=True)
    if message and "\\n" in message:
        fix = "press Enter between the quotes for a new line"
        click.echo(f"The text has \\n, which is shown as it is; {fix}.", err=True)


@contextmanager
def parsed_time(option: str, zone: ZoneInfo) -> Iterator[None]:
    """Make a time that cannot be parsed inside a mistake in the use of an option."""
    try:
        yield
    except BadTime as error:
        fix = error.fix(now().astimezone(zone).date())
        raise click.BadParameter(f"{error}; {fix}", param_hint=option) from None
