"""Histories kept by Upptime: issues of a repository, opened and closed by its robot.

Upptime's page shows the issues with the label `status` as incidents, and those with the label
`maintenance` as planned work, with its times in a comment that the page hides. It shows no others.
"""

import re

from statusgen.imports.history import (
    History,
    Losses,
    SourceComponent,
    SourceEntry,
    SourceError,
    SourcePage,
    build_history,
)
from statusgen.imports.sources.data import Fields, object_of, objects_of, parse_settings, text_of
from statusgen.imports.sources.files import SourceFiles
from statusgen.imports.upptime.export import Export
from statusgen.imports.upptime.issue import IssueParser, Sites

_SETTINGS = (".upptimerc.yml", ".upptimerc.yaml", "upptimerc.yml")
_REPOSITORY = re.compile(r"//[^/]+/(?:repos/)?([^/]+/[^/]+)/(?:-/)?issues/")
_NOT_CARRIED = {
    "assignees": "who was assigned",
    "milestone": "a milestone",
    "reactions": "reactions",
    "reactionGroups": "reactions",
    "user": "who wrote an issue or a comment",
    "author": "who wrote an issue or a comment",
}


def read_upptime(files: SourceFiles) -> History:
    """An export of a repository's issues. Raises SourceError where it holds no issue at all."""
    losses = Losses(files.losses)
    settings = _read_settings(files, losses)
    listed = [site for site in objects_of(settings, "sites") if text_of(site, "name")]
    sites = Sites([SourceComponent(text_of(s, "slug", "name"), text_of(s, "name")) for s in listed])
    export, parser = Export(files, losses), IssueParser(sites, losses)
    if not export.issues:
        raise SourceError("no file of it holds an issue as a forge's API exports it")
    parsed: list[SourceEntry | None] = []
    characters = 0
    for number, issue in sorted(export.issues.items()):
        comments = export.comments.pop(number, {})
        if not parser.is_shown(issue):
            continue
        for fields, place in (issue, *comments.values()):
            _count_not_carried(fields, place, losses)
            characters += len(text_of(fields, "body").strip())
        parsed.append(parser.parse(number, issue, comments))
    for number, comments in export.comments.items():
        for _, place in comments.values():
            losses.note_recurring(
                place, "a comment", f"its issue, number {number}, is not in the export"
            )
    entries, lost = list(filter(None, parsed)), export.broken + parsed.count(None)
    addresses = (text_of(issue, "html_url", "url") for issue, _ in export.issues.values())
    repository = next(filter(None, map(_REPOSITORY.search, addresses)), None)
    origin = repository[1] if repository else ""
    return build_history(_build_page(settings, sites), entries, losses, lost, characters, origin)


def _read_settings(files: SourceFiles, losses: Losses) -> Fields:
    """The repository's settings, where they were saved with the issues."""
    for name in _SETTINGS:
        try:
            content = files.read(name)
        except SourceError:
            continue
        try:
            return parse_settings(content, "yaml")
        except SourceError as error:
            losses.note(name, "the settings", f"{error}; they are left out")
    reason = "there is no .upptimerc.yml; sites are known by the issues alone"
    losses.note(_SETTINGS[0], "the page's name and its sites", reason)
    return {}


def _build_page(settings: Fields, sites: Sites) -> SourcePage:
    website = object_of(settings, "status-website")
    owner, domain = text_of(settings, "owner"), text_of(website, "cname")
    path = text_of(website, "baseurl").strip("/")
    host = domain or (f"{owner}.github.io".lower() if owner else "")
    base = f"https://{host}/{path + '/' if path and not domain else ''}" if host else ""
    return SourcePage(text_of(website, "name"), base, components=sites.components)


def _count_not_carried(item: Fields, place: str, losses: Losses) -> None:
    """What the forge knows of an issue or a comment and an entry here cannot say."""
    for key, what in _NOT_CARRIED.items():
        value = item.get(key)
        if value.get("total_count", 1) if isinstance(value, dict) else value:
            losses.note_recurring(place, what, "an entry has no field for it")
