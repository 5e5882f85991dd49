"""What every render function is given beside its value: the page, its theme and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote

from markupsafe import Markup

from statusgen.model.addresses import Route
from statusgen.model.entry import Prose
from statusgen.model.page import Component, Page
from statusgen.render.addresses import Addresses
from statusgen.render.language.words import Words
from statusgen.render.logo import data_url, inline_drawing
from statusgen.render.pages.viewer import Viewer
from statusgen.render.pages.views import FeedView, SiteView
from statusgen.render.theme import FontFile, Theme

_MOST = 2_000
Key = tuple[object, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Renderer:
    """Renders values. What any output depends on beside its value is here."""

    page: Page
    words: Words
    theme: Theme
    foot: Prose
    logo: bytes | None
    """None where it is too large to be part of a document."""
    font: FontFile
    """For preview pictures."""
    draws_previews: bool
    """Whether Pillow, which draws them, is installed."""
    _recent: dict[Key, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, key: Key, make: Callable[[], T]) -> T:
        """A part that several outputs have, made once as long as they are rendered together.

        `key` is of all that it depends on beside the renderer.
        """
        made: T | None = self._recent.get(key)
        if made is None:
            if len(self._recent) >= _MOST:
                self._recent.clear()
            made = self._recent[key] = make()
        return made

    @cached_property
    def addresses(self) -> Addresses:
        return Addresses(self.page.url, self.page.base_path)

    @cached_property
    def viewer(self) -> Viewer:
        return Viewer(self.page, self.words, self.addresses)

    @cached_property
    def components(self) -> dict[str, Component]:
        return {component.id: component for component in self.page.components}

    @cached_property
    def places(self) -> dict[str, tuple[int, str]]:
        """Where each component stands: its position, counted in its group, and that group."""
        return {
            component.id: (inner, group.name) if group.name else (outer, "")
            for outer, group in enumerate(self.page.groups, 1)
            for inner, component in enumerate(group.components, 1)
        }

    @cached_property
    def site(self) -> SiteView:
        logo, record = str(self.theme.options.get("logo") or ""), self.page.source
        return SiteView(
            title=self.words.t("{name} status", name=self.page.name),
            home=self.addresses.path(Route.FRONT.address()),
            history=self.addresses.path(Route.HISTORY.address()),
            logo=self._logo(logo),
            icon=self._icon(logo),
            links=self.page.links,
            contact=self.page.contact,
            foot=self.addresses.prose_in_page(self.foot),
            record=record.replace("{path}", "content"),
            zone=self.words.zone_title,
            zone_name=self.page.time_zone,
            api=self.addresses.path(Route.API_SUMMARY.address()),
        )

    def _icon(self, logo: str) -> str:
        if not logo:
            return "data:,"
        return data_url(logo, self.logo) if self.logo else self.addresses.path(quote(logo))

    def _logo(self, name: str) -> Markup:
        """The logo as HTML: drawn in the page where it is a small drawing, else an image."""
        if not name:
            return Markup("")
        drawn = inline_drawing(self.logo) if self.logo and name.lower().endswith(".svg") else None
        image = Markup('<img class="logo" src="{}" alt="" height="24">')
        return drawn or image.format(self.addresses.path(quote(name)))

    @cached_property
    def feeds(self) -> tuple[FeedView, ...]:
        """The feeds of the page."""
        return self.feeds_about(None)

    def feeds_about(self, component: Component | None) -> tuple[FeedView, ...]:
        """The feeds of one component, or of the page."""
        title = component.name if component else self.site.title
        feeds = [("RSS", Route.RSS), ("Atom", Route.ATOM), ("JSON Feed", Route.JSON_FEED)]
        feeds.append((self.words.t("Maintenance calendar"), Route.CALENDAR))
        if component:
            feeds = [("RSS", Route.COMPONENT_RSS), ("Atom", Route.COMPONENT_ATOM)]
        part = component.id if component else ""
        return tuple(
            FeedView(
                name,
                f"{title} ({name})",
                route.content_type.partition(";")[0],
                self.addresses.path(route.address(part)),
            )
            for name, route in feeds
        )

    def render(self, template: str, **values: object) -> bytes:
        """A document from a template. Raises FindingsError where the template fails."""
        return self.theme.render(template, site=self.site, **values)
