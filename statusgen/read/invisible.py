"""Characters that nobody sees and that make a file wrong: named, where they are the reason."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from statusgen.model.findings import Findings, Place
from statusgen.read.lookalikes import INVISIBLE
from statusgen.read.source import Source

_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""Blanks that are none to YAML, to Markdown or in a heading."""
_UNSEEN = re.compile(f"{INVISIBLE.pattern}|{_BLANK.pattern}")


def explain_invisible(
    source: Source, found: Findings, parse: Callable[[Source, Findings], object]
) -> Findings:
    """What was found in a source, but for what its invisible characters are the reason of.

    Those are named instead: they are the reason of each error that is gone where the source is
    parsed without them.
    """
    if not found.errors or source.text.isascii() or not _UNSEEN.search(source.text):
        return found
    again = Findings()
    plain = INVISIBLE.sub("", _BLANK.sub(" ", source.text))
    parse(source._replace(text=plain), again)
    left = {(finding.code, finding.place.line) for finding in again}
    explained, lines = Findings(), source.text.split("\n")
    for finding in found:
        line = finding.place.line
        if (finding.code, line) in left or not _name_one(source, lines, line, explained):
            explained.append(finding)
    return explained


def _name_one(source: Source, lines: Sequence[str], line: int, findings: Findings) -> bool:
    """Name the first character that is not seen in a line, or in the nearest one above it."""
    for number in range(min(line - source.line, len(lines) - 1), -1, -1):
        if match := _UNSEEN.search(lines[number]):
            name = f"U+{ord(match[0]):04X}, {unicodedata.name(match[0], 'unnamed').lower()}"
            message, fix = f"there is an invisible character here ({name})", "delete it"
            if _BLANK.match(match[0]):
                message, fix = f"this is no plain blank ({name})", "type a plain one in its place"
            place = Place(source.path, source.line + number, match.start() + 1)
            findings.error(place, "invisible-character", message, fix)
            return True
    return False
