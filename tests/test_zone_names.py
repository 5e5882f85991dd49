"""The time zone that is meant by a name that is none."""

import pytest

from statusgen.read.timestamps import load_zone, zone_names
from statusgen.read.zone_names import _WORDS, doubt_zone, suggest_zone

OTHERWISE = "write the zone of a city, like Asia/Singapore or Europe/Paris"


def test_what_people_write_is_told_of_zones_that_exist() -> None:
    assert [zone for zone in _WORDS if load_zone(zone) is None] == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Beijing", "Asia/Shanghai"),
        ("Oslo", "Europe/Oslo"),
        ("Asia/Mumbai", "Asia/Kolkata"),
        ("San Francisco", "America/Los_Angeles"),
        ("america/new york", "America/New_York"),
        ("Pacific Time", "America/Los_Angeles"),
        ("Eastern", "America/New_York"),
        ("(UTC+01:00) Berlin", "Europe/Berlin"),
        ("Asia/Shanghai (CST)", "Asia/Shanghai"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Asia/Singapur", "Asia/Singapore"),
        ("India Standard Time", "Asia/Kolkata"),
        ("South Korea", "Asia/Seoul"),
        ("UK", "Europe/London"),
        ("JST", "Asia/Tokyo"),
        ("utc", "UTC"),
    ],
)
def test_the_zone_that_is_meant_is_named(written: str, meant: str) -> None:
    assert suggest_zone(written) == f'did you mean "{meant}"?'


@pytest.mark.parametrize(
    "written", ["Mars", "Asia", "Europe/", "", "Kairo", "Brazil", "Local", "UTC+25", "Z", "()"]
)
def test_no_zone_is_guessed_from_what_may_mean_any(written: str) -> None:
    assert suggest_zone(written) == OTHERWISE


@pytest.mark.parametrize(
    ("written", "city"),
    [
        ("UTC+8", "Asia/Hong_Kong"),
        ("GMT-5", "America/New_York"),
        ("−08:00", "America/Los_Angeles"),
        ("UTC +0530", "Asia/Kolkata"),
    ],
)
def test_for_an_offset_a_city_is_named_where_clocks_show_it_in_winter(
    written: str, city: str
) -> None:
    assert suggest_zone(written) == f"write the zone of a city there, like {city}"


def test_few_zones_that_exist_are_doubted() -> None:
    doubted = {name for name in zone_names() if doubt_zone(name)}
    reversed_signs = {
        *(f"Etc/GMT+{n}" for n in range(1, 13)),
        *(f"Etc/GMT-{n}" for n in range(1, 15)),
    }
    assert doubted == reversed_signs | {"EST", "MST"}
