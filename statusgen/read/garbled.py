"""Characters that broke on the way from one program to another."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

from statusgen.read.stray_markup import MOST, StrayMarkup

# UTF-8 that was read as Windows-1252: â€“ for –. Quotes and blanks follow other capitals in prose.
_LATER = "\u00a0-\u00bfŒœŠšŸŽžƒ\u02c6\u02dc\u2013-\u203a€™"
_MISREAD = re.compile(
    rf"(?:[\u00c2\u00c3][{_LATER}]|\u00e2[{_LATER}]{{2}}|\u00f0[{_LATER}]{{3}}"
    rf"|[\u00c4-\u00df](?![\u00a0\u00ab\u00bb\u2013-\u2039])[{_LATER}])+"
)
_QUOTED = re.compile(r"(?:=[89A-F][0-9A-F])+(?:=[0-9A-F]{2})+")
_PATH = re.compile(
    r"(?<![\w\\])(?:\\\\\w[\w.-]*\\(?=\w)|[A-Za-z]:\\(?:[^\s`]{0,99}\\)?(?=[_\W]))[^\s`]*(?<![.,;:!?)])"
)
_OTHER = re.compile("[\ufffd\u202d\u202e]")
_OTHERS = {
    "\ufffd": ("a character was lost here: \ufffd", "type it again"),
    "\u202d": ("an invisible character (U+202D) changes the order of this line", "delete it"),
    "\u202e": ("an invisible character (U+202E) shows this line backwards", "delete it"),
}


def may_be_garbled(text: str) -> bool:
    """Whether a text of plain paragraphs may hold such characters; quick."""
    return ("=" in text or not text.isascii()) and any(find_garbled(text))


def find_garbled(text: str) -> Iterator[StrayMarkup]:
    """The characters of a text that are others than were typed; of each kind the first ten."""
    if "=" in text:
        for match in islice(_QUOTED.finditer(text), MOST):
            yield from _restored(match, unquote(match[0].replace("=", "%"), errors="replace"))
    if "\\" in text:
        for match in islice(_PATH.finditer(text), MOST):
            message = f"some backslashes of this path are not shown: {match[0]}"
            yield StrayMarkup(match.start(), "lost-sign", message, f"write `{match[0]}`")
    if text.isascii():
        return
    for match in islice(_MISREAD.finditer(text), MOST):
        yield from _restored(match, match[0].encode("cp1252", "replace").decode(errors="replace"))
    for match in islice(_OTHER.finditer(text), MOST):
        yield StrayMarkup(match.start(), "garbled", *_OTHERS[match[0]])


def _restored(match: re.Match[str], meant: str) -> Iterator[StrayMarkup]:
    """What is to be said of characters if others are clearly meant by them."""
    if "\ufffd" not in meant and "?" not in meant:
        message = f"these characters are not what was typed: {match[0][:80]}"
        fix = f"write {meant} in their place" if meant.strip() else "write a blank in their place"
        yield StrayMarkup(match.start(), "garbled", message, fix)
