"""An RSS or Atom feed of incidents, for pages that offer nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from statusgen.imports.errors import SourceError
from statusgen.imports.feed.entry import FeedEntryReader, Group
from statusgen.imports.feed.items import Feed, Item, parse_feed
from statusgen.imports.feed.words import has_state_in_brackets, part_title
from statusgen.imports.history import Counts, History, SourceComponent, SourceEntry, SourcePage
from statusgen.imports.sources.fetch import Fetcher, Patience, is_address
from statusgen.imports.sources.files import SourceFiles
from statusgen.imports.sources.losses import Tally

_MOST = 600
"""Archives of a feed that are read at most."""
_APART = timedelta(days=7)
_NAMES_UPDATE = re.compile(r"\d|update|comment", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:\s+status)?(?:\s+-\s+incident history|\s+status(?:\s+(?:page|feed|updates))?)$",
    re.IGNORECASE,
)
_EARLY = datetime.min.replace(tzinfo=UTC)


def read_feed(source: str, patience: Patience | None = None) -> History:
    """The history that a feed tells. `source` is its address or a file, or a folder of such files.

    Raises SourceError where there is no feed.
    """
    tally = Tally()
    if is_address(source):
        feeds = [feed for _, feed in _fetch(source, Fetcher(source, patience), tally)]
    else:
        feeds = [feed for _, feed in _open(SourceFiles(Path(source)), tally)]
    return _history(feeds, source if is_address(source) else "", tally)


def _fetch(address: str, fetcher: Fetcher, tally: Tally) -> Iterator[tuple[str, Feed]]:
    """The feed and, one after the other, the archives behind it (RFC 5005)."""
    seen: set[str] = set()
    while address and address not in seen:
        if len(seen) == _MOST:
            tally.note(address, "the archives", f"more than {_MOST} are not read")
            return
        try:
            feed = parse_feed(fetcher.read(address))
        except SourceError as error:
            if not seen:
                raise SourceError(f"{address}: {error}") from None
            tally.note(address, "an archive of the feed", f"{error}; older ones are not read")
            return
        seen.add(address)
        _name_flaws(feed, address, tally)
        yield address, feed
        address = _earlier(feed, address)


def _earlier(feed: Feed, address: str) -> str:
    """The archive before, beside the feed where it was asked for, whatever host it names."""
    folder = feed.own.rpartition("/")[0] + "/"
    named = urljoin(feed.own or address, feed.earlier) if feed.earlier else ""
    if not feed.own or not named:
        return named
    root = urljoin(feed.own, "/")
    asked = urljoin(address, "/")
    path = urlsplit(address).path
    if urlsplit(feed.own).path == path and named.startswith(root):
        return asked + named.removeprefix(root)
    return urljoin(address, named.removeprefix(folder)) if named.startswith(folder) else named


def _open(files: SourceFiles, tally: Tally) -> Iterator[tuple[str, Feed]]:
    names = files.names(".rss", ".atom", ".xml") or files.names()
    found = 0
    for name in names:
        try:
            feed = parse_feed(files.read(name))
        except SourceError as error:
            if len(names) == 1:
                raise SourceError(f"{name}: {error}") from None
            tally.note(name, "a file", str(error))
            continue
        found += 1
        _name_flaws(feed, name, tally)
        yield name, feed
    if not found:
        raise SourceError("there is no feed in it")


def _name_flaws(feed: Feed, place: str, tally: Tally) -> None:
    if feed.lost:
        tally.note(
            place, f"{feed.lost} item(s)", "they are too broken to be read; they are left out"
        )
    if feed.cut:
        tally.note(place, "the last item", "the feed is cut off in it; it is left out")
    elif feed.flaw:
        tally.note(place, "the feed", f"it is not well-formed ({feed.flaw}); what it shows is read")


def _history(feeds: Iterable[Feed], address: str, tally: Tally) -> History:
    documents = tuple(feeds)
    first = documents[0]
    items = tuple(_newest(item for feed in documents for item in feed.items))
    home = first.home or (urljoin(address, "/") if address else "")
    always = bool(items) and all(has_state_in_brackets(item.title) for item in items)
    reader = FeedEntryReader(home, always, first.generator == "statusgen", tally)
    groups = tuple(_group(items, home, always))
    entries = [entry for group in groups if (entry := reader.read(group))]
    components = dict.fromkeys(name for entry in entries for name, _ in entry.components)
    page = SourcePage(
        name=_TITLE.sub("", first.title),
        url=home,
        language=first.language,
        components=tuple(SourceComponent(name, name) for name in components),
    )
    broken = sum(feed.cut + feed.lost for feed in documents)
    read = Counts(
        entries=len(groups) + broken,
        updates=sum(len(entry.updates) for entry in entries),
        components=len(components),
        characters=sum(len(update.text) for entry in entries for update in entry.updates),
    )
    kept: list[SourceEntry] = sorted(entries, key=lambda entry: (entry.at, entry.key))
    return History(page, tuple(kept), read, tally.losses)


def _newest(items: Iterable[Item]) -> Iterator[Item]:
    """Of items that several documents hold, the one that was changed last; oldest first."""
    found: dict[tuple[str, str], Item] = {}
    for item in items:
        key = (item.id, item.link) if item.id or item.link else (item.title, str(item.at))
        if key not in found or (item.at or _EARLY) > (found[key].at or _EARLY):
            found[key] = item
    return iter(sorted(found.values(), key=lambda item: item.at or _EARLY))


def _group(items: Iterable[Item], home: str, always: bool) -> Iterator[Group]:
    """The items by what they are about: by their address, where that is not the page's own.

    Without one, items of one title belong together while no week lies between them.
    """
    by_key: dict[str, list[Item]] = {}
    for item in items:
        by_key.setdefault(_key(item, home, always), []).append(item)
    for key, members in by_key.items():
        if key.startswith("/"):
            yield Group(key, tuple(members))
            continue
        for run in _runs(members):
            day = f" {run[0].at:%Y-%m-%d}" if run[0].at else ""
            yield Group(f"{key}{day}", tuple(run))


def _key(item: Item, home: str, always: bool) -> str:
    _, title = part_title(item.title, always)
    address, fragment = urldefrag(item.link)
    parts = urlsplit(address)
    host = "" if parts.netloc in ("", urlsplit(home).netloc) else f"//{parts.netloc}"
    path = re.sub(r"/+", "/", parts.path) + (f"?{parts.query}" if parts.query else "")
    if fragment and not _NAMES_UPDATE.match(fragment):
        return f"{host}{path or '/'}#{fragment}"
    if not host and path.strip("/") == urlsplit(home).path.strip("/"):
        return title
    return host + path


def _runs(items: list[Item]) -> Iterator[list[Item]]:
    """Items, oldest first, parted where a week lies between two."""
    number, before = 0, None
    numbers = []
    for item in items:
        if before and item.at and item.at - before > _APART:
            number += 1
        numbers.append(number)
        before = item.at or before
    for _, run in groupby(zip(numbers, items, strict=True), key=lambda pair: pair[0]):
        yield [item for _, item in run]
