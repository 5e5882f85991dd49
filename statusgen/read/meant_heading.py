"""What to write for an update's heading whose day, time or zone is written in another way."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from statusgen.model.terms import State
from statusgen.read.component_changes import Context
from statusgen.read.lookalikes import as_seen
from statusgen.read.suggest import suggest_one_of
from statusgen.read.timestamps import format_offset, parse_timestamp, zone_names, zone_of

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<{{}}>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAYS = tuple(
    re.compile(rf"(?<!\d){pattern}(?![\da-su-z])", re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})[-‐–/.](?P<month>\d{1,2})[-‐–/.](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
        rf"\b{_NAME.format('name')}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}})",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]{_NAME.format('name')},?[\s-](?P<year>\d{{4}})",
    )
)
_TODAY = re.compile(r"\b(?:today|(?P<yesterday>yesterday))\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})(?:(?:[:.h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)(?!\d)"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?|\s*(?P<half_alone>[ap])\.?m\b\.?)",
    re.IGNORECASE,
)
_NAMES = "|".join(str(state).replace("_", "[ _-]?") for state in State)
_STATE = re.compile(rf"(?P<before>.*?)(?<![A-Za-z])(?P<state>{_NAMES})[\W_]*", re.IGNORECASE)
_GLUE = re.compile(r"[\s_-]+")
_AROUND = " \t-–—:·•|,;()[]*_~>→/"
_LOCAL = re.compile(r"(?:local(?:\s+time)?|h|hrs?|hours|uhr|o.?clock)?\.?", re.IGNORECASE)
_OFFSET = re.compile(
    r"(?:UTC|GMT)?\s?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?", re.IGNORECASE
)
_HALF_A_YEAR = timedelta(days=182)
_LONGEST = 300


def suggest_heading(heading: str, states: dict[str, State], context: Context) -> str:
    """What to write for it; blank where its state, day, time or zone is not clear."""
    seen = as_seen(heading).replace("−", "-")
    day, clock = find_day(seen, context.today), find_clock(seen)
    _, state = split_state(seen, states)
    if not (day and clock and state) or len(heading) > _LONGEST:
        return ""
    between, _ = split_state(_after_clock(seen), states)
    try:
        local = datetime.fromisoformat(f"{day} {clock}")
        zones = _offsets(between, local, context.zone)
        for zone in zones:
            parse_timestamp(f"{day} {clock}{zone}", context.zone)
    except ValueError as error:
        if getattr(error, "code", "bad-time") == "bad-time":
            return ""
    meant = [f"## {day} {clock}{zone} — {state.label}" for zone in zones]
    if len(meant) > 1:
        return suggest_one_of(meant)
    return f"write {meant[0]}" if meant else ""


def split_state(text: str, states: dict[str, State]) -> tuple[str, State | None]:
    """What stands before the state at the end of a heading, and the state if the kind has it."""
    match = _STATE.fullmatch(text) if len(text) <= _LONGEST else None
    state = states.get(_GLUE.sub("", match["state"]).lower()) if match else None
    return (match["before"], state) if match and state else (text, None)


def find_day(text: str, today: date) -> str:
    """The day in a heading, as it should be written."""
    for pattern in _DAYS:
        if match := pattern.search(text):
            parts = match.groupdict()
            month = parts.get("month") or _MONTHS.index(parts["name"][:3].lower()) + 1
            return f"{parts['year']}-{month:0>2}-{parts['day']:0>2}"
    if match := _TODAY.search(text):
        return f"{today - timedelta(days=bool(match['yesterday']))}"
    return ""


def _without_day(text: str) -> str:
    for pattern in (*_DAYS, _TODAY):
        if match := pattern.search(text):
            return text[match.end() :].removeprefix("T").removeprefix("t")
    return text


def find_clock(text: str) -> str:
    """The time of day in a heading, on a clock of 24 hours."""
    match = _CLOCK.search(_without_day(text))
    if not match:
        return ""
    hour, half = int(match["hour"]), match["half"] or match["half_alone"]
    if half:
        hour = hour % 12 + (12 if half in "pP" else 0)
    second = f":{match['second']}" if match["second"] else ""
    return f"{hour:02}:{match['minute'] or '00'}{second}"


def _after_clock(text: str) -> str:
    rest = _without_day(text)
    match = _CLOCK.search(rest)
    return rest[match.end() :] if match else ""


def _offsets(written: str, local: datetime, zone: ZoneInfo) -> list[str]:
    """The offsets that may be meant by what stands after a time, blank for the page's own."""
    if offset := _OFFSET.fullmatch(written.strip(" ()[]—–:|,")):
        return [f"{offset['sign']}{offset['hours']:0>2}:{offset['minutes'] or '00'}"]
    written = written.strip(_AROUND)
    if not any(map(str.isalnum, written)) or _LOCAL.fullmatch(written):
        return [""]
    if written.upper() in {"Z", "UTC", "GMT"}:
        return ["Z"]
    place = written.lower().removesuffix("time").strip().replace(" ", "_")
    if place in _names_of(zone.key):
        return [""]
    return _offsets_of_name(written, place, local, zone)


def _offsets_of_name(written: str, place: str, local: datetime, zone: ZoneInfo) -> list[str]:
    """The offsets that the IANA zones of this name, such as PST, have at a local time."""
    own = local.replace(tzinfo=zone)
    if written == own.tzname():
        return [""]
    zones = [(name, local.replace(tzinfo=zone_of(name))) for name in zone_names()]
    found = {
        format_offset(at)
        for name, at in zones
        if written == at.tzname() or place in _names_of(name)
    }
    other_season = {(own + away).tzname() for away in (-_HALF_A_YEAR, _HALF_A_YEAR)}
    return [""] * (written in other_season) + sorted(found)


def _names_of(zone: str) -> set[str]:
    """A zone's name and its city's, in small letters; none for `CET` and its like."""
    name = zone.lower()
    return {name, name.rpartition("/")[2]} if "/" in name else set()
