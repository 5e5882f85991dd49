"""A script that draws a banner on other sites while something is wrong."""

from __future__ import annotations

import json

from statusgen.model.addresses import entry_address
from statusgen.model.record import IncidentRecord
from statusgen.model.terms import STATUS_OF_IMPACT, Status
from statusgen.render.machines.badges import COLOURS
from statusgen.render.pages.values import CurrentValue
from statusgen.render.renderer import Renderer

_BUDGET, _LONGEST_NAME, _SHORTEST_TITLE = 2000, 100, 40
_GREY = "#444"


def render_script(renderer: Renderer, value: CurrentValue) -> bytes:
    """A script that tells the worst of what is going on, and does nothing when all is well.

    What it says stands in it: it asks nobody, so that its host page has to allow it and no more.
    """
    if not value.records:
        return b"// All is well.\n"
    record, words = value.records[0], renderer.words
    status = Status.UNDER_MAINTENANCE
    if isinstance(record, IncidentRecord):
        status = STATUS_OF_IMPACT[record.impact]
    more = len(value.records) - 1
    told = {
        "lang": words.language,
        "dir": words.direction,
        "label": _cut(renderer.site.title, _LONGEST_NAME),
        "colour": _GREY if status is Status.OPERATIONAL else COLOURS[status],
        "state": renderer.viewer.state(record).word,
        "title": "",
        "href": renderer.addresses.full(entry_address(record.entry)),
        "more": words.nt("{count} more", "{count} more", more) if more else "",
        "home": renderer.addresses.url,
        "close": words.t("Close"),
    }
    room = _BUDGET - len(_call(renderer, told))
    told["title"] = _cut(record.entry.title, max(room, _SHORTEST_TITLE))
    return _call(renderer, told)


def _call(renderer: Renderer, told: dict[str, str]) -> bytes:
    return f"({renderer.theme.embed_script})({_in_ascii(told)});\n".encode()


def _in_ascii(value: object) -> str:
    """JSON that means the same in whatever encoding a host page is read."""
    return json.dumps(value, separators=(",", ":"))


def _cut(text: str, longest: int) -> str:
    """A text that leaves the script small, in any writing; `longest` counts its bytes there."""
    if len(_in_ascii(text)) <= longest:
        return text
    text = text[:longest]
    while len(_in_ascii(f"{text}…")) > longest:
        text = text[:-1]
    return f"{text.rstrip()}…"
