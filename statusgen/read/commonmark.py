"""CommonMark 0.31 with tables and strikethrough, as HTML with holes for links into the site.

A module of its own, since its library takes a tenth of a short build to load and most texts are
plain.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from statusgen.read.schemes import SCHEMES

VIDEOS = (".mp4", ".webm", ".ogv", ".mov")
HOLE = "\0"  # cannot occur in a source
_NOT_SHOWN = (".heic", ".heif", ".tif", ".tiff", ".psd", ".pdf", ".doc", ".docx")
_DEEPEST = 100
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


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
    return f"{HOLE}{len(env['links']) - 1}{HOLE}"


def _parser() -> MarkdownIt:
    options = {"html": False, "xhtmlOut": False, "maxNesting": _DEEPEST}
    parser = MarkdownIt("commonmark", options, renderer_cls=_Renderer)
    return parser.enable(["table", "strikethrough"])


_PARSER = _parser()
_RENDERER: Any = _PARSER.renderer


@lru_cache(maxsize=4096)
def render_commonmark(text: str) -> tuple[str, tuple[tuple[int, str], ...], tuple[Flaw, ...]]:
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
