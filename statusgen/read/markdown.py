"""Markdown as people write it, made HTML that can hold nothing of theirs but text.

CommonMark 0.31 with tables and strikethrough. Raw HTML stays text, headings begin at level 3
(the page has its own above them), and an image from elsewhere becomes a link to it, so that
nothing on a page is fetched from another host.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from statusgen.model.entry import Link, Prose
from statusgen.model.errors import Place, Problem

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
VIDEOS = (".mp4", ".webm", ".ogv", ".mov")
_NOT_SHOWN = (".heic", ".heif", ".tif", ".tiff", ".psd", ".pdf", ".doc", ".docx")
_DEEPEST = 100
_HOLE = "\0"  # cannot occur in a source
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n+")
# A paragraph in which CommonMark sees nothing but words: no line starts a block of another
# kind, and no character can begin anything inline.
_WORDS = r"[^\\`*_\[\]<>&!~|\x00-\x1f]*"
_PLAIN_LINE = rf"(?!\d{{1,9}}[.)](?:[ \t]|\n|$))[^\W_]{_WORDS}(?:&(?!#?\w+;){_WORDS})*(?<!\s)"
_PLAIN = re.compile(rf"{_PLAIN_LINE}(?:\n{_PLAIN_LINE})*")
# Blanks that CommonMark drops: one before a line's end, any number before a paragraph's.
_DROPPED = re.compile(r"(?<! )(?: (?=\n)| ++(?=\n[ \t]*\n))")


@dataclass(frozen=True, slots=True)
class Flaw:
    """A problem at a line of a Markdown text (from 0), near the first occurrence of `near`."""

    line: int
    near: str
    code: str
    message: str
    hint: str


Env = MutableMapping[str, Any]


class _Renderer(RendererHTML):
    """HTML with holes for links into the site; `env` collects them, and what is wrong."""

    def heading_open(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return f"<{_lower(tokens[idx].tag)}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return f"</{_lower(tokens[idx].tag)}>\n"

    def table_open(self, *_: object) -> str:
        return '<div class="table" role="group" tabindex="0"><table>\n'

    def table_close(self, *_: object) -> str:
        return "</table></div>\n"

    def cell_open(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        """A cell; its alignment is a class, since style attributes are not allowed."""
        token = tokens[idx]
        side = str(token.attrs.get("style", "")).removeprefix("text-align:")
        return f'<{token.tag} class="{side}">' if side else f"<{token.tag}>"

    th_open = td_open = cell_open

    def code_block(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return f'<pre tabindex="0"><code>{escape(tokens[idx].content)}</code></pre>\n'

    def fence(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return self.code_block(tokens, idx)

    def ordered_list_open(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        start = tokens[idx].attrs.get("start")
        return f'<ol start="{start}">\n' if start is not None else "<ol>\n"

    def link_open(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: Env) -> str:
        token = tokens[idx]
        return f'<a href="{_address(str(token.attrs["href"]), env)}"{_title(token)}>'

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        token = tokens[idx]
        source = str(token.attrs["src"])
        words = self.renderInlineAsText(token.children, options, env).strip()
        if _scheme(source) or source.startswith("//"):
            if sum(t.nesting for t in tokens[:idx] if t.type.startswith("link_")) > 0:
                return escape(words or source)
            href = _address(source, env)
            return f'<a href="{href}"{_title(token)}>{escape(words or source)}</a>'
        if source.lower().endswith(_NOT_SHOWN):
            message = f"browsers do not show {source}"
            hint = "save it as .jpg or .png"
            env["flaws"].append(Flaw(env["line"], source, "not-an-image", message, hint))
        if not words:
            message = f"the image {source} has no text alternative"
            hint = f"say what it shows: ![a chart of failed orders]({source})"
            env["flaws"].append(Flaw(env["line"], source, "no-text-alternative", message, hint))
        target = _address(source, env)
        if source.lower().endswith(VIDEOS):
            label = f'aria-label="{escape(words)}"{_title(token)}'
            return f'<video controls preload="none" src="{target}" {label}></video>'
        return f'<img src="{target}" alt="{escape(words)}"{_title(token)}>'


def _lower(tag: str) -> str:
    return f"h{max(3, int(tag[1]))}"


def _title(token: Token) -> str:
    title = str(token.attrs.get("title", ""))
    return f' title="{escape(title)}"' if title else ""


def _scheme(address: str) -> str | None:
    found = _SCHEME.match(address)
    return found[1].lower() if found else None


def _address(address: str, env: Env) -> str:
    """An address as it stands in HTML: outside addresses escaped, inside ones as holes."""
    scheme = _scheme(address)
    if scheme in SCHEMES or (scheme is None and address.startswith("//")):
        return escape(address)
    if not address:
        message, hint = "a link has no address", "write it between the brackets: [text](address)"
        env["flaws"].append(Flaw(env["line"], "]()", "broken-link", message, hint))
        return ""
    if scheme is not None:
        message = f"a link may not start with {scheme}:"
        hint = "use https:, http:, mailto: or tel:"
        env["flaws"].append(Flaw(env["line"], address, "link-scheme", message, hint))
        return ""
    env["links"].append((env["line"], unquote(address)))
    return f"{_HOLE}{len(env['links']) - 1}{_HOLE}"


def _parser() -> MarkdownIt:
    options = {"html": False, "xhtmlOut": False, "maxNesting": _DEEPEST}
    parser = MarkdownIt("commonmark", options, renderer_cls=_Renderer)
    return parser.enable(["table", "strikethrough"])


_PARSER = _parser()
_RENDERER: Any = _PARSER.renderer


@lru_cache(maxsize=4096)
def _render(text: str) -> tuple[str, tuple[tuple[int, str], ...], tuple[Flaw, ...]]:
    """A text's HTML, its links into the site with their lines, and its flaws."""
    env: dict[str, Any] = {"links": [], "flaws": [], "line": 0}
    html = []
    try:
        tokens = _PARSER.parse(text, {})
    except RecursionError:
        return "", (), (_too_deep(0),)
    for index, token in enumerate(tokens):
        env["line"] = token.map[0] if token.map else env["line"]
        if token.level >= _DEEPEST - 1:
            return "", (), (_too_deep(env["line"]),)
        if token.type == "inline":
            _find_raw_links(token, env)
            html.append(_RENDERER.renderInline(token.children or [], _PARSER.options, env))
        elif rule := _RENDERER.rules.get(token.type):
            html.append(rule(tokens, index, _PARSER.options, env))
        else:
            html.append(_RENDERER.renderToken(tokens, index, _PARSER.options, env))
    # The one character that the parser lets through an entity and XML cannot carry.
    whole = "".join(html).replace("\f", "\ufffd").strip()
    return whole, tuple(env["links"]), tuple(env["flaws"])


