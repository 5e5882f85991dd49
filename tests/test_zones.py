"""The name that is printed beside a time means the offset that holds, in every zone."""

import datetime as dt
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from published import publish, read_html
from small_site import entry, update
from statusgen.read.timestamps import zone_names, zone_of
from statusgen.render.language.words import Words, locale_of
from tiers import tiers

MEANINGS = {
    "HST HAST Hawaii-Aleutian+Standard+Time Hawaii+Time": -10,
    "AKST Alaska+Standard+Time HADT Hawaii-Aleutian+Daylight+Time": -9,
    "PST Pacific+Standard+Time AKDT Alaska+Daylight+Time": -8,
    "MST Mountain+Standard+Time PDT Pacific+Daylight+Time": -7,
    "CST Central+Standard+Time MDT Mountain+Daylight+Time": -6,
    "EST Eastern+Standard+Time CDT Central+Daylight+Time": -5,
    "AST Atlantic+Standard+Time GYT EDT Eastern+Daylight+Time": -4,
    "NST": -3.5,
    "ADT Atlantic+Daylight+Time": -3,
    "NDT": -2.5,
    "GMT UTC WET": 0,
    "BST CET WAT WEST": 1,
    "CAT CEST EET SAST": 2,
    "EAT EEST": 3,
    "GST": 4,
    "WIB": 7,
    "AWST HKT MYT SGT WITA": 8,
    "ACWST": 8.75,
    "AWDT WIT": 9,
    "ACST": 9.5,
    "ACWDT": 9.75,
    "AEST ChST": 10,
    "ACDT LHST": 10.5,
    "AEDT": 11,
    "NZST": 12,
    "CHAST": 12.75,
    "NZDT": 13,
    "CHADT": 13.75,
}
"""The names that English has for zones, each without its blanks, and the hours that they mean."""

HOURS: dict[str, tuple[float, ...]] = {
    name.replace("+", " "): (hours,) for names, hours in MEANINGS.items() for name in names.split()
} | {"IST": (1, 5.5)}


def words_in(zone: str, language: str = "en") -> Words:
    locale = locale_of(language, zone)
    assert locale is not None
    return Words(language, locale, zone_of(zone))


def names(zone: str, *instants: str, language: str = "en") -> list[str]:
    """The zone's name at each instant in UTC."""
    words = words_in(zone, language)
    locals = (words.local(datetime.fromisoformat(at).replace(tzinfo=UTC)) for at in instants)
    return [words.zone_name(local) for local in locals]


def meant(name: str) -> Iterable[float]:
    """The hours that a name may mean; `UTC-3:30` says so itself."""
    hours, _, minutes = name.removeprefix("UTC").partition(":")
    if name.startswith("UTC") and hours:
        return [int(hours) + int(f"{hours[0]}{minutes or 0}") / 60]
    return HOURS[name]


@tiers("years", range(2000, 2036, 7), range(2000, 2036))
def test_the_name_of_every_zone_means_the_offset_that_holds(years: range) -> None:
    wrong = []
    for zone in sorted(zone_names()):
        words = words_in(zone)
        for at in (
            datetime(year, month, 1, tzinfo=UTC) for year in years for month in (1, 4, 7, 10)
        ):
            local = words.local(at)
            offset = (local.utcoffset() or timedelta()) / timedelta(hours=1)
            if offset not in meant(words.zone_name(local)):
                wrong.append((zone, at, offset, words.zone_name(local)))
    assert wrong == []


