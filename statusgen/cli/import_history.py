"""statusgen import"""

import sys
from pathlib import Path

import click

from statusgen.cli.arguments import now
from statusgen.cli.options import CORES
from statusgen.cli.origin import install_command
from statusgen.cli.terminal import findings_reported, print_findings, progress_bar
from statusgen.imports.history import History, SourceError
from statusgen.imports.kinds import KINDS, guess_kind, load_reader
from statusgen.imports.site.report import format_json, format_summary
from statusgen.imports.site.write import import_history
from statusgen.imports.sources.addresses import LOGIN, has_login, is_address
from statusgen.model.findings import FindingsError
from statusgen.pipeline import disk
from statusgen.pipeline.load import load_site


@click.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("source")
@click.option(
    "--into",
    "root",
    metavar="DIR",
    default=".",
    type=click.Path(file_okay=False, path_type=Path),
    help="The site's folder, which is made if there is none.  [default: this one]",
)
@click.option(
    "--report",
    "report_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the full report to this file, as JSON.",
)
def command(kind: str, source: str, root: Path, report_file: Path | None) -> None:
    """Bring the history of another status page into this site.

    \b
    KIND        SOURCE
    statuspage  the address of a page that speaks Statuspage's API, or saved answers
    cstate      a cState repository
    stactus     a Stactus folder
    upptime     issues and comments of an Upptime repository, as JSON
    feed        an RSS or Atom feed of incidents: its address, or a file

    Ends with a report of what was read, written, and left out. Run again, it adds what is new; what
    somebody has edited or removed here stays so. Exits with status 1 where an entry could not be
    imported, or where the site has an error.

    All kinds but stactus need further packages. Where they are missing, this says what to install.
    """
    if not source.strip():
        raise click.BadParameter("it is empty", param_hint="SOURCE")
    if has_login(source):
        raise click.BadParameter(LOGIN, param_hint="SOURCE")
    history = _read_history(kind, source)
    with findings_reported(), progress_bar() as progress:
        try:
            report = import_history(kind, history, root, now(), progress)
        except SourceError as error:
            raise click.ClickException(str(error)) from None
    for line in format_summary(report):
        click.echo(line)
    if report_file:
        disk.write_bytes(report_file, format_json(report).encode())
    if _has_errors(root) or report.unwritten:
        sys.exit(1)


def _read_history(kind: str, source: str) -> History:
    """Read a source; where that fails, suggest the kind that it looks like."""
    try:
        read = load_reader(kind)
    except ModuleNotFoundError as error:
        reason = f"{kind} needs a package that is not installed ({error.name})"
        fix = f"install it with: {install_command('import')}"
        raise click.ClickException(f"{reason}; {fix}") from None
    if is_address(source):
        click.echo(f"Reading {source}; a long history takes minutes.", err=True)
    try:
        return read(source)
    except SourceError as error:
        likely = guess_kind(source)
        fix = f"; it looks like {likely}" if likely and likely != kind else ""
        raise click.BadParameter(f"{source}: {error}{fix}", param_hint="SOURCE") from None


def _has_errors(root: Path) -> bool:
    """Whether the site has errors now; they are printed."""
    try:
        load_site(root, now(), now(), drafts=True, workers=CORES)
    except FindingsError as error:
        click.echo("\nThe site has mistakes; they prevent a build:", err=True)
        print_findings(error.findings)
        return True
    return False
