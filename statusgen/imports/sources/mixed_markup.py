"""Markdown with HTML, comments and shared link definitions in it, as plain Markdown.

Renderers of other tools let HTML through; ours does not. So what holds HTML is made HTML as a
whole, the way those tools do it, and brought back by the library that does so.
"""

import re
from bisect import bisect

from markdown_it import MarkdownIt

from statusgen.imports.history import Losses
from statusgen.imports.sources.code import find_code
from statusgen.imports.sources.markup import LONG, convert_html, is_long, note_unseen_elements

_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_DEFINITION = re.compile(
    r"""^[ ]{0,3}\[(?!\^)((?:[^\[\]\\\n]|\\.)+)\]:[ \t]*(?:<[^<>\n]*>|\S+)"""
    r"""(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$\n?""",
    re.MULTILINE,
)


class CodeSpans:
    """Where a Markdown text is code, so that nothing in it is taken for markup."""

    def __init__(self, text: str) -> None:
        spans = find_code(text)
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def holds(self, position: int) -> bool:
        """Whether the character at a position is code."""
        before = bisect(self._starts, position)
        return before > 0 and position < self._ends[before - 1]


def split_comments(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """A text without its HTML comments, and these with their positions.

    The lines that a comment filled stay as empty ones, so that lines keep their numbers.
    """
    code, comments, pieces, place, end = CodeSpans(text), [], [], 0, 0
    while (start := text.find("<!--", place)) >= 0:
        if end < start + 4 and (end := text.find("-->", start + 4)) < 0:
            break
        kept = start + 4 if code.holds(start) else start
        pieces.append(text[place:kept])
        place = kept
        if kept == start:
            comments.append((start, text[start + 4 : end].strip()))
            pieces.append("\n" * text.count("\n", start, end))
            place = end + 3
    return "".join([*pieces, text[place:]]), tuple(comments)


def mixed_to_markdown(text: str, base: str, place: str, losses: Losses) -> str:
    """Markdown with HTML in it as Markdown without; a text that has no HTML stays as it is.

    What shows nothing in it is noted. Relative links in HTML are made those of `base`. A text
    nested deeper than the parser goes stays as it is too, with its tags as text.
    """
    if not _TAG.search(text):
        return text
    try:
        tokens = _PARSER.parse(text)
    except RecursionError:
        return text
    inside = [token for outer in tokens for token in (outer, *(outer.children or ()))]
    if not any(token.type in ("html_block", "html_inline") for token in inside):
        return text
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    if is_long(html):
        losses.note(place, "a text in HTML", LONG)
        return text
    note_unseen_elements(text, place, losses)
    return convert_html(html, base)


def split_definitions(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A text without its link definitions, and these as (name in lower case, whole line)."""
    code, definitions, pieces, place = CodeSpans(text), [], [], 0
    for match in _DEFINITION.finditer(text):
        if not code.holds(match.start()):
            definitions.append((_normalize_name(match[1]), match[0].strip()))
            pieces += [text[place : match.start()], "\n" * match[0].count("\n")]
            place = match.end()
    return "".join([*pieces, text[place:]]), tuple(definitions)


def add_definitions(text: str, definitions: tuple[tuple[str, str], ...]) -> str:
    """A part of that text with the definitions that it uses, so that its links work alone."""
    used = {_normalize_name(name) for name in re.findall(r"\[((?:[^\[\]\\]|\\.)+)\]", text)}
    lines = [line for name, line in definitions if name in used]
    return "\n\n".join(filter(None, (text, "\n".join(dict.fromkeys(lines)))))


def _normalize_name(name: str) -> str:
    return " ".join(name.split()).casefold()
