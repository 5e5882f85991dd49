"""Two things at the same address, ignoring letter case, since not every host distinguishes it.

Ids come before aliases, and what is rendered before what is copied: the error is at the one that
comes later.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from statusgen.checks.addresses import SiteAddresses, is_reserved_file, static_files
from statusgen.model.addresses import Owner, alias_file, folders_of
from statusgen.model.content import ParsedSite
from statusgen.model.entry import Entry
from statusgen.model.findings import Findings, Place


class _Alias(NamedTuple):
    """An alias of an entry, and its file, in lower case."""

    entry: Entry
    text: str
    place: Place
    file: str


class _Files:
    """Files that are rendered, and more that are added; all paths are in lower case."""

    def __init__(self, rendered: SiteAddresses, more: Iterable[str]) -> None:
        self._rendered, self._more, self._folders = rendered, set[str](), set[str]()
        for file in more:
            self.add(file)

    def add(self, file: str) -> None:
        self._more.add(file)
        self._folders.update(folders_of(file))

    def __contains__(self, file: str) -> bool:
        return file in self._more or self._rendered.find(file) is not None

    def obstruct(self, file: str) -> bool:
        """Whether another file needs this path as a folder, or is where this one needs a folder."""
        folder = file in self._folders or self._rendered.is_folder(file)
        return folder or any(above in self for above in folders_of(file))


def check_clashes(
    parsed: ParsedSite, rendered: SiteAddresses, attachments: Mapping[str, str], findings: Findings
) -> None:
    """Every id, alias and file has an address of its own.

    `attachments` are the paths to which files beside entries are copied, with their sources.
    """
    ids = _check_ids(parsed, findings)
    aliases = [
        _Alias(entry, text, place, alias_file(entry.folder, text).lower())
        for entry in parsed.by_source.values()
        for text, place in zip(entry.aliases, entry.alias_places, strict=True)
    ]
    files = _Files(rendered, (alias.file for alias in aliases))
    claimed: dict[str, Entry] = {}
    for alias in aliases:
        if clash := _clash(alias, ids, claimed, rendered, files):
            findings.error(alias.place, "alias-clash", *clash)
    static = static_files(parsed)
    copied: dict[str, str] = {}
    for path, source in (*attachments.items(), *static.items()):
        lower, message = path.lower(), ""
        twin = copied.setdefault(lower, source)
        if twin != source:
            message = f"{twin} has this name, too, where letter case does not count"
        elif lower in files or files.obstruct(lower):
            message = f"the build writes {path} itself"
        elif path in static and is_reserved_file(lower):
            message = f"the build may write {path} itself one day"
        if message:
            findings.error(Place(source), "name-clash", message, "give this file another name")
        if path in attachments:
            files.add(lower)


def _check_ids(parsed: ParsedSite, findings: Findings) -> dict[str, Entry]:
    """The entries by their ids in lower case."""
    ids: dict[str, Entry] = {}
    for entry in parsed.by_source.values():
        first = ids.setdefault(entry.id.lower(), entry)
        if first is not entry:
            message = f'two entries have the id "{entry.id}"'
            fix = f"give one an id: of its own (the other is {first.source})"
            findings.error(entry.id_place or entry.place, "id-clash", message, fix)
    return ids


def _clash(
    alias: _Alias,
    ids: Mapping[str, Entry],
    claimed: dict[str, Entry],
    rendered: SiteAddresses,
    files: _Files,
) -> tuple[str, str] | None:
    """What is wrong with an alias, and the fix; `claimed` has the entries of earlier aliases."""
    owner, file = ids.get(alias.text.lower()), rendered.find(alias.file)
    if file and file.route.owner in (Owner.INCIDENT, Owner.MAINTENANCE):
        owner = ids[alias.file.split("/")[1]]
    claims = [claimed.setdefault(claim, alias.entry) for claim in (alias.text.lower(), alias.file)]
    other = next((entry for entry in claims if entry is not alias.entry), None)
    if owner:
        what = "address" if alias.text.startswith("/") else "id"
        message = f'the alias "{alias.text}" hides the entry of that {what}'
        return message, f"take it out (the entry is {owner.source})"
    if other:
        message = f'two entries claim the alias "{alias.text}"'
        return message, f"take it out of one (the other is {other.source})"
    if file or files.obstruct(alias.file):
        message = f'the alias "{alias.text}" stands where the build writes something else'
        return message, "take it out"
    return None
