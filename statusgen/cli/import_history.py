"""statusgen import"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from statusgen.cli.findings import findings_reported, print_findings
from statusgen.cli.options import count_cores
from statusgen.cli.report import now, progress_bar
from statusgen.imports.errors import SourceError
from statusgen.imports.kinds import KINDS, guess_kind
from statusgen.imports.site.account import format_account, format_report
from statusgen.imports.site.write import import_history
from statusgen.imports.sources.fetch import is_address
from statusgen.model.findings import FindingsError
from statusgen.pipeline import disk
from statusgen.pipeline.load import load_site


@click.command("import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("source")
@click.option(
    "--into",
    "root",
    metavar="DIR",
    default=".",
    type=click.Path(file_okay=False, path_type=Path),
    help="The site's folder, made where there is none.  [default: this one]",
)
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the whole account there, as JSON.",
)
def command(kind: str, source: str, root: Path, report: Path | None) -> None:
    """Bring the history of another status page into this site.

    \b
    KIND        SOURCE
    statuspage  the address of a page that speaks Statuspage's API, or saved answers
    cstate      a cState repository
    stactus     a Stactus folder
    upptime     issues and comments of an Upptime repository, as JSON
    feed        an RSS or Atom feed of incidents: its address, or a file

    Ends with an account of what was read, written, and could not be carried. Run again, it adds
    what is new; what somebody has edited or removed here stays so. Exit status 1 where an entry
    could not be carried, or where the site has a mistake.
    """
    if not source.strip():
        raise click.BadParameter("it is empty", param_hint="SOURCE")
    if is_address(source):
        click.echo(f"Reading {source}; a long history takes minutes.", err=True)
    with _source_errors(kind, source):
        history = KINDS[kind](source)
    with findings_reported(), progress_bar() as progress:
        try:
            account = import_history(kind, history, root, now(), progress)
        except SourceError as error:
            raise click.ClickException(str(error)) from None
    for line in format_account(account):
        click.echo(line)
    if report:
        disk.write_bytes(report, format_report(account).encode())
    if _has_errors(root) or account.unwritten:
        sys.exit(1)


@contextmanager
def _source_errors(kind: str, source: str) -> Iterator[None]:
    """A source that cannot be read is a mistake in usage; name the kind that it looks like."""
    try:
        yield
    except SourceError as error:
        likely = guess_kind(source)
        fix = f"; it looks like {likely}" if likely and likely != kind else ""
        raise click.BadParameter(f"{source}: {error}{fix}", param_hint="SOURCE") from None


def _has_errors(root: Path) -> bool:
    """Whether the site has mistakes now; they are told."""
    try:
        load_site(root, now(), now(), drafts=True, workers=count_cores())
    except FindingsError as error:
        click.echo("\nThe site has mistakes; they are in the way of a build:", err=True)
        print_findings(error.findings)
        return True
    return False
