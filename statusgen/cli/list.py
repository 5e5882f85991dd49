"""statusgen list"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from statusgen.checks.security import EXPIRES
from statusgen.cli.arguments import parse_at
from statusgen.cli.options import CORES, at_option, site_option
from statusgen.cli.terminal import findings_reported
from statusgen.model.content import Content
from statusgen.model.record import IncidentRecord, Record, is_to_come
from statusgen.model.terms import Impact
from statusgen.pipeline.load import load_site
from statusgen.render.language.words import Words


@click.command("list")
@site_option
@at_option
@click.option("--all", "everything", is_flag=True, help="Show the whole history.")
def command(root: Path, at: str | None, everything: bool) -> None:
    """List open and recent entries: state, impact, next promise, silence."""
    with findings_reported(result=""):
        loaded = load_site(root, *parse_at(at, root), drafts=True, workers=CORES)
    content = loaded.content
    for finding in loaded.findings:
        if finding.code == EXPIRES:
            click.secho(finding.advice, fg="red")
    words = loaded.renderer.words
    planned = [record for record in content.records if is_to_come(record)]
    opened = [record for record in content.records if not (record.over or is_to_come(record))]
    closed = [record for record in content.records if record.over]
    closed.sort(key=_last_news, reverse=True)
    if not everything:
        since = content.at - timedelta(days=content.page.history_days)
        closed = [record for record in closed if _last_news(record) >= since]
    _print("Open", opened, content, words)
    _print("Planned", planned, content, words)
    _print("History" if everything else "Recent", closed, content, words)


def _last_news(record: Record) -> datetime:
    if record.entry.updates:
        return record.entry.updates[-1].at
    return record.ended or datetime.min.replace(tzinfo=UTC)


def _print(heading: str, records: Sequence[Record], content: Content, words: Words) -> None:
    click.secho(f"{heading}: {len(records) or 'none'}", bold=True)
    for record in records:
        state = str(record.state).replace("_", " ")
        impact = str(record.impact) if isinstance(record, IncidentRecord) else "maintenance"
        draft = " (draft)" if record.entry.draft else ""
        click.echo(f"  {record.entry.id}{draft}")
        click.echo(f"    {record.entry.title}")
        parts = [state, impact, *_notes(record, content, words)]
        click.echo(f"    {' · '.join(parts)}")


def _notes(record: Record, content: Content, words: Words) -> list[str]:
    """The newest promise, and a silence that is longer than the page promises."""
    if not record.entry.updates:
        return []
    notes, at = list[str](), content.at
    promised = record.entry.promised
    if promised and promised >= at:
        left = words.duration(promised - at)
        notes.append(f"next update by {words.time_and_date(promised)}, in {left}")
    elif promised and promised + content.page.promise_grace >= at:
        notes.append(f"next update was due by {words.time_and_date(promised)}")
    elif promised:
        late = words.duration(at - promised)
        due = words.time_and_date(promised)
        notes.append(click.style(f"promised for {due}, late by {late}", fg="red"))
    impact = record.impact if isinstance(record, IncidentRecord) else Impact.NONE
    silence = None if record.over else content.page.silent_since(impact, _last_news(record), at)
    if silence and not (promised and promised >= at):
        notes.append(click.style(f"silent for {words.duration(silence)}", fg="red"))
    return notes
