"""Markup that is none in Markdown, and that readers would see as it stands."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

_TAGS = (
    "a|abbr|article|aside|audio|b|big|blockquote|body|br|button|center|cite|code|dd|del|details|dfn|div|"
    "dl|dt|em|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|li|link|main|"
    "mark|meta|nav|o:p|ol|p|picture|pre|q|s|samp|script|section|select|small|span|strike|strong|style|"
    "sub|summary|sup|svg|table|tbody|td|textarea|tfoot|th|thead|tr|tt|u|ul|var|video|wbr|xml"
)
_FILE = (
    r"(?:[\w.%/-]+\.(?:md|png|jpe?g|gif|webp|svg|pdf|csv|txt|html?)|\.{0,2}/[\w.%/-]+)"
    r"(?:#[^\s()]*)?\)"
)
_STRAY = re.compile(
    rf"(?<!\\)(?:(?P<comment><!--)|(?P<tag></?(?:{_TAGS})(?:\s[^<>]*)?/?>|</[a-z][\w-]*>)"
    rf"|(?P<link>\](?=\s+\((?:https?:|mailto:|tel:|www\.|{_FILE})))"
    r"|(?<!\w)\[[^\[\]\n]+\](?=(?P<label>\[(?!https?:)[^\[\]\n]+\])(?!\])))",
    re.IGNORECASE,
)
_OTHER_MARKUP = tuple(
    (sign, re.compile(rf"(?<!\\){pattern}", re.MULTILINE), fix)
    for sign, pattern, fix in (
        ("<", r"<(?:!(?:channel|here|everyone|subteam\^)|(?:@[!&]?|#)[A-Z0-9]{2,})[^<>\n]*>",
         "write a name in its place, or delete it"),
        ("<!date", r"<!date\^[^<>\n]*>", "write the date in its place"),
        (":", r"(?<![\w:/.]):(?:[a-z][a-z0-9_+-]*|[+-]1|100):(?![\w:/`])",
         "type the emoji itself, or delete it"),
        ("{", r"\{(?:code|noformat)(?::[^{}\n]*)?\}",
         "write ``` on a line of its own in its place"),
        ("{", r"\{(?:quote|panel|color|info|note|warning|tip|toc|expand)(?::[^{}\n]*)?\}",
         "delete it"),
        ("{", r"\{\{[^{}\n]+\}\}|\{%[^{}\n]+%\}",
         "write what it stands for, or put it between ` if it is meant to be seen"),
        ("[/", r"\[/(?:b|i|u|s|url|quote|code|color|size|img|list)\]",
         "delete both tags; **words** makes words bold, and [words](address) a link"),
        ("'''", r"'{3}([^'\n]+)'{3}", "write **{}**"),
        ("++", r"(?<![\w+])\+\+([^\s+](?:[^+\n]*[^\s+])?)\+\+(?![\w+])", "write **{}**"),
        ("~", r"(?<![\w~])~([^\s~:](?:[^~\n]*[^\s~])?)~(?![\w~])", "write ~~{}~~"),
        ("!", r"!([\w./-]+\.(?:png|jpe?g|gif|webp))(?:\|[^!\n]*)?!", "write ![what it shows]({})"),
        ("![[", r"!\[\[([^\[\]|\n]+)(?:\|[^\[\]\n]*)?\]\]", "write ![what it shows]({})"),
        ("[[", r"(?<!!)\[\[(?![\d\s])([^\[\]|\n]+)(?:\|[^\[\]\n]*)?\]\](?!\()",
         "write [{}](address) with the address that is meant"),
        ("[^", r"\[\^[^\[\]\s]+\]", "write the note itself in its place, in brackets"),
        ("[!", r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]",
         "write a word in bold, like **Note**"),
        ("[", r"^\[[ xX]\](?=[ ])", "write ☐ or ☑ in its place, or delete it"),
        ("[", r"(?:(?<=[\w.,;:!?)])|^(?=...\S))\[[a-h]\](?![\[(:])", "delete it, and the comment"),
        ("[cid:", r"\[cid:[^\[\]\s]+\]", "delete it"),
        ("HYPERLINK", r'HYPERLINK "([^"\n]+)"', "delete it, and write [words]({}) for the link"),
        ("%%", r"%%[^%\n]+%%", "delete it"),
        (":::", r"^:::.*", "delete the line"),
        ("-", r"^-{2,}[ ]?(?:Original Message|Forwarded message|Ursprüngliche Nachricht|"
         r"Weitergeleitete Nachricht|Message d.origine|Message transféré)[ ]?-{2,}",
         "delete the line"),
        (": ", r"^(?:\w[\w ]*: [^\n]+\n){1,6}(?=(?:Subject|Betreff|Objet): )",
         "delete the lines that are the head of a mail"),
        ("=", r"^={3,}[ \t]*$", "write --- in its place, with a blank line above and below"),
        ("", r"^(?:h[1-6]\. ([^\n]+)|={2,6}([^=\n]+)={2,6}[ \t]*$|＃+[ \t]*([^\n]+))",
         "write ### {}"),
        ("&", r"&(amp|lt|gt|quot|nbsp)(?![\w;=])", "put a semicolon after it"),
    )
)  # fmt: skip
_EMOJI = re.compile(r":[a-z0-9_+-]+:")
_MAIL_SUBJECT = re.compile("\n(?:Subject|Betreff|Objet): ")
_CUT_ENTITY = re.compile("&(?:amp|lt|gt|quot|nbsp)")
_JIRA_HEADING = re.compile(r"h[1-6]\. ")
MOST = 10


class StrayMarkup(NamedTuple):
    """Where it begins in a text, and what is to be said of it."""

    offset: int
    code: str
    message: str
    fix: str


def may_hold_markup(text: str) -> bool:
    """Whether a text of plain paragraphs may hold markup of another tool; quick."""
    return bool(
        "{" in text
        or "'''" in text
        or "%%" in text
        or "++" in text
        or "http" in text
        or "HYPERLINK" in text
        or (": " in text and _MAIL_SUBJECT.search(text))
        or ("&" in text and _CUT_ENTITY.search(text))
        or _EMOJI.search(text)
        or (("\nh" in text or text.startswith("h")) and _JIRA_HEADING.search(text))
    )


def find_other_markup(text: str) -> Iterator[StrayMarkup]:
    """The markup in a text that is another tool's; of each kind the first ten."""
    for sign, pattern, fix in _OTHER_MARKUP:
        for match in islice(pattern.finditer(text), MOST) if sign in text else ():
            shown = match[0].strip().partition("\n")[0][:80]
            message = f"this is not Markdown, and is shown as it stands: {shown}"
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
        elif kind == "label":
            message = (
                f"this looks like a link and is none: no line says what address {match[kind]} is"
            )
            fix = f"write (address) in place of {match[kind]}"
            yield StrayMarkup(match.start(kind), "broken-link", message, fix)
        else:
            message = "this looks like a link and is none"
            gap = "line break" if match.string[match.end()] == "\n" else "blank"
            fix = f"delete the {gap} between ] and ("
            yield StrayMarkup(match.start(), "broken-link", message, fix)
