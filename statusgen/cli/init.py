"""statusgen init"""

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from json import dumps
from pathlib import Path
from string import Template
from textwrap import indent

import click

from statusgen.checks.placeholders import PLACEHOLDERS
from statusgen.cli.arguments import now
from statusgen.cli.repository import PIPELINES, default_branch, find_repository, prepare_merges
from statusgen.pipeline import disk
from statusgen.pipeline.layout import PAGE
from statusgen.pipeline.site_files import read_scaffold
from statusgen.read.timestamps import load_zone

_REQUIREMENTS = "statusgen-requirements.txt"
_ABOUT_REQUIREMENTS = """\
# What the pipeline installs: statusgen and all it needs, as they were where init --ci ran. To move
# to another version, install it there, delete this file and run statusgen init --ci again.
"""
_PAGES = {"github": "gh-pages", "forgejo": "pages"}
_HIDDEN = ("gitignore", "gitattributes")
_STEP = re.compile(r"(?m)^( *)\$(\w+)$")


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option(
    "--ci",
    type=click.Choice(list(PIPELINES)),
    help="Add a pipeline that checks changes and publishes the page.",
)
def command(folder: Path, ci: str | None) -> None:
    """Make a new site that builds at once, here or in DIR.

    Never overwrites a file. In a folder that is a site already it only adds what --ci asks for.
    """
    zone = local_zone(os.environ, Path("/etc/localtime"))
    yesterday = now().astimezone(load_zone(zone)) - timedelta(days=1)
    values = PLACEHOLDERS | {
        "time_zone": zone,
        "next_day": f"{yesterday + timedelta(days=15):%Y-%m-%d}",
        "day": f"{yesterday:%Y-%m-%d}",
    }
    scaffold = {} if (folder / PAGE).exists() else read_scaffold("site")
    files = {
        folder / (f".{path}" if path in _HIDDEN else path): Template(text)
        .safe_substitute(values)
        .encode()
        for path, text in scaffold.items()
    }
    pipeline = _pipeline(folder, ci) if ci else {}
    for target, content in (files | pipeline).items():
        if disk.create_file(target, content):
            click.echo(f"wrote {target}")
        else:
            click.echo(f"kept  {target}, which was there already")
            if ci and target.as_posix().endswith(PIPELINES[ci]):
                fix = "rename it, run the same command again, and combine the two files"
                click.echo(f"      If it does not publish this page, {fix}.")
    prepare_merges(folder)
    change = "" if folder == Path() else f"cd {folder} && "
    click.echo(f"\nNow look at it:  {change}statusgen serve")
    if scaffold:
        click.echo('Then report an incident:  statusgen new incident "What is broken"')
    if ci:
        click.echo("To publish, commit everything and push it to the repository's default branch.")


def _pipeline(folder: Path, ci: str) -> dict[Path, bytes]:
    """A pipeline at the top of the site's repository, and what it installs."""
    from statusgen.cli.origin import find_origin  # noqa: PLC0415 - rarely needed

    top = find_repository(folder) or folder.resolve()
    site = folder.resolve().relative_to(top).as_posix()
    if not re.fullmatch(r"[\w./ -]+", site):
        reason = f"a pipeline cannot name the folder {site}"
        raise click.ClickException(f"{reason}; rename it to letters, digits, hyphens and dots")
    origin, scaffold = find_origin(), read_scaffold("ci")
    lines = "".join(f"{line}\n" for line in origin.requirements)
    above = Path(os.path.relpath(top, folder.resolve()))
    return {
        folder / above / PIPELINES[ci]: format_pipeline(
            scaffold, ci, site, default_branch(top)
        ).encode(),
        folder / _REQUIREMENTS: (_ABOUT_REQUIREMENTS + lines).encode(),
        **{folder / name: content for name, content in origin.wheels.items()},
    }


def format_pipeline(scaffold: Mapping[str, str], ci: str, site: str, default: str = "") -> str:
    """A forge's pipeline for the site in a folder, with the steps that the forges share.

    `default` is the default branch, where that is known.
    """

    def step(match: re.Match[str]) -> str:
        return indent(_STEP.sub(step, scaffold[f"steps/{match[2]}"]), match[1]).rstrip("\n")

    text = _STEP.sub(step, scaffold[f"{ci}.yml"])
    branches = "main, master"
    if default not in ("", "main", "master"):
        branches += f", {dumps(default)}"
    values = {"site": site, "branch": _PAGES.get(ci, ""), "branches": branches}
    return Template(text).safe_substitute(values)


def local_zone(environment: Mapping[str, str], localtime: Path) -> str:
    """The IANA name of this machine's time zone, or UTC."""
    link = os.path.realpath(localtime).partition("/zoneinfo/")[2]
    for name in (environment.get("TZ", "").lstrip(":"), link):
        if name and load_zone(name):
            return name
    return "UTC"
