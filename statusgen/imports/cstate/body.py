"""The updates of an issue: the pieces of its body with their times and states.

Times are taken as written. A time of day gets its day from its neighbours, over midnight where
the order of the updates says so; an update for which nothing is written has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise

from statusgen.imports.cstate.blocks import Block, parse_blocks
from statusgen.imports.cstate.shortcodes import parse_codes, restore_times
from statusgen.imports.history import Loss, SourceUpdate
from statusgen.imports.sources.markup import html_to_markdown, unseen_elements
from statusgen.imports.sources.mixed_markup import (
    add_definitions,
    parse_mixed,
    split_comments,
    split_definitions,
)
from statusgen.imports.sources.written_times import Moment, find_moment
from statusgen.model.entry import Entry, Incident
from statusgen.model.instants import format_instant
from statusgen.model.terms import INCIDENT_STATES, MAINTENANCE_STATES, OVER

_HALF_DAY = timedelta(hours=12)
_NEVER_SHOWN = "a comment, which its page never showed; it is left out"


@dataclass(frozen=True, slots=True)
class Body:
    """An issue's body as it stands in its file: `line` is the number of its first line.

    `at` is the issue's own time, `zone` where its times are without one, `base` the address
    against which its links are meant.
    """

    text: str
    place: str
    line: int
    at: datetime
    zone: tzinfo
    kind: type[Entry]
    base: str = ""
    html: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    block: Block
    moment: Moment | None


def parse_body(body: Body) -> tuple[tuple[SourceUpdate, ...], tuple[Loss, ...]]:
    """A body's updates, oldest first, and what of it could not be carried."""
    text, comments = split_comments(body.text)
    losses = [
        Loss(_place(body, body.text.count("\n", 0, position)), _short(comment), _NEVER_SHOWN)
        for position, comment in comments
        if comment
    ]
    codes = parse_codes(text)
    losses += [
        Loss(_place(body, line), code, "a shortcode of another theme; it is kept as written")
        for line, code in codes.others
    ]
    plain = (
        html_to_markdown(codes.text, body.base) if body.html else parse_mixed(codes.text, body.base)
    )
    if plain != codes.text:
        reason = "an element of HTML that shows no text; it is left out"
        losses += [Loss(body.place, f"<{name}>", reason) for name in unseen_elements(codes.text)]
    plain, definitions = split_definitions(plain)
    pieces, unread = _read_times(parse_blocks(plain), codes.times, body)
    ordered = _put_in_order(pieces, body)
    found = zip(ordered, _instants(ordered, body), strict=True)
    updates = []
    for piece, at in found:
        words = restore_times(_words(piece, body.kind), codes.times)
        updates.append((piece, at, add_definitions(words, definitions)))
    return _name(updates), (*losses, *unread)


def _read_times(
    blocks: Sequence[Block], times: Sequence[str], body: Body
) -> tuple[list[_Piece], list[Loss]]:
    """Each block with the time that its mark or its head tells."""
    pieces, losses = [], []
    for block in blocks:
        written = times[block.track] if block.track is not None and block.track < len(times) else ""
        moment = block.head.moment if block.head else None
        if written:
            found = find_moment(written)
            moment = found[0] if found and found[1] == len(written) else None
            if moment is None:
                what, reason = f"the time “{written}”", "it cannot be read; the update has no time"
                losses.append(Loss(_place(body, block.line), what, reason))
        if moment and moment.unsure:
            reason = f"“{moment.unsure}” means several time zones; the update has no time"
            losses.append(
                Loss(_place(body, block.line), f"the time “{_short(block.first)}”", reason)
            )
            moment = None
        pieces.append(_Piece(block, moment))
    return pieces, losses


def _put_in_order(pieces: list[_Piece], body: Body) -> list[_Piece]:
    """The pieces, oldest first. They stand in one order or the other.

    Times of day fit both; then it is the one in which all lie closer together.
    """
    both = (pieces, pieces[::-1])
    spans = [_span(_instants(order, body), body.at) for order in both]
    if spans[0] != spans[1]:
        return both[spans[1] < spans[0]]
    return both[_newest_first(pieces)]


def _span(instants: Sequence[datetime | None], at: datetime) -> timedelta:
    known = [instant for instant in (*instants, at) if instant]
    return max(known) - min(known)


