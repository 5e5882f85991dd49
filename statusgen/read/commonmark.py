"""CommonMark 0.31 with tables, strikethrough, and emphasis beside CJK, as prose.

A module of its own, since its library takes a tenth of a short build to load and most texts are
plain.
"""

import re
from collections.abc import Callable, MutableMapping, Sequence
from html import escape
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from statusgen.model.entry import Link, Prose
from statusgen.model.findings import Findings, Place
from statusgen.read.bare_addresses import BareAddresses
from statusgen.read.emphasis import be_cjk_friendly
from statusgen.read.garbled import find_garbled
from statusgen.read.joined_lines import find_joined_lines
from statusgen.read.lookalikes import INVISIBLE
from statusgen.read.misread import check_block, check_definitions
from statusgen.read.positions import SourceMap, note_positions, position_of
from statusgen.read.source import SCHEMES, find_control
from statusgen.read.stray_links import find_stray_links
from statusgen.read.stray_markup import find_other_markup, find_stray_markup

_VIDEOS = (".mp4", ".webm", ".ogv", ".mov")
_PLACEHOLDER = "\0"  # of a link into the site; it cannot be in a source
_NOT_SHOWN = (".heic", ".heif", ".tif", ".tiff", ".psd", ".pdf", ".doc", ".docx")
_DEEPEST = 100
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_RAW_ADDRESS = re.compile(r"\]\\?\([ \t]*<?([^\s()<>]+)")
_LONGEST = 2_000  # characters of an address
_SIGNS = (
    (
        "**",
        "stray-bold",
        "two asterisks of this paragraph make nothing bold, and are shown",
        "write **bold words** with no blank inside the asterisks, or \\*\\* to show them",
    ),
    (
        "`",
        "stray-code",
        "this ` has no partner, and is shown",
        "delete it, or write another one where the code ends",
    ),
)

Env = MutableMapping[str, Any]


