"""The versions of the code that renders. Quick to load."""

from functools import cache
from pathlib import Path

from statusgen.model.digest import digest_of
from statusgen.pipeline import disk

_PACKAGE = Path(__file__).resolve().parent.parent
_LIBRARIES = (
    "Babel",
    "feedgen",
    "icalendar",
    "Jinja2",
    "lxml",
    "markdown-it-py",
    "MarkupSafe",
    "msgspec",
    "orjson",
    "Pillow",
    "tzdata",
)
"""Those that output depends on: another CLDR, say, may write another date."""


@cache
def versions() -> str:
    """A text that is another one after a change to the code of statusgen, or to a library."""
    from importlib import metadata  # noqa: PLC0415 - slow to load

    def version(library: str) -> str:
        try:
            return metadata.version(library)
        except metadata.PackageNotFoundError:  # an extra that is not installed
            return ""

    code = b"\0".join(disk.read_bytes(path) or b"" for path in sorted(_PACKAGE.rglob("*.py")))
    return repr([digest_of(code), *map(version, _LIBRARIES)])
