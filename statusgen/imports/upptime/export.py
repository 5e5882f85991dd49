"""Issues and comments as a forge's API exports them, in whatever pieces they were saved.

A page of answers is an array; the forge's own tools put several arrays one after the other, or
into one, or write an object a line. What is inside is the same: objects, one after the other.
"""

import json
import re
from collections.abc import Iterator

from statusgen.imports.history import Losses, SourceError
from statusgen.imports.sources.data import (
    Fields,
    decode,
    object_of,
    objects_of,
    text_of,
    time_of,
)
from statusgen.imports.sources.files import SourceFiles

_BETWEEN = re.compile(r"[\s,\[\]\x1e]*")
_NEXT = re.compile(r"\n[ \t]{0,2}[\[, ]*\{")
_WRAPPERS = ("items", "issues", "comments", "nodes", "data", "repository")
_OF_ISSUE = re.compile(r"/(?:issues|pulls?|merge_requests|incident)/(\d{1,18})(?=[#/?]|$)")
_DECODER = json.JSONDecoder()

Exported = tuple[Fields, str]
"""An object of an export with its place."""


class Export:
    """All issues, by number, and the comments of each; of two versions the newer counts.

    What is no issue and no comment is noted. `broken` counts the pieces that cannot be read.
    """

    def __init__(self, files: SourceFiles, losses: Losses) -> None:
        self.issues: dict[int, Exported] = {}
        self.comments: dict[int, dict[str, Exported]] = {}
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
        position, line = 0, 1
        while (gap := _BETWEEN.match(text, position)) and gap.end() < len(text):
            start = gap.end()
            line += text.count("\n", position, start)
            place = f"{name}:{line}"
            try:
                item, position = _DECODER.raw_decode(text, start)
            except (ValueError, RecursionError):
                self._note_broken(place, "a piece", "it is not JSON, or it is cut off")
                following = _NEXT.search(text, start)
                if following is None:
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


def _changed(item: Fields) -> str:
    at = time_of(item, "updated_at", "updatedAt")
    return at.isoformat() if at else ""


def _unwrap(item: Fields) -> list[Fields]:
    lists = [each for key in _WRAPPERS for each in objects_of(item, key)]
    return lists + [each for key in _WRAPPERS if (each := object_of(item, key))]


def objects_in(item: Fields, key: str) -> list[Fields]:
    """The objects of a field that is a list, or what the forge's GraphQL puts around one."""
    return objects_of(item, key) or objects_of(object_of(item, key), "nodes")
