"""Merging two versions of an entry's file to which both sides have added updates.

Git's own merge sees two additions at one place and stops. Its `union` mixes their lines: a
paragraph of one update ends up in another, and a sentence that both sides have corrected is there
twice. But updates have times, which say where each belongs.
"""

import re
from itertools import pairwise

_HEADING = re.compile(r"(?m)^##[ \t]+(?=\d)")
_STAMP = re.compile(r"##[ \t]+(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?![\d:.+-]|[ \t]?Z)")
_UNCLEAR = ("\r", "```", "~~~")
"""Line ends that may differ, and fences, inside which nothing is a heading."""

Parts = dict[str, str]
"""A file's updates by their local times, and what comes before them, under ""."""


def merge_entries(base: str, ours: str, theirs: str) -> str | None:
    """The base with the changes of both sides; None where a person has to decide.

    Both may add updates. What was there before may be changed by one of them.
    """
    old, mine, other = _split(base), _split(ours), _split(theirs)
    if old is None or mine is None or other is None:
        return None
    if not old.keys() <= mine.keys() & other.keys():
        return None
    merged: Parts = {}
    for key in mine | other:
        versions = {parts[key] for parts in (mine, other) if key in parts}
        if len(versions) == 2:
            versions.discard(old.get(key, ""))
        if len(versions) == 2:
            return None
        (merged[key],) = versions
    head = merged.pop("")
    for newest_first in (True, False):
        times = (list(parts)[1:] for parts in (mine, other))
        if all(own == sorted(own, reverse=newest_first) for own in times):
            updates = [merged[key] for key in sorted(merged, reverse=newest_first)]
            return "\n\n".join([head, *updates]) + "\n"
    return None


def _split(text: str) -> Parts | None:
    """The parts of a file, without the blank lines around them; None where times are unclear."""
    if any(sign in text for sign in _UNCLEAR):
        return None
    places = [match.start() for match in _HEADING.finditer(text)]
    parts = {"": text[: places[0] if places else len(text)].rstrip()}
    for begin, end in pairwise([*places, len(text)]):
        stamp = _STAMP.match(text, begin)
        key = f"{stamp[1]} {stamp[2]}" if stamp else ""
        if key in parts:
            return None
        parts[key] = text[begin:end].rstrip()
    return parts
