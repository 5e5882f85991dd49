"""statusgen check"""

import sys
from pathlib import Path

import click

from statusgen.cli import terminal
from statusgen.cli.arguments import parse_at
from statusgen.cli.options import CORES, at_option, site_option
from statusgen.model.findings import Level
from statusgen.pipeline.load import load_site
from statusgen.pipeline.stage import try_outputs


@click.command("check")
@site_option
@at_option
@click.option(
    "--format",
    "format",
    type=click.Choice(terminal.FORMATS),
    default="text",
    show_default=True,
    help="For tools: JSON, or annotations for a forge, beside the text.",
)
@click.option("--strict", is_flag=True, help="Exit with status 1 for warnings too.")
def command(root: Path, at: str | None, format: str, strict: bool) -> None:
    """Look for mistakes in every file, and write nothing.

    Exits with status 1 for an error. Warnings and hints do not keep a site from being built.
    """
    with terminal.findings_reported(format, ""), terminal.progress_bar() as progress:
        loaded = load_site(root, *parse_at(at, root), drafts=True, workers=CORES)
        try_outputs(loaded, CORES, progress)
    terminal.print_findings(loaded.findings, format)
    terminal.report_missing_extras(loaded)
    click.echo(f"{terminal.count_entries(loaded)}.", err=format != "text")
    if strict and any(finding.level is Level.WARNING for finding in loaded.findings):
        sys.exit(1)
