"""statusgen check"""

from __future__ import annotations

from pathlib import Path

import click

from statusgen.cli.options import at_option, count_cores, find_site, site_option
from statusgen.cli.report import parse_at, print_problems, problems_reported, progress_bar
from statusgen.pipeline.load import load_site
from statusgen.pipeline.stage import try_outputs


@click.command("check")
@site_option
@at_option
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", "json", "github", "gitlab"]),
    default="text",
    show_default=True,
    help="How to print: to read, as JSON, or as annotations for a forge.",
)
def command(site: Path | None, at: str | None, format: str) -> None:
    """Look for mistakes in every file, and write nothing."""
    root = find_site(site)
    with problems_reported(format, ""), progress_bar() as progress:
        workers = count_cores()
        loaded = load_site(root, *parse_at(at, root), drafts=True, workers=workers)
        try_outputs(loaded, workers, progress)
    if format == "text":
        count = len(loaded.content.records)
        click.echo(f"{count} {'entry' if count == 1 else 'entries'}, no problems.")
    else:
        print_problems((), format)
