"""The updates of an issue: the blocks of its body with their times and states.

Times are taken as written. A time of day gets its day from its neighbours, over midnight where
the order of the updates says so; an update for which nothing is written has none.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import NamedTuple

from statusgen.imports.cstate.blocks import (
    Block,
    parse_blocks,
    part_first_report,
    replace_shortcodes,
    restore_times,
)
from statusgen.imports.history import Losses, SourceUpdate
from statusgen.imports.sources import mixed_markup
from statusgen.imports.sources.markup import html_to_markdown
from statusgen.imports.sources.written_times import WrittenTime, find_time
from statusgen.model.entry import Entry, Incident
from statusgen.model.instants import format_instant
from statusgen.model.terms import INCIDENT_STATES, MAINTENANCE_STATES, OVER, State

_DAY = timedelta(days=1)
_EARLY = timedelta(hours=1)
"""How far an issue's own time may be from the first or the last of its texts."""


class IssueBody(NamedTuple):
    """An issue's body as it is in its file: `line` is the number of its first line.

    `at` is the issue's own time, `zone` where its times are without one, `base` the address
    against which its links are meant. `end` is since when the issue is over, where that is known.
    """

    text: str
    place: str
    line: int
    at: datetime
    zone: tzinfo
    kind: type[Entry]
    base: str = ""
    html: bool = False
    end: datetime | None = None

    def place_of(self, line: int) -> str:
        """A line of the body (from 0) in its file."""
        return f"{self.place}:{self.line + line}"


def parse_body(body: IssueBody, losses: Losses) -> tuple[SourceUpdate, ...]:
    """A body's updates, oldest first."""
    text, comments = mixed_markup.split_comments(body.text)
    for position, comment in comments:
        if comment:
            place = body.place_of(body.text.count("\n", 0, position))
            reason = "a comment, which its page never showed; it is left out"
            losses.note(place, _shorten(comment), reason)
    replaced = replace_shortcodes(text)
    for line, code in replaced.others:
        reason = "a shortcode of another theme; it is kept as written"
        losses.note(body.place_of(line), code, reason)
    convert = html_to_markdown if body.html else mixed_markup.mixed_to_markdown
    markdown = convert(replaced.text, body.base, body.place, losses)
    rewritten = markdown != replaced.text
    markdown, definitions = mixed_markup.split_definitions(markdown)
    times, blocks = replaced.times, []
    for block in parse_blocks(markdown):
        # HTML that was rewritten keeps no lines.
        place = body.place if rewritten else body.place_of(block.line)
        blocks.append(_read_time(block, times, place, losses))
    ordered = _put_in_order(blocks, body)
    instants = _find_instants(ordered, body)
    updates, seen = [], Counter[str]()
    for number, (found, at) in enumerate(zip(ordered, instants, strict=True), 1):
        block = found
        if block.time and at is None:
            reason = "its day is not certain; the update has no time"
            losses.note(body.place, f"the time “{_shorten(block.first)}”", reason)
            block = block._replace(time=None)
        name = format_instant(at) if at else "untimed"
        seen[name] += 1
        key = name if at and seen[name] == 1 else f"{name} {seen[name]}"
        closes = number == len(ordered) and body.end is not None and block.closes
        state = None if block.state in OVER and at is None else block.state
        state = State.RESOLVED if closes and at is None else state
        words = restore_times(_words(block, body.kind, closes), times)
        words = mixed_markup.add_definitions(words, definitions)
        updates.append(SourceUpdate(key, at, state, words))
    return tuple(updates)


def _read_time(block: Block, times: Sequence[str], place: str, losses: Losses) -> Block:
    """A block with the time that its mark or its label gives, if that can be read."""
    written = times[block.mark] if block.mark is not None and block.mark < len(times) else ""
    time = block.time
    if written:
        time, end = find_time(written) or (None, 0)
        if end != len(written):
            time = None
            reason = "it cannot be read; the update has no time"
            losses.note(place, f"the time “{written}”", reason)
    if time and time.ambiguous:
        reason = f"“{time.ambiguous}” means several time zones; the update has no time"
        losses.note(place, f"the time “{_shorten(block.first)}”", reason)
        time = None
    return block._replace(time=time)


def _put_in_order(blocks: list[Block], body: IssueBody) -> list[Block]:
    """The blocks, oldest first. They are in one order or the other.

    Times of day fit both; then it is the one in which all lie closer together.
    """
    if _ends_with_first_report(blocks):
        return [*blocks[:-1], *part_first_report(blocks[-1])][::-1]
    both = (blocks, blocks[::-1])
    spans = []
    for order in both:
        known = [body.at, *filter(None, _find_instants(order, body))]
        spans.append(max(known) - min(known))
    newest_first = spans[1] < spans[0] if spans[0] != spans[1] else _is_newest_first(blocks)
    return both[newest_first]


