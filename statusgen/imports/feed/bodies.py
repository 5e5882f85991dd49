"""What the body of an item holds: one text, or a whole history, as known products write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape

from statusgen.imports.feed.times import Stamp, parse_stamp, place_stamps
from statusgen.imports.feed.words import is_state, state_of, status_of
from statusgen.model.terms import State, Status

_TAG = re.compile(r"<[^>]*>")
_HEAD = re.compile(
    r"(?:<p[^>]*>\s*)?<small>(?P<when>.*?)</small>\s*<br\s*/?>\s*"
    r"<strong>(?P<state>.*?)</strong>\s*(?:[-–—](?!\S))?\s*",
    re.DOTALL | re.IGNORECASE,
)
_PLANNED = re.compile(r"THIS IS A SCHEDULED EVENT\s+(.*?)\s+-\s+(.*)", re.DOTALL)
_STATUS_LINE = re.compile(r"\s*<b>\s*Status:\s*([^<]+?)\s*</b>\s*(?:<br\s*/?>\s*)*", re.IGNORECASE)
_AFFECTED = re.compile(
    r"(?:<br\s*/?>\s*)*(?:<b>\s*)?Affected components:?\s*(?:</b>)?:?\s*<ul>(.*?)</ul>",
    re.DOTALL | re.IGNORECASE,
)
_ITEM = re.compile(r"<li>\s*(.*?)\s*(?:\(([^()]*)\)\s*)?</li>", re.DOTALL | re.IGNORECASE)
_FACT = re.compile(
    r"<p>\s*<strong>\s*(Type|Duration|Affected Components):?\s*</strong>:?(.*?)</p>|"
    r"(?:^|\n)[ \t]*(Type|Duration|Affected Components):(.*)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"(\d+)\s*(day|hour|minute|second)s?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a body: `html` is its text, `word` its state's word as it stands there."""

    key: str
    at: datetime | None
    state: State | None
    html: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """What a body tells. `components` are (name, status, where one is told)."""

    statements: tuple[Statement, ...] = ()
    components: tuple[tuple[str, Status | None], ...] = ()
    starts: datetime | None = None
    ends: datetime | None = None
    planned: bool = False


def parse_history(html: str, near: datetime, beside: str = "") -> Body | None:
    """A body that holds all statements, as Statuspage and Instatus write it; None where it is none.

    `near` is the item's own time, `beside` another form of the same body.
    """
    if escaped := "&lt;small&gt;" in html:
        html = unescape(html)  # Instatus escapes them once more than it should
    heads = list(_HEAD.finditer(html))
    if not heads:
        return None
    stamps = [parse_stamp(unescape(_TAG.sub("", head["when"]))) for head in heads]
    before = html[: heads[0].start()]
    window = _window(before)
    times = place_stamps(stamps, near, window)
    ends = [*(head.start() for head in heads[1:]), len(html)]
    statements = []
    for head, at, end in zip(heads, times, ends, strict=True):
        text = html[head.end() : end].strip()
        if escaped:
            text = text.removesuffix("</p>").strip().removesuffix(".")  # its template adds one
        statements.append(_statement(head, at, text))
    facts = _facts(before + "\n" + beside)
    starts, until = _planned(window, near, facts)
    rest = _FACT.sub("", _PLANNED.sub("", before))
    components = tuple(
        (name, None) for name in facts.get("affected components", "").split(", ") if name
    )
    planned = bool(window) or facts.get("type", "").lower() == "maintenance"
    told = _keyed(statements)
    if _TAG.sub("", rest).strip():
        told = (Statement("(before)", None, None, rest), *told)
    return Body(told, components, starts, until, planned)


def _statement(head: re.Match[str], at: datetime | None, text: str) -> Statement:
    when = " ".join(unescape(_TAG.sub("", head["when"])).split())
    word = unescape(_TAG.sub("", head["state"])).strip()
    if not is_state(word):
        text = f"<strong>{head['state']}</strong> - {text}"
    if at is None:
        text = f"<em>{when}</em><br>{text}"
    if head[0].startswith("<p"):
        text = f"<p>{text}"  # its end stands in the text
    return Statement(f"{when} {word}", at, state_of(word), text, word)


def _keyed(statements: list[Statement]) -> tuple[Statement, ...]:
    """The statements oldest first, each with a key of its own that stays as the body grows."""
    times = [statement.at for statement in statements if statement.at]
    upwards = len(times) > 1 and times[0] < times[-1]
    oldest_first = statements if upwards else statements[::-1]
    if len(times) == len(statements):
        oldest_first = sorted(oldest_first, key=lambda statement: str(statement.at))
    found, seen = [], dict[str, int]()
    for one in oldest_first:
        seen[one.key] = seen.get(one.key, 0) + 1
        key = one.key if seen[one.key] == 1 else f"{one.key} {seen[one.key]}"
        found.append(Statement(key, one.at, one.state, one.html, one.word))
    return tuple(found)


def _window(html: str) -> tuple[Stamp, ...]:
    """The two stamps of `THIS IS A SCHEDULED EVENT Jan 16, 12:00 - 16:00 GMT`; none without it."""
    found = _PLANNED.search(" ".join(unescape(_TAG.sub("", html)).split()))
    if not found:
        return ()
    first = parse_stamp(found[1])
    last = parse_stamp(found[2], first)
    if not first or not last:
        return ()
    zone = first.zone or last.zone
    return Stamp(first.month, first.day, first.clock, zone, first.year or last.year), last


def _planned(
    window: tuple[Stamp, ...], near: datetime, facts: dict[str, str]
) -> tuple[datetime | None, datetime | None]:
    if window:
        starts, ends = place_stamps(window, near)
        return starts, ends
    amounts = {unit.lower(): int(n) for n, unit in _AMOUNT.findall(facts.get("duration", ""))}
    if facts.get("type", "").lower() != "maintenance" or not amounts:
        return None, None
    lasts = timedelta(**{f"{unit}s": number for unit, number in amounts.items()})
    return near, near + lasts


def _facts(text: str) -> dict[str, str]:
    """What Instatus tells above the statements; the fuller one where it does so twice."""
    facts: dict[str, str] = {}
    for one, first, other, second in _FACT.findall(text):
        value = unescape(_TAG.sub("", first or second)).strip()
        name = (one or other).lower()
        facts[name] = value or facts.get(name, "")
    return facts


def parse_status_line(html: str) -> Body | None:
    """A body that tells how things are now, as incident.io writes it; None where it is none."""
    found = _STATUS_LINE.match(html)
    if not found or not is_state(found[1]):
        return None
    rest, components = html[found.end() :], []
    if affected := _AFFECTED.search(rest):
        rest = rest[: affected.start()] + rest[affected.end() :]
        for name, word in _ITEM.findall(affected[1]):
            components.append((unescape(_TAG.sub("", name)), status_of(word)))
    statement = Statement("", None, state_of(found[1]), rest.strip(), found[1])
    return Body((statement,), tuple(components), planned="maintenance" in found[1].lower())
