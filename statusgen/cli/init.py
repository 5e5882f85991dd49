"""statusgen init"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import click

from statusgen import __version__
from statusgen.cli.report import now
from statusgen.pipeline import disk
from statusgen.pipeline.layout import PAGE
from statusgen.pipeline.site_files import read_scaffold
from statusgen.read.timestamps import load_zone

_PIPELINES = {
    "github": ".github/workflows/status.yml",
    "gitlab": ".gitlab-ci.yml",
    "forgejo": ".forgejo/workflows/status.yml",
}


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option(
    "--ci",
    type=click.Choice(list(_PIPELINES)),
    help="Add the pipeline that checks changes and publishes the page.",
)
def command(folder: Path, ci: str | None) -> None:
    """Make a new site that builds at once, here or in DIR.

    Never overwrites a file. In a folder that is a site already it only adds what --ci asks for.
    """
    name = local_zone(os.environ, Path("/etc/localtime"))
    files = {}
    if not (folder / PAGE).exists():
        files = read_scaffold("site")
    if ci:
        files[_PIPELINES[ci]] = read_scaffold("ci")[f"{ci}.yml"]
    values = _values(now(), name)
    for path, text in files.items():
        target = folder / (".gitignore" if path == "gitignore" else path)
        if disk.create_text(target, _fill(text, values)):
            click.echo(f"wrote {target}")
        else:
            click.echo(f"kept  {target}, which was there already")
    there = "" if folder == Path() else f"cd {folder} && "
    click.echo(f"\nNow look at it:  {there}statusgen serve")
    click.echo('Then report an incident:  statusgen new incident "What is broken"')


def _fill(text: str, values: Mapping[str, str]) -> str:
    """A scaffold with its blanks filled: `$day` and its like; other `$` stay."""
    return re.sub(r"\$(\w+)", lambda found: values.get(found[1], found[0]), text)


def _values(at: datetime, zone_name: str) -> Mapping[str, str]:
    zone = load_zone(zone_name)
    yesterday = at.astimezone(zone) - timedelta(days=1)
    later = yesterday + timedelta(days=15)
    return {
        "time_zone": zone_name,
        "version": __version__,
        "next_day": f"{later:%Y-%m-%d}",
        "day": f"{yesterday:%Y-%m-%d}",
        "began": "10:05",
        "ended": "10:35",
    }


def local_zone(environment: Mapping[str, str], localtime: Path) -> str:
    """The IANA name of this machine's time zone, or UTC."""
    linked = os.path.realpath(localtime).partition("/zoneinfo/")[2]
    for name in (environment.get("TZ", "").lstrip(":"), linked):
        if name and load_zone(name):
            return name
    return "UTC"
