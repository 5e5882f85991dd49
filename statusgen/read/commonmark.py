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

from statusgen.model.findings import Level
from statusgen.read.positions import TextMap, note_positions, spot_of
from statusgen.read.schemes import SCHEMES

VIDEOS = (".mp4", ".webm", ".ogv", ".mov")
HOLE = "\0"  # cannot occur in a source
_NOT_SHOWN = (".heic", ".heif", ".tif", ".tiff", ".psd", ".pdf", ".doc", ".docx")
_DEEPEST = 100
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A finding at an offset of a Markdown text."""

    level: Level
    offset: int
    code: str
    message: str
    fix: str


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
        return f'<a href="{_address(token, "href", env)}"{_title(token)}>'

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        token = tokens[idx]
        source = str(token.attrs["src"])
        words = self.renderInlineAsText(token.children, options, env).strip()
        around = _link_around(tokens, idx)
        if _scheme(source) or source.startswith("//"):
            if around:
                return escape(words or source)
            href = _address(token, "src", env)
            return f'<a href="{href}"{_title(token)}>{escape(words or source)}</a>'
        if source.lower().endswith(_NOT_SHOWN):
            message = f"browsers do not show {source}"
            fix = "save it as .jpg or .png"
            _note(env, Level.ERROR, spot_of(token).address, "not-an-image", message, fix)
        if not words and not any(map(_says_something, around)):
            message = f"a screen reader says nothing here: the image {source} has no words"
            fix = f"write what it shows between the brackets: ![a chart of failed orders]({source})"
            _note(env, Level.WARNING, spot_of(token).start, "image-without-text", message, fix)
        target = _address(token, "src", env)
        if source.lower().endswith(VIDEOS):
            label = f' aria-label="{escape(words)}"' if words else ""
            return f'<video controls preload="none" src="{target}"{label}{_title(token)}></video>'
        return f'<img src="{target}" alt="{escape(words)}"{_title(token)}>'


def _link_around(tokens: Sequence[Token], idx: int) -> Sequence[Token]:
    """The link in which a token stands, up to its end; nothing where it stands in none."""
    edges = [n for n in range(idx) if tokens[n].type in {"link_open", "link_close"}]
    if not edges or tokens[edges[-1]].type == "link_close":
        return ()
    end = next(n for n in range(idx, len(tokens)) if tokens[n].type == "link_close")
    return tokens[edges[-1] : end]


def _says_something(token: Token) -> bool:
    """Whether a token of a link has words, so that a picture beside it needs none."""
    return token.type in {"text", "code_inline", "image"} and bool(token.content.strip())


def _note(env: Env, level: Level, inside: int, code: str, message: str, fix: str) -> None:
    """Report what stands at an offset of the inline token that is being rendered."""
    env["flaws"].append(Flaw(level, env["map"].offset(inside), code, message, fix))


def _lower(tag: str) -> str:
    return f"h{max(3, int(tag[1]))}"


def _title(token: Token) -> str:
    title = str(token.attrs.get("title", ""))
    return f' title="{escape(title)}"' if title else ""


def _scheme(address: str) -> str | None:
    found = _SCHEME.match(address)
    return found[1].lower() if found else None


def _address(token: Token, attribute: str, env: Env) -> str:
    """A token's address as it stands in HTML: outside ones escaped, inside ones as holes."""
    address, place = str(token.attrs[attribute]), spot_of(token).address
    scheme = _scheme(address)
    if scheme in SCHEMES or (scheme is None and address.startswith("//")):
        return escape(address)
    if not address:
        message, fix = "a link has no address", "write it between the brackets: [text](address)"
        _note(env, Level.ERROR, place, "broken-link", message, fix)
        return ""
    if scheme is not None:
        message = f"a link may not start with {scheme}:"
        fix = "use https:, http:, mailto: or tel:"
        _note(env, Level.ERROR, place, "link-scheme", message, fix)
        return ""
    env["links"].append((env["map"].offset(place), unquote(address)))
    return f"{HOLE}{len(env['links']) - 1}{HOLE}"


def _parser() -> MarkdownIt:
    options = {"html": False, "xhtmlOut": False, "maxNesting": _DEEPEST}
    parser = MarkdownIt("commonmark", options, renderer_cls=_Renderer)
    note_positions(parser)
    return parser.enable(["table", "strikethrough"])


_PARSER = _parser()
_RENDERER: Any = _PARSER.renderer


@lru_cache(maxsize=4096)
def render_commonmark(text: str) -> tuple[str, tuple[tuple[int, str], ...], tuple[Flaw, ...]]:
    """A text's HTML, its links into the site with their addresses' offsets, and its flaws."""
    positions = TextMap(text)
    env: dict[str, Any] = {"links": [], "flaws": [], "map": positions}
    html, line = [], 0
    try:
        tokens = _PARSER.parse(text, {})
    except RecursionError:
        return "", (), (_too_deep(0),)
    for index, token in enumerate(tokens):
        line = token.map[0] if token.map else line
        if token.level >= _DEEPEST - 1:
            return "", (), (_too_deep(positions.line(line)),)
        if token.type == "inline":
            positions.enter(token, tokens[index - 1])
            env["flaws"] += map(_raw_link, positions.unread_links())
            html.append(_RENDERER.renderInline(token.children or [], _PARSER.options, env))
        elif rule := _RENDERER.rules.get(token.type):
            html.append(rule(tokens, index, _PARSER.options, env))
        else:
            html.append(_RENDERER.renderToken(tokens, index, _PARSER.options, env))
    # The one character that the parser lets through an entity and XML cannot carry.
    whole = "".join(html).replace("\f", "\ufffd").strip()
    return whole, tuple(env["links"]), tuple(env["flaws"])


def _raw_link(offset: int) -> Flaw:
    """A link or an image that the parser left as text would be published as raw Markdown."""
    message = "this looks like a link and is none"
    fix = "look at its address; one with blanks goes into <...>"
    return Flaw(Level.ERROR, offset, "broken-link", message, fix)


def _too_deep(offset: int) -> Flaw:
    """The parser drops what lies deeper than it looks; no word may be lost that way."""
    message, fix = "the text is nested too deep", "use fewer > and brackets"
    return Flaw(Level.ERROR, offset, "too-deep", message, fix)
