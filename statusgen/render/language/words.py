"""The page's own words in its language, and the formats of its dates, times and lists.

Words come from gettext catalogues, formats of numbers and times from CLDR, through Babel.
Message ids are English, and shown where no catalogue has a translation.
"""

import datetime as dt
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit
from markupsafe import Markup, escape

from statusgen.model.instants import format_instant
from statusgen.model.terms import Impact, State, Status
from statusgen.render.escaping import escape_text
from statusgen.render.language.catalogues import Catalogue
from statusgen.render.language.zones import short_zone_name, zone_territory, zone_title


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
    """The locale of a language tag, None if it is unknown.

    A tag without a territory gets that of the time zone, so that English in Singapore has the
    dates and the zone's name that are usual there.
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
    territory = zone_territory(zone)
    try:
        local = Locale.parse(f"{tag}_{territory}")
    except (UnknownLocaleError, ValueError):  # the latter where the tag names a variant
        return Locale.parse(f"{tag}_001") if tag == "en" else plain
    return local if plain.script in (None, local.script) else plain


@dataclass(frozen=True)
class Words:
    """A locale's words and formats, in one time zone. All times are written with the zone.

    `language` is the page's BCP 47 tag; the locale may add a territory, for formats only.
    """

    language: str
    locale: Locale
    zone: ZoneInfo
    catalogues: tuple[Catalogue, ...] = ()
    digest: str = ""
    """Changes when a catalogue does."""
    _zone_names: dict[object, str] = field(default_factory=dict, repr=False)

    __hash__ = object.__hash__

    @property
    def direction(self) -> str:
        return str(self.locale.text_direction)

    def _text(self, message: str) -> str:
        """A message in the page's language, or in English if no catalogue has it."""
        for catalogue in self.catalogues:
            if message in catalogue.texts:
                return catalogue.texts[message][0]
        return message

    def t(self, message: str, **values: object) -> str:
        """A message with its values, as plain text."""
        text = self._text(message)
        return text.format(**values) if values else text

    def nt(self, singular: str, plural: str, count: int, **values: object) -> str:
        """A message that depends on a number, as plain text."""
        text = singular if count == 1 else plural
        for catalogue in self.catalogues:
            if singular in catalogue.texts:
                forms = catalogue.texts[singular]
                text = forms[min(catalogue.plural(count), len(forms) - 1)]
                break
        return text.format(count=self.number(count), **values)

    def html(self, message: str, **values: object) -> Markup:
        """A message with its values, as HTML: whatever is not HTML yet is escaped."""
        text = escape_text(self._text(message))
        if values:
            text = text.format(**{key: escape_text(value) for key, value in values.items()})
        return Markup(text)

    @cached_property
    def _numbers(self) -> Locale:
        """The language's own locale: whoever reads English expects its numbers in Delhi, too."""
        return Locale.parse(self.language.replace("-", "_"))

    def number(self, number: int) -> str:
        return str(format_decimal(number, locale=self._numbers))

    def percent(self, number: Decimal) -> str:
        """A percentage with two decimals."""
        exact = copy(self._numbers.percent_formats[None])
        exact.frac_prec = (2, 2)
        return str(exact.apply(number / 100, self._numbers))

    def listed(self, items: Iterable[str]) -> str:
        return str(format_list(list(items), locale=self.locale))

    @lru_cache(maxsize=10_000)  # noqa: B019 - lives as long as the build
    def date(self, day: dt.date) -> str:
        return format_date(day, "long", locale=self.locale)

    def day(self, day: dt.date) -> str:
        """A day without its year."""
        return self._by_skeleton("MMMMd", day)

    def short_day(self, day: dt.date) -> str:
        """A day without its year, where there is little room."""
        short = self._by_skeleton("MMMd", day)
        nameless = f"M{day.month:02}" in short  # Babel's text for a month that CLDR does not name
        return self.day(day) if nameless else short

    def month(self, month: str) -> str:
        """A month such as `2026-11`."""
        return self._by_skeleton("yMMMM", dt.date.fromisoformat(f"{month}-01"))

    @lru_cache(maxsize=3_000)  # noqa: B019 - lives as long as the build
    def _by_skeleton(self, skeleton: str, day: dt.date) -> str:
        return format_skeleton(skeleton, day, locale=self.locale)

    @lru_cache(maxsize=5_000)  # noqa: B019 - lives as long as the build
    def clock(self, hour: int, minute: int) -> str:
        """A time of day, on a clock of 24 hours."""
        pattern = self.locale.datetime_skeletons["Hm"].pattern
        return format_time(datetime(2000, 1, 1, hour, minute), pattern, locale=self.locale)

    def zone_name(self, local: datetime) -> str:
        """The zone's short name at a local time: `SGT`, or `UTC+8` if it has none."""
        key = local.utcoffset()
        if key not in self._zone_names:
            self._zone_names[key] = short_zone_name(local, self.zone, self.locale)
        return self._zone_names[key]

    @property
    def zone_title(self) -> str:
        """The zone's name in a sentence: `Singapore Time`."""
        return zone_title(self.zone, self.locale)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def _time(self, local: datetime) -> str:
        """A time of day with the zone: `17:00 SGT`."""
        return f"{self.clock(local.hour, local.minute)} {self.zone_name(local)}"

    def time_and_date(self, at: datetime) -> str:
        local = self.local(at)
        return self._dated(local, self._time(local))

    def _dated(self, local: datetime, time: str) -> str:
        return self.t("{date}, {time}", date=self.date(local.date()), time=time)

    def span(self, start: datetime, end: datetime) -> tuple[str, str]:
        """Two times, the second without a date where it is on the same day."""
        first, last = self.local(start), self.local(end)
        if first.date() != last.date():
            return self._dated(first, self._time(first)), self._dated(last, self._time(last))
        same_zone = self.zone_name(first) == self.zone_name(last)
        time = self.clock(first.hour, first.minute) if same_zone else self._time(first)
        return self._dated(first, time), self._time(last)

    def full_time(self, at: datetime) -> Markup:
        """A time with its date, as HTML."""
        return _time_element(at, self.time_and_date(at))

    def time_near(self, at: datetime, near: datetime) -> Markup:
        """A time as HTML, with its date unless that is the same as another time's."""
        local = self.local(at)
        time = self._time(local)
        same_day = local.date() == self.local(near).date()
        return _time_element(at, time if same_day else self._dated(local, time))

    def time_range(self, start: datetime, end: datetime) -> Markup:
        """Two times as HTML, as `span` has them."""
        first, last = self.span(start, end)
        values = {"start": _time_element(start, first), "end": _time_element(end, last)}
        return self.html("{start} – {end}", **values)

    def duration(self, duration: timedelta) -> str:
        """A duration in its one or two largest units, minutes being the smallest."""
        minutes = max(0, int(duration.total_seconds()) // 60)
        if minutes == 0:
            return self.t("less than a minute")
        days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
        amounts = [(days, "duration-day"), (hours, "duration-hour"), (rest, "duration-minute")]
        largest = 0 if days else 1 if hours else 2
        amounts = amounts[largest : largest + 2]
        parts = [_amount(number, unit, self._numbers) for number, unit in amounts if number]
        return parts[0] if len(parts) == 1 else _pair_pattern(self.locale).format(*parts)

    def short_duration(self, duration: timedelta) -> str:
        """A duration in hours and minutes, where there is little room: `2h 20m`."""
        minutes = max(1, int(duration.total_seconds()) // 60)
        amounts = [(minutes // 60, "duration-hour"), (minutes % 60, "duration-minute")]
        lengths: tuple[Length, ...] = ("narrow", "short")
        parts = (
            _amount(number, unit, self._numbers, lengths) for number, unit in amounts if number
        )
        return " ".join(parts)


def _time_element(at: datetime, text: str) -> Markup:
    """A time as HTML: the instant for programs, and the words for people."""
    return Markup(f'<time datetime="{format_instant(at)}">{escape(text)}</time>')


Length = Literal["long", "short", "narrow"]


@lru_cache(maxsize=1_000)
def _amount(
    number: int,
    unit: str,
    locale: Locale,
    lengths: tuple[Length, ...] = ("long", "short", "narrow"),
) -> str:
    """`3 hours`, in the first length that CLDR has; for others Babel gives the unit's key."""
    text = ""
    for length in lengths:
        text = format_unit(number, unit, length, locale=locale)
        if unit not in text:
            break
    return text


@lru_cache(maxsize=10)
def _pair_pattern(locale: Locale) -> str:
    """How two amounts are joined; not every locale in Babel has a pattern of its own."""
    for style in ("unit", "unit-short", "standard"):
        if pattern := locale.list_patterns.get(style, {}).get("2"):
            return str(pattern)
    return "{0} {1}"
