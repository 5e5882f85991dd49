"""Markup that is none in Markdown, and that readers would see as it stands."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

_TAGS = (
    "a|abbr|b|big|blockquote|body|br|button|center|code|dd|div|dl|dt|em|font|form|h[1-6]|head|hr|html|i|"
    "iframe|img|input|li|link|meta|o:p|ol|p|pre|s|script|section|small|span|strike|strong|style|sub|"
    "sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|xml"
)
_FILE = (
    r"(?:[\w.%/-]+\.(?:md|png|jpe?g|gif|webp|svg|pdf|csv|txt|html?)|\.{0,2}/[\w.%/-]+)"
    r"(?:#[^\s()]*)?\)"
)
_STRAY = re.compile(
    rf"(?<!\\)(?:(?P<comment><!--)|(?P<tag></?(?:{_TAGS})(?:\s[^<>]*)?/?>)"
    rf"|(?P<link>\](?=\s+\((?:https?:|mailto:|tel:|www\.|{_FILE}))))",
    re.IGNORECASE,
)
_OTHER_LINKS = re.compile(
    r"(?<!\\)(?:<(?P<slack_url>https?://[^\s<>|]+)\|(?P<slack>[^<>\n]+)>"
    r"|\[(?P<jira>[^\[\]|\n]+)\|(?P<jira_url>https?://[^\[\]\s]+)\]"
    r"|\[(?P<wiki_url>https?://[^\[\]|\s]+)[ ](?P<wiki>[^\[\]\n]+)\](?!\()"
    r"|\[(?P<wide>[^\[\]\n]+)\]（(?P<wide_url>https?://[^\s（）]+)）"
    r"|\"(?P<textile>[^\"\n]+)\":(?P<textile_url>https?://[^\s\"]+(?<![.,:;!?)]))"
    r"|(?<![^\s(])(?P<ascii_url>https?://[^\s\[\]<>()|]+)\[(?!\d+\])(?P<ascii>[^\[\]\n]+)\](?![\w=&/%\[(])"
    r"|\((?P<swapped>[^()\n]+)\)\[(?P<swapped_url>https?://[^\[\]\s]+)\])"
)
_OTHER_MARKUP = tuple(
    (re.compile(rf"(?<!\\){pattern}", re.MULTILINE), fix)
    for pattern, fix in (
        (r"<(?:!(?:channel|here|everyone|subteam\^)|@[!&]?[A-Z0-9]{2,}|#[A-Z0-9]{2,})[^<>\n]*>",
         "write a name in its place, or delete it"),
        (r"(?<![\w:/.]):(?:[a-z][a-z0-9_+-]*|[+-]1|100):(?![\w:/`])",
         "type the emoji itself, or delete it"),
        (r"\{(?:code|noformat)(?::[^{}\n]*)?\}", "write ``` on a line of its own in its place"),
        (r"\{(?:quote|panel|color|info|note|warning|tip|toc|expand)(?::[^{}\n]*)?\}", "delete it"),
        (r"\{\{[^{}\n]+\}\}|\{%[^{}\n]+%\}",
         "write what it stands for, or put it between ` if it is meant to be seen"),
        (r"\[/(?:b|i|u|s|url|quote|code|color|size|img|list)\]",
         "delete both tags; **words** makes words bold, and [words](address) a link"),
        (r"'{3}([^'\n]+)'{3}", "write **{}**"),
        (r"!([\w./-]+\.(?:png|jpe?g|gif|webp))(?:\|[^!\n]*)?!", "write ![what it shows]({})"),
        (r"\[\^[^\[\]\s]+\]", "write the note itself in its place, in brackets"),
        (r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]", "write a word in bold, like **Note**"),
        (r"^:::.*", "delete the line"),
        (r"^(?:h[1-6]\. ([^\n]+)|={2,6}([^=\n]+)={2,6}[ \t]*$)", "write ### {}"),
    )
)  # fmt: skip
_EMOJI = re.compile(r":[a-z0-9_+-]+:")
_JIRA_HEADING = re.compile(r"h[1-6]\. ")
_MOST = 10


class StrayMarkup(NamedTuple):
    """Where it begins in a text, and what is to be said of it."""

    offset: int
    code: str
    message: str
    fix: str


def may_hold_markup(text: str) -> bool:
    """Whether a text of plain paragraphs may hold markup of another tool; quick."""
    is_marked = "{" in text or "'''" in text
    return is_marked or bool(_EMOJI.search(text) or _JIRA_HEADING.search(text))


def find_other_markup(text: str) -> Iterator[StrayMarkup]:
    """The links and other markup in a text that are written as another tool has them.

    Of each kind the first ten.
    """
    for match in islice(_OTHER_LINKS.finditer(text), _MOST) if "://" in text else ():
        words, address = sorted(filter(None, match.groups()), key=lambda part: "://" in part)
        message = "this link is not Markdown, and would be shown as it stands"
        yield StrayMarkup(match.start(), "broken-link", message, f"write [{words}]({address})")
    for pattern, fix in _OTHER_MARKUP:
        for match in islice(pattern.finditer(text), _MOST):
            message = f"this is not Markdown, and is shown as it stands: {match[0].strip()[:80]}"
            words = (part.strip() for part in match.groups() if part)
            yield StrayMarkup(match.start(), "markup-shown", message, fix.format(*words))


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
            gap = "line break" if match.string[match.end()] == "\n" else "blank"
            fix = f"delete the {gap} between ] and ("
            yield StrayMarkup(match.start(), "broken-link", message, fix)
