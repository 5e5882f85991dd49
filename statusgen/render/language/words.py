"""What the page says in its own voice, in the page's language: words, dates, times, lists.

Words come from gettext catalogues; everything about numbers and time from CLDR, through Babel.
English is the language of the message ids, so a word that a catalogue lacks is still a word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit
from markupsafe import Markup

from statusgen.model.terms import Impact, State, Status
from statusgen.render.escaping import escape_text
from statusgen.render.language.catalogues import Catalogue


def mark(message: str) -> str:
    """Marks a message for the catalogues where it is only looked up later."""
    return message


STATES = {
    State.INVESTIGATING: mark("Investigating"),
    State.IDENTIFIED: mark("Identified"),
    State.MONITORING: mark("Monitoring"),
    State.RESOLVED: mark("Resolved"),
    State.POSTMORTEM: mark("Postmortem"),
    State.SCHEDULED: mark("Scheduled"),
    State.IN_PROGRESS: mark("In progress"),
    State.VERIFYING: mark("Verifying"),
    State.COMPLETED: mark("Completed"),
    State.CANCELLED: mark("Cancelled"),
    State.UPDATE: mark("Update"),
}
STATUSES = {
    Status.OPERATIONAL: mark("Operational"),
    Status.UNDER_MAINTENANCE: mark("Under maintenance"),
    Status.DEGRADED_PERFORMANCE: mark("Degraded performance"),
    Status.PARTIAL_OUTAGE: mark("Partial outage"),
    Status.MAJOR_OUTAGE: mark("Major outage"),
}
IMPACTS = {
    Impact.NONE: mark("No impact"),
    Impact.MINOR: mark("Minor impact"),
    Impact.MAJOR: mark("Major impact"),
    Impact.CRITICAL: mark("Critical impact"),
}

_NO_LANGUAGES = frozenset({"root", "und", "mul", "zxx"})


def locale_of(language: str, zone: str) -> Locale | None:
    """The locale of a language tag; one without a territory gets that of the time zone.

    So English in Singapore writes dates, and names its zone, as Singapore does.
    """
    tag = language.replace("-", "_")
    if tag.partition("_")[0].lower() in _NO_LANGUAGES:
        return None
    try:
        plain = Locale.parse(tag)
        if plain.territory:
            return plain
    except (UnknownLocaleError, ValueError):
        return None
    territory = get_global("zone_territories").get(zone, "001")
    try:
        found = Locale.parse(f"{tag}_{territory}")
    except (UnknownLocaleError, ValueError):  # the latter where the tag names a variant
        return Locale.parse(f"{tag}_001") if tag == "en" else plain
    return found if plain.script in (None, found.script) else plain


@dataclass(frozen=True)
class Words:
    """A locale's words and formats, in one time zone. All times are written with the zone.

    `language` is the page's BCP 47 tag; the locale may have a territory beside, for formats only.
    """

    language: str
    locale: Locale
    zone: ZoneInfo
    catalogues: tuple[Catalogue, ...] = ()
    digest: str = ""
    """What changes when a catalogue does."""
    _zone_names: dict[object, str] = field(default_factory=dict, repr=False)

    __hash__ = object.__hash__

    @property
    def direction(self) -> str:
        return str(self.locale.text_direction)

    def _text(self, message: str) -> str:
        """A message in the page's language, or as it is where no catalogue has it."""
        for catalogue in self.catalogues:
            if message in catalogue.texts:
                return catalogue.texts[message][0]
        return message

    def t(self, message: str, **values: object) -> str:
        """A message with its values, as plain text."""
        found = self._text(message)
        return found.format(**values) if values else found

    def nt(self, one: str, many: str, count: int, **values: object) -> str:
        """A message that depends on a number, as plain text."""
        found = one if count == 1 else many
        for catalogue in self.catalogues:
            if one in catalogue.texts:
                forms = catalogue.texts[one]
                found = forms[min(catalogue.plural(count), len(forms) - 1)]
                break
        return found.format(count=self.number(count), **values)

    def html(self, message: str, **values: object) -> Markup:
        """A message with its values, as HTML: whatever is not HTML yet is escaped."""
        found = escape_text(self._text(message))
        if values:
            found = found.format(**{key: escape_text(value) for key, value in values.items()})
        return Markup(found)

    def number(self, number: int) -> str:
        return str(format_decimal(number, locale=self.locale))

    def percent(self, number: Decimal) -> str:
        """A percentage with its two decimals."""
        exact = copy(self.locale.percent_formats[None])
        exact.frac_prec = (2, 2)
        return str(exact.apply(number / 100, self.locale))

    def listed(self, items: Iterable[str]) -> str:
        return str(format_list(list(items), locale=self.locale))

    @lru_cache(maxsize=10_000)  # noqa: B019 - lives as long as the build
    def date(self, day: dt.date) -> str:
        return format_date(day, "long", locale=self.locale)

    @lru_cache(maxsize=1_000)  # noqa: B019
    def day(self, day: dt.date) -> str:
        """A day whose year is plain."""
        return format_skeleton("MMMMd", day, locale=self.locale)

    @lru_cache(maxsize=1_000)  # noqa: B019
    def short_day(self, day: dt.date) -> str:
        """A day whose year is plain, where there is little room."""
        short = format_skeleton("MMMd", day, locale=self.locale)
        nameless = f"M{day.month:02}" in short  # what Babel makes of a month CLDR has no name for
        return self.day(day) if nameless else short

    @lru_cache(maxsize=1_000)  # noqa: B019
    def month(self, month: dt.date) -> str:
        return format_skeleton("yMMMM", month, locale=self.locale)

    @lru_cache(maxsize=5_000)  # noqa: B019
    def clock(self, hour: int, minute: int) -> str:
        """A time of day, on a clock of 24 hours."""
        pattern = self.locale.datetime_skeletons["Hm"].pattern
        return format_time(datetime(2000, 1, 1, hour, minute), pattern, locale=self.locale)

    def zone_name(self, at: datetime) -> str:
        """What clocks are called at an instant: `SGT`, or `UTC+8` where that has no name."""
        return self._zone_name(at.astimezone(self.zone))

    def _zone_name(self, local: datetime) -> str:
        key = (local.year, local.month, local.utcoffset())
        if key not in self._zone_names:
            name = str(get_timezone_name(local, width="short", locale=self.locale))
            self._zone_names[key] = _offset_name(name) if name[0] in "+-" else name
        return self._zone_names[key]

    @property
    def zone_title(self) -> str:
        """What the page's time is called in a sentence: `Singapore Time`."""
        if "/" not in self.zone.key or self.zone.key.startswith("Etc/"):
            return self.zone.key.rpartition("/")[2]
        return str(
            get_timezone_name(self.zone, width="long", zone_variant="generic", locale=self.locale)
        )

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def time(self, at: datetime) -> str:
        return self._time(self.local(at))

    def _time(self, local: datetime) -> str:
        return f"{self.clock(local.hour, local.minute)} {self._zone_name(local)}"

    def time_and_date(self, at: datetime) -> str:
        local = self.local(at)
        return self._dated(local, self._time(local))

    def _dated(self, local: datetime, time: str) -> str:
        return self.t("{date}, {time}", date=self.date(local.date()), time=time)

    def same_day(self, one: datetime, other: datetime) -> bool:
        return self.local(one).date() == self.local(other).date()

    def time_near(self, at: datetime, near: datetime) -> str:
        """A time with its date, unless it is plainly the day of another."""
        local = self.local(at)
        time = self._time(local)
        return time if local.date() == self.local(near).date() else self._dated(local, time)

    def span(self, start: datetime, end: datetime) -> tuple[str, str]:
        """The two ends of a stretch; the second without a date where it is the same day."""
        first, last = self.local(start), self.local(end)
        ends = self._time(last)
        if first.date() != last.date():
            return self._dated(first, self._time(first)), self._dated(last, ends)
        alike = self._zone_name(first) == self._zone_name(last)
        starts = self.clock(first.hour, first.minute) if alike else self._time(first)
        return self._dated(first, starts), ends

    def duration(self, lasted: timedelta) -> str:
        """A duration in its one or two largest units, minutes being the smallest."""
        minutes = max(0, int(lasted.total_seconds()) // 60)
        if minutes == 0:
            return self.t("less than a minute")
        days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
        amounts = [(days, "duration-day"), (hours, "duration-hour"), (rest, "duration-minute")]
        largest = 0 if days else 1 if hours else 2
        told = [
            _amount(number, unit, self.locale)
            for number, unit in amounts[largest : largest + 2]
            if number
        ]
        return told[0] if len(told) == 1 else _pair_pattern(self.locale).format(*told)

    def short_duration(self, lasted: timedelta) -> str:
        """A duration in hours and minutes, where there is little room: `2h 20m`."""
        minutes = max(1, int(lasted.total_seconds()) // 60)
        amounts = [(minutes // 60, "duration-hour"), (minutes % 60, "duration-minute")]
        lengths: tuple[Length, ...] = ("narrow", "short")
        told = (_amount(number, unit, self.locale, lengths) for number, unit in amounts if number)
        return " ".join(told)


Length = Literal["long", "short", "narrow"]


@lru_cache(maxsize=1_000)
def _amount(
    number: int,
    unit: str,
    locale: Locale,
    lengths: tuple[Length, ...] = ("long", "short", "narrow"),
) -> str:
    """`3 hours`. Where CLDR has no long form, the short one is it; Babel gives the unit's key."""
    told = ""
    for length in lengths:
        told = format_unit(number, unit, length, locale=locale)
        if unit not in told:
            break
    return told


@lru_cache(maxsize=10)
def _pair_pattern(locale: Locale) -> str:
    """How two amounts stand beside each other; not every locale in Babel has its own."""
    for style in ("unit", "unit-short", "standard"):
        if pattern := locale.list_patterns.get(style, {}).get("2"):
            return str(pattern)
    return "{0} {1}"


def _offset_name(offset: str) -> str:
    """`+0530` as `UTC+5:30`."""
    hours, minutes = int(offset[1:3]), offset[3:5]
    return f"UTC{offset[0]}{hours}" + (f":{minutes}" if minutes != "00" else "")
