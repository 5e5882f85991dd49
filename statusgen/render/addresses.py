"""Where everything stands: addresses from the site's root, as paths and as full URLs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup, escape

from statusgen.model.entry import Entry, Link, Prose
from statusgen.model.instants import format_instant


def entry_address(entry: Entry) -> str:
    return f"{entry.folder}/{entry.id}/"


def update_address(entry: Entry, at: datetime) -> str:
    """An update's own address: its instant is the fragment."""
    return f"{entry_address(entry)}#{format_instant(at)}"


def component_address(component: str) -> str:
    return f"components/{component}/"


def month_address(month: date) -> str:
    return f"history/{month:%Y-%m}/"


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
        return Markup("").join(
            escape(root + part.href) if isinstance(part, Link) else Markup(part)
            for part in prose.parts
        )
