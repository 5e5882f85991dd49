"""The way through a page that speaks Statuspage's API: lists, archives, then what they name."""

from __future__ import annotations

import re
from typing import Protocol
from urllib.parse import quote, urljoin, urlunsplit

from statusgen.imports.errors import SourceError
from statusgen.imports.sources.fetch import Fetcher, NoAnswer, NotThere, Patience, split_address
from statusgen.imports.sources.json_values import Json, object_of, objects_of, parse_json, text_of
from statusgen.imports.sources.losses import Tally

_TAIL = re.compile(r"/(?:api(?:/v[12])?(?:/[\w.-]*)*|history(?:\.\w+)?|index\.html?)$")
_LISTS = ("api/v2/summary.json", "api/v2/incidents.json", "api/v2/scheduled-maintenances.json")
_QUIET = 8
"""Pages of the history (three months each) without an incident, after which there are no more."""
_MOST = 400
"""Pages of the history, or archives, that are read at most."""
_OLDER = "older entries could not be read"
_UNTOLD = "what only it tells is not read"


class Collector(Protocol):
    """What takes the documents, and knows what is still wanted."""

    def add(self, document: object, place: str) -> bool: ...

    def wanted(self) -> list[str]: ...

    def break_off(self, place: str, reason: str) -> None: ...


class Walk:
    """Reads a page from its base address, or from any of its addresses that end as they do."""

    def __init__(self, address: str, patience: Patience, tally: Tally) -> None:
        self._base = base_address(address)
        self._fetcher = Fetcher(self._base, patience)
        self._tally = tally
        self._has_archives = False

    def collect(self, into: Collector) -> str:
        """Give every document of the page to `into`; answers the page's address.

        Raises SourceError where none of the lists is there.
        """
        reasons = [self._read_list(name, into) for name in _LISTS]
        if all(reasons):
            raise SourceError(f"{self._base}{_LISTS[0]}: {reasons[0]}")
        if reasons[0]:
            self._read_list("api/v2/components.json", into)
        if not self._has_archives:
            self._read_history(into)
        for key in into.wanted():
            self._read_one(key, into)
        return self._base

    def _read_list(self, name: str, into: Collector) -> str:
        """Read a list and the archives behind it; answers why not, or nothing."""
        address: str = urljoin(self._base, name)
        seen: set[str] = set()
        while address and address not in seen and len(seen) < _MOST:
            seen.add(address)
            try:
                document = self._take(address, into)
            except SourceError as error:
                self._name(address, "a list", error, f"{error}; {_UNTOLD}", into)
                return str(error) if len(seen) == 1 else ""
            self._has_archives |= _is_statusgen(document)
            address = self._earlier(document)
        return ""

    def _earlier(self, document: object) -> str:
        """The archive before this one, as statusgen links it from the host that the page names."""
        if not isinstance(document, dict):
            return ""
        address = text_of(object_of(document, "statusgen"), "prev_archive")
        home = text_of(object_of(document, "page"), "url").rstrip("/") + "/"
        return self._base + address.removeprefix(home) if address.startswith(home) else address

    def _read_history(self, into: Collector) -> None:
        """The history page by page, back to where there is nothing any more."""
        quiet, failed, before = 0, 0, None
        for number in range(1, _MOST + 1):
            address = f"{self._base}history.json?page={number}"
            try:
                months = self._months(address)
            except SourceError as error:
                failed += 1
                known = error if number == 1 else NoAnswer(str(error))
                self._name(address, "a page of the history", known, f"{error}; {_OLDER}", into)
                if number == 1 or failed > 1:
                    return
                continue
            if not months or months == before:
                return
            into.add({"months": months}, address)
            quiet = 0 if any(objects_of(month, "incidents") for month in months) else quiet + 1
            if quiet == _QUIET:
                return
            before, failed = months, 0
        self._tally.note(self._base, "the history", f"it has more than {_MOST} pages; {_OLDER}")

    def _name(
        self, address: str, what: str, error: SourceError, reason: str, into: Collector
    ) -> None:
        """Name a document that was not read: no answer costs entries, another page has none."""
        if isinstance(error, NoAnswer):
            into.break_off(address, reason)
        else:
            self._tally.note(address, what, reason)

    def _months(self, address: str) -> list[Json]:
        document = self._get(address)
        if not isinstance(document, dict) or not isinstance(document.get("months"), list):
            raise SourceError("it is no history by months")
        return objects_of(document, "months")

    def _read_one(self, key: str, into: Collector) -> None:
        """One incident by itself, at the page's own address or at the API's."""
        reason = ""
        for folder in ("incidents/", "api/v2/incidents/"):
            address = f"{self._base}{folder}{quote(key, safe='')}.json"
            try:
                self._take(address, into)
            except NotThere as error:
                reason = reason or f"{address}: {error}"
            except SourceError as error:
                reason = f"{address}: {error}"
                break
            else:
                return
        into.break_off(f"incident {key}", reason)

    def _take(self, address: str, into: Collector) -> object:
        """A document, given to `into`. Raises SourceError where there is none of the API."""
        document = self._get(address)
        if not into.add(document, address):
            raise SourceError("it is no answer of a status page")
        return document

    def _get(self, address: str) -> object:
        return parse_json(self._fetcher.read(address))


def _is_statusgen(document: object) -> bool:
    """Whether statusgen wrote a document: its lists lead to all that is older."""
    known: Json = document if isinstance(document, dict) else {}
    incidents = (*objects_of(known, "incidents"), *objects_of(known, "scheduled_maintenances"))
    return any("statusgen" in one for one in (known, *incidents))


def base_address(address: str) -> str:
    """A page's address with `/` at its end, from any that is usual to give."""
    parts = split_address(address.strip())
    path = _TAIL.sub("", parts.path.rstrip("/"))
    return urlunsplit((parts.scheme.lower(), parts.netloc, f"{path.rstrip('/')}/", "", ""))
