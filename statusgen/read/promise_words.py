"""A promise in words that are not read, such as `5pm`, `Monday at 9` or `within 2 hours`."""

import re
import unicodedata
from datetime import datetime, timedelta

from statusgen.read.written_times import hour_of_day

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FILLER = re.compile(r"about|approx|around|at|before|by|due|eta|from|on|this|until|[~,.()]")
_NAMED_TIMES = (
    (re.compile(r"\bnoon\b"), "12:00"),
    (re.compile(r"\bmidnight\b"), "0:00"),
    (re.compile(r"^([01]\d|2[0-3])([0-5]\d)$"), r"\1:\2"),
)
_CLOCK = re.compile(
    r"(?<![\d/.:+-])(?P<hour>\d{1,2})(?:[:.h](?P<minute>[0-5]\d))?(?![\d/])(?P<unit>\s?(?:"
    r"(?P<half>[ap])\.?m\b\.?|uhr\b|h\b|o.?clock\b))?"
)
_DISTANCE = re.compile(
    r"(?:(?:in|within|every|about|another|the|next)\s+)*(?:\d{1,3}\s?(?:-|–|to|or)\s?)?"
    r"(?P<number>\d{1,3})(?P<half>[.,]5)?\s?(?P<unit>m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?)\b\.?"
    r"(?:\s+from now)?"
)
_TOKEN = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|[+-]\d{2}(?::?\d{2})?\b|\w+|[^\w\s]")


def suggest_promise(text: str, made: datetime) -> str:
    """What to write for it, blank where that is not clear; `made` is local."""
    plain = unicodedata.normalize("NFKC", text).lower().strip(" .!")
    plain = plain.replace("half an hour", "30 minutes").replace("hourly", "1 hour")
    if distance := _DISTANCE.fullmatch(plain):
        in_hours = distance["unit"].startswith("h")
        minutes = int(distance["number"]) * (60 if in_hours else 1)
        minutes += 30 if in_hours and distance["half"] else 0
        return f"write in {minutes} minutes" if minutes else ""
    for pattern, named in _NAMED_TIMES:
        plain = pattern.sub(named, plain)
    clock = _CLOCK.search(plain)
    rest = plain[: clock.start()] + " " + plain[clock.end() :] if clock else plain
    words = [word for word in _TOKEN.findall(rest) if not _FILLER.fullmatch(word)]
    words = words[1:] if words[1:] and words[0] == "next" else words
    if len(words) > 1 or (clock and not (words or clock["minute"] or clock["unit"])):
        return ""
    word = words[0] if words else "today"
    time = _time_of(clock, word) if clock else ""
    if time is None or not plain:
        return ""
    fix = _suggest(word, time, made)
    if time and not fix and re.search(r"\b[A-Z]{2,5}\b", text):
        fix = f"write the day and the offset as well, like {made:%Y-%m-%d} {time}+01:00"
    return fix


def _time_of(clock: re.Match[str], word: str) -> str | None:
    """The time on a clock of 24 hours; None where there is no such time."""
    hour, half = int(clock["hour"]), clock["half"]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour_of_day(hour, half or ("p" if word == "tonight" and hour < 12 else None))
    return f"{hour:02}:{clock['minute'] or '00'}" if hour < 24 else None


def _suggest(word: str, time: str, made: datetime) -> str:
    """What to write for a day, or a zone, and a time that may be blank."""
    if word in {"today", "tonight", (made.tzname() or "").lower()}:
        return f"write {time}" if time else "write the time, like 21:00"
    if word == "tomorrow":
        return f"write tomorrow {time}" if time else "write the time as well, like tomorrow 09:00"
    if word in {"utc", "gmt", "z"} or word[0] in "+-":
        offset = f"{word}:00" if len(word) == 3 else word
        offset = offset if word[0] in "+-" else "+00:00"
        return _in_zone(time, offset, made)
    day = word if word[:1].isdigit() else ""
    for number, name in enumerate(_DAYS):
        if len(word) > 2 and name.startswith(word):
            ahead = (number - made.weekday() - 1) % 7 + 1
            day = f"{made + timedelta(days=ahead):%Y-%m-%d}"
    if not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", day):
        return ""
    return f"write {day} {time}" if time else f"write day and time, like {day} 09:00"


def _in_zone(time: str, offset: str, made: datetime) -> str:
    """The next such time in a zone with an offset."""
    try:
        due = datetime.strptime(f"{made:%Y-%m-%d} {time}{offset}", "%Y-%m-%d %H:%M%z")
    except ValueError:
        return ""
    ahead = timedelta(days=-1)
    while due + ahead <= made:
        ahead += timedelta(days=1)
    written = "Z" if offset == "+00:00" else offset
    return f"write {due + ahead:%Y-%m-%d %H:%M}{written}"
