"""Emphasis beside Chinese, Japanese and Korean.

These languages put no blanks between words, so CommonMark takes the second `**` in `**好。**您` for
no end. The rules here are those of the "CommonMark CJK-friendly Amendments": a full-width sign is
no punctuation, and a CJK character beside a run of `*` or `_` is as good as a blank.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline, emphasis, strikethrough

_Rule = Callable[[StateInline, bool], bool]

# Wide characters that are not shown as emoji by default, and Hangul.
_is_cjk = re.compile(
    "[\u1100-\u11ff\u20a9\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u2e99\u2e9b-\u2ef3"
    "\u2f00-\u2fd5\u2ff0-\u303e\u3041-\u3096\u3099-\u30ff\u3105-\u312f\u3131-\u318e\u3190-\u31e5"
    "\u31ef-\u321e\u3220-\u3247\u3250-\ua48c\ua490-\ua4c6\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7c6"
    "\ud7cb-\ud7fb\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe52\ufe54-\ufe66\ufe68-\ufe6b\uff01-\uffbe"
    "\uffc2-\uffc7\uffca-\uffcf\uffd2-\uffd7\uffda-\uffdc\uffe0-\uffe6\uffe8-\uffee"
    "\U00016fe0-\U00016fe4\U00016ff0-\U00016ff6\U00017000-\U00018cd5\U00018cff-\U00018d1e"
    "\U00018d80-\U00018df2\U0001aff0-\U0001aff3\U0001aff5-\U0001affb\U0001affd\U0001affe"
    "\U0001b000-\U0001b122\U0001b132\U0001b150-\U0001b152\U0001b155\U0001b164-\U0001b167"
    "\U0001b170-\U0001b2fb\U0001d300-\U0001d356\U0001d360-\U0001d376\U0001f200\U0001f202"
    "\U0001f210-\U0001f219\U0001f21b-\U0001f22e\U0001f230\U0001f231\U0001f237\U0001f23b"
    "\U0001f240-\U0001f248\U0001f260-\U0001f265\U00020000-\U0003fffd]"
).fullmatch
# These change the look of the character before them; the second ones, only of ideographs.
_is_selector = re.compile("[\ufe00-\ufe0e]").fullmatch
_is_ideographic_selector = re.compile("[\U000e0100-\U000e01ef]").fullmatch
_FULL_WIDTH_QUOTES = frozenset(f"{quote}\ufe01" for quote in "‘’“”")


class _Neighbour(NamedTuple):
    """What stands beside a run: the end of a line counts as a blank.

    `parts` says whether it is punctuation that is not CJK.
    """

    blank: bool
    cjk: bool
    punctuation: bool

    @property
    def parts(self) -> bool:
        return self.punctuation and not self.cjk


def be_cjk_friendly(parser: MarkdownIt) -> None:
    """Have a parser's emphasis and strikethrough begin and end beside CJK characters, too."""
    for name, rule in (("emphasis", emphasis.tokenize), ("strikethrough", strikethrough.tokenize)):
        parser.inline.ruler.at(name, _flanked(rule))


def _flanked(rule: _Rule) -> _Rule:
    """A rule whose runs open and close by what stands beside them."""

    def parse(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.delimiters)
        if not rule(state, silent):
            return False
        if len(state.delimiters) > count and not state.src.isascii():
            before = _neighbour(state.src[max(start - 2, 0) : start])
            after = _neighbour(state.src[state.pos : min(state.pos + 1, state.posMax)])
            opens, closes = _flanks(before, after, inside_words=state.src[start] != "_")
            for delimiter in state.delimiters[count:]:
                delimiter.open, delimiter.close = opens, closes
        return True

    return parse


def _neighbour(text: str) -> _Neighbour:
    """A neighbour by the character after a run, or the last two before it; "" for none."""
    if not text:
        return _Neighbour(blank=True, cjk=False, punctuation=False)
    if text in _FULL_WIDTH_QUOTES:
        return _Neighbour(blank=False, cjk=True, punctuation=True)
    is_changed = len(text) == 2 and _is_selector(text[1])
    sign = text[0] if is_changed else text[-1]
    return _Neighbour(
        blank=isWhiteSpace(ord(sign)),
        cjk=bool(_is_cjk(sign) or _is_ideographic_selector(sign)),
        punctuation=isMdAsciiPunct(ord(sign)) or isPunctChar(sign),
    )


def _flanks(before: _Neighbour, after: _Neighbour, *, inside_words: bool) -> tuple[bool, bool]:
    """Whether a run can open emphasis, and whether it can close it."""
    left = not after.blank and (not after.parts or before.blank or before.parts or before.cjk)
    right = not before.blank and (not before.parts or after.blank or after.parts or after.cjk)
    return (
        left and (inside_words or not right or before.punctuation),
        right and (inside_words or not left or after.punctuation),
    )