@pytest.mark.parametrize(
    ("zone", "january", "july"),
    [
        ("America/Los_Angeles", "PST", "PDT"),
        ("America/Phoenix", "MST", "MST"),
        ("Europe/London", "GMT", "BST"),
        ("Europe/Dublin", "GMT", "IST"),  # its summer is its standard time
        ("Africa/Casablanca", "UTC+1", "UTC+1"),
        ("Etc/GMT+5", "UTC-5", "UTC-5"),  # the sign in the name is the other way round
        ("Etc/GMT-14", "UTC+14", "UTC+14"),
        ("Asia/Kathmandu", "UTC+5:45", "UTC+5:45"),
        ("America/St_Johns", "NST", "NDT"),
        ("Asia/Singapore", "SGT", "SGT"),
        ("Etc/UTC", "UTC", "UTC"),
        ("UTC", "UTC", "UTC"),
        ("US/Pacific", "PST", "PDT"),  # an old name of Los Angeles
        ("Asia/Calcutta", "IST", "IST"),
        ("Eire", "GMT", "IST"),
    ],
)
def test_a_zone_is_named_as_people_there_name_it(zone: str, january: str, july: str) -> None:
    assert names(zone, "2025-01-15", "2025-07-15") == [january, july]


def test_a_zone_that_had_the_time_of_its_neighbours_has_the_name_of_its_offset() -> None:
    # Babel knows the group of today, Mountain and Central; both have changed sides since 2005.
    assert names("America/Fort_Nelson", "2005-01-15", "2005-07-15") == ["UTC-8", "MST"]
    assert names("America/Indiana/Knox", "2005-01-15", "2005-07-15") == ["CDT", "CDT"]


def test_other_languages_have_names_of_their_own() -> None:
    assert names("Europe/Berlin", "2026-01-15", "2026-07-15", language="de") == ["MEZ", "MESZ"]
    assert names("America/Toronto", "2026-01-15", "2026-07-15", language="fr-CA") == ["HNE", "HAE"]


@pytest.mark.parametrize(
    ("zone", "title"),
    [
        ("Asia/Singapore", "Singapore Time"),
        ("Europe/Berlin", "Central European Time"),
        ("America/Phoenix", "Mountain Time"),
        ("America/Punta_Arenas", "Punta Arenas Time"),  # Chile's summer time, all year
        ("Etc/GMT+5", "UTC-5"),
        ("Etc/Zulu", "UTC"),
        ("UTC", "UTC"),
        ("Zulu", "UTC"),
        ("Eire", "Irish Time"),
        ("W-SU", "Moscow Time"),
        ("EST5EDT", "EST5EDT"),
    ],
)
def test_the_foot_names_the_zone_by_what_holds_there(zone: str, title: str) -> None:
    assert words_in(zone).zone_title == title


@pytest.mark.parametrize(
    ("zones", "date"),
    [
        (("America/New_York", "US/Eastern", "America/Fort_Wayne"), "January 15, 2026"),
        (("UTC", "Etc/UTC", "Zulu", "Etc/GMT+5"), "15 January 2026"),
    ],
)
def test_each_of_a_zone_s_names_gives_the_dates_of_its_country(
    zones: tuple[str, ...], date: str
) -> None:
    assert {words_in(zone).date(dt.date(2026, 1, 15)) for zone in zones} == {date}


def test_pages_feeds_and_calendars_have_the_name_of_the_offset() -> None:
    incident = entry("Fog", update("2026-01-20 09:00", "Investigating", "x", "Next update: 10:00"))
    work = entry("Pier", starts="2026-07-20 09:00", ends="2026-07-20 10:00")
    files = {"incidents/fog.md": incident, "maintenance/pier.md": work}
    tree = publish("time_zone: Europe/Dublin", files, "2026-01-21T00:00Z")
    (promise,) = read_html(tree, "incidents/fog/index.html").xpath("//*[@class='promise']//time")
    assert promise.text == "10:00 GMT"
    assert "10:00 GMT" in tree["feed.rss"].decode()
    assert "09:00 – 10:00 IST" in tree["maintenance.ics"].decode().replace("\r\n ", "")


def test_numbers_are_those_of_the_language_and_not_of_the_zone() -> None:
    duration = timedelta(days=12345)
    assert words_in("Asia/Kolkata").number(1234567) == "1,234,567"
    assert words_in("Asia/Kolkata", "en-IN").number(1234567) == "12,34,567"
    assert words_in("Europe/Vienna").duration(duration) == "12,345 days"
    assert words_in("Europe/Zurich", "de").duration(duration) == "12.345 Tage"