class _Renderer(RendererHTML):
    """HTML with placeholders for links into the site; `env` collects those and findings."""

    def heading_open(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return f"<{_heading_tag(tokens[idx].tag)}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return f"</{_heading_tag(tokens[idx].tag)}>\n"

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
        return f'<a href="{_link_target(token, "href", env)}"{_title(token)}>'

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        token = tokens[idx]
        source = str(token.attrs["src"])
        text = self.renderInlineAsText(token.children, options, env).strip()
        link = _surrounding_link(tokens, idx)
        if _scheme(source) or source.startswith("//"):
            if link:
                return escape(text or source)
            href = _link_target(token, "src", env)
            return f'<a href="{href}"{_title(token)}>{escape(text or source)}</a>'
        if source.lower().endswith(_NOT_SHOWN):
            message, fix = f"browsers do not show {source}", "save it as .jpg or .png"
            place = _place(env, position_of(token).address)
            env["findings"].error(place, "not-an-image", message, fix)
        if not text and not any(map(_has_words, link)):
            message = f"a screen reader says nothing here: the image {source} has no words"
            fix = f"write what it shows between the brackets: ![a chart of failed orders]({source})"
            place = _place(env, position_of(token).start)
            env["findings"].warning(place, "image-without-text", message, fix)
        target = _link_target(token, "src", env)
        if source.lower().endswith(_VIDEOS):
            label = f' aria-label="{escape(text)}"' if text else ""
            return f'<video controls preload="none" src="{target}"{label}{_title(token)}></video>'
        return f'<img src="{target}" alt="{escape(text)}"{_title(token)}>'


def _surrounding_link(tokens: Sequence[Token], idx: int) -> Sequence[Token]:
    """The tokens of the link around a token; none where it is in no link."""
    edges = [n for n in range(idx) if tokens[n].type in {"link_open", "link_close"}]
    if not edges or tokens[edges[-1]].type == "link_close":
        return ()
    end = next(n for n in range(idx, len(tokens)) if tokens[n].type == "link_close")
    return tokens[edges[-1] : end]


def _has_words(token: Token) -> bool:
    """Whether a token of a link has words, so that an image in it needs none."""
    return token.type in {"text", "code_inline", "image"} and bool(token.content.strip())


def _place(env: Env, inside: int) -> Place:
    """The place of an offset in the inline token that is being rendered."""
    place: Place = env["locate"](env["map"].offset(inside))
    return place


def _heading_tag(tag: str) -> str:
    return f"h{max(3, int(tag[1]))}"


def _title(token: Token) -> str:
    title = str(token.attrs.get("title", ""))
    return f' title="{escape(title)}"' if title else ""


def _scheme(address: str) -> str | None:
    match = _SCHEME.match(address)
    return match[1].lower() if match else None


def _link_target(token: Token, attribute: str, env: Env) -> str:
    """A token's address in HTML: escaped, or a placeholder for one inside the site."""
    address = str(token.attrs[attribute])
    scheme = _scheme(address)
    if scheme in SCHEMES or (scheme is None and address.startswith("//")):
        return escape(address)
    place = _place(env, position_of(token).address)
    if address in {"", "#"}:
        message, fix = "a link has no address", "write it between the brackets: [text](address)"
        env["findings"].error(place, "broken-link", message, fix)
        return ""
    if scheme is not None:
        _bad_scheme(scheme, place, env["findings"])
        return ""
    env["links"].append(Link(unquote(address), place))
    return _PLACEHOLDER


class _Parser(MarkdownIt):
    """Shows addresses as they are written where they have characters that nobody could see."""

    def normalizeLinkText(self, link: str) -> str:
        text = super().normalizeLinkText(link)
        return link if find_control(text) or INVISIBLE.search(text) else text


_OPTIONS = {"html": False, "xhtmlOut": False, "maxNesting": _DEEPEST, "linkify": True}
_PARSER = _Parser("commonmark", _OPTIONS, renderer_cls=_Renderer)
_PARSER.enable(["table", "strikethrough"])
_PARSER.core.ruler.enable("linkify")
_PARSER.linkify = BareAddresses()
note_positions(_PARSER)
be_cjk_friendly(_PARSER)
_RENDERER: Any = _PARSER.renderer


def render_commonmark(text: str, locate: Callable[[int], Place], findings: Findings) -> Prose:
    """A Markdown text as prose; `locate` gives an offset's place."""
    positions, own, links = SourceMap(text), Findings(), list[Link]()
    env: Env = {"links": links, "findings": own, "map": positions, "locate": locate}
    html, line, parsed = [], 0, dict[str, Any]()
    try:
        tokens = _PARSER.parse(text, parsed)
    except RecursionError:
        return _too_deep(locate(0), findings)
    for index, token in enumerate(tokens):
        line = token.map[0] if token.map else line
        if token.level >= _DEEPEST - 1:
            return _too_deep(locate(positions.line(line)), findings)
        check_block(token, positions, locate, own)
        if token.type == "inline":
            positions.enter(token, tokens[index - 1])
            for offset in positions.unread_links():
                _raw_link(text[offset : offset + _LONGEST], locate(offset), own)
            _check_words(token, positions, locate, own)
            html.append(_RENDERER.renderInline(token.children or [], _PARSER.options, env))
        elif rule := _RENDERER.rules.get(token.type):
            html.append(rule(tokens, index, _PARSER.options, env))
        else:
            html.append(_RENDERER.renderToken(tokens, index, _PARSER.options, env))
    check_definitions(tokens, parsed.get("references", {}), positions, locate, own)
    # A form feed, which the parser lets through as an entity, cannot be in XML.
    first, *others = "".join(html).replace("\f", "\ufffd").strip().split(_PLACEHOLDER)
    after_first = (part for pair in zip(links, others, strict=True) for part in pair)
    findings.extend(own)
    return Prose((first, *after_first))


def _check_words(
    token: Token, positions: SourceMap, locate: Callable[[int], Place], findings: Findings
) -> None:
    """Signs that Markdown does not take for markup, and that readers would see; warnings."""
    content = token.content
    for sign, code, message, fix in _SIGNS:
        if sign in content and f"\\{sign[0]}" not in content and _is_shown(sign, token):
            places = (match.start() for match in re.finditer(re.escape(sign), content))
            first = next((at for at in places if not positions.is_read(at)), 0)
            findings.warning(locate(positions.offset(first)), code, message, fix)
    stray = find_stray_markup(content)
    unread = (found for found in stray if not positions.is_read(found.offset))
    finders = (find_other_markup, find_stray_links, find_garbled, find_joined_lines)
    other = (found for find in finders for found in find(content))
    uncoded = (found for found in other if not positions.is_code(found.offset))
    for found in (*uncoded, *unread):
        place = locate(positions.offset(found.offset))
        findings.warning(place, found.code, found.message, found.fix)


def _is_shown(sign: str, token: Token) -> bool:
    """Whether a sign that has a use in Markdown stays as it is."""
    return any(sign in child.content for child in token.children or [] if child.type == "text")


def _raw_link(rest: str, place: Place, findings: Findings) -> None:
    """A link or an image that the parser left as text would be published as raw Markdown."""
    match = _RAW_ADDRESS.match(rest)
    scheme = _scheme(match[1]) if match else None
    if scheme and scheme not in SCHEMES:
        _bad_scheme(scheme, place, findings)
        return
    message = "this looks like a link and is none"
    fix = "look at its address; one with blanks goes into <...>"
    if match and ")" not in rest.partition("\n")[0]:
        fix = f"write ) after its address: ({match[1]})"
    findings.error(place, "broken-link", message, fix)


def _bad_scheme(scheme: str, place: Place, findings: Findings) -> None:
    message, fix = f"a link may not start with {scheme}:", "use https:, http:, mailto: or tel:"
    findings.error(place, "link-scheme", message, fix)


def _too_deep(place: Place, findings: Findings) -> Prose:
    """The parser drops what is nested deeper than it goes; no word may be lost that way."""
    findings.error(place, "too-deep", "the text is nested too deep", "use fewer > and brackets")
    return Prose(("",))
