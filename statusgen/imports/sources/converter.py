"""markdownify, with the marks and escapes that a person would write."""

import re

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from markdownify import BACKSLASH, MarkdownConverter

BREAK = "paragraph-break"
"""The element between two paragraphs that no other element separates."""

PUNCTUATION = re.compile(r"(?=[!-/:-@\[-`{-~])")
"""The place before a character that a backslash can escape."""

EMPHASIS = ("b", "strong", "i", "em", "del", "s")
_MARKS = dict(zip(EMPHASIS, ("**", "**", "*", "*", "~~", "~~"), strict=True))
_INLINE = frozenset((*EMPHASIS, "a", "code", "kbd", "samp", "_inline"))
_BACKSLASHES = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)", re.MULTILINE)
_MEANINGFUL = re.compile(
    r"`|~~|<(?=[a-zA-Z/!?])|&(?=#?\w+;)|(?<!\s)\*|\*(?!\s)|(?<!\w)_(?=\S)|_(?!\w)"
)
_LINE_START = re.compile(r"^([ \t]*)(#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|[-=]+[ \t]*$)", re.MULTILINE)
_NUMBER_START = re.compile(r"^([ \t]*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_DANGLING = re.compile(r"(?<!\\)((?:\\\\)*)\\(?=\n[ \t>]*(?:\n|\Z)|\Z)")
_BACKTICKS = re.compile(r"`+")
_PUNCTUATION = ".,:;!?…"


class Converter(MarkdownConverter):  # type: ignore[misc]  # markdownify has no types
    """HTML elements to Markdown; `plain` leaves out emphasis and escapes all punctuation."""

    def __init__(self, plain: bool) -> None:
        super().__init__(bullets="-", newline_style=BACKSLASH, heading_style="atx")
        self._plain = plain

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Only what would mean something at its place, so that texts stay readable."""
        if self._plain:
            return PUNCTUATION.sub(r"\\", text)
        text = _BACKSLASHES.sub(r"\\\\", text)
        text = _MEANINGFUL.sub(lambda run: "".join(f"\\{character}" for character in run[0]), text)
        if "a" in parent_tags:
            text = text.replace("[", r"\[").replace("]", r"\]")
        return text

    def mark_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """A text between tags, safe at the beginning of a line and in a table."""
        tags = parent_tags or set()
        text = str(super().process_text(el, parent_tags=tags)).replace("\xa0", " ")
        if "_noformat" not in tags and not self._plain:
            before = el.previous_sibling
            begins = before is None or (isinstance(before, Tag) and before.name not in _INLINE)
            first = 0 if begins else text.find("\n") + 1 or len(text)
            head, rest = text[:first], text[first:]
            rest = _LINE_START.sub(r"\1\\\2", rest)
            text = head + _NUMBER_START.sub(r"\1\\\2", rest)
        if tags & {"td", "th"} and not (self._plain and "_noformat" not in tags):
            text = text.replace("|", r"\|")
        return text

    process_text = mark_text  # markdownify's name for it

    def convert__document_(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The whole; a line break that nothing follows would show as a backslash."""
        return _DANGLING.sub(r"\1", str(super().convert__document_(el, text, parent_tags)).strip())

    def convert_paragraph_break(self, *_: object, parent_tags: set[str]) -> str:
        return "\\\n" if parent_tags & _INLINE - {"_inline"} else "\n\n"

    def convert_b(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """An emphasis, kept off the words that touch it, where CommonMark would not see it."""
        words = text.strip()
        mark = _MARKS[el.name]
        nested = any(_MARKS.get(tag) == mark for tag in parent_tags)
        if self._plain or nested or "_noformat" in parent_tags or not words:
            return text
        before, after = text[: text.index(words[0])], text[len(text.rstrip()) :]
        if not after and _touches(el.next_sibling, 0):
            bare = words.rstrip(_PUNCTUATION)
            words, after = bare, words[len(bare) :]
        if not words or not _joins(words[-1], after, el.next_sibling, 0):
            return text
        if not _joins(words[0], before, el.previous_sibling, -1):
            return text
        return f"{before}{mark}{words}{mark}{after}"

    convert_strong = convert_i = convert_em = convert_del = convert_s = convert_b

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A heading; the first two levels are the page's own."""
        return str(super().convert_hN(max(3, n), el, text, parent_tags))

    def convert_hr(self, *_: object, **__: object) -> str:
        return "\n\n***\n\n"

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A term as a paragraph, since our Markdown has no lists of definitions."""
        return str(self.convert_div(el, text, parent_tags))

    convert_dd = convert_dt

    def convert_img(self, el: Tag, *_: object, **__: object) -> str:
        words = re.sub(r"([\[\]\\*_`<&|])", r"\\\1", " ".join(str(el.get("alt", "")).split()))
        return f"![{words}]({el['src']})"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A block of code, fenced by more backticks than it holds."""
        if "_inline" in parent_tags or not text.strip():
            return str(self.convert_code(el, " ".join(text.split()), parent_tags))
        fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(text)), default=0))
        words = text.strip("\n")
        return f"\n\n{fence}\n{words}\n{fence}\n\n"


def _touches(neighbour: PageElement | None, index: int) -> bool:
    """Whether a letter or a digit is right beside it."""
    text = "" if neighbour is None else neighbour.get_text()
    return bool(text) and text[index].isalnum()


def _joins(edge: str, blank: str, neighbour: PageElement | None, index: int) -> bool:
    """Whether a mark may be put between this edge of the words and what is beside it."""
    return bool(blank) or edge.isalnum() or not _touches(neighbour, index)
