"""What to write for an update's heading whose day, time or zone is written in another way."""

import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from statusgen.model.terms import State
from statusgen.read.component_changes import Context
from statusgen.read.lookalikes import as_seen
from statusgen.read.suggest import suggest_one_of
from statusgen.read.timestamps import format_offset, parse_timestamp, zone_names, zone_of
from statusgen.read.written_times import find_clock, find_day, parse_offset
from statusgen.read.zone_names import find_zones

_NAMES = "|".join(str(state).replace("_", "[ _-]?") for state in State)
_STATE = re.compile(rf"(?P<before>.*?)(?<![A-Za-z])(?P<state>{_NAMES})[\W_]*", re.IGNORECASE)
_GLUE = re.compile(r"[\s_-]+")
_AROUND = " \t-–—:·•|,;()[]*_~>→/"
_LOCAL = re.compile(r"(?:local(?:\s+time)?|h|hrs?|hours|uhr|o.?clock)?\.?", re.IGNORECASE)
_TIME_AFTER = re.compile(r"\s+time$", re.IGNORECASE)
_HALF_A_YEAR = timedelta(days=182)
_LONGEST = 300


def suggest_heading(heading: str, states: dict[str, State], context: Context) -> str:
    """What to write for it; blank where its state, day, time or zone is not clear."""
    seen = as_seen(heading).replace("−", "-")
    day, day_end = find_day(seen, context.today)
    clock, clock_end = find_clock(seen, day_end)
    _, state = split_state(seen, states)
    if not (day and clock and state) or len(heading) > _LONGEST:
        return ""
    between, _ = split_state(seen[clock_end:], states)
    try:
        local = datetime.fromisoformat(f"{day} {clock}")
        zones = _offsets(between, local, context.zone)
        for zone in zones:
            parse_timestamp(f"{day} {clock}{zone}", context.zone)
    except ValueError as error:
        if getattr(error, "code", "bad-time") == "bad-time":
            return ""
    # With a blank, a negative offset may be taken for the end of a range.
    stamps = [f"{day}{'T' if zone[:1] == '-' else ' '}{clock}{zone}" for zone in zones]
    meant = [f"## {stamp} — {state.label}" for stamp in stamps]
    if len(meant) > 1:
        return suggest_one_of(meant)
    return f"write {meant[0]}" if meant else ""


def split_state(text: str, states: dict[str, State]) -> tuple[str, State | None]:
    """What stands before the state at the end of a heading, and the state if the kind has it."""
    match = _STATE.fullmatch(text) if len(text) <= _LONGEST else None
    state = states.get(_GLUE.sub("", match["state"]).lower()) if match else None
    return (match["before"], state) if match and state else (text, None)


def _offsets(written: str, local: datetime, zone: ZoneInfo) -> list[str]:
    """The offsets that may be meant by what stands after a time, blank for the page's own."""
    if (ahead := parse_offset(written.strip(" ()[]—–:|,"))) is not None:
        return [format_offset(local.replace(tzinfo=timezone(ahead)))]
    written = written.strip(_AROUND)
    if not any(map(str.isalnum, written)) or _LOCAL.fullmatch(written):
        return [""]
    if written.upper() in {"Z", "UTC", "GMT"}:
        return ["Z"]
    own, meant = local.replace(tzinfo=zone), find_zones(_TIME_AFTER.sub("", written))
    if written == own.tzname() or zone.key in meant:
        return [""]
    clocks = [(name, local.replace(tzinfo=zone_of(name))) for name in zone_names()]
    found = {format_offset(at) for name, at in clocks if name in meant or written == at.tzname()}
    other_season = {(own + away).tzname() for away in (-_HALF_A_YEAR, _HALF_A_YEAR)}
    is_own = written in other_season or format_offset(own) in found
    return [""] * is_own + sorted(found - {format_offset(own)})
