"""The names of time zones: CLDR's, where they mean the offset that holds, or else the offset.

Babel knows one group of names for each zone, whatever its clocks did at an instant, and asks
whether daylight saving time holds, which Ireland has in winter. So names are chosen by offset.
"""

from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location, get_timezone_name

_HOUR = timedelta(hours=1)
_UNKNOWN = "ZZ"
_METAZONES = {
    -10: "Hawaii Hawaii_Aleutian",
    -9: "Alaska",
    -8: "America_Pacific",
    -7: "America_Mountain",
    -6: "America_Central",
    -5: "Acre America_Eastern Colombia Ecuador Peru",
    -4: "Amazon Atlantic Bolivia Chile Guyana Venezuela",
    -3.5: "Newfoundland",
    -3: "Argentina Brasilia French_Guiana Pierre_Miquelon Suriname Uruguay",
    -1: "Azores",
    0: "British Europe_Western GMT Irish",
    1: "Africa_Western Europe_Central",
    2: "Africa_Central Africa_Southern Europe_Eastern",
    3: "Africa_Eastern Moscow Turkey",
    4: "Gulf Samara",
    5: "Kazakhstan Turkmenistan Yekaterinburg",
    5.5: "India",
    6: "Bhutan Kyrgystan Omsk Urumqi",
    6.5: "Myanmar",
    7: "Indonesia_Western Krasnoyarsk",
    8: "Australia_Western Hong_Kong Indonesia_Central Irkutsk Malaysia Singapore",
    8.75: "Australia_CentralWestern",
    9: "Indonesia_Eastern Japan Yakutsk",
    9.5: "Australia_Central",
    10: "Australia_Eastern Chamorro Vladivostok",
    10.5: "Lord_Howe",
    12: "Kamchatka New_Zealand",
    12.75: "Chatham",
}
"""Hours before UTC, and the groups of zones whose short names of standard time mean them."""

_STANDARD = {name: hours * _HOUR for hours, names in _METAZONES.items() for name in names.split()}
# Far enough that no change is planned beyond it: a page's foot is the same whenever it is built.
_SEASONS = (datetime(2037, 1, 1, tzinfo=UTC), datetime(2037, 7, 1, tzinfo=UTC))


def short_zone_name(local: datetime, zone: ZoneInfo, locale: Locale) -> str:
    """A zone's short name at a local time: `SGT`, or `UTC+8` where no name means that."""
    offset = local.utcoffset() or timedelta()
    standard = timedelta() if _canonical(zone.key) == "Etc/UTC" else _standard_offset(zone)
    variant: Literal["standard", "daylight"] = "standard" if offset == standard else "daylight"
    if standard is not None and offset - standard in (timedelta(), _HOUR):
        name = str(get_timezone_name(local, "short", locale=locale, zone_variant=variant))
        if any(map(str.isalpha, name)):  # Babel writes an offset where CLDR has no name
            return name
    return _offset_name(offset)


def zone_title(zone: ZoneInfo, locale: Locale) -> str:
    """A zone's name in a sentence: `Singapore Time`.

    Where the zone no longer has the standard time of its group, the place: `Vancouver Time`.
    """
    key = _canonical(zone.key)
    if "/" not in key:
        return key
    if key.startswith("Etc/"):
        return short_zone_name(_SEASONS[0].astimezone(zone), zone, locale)
    standard = _standard_offset(zone)
    offsets = {at.astimezone(zone).utcoffset() for at in _SEASONS}
    if standard is None or {standard} <= offsets <= {standard, standard + _HOUR}:
        name = get_timezone_name(zone, "long", locale=locale, zone_variant="generic")
    else:
        city = get_timezone_location(zone, locale=locale, return_city=True)
        name = locale.zone_formats["region"] % city
    return str(name)


def zone_territory(key: str) -> str:
    """The country of a zone, or `001`, the world: CLDR calls that of `Etc/UTC` unknown."""
    territory = get_global("zone_territories").get(_canonical(key), _UNKNOWN)
    return "001" if territory == _UNKNOWN else str(territory)


def _canonical(key: str) -> str:
    """A zone's name today: `America/New_York` for `US/Eastern`."""
    return str(get_global("zone_aliases").get(key, key))


def _standard_offset(zone: ZoneInfo) -> timedelta | None:
    return _STANDARD.get(get_global("meta_zones").get(_canonical(zone.key), ""))


def _offset_name(offset: timedelta) -> str:
    """`UTC+5:30`."""
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