def _find_raw_links(token: Token, env: Env) -> None:
    """A link or an image that the parser left as text would be published as raw Markdown."""
    for child in token.children or ():
        if child.type == "text" and "](" in child.content:
            message = "this looks like a link and is none"
            hint = "look at its address; one with blanks goes into <...>"
            env["flaws"].append(Flaw(env["line"], "](", "broken-link", message, hint))


def _too_deep(line: int) -> Flaw:
    """The parser drops what lies deeper than it looks; no word may be lost that way."""
    return Flaw(line, "", "too-deep", "the text is nested too deep", "use fewer > and brackets")


def render_plain(text: str) -> str | None:
    """The HTML of a text that is nothing but plain paragraphs; None where it may be more.

    Most updates are, and this is some 30 times faster than the parser, with the same result.
    """
    text = _DROPPED.sub("", text) if " \n" in text else text
    paragraphs = _PARAGRAPHS.split(text.strip("\n"))
    if not all(map(_PLAIN.fullmatch, paragraphs)):
        return None
    return "\n".join(
        [f"<p>{p.replace('&', '&amp;').replace(chr(34), '&quot;')}</p>" for p in paragraphs]
    )


Locate = Callable[[int, str], Place]


def parse_markdown(text: str, locate: Locate) -> tuple[Prose, tuple[Problem, ...]]:
    """Markdown text to prose. `locate` finds the place of a line (from 0) and a string near it."""
    plain = render_plain(text)
    if plain is not None:
        return Prose((plain,)), ()
    html, links, flaws = _render(text)
    problems = tuple(
        Problem(locate(flaw.line, flaw.near), flaw.code, flaw.message, flaw.hint) for flaw in flaws
    )
    if not links:
        return Prose((html,)), problems
    parts: list[str | Link] = []
    for number, piece in enumerate(html.split(_HOLE)):
        if number % 2 == 0:
            parts.append(piece)
        else:
            line, href = links[int(piece)]
            parts.append(Link(href, locate(line, href)))
    return Prose(tuple(parts)), problems
