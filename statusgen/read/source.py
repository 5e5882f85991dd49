"""A file's bytes as text that can be read, or the reason why they cannot."""

from __future__ import annotations

import re
from typing import NamedTuple

from statusgen.model.findings import Place, Problem

MAX_BYTES = 1024 * 1024
_BOM = "\ufeff"
# What XML 1.0 cannot carry (section 2.2), so that no page or feed could show it.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class Source(NamedTuple):
    """A file as text, line ends made `\\n`, no byte order mark."""

    path: str
    text: str


class Findings(list[Problem]):
    """The problems found so far."""

    def error(self, place: Place, code: str, message: str, hint: str = "") -> None:
        self.append(Problem(place, code, message, hint))


def parse_source(path: str, content: bytes, findings: Findings) -> Source | None:
    """Decode a file. Returns None, and says why, where it is no text of a sensible size."""
    if len(content) > MAX_BYTES:
        size = f"the file is {len(content) / MAX_BYTES:.1f} MB long"
        hint = "an entry may hold 1 MB; put what is not text into a file beside it"
        findings.error(Place(path), "too-large", size, hint)
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place_in(path, content[: error.start].decode("utf-8"))
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            place = Place(path)
        hint = "save it as UTF-8 in your editor"
        findings.error(place, "not-utf-8", "the file is not UTF-8 text", hint)
        return None
    text = text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")
    if bad := unspeakable(text):
        place = _place_in(path, text[: bad.start()])
        name = f"U+{ord(bad[0]):04X}"
        hint = "delete it; some editors show it as a box or not at all"
        findings.error(place, "control-character", f"there is a control character ({name})", hint)
        return None
    return Source(path, text)


def unspeakable(text: str) -> re.Match[str] | None:
    """The first character that no page or feed could show."""
    return _UNSPEAKABLE.search(text)


def _place_in(path: str, before: str) -> Place:
    return Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
