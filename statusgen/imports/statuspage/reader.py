"""Statuspage, and whatever speaks its API (v2): from an address, or from saved documents.

The way through a page: its lists, their archives, then what they name.
"""

import re
from pathlib import Path
from urllib.parse import quote, urljoin, urlunsplit

from statusgen.imports.history import History, SourceError
from statusgen.imports.sources.addresses import is_address
from statusgen.imports.sources.data import Fields, object_of, objects_of, parse_json, text_of
from statusgen.imports.sources.fetch import Fetcher, FetchLimits, NotFound, TemporaryFailure
from statusgen.imports.sources.files import SourceFiles
from statusgen.imports.statuspage.responses import Responses
from statusgen.read.source import split_address

_TAIL = re.compile(r"/(?:api(?:/v[12])?(?:/[\w.-]*)*|history(?:\.\w+)?|index\.html?)$")
_LISTS = ("api/v2/summary.json", "api/v2/incidents.json", "api/v2/scheduled-maintenances.json")
_QUIET = 8
"""Pages of the history (three months each) without an incident, after which there are no more."""
_MOST = 400
"""Pages of the history, or archives, that are read at most."""
_OLDER = "older entries could not be read"


def read_statuspage(source: str, limits: FetchLimits | None = None) -> History:
    """The history of a page. `source` is its address, or a folder or file of saved documents.

    Raises SourceError where nothing in it is a document of such a page.
    """
    if is_address(source):
        responses = Responses()
        return responses.history(Crawler(source, limits, responses).crawl())
    return _read_saved(SourceFiles(Path(source))).history("")


def _read_saved(files: SourceFiles) -> Responses:
    responses, recognized = Responses(files.losses), 0
    for name in files.names(".json") or files.names():
        try:
            if responses.add(parse_json(files.read(name)), name):
                recognized += 1
            else:
                reason = "it is not a document of a status page; it is left out"
                responses.losses.note(name, "a file", reason)
        except SourceError as error:
            responses.note_unread(name, str(error))
    if not recognized:
        raise SourceError(
            "nothing in it is a document of a status page, like incidents.json or incidents/ID.json"
        )
    for key, title in responses.missing().items():
        responses.note_unread(f"incident {key}", f"only its title is there: {title!r}")
    return responses


class Crawler:
    """Reads a page, from its base address or another of its usual ones, into `responses`."""

    def __init__(self, address: str, limits: FetchLimits | None, responses: Responses) -> None:
        self._base = base_address(address)
        self._fetcher = Fetcher(self._base, limits)
        self._responses = responses
        self._has_archives = False

    def crawl(self) -> str:
        """Read every document of the page; return the page's address.

        Raises SourceError where none of the lists is there.
        """
        reasons = [self._read_list(name) for name in _LISTS]
        if all(reasons):
            raise SourceError(f"{self._base}{_LISTS[0]}: {reasons[0]}")
        if reasons[0]:
            self._read_list("api/v2/components.json")
        if not self._has_archives:
            self._read_history()
        for key in self._responses.missing():
            self._read_incident(key)
        return self._base

    def _read_list(self, name: str) -> str:
        """Read a list and the archives behind it; return why that failed, or nothing."""
        address: str = urljoin(self._base, name)
        seen: set[str] = set()
        while address and address not in seen and len(seen) < _MOST:
            seen.add(address)
            try:
                document = self._read_document(address)
            except SourceError as error:
                self._note(address, "a list", error, f"{error}; what only it has was not read")
                return str(error) if len(seen) == 1 else ""
            # Lists of statusgen's lead to all that is older, from the host that its page names.
            entries = objects_of(document, "incidents")
            entries += objects_of(document, "scheduled_maintenances")
            self._has_archives |= any("statusgen" in each for each in (document, *entries))
            address = text_of(object_of(document, "statusgen"), "prev_archive")
            home = text_of(object_of(document, "page"), "url").rstrip("/") + "/"
            if address.startswith(home):
                address = self._base + address.removeprefix(home)
        return ""

    def _read_history(self) -> None:
        """The history page by page, back to where there is nothing any more."""
        quiet, failed, before = 0, False, None
        for number in range(1, _MOST + 1):
            address = f"{self._base}history.json?page={number}"
            try:
                months = self._read_months(address)
            except SourceError as error:
                lost = error if number == 1 else TemporaryFailure(str(error))
                self._note(address, "a page of the history", lost, f"{error}; {_OLDER}")
                if number == 1 or failed:
                    return
                failed = True
                continue
            if not months or months == before:
                return
            self._responses.add({"months": months}, address)
            quiet = 0 if any(objects_of(month, "incidents") for month in months) else quiet + 1
            if quiet == _QUIET:
                return
            before, failed = months, False
        reason = f"it has more than {_MOST} pages; {_OLDER}"
        self._responses.losses.note(self._base, "the history", reason)

    def _read_months(self, address: str) -> list[Fields]:
        document = parse_json(self._fetcher.read(address))
        if not isinstance(document, dict) or not isinstance(document.get("months"), list):
            raise SourceError("it is not a history by months")
        return objects_of(document, "months")

    def _note(self, address: str, what: str, error: SourceError, reason: str) -> None:
        """Note a document that was not read: no answer costs entries, another page has none."""
        if isinstance(error, TemporaryFailure):
            self._responses.note_unread(address, reason)
        else:
            self._responses.losses.note(address, what, reason)

    def _read_incident(self, key: str) -> None:
        """One incident by itself, at the page's own address or at the API's."""
        reason = ""
        for folder in ("incidents/", "api/v2/incidents/"):
            address = f"{self._base}{folder}{quote(key, safe='')}.json"
            try:
                self._read_document(address)
            except NotFound as error:
                reason = reason or f"{address}: {error}"
            except SourceError as error:
                reason = f"{address}: {error}"
                break
            else:
                return
        self._responses.note_unread(f"incident {key}", reason)

    def _read_document(self, address: str) -> Fields:
        """A document of the API, added to the others. Raises SourceError where there is none."""
        document = parse_json(self._fetcher.read(address))
        if not self._responses.add(document, address):
            raise SourceError("it is not a document of a status page")
        return document if isinstance(document, dict) else {}


def base_address(address: str) -> str:
    """A page's address with `/` at its end, from any that is usual to give."""
    parts = split_address(address.strip())
    path = _TAIL.sub("", parts.path.rstrip("/"))
    return urlunsplit((parts.scheme.lower(), parts.netloc, f"{path.rstrip('/')}/", "", ""))
