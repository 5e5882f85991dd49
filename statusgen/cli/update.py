"""statusgen update"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from statusgen.author import entry_files
from statusgen.cli.findings import findings_reported
from statusgen.cli.options import components_option, find_site, next_option, site_option
from statusgen.cli.report import bad_time, now, parse_components
from statusgen.model.entry import Entry, Incident
from statusgen.model.findings import Finding, FindingsError
from statusgen.model.page import Page
from statusgen.model.terms import INCIDENT_STATES, MAINTENANCE_STATES, State
from statusgen.pipeline import disk
from statusgen.pipeline.layout import STATE
from statusgen.pipeline.load import load_entries, load_page
from statusgen.read.suggest import suggest_word
from statusgen.read.timestamps import BadTime, zone_of

_PROMPT = "# Write the update above this line. This line and what is below it are left out."


@click.command("update")
@click.argument("entry")
@click.argument("state")
@click.option("-m", "--message", metavar="TEXT", help="The text; else stdin, else $EDITOR.")
@next_option
@components_option
@site_option
def command(
    entry: str,
    state: str,
    message: str | None,
    next_update: str,
    components: tuple[str, ...],
    site: Path | None,
) -> None:
    """Add an update with the time now to an entry.

    A part of the ENTRY's name is enough. STATE is Investigating, Identified, Monitoring, Resolved,
    Postmortem or Update; for a maintenance Scheduled, In progress, Verifying, Completed, Cancelled
    or Update. The rest of the file stays as it is, byte for byte.
    """
    root = find_site(site)
    with findings_reported():
        page = load_page(root, now())
        entries, errors = load_entries(root, page, now())
        found = _choose(entry_files.find_entries(entries, entry), entry, errors)
        word = _parse_state(state, found)
        pairs = parse_components(components, page)
        _check_promise(next_update, page)
        text = _text(message)
        draft = entry_files.Draft(word, text, next_update, pairs)
        try:
            path = entry_files.add_update(root, found, page, draft, now())
        except Exception:
            kept = root / STATE / "unpublished-update.md"
            disk.write_bytes(kept, text.encode())
            click.echo(f"Your text is kept in {kept}.", err=True)
            raise
    click.echo(path)


def _check_promise(text: str, page: Page) -> None:
    """Before anybody writes a text: the promise must be a time."""
    zone = zone_of(page.time_zone)
    try:
        if text:
            entry_files.format_promise(text, now(), zone)
    except BadTime as error:
        raise bad_time(error, zone, "--next") from None


def _choose(found: Sequence[Entry], name: str, errors: Sequence[Finding]) -> Entry:
    if len(found) == 1:
        return found[0]
    if not found:
        if broken := [e for e in errors if name.lower() in Path(e.place.path).stem.lower()]:
            raise FindingsError(broken)
        raise click.BadParameter(
            f'no entry is called "{name}"; statusgen list shows them', param_hint="ENTRY"
        )
    names = "\n".join(f"  {entry.id}: {entry.title}" for entry in found)
    raise click.BadParameter(
        f'"{name}" can mean {len(found)} entries; write more of the name:\n{names}',
        param_hint="ENTRY",
    )


def _parse_state(text: str, entry: Entry) -> State:
    states = INCIDENT_STATES if isinstance(entry, Incident) else MAINTENANCE_STATES
    known = {str(state): state for state in states}
    found = known.get(text.strip().lower().replace(" ", "_").replace("-", "_"))
    if found is None:
        names = [state.label for state in states]
        message = f'unknown state "{text}"; {suggest_word(text, names)}'
        raise click.BadParameter(message, param_hint="STATE")
    return found


def _text(message: str | None) -> str:
    """The update's words; an update without any is none."""
    if message is None and not sys.stdin.isatty():
        try:
            message = sys.stdin.buffer.read().decode()
        except UnicodeDecodeError:
            raise click.UsageError("the text on stdin is not UTF-8") from None
    if message is None:
        try:
            written = click.edit(f"\n{_PROMPT}\n", extension=".md") or ""
        except click.ClickException:
            fix = "set EDITOR, or give the text with -m"
            raise click.ClickException(f"the editor does not start; {fix}") from None
        message = written.partition(_PROMPT)[0]
    if not message.strip():
        raise click.UsageError("the update says nothing; give its text with -m, or write it")
    return message
