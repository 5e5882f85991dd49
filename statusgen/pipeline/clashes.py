"""Two things that want the same address: outputs, copied files, aliases. Letter case is no help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from pathlib import PurePosixPath

from statusgen.check.library import Media
from statusgen.model.content import Content
from statusgen.model.entry import Incident, Maintenance, alias_file
from statusgen.model.findings import Findings, Place
from statusgen.render.pages.documents import render_moved
from statusgen.render.pages.entry_plan import OWN_FILES
from statusgen.render.targets import Output

_FOLDERS = frozenset({Incident.folder, Maintenance.folder})
_DEPTH, _INDEX = 3, "/index.html"
"""How many parts the path of an entry's own file has, and how that of its document ends."""


def check_clashes(
    content: Content,
    media: Media,
    lists: Sequence[Output],
    rendered: Callable[[], Iterable[Output]],
    findings: Findings,
) -> None:
    """No file in static/ and no alias may stand where the build writes something of its own.

    `rendered` plans all that is rendered, which takes a while; `lists` are what of it is not
    about one entry alone.
    """
    if _are_apart(content, media, lists):
        return
    targets = tuple(rendered())
    _check_files(media, targets, findings)
    _check_aliases(content, targets, findings)


def _are_apart(content: Content, media: Media, lists: Iterable[Output]) -> bool:
    """Whether it can be told from the first part of each path that nothing stands in the way.

    So it is in most sites: aliases are as deep as entries, and static files stand elsewhere.
    """
    tops, used = {_top(target.path) for target in lists}, set(_FOLDERS)
    for record in content.records:
        for alias in record.entry.aliases:
            file = alias_file(record.entry.folder, alias)
            if file.count("/") != _DEPTH - 1 or not file.endswith(_INDEX):
                return False
            used.add(_top(file))
    if not tops.isdisjoint(used):
        return False
    files = (PurePosixPath(address.lower()) for address, _ in media)
    return all(_stands_alone(file, tops | used) for file in files)


def _top(path: str) -> str:
    return path.partition("/")[0].lower()


def _stands_alone(file: PurePosixPath, taken: Set[str]) -> bool:
    """Whether a copied file is in a folder of its own, or in that of an entry beside its files."""
    if file.parts[0] not in taken:
        return True
    beside = len(file.parts) == _DEPTH and file.name not in OWN_FILES
    return file.parts[0] in _FOLDERS and beside


def _check_files(media: Media, rendered: Sequence[Output], findings: Findings) -> None:
    planned = {target.path.lower() for target in rendered}
    folders = {folder for path in planned for folder in _above(path)}
    for address, source in media:
        taken = address.lower() in planned or address.lower() in folders
        inside = any(folder in planned for folder in _above(address.lower()))
        if taken or inside:
            message = f"the build writes {address} itself"
            findings.error(Place(source), "name-clash", message, "give this file another name")


def _check_aliases(content: Content, rendered: Sequence[Output], findings: Findings) -> None:
    """Nor may an alias stand where another needs a folder."""
    ours = {target.path.lower() for target in rendered if target.kind is not render_moved}
    files = ours | {target.path.lower() for target in rendered}
    folders = {folder for path in files for folder in _above(path)}
    for record in content.records:
        for number, alias in enumerate(record.entry.aliases):
            file = alias_file(record.entry.folder, alias).lower()
            if file in ours or file in folders or any(above in files for above in _above(file)):
                place = record.entry.alias_places[number]
                message = f'the alias "{alias}" stands where the build writes something else'
                findings.error(place, "alias-clash", message, "take it out")


def _above(path: str) -> Iterator[str]:
    """The folders in which a path stands."""
    while folder := path.rpartition("/")[0]:
        yield folder
        path = folder
