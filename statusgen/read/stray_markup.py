"""Markup that is none in Markdown, and that readers would see as it stands."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TAGS = (
    "a|abbr|b|big|blockquote|body|br|button|center|code|dd|div|dl|dt|em|font|form|h[1-6]|head|hr|html|i|"
    "iframe|img|input|li|link|meta|o:p|ol|p|pre|s|script|section|small|span|strike|strong|style|sub|"
    "sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|xml"
)
_STRAY = re.compile(
    rf"(?<!\\)(?:(?P<comment><!--)|(?P<tag></?(?:{_TAGS})(?:\s[^<>]*)?/?>)"
    r"|(?P<link>\](?=\s+\((?:https?:|mailto:|tel:|www\.))))",
    re.IGNORECASE,
)
_OTHER_LINKS = re.compile(
    r"<(?P<slack_url>https?://[^\s<>|]+)\|(?P<slack>[^<>\n]+)>"
    r"|\[(?P<jira>[^\[\]|\n]+)\|(?P<jira_url>https?://[^\]\s]+)\]"
    r"|\((?P<swapped>[^()\n]+)\)\[(?P<swapped_url>https?://[^\]\s]+)\]"
)


class StrayMarkup(NamedTuple):
    """Where it begins in a text, and what is to be said of it."""

    offset: int
    code: str
    message: str
    fix: str


def find_other_links(text: str) -> Iterator[StrayMarkup]:
    """The links in a text that are written as another tool has them."""
    if "://" not in text:
        return
    for match in _OTHER_LINKS.finditer(text):
        words, address = sorted(filter(None, match.groups()), key=lambda part: "://" in part)
        message = "this link is not Markdown, and would be shown as it stands"
        yield StrayMarkup(match.start(), "broken-link", message, f"write [{words}]({address})")


def find_stray_markup(text: str) -> Iterator[StrayMarkup]:
    """The first of each kind in a text."""
    if "<" not in text and "]" not in text:
        return
    seen: set[str | None] = set()
    for match in _STRAY.finditer(text):
        kind = match.lastgroup
        if kind in seen:
            continue
        seen.add(kind)
        if kind == "comment":
            message = "this comment is shown to everybody as it stands"
            yield StrayMarkup(match.start(), "comment-shown", message, "delete it")
        elif kind == "tag":
            message = f"HTML is shown as it stands: {match[0][:80]}"
            fix = "delete the tags, or put the text between ` if they are meant to be seen"
            yield StrayMarkup(match.start(), "html-shown", message, fix)
        else:
            message = "this looks like a link and is none"
            fix = "delete the blank between ] and ("
            yield StrayMarkup(match.start(), "broken-link", message, fix)
