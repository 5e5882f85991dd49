"""The time zone that is meant by a name that is none: a city, a country, letters, an offset."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta

from statusgen.read.suggest import distance, suggest_one_of
from statusgen.read.timestamps import zone_names, zone_of
from statusgen.read.written_times import parse_offset

_WORDS = {
    "Africa/Johannesburg": "cape_town capetown durban pretoria sast",
    "Africa/Lagos": "abuja wat",
    "Africa/Nairobi": "eat mombasa",
    "America/Chicago": "austin cdt central central_time cst ct dallas houston minneapolis",
    "America/Denver": "mdt mountain mountain_time mt salt_lake_city",
    "America/Halifax": "adt ast atlantic_time",
    "America/Los_Angeles": "california las_vegas oakland pacific pacific_time palo_alto pdt "
    "portland pst pt sacramento san_diego san_francisco san_jose seattle silicon_valley washington",
    "America/New_York": "atlanta baltimore boston eastern eastern_time edt et miami "
    "new_york_city philadelphia pittsburgh portland washington washington_dc",
    "America/Sao_Paulo": "brasilia brt rio_de_janeiro",
    "America/Toronto": "ottawa quebec",
    "Asia/Bangkok": "ict",
    "Asia/Dhaka": "bst",
    "Asia/Dubai": "abu_dhabi gst sharjah",
    "Asia/Ho_Chi_Minh": "da_nang hanoi ho_chi_minh_city saigon",
    "Asia/Hong_Kong": "hkt",
    "Asia/Jakarta": "bandung surabaya wib",
    "Asia/Jerusalem": "haifa idt ist",
    "Asia/Karachi": "islamabad lahore pkt",
    "Asia/Kolkata": "ahmedabad bangalore bengaluru bombay chennai delhi hyderabad ist mumbai "
    "new_delhi pune",
    "Asia/Manila": "pht pst",
    "Asia/Riyadh": "ast jeddah mecca medina",
    "Asia/Seoul": "busan kst",
    "Asia/Shanghai": "beijing cst guangzhou peking shenzhen wuhan",
    "Asia/Singapore": "sgt",
    "Asia/Tokyo": "jst kobe kyoto nagoya osaka sapporo yokohama",
    "Australia/Adelaide": "acdt acst",
    "Australia/Brisbane": "aest gold_coast",
    "Australia/Darwin": "acst",
    "Australia/Perth": "awst",
    "Australia/Sydney": "aedt aest",
    "Europe/Amsterdam": "eindhoven rotterdam the_hague",
    "Europe/Athens": "eest",
    "Europe/Berlin": "central_european_time cest cologne dusseldorf frankfurt hamburg koln leipzig "
    "mesz mez munchen munich stuttgart",
    "Europe/Brussels": "antwerp ghent",
    "Europe/Dublin": "ist",
    "Europe/Helsinki": "eest",
    "Europe/Istanbul": "ankara izmir",
    "Europe/London": "birmingham bst edinburgh glasgow leeds liverpool manchester uk",
    "Europe/Madrid": "barcelona seville valencia",
    "Europe/Moscow": "msk saint_petersburg st._petersburg",
    "Europe/Paris": "central_european_time cest lyon marseille toulouse",
    "Europe/Rome": "milan milano naples turin",
    "Europe/Stockholm": "gothenburg malmo",
    "Europe/Warsaw": "krakow wroclaw",
    "Europe/Zurich": "basel bern geneva lausanne",
    "Pacific/Auckland": "nzdt nzst wellington",
}
"""What people write for a zone; what has several meanings stands beside each of them."""
_REVERSED = re.compile(r"Etc/GMT([+-][1-9]\d?)")
_WITHOUT_SUMMER = {
    "EST": "America/New_York, or America/Panama",
    "MST": "America/Denver, or America/Phoenix",
}
_SEASONS = tuple(datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7))
_CONTINENTS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Pacific/")
_SHORTEST = 5
"""A shorter word is too much like others."""
_OTHERWISE = "write the zone of a city, like Asia/Singapore or Europe/Paris"


def suggest_zone(name: str) -> str:
    """What to write for a time zone that is unknown."""
    name = re.sub(r"\([^()]*\)", "", name).strip()
    zones = find_zones(name)
    if (ahead := parse_offset(name)) is not None:
        zones = _zones_ahead(ahead)
        return f"write the zone of a city there, like {zones[0]}" if zones else _OTHERWISE
    if len(zones) > 1:
        return suggest_one_of(zones)
    return f'did you mean "{zones[0]}"?' if zones else _OTHERWISE


def doubt_zone(name: str) -> tuple[str, str] | None:
    """Why a known zone is hardly the one that is meant, and what to write; mostly None."""
    if match := _REVERSED.fullmatch(name):
        ahead = timedelta(hours=-int(match[1]))
        hours = f"{abs(int(match[1]))} hour{'s' * (match[1][1:] != '1')}"
        side = "behind" if match[1][0] == "+" else "ahead of"
        message = f"{name} is {hours} {side} UTC: the sign in these names is reversed"
        zones = _zones_ahead(ahead)
        return message, f"write the zone of a city, like {zones[0]}" if zones else _OTHERWISE
    if name in _WITHOUT_SUMMER:
        message = f"{name} never changes to summer time"
        return message, f"write {_WITHOUT_SUMMER[name]} if clocks do not change there"
    return None


def find_zones(name: str) -> list[str]:
    """The zones that a place's name or some letters may stand for."""
    word = re.split(r"[/\\]", _plain(name))[-1]
    if zone := {_plain(zone): zone for zone in zone_names()}.get(_plain(name)):
        return [zone]
    if zones := [zone for zone, words in _WORDS.items() if word in words.split()]:
        return zones
    cities = {
        _plain(zone.rpartition("/")[2]): zone
        for zone in sorted(zone_names())
        if zone.startswith(_CONTINENTS)
    }
    if word in cities:
        return [cities[word]]
    if zones := _zones_of_babel(word):
        return zones
    if len(word) < _SHORTEST:
        return []
    bound = len(word) // 4
    near = [
        zone
        for city, zone in cities.items()
        if city[0] == word[0] and distance(city, word) <= bound
    ]
    return near if len(near) == 1 else []


def _zones_of_babel(word: str) -> list[str]:
    """The zones of a country that has few, or the one that Windows calls by a name."""
    from babel import Locale  # noqa: PLC0415 - slow to load, and known names need no Babel
    from babel.core import get_global  # noqa: PLC0415 - as above

    for name, zone in get_global("windows_zone_mapping").items():
        if _plain(name) == word:
            return [get_global("zone_aliases").get(zone, zone)]
    for code, name in Locale("en").territories.items():
        zones = sorted(get_global("territory_zones").get(code, ()))
        if _plain(name) == word and len(zones) <= 3:
            return zones
    return []


def _zones_ahead(offset: timedelta) -> list[str]:
    """The zones that are this far ahead of UTC in winter, of those that have other names."""
    return [
        zone
        for zone in _WORDS
        if min(at.astimezone(zone_of(zone)).utcoffset() or timedelta() for at in _SEASONS) == offset
    ]


def _plain(name: str) -> str:
    """A name in small letters without accents, its words joined as in the names of zones."""
    letters = unicodedata.normalize("NFKD", name.lower())
    return re.sub(r"[\s_]+", "_", "".join([c for c in letters if not unicodedata.combining(c)]))
