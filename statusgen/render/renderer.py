"""What every render function gets besides its value: the page, its theme and its words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote

from markupsafe import Markup, escape

from statusgen.model.addresses import Route
from statusgen.model.entry import Link, Prose
from statusgen.model.page import Component, Page, distinct_names
from statusgen.render.language.words import Words
from statusgen.render.logo import data_url, inline_svg
from statusgen.render.pages.views import FeedView, SiteView
from statusgen.render.theme import FontFile, Theme

_CACHE_SIZE = 1_000
Key = tuple[object, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Renderer:
    """All that an output depends on besides its value."""

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
    _parts: dict[Key, Any] = field(default_factory=dict, repr=False, compare=False)

    def cached(self, key: Key, render: Callable[[], T]) -> T:
        """A part of several outputs, rendered for the first of them.

        `key` covers all that it depends on besides the renderer.
        """
        part: T | None = self._parts.get(key)
        if part is None:
            if len(self._parts) >= _CACHE_SIZE:
                self._parts.clear()
            part = self._parts[key] = render()
        return part

    def path(self, address: str) -> str:
        """An address as a path on the page's host."""
        return self._base_path + address

    def url(self, address: str) -> str:
        """An address as a URL."""
        return self.page.url + address

    def prose_in_page(self, prose: Prose) -> Markup:
        """HTML whose links to the site are paths, as documents have them."""
        return _prose_html(prose, self._base_path)

    def prose_in_feed(self, prose: Prose) -> Markup:
        """HTML whose links to the site are URLs, since a feed is read elsewhere."""
        return _prose_html(prose, self.page.url)

    @cached_property
    def _base_path(self) -> str:
        return self.page.base_path

    @cached_property
    def components(self) -> dict[str, Component]:
        return {component.id: component for component in self.page.components}

    @cached_property
    def component_names(self) -> dict[str, str]:
        """The name of each component where its group is not shown, which tells it apart."""
        return distinct_names(self.page.groups)

    @cached_property
    def positions(self) -> dict[str, tuple[int, str]]:
        """By component: its position on the page or in its group, from 1, and the group's name."""
        return {
            component.id: (inner, group.name) if group.name else (outer, "")
            for outer, group in enumerate(self.page.groups, 1)
            for inner, component in enumerate(group.components, 1)
        }

    @cached_property
    def site(self) -> SiteView:
        logo = str(self.theme.options.get("logo") or "")
        return SiteView(
            title=self.words.t("{name} status", name=self.page.name),
            home=self.path(Route.FRONT.address()),
            history=self.path(Route.HISTORY.address()),
            logo=self._logo(logo),
            icon=self._icon(logo),
            links=self.page.links,
            contact=self.page.contact,
            foot=self.prose_in_page(self.foot),
            record=self.page.source.replace("{path}", "content"),
            zone=self.words.zone_title,
            zone_name=self.page.time_zone,
            api=self.path(Route.API_SUMMARY.address()),
        )

    def _icon(self, logo: str) -> str:
        if not logo:
            return "data:,"
        return data_url(logo, self.logo) if self.logo else self.path(quote(logo))

    def _logo(self, name: str) -> Markup:
        """The logo as HTML: a small plain SVG as it is, any other as an image."""
        if not name:
            return Markup("")
        svg = inline_svg(self.logo) if self.logo and name.lower().endswith(".svg") else None
        image = Markup('<img class="logo" src="{}" alt="" height="24">')
        return svg or image.format(self.path(quote(name)))

    @cached_property
    def feeds(self) -> tuple[FeedView, ...]:
        title, calendar = self.site.title, self.words.t("Maintenance calendar")
        return (
            self._feed("RSS", title, Route.RSS),
            self._feed("Atom", title, Route.ATOM),
            self._feed("JSON Feed", title, Route.JSON_FEED),
            self._feed(calendar, title, Route.CALENDAR),
        )

    def component_feeds(self, component: Component) -> tuple[FeedView, ...]:
        name = self.component_names[component.id]
        return (
            self._feed("RSS", name, Route.COMPONENT_RSS, component.id),
            self._feed("Atom", name, Route.COMPONENT_ATOM, component.id),
        )

    def _feed(self, name: str, title: str, route: Route, part: str = "") -> FeedView:
        media_type = route.content_type.partition(";")[0]
        href = self.path(route.address(part))
        return FeedView(name, f"{title} ({name})", media_type, href)

    def render(self, template: str, **values: object) -> bytes:
        """A document from a template. Raises FindingsError where the template fails."""
        return self.theme.render(template, site=self.site, **values)


def _prose_html(prose: Prose, root: str) -> Markup:
    parts = prose.parts
    if len(parts) == 1 and isinstance(parts[0], str):
        return Markup(parts[0])
    return Markup("").join(
        escape(root + part.href) if isinstance(part, Link) else Markup(part) for part in parts
    )
