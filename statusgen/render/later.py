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


render_rss = _later("xmlfeeds", "render_rss")
render_atom = _later("xmlfeeds", "render_atom")
render_archive = _later("xmlfeeds", "render_archive")
render_history_rss = _later("history_feeds", "render_history_rss")
render_history_atom = _later("history_feeds", "render_history_atom")
render_badge = _later("badges", "render_badge")
render_endpoint = _later("badges", "render_endpoint")
render_script = _later("embed", "render_script")
render_calendar = _later("calendar", "render_calendar")
render_event = _later("calendar", "render_event")
render_preview = _later("previews", "render_preview")
