"""Statuspage, and whatever speaks its API (v2): from an address, or from saved documents."""

from pathlib import Path

from statusgen.imports.history import History, SourceError
from statusgen.imports.sources.addresses import is_address
from statusgen.imports.sources.data import parse_json
from statusgen.imports.sources.fetch import FetchLimits
from statusgen.imports.sources.files import SourceFiles
from statusgen.imports.statuspage.crawl import Crawler
from statusgen.imports.statuspage.responses import Responses


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
