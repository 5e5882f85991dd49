"""statusgen build"""

import gc
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.cli.cache_key import read_key
from statusgen.cli.options import CORES, at_option, site_option
from statusgen.model.findings import Level
from statusgen.pipeline.layout import choose_output, state_folder
from statusgen.pipeline.prefetch import Prefetch

if TYPE_CHECKING:
    from statusgen.pipeline.write import BuildResult


@click.command("build")
@site_option
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to write.  [default: public/ in the site's folder]",
)
@at_option
@click.option(
    "--publish", is_flag=True, help="For pipelines: write nothing while examples are in the site."
)
@click.option("--explain", is_flag=True, help="Say why each file was written.")
def command(root: Path, output: Path | None, at: str | None, publish: bool, explain: bool) -> None:
    """Check the site, then write it as plain files.

    With an error, nothing is written; a warning is only printed. Files in the output folder that no
    build wrote are left alone.
    """
    try:
        out = choose_output(root, output)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="-o") from None
    began = time.monotonic()
    gc.disable()  # a build makes few cycles, and looking for them takes a third of a short one
    result = _build_site(root, out, at, publish)
    if explain:
        for path, reason in result.written.items():
            click.echo(f"{path}: {reason}")
        for path in result.removed:
            click.echo(f"{path}: removed, nothing asks for it any more")
    click.echo(_summary(result, out, time.monotonic() - began))
    if result.written and at is None and not publish:
        from statusgen.cli.repository import next_step  # noqa: PLC0415 - slow to load

        copy = f"copy what is in {out} to your host, or let statusgen init --ci add a pipeline"
        click.echo(next_step(root, root, "Update the status page", copy), err=True)


def _build_site(root: Path, out: Path, at: str | None, publish: bool) -> "BuildResult":
    """Build the site, and print the warnings about it."""
    key = read_key()
    with Prefetch(root, out, key) as prefetch:
        # Other processes read and look meanwhile.
        from statusgen.checks import placeholders  # noqa: PLC0415 - slow to load
        from statusgen.cli import arguments, terminal  # noqa: PLC0415 - slow to load
        from statusgen.pipeline import cache, load, write  # noqa: PLC0415 - slow to load

        with terminal.findings_reported(), terminal.progress_bar() as progress:
            instant, present = arguments.parse_at(at, root)
            records, workers = cache.RecordCache(state_folder(out), key), CORES
            site = load.load_site(root, instant, present, False, records, workers, prefetch)
            if publish:
                placeholders.refuse_placeholders(site.findings)
            click.get_current_context().find_root().obj = site  # not freed before the very end
            result = write.write_site(site, out, progress, workers, records, prefetch)
    if warnings := [finding for finding in result.findings if finding.level is Level.WARNING]:
        terminal.print_findings(warnings)
        click.echo(f"{terminal.count_findings(warnings)}; the site was written.", err=True)
    terminal.report_missing_extras(site)
    return result


def _summary(result: "BuildResult", out: Path, seconds: float) -> str:
    wrote = len(result.written)
    parts = [f"{wrote} file{'' if wrote == 1 else 's'} written", f"{result.unchanged} unchanged"]
    if result.removed:
        parts.append(f"{len(result.removed)} removed")
    return f"{out}: {', '.join(parts)}, in {seconds:.1f} s"
