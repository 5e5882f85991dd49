"""Outputs whose libraries are loaded where one is rendered: many builds render few of them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from statusgen.render.renderer import Renderer


def _later(module: str, name: str) -> Callable[[Renderer, Any], bytes]:
    """A render function of a module beside this one."""

    def render(renderer: Renderer, value: Any) -> bytes:
        content: bytes = getattr(import_module(f"statusgen.render.{module}"), name)(renderer, value)
        return content

    render.__name__ = name
    return render


render_rss = _later("feeds.xml_feeds", "render_rss")
render_atom = _later("feeds.xml_feeds", "render_atom")
render_archive = _later("feeds.xml_feeds", "render_archive")
render_history_rss = _later("feeds.history_feeds", "render_history_rss")
render_history_atom = _later("feeds.history_feeds", "render_history_atom")
render_badge = _later("machines.badges", "render_badge")
render_endpoint = _later("machines.badges", "render_endpoint")
render_script = _later("machines.embed", "render_script")
render_calendar = _later("machines.calendar", "render_calendar")
render_event = _later("machines.calendar", "render_event")
render_preview = _later("pages.previews", "render_preview")
