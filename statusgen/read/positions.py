"""The positions of links and images in a Markdown text, which markdown-it does not keep.

A position is an offset in the text. An inline token's content is what is left of its lines
without the signs of quotes, lists, headings and tables, so its offsets are mapped back here.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from operator import attrgetter, itemgetter
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, autolink, backtick, image, link
from markdown_it.token import Token

_AT = "at"
_BEFORE_ADDRESS = re.compile(r"[ \t\n]*<?")
_LINE_END = re.compile(r"\r\n?|\n")  # as markdown-it has it; YAML can escape a \r
_LIKE_A_LINK = re.compile(r"(?<!\\)\]\\?\(")
_ESCAPED_LINK = re.compile(r"\\\]\\?\(")
_CELLS = frozenset({"th_open", "td_open"})
_Rule = Callable[[StateInline, bool], bool]


class InlinePosition(NamedTuple):
    """The position of a link, an image or code in an inline token's content.

    `address` is where the address begins; for a reference to a definition elsewhere, the same as
    `start`. From `inside` to `end` its signs can open no other link.
    """

    start: int
    address: int
    inside: int
    end: int


_RULES: tuple[tuple[str, _Rule, str], ...] = (
    ("link", link, "link_open"),
    ("image", image, "image"),
    ("autolink", autolink, "link_open"),
    ("backticks", backtick, "code_inline"),
)


def note_positions(parser: MarkdownIt) -> None:
    """Have a parser note the position of each link, image and piece of code."""
    for name, rule, kind in _RULES:
        parser.inline.ruler.at(name, _noting(rule, kind))


def position_of(token: Token) -> InlinePosition:
    """The position that was noted for a token."""
    position: InlinePosition = token.meta[_AT]
    return position


def _noting(rule: _Rule, kind: str) -> _Rule:
    def parse(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        token = next((token for token in state.tokens[count:] if token.type == kind), None)
        if token and not silent:
            token.meta[_AT] = _inline_position(state, start, token)
        return True

    return parse


def _inline_position(state: StateInline, start: int, token: Token) -> InlinePosition:
    end, source = state.pos, state.src
    if source[start] in "<`":
        return InlinePosition(start, start + 1, start, end)
    bracket = start + (token.type == "image")
    closing = state.md.helpers.parseLinkLabel(state, bracket, token.type == "link_open")
    inline = source[closing + 1 : closing + 2] == "(" and end > closing + 1
    match = _BEFORE_ADDRESS.match(source, closing + 2)
    address = match.end() if inline and match else start
    return InlinePosition(start, address, start if token.type == "image" else closing, end)


class SourceMap:
    """Maps offsets in the content of inline tokens, entered in order, back to the text."""

    def __init__(self, text: str) -> None:
        self._lines = _LINE_END.split(text)
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self._cells: dict[int, int] = {}
        self._token = Token("inline", "", 0)
        self._cell: int | None = None
        self._rows: list[tuple[int, int, int]] = []
        self._read: list[InlinePosition] = []

    def line(self, number: int) -> int:
        """Where a line begins."""
        return self._starts[number]

    def written(self, number: int) -> str:
        """A line."""
        return self._lines[number]

    def first_sign(self, number: int) -> int:
        """Where a line begins, without the blanks before it."""
        written = self._lines[number]
        return self._starts[number] + len(written) - len(written.lstrip())

    def enter(self, token: Token, above: Token) -> None:
        """Go on to the next inline token; `above` is the token before it."""
        self._token, self._cell, self._rows = token, None, []
        read = (child.meta[_AT] for child in token.children or [] if _AT in child.meta)
        self._read = sorted(read, key=attrgetter("inside"))
        if above.type in _CELLS and token.map:
            row = token.map[0]
            written = token.content.replace("|", "\\|")
            begin = self._lines[row].find(written, self._cells.get(row, 0))
            self._cell, self._cells[row] = begin, begin + len(written)

    def offset(self, inside: int) -> int:
        """The offset in the text of an offset in the token's content."""
        content, (first, end) = self._token.content, self._token.map or [0, 1]
        if self._cell is not None:
            return self._starts[first] + self._cell + inside + content.count("|", 0, inside)
        self._rows = self._rows or list(self._map_rows(content.split("\n"), first, end))
        start, begin, line = self._rows[bisect_right(self._rows, inside, key=itemgetter(0)) - 1]
        return max(begin + inside - start, line)

    def _map_rows(self, rows: list[str], first: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Where each row begins in the token's content and in the text, and where its line does."""
        # A line of nothing but no-break spaces opens a paragraph, and is stripped from its content.
        first = next((n for n in range(first, end) if rows[0].strip() in self._lines[n]), first)
        start = 0
        for number, row in zip(range(first, len(self._lines)), rows, strict=False):
            column = self._lines[number].rfind(row.strip()) - (len(row) - len(row.lstrip()))
            yield start, self._starts[number] + column, self._starts[number]
            start += len(row) + 1

    def is_read(self, inside: int) -> bool:
        """Whether the parser read an offset in the token's content as code or as an address."""
        number = bisect_right(self._read, inside, key=attrgetter("inside")) - 1
        return number >= 0 and inside < self._read[number].end

    def is_code(self, inside: int) -> bool:
        """Whether an offset in the token's content is inside what the parser read as code."""
        codes = (c for c in self._token.children or [] if c.type == "code_inline")
        return any(position_of(c).start < inside < position_of(c).end for c in codes)

    def unread_links(self) -> Iterator[int]:
        """The offsets of what looks like a link or an image and was left as text by the parser."""
        children = self._token.children or []
        if not any(child.type == "text" and "](" in child.content for child in children):
            return
        content = self._token.content
        matches = [match.start() for match in _LIKE_A_LINK.finditer(content)]
        if not matches and _ESCAPED_LINK.search(content):
            return
        left = [at for at in matches if not self.is_read(at)]
        yield from map(self.offset, left or [0])
