"""statusgen new"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from statusgen.author import entry_files
from statusgen.cli.findings import findings_reported
from statusgen.cli.options import components_option, find_site, next_option, site_option
from statusgen.cli.report import bad_time, now, parse_components
from statusgen.model.entry import Incident, Maintenance
from statusgen.model.page import Page
from statusgen.model.terms import State
from statusgen.pipeline import disk
from statusgen.pipeline.load import load_page
from statusgen.read.timestamps import BadTime, parse_promise, parse_timestamp, zone_of

_BLANKS = ("affected:", "action:")


@click.command("new")
@click.argument("kind", type=click.Choice(["incident", "maintenance"]))
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
    site: Path | None,
) -> None:
    """Write a new entry with the time now, and blanks to fill; prints its path.

    TITLE says what is broken, in your customers' words.
    """
    root = find_site(site)
    if not title.strip():
        raise click.BadParameter("say what is broken", param_hint="TITLE")
    with findings_reported():
        page = load_page(root, now())
        pairs = parse_components(components, page, bare=True)
        if kind == "incident" and (starts or ends):
            raise click.UsageError("--starts and --ends belong to a maintenance")
        state, window = State.INVESTIGATING, list[str]()
        if kind == "maintenance":
            begin, window = _window(starts, ends, page)
            state = State.IN_PROGRESS if begin and begin < now() else State.SCHEDULED
        blank = [] if pairs else ["components:"]
        head = entry_files.format_front_matter(title.strip(), pairs, [*blank, *window, *_BLANKS])
        draft = entry_files.Draft(state, message or "", next_update)
        path = _write(root, page, title, head, draft)
    click.echo(path)
    if open_editor:
        click.edit(filename=str(path))
    elif not message and sys.stdout.isatty():
        told = "Now write under its heading what you know; until then nothing can be published."
        click.echo(told, err=True)


def _window(starts: str, ends: str, page: Page) -> tuple[datetime | None, list[str]]:
    """When a maintenance begins, and its times as they stand in the file.

    The end may be a time of day.
    """
    zone = zone_of(page.time_zone)
    option = "--starts"
    try:
        begin = parse_timestamp(starts, zone) if starts else None
        option = "--ends"
        end = None
        if ends:
            end = parse_promise(ends, begin, zone) if begin else parse_timestamp(ends, zone)
    except BadTime as error:
        if error.code == "promise-in-the-past":
            reason = "the maintenance would end before it starts; look at both times"
            raise click.BadParameter(reason, param_hint=option) from None
        raise bad_time(error, zone, option) from None
    times = (entry_files.format_local(at, zone) if at else "" for at in (begin, end))
    keys = zip(("starts", "ends"), times, strict=True)
    return begin, [f"{key}: {time}".strip() for key, time in keys]


def _write(root: Path, page: Page, title: str, head: str, draft: entry_files.Draft) -> Path:
    kind = Incident if draft.state is State.INVESTIGATING else Maintenance
    zone, at = zone_of(page.time_zone), now().replace(second=0)
    try:
        text = head + entry_files.format_update(draft, at, zone)
    except BadTime as error:
        raise bad_time(error, zone, "--next") from None
    path = entry_files.entry_path(root, kind, title, f"{at.astimezone(zone):%Y-%m-%d}")
    if draft.text and "starts:\n" not in head and "ends:\n" not in head:
        entry_files.check_entry(path.relative_to(root).as_posix(), text.encode(), kind, page, at)
    disk.replace_text(path, text.encode())
    return path
