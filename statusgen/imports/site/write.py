"""A history written into a site's folder, and the account of it.

The order makes an interrupted import safe to run again: the page with its components first, then
entries, each in one step, and the record last. What no record tells is known by its aliases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urljoin

from statusgen.imports.errors import SourceError
from statusgen.imports.history import History, SourceEntry, SourcePage
from statusgen.imports.site.account import Account
from statusgen.imports.site.components import choose_ids
from statusgen.imports.site.index import read_shelves
from statusgen.imports.site.ledger import RECORD, Record, format_records, parse_records
from statusgen.imports.site.merge import Desk
from statusgen.imports.site.normalize import settle_entry
from statusgen.imports.site.normalized import Losses
from statusgen.imports.site.page_file import add_components, format_page, parse_page_file
from statusgen.model.findings import Findings, FindingsError
from statusgen.model.page import Page
from statusgen.pipeline import disk
from statusgen.pipeline.layout import PAGE
from statusgen.pipeline.site_files import read_page, read_site

Progress = Callable[[int, int], None]


def import_history(
    kind: str, history: History, root: Path, now: datetime, progress: Progress
) -> Account:
    """Bring a history into the site at `root`, which is made where there is none.

    Raises FindingsError where the site's own page cannot be read or a link leaves the site,
    SourceError where its record cannot be read.
    """
    _refuse_links(root)
    records = parse_records(disk.read_bytes(root / RECORD))
    record = records.setdefault(f"{kind} {history.name}".strip(), Record())
    losses, known = Losses(history.losses), set(record.components)
    page, ids = _bring_page(root, history.page, record, now.date(), losses)
    others = [other for other in records.values() if other is not record]
    desk = Desk(root, page, ids, read_shelves(root, page, now, _claimed(others)), record)
    waiting = 0
    for done, (key, entry) in enumerate(_keyed(history.entries), 1):
        waiting += _bring_entry(desk, key, entry, history.page.url, now, losses)
        progress(done, len(history.entries))
    content = format_records(records)
    if disk.read_bytes(root / RECORD) != content:
        disk.replace_text(root / RECORD, content)
    there = {component.key for component in history.page.components} & ids.keys()
    brought = desk.written.entries + desk.before.entries + waiting
    return Account(
        read=history.read,
        written=replace(desk.written, components=len(there - known)),
        before=replace(desk.before, components=len(there & known)),
        unwritten=max(0, history.read.entries - brought),
        left=desk.left,
        open=desk.open,
        losses=tuple(losses),
    )


def _refuse_links(root: Path) -> None:
    """Nothing is written through a link that leaves the site. Raises FindingsError."""
    findings = Findings()
    read_site(root, None, findings)
    if outside := [finding for finding in findings if finding.code == "link-outside"]:
        raise FindingsError(outside)


def _claimed(records: Iterable[Record]) -> Iterator[str]:
    """The files of the entries that these records know."""
    return (known.file for record in records for known in record.entries.values())


def _bring_entry(
    desk: Desk, key: str, entry: SourceEntry, url: str, now: datetime, losses: Losses
) -> bool:
    """Settle one entry and bring it in; True where all of it is still to come."""
    own = Losses()
    try:
        settled = settle_entry(entry, _address(url, entry), now, own)
        if settled:
            desk.take(key, settled, own)
    except SourceError as error:
        own.note(entry.place, f"the entry {entry.key}", str(error))
        return False
    finally:
        losses += own
    return settled is None


def _address(url: str, entry: SourceEntry) -> str:
    """The address of an entry's own document in the source; nothing where that is none."""
    try:
        return urljoin(url, "".join(entry.paths[:1]))
    except ValueError:
        return ""


def _keyed(entries: tuple[SourceEntry, ...]) -> Iterator[tuple[str, SourceEntry]]:
    """The entries by time, each with its name in the record, which is its own alone."""
    seen: Counter[str] = Counter()
    for entry in sorted(entries, key=lambda entry: (entry.at, entry.key, entry.place)):
        key = f"{entry.kind.folder}/{entry.key}"
        seen[key] += 1
        yield (f"{key} in {entry.place}" if seen[key] > 1 else key), entry


def _bring_page(
    root: Path, source: SourcePage, record: Record, today: date, losses: Losses
) -> tuple[Page, dict[str, str]]:
    """The site's page, with the source's components, and the ids of those that it has."""
    content = read_page(root)
    before = parse_page_file(content, today) if content is not None else None
    ids = choose_ids(source.components, before, record.components)
    if content is None or before is None:
        after = format_page(source, ids, losses).encode()
    else:
        there = {component.id for component in before.components}
        for component in source.components:
            if ids[component.key] in there and component.key not in record.components:
                what = f"the component {component.name} ({ids[component.key]})"
                losses.note(PAGE, what, "the page has one of that name already; they are one")
        missing = [
            component
            for component in source.components
            if ids[component.key] not in there and component.key not in record.components
        ]
        added = add_components(content, missing, ids, today) if missing else content
        for component in missing if added is None else ():
            reason = "it cannot be put into the list there; write it in by hand, and import again"
            losses.note(PAGE, f"the component {component.name} ({ids[component.key]})", reason)
        after = content if added is None else added
    page = parse_page_file(after, today)
    if after != content:
        disk.replace_text(root / PAGE, after)
    there = {component.id for component in page.components}
    ids = {key: id for key, id in ids.items() if id in there}
    record.components |= ids
    return page, ids
