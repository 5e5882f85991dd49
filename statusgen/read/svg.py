"""What in an SVG picture can run, or fetch something from elsewhere (SVG 2)."""

import re
from collections.abc import Iterator

from lxml import etree

_ACTIVE = re.compile(
    r"script|foreignobject|iframe|embed|object|handler|listener|audio|video|canvas|html"
)
_OWN = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp|avif)[;,]|$)", re.IGNORECASE)
"""An address inside the picture itself."""
_FETCHES = re.compile(rf"@import|url\(\s*[\"']?(?!{_OWN.pattern})|\\", re.IGNORECASE)
"""In a style; a backslash may hide either."""
_CHANGED = re.compile(r"\bhref\s*$|^\s*on", re.IGNORECASE)
_ROOTS = ("svg", "{http://www.w3.org/2000/svg}svg")


def find_active_part(content: bytes) -> tuple[int, str] | None:
    """The line and the name of the first part that is not only drawn; None where there is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        return error.lineno or 1, "cannot be read as XML"
    if root.tag not in _ROOTS:
        return 1, "has no element svg around all others"
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        return 1, "declares entities"
    for node in (*root.itersiblings(preceding=True), *root.iter(), *root.itersiblings()):
        if part := next(_active_parts(node), None):
            return node.sourceline or 1, part
    return None


def _active_parts(node: etree._Element) -> Iterator[str]:
    if isinstance(node, etree._ProcessingInstruction):
        yield f"has an instruction for programs, <?{node.target}"
    if not isinstance(node.tag, str):
        return  # also a comment
    tag = etree.QName(node).localname.lower()
    if _ACTIVE.fullmatch(tag):
        yield f"has an element {tag}"
    if tag == "style" and _FETCHES.search("".join(map(str, node.itertext()))):
        yield "has a style that fetches something"
    for key, value in node.attrib.items():
        name, text = etree.QName(key).localname.lower(), str(value)
        if name.startswith("on"):
            yield f"has an event handler, {name}"
        if name in {"href", "src"} and not _OWN.match(text):
            yield f"refers to {text[:60]}"
        if name == "attributename" and _CHANGED.search(text):
            yield f"changes {text[:60]} while it is shown"
        if _FETCHES.search(text):
            yield f"fetches something in {name}"
