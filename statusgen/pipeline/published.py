"""What of a site is published: read from a folder that was built, or from a feed."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from statusgen.checks.placeholders import is_example_domain
from statusgen.checks.published import Published, PublishedEvent, PublishedItem, check_published
from statusgen.model.addresses import Route, file_at
from statusgen.model.entry import FOLDERS
from statusgen.model.findings import Findings
from statusgen.pipeline.build_state import read_manifest
from statusgen.pipeline.disk import read_bytes
from statusgen.pipeline.load import Site

_ITEM = re.compile(r"tag:([^,]+),\d{4}-\d\d-\d\d:(.+)/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)")
_DOCUMENT = re.compile(rf"(?:{'|'.join(FOLDERS)})/([^/]+)/index\.html")
_REDIRECT = re.compile(
    rf'http-equiv="refresh" content="0; url=[^"]*/((?:{"|".join(FOLDERS)})/[^/"]+/)"'
)
_HEAD = Route.JSON_FEED.file()
_ARCHIVE = re.compile(re.escape(Route.MONTH_JSON_FEED.file("*")).replace(r"\*", r"\d{4}-\d\d"))
_EVENT = re.compile(re.escape(Route.EVENT.file("*")).replace(r"\*", r"([^/]+)"))
_EVENT_FIELD = re.compile(rb"^(DTSTART|DTEND|SEQUENCE):(\d+(?:T\d+Z)?)\r?$", re.MULTILINE)


class _Item(msgspec.Struct):
    id: str
    url: str = ""


class _Feed(msgspec.Struct):
    items: list[_Item]


def check_against(site: Site, out: Path, paths: Iterable[str] | None = None) -> Findings:
    """Findings about what is published, in a folder or a JSON feed, and would change or vanish.

    What is later than the site's instant is left out, and so is a page with an example's identity,
    which was never published. `paths` are the files of interest in the folder; by default, those of
    the last build.
    """
    findings = Findings()
    if out.is_file():
        published = Published(tuple(_read_items(out, is_recent=True)))
    else:
        published = _read_folder(site, out, read_manifest(out) if paths is None else paths)
    if any(is_example_domain(item.identity) for item in published.items):
        return findings
    published = published._replace(
        items=tuple(item for item in published.items if item.at <= site.at),
        maintenances=published.maintenances - site.content.to_come,
    )
    check_published(site.content, published, findings)
    return findings


def _read_folder(site: Site, out: Path, paths: Iterable[str]) -> Published:
    planned = {record.entry.id for record in site.maintenances if not record.over}
    items: list[PublishedItem] = []
    events: dict[str, PublishedEvent] = {}
    maintenances = set()
    for path in paths:
        if path == _HEAD or _ARCHIVE.fullmatch(path):
            items += _read_items(out / path, path == _HEAD)
        elif match := _EVENT.fullmatch(path):
            maintenances.add(match[1])
            if match[1] in planned and (event := _read_event(out / path)):
                events[match[1]] = event
    gone = set(paths) - site.content.leading_files.keys() - dict(site.media).keys()
    redirects, known = dict(_read_redirects(out, gone)), {*maintenances, *(i.entry for i in items)}
    documents = filter(None, map(_DOCUMENT.fullmatch, gone - redirects.keys()))
    removed = frozenset(match[0] for match in documents if match[1] not in known)
    return Published(tuple(items), frozenset(maintenances), events, redirects, removed)


def _read_redirects(out: Path, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Those among some files that lead to the document of an entry, and its path."""
    for path in paths:
        if path.endswith(".html"):
            text = (read_bytes(out / path) or b"").decode(errors="replace")
            if match := _REDIRECT.search(text):
                yield path, file_at(match[1])


def _read_items(path: Path, is_recent: bool) -> Iterator[PublishedItem]:
    """The updates in a JSON feed; none where it is something else."""
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        for item in msgspec.json.decode(read_bytes(path) or b"", type=_Feed).items:
            if match := _ITEM.fullmatch(item.id):
                identity, entry, at = match.groups()
                when = datetime.fromisoformat(at)
                folders = (name for name in FOLDERS if f"/{name}/{entry}/#" in item.url)
                yield PublishedItem(identity, entry, when, is_recent, next(folders, ""))


def _read_event(path: Path) -> PublishedEvent | None:
    values = dict(_EVENT_FIELD.findall(read_bytes(path) or b""))
    try:
        starts, ends = (
            datetime.strptime(values[name].decode(), "%Y%m%dT%H%M%S%z")
            for name in (b"DTSTART", b"DTEND")
        )
        return PublishedEvent(starts, ends, int(values[b"SEQUENCE"]))
    except (KeyError, ValueError):
        return None
