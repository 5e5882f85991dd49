"""The pictures that chats show beside a link to an entry (Open Graph), as PNG.

They must be readable at a quarter of their size, on a phone.
"""

from urllib.parse import urlsplit

from statusgen.model.record import IncidentRecord, Record
from statusgen.model.terms import STATUS_OF_IMPACT, Status
from statusgen.render.language.words import STATES, STATUSES
from statusgen.render.machines.badges import COLOURS
from statusgen.render.pages.values import PreviewValue
from statusgen.render.renderer import Renderer

_INK = "#1b1d21"


def has_preview(record: Record) -> bool:
    """Whether an entry has a picture of its own."""
    return isinstance(record, IncidentRecord) and not record.over


def render_page_preview(renderer: Renderer, _: None) -> bytes:
    """The picture for all entries without one of their own: whose page it is, and where."""
    from statusgen.render.pages.drawing import draw_preview  # noqa: PLC0415 - Pillow is an extra

    page, label = renderer.page, renderer.words.t("Status")
    host = urlsplit(page.url).hostname or page.url
    return draw_preview(renderer.font.content, _INK, label, page.name, host)


def render_preview(renderer: Renderer, value: PreviewValue) -> bytes:
    """The status and the state on the status's colour, the title, and the page's name."""
    from statusgen.render.pages.drawing import draw_preview  # noqa: PLC0415 - Pillow is an extra

    words, status = renderer.words, STATUS_OF_IMPACT[value.impact]
    labels, colour = [words.t(STATES[value.state])], _INK
    if status is not Status.OPERATIONAL:
        labels.insert(0, words.t(STATUSES[status]))
        colour = COLOURS[status]
    label = " · ".join(labels)
    return draw_preview(renderer.font.content, colour, label, value.title, renderer.site.title)
