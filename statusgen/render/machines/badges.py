"""Badges: a component's or the page's status as a small SVG image."""

from unicodedata import east_asian_width

from orjson import OPT_APPEND_NEWLINE, dumps

from statusgen.model.terms import Status
from statusgen.render.language.words import STATUSES
from statusgen.render.pages.values import BadgeValue
from statusgen.render.renderer import Renderer

COLOURS = {
    Status.OPERATIONAL: "#1a7f4b",
    Status.UNDER_MAINTENANCE: "#2b5fb8",
    Status.DEGRADED_PERFORMANCE: "#8f6100",
    Status.PARTIAL_OUTAGE: "#b04a09",
    Status.MAJOR_OUTAGE: "#b3261e",
}
"""Dark enough for white text (4.5:1), on any background."""
_SVG = "http://www.w3.org/2000/svg"
_NARROW, _WIDE = frozenset("ijl.,:;'|!()[]{}frt1 I"), frozenset("mwMW@%")


def render_badge(renderer: Renderer, value: BadgeValue) -> bytes:
    """An SVG with a label on grey and the status on its colour, both in white."""
    from lxml import etree  # noqa: PLC0415 - slow to load; most builds write few badges

    status = renderer.words.t(STATUSES[value.status])
    left, right = _text_width(value.label) + 16, _text_width(status) + 16
    name = renderer.words.t("{component}: {status}", component=value.label, status=status)
    box = {"width": str(left + right), "height": "20", "role": "img", "aria-label": name}
    svg = etree.Element(f"{{{_SVG}}}svg", box, nsmap={None: _SVG})
    etree.SubElement(svg, f"{{{_SVG}}}title").text = name
    etree.SubElement(
        svg, f"{{{_SVG}}}rect", width=str(left + right), height="20", rx="3", fill="#444"
    )
    right_side = f"M{left} 0h{right - 3}q3 0 3 3v14q0 3-3 3h-{right - 3}z"
    etree.SubElement(svg, f"{{{_SVG}}}path", d=right_side, fill=COLOURS[value.status])
    font = {"fill": "#fff", "font-family": "Verdana,DejaVu Sans,sans-serif", "font-size": "11"}
    group = etree.SubElement(svg, f"{{{_SVG}}}g", {**font, "text-anchor": "middle"})
    for text, middle, width in ((value.label, left / 2, left), (status, left + right / 2, right)):
        box = {"x": f"{middle:g}", "y": "14", "textLength": str(width - 16)}
        etree.SubElement(group, f"{{{_SVG}}}text", box).text = text
    return bytes(etree.tostring(svg, encoding="UTF-8")) + b"\n"


def render_endpoint(renderer: Renderer, value: BadgeValue) -> bytes:
    """The same as JSON for badge services, by the endpoint schema of shields.io."""
    status = renderer.words.t(STATUSES[value.status])
    colour = COLOURS[value.status].removeprefix("#")
    badge = {"schemaVersion": 1, "label": value.label, "message": status, "color": colour}
    return dumps(badge, option=OPT_APPEND_NEWLINE)


def _text_width(text: str) -> int:
    """Roughly how wide a text is in Verdana at 11 px, in pixels; `textLength` makes it fit."""
    return round(sum(map(_advance, text)))


def _advance(character: str) -> float:
    if character in _NARROW:
        return 4.4
    if east_asian_width(character) in "WF":
        return 11
    return 10.2 if character in _WIDE else 7