def _newest_first(pieces: Sequence[_Piece]) -> bool:
    """Whether the newest update stands at the top, as whole times tell, else the labels."""
    timed = [piece.moment for piece in pieces if piece.moment]
    if votes := sum(_vote(a, b) for a, b in pairwise(timed)):
        return votes < 0
    sides = [piece.block.head.side if piece.block.head else 0 for piece in pieces]
    if any(sides):
        return sum(_sign(b - a) for a, b in pairwise(sides)) < 0
    labelled = [bool(piece.block.head and piece.block.head.label) for piece in pieces]
    return bool(labelled) and labelled[0] and not labelled[-1]


def _vote(above: Moment, below: Moment) -> int:
    """1 where a time stands above a later one, -1 where above an earlier one, else 0."""
    if above.whole and below.whole:
        return _sign((below.on(date.min, UTC) - above.on(date.min, UTC)).total_seconds())
    if above.month_day or below.month_day:
        return 0
    return _sign(_minutes(below) - _minutes(above))


def _minutes(moment: Moment) -> int:
    return moment.clock.hour * 60 + moment.clock.minute


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _instants(pieces: Sequence[_Piece], body: Body) -> list[datetime | None]:
    """The pieces' instants, oldest first. A time of day follows the one that is known before it."""
    found: list[datetime | None] = [
        _dated(piece.moment, body.at, body.zone) if piece.moment else None for piece in pieces
    ]
    order = [n for n, piece in enumerate(pieces) if piece.moment]
    first = next((n for n in order if found[n]), None)
    if order and first is None:
        first = order[0]
        found[first] = _nearest(pieces[first].moment, body.at, body.zone)
    before = after = found[first] if first is not None else None
    for n in order:
        if n > (first or 0):
            before = found[n] = found[n] or _roll(pieces[n].moment, before, body.zone, 1)
    for n in reversed(order):
        if n < (first or 0):
            after = found[n] = _roll(pieces[n].moment, after, body.zone, -1)
    return found


def _dated(moment: Moment, at: datetime, zone: tzinfo) -> datetime | None:
    """A moment with a date as an instant; a year that is not written is the nearest one."""
    if not moment.month_day:
        return None
    years = [moment.year] if moment.year else [at.year - 1, at.year, at.year + 1]
    found = []
    for year in years:
        with suppress(ValueError):  # 29 February, in most years
            found.append(moment.on(date(year, 1, 1), zone))
    return min(found, key=lambda instant: abs(instant - at), default=None)


def _nearest(moment: Moment | None, at: datetime, zone: tzinfo) -> datetime:
    """The instant with that time of day that lies nearest to another."""
    assert moment
    zone = moment.zone or zone
    first = moment.on(at.astimezone(zone).date(), zone)
    if abs(first - at) <= _HALF_DAY:
        return first
    return first + timedelta(days=1 if first < at else -1)


def _roll(moment: Moment | None, known: datetime | None, zone: tzinfo, way: int) -> datetime:
    """The next instant with that time of day after a known one, or the last before it."""
    assert moment
    assert known
    zone = moment.zone or zone
    found = moment.on(known.astimezone(zone).date(), zone)
    late = found < known if way > 0 else found > known
    return found + timedelta(days=way) if late else found


def _words(piece: _Piece, kind: type[Entry]) -> str:
    """A piece's text: without a time and a label that its heading will say."""
    block, head = piece.block, piece.block.head
    first = block.first
    if head and not (head.moment and (block.track is not None or piece.moment is None)):
        first = head.text if _said(piece, kind) else head.labelled
    return "\n".join((first, block.rest)).strip("\n").rstrip()


def _said(piece: _Piece, kind: type[Entry]) -> bool:
    """Whether the heading will say the label's state. What ends an entry needs a time for that."""
    head = piece.block.head
    state = head.state if head else None
    states = INCIDENT_STATES if kind is Incident else MAINTENANCE_STATES
    return state is None or (state in states and not (state in OVER and piece.moment is None))


def _name(
    updates: Sequence[tuple[_Piece, datetime | None, str]],
) -> tuple[SourceUpdate, ...]:
    """Name each update by its time, and those without one by their number among these."""
    seen: Counter[str] = Counter()
    named = []
    for piece, at, text in updates:
        base = format_instant(at) if at else "untimed"
        seen[base] += 1
        key = base if at and seen[base] == 1 else f"{base} {seen[base]}"
        head = piece.block.head
        state = head.state if head and not (head.state in OVER and at is None) else None
        named.append(SourceUpdate(key, at, state, text))
    return tuple(named)


def _place(body: Body, line: int) -> str:
    """A line of the body (from 0) in its file; HTML that was rewritten keeps no lines."""
    return f"{body.place}:{body.line + line}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
