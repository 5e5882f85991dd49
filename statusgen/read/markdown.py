"""Markdown as people write it, made safe HTML.

CommonMark 0.31 with tables, strikethrough and links from bare addresses. A bullet (•) begins an
item of a list, as a hyphen does, and so do hyphens, dashes and asterisks on lines that follow each
other, with or without a blank. Raw HTML stays text, headings begin at level 3 (the page has its own
above them), and an image on another host becomes a link to it, so that a page fetches nothing from
other hosts.
"""

import re
from bisect import bisect_right
from collections.abc import Callable

from statusgen.model.entry import Prose
from statusgen.model.findings import Findings, Place
from statusgen.read.bare_addresses import may_hold_address
from statusgen.read.lookalikes import fenced_lines
from statusgen.read.stray_markup import may_hold_markup

_PARAGRAPHS = re.compile(r"\n[ \t]*\n+")
# Paragraphs in which CommonMark sees nothing but words: no line starts a block of another
# kind, and no character can begin anything inline.
_WORDS = r"[^\\`*_\[\]<>&!~|\x00-\x1f]*"
_PLAIN_LINE = rf"(?!\d{{1,9}}[.)](?:[ \t]|\n|$))[^\W_]{_WORDS}(?:&(?!#?\w+;){_WORDS})*(?<!\s)"
_PLAIN = re.compile(rf"{_PLAIN_LINE}(?:\n(?:[ \t]*\n+)?{_PLAIN_LINE})*")
_BULLETS = "\u2022\u2023\u25e6\u25aa\u25ab\u25cf\u2219\uf0b7"
# Before what is no blank stands no minus (-5), no option (-v) and no emphasis (*so*).
_ITEM = re.compile(
    rf"([ \t]*)([{_BULLETS}](?![{_BULLETS}])|(?:[-–—−*+]|\d{{1,9}}[.)])(?=[ \t])"
    r"|[-–—−](?![a-z](?:\s|$))(?=[^\W\d_]|[\"“„'‘«(\[*`])|\*(?=[^\s*][^*]*$))([ \t]*)(?=\S)"
)
_DASH = re.compile("[–—−]")
_MAY_BE_ITEM = re.compile(
    rf"^[ \t]*(?:[-*][^\s*-]|[–—−{_BULLETS}]|(?:[-*+]|\d{{1,9}}[.)])(?: {{5}}| *\t[ \t]))",
    re.MULTILINE,
)
# Blanks that CommonMark drops: one before a line's end, any number before a paragraph's.
_DROPPED = re.compile(r"(?<! )(?: (?=\n)| ++(?=\n[ \t]*\n))")


def render_plain(text: str) -> str | None:
    """The HTML of a text that is nothing but plain paragraphs; None where it may be more.

    Most updates are, and this is some 30 times faster than the parser, with the same result.
    """
    text = _DROPPED.sub("", text) if " \n" in text else text
    text = text.strip("\n")
    if not text:
        return ""
    if not _PLAIN.fullmatch(text):
        return None
    escaped = text.replace("&", "&amp;").replace('"', "&quot;")
    paragraphs = _PARAGRAPHS.sub("</p>\n<p>", escaped)
    return f"<p>{paragraphs}</p>"


def parse_markdown(text: str, locate: Callable[[int], Place], findings: Findings) -> Prose:
    """Markdown as prose. `locate` gives the place of an offset in it."""
    text, locate = _mend_lists(text, locate)
    is_special = may_hold_address(text) or may_hold_markup(text)
    plain = None if is_special else render_plain(text)
    if plain is not None:
        return Prose((plain,))
    from statusgen.read.commonmark import render_commonmark  # noqa: PLC0415 - loads slowly

    return render_commonmark(text, locate, findings)


def _mend_lists(text: str, locate: Callable[[int], Place]) -> tuple[str, Callable[[int], Place]]:
    """A text whose lists are Markdown's, and the places of its offsets as it was written."""
    if not _MAY_BE_ITEM.search(text):
        return text, locate
    lines, fenced, start = text.split("\n"), fenced_lines(text), 0
    items = [None if n in fenced else _ITEM.match(line) for n, line in enumerate(lines)]
    signs = ["", *(_DASH.sub("-", item[2]) if item else "" for item in items), ""]
    changed, surplus = list[int](), [0]
    for number, (line, item) in enumerate(zip(lines, items, strict=True)):
        if item and (mark := _mark(item, signs[number], signs[number + 2])) != item[0]:
            lines[number] = mark + line[item.end() :]
            changed.append(start + len(mark))
            surplus.append(surplus[-1] + len(item[0]) - len(mark))
        start += len(lines[number]) + 1
    return "\n".join(lines), lambda at: locate(at + surplus[bisect_right(changed, at)])


def _mark(item: re.Match[str], above: str, below: str) -> str:
    """The mark of an item as Markdown has it; five blanks after it would make it code."""
    indent, sign, gap = item.groups()
    plain = _DASH.sub("-", sign)
    is_bullet, is_beside = sign in _BULLETS, plain in (above, below)
    is_wide = plain == sign and len(gap.expandtabs(4)) > 4
    if not (is_bullet or is_wide or (is_beside and (plain != sign or not gap))):
        return item[0]
    indent = "" if is_bullet and "\t" in indent else indent
    return f"{indent}{'-' if is_bullet else plain}{' ' * min(len(gap) or 1, 4)}"
