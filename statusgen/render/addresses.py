"""Where everything stands: addresses from the site's root, as paths and as full URLs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from markupsafe import Markup, escape

from statusgen.model.entry import Link, Prose
from statusgen.model.instants import format_instant

CALENDAR = "maintenance.ics"


class Named(Protocol):
    """An entry, or its outline."""

    @property
    def folder(self) -> str: ...

    @property
    def id(self) -> str: ...


def entry_address(entry: Named) -> str:
    return f"{entry.folder}/{entry.id}/"


def update_address(entry: Named, at: datetime) -> str:
    """An update's own address: its instant is the fragment."""
    return f"{entry_address(entry)}#{format_instant(at)}"


def component_address(component: str) -> str:
    return f"components/{component}/"


def month_address(month: date) -> str:
    return f"history/{month:%Y-%m}/"


def archive_address(month: date, kind: str) -> str:
    """Where a month's updates stand, as a feed of that kind: `atom` or `json`."""
    return f"feed/{month:%Y-%m}.{kind}"


def api_address(name: str) -> str:
    """A document of the API: `summary`, `incidents/unresolved`."""
    return f"api/v2/{name}.json"


def event_address(entry: Named) -> str:
    """A maintenance as a calendar of its own."""
    return f"{entry_address(entry)}event.ics"


def preview_address(entry: Named) -> str:
    """The picture that stands for an open incident where somebody passes its address on."""
    return f"{entry_address(entry)}preview.png"


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
