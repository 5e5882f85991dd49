"""The status page as its owner describes it in `site.yaml`."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from statusgen.model.findings import Place
from statusgen.model.terms import Impact


class Component(NamedTuple):
    """Something that can break. `start` is the first local day that counts towards uptime."""

    id: str
    name: str
    description: str = ""
    start: date | None = None


class Group(NamedTuple):
    """Components under one name; a component without a group is in one without a name."""

    name: str
    components: tuple[Component, ...]


def distinct_names(groups: Iterable[Group]) -> dict[str, str]:
    """A name for each component by its id: `API`, or `API (Shop)` where another has that name.

    Where both are in one group, their ids tell them apart.
    """
    placed = [(component, group.name) for group in groups for component in group.components]
    times = Counter(component.name for component, _ in placed)
    times_in = Counter((component.name, group) for component, group in placed)
    return {
        component.id: component.name
        if times[component.name] == 1 or (not group and times_in[component.name, group] == 1)
        else f"{component.name} ({component.id if times_in[component.name, group] > 1 else group})"
        for component, group in placed
    }


class WebLink(NamedTuple):
    """A label and where it leads."""

    label: str
    url: str


class Security(NamedTuple):
    """Where to report a vulnerability (`security.txt`, RFC 9116)."""

    contact: str
    expires: datetime
    encryption: str = ""
    acknowledgments: str = ""
    policy: str = ""
    hiring: str = ""
    preferred_languages: str = ""


ThemeOptions = tuple[tuple[str, str | tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The settings of a page. `time_zone` is an IANA name."""

    name: str
    url: str
    identity: str
    time_zone: str
    language: str
    description: str = ""
    former_identities: tuple[str, ...] = ()
    theme: str = "default"
    theme_options: ThemeOptions = ()
    groups: tuple[Group, ...] = ()
    links: tuple[WebLink, ...] = ()
    contact: WebLink | None = None
    source: str = ""
    hub: str = ""
    security: Security | None = None
    allowed_files: tuple[str, ...] = ()
    history_days: int = 14
    uptime_days: int = 90
    feed_updates: int = 50
    newest_first: bool = True
    promise_grace: timedelta = timedelta(minutes=5)
    update_gap: tuple[tuple[Impact, timedelta], ...] = (
        (Impact.CRITICAL, timedelta(hours=1)),
        (Impact.MAJOR, timedelta(hours=2)),
        (Impact.MINOR, timedelta(days=1)),
    )

    places: tuple[tuple[str, Place], ...] = field(default=(), compare=False, repr=False)
    """The places of keys that are checked later: `language`, `theme.accent` and others."""

    def place(self, key: str) -> Place:
        """The place of a key, or of the mapping it belongs to."""
        places = dict(self.places)
        return places.get(key) or places.get(key.partition(".")[0]) or Place("content/site.yaml")

    @property
    def components(self) -> tuple[Component, ...]:
        """Every component, in the order of the page."""
        return tuple([component for group in self.groups for component in group.components])

    def find_component(self, name: str) -> str | None:
        """The id of the component with this id or, if no other has it, this name, in any case."""
        wanted, components = name.lower(), self.components
        found = [component.id for component in components if component.id.lower() == wanted]
        found = found or [c.id for c in components if c.name.lower() == wanted]
        return found[0] if len(found) == 1 else None

    @property
    def base_path(self) -> str:
        """The path of the page's URL: `/`, or `/some/path/`."""
        return urlsplit(self.url).path

    def silent_since(self, impact: Impact, last: datetime, at: datetime) -> timedelta | None:
        """How long there was no update, where that is longer than `update_gap` allows."""
        gap = dict(self.update_gap).get(impact)
        silence = at - last
        return silence if gap is not None and silence > gap else None
