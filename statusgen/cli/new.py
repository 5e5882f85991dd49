"""statusgen new"""

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from statusgen.author.entry_files import UpdateDraft, create_entry
from statusgen.cli.arguments import now, parse_components, parsed_time, tell_about_update
from statusgen.cli.options import components_option, next_option, site_option
from statusgen.cli.repository import next_step, prepare_merges
from statusgen.cli.terminal import findings_reported
from statusgen.model.entry import Entry, Incident, Maintenance
from statusgen.model.page import Page
from statusgen.model.terms import Impact, State
from statusgen.pipeline.load import load_page
from statusgen.read.timestamps import BadTime, format_local, parse_promise, parse_timestamp, zone_of

_NO_IMPACT = (
    "It names neither components nor an impact, so badge, API and metrics say that all is well. "
    "If something is broken, fill in components: at its top."
)
_KINDS: dict[str, type[Entry]] = {"incident": Incident, "maintenance": Maintenance}


@click.command("new")
@click.argument("kind", type=click.Choice(list(_KINDS)))
@click.argument("title")
@components_option
@click.option(
    "--impact",
    type=click.Choice(list(map(str, Impact))),
    help="How bad an incident is, where no component says so.",
)
@next_option
@click.option("-m", "--message", metavar="TEXT", help="The first update's text.")
@click.option("--starts", metavar="TIME", default="", help="When a maintenance begins.")
@click.option("--ends", metavar="TIME", default="", help="When it ends.")
@click.option("--edit", "open_editor", is_flag=True, help="Open the new file in $EDITOR.")
@site_option
def command(
    kind: str,
    title: str,
    components: tuple[str, ...],
    impact: str | None,
    next_update: str,
    message: str | None,
    starts: str,
    ends: str,
    open_editor: bool,
    root: Path,
) -> None:
    """Write a new entry with the time now and blanks to fill in, and print its path.

    TITLE says what is broken, in your customers' words.
    """
    _check_usage(kind, title, impact, starts or ends)
    with findings_reported():
        page = load_page(root, now())
        zone = zone_of(page.time_zone)
        pairs = parse_components(components, page, optional_status=True)
        names_nothing = kind == "incident" and not (pairs or impact)
        if names_nothing and page.components and sys.stdin.isatty():
            pairs = _ask_components(page)
        window = _parse_window(starts, ends, zone)
        draft = UpdateDraft(_first_state(kind, window[0]), message or "", next_update, pairs)
        with parsed_time("--next", zone):
            path = create_entry(
                root, page, _KINDS[kind], title.strip(), draft, now(), window, impact
            )
    prepare_merges(root)
    click.echo(path)
    tell_about_update(message, next_update, zone)
    if names_nothing and not pairs:
        click.echo(_NO_IMPACT, err=True)
    if kind == "maintenance":
        _tell_window(window, zone)
    _tell_next_step(root, path, title, message, open_editor)


def _tell_window(window: tuple[datetime | None, datetime | None], zone: ZoneInfo) -> None:
    starts, ends = window
    if starts and starts < now():
        begun = format_local(starts, zone)
        click.echo(f"It began at {begun}, so it is written as in progress.", err=True)
    if ends and ends < now():
        ended = format_local(ends, zone)
        click.echo(f"It ended at {ended}: look at the day, or write a Completed update.", err=True)
    if None in window:
        click.echo("Fill in starts: and ends: at its top.", err=True)


def _tell_next_step(
    root: Path, path: Path, title: str, message: str | None, open_editor: bool
) -> None:
    if open_editor:
        click.edit(filename=str(path))
    elif not message:
        reminder = "Now write what you know under its heading; nothing can be published before."
        click.echo(reminder, err=True)
    click.echo(next_step(root, path, title.strip()), err=True)


def _check_usage(kind: str, title: str, impact: str | None, window: str) -> None:
    if not title.strip():
        raise click.BadParameter("say what is broken", param_hint="TITLE")
    if kind == "incident" and window:
        raise click.UsageError("--starts and --ends belong to a maintenance")
    if kind == "maintenance" and impact:
        raise click.UsageError("--impact belongs to an incident")


def _first_state(kind: str, starts: datetime | None) -> State:
    if kind == "incident":
        return State.INVESTIGATING
    return State.IN_PROGRESS if starts and starts < now() else State.SCHEDULED


def _ask_components(page: Page) -> list[tuple[str, str]]:
    """Ask a person at a terminal which components are affected."""
    ids = [component.id for component in page.components]
    click.echo(click.wrap_text(f"Components: {', '.join(ids)}"), err=True)

    def parse(answer: str) -> list[tuple[str, str]]:
        return parse_components([answer] if answer.strip() else [], page, optional_status=True)

    question = f"Which are affected? ({ids[0]}=major_outage, or Enter for none)"
    pairs: list[tuple[str, str]] = click.prompt(
        question, default="", show_default=False, value_proc=parse, err=True
    )
    return pairs


def _parse_window(
    starts: str, ends: str, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """When a maintenance begins and ends; the end may be a time of day."""
    end = None
    with parsed_time("--starts", zone):
        try:
            begin = parse_timestamp(starts, zone) if starts else None
        except BadTime:
            begin = parse_promise(starts, now(), zone)
    with parsed_time("--ends", zone):
        try:
            if ends:
                end = parse_promise(ends, begin, zone) if begin else parse_timestamp(ends, zone)
        except BadTime as error:
            if error.code != "promise-in-the-past":
                raise
            reason = "the maintenance would end before it starts"
            raise BadTime(error.code, reason, "look at both times") from None
    return begin, end
