"""A logo put into the page itself, so that a first view is one request."""

from __future__ import annotations

import re
from base64 import b64encode

from markupsafe import Markup

LARGEST = 3 * 1024
"""Bytes up to which a logo goes into every document."""
_MEDIA_TYPES = {
    **{kind: f"image/{kind}" for kind in ("png", "gif", "webp", "avif", "jpeg")},
    "svg": "image/svg+xml",
    "jpg": "image/jpeg",
    "ico": "image/vnd.microsoft.icon",
}
_OURS = frozenset({"main", "components", "history", "subscribe", "subscribe-component"})
_URL = re.compile(r"url\((?!#)", re.IGNORECASE)
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = frozenset(
    f"{_SVG}{name}"
    for name in (
        *("svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"),
        *("defs", "linearGradient", "radialGradient", "stop", "clipPath", "mask"),
    )
)


def inline_drawing(content: bytes) -> Markup | None:
    """An SVG as part of a document; None where it is too large or more than plain shapes."""
    from lxml import etree  # noqa: PLC0415 - few logos are drawings

    if len(content) > LARGEST:
        return None
    try:
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    for element in root.iter():
        if element.tag not in _DRAWN or not all(map(_is_plain, element.attrib)):
            return None
        if element.get("id") in _OURS or any(map(_URL.search, element.attrib.values())):
            return None
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    root.attrib.update({"class": "logo", "aria-hidden": "true"})
    etree.cleanup_namespaces(root)
    return Markup(etree.tostring(root, encoding="unicode", with_tail=False))


def _is_plain(attribute: str) -> bool:
    """Whether an attribute only draws: no event, no style, no link, no name that could clash."""
    name = attribute.lower()
    return not (name.startswith(("on", "{")) or name in {"style", "href", "class"})


def data_url(name: str, content: bytes) -> str:
    """A small picture as a `data:` URL (RFC 2397)."""
    media_type = _MEDIA_TYPES.get(name.lower().rpartition(".")[2], "application/octet-stream")
    return f"data:{media_type};base64,{b64encode(content).decode()}"
