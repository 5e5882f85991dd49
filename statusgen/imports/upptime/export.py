"""Issues and comments as a forge's API exports them, in whatever pieces they were saved.

A page of answers is an array; the forge's own tools put several arrays one after the other, or
into one, or write an object a line. What stands inside is the same: objects, one after the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from statusgen.imports.errors import SourceError
from statusgen.imports.sources.files import SourceFiles
from statusgen.imports.sources.json_values import Json, instant_of, object_of, objects_of, text_of
from statusgen.imports.sources.losses import Tally

_BETWEEN = re.compile(r"[\s,\[\]\x1e]*")
_NEXT = re.compile(r"\n[ \t]{0,2}[\[, ]*\{")
_WRAPPERS = ("items", "issues", "comments", "nodes", "data", "repository")
_OF_ISSUE = re.compile(r"/(?:issues|pulls?|merge_requests|incident)/(\d+)(?=[#/?]|$)")
_DECODER = json.JSONDecoder()


@dataclass(slots=True)
class Export:
    """What an export holds: issues by number, and the comments of each, with their places."""

    issues: dict[int, tuple[Json, str]] = field(default_factory=dict)
    comments: dict[int, dict[str, tuple[Json, str]]] = field(default_factory=dict)
    broken: int = 0


def read_export(files: SourceFiles, tally: Tally) -> Export:
    """All JSON files of a source. What is no issue and no comment is named."""
    export = Export()
    for name in files.names(".json", ".jsonl", ".ndjson"):
        try:
            text = files.read(name).decode("utf-8-sig")
        except (SourceError, UnicodeDecodeError) as error:
            reason = str(error) if isinstance(error, SourceError) else "it is not UTF-8"
            tally.note(name, "a file", f"{reason}; it is left out")
            export.broken += 1
            continue
        for item, place in _parse_objects(text, name, tally, export):
            _sort_in(item, place, export, tally)
    return export


def _parse_objects(
    text: str, name: str, tally: Tally, export: Export
) -> Iterator[tuple[Json, str]]:
    """The objects of a text with their places; one that is broken costs itself."""
    place, line = 0, 1
    while (found := _BETWEEN.match(text, place)) and found.end() < len(text):
        line += text.count("\n", place, found.end())
        start = found.end()
        named = f"{name}:{line}"
        try:
            item, place = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            tally.note(named, "a piece", "it is no JSON, or cut off; it is left out")
            export.broken += 1
            following = _NEXT.search(text, start)
            if following is None:
                return
            item, place = None, following.end() - 1
        line += text.count("\n", start, place)
        if isinstance(item, dict):
            yield item, named


def _sort_in(item: Json, place: str, export: Export, tally: Tally) -> None:
    """Put an object, or those that an answer wraps, where they belong."""
    waiting = [item]
    while waiting:
        item = waiting.pop()
        number = _issue_number(item)
        if number is not None and "title" in item:
            before = export.issues.get(number)
            if before is None or _changed(before[0]) <= _changed(item):
                export.issues[number] = item, place
            for comment in listed_in(item, "comments"):
                _add_comment(comment, number, place, export)
        elif (of := _commented(item)) is not None:
            _add_comment(item, of, place, export)
        elif inside := _unwrapped(item):
            waiting += reversed(inside)
        else:
            tally.count(place, "an object", "it is neither an issue nor a comment of one")


def _unwrapped(item: Json) -> list[Json]:
    lists = [one for key in _WRAPPERS for one in objects_of(item, key)]
    return lists + [one for key in _WRAPPERS if (one := object_of(item, key))]


def listed_in(item: Json, key: str) -> list[Json]:
    """The objects of a field that is a list, or what the forge's GraphQL puts around one."""
    return objects_of(item, key) or objects_of(object_of(item, key), "nodes")


def _add_comment(comment: Json, number: int, place: str, export: Export) -> None:
    of_issue = export.comments.setdefault(number, {})
    key = text_of(comment, "id", "node_id", "url") or f"#{len(of_issue) + 1}"
    if key not in of_issue or _changed(of_issue[key][0]) <= _changed(comment):
        of_issue[key] = comment, place


def _issue_number(item: Json) -> int | None:
    found = text_of(item, "number", "iid")
    return int(found) if found.isascii() and found.isdigit() and len(found) < 19 else None


def _commented(item: Json) -> int | None:
    """The number of the issue that a comment belongs to; None for what is no comment."""
    if "body" not in item:
        return None
    address = _OF_ISSUE.search(text_of(item, "issue_url", "html_url", "url"))
    return int(address[1]) if address and len(address[1]) < 19 else None


def _changed(item: Json) -> str:
    at = instant_of(item, "updated_at") or instant_of(item, "updatedAt")
    return at.isoformat() if at else ""
