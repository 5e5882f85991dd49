"""What of a site is published: read from a folder that was built, or from a feed."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from statusgen.checks.published import Published, PublishedEvent, PublishedItem, check_published
from statusgen.model.addresses import Route
from statusgen.model.findings import Findings
from statusgen.pipeline.build_state import read_manifest
from statusgen.pipeline.disk import read_bytes
from statusgen.pipeline.load import Site

_ITEM = re.compile(r"tag:([^,]+),\d{4}-\d\d-\d\d:(.+)/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)")
_HEAD = Route.JSON_FEED.file()
_ARCHIVE = re.compile(re.escape(Route.MONTH_JSON_FEED.file("*")).replace(r"\*", r"\d{4}-\d\d"))
_EVENT = re.compile(re.escape(Route.EVENT.file("*")).replace(r"\*", r"([^/]+)"))
_EVENT_FIELDS = {
    name: re.compile(rf"^{name}:(\w+)\r?$".encode(), re.MULTILINE)
    for name in ("DTSTART", "DTEND", "SEQUENCE")
}


class _Item(msgspec.Struct):
    id: str


class _Feed(msgspec.Struct):
    items: list[_Item]


def check_against(site: Site, out: Path, paths: Iterable[str] | None = None) -> Findings:
    """What a site takes back of what is published in a folder, or in a JSON feed.

    A site at an instant in the past takes nothing back that came later.
    `paths` are the files in the folder that are of interest; by default, those of the last build.
    """
    findings = Findings()
    if out.is_file():
        published = Published(tuple(_read_items(out, is_recent=True)))
    else:
        published = _read_folder(site, out, read_manifest(out) if paths is None else paths)
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
    return Published(tuple(items), frozenset(maintenances), events)


def _read_items(path: Path, is_recent: bool) -> Iterator[PublishedItem]:
    """The updates in a JSON feed; none where it is something else."""
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        for item in msgspec.json.decode(read_bytes(path) or b"", type=_Feed).items:
            if match := _ITEM.fullmatch(item.id):
                identity, entry, at = match.groups()
                yield PublishedItem(identity, entry, datetime.fromisoformat(at), is_recent)


def _read_event(path: Path) -> PublishedEvent | None:
    content = read_bytes(path) or b""
    found = {name: pattern.search(content) for name, pattern in _EVENT_FIELDS.items()}
    values = {name: match[1].decode() for name, match in found.items() if match}
    try:
        starts, ends = (_parse_instant(values[name]) for name in ("DTSTART", "DTEND"))
        return PublishedEvent(starts, ends, int(values["SEQUENCE"]))
    except (KeyError, ValueError):
        return None


def _parse_instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
