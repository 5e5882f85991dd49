"""Histories kept by Upptime: issues of a repository, opened and closed by its robot.

Upptime's page shows the issues with the label `status` as incidents, and those with the label
`maintenance` as planned work, with its times in a comment that the page hides. It shows no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from statusgen.imports.errors import SourceError
from statusgen.imports.history import Counts, History, SourceComponent, SourceEntry, SourcePage
from statusgen.imports.sources.files import SourceFiles
from statusgen.imports.sources.json_values import Json, text_of
from statusgen.imports.sources.losses import Tally
from statusgen.imports.sources.settings import mapping_of, mappings_of, parse_settings
from statusgen.imports.sources.settings import text_of as setting_of
from statusgen.imports.sources.yaml_texts import YamlText
from statusgen.imports.upptime.entry import Sites, is_shown, parse_issue
from statusgen.imports.upptime.export import read_export

_SETTINGS = (".upptimerc.yml", ".upptimerc.yaml", "upptimerc.yml")
_OF_REPOSITORY = re.compile(r"//[^/]+/(?:repos/)?([^/]+/[^/]+)/(?:-/)?issues/")
_UNTOLD = {
    "assignees": "who was assigned",
    "milestone": "a milestone",
    "reactions": "reactions",
    "reactionGroups": "reactions",
    "user": "who wrote an issue or a comment",
    "author": "who wrote an issue or a comment",
}


def read_upptime(files: SourceFiles) -> History:
    """An export of a repository's issues. Raises SourceError where it holds no issue at all."""
    tally = Tally()
    settings = _read_settings(files, tally)
    sites = Sites(_sites(settings))
    export = read_export(files, tally)
    if not export.issues:
        raise SourceError("no file of it holds an issue as a forge's API exports it")
    entries: list[SourceEntry] = []
    lost, characters = export.broken, 0
    for number, (issue, place) in sorted(export.issues.items()):
        comments = export.comments.pop(number, {})
        if not is_shown(issue, place, tally):
            continue
        for told, where in ((issue, place), *comments.values()):
            _count_untold(told, where, tally)
            characters += len(text_of(told, "body").strip())
        entry = parse_issue(number, issue, place, tuple(comments.items()), sites, tally)
        entries += [entry] if entry else []
        lost += entry is None
    for number, comments in export.comments.items():
        for _, place in comments.values():
            tally.count(place, "a comment", f"its issue, number {number}, is not in the export")
    counts = Counts(
        entries=len(entries) + lost,
        updates=sum(len(entry.updates) for entry in entries),
        components=len(sites.components),
        characters=characters,
    )
    origin = _repository(issue for issue, _ in export.issues.values())
    return History(_page(settings, sites), tuple(entries), counts, tally.losses, origin)


def _repository(issues: Iterable[Json]) -> str:
    """The `owner/name` that an export is of; nothing where no address tells it."""
    addresses = (text_of(issue, "html_url", "url") for issue in issues)
    found = next(filter(None, map(_OF_REPOSITORY.search, addresses)), None)
    return found[1] if found else ""


def _read_settings(files: SourceFiles, tally: Tally) -> dict[str, YamlText]:
    """The repository's settings, where they were saved beside the issues."""
    for name in _SETTINGS:
        try:
            content = files.read(name)
        except SourceError:
            continue
        try:
            return parse_settings(content, "yaml")
        except SourceError as error:
            tally.note(name, "the settings", f"{error}; they are left out")
    reason = "there is no .upptimerc.yml; sites are known by the issues alone"
    tally.note(_SETTINGS[0], "the page's name and its sites", reason)
    return {}


def _sites(settings: dict[str, YamlText]) -> list[SourceComponent]:
    named = [site for site in mappings_of(settings, "sites") if setting_of(site, "name")]
    return [
        SourceComponent(
            setting_of(site, "slug") or setting_of(site, "name"), setting_of(site, "name")
        )
        for site in named
    ]


def _page(settings: dict[str, YamlText], sites: Sites) -> SourcePage:
    website = mapping_of(settings, "status-website")
    owner, domain = setting_of(settings, "owner"), setting_of(website, "cname")
    path = setting_of(website, "baseurl").strip("/")
    host = domain or (f"{owner}.github.io".lower() if owner else "")
    base = f"https://{host}/{path + '/' if path and not domain else ''}" if host else ""
    return SourcePage(setting_of(website, "name"), base, components=sites.components)


def _count_untold(item: Json, place: str, tally: Tally) -> None:
    """What the forge knows of an issue or a comment and an entry of ours does not say."""
    for key, what in _UNTOLD.items():
        value = item.get(key)
        counted = value.get("total_count", 1) if isinstance(value, dict) else value
        if counted:
            tally.count(place, what, "an entry has no such thing")
