"""Addresses as documents and feeds need them: paths from the host's root, or full URLs."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from statusgen.model.entry import Link, Prose


@dataclass(frozen=True, slots=True)
class Addresses:
    """The page's URL, which ends with a slash, and its path on the host."""

    url: str
    base_path: str

    def path(self, address: str) -> str:
        """An address as a path on the page's host."""
        return self.base_path + address

    def full(self, address: str) -> str:
        """An address as a URL."""
        return self.url + address

    def prose_in_page(self, prose: Prose) -> Markup:
        """HTML whose links to the site are paths, as documents have them."""
        return self._prose(prose, self.base_path)

    def prose_in_feed(self, prose: Prose) -> Markup:
        """HTML whose links to the site are full URLs, since a feed is read elsewhere."""
        return self._prose(prose, self.url)

    def _prose(self, prose: Prose, root: str) -> Markup:
        if len(prose.parts) == 1 and isinstance(prose.parts[0], str):
            return Markup(prose.parts[0])
        return Markup("").join(
            escape(root + part.href) if isinstance(part, Link) else Markup(part)
            for part in prose.parts
        )
