"""What the body of an item holds: one text, or a whole history, as known products write it."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from html import unescape
from typing import NamedTuple

from statusgen.imports.feed.times import Stamp, parse_stamp, place_stamps
from statusgen.imports.feed.words import is_state, state_of, status_of
from statusgen.imports.history import ComponentStatuses, SourceUpdate
from statusgen.model.terms import Status

_TAG = re.compile(r"<[^<>]*>")
_HEADING = re.compile(
    r"(?:<p[^<>]*>\s*)?<small>(?P<when>(?:(?!</?small>).){0,300})</small>\s*<br\s*/?>\s*"
    r"<strong>(?P<state>(?:(?!</?strong>).){0,300})</strong>\s*(?:[-–—](?!\S))?\s*",
    re.DOTALL | re.IGNORECASE,
)
_PLANNED = re.compile(
    r"THIS IS A SCHEDULED EVENT\s{1,9}(\S.{0,300}?)\s{1,9}-\s{1,9}(.*)", re.DOTALL
)
_STATUS_LINE = re.compile(r"\s*<b>\s*Status:([^<]+)</b>\s*(?:<br\s*/?>\s*)*", re.IGNORECASE)
_AFFECTED = re.compile(
    r"(?:<b>\s*)?Affected components:?\s*(?:</b>)?:?\s*<ul>(?P<items>(?:(?!</?ul>).)*)</ul>",
    re.DOTALL | re.IGNORECASE,
)
_ITEM = re.compile(r"<li>((?:(?!</?li>).)*)</li>", re.DOTALL | re.IGNORECASE)
_NAME_AND_STATUS = re.compile(r"(.*)\(([^()]*)\)", re.DOTALL)
_FACT = re.compile(
    r"<p>\s*<strong>\s*(Type|Duration|Affected Components):?\s*</strong>:?"
    r"((?:(?!</?p\b).)*)</p>|(?:^|\n)[ \t]*(Type|Duration|Affected Components):(.*)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"(?<!\d)(\d{1,6})\s{0,9}(day|hour|minute|second)s?", re.IGNORECASE)


class ItemBody(NamedTuple):
    """What a body says, its updates oldest first, their texts still as they are there."""

    updates: tuple[SourceUpdate, ...] = ()
    components: ComponentStatuses = ()
    starts: datetime | None = None
    ends: datetime | None = None
    planned: bool = False


def parse_history(html: str, near: datetime, beside: str = "") -> ItemBody | None:
    """A body of all updates, as Statuspage and Instatus write it; None where it is none.

    `near` is the item's own time, `beside` another form of the same body.
    """
    if escaped := "&lt;small&gt;" in html:
        html = unescape(html)  # Instatus escapes them once more than it should
    headings = list(_HEADING.finditer(html))
    if not headings:
        return None
    before = html[: headings[0].start()]
    window = _scheduled_window(before)
    stamps = [parse_stamp(_plain_text(heading["when"])) for heading in headings]
    times = place_stamps(stamps, near, window)
    ends = [*(heading.start() for heading in headings[1:]), len(html)]
    updates = []
    for heading, at, end in zip(headings, times, ends, strict=True):
        text = html[heading.end() : end].strip()
        if escaped:
            text = text.removesuffix("</p>").strip().removesuffix(".")  # its template adds one
        updates.append(_body_update(heading, at, text))
    updates = _order_by_time(updates)
    facts = _read_facts(before + "\n" + beside)
    starts, until = _planned_times(window, near, facts)
    rest = _FACT.sub("", _PLANNED.sub("", before))
    if _plain_text(rest):
        updates.insert(0, SourceUpdate("(before)", None, None, rest))
    planned = bool(window) or facts.get("type", "").lower() == "maintenance"
    names = facts.get("affected components", "").split(", ")
    components = tuple((name, None) for name in names if name)
    return ItemBody(tuple(updates), components, starts, until, planned)


def _plain_text(html: str) -> str:
    """The text of a piece of HTML on one line."""
    return " ".join(unescape(_TAG.sub("", html)).split())


def _body_update(heading: re.Match[str], at: datetime | None, text: str) -> SourceUpdate:
    when, word = _plain_text(heading["when"]), unescape(_TAG.sub("", heading["state"])).strip()
    if not is_state(word):
        text = f"<strong>{heading['state']}</strong> - {text}"
    if at is None:
        text = f"<em>{when}</em><br>{text}"
    if heading[0].startswith("<p"):
        text = f"<p>{text}"  # its end tag is in the text
    return SourceUpdate(f"{when} {word}", at, state_of(word), text)


def _order_by_time(updates: list[SourceUpdate]) -> list[SourceUpdate]:
    """The updates oldest first, each with a key of its own that stays as the body grows."""
    times = [update.at for update in updates if update.at]
    ascending = len(times) > 1 and times[0] < times[-1]
    ordered = updates if ascending else updates[::-1]
    if len(times) == len(updates):
        ordered = sorted(ordered, key=lambda update: str(update.at))
    keyed, seen = [], Counter[str]()
    for update in ordered:
        seen[update.key] += 1
        number = seen[update.key]
        keyed.append(update._replace(key=f"{update.key} {number}") if number > 1 else update)
    return keyed


def _scheduled_window(html: str) -> tuple[Stamp, ...]:
    """The two stamps of `THIS IS A SCHEDULED EVENT Jan 16, 12:00 - 16:00 GMT`; none without it."""
    match = _PLANNED.search(_plain_text(html))
    first = parse_stamp(match[1]) if match else None
    last = parse_stamp(match[2], first) if match else None
    if not first or not last:
        return ()
    return first._replace(zone=first.zone or last.zone, year=first.year or last.year), last


def _planned_times(
    window: Sequence[Stamp], near: datetime, facts: dict[str, str]
) -> tuple[datetime | None, datetime | None]:
    if window:
        starts, ends = place_stamps(window, near)
        return starts, ends
    amounts = {unit.lower(): int(n) for n, unit in _AMOUNT.findall(facts.get("duration", ""))}
    if facts.get("type", "").lower() != "maintenance" or not amounts:
        return None, None
    try:
        return near, near + timedelta(**{f"{unit}s": number for unit, number in amounts.items()})
    except OverflowError:
        return None, None


def _read_facts(text: str) -> dict[str, str]:
    """What Instatus says above the updates; the fuller one where it does so twice."""
    facts: dict[str, str] = {}
    for name, value, other_name, other_value in _FACT.findall(text):
        key = (name or other_name).lower()
        facts[key] = unescape(_TAG.sub("", value or other_value)).strip() or facts.get(key, "")
    return facts


def parse_status_line(html: str) -> ItemBody | None:
    """A body that says how things are now, as incident.io writes it; None where it is none."""
    status = _STATUS_LINE.match(html)
    if not status or not is_state(status[1]):
        return None
    rest, items = html[status.end() :], []
    if affected := _AFFECTED.search(rest):
        rest = rest[: affected.start()] + rest[affected.end() :]
        items = _ITEM.findall(affected["items"])
    components = tuple(map(_read_component, items))
    update = SourceUpdate("", None, state_of(status[1]), rest.strip())
    return ItemBody((update,), components, planned="maintenance" in status[1].lower())


def _read_component(item: str) -> tuple[str, Status | None]:
    """A component and its status, as in `Web shop (Partial outage)`."""
    item = item.strip()
    match = _NAME_AND_STATUS.fullmatch(item)
    name, word = match.groups() if match else (item, "")
    return unescape(_TAG.sub("", name)).strip(), status_of(word)
