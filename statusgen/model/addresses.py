"""Every address that a site has: one table, and the functions that fill in what varies.

A file's path is relative to the site's root. Its address is the same, except that the address of
an `index.html` is its folder: `history/`, not `history/index.html`.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum, Flag, auto

from statusgen.model.entry import Entry
from statusgen.model.instants import format_instant

_INDEX = "index.html"
_HTML, _TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"
_RSS, _ATOM = "application/rss+xml; charset=utf-8", "application/atom+xml; charset=utf-8"
_JSON, _JSON_FEED = "application/json; charset=utf-8", "application/feed+json; charset=utf-8"
_CALENDAR, _SCRIPT = "text/calendar; charset=utf-8", "text/javascript; charset=utf-8"
_SVG, _PNG, _XML = "image/svg+xml", "image/png", "application/xml; charset=utf-8"
_OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"


class Owner(Enum):
    """What a route has files for: one for each component, each month and so on."""

    PAGE = auto()
    SECURITY = auto()
    """The setting `security`."""
    COMPONENT = auto()
    INCIDENT = auto()
    MAINTENANCE = auto()
    ENTRY = auto()
    """An incident or a maintenance, by its id in the API."""
    YEAR = auto()
    MONTH = auto()
    """A local month in which something began."""
    UPDATE_MONTH = auto()
    INCIDENT_MONTH = auto()
    MAINTENANCE_MONTH = auto()
    """A month for which maintenance was planned."""
    ALIAS = auto()
    ATTACHMENT = auto()
    """A file beside an entry that one of its texts shows or links to."""
    STATIC = auto()


class Use(Flag):
    """How an address may be used."""

    LINK = auto()
    """Texts of the site may link to it, since it is permanent."""
    READ = auto()
    """Scripts on other sites may read it."""
    EMBED = auto()
    """Other sites may show it in their documents."""


_NOTHING, _LINK = Use(0), Use.LINK
_READ, _EMBED = Use.LINK | Use.READ, Use.LINK | Use.EMBED
_OWN, _NO_RULE = "*", ""
_API = _JSON, _READ, "api/*"


class Route(Enum):
    """The table, in the order of the rules in `_headers`.

    Its columns: the file's path, with what varies in braces; the owner; the content type, "" where
    the host decides it; the use; and the path of the rule in `_headers`: "*" for the file's own
    with an asterisk for what varies, "" for none.
    """

    FRONT = _INDEX, Owner.PAGE, _HTML, _LINK
    MISSING = "404.html", Owner.PAGE, _HTML, _NOTHING
    INCIDENT = "incidents/{id}/index.html", Owner.INCIDENT, _HTML, _LINK, "incidents/*"
    MAINTENANCE = "maintenance/{id}/index.html", Owner.MAINTENANCE, _HTML, _LINK, "maintenance/*"
    HISTORY = "history/index.html", Owner.PAGE, _HTML, _LINK, "history/*"
    YEAR = "history/{year}/index.html", Owner.YEAR, _HTML, _LINK, "history/*"
    MONTH = "history/{month}/index.html", Owner.MONTH, _HTML, _LINK, "history/*"
    COMPONENT = "components/{component}/index.html", Owner.COMPONENT, _HTML, _LINK, "components/*"
    EMBED = "embed/index.html", Owner.PAGE, _HTML, _EMBED

    RSS = "feed.rss", Owner.PAGE, _RSS, _READ
    HISTORY_RSS = "history.rss", Owner.PAGE, _RSS, _READ
    COMPONENT_RSS = "components/{component}/feed.rss", Owner.COMPONENT, _RSS, _READ
    ATOM = "feed.atom", Owner.PAGE, _ATOM, _READ
    HISTORY_ATOM = "history.atom", Owner.PAGE, _ATOM, _READ
    MONTH_ATOM = "feed/{month}.atom", Owner.UPDATE_MONTH, _ATOM, _READ
    COMPONENT_ATOM = "components/{component}/feed.atom", Owner.COMPONENT, _ATOM, _READ
    JSON_FEED = "feed.json", Owner.PAGE, _JSON_FEED, _READ
    MONTH_JSON_FEED = "feed/{month}.json", Owner.UPDATE_MONTH, _JSON_FEED, _READ

    API_SUMMARY = "api/v2/summary.json", Owner.PAGE, *_API
    API_STATUS = "api/v2/status.json", Owner.PAGE, *_API
    API_COMPONENTS = "api/v2/components.json", Owner.PAGE, *_API
    API_INCIDENTS = "api/v2/incidents.json", Owner.PAGE, *_API
    API_UNRESOLVED = "api/v2/incidents/unresolved.json", Owner.PAGE, *_API
    API_INCIDENT_MONTH = "api/v2/incidents/{month}.json", Owner.INCIDENT_MONTH, *_API
    API_ENTRY = "api/v2/incidents/{api_id}.json", Owner.ENTRY, *_API
    API_MAINTENANCES = "api/v2/scheduled-maintenances.json", Owner.PAGE, *_API
    API_UPCOMING = "api/v2/scheduled-maintenances/upcoming.json", Owner.PAGE, *_API
    API_ACTIVE = "api/v2/scheduled-maintenances/active.json", Owner.PAGE, *_API
    API_MAINTENANCE_MONTH = (
        "api/v2/scheduled-maintenances/{month}.json",
        Owner.MAINTENANCE_MONTH,
        *_API,
    )

    BADGE_JSON = "badge.json", Owner.PAGE, _JSON, _READ
    COMPONENT_BADGE_JSON = "components/{component}/badge.json", Owner.COMPONENT, _JSON, _READ
    CALENDAR = "maintenance.ics", Owner.PAGE, _CALENDAR, _READ
    EVENT = "maintenance/{id}/event.ics", Owner.MAINTENANCE, _CALENDAR, _READ
    BADGE = "badge.svg", Owner.PAGE, _SVG, _EMBED
    COMPONENT_BADGE = "components/{component}/badge.svg", Owner.COMPONENT, _SVG, _EMBED
    PREVIEW = "incidents/{id}/preview.png", Owner.INCIDENT, _PNG, Use.EMBED
    """It is there only while the incident is open, so nothing may link to it."""
    PAGE_PREVIEW = "preview.png", Owner.PAGE, _PNG, Use.EMBED
    """It is there only where Pillow is, so nothing may link to it."""
    EMBED_SCRIPT = "embed.js", Owner.PAGE, _SCRIPT, _EMBED
    METRICS = "metrics", Owner.PAGE, _OPENMETRICS, _LINK
    SITEMAP = "sitemap.xml", Owner.PAGE, _XML, _LINK, "sitemap*.xml"
    SITEMAP_PAGE = "sitemap-page.xml", Owner.PAGE, _XML, _LINK, "sitemap*.xml"
    SITEMAP_MONTH = "sitemap-{month}.xml", Owner.MONTH, _XML, _LINK, "sitemap*.xml"
    ROBOTS = "robots.txt", Owner.PAGE, _TEXT, _LINK
    SECURITY = ".well-known/security.txt", Owner.SECURITY, _TEXT, _LINK

    HEADERS = "_headers", Owner.PAGE, "", _NOTHING, _NO_RULE
    MANIFEST = ".statusgen-files", Owner.PAGE, "", _NOTHING, _NO_RULE
    ALIAS = "{file}", Owner.ALIAS, _HTML, _LINK, _NO_RULE
    ATTACHMENT = "{file}", Owner.ATTACHMENT, "", _LINK, _NO_RULE
    STATIC = "{file}", Owner.STATIC, "", _LINK, _NO_RULE

    def __init__(
        self, pattern: str, owner: Owner, content_type: str, use: Use, rule: str = _OWN
    ) -> None:
        self.pattern, self.owner, self.content_type, self.use = pattern, owner, content_type, use
        self._before, _, rest = pattern.partition("{")
        self.part, _, self._after = rest.partition("}")
        self._address_end = self._after.removesuffix(_INDEX)
        self.rule = (self.file("*") if self.part else pattern) if rule == _OWN else rule

    @property
    def top(self) -> str:
        """The first segment of the path: a folder, or the file itself."""
        return self.pattern.partition("/")[0]

    @property
    def is_document(self) -> bool:
        return self.content_type == _HTML

    def file(self, part: str = "") -> str:
        """The path of the file; `part` is what varies."""
        return f"{self._before}{part}{self._after}"

    def address(self, part: str = "") -> str:
        """The address of the file; `part` is what varies."""
        if not self._after:
            return file_address(self.file(part))
        # A build of 9,000 entries asks 130,000 times; this halves the time that it takes.
        return f"{self._before}{part}{self._address_end}"


_ENTRIES = {route.top: route for route in (Route.INCIDENT, Route.MAINTENANCE)}
_RESERVED = {route.top for route in Route} - {*_ENTRIES, "{file}"} | {"_redirects"}


def entry_file(entry: Entry) -> str:
    """The path of an entry's document."""
    return _ENTRIES[entry.folder].file(entry.id)


