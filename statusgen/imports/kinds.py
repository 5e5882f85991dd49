"""The kinds of sources that can be imported, each with its reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from statusgen.imports.cstate.reader import read_cstate
from statusgen.imports.errors import SourceError
from statusgen.imports.feed.reader import read_feed
from statusgen.imports.history import History
from statusgen.imports.sources.files import SourceFiles
from statusgen.imports.stactus import read_stactus
from statusgen.imports.statuspage.reader import read_statuspage
from statusgen.imports.upptime.reader import read_upptime

Reader = Callable[[str], History]
"""Reads what SOURCE on the command line names. Raises SourceError where nothing can be read."""


def of_files(read: Callable[[SourceFiles], History]) -> Reader:
    """A reader of a folder or a file, which also names what of it could not be listed."""

    def read_source(source: str) -> History:
        if "://" in source:
            raise SourceError("this kind is read from a folder or a file, not from an address")
        files = SourceFiles(Path(source))
        history = read(files)
        return replace(history, losses=(*files.losses, *history.losses))

    return read_source


KINDS: dict[str, Reader] = {
    "statuspage": read_statuspage,
    "cstate": of_files(read_cstate),
    "stactus": of_files(read_stactus),
    "upptime": of_files(read_upptime),
    "feed": read_feed,
}


_NAMES = (
    ("stactus", "\nstactus.y"),
    ("cstate", "\ncontent/issues/"),
    ("feed", ".atom\n"),
    ("feed", ".rss\n"),
)
_WORDS = (("statuspage", b'"incident_updates"'), ("upptime", b'"comments_url"'))


def guess_kind(source: str) -> str:
    """The kind that a source looks like; empty where it looks like none."""
    try:
        files = SourceFiles(Path(source))
        names = files.names()
        listed = "\n".join(("", *names, ""))
        if kind := next((kind for kind, name in _NAMES if name in listed), ""):
            return kind
        content = b"".join(files.read(name) for name in files.names(".json")[:1])
    except SourceError:
        return ""
    return next((kind for kind, word in _WORDS if word in content), "")
