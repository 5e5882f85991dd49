"""What others wrote, made safe to look at: a file's bytes as text, and addresses in their parts."""

import re
from collections.abc import Iterable
from typing import NamedTuple, Self
from urllib.parse import SplitResult, urlsplit

from statusgen.model.findings import Findings, Place

MAX_BYTES = 1024 * 1024
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""Where a link may lead."""
_BOM = "\ufeff"
_DOCUMENTS = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")
"""How those of word processors begin, and pictures."""
# What cannot be in XML 1.0 (section 2.2), so that no page or feed could show it, and what shows
# nothing or a box anywhere (C1).
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_CONFLICT = re.compile(r"^(?:(?:<{7}|\|{7}|>{7})(?!\S)|(?<=\n\n)={7}$)", re.MULTILINE)


def split_address(address: str) -> SplitResult:
    """An address in its parts; those of an empty one where it can be no address."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


class Source(NamedTuple):
    """A file as text, line ends made `\\n`, no byte order mark; or what begins on a line of it."""

    path: str
    text: str
    line: int = 1

    def place(self, offset: int = 0) -> Place:
        """The place of an offset in the text."""
        line = self.line + self.text.count("\n", 0, offset)
        return Place(self.path, line, offset - self.text.rfind("\n", 0, offset))

    def from_line(self, number: int, lines: Iterable[str]) -> Self:
        """Some of its own lines, the first of which has this number here, from 0 on."""
        return self._replace(text="\n".join(lines), line=self.line + number)


def parse_source(path: str, content: bytes, findings: Findings) -> Source | None:
    """Decode a file; None, and an error, where it is no text of a sensible size."""
    if len(content) > MAX_BYTES:
        size = f"the file is {len(content) / MAX_BYTES:.1f} MB long"
        fix = "an entry may hold 1 MB; put what is not text into a file beside it"
        findings.error(Place(path), "too-large", size, fix)
        return None
    if content.startswith(_DOCUMENTS):
        message, fix = "this is a document of another program, and no text", "put its text into a"
        fix += " new file, in a plain text editor"
        findings.error(Place(path), "not-text", message, fix)
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        place, fix = Source(path, before).place(len(before)), "save it as UTF-8 in your editor"
        findings.error(place, "not-utf-8", "the file is not UTF-8 text", fix)
        return None
    source = Source(path, text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n"))
    if control := find_control(source.text):
        offset, name = control
        place = source.place(offset)
        fix = "delete it; some editors show it as a box or not at all"
        if meant := from_windows(source.text[offset]):
            fix = f"write {meant} in its place"
        findings.error(place, "control-character", f"there is a control character ({name})", fix)
        return None
    conflicts = _find_conflicts(source.text)
    for conflict in conflicts:
        message = "a merge was not finished here"
        fix = (
            "keep what is right of both sides, and delete the lines that begin with <<<<<<<, "
            "|||||||, ======= and >>>>>>>"
        )
        findings.error(source.place(conflict.start()), "merge-conflict", message, fix)
    return None if conflicts else source


def _find_conflicts(text: str) -> list[re.Match[str]]:
    """The lines with which git begins conflicts; if none is left, the first with another mark."""
    if not any(map(text.__contains__, ("<<<<<<<", ">>>>>>>", "|||||||", "\n\n=======\n"))):
        return []
    marks = list(_CONFLICT.finditer(text))
    return [mark for mark in marks if mark[0][0] == "<"] or marks[:1]


def from_windows(character: str) -> str:
    """What a control character stands for in a text that came from Windows; mostly nothing."""
    try:
        return bytes([ord(character)]).decode("cp1252") if character >= "\x80" else ""
    except (ValueError, UnicodeDecodeError):
        return ""


def find_control(text: str) -> tuple[int, str] | None:
    """The offset and the name (`U+0007`) of the first character that no page or feed could show."""
    match = _CONTROL.search(text)
    return (match.start(), f"U+{ord(match[0]):04X}") if match else None
