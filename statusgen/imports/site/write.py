"""A history written into a site's folder.

The order makes an interrupted import safe to run again: the page with its components first, then
entries, each in one step, and the ledger last. What the ledger lacks is known by its aliases.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

from statusgen.imports.history import History, Losses, SourceEntry, SourceError, SourcePage
from statusgen.imports.site import page_file
from statusgen.imports.site.index import SiteIndex
from statusgen.imports.site.ledger import LEDGER, SourceLedger, format_ledger, parse_ledger
from statusgen.imports.site.merge import Merge
from statusgen.imports.site.normalize import normalize_entry
from statusgen.imports.site.report import ImportReport
from statusgen.imports.sources.addresses import join_addresses
from statusgen.model.findings import Findings, FindingsError
from statusgen.model.page import Page
from statusgen.pipeline import disk
from statusgen.pipeline.content_files import list_entries, read_page
from statusgen.pipeline.layout import PAGE
from statusgen.pipeline.load import parse_page_file
from statusgen.pipeline.site_files import read_site

Progress = Callable[[int, int], None]


def import_history(
    kind: str, history: History, root: Path, now: datetime, progress: Progress
) -> ImportReport:
    """Bring a history into the site at `root`, which is made where there is none.

    Raises FindingsError where the site's own page cannot be read or a link leaves the site,
    SourceError where its ledger cannot be read.
    """
    _refuse_links(root)
    ledger = parse_ledger(disk.read_bytes(root / LEDGER))
    own = ledger.setdefault(f"{kind} {history.name}".strip(), SourceLedger({}, {}))
    losses, known = Losses(history.losses), set(own.components)
    page, ids = _write_page(root, history.page, own, now.date(), losses)
    others = (source for source in ledger.values() if source is not own)
    claimed = (entry.file for source in others for entry in source.entries.values())
    merge = Merge(root, page, ids, SiteIndex(root, page, now, claimed), own)
    to_come = 0
    for done, (key, entry) in enumerate(_with_keys(history.entries), 1):
        to_come += _add_entry(merge, key, entry, history.page.url, now, losses)
        progress(done, len(history.entries))
    content = format_ledger(ledger)
    if disk.read_bytes(root / LEDGER) != content:
        disk.replace_text(root / LEDGER, content)
    there = {component.key for component in history.page.components} & ids.keys()
    carried = merge.written.entries + merge.before.entries + to_come
    return ImportReport(
        read=history.read,
        written=merge.written._replace(components=len(there - known)),
        before=merge.before._replace(components=len(there & known)),
        unwritten=max(0, history.read.entries - carried),
        removed=merge.removed,
        open=merge.open,
        losses=tuple(losses),
    )


def _refuse_links(root: Path) -> None:
    """Nothing is written through a link that leaves the site. Raises FindingsError."""
    findings = Findings()
    read_site(root, findings)
    findings.extend(list_entries(root).findings)
    if outside := [finding for finding in findings if finding.code == "link-outside"]:
        raise FindingsError(outside)


def _with_keys(entries: tuple[SourceEntry, ...]) -> Iterator[tuple[str, SourceEntry]]:
    """The entries by time, each with its name in the ledger, which is its own alone."""
    seen: Counter[str] = Counter()
    for entry in sorted(entries, key=lambda entry: (entry.at, entry.key, entry.place)):
        key = f"{entry.kind.folder}/{entry.key}"
        seen[key] += 1
        yield (f"{key} in {entry.place}" if seen[key] > 1 else key), entry


def _add_entry(
    merge: Merge, key: str, entry: SourceEntry, url: str, now: datetime, losses: Losses
) -> bool:
    """Normalize one entry and merge it; True where all of it is still to come."""
    own, base = Losses(), join_addresses(url, "".join(entry.paths[:1]))
    try:
        normalized = normalize_entry(entry, base, now, own)
        if normalized:
            merge.add(key, normalized, own)
    except SourceError as error:
        own.note(entry.place, f"the entry {entry.key}", str(error))
        return False
    finally:
        losses += own
    return normalized is None


def _write_page(
    root: Path, source: SourcePage, ledger: SourceLedger, today: date, losses: Losses
) -> tuple[Page, dict[str, str]]:
    """The site's page, with the source's components, and the ids of those that it has."""
    content = read_page(root)
    before = parse_page_file(content, today) if content is not None else None
    ids = page_file.choose_ids(source.components, before, ledger.components)
    if content is None or before is None:
        after = page_file.format_page(source, ids, losses).encode()
    else:
        there = {component.id for component in before.components}
        new = [c for c in source.components if c.key not in ledger.components]
        names = {c.key: f"the component {c.name} ({ids[c.key]})" for c in new}
        for component in new:
            if ids[component.key] in there:
                reason = "the page already has one of that name; they are treated as the same"
                losses.note(PAGE, names[component.key], reason)
        missing = [component for component in new if ids[component.key] not in there]
        added = page_file.add_components(content, missing, ids, today) if missing else content
        for component in missing if added is None else ():
            reason = "it cannot be added to the list there; add it by hand, and import again"
            losses.note(PAGE, names[component.key], reason)
        after = content if added is None else added
    page = parse_page_file(after, today)
    if after != content:
        disk.replace_text(root / PAGE, after)
    there = {component.id for component in page.components}
    ids = {key: id for key, id in ids.items() if id in there}
    ledger.components |= ids
    return page, ids
