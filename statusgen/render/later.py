"""Outputs whose library is loaded where one is rendered: most builds render none of them."""

from __future__ import annotations

from statusgen.model.outline import Outline
from statusgen.render.renderer import Renderer
from statusgen.render.values import PreviewValue


def render_calendar(renderer: Renderer, outlines: tuple[Outline, ...]) -> bytes:
    from statusgen.render import calendar  # noqa: PLC0415 - a tenth of what a start takes

    return calendar.render_calendar(renderer, outlines)


def render_event(renderer: Renderer, outline: Outline) -> bytes:
    from statusgen.render import calendar  # noqa: PLC0415

    return calendar.render_event(renderer, outline)


def render_preview(renderer: Renderer, value: PreviewValue) -> bytes:
    from statusgen.render import previews  # noqa: PLC0415

    return previews.render_preview(renderer, value)
