"""statusgen new"""

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from statusgen.author.entry_files import UpdateDraft, create_entry
from statusgen.cli.arguments import now, parse_components, parsed_time
from statusgen.cli.options import components_option, next_option, site_option
from statusgen.cli.terminal import findings_reported
from statusgen.model.entry import Entry, Incident, Maintenance
from statusgen.model.terms import State
from statusgen.pipeline.load import load_page
from statusgen.read.timestamps import BadTime, parse_promise, parse_timestamp, zone_of

_KINDS: dict[str, type[Entry]] = {"incident": Incident, "maintenance": Maintenance}


@click.command("new")
@click.argument("kind", type=click.Choice(list(_KINDS)))
@click.argument("title")
@components_option
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
    if not title.strip():
        raise click.BadParameter("say what is broken", param_hint="TITLE")
    if kind == "incident" and (starts or ends):
        raise click.UsageError("--starts and --ends belong to a maintenance")
    with findings_reported():
        page = load_page(root, now())
        zone = zone_of(page.time_zone)
        pairs = parse_components(components, page, optional_status=True)
        window = _parse_window(starts, ends, zone)
        state = State.INVESTIGATING
        if kind == "maintenance":
            begun = window[0] and window[0] < now()
            state = State.IN_PROGRESS if begun else State.SCHEDULED
        draft = UpdateDraft(state, message or "", next_update, pairs)
        with parsed_time("--next", zone):
            path = create_entry(root, page, _KINDS[kind], title.strip(), draft, now(), window)
    click.echo(path)
    if open_editor:
        click.edit(filename=str(path))
    elif not message and sys.stdout.isatty():
        reminder = "Now write what you know under its heading; nothing can be published before."
        click.echo(reminder, err=True)


def _parse_window(
    starts: str, ends: str, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """When a maintenance begins and ends; the end may be a time of day."""
    end = None
    with parsed_time("--starts", zone):
        begin = parse_timestamp(starts, zone) if starts else None
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
