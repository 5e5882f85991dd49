"""Lists as people type and paste them, made Markdown's.

A bullet (•) begins an item of a list, as a hyphen does. So do hyphens, dashes, asterisks,
full-width numbers and what is left of Word's bullets, on lines that follow each other, with or
without a blank. Lines that begin with marks that say something stay lines: ✅, a) or (1), and 2.
right under a paragraph, where CommonMark begins no list.
"""

import re
from bisect import bisect_right
from collections.abc import Callable

from statusgen.model.findings import Place
from statusgen.read.lookalikes import fenced_lines

_BULLETS = "\u2022\u2023\u25e6\u25aa\u25ab\u25cf\u2219\uf0a7\uf0b7"
_BLANK = "[ \t\u00a0]"
_NUMBER = rf"\d{{1,9}}[.)](?={_BLANK})|\d{{1,3}}[）．、](?!\d)"
_PASTED = rf"[·・]|§(?={_BLANK}*[^\W\d])|o(?=\t| {{2}})"
_SYMBOL = r"[\u2190-\u21ff\u2500-\u2bff\U0001f000-\U0001faff]\ufe0f?|\d\ufe0f?\u20e3"
_LETTER = rf"(?:[A-Za-z]|[ivxIVX]{{2,4}})[.)](?={_BLANK})|[（(]\w{{1,3}}[)）](?=[^\W_]|\s)"
_COUNT = rf"(?:[#\[]\d{{1,3}}\]?|\d{{1,3}}[:-])(?={_BLANK})"
_SIGN = rf"(?![>`~|§]|(?:[*+-]|#+){_BLANK})[^\w\s]{{1,3}}(?={_BLANK})"
_OTHER = rf"{_NUMBER}|{_PASTED}|{_SYMBOL}|{_LETTER}|{_COUNT}|{_SIGN}"
# Before what is no blank stands no minus (-5), no option (-v) and no emphasis (*so*).
_ITEM = re.compile(
    rf"([ \t]*)([{_BULLETS}](?![{_BULLETS}])|[-–—−*+](?={_BLANK})"
    r"|[-–—−](?![a-z](?:\s|$))(?=[^\W\d_]|[\"“„'‘«(\[*`])|\*(?=[^\s*][^*]*$)"
    rf"|{_OTHER})({_BLANK}*)(?=\S)"
)
_MAY_BE_ITEM = re.compile(
    rf"\n[ \t]*(?:[-*][^\s*-]|[–—−{_BULLETS}]|[-*+](?: {{5}}| *\t[ \t]|\u00a0)|{_OTHER})"
)
_ANY_SYMBOL = re.compile(_SYMBOL)
_MADE_ITEMS = frozenset({"", "-", "*", "+", "·", "・", "§", "1", "1）", "1．", "1、"})


def mend_lists(text: str, locate: Callable[[int], Place]) -> tuple[str, Callable[[int], Place]]:
    """A text whose lists are Markdown's, and the places of its offsets as it was written."""
    if not _MAY_BE_ITEM.search(f"\n{text}"):
        return text, locate
    lines, fenced, start = text.split("\n"), fenced_lines(text), 0
    items = [None if n in fenced else _ITEM.match(line) for n, line in enumerate(lines)]
    kinds = ["", *(_kind(item[2]) if item else "" for item in items), "", ""]
    changed, surplus = list[int](), [0]
    for number, item in enumerate(items):
        above, kind, below, second = kinds[number : number + 4]
        if item and (mark := _mark(item, is_beside=kind in (above, below))) != item[0]:
            lines[number] = mark + lines[number][item.end() :]
            changed.append(start + len(mark))
            surplus.append(surplus[-1] + len(item[0]) - len(mark))
        stays = below == "✅" or (below in (kind, second) and below not in _MADE_ITEMS)
        if stays and lines[number].strip():
            lines[number] += "  "
            changed.append(start + len(lines[number]))
            surplus.append(surplus[-1] - 2)
        start += len(lines[number]) + 1
    return "\n".join(lines), lambda at: locate(at + surplus[bisect_right(changed, at)])


def _kind(sign: str) -> str:
    """What a mark has in common with those of the other items."""
    if _ANY_SYMBOL.match(sign):
        return "✅"
    return "-" if sign in "–—−" else re.sub(r"\w+", "1", sign)


def _mark(item: re.Match[str], *, is_beside: bool) -> str:
    """The mark of an item as Markdown has it; five blanks after it would make it code."""
    indent, sign, gap = item.groups()
    is_bullet = sign in _BULLETS
    plain = "-" if is_bullet or sign in "–—−·・§o" else sign
    if plain[-1] in "）．、" and plain[:-1].isdecimal():
        plain = f"{int(plain[:-1])}."
    is_wide = plain == sign and len(gap.expandtabs(4)) > 4
    is_apart = bool(gap) and "\u00a0" not in gap
    is_other = plain != sign or (not is_apart and plain[-1] in "-*+.)")
    if not (is_bullet or is_wide or (is_beside and is_other)):
        return item[0]
    indent = "" if is_bullet and "\t" in indent else indent
    return f"{indent}{plain}{' ' * min(len(gap) or 1, 4)}"
