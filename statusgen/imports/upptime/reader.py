"""Histories kept by Upptime: issues of a repository, opened and closed by its robot.

Upptime's page shows the issues with the label `status` as incidents, and those with the label
`maintenance` as planned work, with its times in a comment that the page hides. It shows no others.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime

from statusgen.imports.history import History, Losses, SourceComponent, SourceError, SourcePage
from statusgen.imports.sources.data import (
    Fields,
    check_depth,
    decode,
    object_of,
    objects_of,
    parse_settings,
    text_of,
    time_of,
)
from statusgen.imports.sources.files import SourceFiles, open_files
from statusgen.imports.upptime.issue import Comments, Exported, IssueParser, Sites, objects_in
from statusgen.model.instants import BEGINNING

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
_BETWEEN = re.compile(r"[\s,\[\]\x1e]*")
_NEXT = re.compile(r"\n[ \t]{0,2}[\[, ]*\{")
_WRAPPERS = ("items", "issues", "comments", "nodes", "data", "repository")
_OF_ISSUE = re.compile(r"/(?:issues|pulls?|merge_requests|incident)/(\d{1,18})(?=[#/?]|$)")
_MOST_BROKEN = 100
"""Broken pieces of a file after which the rest of it is left out."""
_DECODER = json.JSONDecoder()


def read_upptime(source: str) -> History:
    """An export of a repository's issues. Raises SourceError where it holds no issue at all."""
    files = open_files(source)
    losses = Losses(files.losses)
    settings = _read_settings(files, losses)
    listed = [site for site in objects_of(settings, "sites") if text_of(site, "name")]
    sites = Sites([SourceComponent(text_of(s, "slug", "name"), text_of(s, "name")) for s in listed])
    export, parser = Export(files, losses), IssueParser(sites, losses)
    if not export.issues:
        raise SourceError("no file of it holds an issue as a forge's API exports it")
    parsed, characters = [], 0
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
            reason = f"its issue, number {number}, is not in the export"
            losses.note_recurring(place, "a comment", reason)
    addresses = (text_of(issue, "html_url", "url") for issue, _ in export.issues.values())
    repository = next(filter(None, map(_REPOSITORY.search, addresses)), None)
    return History(
        page=_build_page(settings, sites),
        entries=tuple(filter(None, parsed)),
        losses=tuple(losses),
        lost=export.broken + parsed.count(None),
        characters=characters,
        origin=repository[1] if repository else "",
    )


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


class Export:
    """All issues of an export, by number, and the comments of each; of two versions the newer.

    A page of a forge's answers is an array; its own tools put several arrays one after the other,
    or into one, or write an object a line. What is inside is the same: objects, one after another.
    What is no issue and no comment is noted. `broken` counts the pieces that cannot be read.
    """

    def __init__(self, files: SourceFiles, losses: Losses) -> None:
        self.issues: dict[int, Exported] = {}
        self.comments: dict[int, Comments] = {}
        self.broken = 0
        self._losses = losses
        for name in files.names(".json", ".jsonl", ".ndjson"):
            try:
                text = decode(files.read(name))
            except SourceError as error:
                self._note_broken(name, "a file", str(error))
                continue
            for item, place in self._parse_objects(text, name):
                self._sort_in(item, place)

    def _note_broken(self, place: str, what: str, reason: str) -> None:
        self._losses.note(place, what, f"{reason}; it is left out")
        self.broken += 1

    def _parse_objects(self, text: str, name: str) -> Iterator[Exported]:
        """The objects of a text with their places; one that is broken costs itself."""
        position, line, broken = 0, 1, 0
        while (gap := _BETWEEN.match(text, position)) and gap.end() < len(text):
            start = gap.end()
            line += text.count("\n", position, start)
            place = f"{name}:{line}"
            try:
                item, position = _DECODER.raw_decode(text, start)
                check_depth(item)
            except (ValueError, RecursionError) as error:
                self._note_broken(place, "a piece", "it is not JSON, or it is cut off")
                broken += 1
                following = _NEXT.search(text, max(start, getattr(error, "pos", start) - 1))
                if following is None or broken == _MOST_BROKEN:
                    if following:
                        self._note_broken(name, "the rest of the file", "too much is broken")
                    return
                item, position = None, following.end() - 1
            line += text.count("\n", start, position)
            if isinstance(item, dict):
                yield item, place

    def _sort_in(self, item: Fields, place: str) -> None:
        """Put an object, or those that an answer wraps, where they belong."""
        waiting = [item]
        while waiting:
            item = waiting.pop()
            number = text_of(item, "number", "iid")
            address = _OF_ISSUE.search(text_of(item, "issue_url", "html_url", "url"))
            if "title" in item and number.isascii() and number.isdigit() and len(number) < 19:
                key = int(number)
                self.issues[key] = _newer(self.issues.get(key), (item, place))
                for comment in objects_in(item, "comments"):
                    self._add_comment(comment, key, place)
            elif "body" in item and address:
                self._add_comment(item, int(address[1]), place)
            elif inside := _unwrap(item):
                waiting += reversed(inside)
            else:
                reason = "it is neither an issue nor a comment of one"
                self._losses.note_recurring(place, "an object", reason)

    def _add_comment(self, comment: Fields, number: int, place: str) -> None:
        comments = self.comments.setdefault(number, {})
        key = text_of(comment, "id", "node_id", "url") or f"#{len(comments) + 1}"
        comments[key] = _newer(comments.get(key), (comment, place))


def _newer(known: Exported | None, new: Exported) -> Exported:
    """The version that was changed last; the second one where nothing says."""
    return known if known and _changed(known[0]) > _changed(new[0]) else new


def _changed(item: Fields) -> datetime:
    return time_of(item, "updated_at", "updatedAt") or BEGINNING


def _unwrap(item: Fields) -> list[Fields]:
    lists = [each for key in _WRAPPERS for each in objects_of(item, key)]
    return lists + [each for key in _WRAPPERS if (each := object_of(item, key))]
