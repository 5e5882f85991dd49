"""Instants and days as people write them: `2026-03-12 16:40`, `17:10`, `in 30 minutes`.

The offset of a local time comes from the IANA data in the `tzdata` package, not from the machine,
so that the same text is the same instant everywhere.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from importlib import resources
from itertools import zip_longest
from zoneinfo import ZoneInfo

from statusgen.model.entry import When
from statusgen.read.promise_words import suggest_promise

DATE = r"(\d{4})-(\d{1,2})-(\d{1,2})"
_CLOCK = r"(\d{1,2})[:.](\d{2})(?::(\d{2}))?"
_OFFSET = r"(Z|z|[+-]\d{2}:?\d{2})"
TIMESTAMP = rf"{DATE}(?:[Tt]|[ \t]+){_CLOCK}(?:[ \t]*{_OFFSET})?"
_FULL = re.compile(TIMESTAMP)
_DAY = re.compile(DATE)
_TIME_OF_DAY = re.compile(_CLOCK)
_RANGE = re.compile(
    rf"(?:(?:from|between)\s+)?(?P<day>{DATE}[T\s]\s*)?(?P<begin>\d{{1,2}}[:.]\d{{2}})\s{{0,3}}"
    rf"(?:[-–—−~/]|to|until|till|and)\s{{0,3}}(?P<last>{DATE}[T\s]\s*)?"
    r"(?P<end>(?:[01]?\d|2[0-4])[:.][0-5]\d)",
    re.IGNORECASE,
)
_BESIDES_HOURS = re.compile(
    r"-(?:10:30|09:30|08:30|04:30|03:45|03:30|02:30|01:30)|\+(?:0[3-9]:30|1[0-2]:30|0[589]:45|1[23]:45)"
)
"""The offsets with minutes that a zone has had since 1970."""
_TOMORROW = re.compile(r"tomorrow,?\s+(\d{1,2}:\d{2})", re.IGNORECASE)
_NO_TIME = re.compile(
    r"(?:tb[acd]|n/?a|no|none|open|pending|unknown|soon|later|asap|(?:as soon as|when|once)\b.*"
    r"|to be (?:announced|confirmed|determined|decided)|\W*)\W?",
    re.IGNORECASE,
)
_HOURS_AND_MINUTES = re.compile(r"in\s+(\d{1,2})\s?h\s?([0-5]\d)", re.IGNORECASE)
_UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days"), timedelta(days=1)),
    **dict.fromkeys(("w", "week", "weeks"), timedelta(weeks=1)),
}
YEARS = range(1970, 3000)
"""Those in which anything may be dated."""
_FARTHEST = timedelta(days=3660)
_LIES_AHEAD = "a promise lies after the update that makes it"


class BadTime(ValueError):
    """A time that cannot be read; `code` as in a `Finding`.

    In `fix`, `{today}` is replaced by the day in examples.
    """

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.code, self._fix = code, fix

    def fix(self, today: date) -> str:
        """What to do about it, with this day in an example."""
        return self._fix.replace("{today}", today.isoformat())


@cache
def load_zone(name: str) -> ZoneInfo | None:
    """The IANA zone of that name, or None."""
    if name not in zone_names():
        return None
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of a name that was checked when the page was read."""
    zone = load_zone(name)
    assert zone is not None
    return zone


