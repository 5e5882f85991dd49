"""HTML as other status pages have it, made Markdown that reads as a person wrote it.

The conversion is markdownify's. What comes out is rendered once, and must show every character
that a reader of the HTML saw; where it does not, a plainer form is taken, at last words alone.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString
from bs4.exceptions import ParserRejectedMarkup

from statusgen.imports.history import Losses
from statusgen.imports.sources.code import find_code
from statusgen.imports.sources.converter import BREAK, EMPHASIS, PUNCTUATION, Converter
from statusgen.model.findings import Findings, Place
from statusgen.read.markdown import parse_markdown
from statusgen.read.source import SCHEMES

_CLOSED = re.compile(r"</([a-z][a-z0-9]*)")
_OPENED = re.compile(r"<([a-z][a-z0-9]*)(?:\s[^<>]*)?/?>")
_ALONE = frozenset({"br", "hr", "img", "p", "li"})
_PAIRED = re.compile(
    r"""a|abbr|address|article|b|big|blockquote|body|center|cite|code|dd|del|details|dfn|div|dl|dt
    |em|figcaption|figure|font|footer|h[1-6]|header|html|i|iframe|ins|kbd|main|mark|ol|pre|q|s|samp
    |script|section|small|span|strike|strong|style|sub|summary|sup|table|tbody|td|tfoot|th|thead
    |time|tr|tt|u|ul|var|video""",
    re.VERBOSE,
)
_UNSEEN = ("script", "style", "template", "object", "embed")
_NO_TEXT = frozenset({"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"})
_INLINE = frozenset(
    {*EMPHASIS, "a", "code", "font", "img", "kbd", "q", "samp", "small", "span", "u", "var"}
)
_MOST_PARTS = 2000
LONG = f"it has more than {_MOST_PARTS:,} tags and paragraphs; it stays as it is, its tags as text"
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
_BLANKS = re.compile(r"\s{100,}")
"""More blanks than anybody means; markdownify takes the square of them."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def is_html(text: str) -> bool:
    """Whether a text is HTML, not words or Markdown that happen to hold a `<`."""
    code = find_code(text)
    ends, starts = [0, *(end for _, end in code)], [*(start for start, _ in code), len(text)]
    plain = "".join(text[end:start] for end, start in zip(ends, starts, strict=True)).lower()
    closed = {name for name in _CLOSED.findall(plain) if _PAIRED.fullmatch(name)} | _ALONE
    return any(opened[1] in closed for opened in _OPENED.finditer(plain))


def is_long(html: str) -> bool:
    """Whether an HTML text has more parts than are converted, in time that grows with their square.

    The longest of 9,000 real ones has a tenth of that.
    """
    return html.count("<") + sum(1 for _ in _BLANK_LINE.finditer(html)) > _MOST_PARTS


def parse_html(text: str) -> BeautifulSoup:
    """HTML as its parser has it; declarations that it refuses, as `<![x[`, are text."""
    try:
        return BeautifulSoup(text, "html.parser")
    except ParserRejectedMarkup:
        return BeautifulSoup(text.replace("<!", "&lt;!"), "html.parser")


def note_unseen_elements(text: str, place: str, losses: Losses) -> None:
    """Name the elements in an HTML text that show nothing."""
    for name in dict.fromkeys(tag.name for tag in parse_html(text).find_all(_UNSEEN)):
        losses.note(place, f"<{name}>", "it shows nothing; it is left out")


def html_to_markdown(text: str, base: str, place: str, losses: Losses) -> str:
    """HTML as Markdown; what shows nothing in it is noted."""
    if is_long(text):
        losses.note(place, "a text in HTML", LONG)
        return _as_words(text)
    note_unseen_elements(text, place, losses)
    return convert_html(text, base)


def convert_html(text: str, base: str = "") -> str:
    """HTML as Markdown. Relative links are those of `base`; without it they are shown unlinked."""
    text = _CONTROLS.sub("", text).replace("\r\n", "\n")
    soup = parse_html(_BLANKS.sub(lambda blanks: blanks[0][:99], text))
    _normalize(soup, base)
    visible = list(_visible_text(soup))
    words = "".join("".join(visible).split())
    for plain in (False, True):
        try:
            markdown = str(Converter(plain).convert_soup(soup)).strip()
        except RecursionError:
            break
        if _shown_text(markdown) == words:
            return markdown
    return _as_words("\n".join(visible))


