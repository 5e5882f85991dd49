"""What a finished document may not hold, whatever anybody wrote: code, and requests elsewhere.

Documents are read twice, by libxml2's forgiving parser and by the strict tokenizer of Python's
standard library, since an attack lives from two parsers that see different things.
"""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import feedparser
from icalendar import Calendar
from lxml import etree
from lxml import html as lxml_html
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from output import Tree

Element = tuple[str, dict[str, str]]
FORBIDDEN = frozenset(
    [
        "applet",
        "base",
        "embed",
        "form",
        "frame",
        "frameset",
        "iframe",
        "isindex",
        "keygen",
        "math",
        "object",
        "param",
        "portal",
    ]
)
FETCHED = ("src", "srcset", "poster", "data", "background", "cite", "longdesc", "xlink:href")
SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})
LINKS = frozenset({"canonical", "alternate", "icon", "status"})


class _Tokens(HTMLParser):
    """The start tags of a document, its scripts and styles with their text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.code: list[tuple[Element, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self.elements and self.cdata_elem:
            self.code.append((self.elements[-1], data))


def _elements(content: bytes) -> Iterator[Element]:
    for node in lxml_html.document_fromstring(content).iter(etree.Element):
        yield str(node.tag).lower(), {str(k).lower(): str(v) for k, v in node.attrib.items()}
    tokens = _Tokens()
    tokens.feed(content.decode())
    tokens.close()
    yield from tokens.elements


def _scheme(address: str) -> str:
    """An address's scheme as a browser reads it: without blanks and controls, in lower case."""
    bare = "".join(c for c in address if ord(c) > 32 and not 0x7F <= ord(c) < 0xA0).lower()
    head, colon, _ = bare.partition(":")
    return head if colon and not set("/?#") & set(head) else ""


def _leaves(address: str, host: str) -> bool:
    """Whether a browser would fetch an address from another host."""
    bare = address.strip().replace("\\", "/").lower()
    if bare.startswith(f"https://{host}/"):
        return False
    return bare.startswith("//") or _scheme(bare) not in ("", "data")


def _flaws_of(tag: str, attributes: dict[str, str], host: str) -> Iterator[str]:
    if tag in FORBIDDEN or ":" in tag:
        yield f"<{tag}>"
    for name, value in attributes.items():
        if name.startswith("on") or name in ("style", "srcdoc", "formaction", "ping", "action"):
            yield f"{tag} {name}={value!r}"
        if name in FETCHED and _leaves(value, host):
            yield f"{tag} {name}={value!r} asks another host"
    href = attributes.get("href")
    if href is not None and tag == "link":
        own = urlsplit(href).netloc in ("", host) or attributes.get("rel") == "canonical"
        if attributes.get("rel") not in LINKS or not (own or _scheme(href) == "data"):
            yield f"link {attributes}"
    elif href is not None and _scheme(href) not in SCHEMES:
        yield f"{tag} href={href!r}"
    kind = attributes.get("http-equiv", "").lower()
    if tag == "meta" and kind not in ("", "content-security-policy", "refresh"):
        yield f"meta {attributes}"


def unsafe(content: bytes, script: str, style: str, host: str, moved: bool = False) -> list[str]:
    """What is wrong with a document whose only script and style should be these two.

    `moved` says that it is a redirect, and may refresh to an address of its own host.
    """
    flaws: list[str] = []
    for tag, attributes in _elements(content):
        flaws += _flaws_of(tag, attributes, host)
        if attributes.get("http-equiv", "").lower() == "refresh":
            target = attributes.get("content", "").partition("url=")[2]
            if not moved or not target.startswith("/") or _leaves(target, host):
                flaws.append(f"meta refresh {attributes}")
    tokens = _Tokens()
    tokens.feed(content.decode())
    for (tag, attributes), text in tokens.code:
        if tag == "style" and text != style:
            flaws.append(f"a foreign style: {text[:80]!r}")
        elif tag == "script" and attributes == {"type": "application/ld+json"}:
            flaws += _flaws_of_json(text)
        elif tag == "script" and text != script:
            flaws.append(f"a foreign script: {text[:80]!r}")
    kinds = [tag for tag, _ in _elements(content)]
    if kinds.count("script") > 4 or kinds.count("style") > 2:
        flaws.append("more scripts or styles than the page's own")
    return flaws


def _flaws_of_json(text: str) -> Iterator[str]:
    try:
        data = json.loads(text)
    except ValueError as error:
        yield f"JSON-LD: {error}"
        return
    if data.get("@context") != "https://schema.org" or "<" in text:
        yield f"JSON-LD: {text[:80]}"


def unsafe_in_feed(content: bytes, host: str) -> list[str]:
    """What is wrong with the HTML that a feed's items carry: there nothing of ours is in it."""
    flaws: list[str] = []
    for element in etree.fromstring(content).iter("{*}description", "{*}content", "{*}summary"):
        text, parent = element.text or "", element.getparent()
        if parent is not None and etree.QName(parent).localname in ("item", "entry"):
            flaws += _unsafe_html(text, host)
    return flaws


def unsafe_in_json(content: bytes, host: str) -> list[str]:
    """The same for the HTML in a JSON feed and in the API."""
    return [flaw for text in _html_in(json.loads(content)) for flaw in _unsafe_html(text, host)]


_HTML_KEYS = ("content_html", "body", "affected", "action", "cause", "data_loss", "offer")


def _html_in(value: object) -> Iterator[str]:
    for key, inner in value.items() if isinstance(value, dict) else ():
        if key in _HTML_KEYS and inner:
            yield inner
        yield from _html_in(inner)
    for inner in value if isinstance(value, list) else ():
        yield from _html_in(inner)


def _unsafe_html(text: str, host: str) -> Iterator[str]:
    for tag, attributes in _elements(f"<div>{text}</div>".encode()):
        if tag in ("script", "style", "meta", "link", "svg"):
            yield f"<{tag}>"
        yield from _flaws_of(tag, attributes, host)


def malformed(tree: Tree) -> list[str]:
    """What its own kind of reader cannot read: XML, JSON, calendars, metrics."""
    found = []
    for path, content in tree.items():
        try:
            if path.endswith((".atom", ".rss", ".svg", ".xml")):
                etree.fromstring(content)
            elif path.endswith(".json"):
                json.loads(content)
            elif path.endswith(".ics"):
                assert Calendar.from_ical(content).walk("VCALENDAR")
            elif path == "metrics":
                families = text_string_to_metric_families(content.decode())  # type: ignore[no-untyped-call]  # the library is untyped
                assert list(families)
        except (etree.XMLSyntaxError, ValueError) as error:
            found.append(f"{path}: {error}")
        if path.endswith((".atom", ".rss")):
            parsed = feedparser.parse(content)
            if parsed.bozo:
                found.append(f"{path}: {parsed.get('bozo_exception')}")
    return found
