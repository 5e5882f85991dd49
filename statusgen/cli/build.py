"""statusgen build"""

from __future__ import annotations

import gc
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.cli.options import at_option, count_cores, find_site, site_option
from statusgen.model.findings import Level
from statusgen.pipeline.prefetch import Prefetch

if TYPE_CHECKING:
    from statusgen.pipeline.load import Site
    from statusgen.pipeline.write import Account


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
    out = output or root / "public"
    _refuse_to_overwrite(root, out)
    began = time.monotonic()
    gc.disable()  # a build makes few cycles, and looking for them takes a third of a short one
    account = _build(root, out, at)
    if explain:
        for path, reason in account.written.items():
            click.echo(f"{path}: {reason}")
        for path in account.removed:
            click.echo(f"{path}: removed, nothing asks for it any more")
    click.echo(_sum_up(account, out, time.monotonic() - began))


def _build(root: Path, out: Path, at: str | None) -> Account:
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
            account = write_site(site, out, progress, workers, cache, prefetch)
        _print_warnings(site)
        report_left_out(site)
        return account


def _print_warnings(site: Site) -> None:
    """What was published although it should be better."""
    warnings = [finding for finding in site.findings if finding.level is Level.WARNING]
    if warnings:
        from statusgen.cli.findings import (  # noqa: PLC0415 - most builds have nothing to say
            count_findings,
            print_findings,
        )

        print_findings(warnings)
        click.echo(f"{count_findings(warnings)}; the site was written.", err=True)


def _refuse_to_overwrite(root: Path, out: Path) -> None:
    """The output folder may hold nothing that a person writes."""
    target, home = out.resolve(), root.resolve()
    sources = [home / name for name in ("content", "themes", "locales")]
    if home.is_relative_to(target) or any(target.is_relative_to(folder) for folder in sources):
        raise click.BadParameter(f"{out} holds the site itself; choose another", param_hint="-o")
    if target.exists() and not target.is_dir():
        raise click.BadParameter(f"{out} is a file", param_hint="-o")


def _sum_up(account: Account, out: Path, took: float) -> str:
    wrote = len(account.written)
    parts = [f"{wrote} file{'' if wrote == 1 else 's'} written", f"{account.stayed} unchanged"]
    if account.removed:
        parts.append(f"{len(account.removed)} removed")
    return f"{out}: {', '.join(parts)}, in {took:.1f} s"
