"""Options that several commands have. Quick to load."""

import os
from pathlib import Path

import click

from statusgen.pipeline.layout import PAGE

CORES = os.cpu_count() or 1
"""How many processes may run at once."""


def _find_site(_ctx: click.Context, _param: click.Parameter, given: Path | None) -> Path:
    """The site's folder: the one given, or this one or the nearest above it that is a site."""
    if given is not None:
        return given
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / PAGE).is_file():
            return Path() if folder == here else folder
    return Path()


site_option = click.option(
    "--site",
    "root",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    callback=_find_site,
    help="The site's folder.  [default: this one, or the nearest above it that is a site]",
)
at_option = click.option(
    "--at", metavar="TIME", help="Show the site as it was then: YYYY-MM-DD HH:MM."
)

next_option = click.option(
    "--next",
    "next_update",
    metavar="TIME",
    default="",
    help='When the next update is due: 17:10, or "in 30 minutes".',
)
components_option = click.option(
    "-c",
    "--component",
    "components",
    metavar="ID=STATUS",
    multiple=True,
    help="A component and its status now: pre-order=major_outage. Can be repeated or a list.",
)