def entry_address(entry: Entry) -> str:
    """The address of an entry's document."""
    return _ENTRIES[entry.folder].address(entry.id)


def update_address(entry: Entry, at: datetime) -> str:
    """An update's own address: its instant is the fragment."""
    return f"{entry_address(entry)}#{format_instant(at)}"


def alias_file(folder: str, alias: str) -> str:
    """The path of the redirect from an alias to its entry, which is in `folder`."""
    address = alias.strip("/") if alias.startswith("/") else f"{folder}/{alias}"
    return address if address.endswith(".html") else f"{address}/{_INDEX}"


def entry_files(entry: Entry) -> tuple[str, ...]:
    """The paths of an entry's document and of the redirects to it."""
    return entry_file(entry), *(alias_file(entry.folder, alias) for alias in entry.aliases)


def attachment_file(entry: Entry, source: str) -> str:
    """The path to which a file beside an entry is copied."""
    return entry_address(entry) + source.rpartition("/")[2]


def file_address(path: str) -> str:
    """The address of a file."""
    return path.removesuffix(_INDEX)


def file_at(address: str) -> str:
    """The path of the file that a host sends at an address."""
    return address + _INDEX if address.endswith("/") or not address else address


def component_address(component: str) -> str:
    return Route.COMPONENT.address(component)


def is_reserved(path: str) -> bool:
    """Whether a path in lower case is in a top folder where no entry's files are."""
    return path.partition("/")[0] in _RESERVED


def folders_of(path: str) -> Iterator[str]:
    """The folders that contain a path, the innermost first."""
    while folder := path.rpartition("/")[0]:
        yield folder
        path = folder
