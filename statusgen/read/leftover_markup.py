"""Markup that is none in Markdown, and that readers would see as it stands."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TAGS = (
    "a|abbr|b|big|blockquote|body|br|button|center|code|dd|div|dl|dt|em|font|form|h[1-6]|head|hr|html|i|"
    "iframe|img|input|li|link|meta|o:p|ol|p|pre|s|script|section|small|span|strike|strong|style|sub|"
    "sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|xml"
)
_LEFTOVER = re.compile(
    rf"(?<!\\)(?:(?P<comment><!--)|(?P<tag></?(?:{_TAGS})(?:\s[^<>]*)?/?>)"
    r"|(?P<link>\](?=\s+\((?:https?:|mailto:|tel:|www\.))))",
    re.IGNORECASE,
)
_BULLET = re.compile(
    "^([ \t]*)[\u2022\u2023\u25e6\u25aa\u25ab\u25cf\u2219\uf0b7][ \t]+", re.MULTILINE
)


class Leftover(NamedTuple):
    """Where markup that is none begins in a text, and what is to be said of it."""

    offset: int
    code: str
    message: str
    fix: str


def find_leftovers(text: str) -> Iterator[Leftover]:
    """The first of each kind in a text."""
    if "<" not in text and "]" not in text:
        return
    seen: set[str | None] = set()
    for match in _LEFTOVER.finditer(text):
        kind = match.lastgroup
        if kind in seen:
            continue
        seen.add(kind)
        if kind == "comment":
            message = "this comment is shown to everybody; Markdown here has none"
            yield Leftover(match.start(), "comment-shown", message, "delete it")
        elif kind == "tag":
            message = f"HTML is shown as it stands: {match[0][:80]}"
            fix = "delete the tags, or put the text between ` if they are meant to be seen"
            yield Leftover(match.start(), "html-shown", message, fix)
        else:
            message = "this looks like a link and is none"
            fix = "delete the blank between ] and ("
            yield Leftover(match.start(), "broken-link", message, fix)


def bullets_to_hyphens(text: str) -> str:
    """A text whose bullets begin items of a list, with every other character in its place."""
    return text if text.isascii() else _BULLET.sub(_hyphen, text)


def _hyphen(bullet: re.Match[str]) -> str:
    """A hyphen as wide as a bullet; more than three blanks before or four after it make code."""
    width = len(bullet[0])
    indent = len(bullet[1]) if "\t" not in bullet[1] else 0
    before = min(max(indent, width - 5), 3) if indent <= 3 else indent
    return f"{' ' * before}-".ljust(width)
