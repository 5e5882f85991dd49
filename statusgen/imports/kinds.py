"""The kinds of source that can be imported, each with its reader."""

from collections.abc import Callable
from pathlib import Path

from statusgen.imports.history import History, SourceError
from statusgen.imports.sources.files import SourceFiles
from statusgen.imports.stactus import read_stactus

Reader = Callable[[str], History]
"""Reads what SOURCE on the command line names. Raises SourceError where nothing can be read."""

KINDS = ("statuspage", "cstate", "stactus", "upptime", "feed")

_FILE_NAMES = (
    ("stactus", "\nstactus.y"),
    ("cstate", "\ncontent/issues/"),
    ("feed", ".atom\n"),
    ("feed", ".rss\n"),
)
_FIELDS = (("statuspage", b'"incident_updates"'), ("upptime", b'"comments_url"'))


def load_reader(kind: str) -> Reader:
    """The reader of a kind.

    Raises ModuleNotFoundError where it needs a package of `statusgen[import]` that is missing.
    """
    # ruff: noqa: PLC0415 - a kind asks only for the packages that it needs itself
    if kind == "statuspage":
        from statusgen.imports.statuspage.reader import read_statuspage

        return read_statuspage
    if kind == "feed":
        from statusgen.imports.feed.reader import read_feed

        return read_feed
    if kind == "cstate":
        from statusgen.imports.cstate.reader import read_cstate as read
    elif kind == "upptime":
        from statusgen.imports.upptime.reader import read_upptime as read
    else:
        read = read_stactus

    def read_files(source: str) -> History:
        if "://" in source:
            raise SourceError("this kind is read from a folder or a file, not from an address")
        return read(SourceFiles(Path(source)))

    return read_files


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
