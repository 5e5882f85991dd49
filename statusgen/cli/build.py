"""statusgen build"""

from __future__ import annotations

import gc
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.cli.options import at_option, count_cores, find_site, site_option
from statusgen.model.findings import Level
from statusgen.pipeline.layout import choose_output
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
@click.option("--explain", is_flag=True, help="Say for each written file why.")
def command(site: Path | None, output: Path | None, at: str | None, explain: bool) -> None:
    """Check the site, then write it as plain files.

    An error writes nothing; a warning is printed and does no more. Files in the output folder that
    no build wrote are left alone.
    """
    root = find_site(site)
    try:
        out = choose_output(root, output)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="-o") from None
    began = time.monotonic()
    gc.disable()  # a build makes few cycles, and looking for them takes a third of a short one
    result = _build(root, out, at)
    if explain:
        for path, reason in result.written.items():
            click.echo(f"{path}: {reason}")
        for path in result.removed:
            click.echo(f"{path}: removed, nothing asks for it any more")
    click.echo(_sum_up(result, out, time.monotonic() - began))


def _build(root: Path, out: Path, at: str | None) -> BuildResult:
    """Other processes read and look, while this one loads its modules and the site."""
    with Prefetch(root, out) as prefetch:
        from statusgen.cli.findings import findings_reported  # noqa: PLC0415
        from statusgen.cli.report import parse_at, progress_bar, report_left_out  # noqa: PLC0415
        from statusgen.pipeline.cache import RecordCache  # noqa: PLC0415
        from statusgen.pipeline.layout import state_folder  # noqa: PLC0415
        from statusgen.pipeline.load import load_site  # noqa: PLC0415
        from statusgen.pipeline.write import write_site  # noqa: PLC0415

        with findings_reported(), progress_bar() as progress:
            instant, present = parse_at(at, root)
            cache, workers = RecordCache(state_folder(out)), count_cores()
            site = load_site(root, instant, present, False, cache, workers, prefetch)
            click.get_current_context().find_root().obj = site  # to take it apart takes a while
            result = write_site(site, out, progress, workers, cache, prefetch)
        _print_warnings(result)
        report_left_out(site)
        return result


def _print_warnings(result: BuildResult) -> None:
    """What was published although it should be better."""
    warnings = [finding for finding in result.findings if finding.level is Level.WARNING]
    if warnings:
        from statusgen.cli.findings import (  # noqa: PLC0415 - most builds have nothing to say
            count_findings,
            print_findings,
        )

        print_findings(warnings)
        click.echo(f"{count_findings(warnings)}; the site was written.", err=True)


def _sum_up(result: BuildResult, out: Path, took: float) -> str:
    wrote = len(result.written)
    parts = [f"{wrote} file{'' if wrote == 1 else 's'} written", f"{result.unchanged} unchanged"]
    if result.removed:
        parts.append(f"{len(result.removed)} removed")
    return f"{out}: {', '.join(parts)}, in {took:.1f} s"
