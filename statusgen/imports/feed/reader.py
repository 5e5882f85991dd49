"""An RSS or Atom feed of incidents, for pages that offer nothing else."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from statusgen.imports.feed.entry import ItemsParser
from statusgen.imports.feed.items import Feed, FeedItem, parse_feed
from statusgen.imports.feed.words import has_state_in_brackets, split_title
from statusgen.imports.history import History, Losses, SourceComponent, SourceError, SourcePage
from statusgen.imports.sources.addresses import is_address
from statusgen.imports.sources.fetch import Fetcher, FetchLimits
from statusgen.imports.sources.files import SourceFiles

_MOST = 600
"""Archives of a feed that are read at most."""
_WEEK = timedelta(days=7)
_NAMES_UPDATE = re.compile(r"\d|update|comment", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:\s+status)?(?:\s+-\s+incident history|\s+status(?:\s+(?:page|feed|updates))?)$",
    re.IGNORECASE,
)
_EARLY = datetime.min.replace(tzinfo=UTC)


def read_feed(source: str, limits: FetchLimits | None = None) -> History:
    """The history that a feed has. `source` is its address or a file, or a folder of such files.

    Raises SourceError where there is no feed.
    """
    if is_address(source):
        losses = Losses()
        feeds = list(_fetch(source, Fetcher(source, limits), losses))
        return _history(feeds, urljoin(source, "/"), losses)
    files = SourceFiles(Path(source))
    losses = Losses(files.losses)
    feeds = list(_read_files(files, losses))
    if not feeds:
        raise SourceError("there is no feed in it")
    return _history(feeds, "", losses)


def _fetch(address: str, fetcher: Fetcher, losses: Losses) -> Iterator[Feed]:
    """The feed and, one after the other, the archives behind it (RFC 5005)."""
    seen: set[str] = set()
    while address and address not in seen:
        if len(seen) == _MOST:
            losses.note(address, "the archives", f"more than {_MOST} are not read")
            return
        try:
            feed = parse_feed(fetcher.read(address))
        except SourceError as error:
            if not seen:
                raise SourceError(f"{address}: {error}") from None
            losses.note(address, "an archive of the feed", f"{error}; older ones were not read")
            return
        seen.add(address)
        _note_flaws(feed, address, losses)
        yield feed
        address = _earlier(feed, address)


def _earlier(feed: Feed, address: str) -> str:
    """The archive before, next to the feed as it was requested, whatever host it names."""
    earlier = urljoin(feed.own or address, feed.earlier) if feed.earlier else ""
    if not feed.own or not earlier:
        return earlier
    root, folder = urljoin(feed.own, "/"), feed.own.rpartition("/")[0] + "/"
    if urlsplit(feed.own).path == urlsplit(address).path and earlier.startswith(root):
        return urljoin(address, "/") + earlier.removeprefix(root)
    return urljoin(address, earlier.removeprefix(folder)) if earlier.startswith(folder) else earlier


def _read_files(files: SourceFiles, losses: Losses) -> Iterator[Feed]:
    names = files.names(".rss", ".atom", ".xml") or files.names()
    for name in names:
        try:
            feed = parse_feed(files.read(name))
        except SourceError as error:
            if len(names) == 1:
                raise SourceError(f"{name}: {error}") from None
            losses.note(name, "a file", str(error))
            continue
        _note_flaws(feed, name, losses)
        yield feed


def _note_flaws(feed: Feed, place: str, losses: Losses) -> None:
    if feed.lost:
        reason = "they are too badly broken to be read; they are left out"
        losses.note(place, f"{feed.lost} item(s)", reason)
    if feed.cut:
        losses.note(place, "the last item", "the feed is cut off in it; it is left out")
    elif feed.flaw:
        reason = f"it is not well-formed ({feed.flaw}); what it shows is read"
        losses.note(place, "the feed", reason)


def _history(feeds: list[Feed], root: str, losses: Losses) -> History:
    """One history of several documents; `root` is the page's where the feed names none."""
    first = feeds[0]
    home = first.home or root
    items = _newest_versions(item for feed in feeds for item in feed.items)
    always = bool(items) and all(has_state_in_brackets(item.title) for item in items)
    parser = ItemsParser(home, always, first.generator == "statusgen", losses)
    parsed = [parser.parse(key, group) for key, group in _group_items(items, home, always)]
    entries = sorted(filter(None, parsed), key=lambda entry: (entry.at, entry.key))
    names = dict.fromkeys(name for entry in parsed if entry for name, _ in entry.components)
    components = tuple(SourceComponent(name, name) for name in names)
    title = _TITLE.sub("", first.title)
    page = SourcePage(title, home, language=first.language, components=components)
    lost = parsed.count(None) + sum(feed.cut + feed.lost for feed in feeds)
    return History(page, tuple(entries), tuple(losses), lost)


def _newest_versions(items: Iterable[FeedItem]) -> list[FeedItem]:
    """Of items that several documents hold, the one that was changed last; oldest first."""
    newest: dict[tuple[str, str], FeedItem] = {}
    for item in items:
        key = (item.id, item.link) if item.id or item.link else (item.title, str(item.at))
        if key not in newest or (item.at or _EARLY) > (newest[key].at or _EARLY):
            newest[key] = item
    return sorted(newest.values(), key=lambda item: item.at or _EARLY)


def _group_items(
    items: Iterable[FeedItem], home: str, always: bool
) -> Iterator[tuple[str, list[FeedItem]]]:
    """The items by what they are about, each group with a key that names it for good.

    That is their address, where it is not the page's own. Without one, items of one title belong
    together while no week lies between them.
    """
    by_key: dict[str, list[FeedItem]] = {}
    for item in items:
        by_key.setdefault(_group_key(item, home, always), []).append(item)
    for key, members in by_key.items():
        runs: list[list[FeedItem]] = [[]]
        before = None
        for item in members:
            late = bool(before and item.at and item.at - before > _WEEK)
            if late and not key.startswith("/"):
                runs.append([])
            runs[-1].append(item)
            before = item.at or before
        for run in runs:
            day = run[0].at and not key.startswith("/")
            yield f"{key} {run[0].at:%Y-%m-%d}" if day else key, run


def _group_key(item: FeedItem, home: str, always: bool) -> str:
    _, title = split_title(item.title, always)
    address, fragment = urldefrag(item.link)
    parts = urlsplit(address)
    host = "" if parts.netloc in ("", urlsplit(home).netloc) else f"//{parts.netloc}"
    path = re.sub(r"/+", "/", parts.path) + (f"?{parts.query}" if parts.query else "")
    if fragment and not _NAMES_UPDATE.match(fragment):
        return f"{host}{path or '/'}#{fragment}"
    if not host and path.strip("/") == urlsplit(home).path.strip("/"):
        return title
    return host + path