def _ends_with_first_report(blocks: Sequence[Block]) -> bool:
    """Whether untimed updates, newest first, follow up something that has no label.

    What follows up comes first on no page but one that has the newest on top.
    """
    labels = [block.label for block in blocks]
    if not labels or any(block.time or block.mark is not None for block in blocks):
        return False
    top, bottom = labels[0], labels[-1]
    first = any(label and label.side < 0 for label in labels)
    return bool(top and bottom and bottom.follows and (top.follows or top.side > 0)) and not first


def _is_newest_first(blocks: Sequence[Block]) -> bool:
    """Whether the newest update is at the top, going by full times, else by the labels."""
    timed = [block.time for block in blocks if block.time]
    if votes := sum(_vote(above, below) for above, below in pairwise(timed)):
        return votes < 0
    labels = [block.label for block in blocks]
    sides = [label.side if label else 0 for label in labels]
    if any(sides):
        return sum((below > above) - (below < above) for above, below in pairwise(sides)) < 0
    labelled = [bool(label and label.word) for label in labels]
    return bool(labelled) and labelled[0] and not labelled[-1]


def _vote(above: WrittenTime, below: WrittenTime) -> int:
    """1 where a time is above a later one, -1 where it is above an earlier one, else 0."""
    if above.dated and below.dated:
        return _sign((below.on(date.min, UTC) - above.on(date.min, UTC)).total_seconds())
    if above.month_day or below.month_day:
        return 0
    minutes = [time.clock.hour * 60 + time.clock.minute for time in (above, below)]
    return _sign(minutes[1] - minutes[0])


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _find_instants(blocks: Sequence[Block], body: IssueBody) -> list[datetime | None]:
    """The blocks' instants, oldest first. A time of day follows the one that is known before it."""
    instants = [block.time and _with_date(block.time, body.at, body.zone) for block in blocks]
    bare = [(n, b.time) for n, b in enumerate(blocks) if b.time and not b.time.month_day]
    known = next((n for n, at in enumerate(instants) if at), None)
    if known is None and bare:
        known, time = bare[0]
        instants[known] = _on_first_day(time, body)
    if known is None or instants[known] is None:
        return instants
    before = after = instants[known]
    times = dict(bare)
    for n in range(known + 1, len(blocks)):
        if before and n in times:
            instants[n] = _roll(times[n], before, body.zone, 1)
        before = instants[n] or before
    for n in range(known - 1, -1, -1):
        if after and n in times:
            instants[n] = _roll(times[n], after, body.zone, -1)
        after = instants[n] or after
    return instants


def _with_date(time: WrittenTime, at: datetime, zone: tzinfo) -> datetime | None:
    """A time with a date as an instant; a year that is not written is the nearest one."""
    if not time.month_day:
        return None
    instants = []
    for year in [time.year] if time.year else [at.year - 1, at.year, at.year + 1]:
        with suppress(ValueError):  # 29 February, in most years
            instants.append(time.on(date(year, 1, 1), zone))
    return min(instants, key=lambda instant: abs(instant - at), default=None)


def _on_first_day(time: WrittenTime, body: IssueBody) -> datetime | None:
    """The instant with that time of day in the day from the issue's own time on.

    None where it may as well be of another day: the issue is longer, or was over by then.
    """
    begins = body.at - _EARLY
    if body.end and body.end >= body.at + _DAY:
        return None
    at = time.on(begins.astimezone(time.zone or body.zone).date(), body.zone)
    at += timedelta(days=at < begins)
    return None if body.end and at > body.end + _EARLY else at


def _roll(time: WrittenTime, known: datetime, zone: tzinfo, step: int) -> datetime:
    """The next instant with that time of day after a known one (1), or the last before it (-1)."""
    same_day = time.on(known.astimezone(time.zone or zone).date(), zone)
    passed = same_day < known if step > 0 else same_day > known
    return same_day + timedelta(days=step) if passed else same_day


def _words(block: Block, kind: type[Entry], closes: bool) -> str:
    """A block's text: without a time and a label that its heading will repeat.

    The heading repeats the label's state; what ends an entry needs a time for that, unless it
    is known to close it.
    """
    label, state = block.label, block.state
    first = block.first
    if label and not (label.time and (block.mark is not None or block.time is None)):
        states = INCIDENT_STATES if kind is Incident else MAINTENANCE_STATES
        repeated = state in states and (state not in OVER or block.time is not None or closes)
        first = label.text if state is None or repeated else label.with_word
    words = "\n".join((first, block.rest)).strip("\n").rstrip()
    return words if block.mark is None else words.removesuffix("\\")


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
