"""statusgen merge"""

import sys
from pathlib import Path

import click

from statusgen.author.merge import merge_entries
from statusgen.pipeline import disk

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("merge")
@click.argument("base", type=_file)
@click.argument("ours", type=_file)
@click.argument("theirs", type=_file)
def command(base: Path, ours: Path, theirs: Path) -> None:
    """Merge two versions of an entry into OURS. Git runs this.

    Exits with status 1, and writes nothing, where both have changed the same text.
    """
    try:
        texts = [(disk.read_bytes(path) or b"").decode() for path in (base, ours, theirs)]
    except UnicodeDecodeError:
        sys.exit(1)
    merged = merge_entries(*texts)
    if merged is None:
        sys.exit(1)
    disk.write_bytes(ours, merged.encode())
