"""A script that shows a banner on other sites while something is going on."""

import json

from statusgen.model.addresses import entry_address
from statusgen.model.record import IncidentRecord, Record
from statusgen.model.terms import STATUS_OF_IMPACT, Status
from statusgen.render.machines.badges import COLOURS
from statusgen.render.pages.entry_views import view_state
from statusgen.render.renderer import Renderer

_MAX_SIZE, _MAX_NAME, _MIN_TITLE = 2000, 100, 40
_GREY = "#444"


def render_script(renderer: Renderer, records: tuple[Record, ...]) -> bytes:
    """A script that shows the first of the open entries, or does nothing if there are none.

    It has its texts in it and fetches nothing, so a host page has to allow nothing but the script.
    """
    if not records:
        return b"// All is well.\n"
    record, words = records[0], renderer.words
    status = Status.UNDER_MAINTENANCE
    if isinstance(record, IncidentRecord):
        status = STATUS_OF_IMPACT[record.impact]
    more = len(records) - 1
    banner = {
        "lang": words.language,
        "dir": words.direction,
        "label": _cut_to_size(renderer.site.title, _MAX_NAME),
        "colour": _GREY if status is Status.OPERATIONAL else COLOURS[status],
        "state": view_state(renderer, record).word,
        "title": "",
        "href": renderer.url(entry_address(record.entry)),
        "more": words.nt("{count} more", "{count} more", more) if more else "",
        "home": renderer.page.url,
        "close": words.t("Close"),
    }
    room = _MAX_SIZE - len(_call(renderer, banner))
    banner["title"] = _cut_to_size(record.entry.title, max(room, _MIN_TITLE))
    return _call(renderer, banner)


def _call(renderer: Renderer, banner: dict[str, str]) -> bytes:
    return f"({renderer.theme.embed_script})({_ascii_json(banner)});\n".encode()


def _ascii_json(value: object) -> str:
    """JSON that is the same in whatever encoding a host page is read."""
    return json.dumps(value, separators=(",", ":"))


def _cut_to_size(text: str, size: int) -> str:
    """A text of at most `size` bytes as JSON, with an ellipsis where it was longer."""
    if len(_ascii_json(text)) <= size:
        return text
    text = text[:size]
    while len(_ascii_json(f"{text}…")) > size:
        text = text[:-1]
    return f"{text.rstrip()}…"
