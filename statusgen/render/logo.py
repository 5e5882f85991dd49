"""A logo inside the page itself, so that a first view takes one request."""

import re
from base64 import b64encode

from markupsafe import Markup

MAX_SIZE = 3 * 1024
"""Bytes up to which a logo is part of every document."""
_MEDIA_TYPES = {
    **{name: f"image/{name}" for name in ("png", "gif", "webp", "avif", "jpeg")},
    "svg": "image/svg+xml",
    "jpg": "image/jpeg",
    "ico": "image/vnd.microsoft.icon",
}
_THEME_IDS = frozenset({"main", "components", "history", "subscribe", "subscribe-component"})
_URL = re.compile(r"url\((?!#)", re.IGNORECASE)
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset(
    f"{_SVG}{name}"
    for name in (
        *("svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"),
        *("defs", "linearGradient", "radialGradient", "stop", "clipPath", "mask"),
    )
)


def inline_svg(content: bytes) -> Markup | None:
    """An SVG as part of a document; None if it is too large, no SVG, or more than plain shapes."""
    from lxml import etree  # noqa: PLC0415 - few logos are SVGs

    if len(content) > MAX_SIZE:
        return None
    try:
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    for element in root.iter():
        if element.tag not in _SHAPES or not all(map(_only_draws, element.attrib)):
            return None
        if element.get("id") in _THEME_IDS or any(map(_URL.search, element.attrib.values())):
            return None
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    root.attrib.update({"class": "logo", "aria-hidden": "true"})
    etree.cleanup_namespaces(root)
    return Markup(etree.tostring(root, encoding="unicode", with_tail=False))


def _only_draws(attribute: str) -> bool:
    """Whether an attribute only draws: it is no event handler, style, link, class or namespace."""
    name = attribute.lower()
    return not (name.startswith(("on", "{")) or name in {"style", "href", "class"})


def data_url(name: str, content: bytes) -> str:
    """An image as a `data:` URL (RFC 2397); the ending of its name tells its media type."""
    media_type = _MEDIA_TYPES.get(name.lower().rpartition(".")[2], "application/octet-stream")
    return f"data:{media_type};base64,{b64encode(content).decode()}"