def _as_words(text: str) -> str:
    """A text in which nothing is markup, each line a paragraph."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n\n".join(PUNCTUATION.sub(r"\\", line.replace("](", "] (")) for line in lines if line)


def _normalize(soup: BeautifulSoup, base: str) -> None:
    """Leave nothing that has no equivalent in Markdown."""
    for element in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        element.extract()
    for unseen in soup.find_all(_UNSEEN):
        unseen.decompose()
    for frame in soup.find_all("iframe"):
        address = str(frame.get("src", ""))
        frame.name, frame.string, frame["href"] = "a", address, address
    for quote in soup.find_all("q"):
        quote.insert(0, '"')
        quote.append('"')
        quote.unwrap()
    for image in soup.find_all("img"):
        _normalize_image(image, base)
    for link in soup.find_all("a"):
        _normalize_link(link, base)
    for text in soup.find_all(string=_BLANK_LINE):
        _part_paragraphs(soup, text)
    for line_break in soup.find_all("br"):
        _normalize_break(line_break)
    for between in soup.find_all(BREAK):
        if not (_stands_beside_words(between, -1) and _stands_beside_words(between, 1)):
            between.extract()
    for emphasis in soup.find_all(EMPHASIS):
        _join_twins(emphasis)


def _normalize_image(image: Tag, base: str) -> None:
    source = _linkable_address(str(image.get("src", "")), base)
    if source is None:
        image.replace_with(str(image.get("alt", "")))
    else:
        image["src"] = source


def _normalize_link(link: Tag, base: str) -> None:
    written = str(link.get("href", "")).strip()
    address = _linkable_address(written, base)
    if address is not None:
        link["href"] = address
        return
    if written and not written.lower().startswith(("#", "javascript:", "data:")):
        link.append(f" ({written})")
    link.unwrap()


def _linkable_address(written: str, base: str) -> str | None:
    """An address that our Markdown may link; None where there is none."""
    try:
        address = urljoin(base, re.sub(r"\s+", "%20", written.strip()))
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return None
    if scheme not in SCHEMES or (scheme in ("http", "https") and not urlsplit(address).netloc):
        return None
    return re.sub(r'[()<>\[\]\\"`]', lambda match: f"%{ord(match[0]):02X}", address)


def _part_paragraphs(soup: BeautifulSoup, text: NavigableString) -> None:
    """Statuspage and others have blank lines for paragraphs, between tags or without any."""
    parent = text.parent
    if parent is None or parent.name in _NO_TEXT or text.find_parent("pre"):
        return
    parts: list[PageElement] = []
    for part in _BLANK_LINE.split(text):
        parts += [soup.new_tag(BREAK), NavigableString(part)]
    text.replace_with(*parts[1:])


def _normalize_break(line_break: Tag) -> None:
    """Several in a row begin a paragraph; one at the edge of an emphasis is moved out of it."""
    after = _neighbour(line_break, 1)
    if isinstance(after, Tag) and after.name in ("br", BREAK):
        after.name = BREAK
        line_break.extract()
        return
    while (parent := line_break.parent) is not None and parent.name in EMPHASIS:
        if line_break.next_sibling is None:
            parent.insert_after(line_break)
        elif line_break.previous_sibling is None:
            parent.insert_before(line_break)
        else:
            return


def _neighbour(element: Tag, step: int) -> PageElement | None:
    """What is before (-1) or after (1) an element, white space aside."""
    siblings = element.next_siblings if step > 0 else element.previous_siblings
    return next((s for s in siblings if isinstance(s, Tag) or s.get_text().strip()), None)


def _stands_beside_words(element: Tag, step: int) -> bool:
    beside = _neighbour(element, step)
    return beside is not None and (not isinstance(beside, Tag) or beside.name in _INLINE)


def _join_twins(emphasis: Tag) -> None:
    """Two emphases that touch are one; Markdown cannot tell them apart."""
    while isinstance(after := emphasis.next_sibling, Tag) and after.name == emphasis.name:
        emphasis.extend(list(after.children))
        after.extract()


def _visible_text(soup: BeautifulSoup) -> Iterator[str]:
    """What a reader sees, piece by piece."""
    for element in soup.descendants:
        if isinstance(element, NavigableString):
            yield str(element)
        elif isinstance(element, Tag) and element.name == "img":
            yield str(element.get("alt", "")).strip() or str(element["src"])


def _shown_text(markdown: str) -> str | None:
    """What our page shows, without white space; None where it would not pass our checks."""
    problems = Findings()
    prose = parse_markdown(markdown, lambda _: Place(""), problems)
    return None if problems or prose.linked else "".join(prose.plain.split())
