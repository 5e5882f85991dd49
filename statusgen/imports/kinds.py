"""The kinds of source that can be imported, each with its reader."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from statusgen.imports.history import History, SourceError
from statusgen.imports.sources.files import SourceFiles

Reader = Callable[[str], History]
"""Reads what SOURCE on the command line names. Raises SourceError where nothing can be read."""

KINDS = {
    "statuspage": "statuspage.reader",
    "cstate": "cstate.reader",
    "stactus": "stactus",
    "upptime": "upptime.reader",
    "feed": "feed.reader",
}
"""Each kind with the module in this package whose `read_<kind>` is its reader."""

_FILE_NAMES = (
    ("stactus", "\nstactus.y"),
    ("cstate", "\ncontent/issues/"),
    ("feed", ".atom\n"),
    ("feed", ".rss\n"),
)
_FIELDS = (("statuspage", b'"incident_updates"'), ("upptime", b'"comments_url"'))


def load_reader(kind: str) -> Reader:
    """The reader of a kind; nothing is imported for the others.

    Raises ModuleNotFoundError where it needs a package of `statusgen[import]` that is missing.
    """
    reader: Reader = getattr(import_module(f"statusgen.imports.{KINDS[kind]}"), f"read_{kind}")
    return reader


def guess_kind(source: str) -> str:
    """The kind that a source looks like; empty where it looks like none."""
    try:
        files = SourceFiles(Path(source))
        listed = "\n".join(("", *files.names(), ""))
        if kind := next((kind for kind, name in _FILE_NAMES if name in listed), ""):
            return kind
        content = b"".join(files.read(name) for name in files.names(".json")[:1])
    except SourceError:
        return ""
    return next((kind for kind, field in _FIELDS if field in content), "")
