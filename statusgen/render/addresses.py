"""Addresses as documents and feeds write them: from the host's root, or as full URLs."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from statusgen.model.entry import Link, Prose


@dataclass(frozen=True, slots=True)
class Addresses:
    """A page's addresses. `url` ends with a slash; `base_path` is its path."""

    url: str
    base_path: str

    def path(self, address: str) -> str:
        """An address as a path on the page's host."""
        return self.base_path + address

    def full(self, address: str) -> str:
        """An address as a URL."""
        return self.url + address

    def prose_in_page(self, prose: Prose) -> Markup:
        return self._prose(prose, self.base_path)

    def prose_in_feed(self, prose: Prose) -> Markup:
        """HTML whose links into the site are full URLs, as a feed's reader needs them."""
        return self._prose(prose, self.url)

    def _prose(self, prose: Prose, root: str) -> Markup:
        if len(prose.parts) == 1 and isinstance(prose.parts[0], str):
            return Markup(prose.parts[0])
        return Markup("").join(
            escape(root + part.href) if isinstance(part, Link) else Markup(part)
            for part in prose.parts
        )
