"""statusgen update"""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from statusgen.author.entry_files import UpdateDraft, add_update, find_entries, format_promise
from statusgen.cli.arguments import now, parse_components, parsed_time, tell_about_update
from statusgen.cli.options import components_option, next_option, site_option
from statusgen.cli.repository import next_step, prepare_merges
from statusgen.cli.terminal import findings_reported
from statusgen.model.entry import Entry, Incident
from statusgen.model.findings import Finding, FindingsError
from statusgen.model.terms import INCIDENT_STATES, MAINTENANCE_STATES, State
from statusgen.pipeline import disk
from statusgen.pipeline.layout import STATE
from statusgen.pipeline.load import load_entries, load_page
from statusgen.read.suggest import suggest_word
from statusgen.read.timestamps import zone_of

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
    root: Path,
) -> None:
    """Add an update with the time now to an entry.

    A part of the ENTRY's name is enough. STATE is Investigating, Identified, Monitoring, Resolved,
    Postmortem or Update; for a maintenance Scheduled, In progress, Verifying, Completed, Cancelled
    or Update. Not one byte of the rest of the file changes.
    """
    with findings_reported():
        page = load_page(root, now())
        zone = zone_of(page.time_zone)
        entries, findings, removed = load_entries(root, page, now())
        match = _choose(find_entries(entries, entry), entry, findings, removed)
        new_state = _match_state(state, match)
        pairs = parse_components(components, page)
        with parsed_time("--next", zone):  # before anybody writes a text
            if next_update:
                format_promise(next_update, now(), zone)
        text = _update_text(message)
        draft = UpdateDraft(new_state, text, next_update, pairs)
        with parsed_time("--next", zone):  # it may have passed while the text was written
            try:
                path = add_update(root, match, page, draft, now())
            except Exception:
                kept = root / STATE / "unpublished-update.md"
                disk.write_bytes(kept, text.encode())
                click.echo(f"Your text is kept in {kept}.", err=True)
                raise
    prepare_merges(root)
    click.echo(path)
    tell_about_update(message, next_update, zone)
    click.echo(next_step(root, path, f"{match.title}: {new_state.label}"), err=True)


def _choose(
    matches: Sequence[Entry], name: str, findings: Sequence[Finding], removed: Sequence[Entry]
) -> Entry:
    if len(matches) == 1:
        return matches[0]
    if not matches:
        if broken := [f for f in findings if name.lower() in Path(f.place.path).stem.lower()]:
            raise FindingsError(broken)
        reason = f'no entry is called "{name}"; statusgen list shows them'
        if gone := find_entries(removed, name):
            reason = f"{gone[0].source} says that this entry was removed"
    else:
        names = "\n".join(f"  {entry.id}: {entry.title}" for entry in matches)
        reason = f'"{name}" can mean {len(matches)} entries; write more of the name:\n{names}'
    raise click.BadParameter(reason, param_hint="ENTRY")


def _match_state(text: str, entry: Entry) -> State:
    states = INCIDENT_STATES if isinstance(entry, Incident) else MAINTENANCE_STATES
    name = text.strip().lower().replace(" ", "_").replace("-", "_")
    if name in states:
        return State(name)
    suggestion = suggest_word(text, [state.label for state in states])
    raise click.BadParameter(f'unknown state "{text}"; {suggestion}', param_hint="STATE")


def _update_text(message: str | None) -> str:
    """The update's text: the message, or else from stdin or an editor. It may not be empty."""
    if message is None and not sys.stdin.isatty():
        try:
            message = sys.stdin.buffer.read().decode()
        except UnicodeDecodeError:
            raise click.UsageError("the text on stdin is not UTF-8") from None
    if message is None:
        try:
            edited = click.edit(f"\n{_PROMPT}\n", extension=".md") or ""
        except click.ClickException:
            fix = "set EDITOR, or give the text with -m"
            raise click.ClickException(f"the editor does not start; {fix}") from None
        message = edited.partition(_PROMPT)[0]
    if not message.strip():
        raise click.UsageError("the update says nothing; give its text with -m, or write it")
    return message