@cache
def zone_names() -> frozenset[str]:
    """Every zone's name."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("ascii").split())


def parse_timestamp(text: str, zone: ZoneInfo) -> datetime:
    """An instant in UTC. Raises BadTime."""
    match = _FULL.fullmatch(text.strip())
    if not match:
        _refuse_range(text)
        raise BadTime("bad-time", f'"{text}" is not a date and time', "write it like {today} 16:40")
    year, month, day, hour, minute, second = map(int, match.groups("0")[:6])
    _check_year(year)
    fixed = _parse_offset(text, match[7]) if match[7] else None
    try:
        local = datetime(year, month, day, hour, minute, second, tzinfo=fixed)
    except ValueError as error:
        fix = "look at the calendar and the clock"
        raise BadTime("bad-time", f'"{text}" does not exist: {error}', fix) from None
    return local.astimezone(UTC) if fixed else at_zone(local, zone)


def _check_year(year: int) -> None:
    """Raises BadTime for one that is mistyped, and would leave no day before or after it."""
    if year not in YEARS:
        fix = "the year must be between 1970 and 2999"
        raise BadTime("bad-time", f"the year {year} cannot be right", fix)


def _parse_offset(text: str, offset: str) -> timezone:
    if offset in "Zz":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    is_whole = not minutes and hours <= (12 if offset[0] == "-" else 14)
    if not (is_whole or _BESIDES_HOURS.fullmatch(f"{offset[:3]}:{offset[-2:]}")):
        _refuse_range(text)
        message = f'"{text}" has an offset that no clock has'
        raise BadTime("bad-time", message, "write it like +08:00")
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if offset[0] == "-" else ahead)


def _refuse_range(text: str) -> None:
    """Raises BadTime for `9:00–9:30` and its like."""
    if match := _RANGE.fullmatch(text.strip()):
        raise BadTime(
            "bad-time", f'"{text}" looks like a range', f"write one time: {_ends_of(match)}"
        )


def _ends_of(span: re.Match[str]) -> str:
    """Both times of a range, each with its day."""
    first, last = span["day"] or "", span["last"] or span["day"] or ""
    return f"{first}{span['begin']} or {last}{span['end']}"


def doubt_offset(text: str, at: datetime, zone: ZoneInfo) -> tuple[str, str] | None:
    """Why an offset may be the end of a range, `09:00-09:30`, and what to write; mostly None.

    An offset after a blank, or a T between day and time, show that no range is meant.
    """
    match = _RANGE.fullmatch(text.strip())
    offset = "-" + match["end"] if match else ""
    if not match or not _FULL.fullmatch(text.strip()) or "T" in text.upper() or " -" in text:
        return None
    if match["begin"] >= match["end"] or format_offset(at.astimezone(zone)) == offset:
        return None
    message = f'"{text}" is read as {match["begin"]} at UTC{offset}'
    iso = "T".join(text.split())
    return message, f"write {_ends_of(match)} if it is a range, or {iso} if the offset is meant"


def at_zone(local: datetime, zone: ZoneInfo) -> datetime:
    """The one instant, in UTC, at which clocks in a zone show a local time. Raises BadTime."""
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    before, after = (f"{at:%Y-%m-%d %H:%M}{format_offset(at)}" for at in (first, second))
    if first.astimezone(UTC) > second.astimezone(UTC):
        message = f"{first:%Y-%m-%d %H:%M} does not exist in {zone.key}: clocks skip it"
        raise BadTime("nonexistent-time", message, f"write the offset: {after} or {before}")
    message = f"{first:%Y-%m-%d %H:%M} happens twice in {zone.key}: clocks go back"
    raise BadTime("ambiguous-time", message, f"write the offset: {before} or {after}")


def format_offset(local: datetime) -> str:
    """The offset of a local time, as people write it: `+08:00`."""
    text = f"{local:%z}"
    return f"{text[:3]}:{text[3:5]}"


def parse_day(text: str) -> date:
    """A calendar day. Raises BadTime."""
    match = _DAY.fullmatch(text.strip())
    if not match:
        raise BadTime("bad-time", f'"{text}" is not a date', "write it like {today}")
    year, month, day = map(int, match.groups())
    _check_year(year)
    try:
        return date(year, month, day)
    except ValueError as error:
        fix = "look at the calendar"
        raise BadTime("bad-time", f'"{text}" does not exist: {error}', fix) from None


def parse_day_or_timestamp(text: str, zone: ZoneInfo) -> When:
    """A calendar day, with the instant where a time of day is given. Raises BadTime."""
    if _DAY.fullmatch(text.strip()):
        return When(parse_day(text))
    if _FULL.fullmatch(text.strip()):
        at = parse_timestamp(text, zone)
        return When(at.astimezone(zone).date(), at)
    fix = "write it like {today}, or {today} 16:40"
    raise BadTime("bad-time", f'"{text}" is not a date', fix)


def parse_promise(text: str, made: datetime, zone: ZoneInfo) -> datetime:
    """When the next update is promised: a time of day, a distance or a full timestamp.

    A time of day means the first one after `made`. Raises BadTime.
    """
    if _NO_TIME.fullmatch(text.strip()):
        raise BadTime(
            "bad-time", f'"{text}" names no time', "leave the line out until you know one"
        )
    if match := _HOURS_AND_MINUTES.fullmatch(text.strip()):
        fix = f"write in {match[1]} h {match[2]} min"
        raise BadTime("bad-time", f'"{text}" is not a time', fix)
    if match := _TIME_OF_DAY.fullmatch(text.strip()):
        return _next_time_of_day(text, match, made, zone)
    if match := _TOMORROW.fullmatch(text.strip()):
        tomorrow = made.astimezone(zone).date() + timedelta(days=1)
        return parse_timestamp(f"{tomorrow} {match[1]}", zone)
    if (distance := _parse_distance(text)) is not None:
        return made + distance
    if not _FULL.fullmatch(text.strip()):
        _refuse_range(text)
        fix = suggest_promise(text, made.astimezone(zone))
        fix = fix or "write 17:10, in 30 minutes, or {today} 17:10"
        raise BadTime("bad-time", f'"{text}" is not a time', fix)
    due = parse_timestamp(text, zone)
    if due <= made:
        raise BadTime("promise-in-the-past", f"{text} is before this update", _LIES_AHEAD)
    return due


def is_time_of_day(text: str) -> bool:
    """Whether a promise is a time without a day."""
    return bool(_TIME_OF_DAY.fullmatch(text.strip()))


def _next_time_of_day(text: str, match: re.Match[str], made: datetime, zone: ZoneInfo) -> datetime:
    try:
        hour, minute, second = map(int, match.groups("0"))
        clock = time(hour, minute, second)
    except ValueError:
        message = f'"{text}" is not a time of day'
        raise BadTime("bad-time", message, "write it like 17:10") from None
    local = made.astimezone(zone)
    later = local.date() + timedelta(days=clock <= local.time())
    return at_zone(datetime.combine(later, clock), zone)


def _parse_distance(text: str) -> timedelta | None:
    """`in 30 minutes`, `1 hour and 30 minutes`; None where it is no such thing. Raises BadTime."""
    lowered = text.strip().lower()
    if not re.fullmatch(r"[0-9a-z\s,]+", lowered):
        return None
    words = [word for word in re.findall(r"\d+|[a-z]+", lowered) if word != "and"]
    words = words[1:] if words[:1] == ["in"] else words
    if not words:
        return None
    distance = timedelta()
    for number, unit in zip_longest(words[::2], words[1::2], fillvalue=""):
        if unit not in _UNITS or not re.fullmatch(r"an?|\d{1,4}", number):
            return None
        distance += _UNITS[unit] * (int(number) if number.isdigit() else 1)
    if distance > _FARTHEST:
        raise BadTime("bad-time", f'"{text}" is too far ahead', "write the full date and time")
    if not distance:
        raise BadTime("promise-in-the-past", f'"{text}" is no time at all', _LIES_AHEAD)
    return distance


def format_local(at: datetime, zone: ZoneInfo, seconds: bool = False) -> str:
    """An instant in the page's zone, with the offset where it is ambiguous without."""
    local = at.astimezone(zone)
    text = f"{local:%Y-%m-%d %H:%M:%S}" if seconds else f"{local:%Y-%m-%d %H:%M}"
    try:
        at_zone(local.replace(tzinfo=None), zone)
    except BadTime:
        return text + format_offset(local)
    return text
