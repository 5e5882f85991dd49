"""statusgen init"""

import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from string import Template

import click

from statusgen import __version__
from statusgen.checks.placeholders import PLACEHOLDERS
from statusgen.cli.arguments import now
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
    help="Add a pipeline that checks changes and publishes the page.",
)
def command(folder: Path, ci: str | None) -> None:
    """Make a new site that builds at once, here or in DIR.

    Never overwrites a file. In a folder that is a site already it only adds what --ci asks for.
    """
    name = local_zone(os.environ, Path("/etc/localtime"))
    files = {} if (folder / PAGE).exists() else read_scaffold("site")
    if ci:
        files[_PIPELINES[ci]] = read_scaffold("ci")[f"{ci}.yml"]
    values = _values(now(), name)
    for path, text in files.items():
        target = folder / (".gitignore" if path == "gitignore" else path)
        if disk.create_text(target, Template(text).safe_substitute(values)):
            click.echo(f"wrote {target}")
        else:
            click.echo(f"kept  {target}, which was there already")
    change = "" if folder == Path() else f"cd {folder} && "
    click.echo(f"\nNow look at it:  {change}statusgen serve")
    click.echo('Then report an incident:  statusgen new incident "What is broken"')


def _values(at: datetime, zone_name: str) -> dict[str, str]:
    """What the scaffolds' files have placeholders for."""
    yesterday = at.astimezone(load_zone(zone_name)) - timedelta(days=1)
    return PLACEHOLDERS | {
        "time_zone": zone_name,
        "version": __version__,
        "next_day": f"{yesterday + timedelta(days=15):%Y-%m-%d}",
        "day": f"{yesterday:%Y-%m-%d}",
    }


def local_zone(environment: Mapping[str, str], localtime: Path) -> str:
    """The IANA name of this machine's time zone, or UTC."""
    link = os.path.realpath(localtime).partition("/zoneinfo/")[2]
    for name in (environment.get("TZ", "").lstrip(":"), link):
        if name and load_zone(name):
            return name
    return "UTC"
