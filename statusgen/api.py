"""What a program asks of statusgen: load a site, check it, build it.

Each name is exported by `statusgen` itself. All work is done in the caller's process. A caller who
names no instant means the present, so this module asks what time it is, as `cli` does.
"""

from datetime import UTC, datetime
from os import PathLike
from pathlib import Path

from statusgen.model.findings import Finding, FindingsError
from statusgen.pipeline.layout import choose_output
from statusgen.pipeline.load import Site, load_site
from statusgen.pipeline.stage import try_outputs
from statusgen.pipeline.write import BuildResult, write_site
from statusgen.read.timestamps import YEARS


def load(path: str | PathLike[str], *, at: datetime | None = None, drafts: bool = False) -> Site:
    """Read the site in a folder as it stands at an instant, now if none is given.

    `at` is an aware datetime, and `drafts` tells whether drafts are part of the site. Raises
    FindingsError where something is wrong with the site or a file of it cannot be read, and
    ValueError where `at` is naive or before 1970 or after 2999.
    """
    return load_site(Path(path), *_instants(at), drafts=drafts)


def check(path: str | PathLike[str], *, at: datetime | None = None) -> tuple[Finding, ...]:
    """Everything that can be found in the files of a site, drafts included, sorted by place.

    Renders every file and writes none. Without findings of level ERROR the site can be built.
    `at` and ValueError are as in `load`.
    """
    try:
        site = load(path, at=at, drafts=True)
        try_outputs(site)
    except FindingsError as error:
        return error.findings
    return site.findings


def build(
    path: str | PathLike[str],
    output: str | PathLike[str] | None = None,
    *,
    at: datetime | None = None,
) -> BuildResult:
    """Write the site in a folder to another, `public/` in the site's own if none is given.

    Writes what changed since the last build, and touches no file that no build wrote. Raises
    FindingsError where something is wrong, having written nothing, ValueError where the output
    would overwrite the site, and OSError where a file cannot be written. `at` is as in `load`.
    """
    root = Path(path)
    out = choose_output(root, Path(output) if output is not None else None)
    return write_site(load_site(root, *_instants(at)), out)


def _instants(at: datetime | None) -> tuple[datetime, datetime | None]:
    """The instant to look at in UTC, to the second, and the present where that is meant."""
    if at is None:
        present = datetime.now(UTC).replace(microsecond=0)
        return present, present
    if at.utcoffset() is None:
        raise ValueError(
            f"{at!r} has no time zone; give one, as in datetime(2026, 3, 12, 16, 40, tzinfo=UTC)"
        )
    if at.year not in YEARS or at.astimezone(UTC).year not in YEARS:
        raise ValueError(f"{at!r} cannot be right; the year must be between 1970 and 2999")
    return at.astimezone(UTC).replace(microsecond=0), None
