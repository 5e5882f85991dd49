"""statusgen check"""

import sys
from pathlib import Path

import click

from statusgen.cli import terminal
from statusgen.cli.arguments import parse_at
from statusgen.cli.options import CORES, at_option, site_option
from statusgen.cli.repository import folder_in_repository
from statusgen.model.findings import Level, sort_findings
from statusgen.pipeline.build_state import read_manifest
from statusgen.pipeline.load import load_site
from statusgen.pipeline.published import check_against
from statusgen.pipeline.stage import try_outputs

_BUILT_HERE = (
    "What was published is taken to be what {} holds, from the last build here. "
    "If that was never published, statusgen build replaces it."
)


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
@click.option(
    "--published",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="What is published: a folder that was built, or its feed.json.  [default: public/]",
)
@click.option("--strict", is_flag=True, help="Exit with status 1 for warnings too.")
def command(root: Path, at: str | None, format: str, published: Path | None, strict: bool) -> None:
    """Look for mistakes in every file, and write nothing.

    Exits with status 1 for an error. Warnings and hints do not keep a site from being built. What
    is published must not come again as something else or vanish, unless the content says so.
    """
    if published and not _may_be_published(published):
        reason = f"{published} is neither a folder that was built nor its feed.json"
        raise click.BadParameter(reason, param_hint="--published")
    if published and not published.exists():
        click.echo(f"{published} is not there: nothing is known of what is published", err=True)
    folder = folder_in_repository(root)
    with terminal.findings_reported(format, "", folder), terminal.progress_bar() as progress:
        loaded = load_site(root, *parse_at(at, root), drafts=True, workers=CORES)
        try_outputs(loaded, CORES, progress)
    about_published = check_against(loaded, published or root / "public")
    if about_published and not published:
        click.echo(_BUILT_HERE.format(root / "public"), err=True)
    findings = sort_findings([*loaded.findings, *about_published])
    terminal.print_findings(findings, format, folder)
    terminal.report_missing_extras(loaded)
    click.echo(f"{terminal.count_entries(loaded, findings)}.", err=format != "text")
    fatal = (Level.ERROR, Level.WARNING) if strict else (Level.ERROR,)
    if any(finding.level in fatal for finding in findings):
        sys.exit(1)


def _may_be_published(path: Path) -> bool:
    """Whether a path is a feed, or a folder that was built; before that, nothing is in either."""
    if path.is_dir():
        return bool(read_manifest(path)) or not any(path.iterdir())
    return path.suffix == ".json" and not path.parts[0].endswith(":")
