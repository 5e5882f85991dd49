"""Uptime and a component's days, with the arithmetic beside each value.

Uptime is 100 · (1 − (major + 0.3 · partial) / window), cut after two decimals. The window begins
at the first of its local midnights and ends at the instant of the build.
"""

import re

import pytest

from output import Tree
from published import publish, read_html, texts
from small_site import entry, update

WEEK = "2026-03-11T00:00:00Z"
"""With 7 days, 5 to 11 March: 6 whole days have passed, 518,400 seconds."""


def outage(status: str, start: str, end: str = "", **keys: str) -> str:
    """An incident with which the component had a status; without an end it is open."""
    updates = [update(start, "Investigating", "Fog.")]
    updates += [update(end, "Resolved", "Sunshine.")] if end else []
    return entry("Trouble", *updates, components=f"{{web: {status}}}", **keys)


def work(starts: str, ends: str, status: str = "under_maintenance") -> str:
    planned = update("2026-02-01 09:00", "Scheduled", "We build.")
    return entry("Work", planned, starts=starts, ends=ends, components=f"{{web: {status}}}")


def built(
    *incidents: str,
    at: str = WEEK,
    days: int = 7,
    zone: str = "UTC",
    start: str = "",
    maintenance: str = "",
) -> Tree:
    settings = f"language: en-GB\ntime_zone: {zone}\nuptime_days: {days}\n"
    settings += f"components: [{{id: web, name: Web, start: {start}}}]\n"
    files = {f"incidents/{number}.md": text for number, text in enumerate(incidents)}
    files |= {"maintenance/work.md": maintenance} if maintenance else {}
    return publish(settings, files, at)


def sentence(tree: Tree) -> str:
    """What a screen reader says of the component's bar, on its own page.

    The front page says the same, where it has the bar: it leaves out one without a mark.
    """
    xpath = "//a[@class='bar']/@aria-label"
    (own,) = read_html(tree, "components/web/index.html").xpath(xpath)
    assert read_html(tree, "index.html").xpath(xpath) in ([own], [])
    return str(own).removeprefix("Web: ")


def uptime(tree: Tree) -> str:
    """The component's uptime as it is shown below the bar, and spoken."""
    shown = "//div[contains(@class, 'ends')]/span[2]"
    (percent,) = texts(tree, "components/web/index.html", shown)
    assert texts(tree, "index.html", shown) in ([percent], [])
    assert sentence(tree).startswith(f"{percent}, ")
    return percent.removesuffix(" up")


def table(tree: Tree) -> list[tuple[str, str, str]]:
    """The rows of the component's days, newest first: days, status, how long."""
    rows = read_html(tree, "components/web/index.html").xpath("//tbody/tr")
    cells = [[re.sub(r"\s+", " ", cell.text_content()) for cell in row] for row in rows]
    return [(days, status, lasted) for days, status, lasted in cells]


@pytest.mark.parametrize(
    ("status", "start", "end", "expected"),
    [
        # 3600 / 518400 = 0.69444…%; 99.30555…, rounded it would be 99.31
        ("major_outage", "2026-03-08 10:00", "2026-03-08 11:00", "99.30%"),
        # 0.3 · 5400 / 518400 = 0.3125%; 99.6875, rounded it would be 99.69
        ("partial_outage", "2026-03-08 10:00", "2026-03-08 11:30", "99.68%"),
        # 2592 / 518400 = 0.5% exactly
        ("major_outage", "2026-03-08 10:00", "2026-03-08 10:43:12", "99.50%"),
        # 1 / 518400 = 0.00019…%: what was down for a second was not up all the time
        ("major_outage", "2026-03-08 10:00:00", "2026-03-08 10:00:01", "99.99%"),
        ("major_outage", "2026-03-04 10:00", "", "0.00%"),
        # 0.3 of all the time
        ("partial_outage", "2026-03-04 10:00", "", "70.00%"),
        ("degraded_performance", "2026-03-08 10:00", "2026-03-08 11:00", "100.00%"),
        ("under_maintenance", "2026-03-08 10:00", "2026-03-08 11:00", "100.00%"),
        ("operational", "2026-03-08 10:00", "2026-03-08 11:00", "100.00%"),
    ],
)
def test_uptime_is_cut_after_two_decimals(status: str, start: str, end: str, expected: str) -> None:
    assert uptime(built(outage(status, start, end))) == expected


def test_without_an_incident_all_days_are_fine() -> None:
    tree = built()
    assert sentence(tree) == "100.00% up, 7 days, 0 days with trouble"
    assert table(tree) == [("5 Mar – 11 Mar", "Operational", "")]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (7, "100.00%"),  # since 5 March: the hour on 1 March is before the window
        (10, "100.00%"),  # since 2 March
        (11, "99.58%"),  # since 1 March, 10 days: 3600 / 864000 = 0.41666…%
        (30, "99.85%"),  # since 10 February, 29 days: 3600 / 2505600 = 0.1436…%; rounded: 99.86
        (366, "99.98%"),  # 365 days: 3600 / 31536000 = 0.0114…%; rounded: 99.99
    ],
)
def test_only_the_days_of_the_window_count(days: int, expected: str) -> None:
    hour = outage("major_outage", "2026-03-01 10:00", "2026-03-01 11:00")
    assert uptime(built(hour, days=days)) == expected


def test_of_what_began_before_the_window_only_the_part_inside_counts() -> None:
    # In Singapore the first day, 5 March, begins at 4 March 16:00Z; until 11 March 00:00Z that is
    # 6 days and 8 hours, 152 hours. Of the outage 2 hours lie inside: 2 / 152 = 1.3157…%.
    long = outage("major_outage", "2026-03-01 00:00Z", "2026-03-04 18:00Z")
    tree = built(long, zone="Asia/Singapore")
    assert uptime(tree) == "98.68%"
    assert table(tree)[-1] == ("5 Mar", "Major outage", "2h")


def test_where_incidents_overlap_the_worst_counts_once() -> None:
    # Partial from 10:00 to 12:00, but major from 11:00 to 11:30: 0.3 · 5400 + 1800 = 3420 seconds;
    # 3420 / 518400 = 0.6597…%. Both added up would be 0.3 · 7200 + 1800 = 3960: 99.23.
    partial = outage("partial_outage", "2026-03-08 10:00", "2026-03-08 12:00")
    major = outage("major_outage", "2026-03-08 11:00", "2026-03-08 11:30")
    for incidents in ((partial, major), (major, partial)):
        tree = built(*incidents)
        assert uptime(tree) == "99.34%"
        assert table(tree)[1:3] == [
            ("8 Mar", "Major outage", "30m"),
            ("8 Mar", "Partial outage", "1h 30m"),
        ]


def test_two_incidents_about_the_same_outage_cost_as_much_as_one() -> None:
    hour = outage("major_outage", "2026-03-08 10:00", "2026-03-08 11:00")
    assert uptime(built(hour, hour)) == "99.30%"


def test_maintenance_costs_nothing_and_hides_no_outage() -> None:
    planned = work("2026-03-08 08:00", "2026-03-08 14:00")
    tree = built(maintenance=planned)
    assert sentence(tree) == "100.00% up, 7 days, 0 days with trouble"
    assert table(tree)[1] == ("8 Mar", "Under maintenance", "6h")
    hour = outage("major_outage", "2026-03-08 10:00", "2026-03-08 11:00")
    tree = built(hour, maintenance=planned)
    assert sentence(tree) == "99.30% up, 7 days, 1 day with trouble"
    assert table(tree)[1:3] == [
        ("8 Mar", "Major outage", "1h"),
        ("8 Mar", "Under maintenance", "5h"),
    ]


def test_a_maintenance_that_takes_a_component_down_costs_as_much_as_an_outage() -> None:
    planned = work("2026-03-08 10:00", "2026-03-08 11:00", status="major_outage")
    assert uptime(built(maintenance=planned)) == "99.30%"


@pytest.mark.parametrize(
    ("start", "expected", "days"),
    [
        ("2026-03-04", "99.30%", "7 days"),  # before the window: as if there were no start
        ("2026-03-08", "98.61%", "4 days"),  # 3 days, 259200 seconds: 3600 / 259200 = 1.3888…%
        ("2026-03-09", "100.00%", "3 days"),  # the outage of 8 March was before it began
    ],
)
def test_time_before_a_component_s_start_is_left_out(start: str, expected: str, days: str) -> None:
    hour = outage("major_outage", "2026-03-08 10:00", "2026-03-08 11:00")
    tree = built(hour, start=start)
    assert uptime(tree) == expected
    assert f", {days}, " in sentence(tree)


@pytest.mark.parametrize("start", ["2026-03-11", "2026-04-01"])  # the first begins this second
def test_a_component_of_which_no_time_has_passed_yet_has_no_uptime(start: str) -> None:
    hour = outage("major_outage", "2026-03-08 10:00", "2026-03-08 11:00")
    tree = built(hour, start=start)
    (whole,) = texts(tree, "components/web/index.html", "//main")
    assert "%" not in whole
    assert "%" not in texts(tree, "index.html", "//main")[0]


def test_a_component_starts_at_its_local_midnight() -> None:
    # 8 March begins in Singapore at 7 March 16:00Z: 80 hours until 11 March 00:00Z, and one of the
    # two hours of the outage. 1 / 80 = 1.25%.
    crossing = outage("major_outage", "2026-03-07 15:00Z", "2026-03-07 17:00Z")
    tree = built(crossing, zone="Asia/Singapore", start="2026-03-08")
    assert uptime(tree) == "98.75%"


def test_a_day_on_which_clocks_go_forward_has_23_hours() -> None:
    # New York, 8 March: from 05:00Z to 04:00Z of the 9th. The window begins on 3 March at 05:00Z,
    # and on the 9th it is noon, 16:00Z: 155 hours. 23 / 155 = 14.8387…%.
    whole = outage("major_outage", "2026-03-08 05:00Z", "2026-03-09 04:00Z")
    tree = built(whole, at="2026-03-09T16:00Z", zone="America/New_York")
    assert uptime(tree) == "85.16%"
    assert sentence(tree) == "85.16% up, 7 days, 1 day with trouble"
    assert table(tree)[1] == ("8 Mar", "Major outage", "23h")


def test_a_day_on_which_clocks_go_back_has_25_hours() -> None:
    # New York, 1 November: from 04:00Z to 05:00Z of the 2nd. The window begins on 27 October at
    # 04:00Z, and on the 2nd it is noon, 17:00Z: 157 hours. 25 / 157 = 15.9235…%; rounded: 84.08.
    whole = outage("major_outage", "2026-11-01 04:00Z", "2026-11-02 05:00Z")
    tree = built(whole, at="2026-11-02T17:00Z", zone="America/New_York")
    assert uptime(tree) == "84.07%"
    assert sentence(tree) == "84.07% up, 7 days, 1 day with trouble"
    assert table(tree)[1] == ("1 Nov", "Major outage", "25h")


def test_an_open_incident_counts_until_the_build() -> None:
    # Since 10 March 23:00, and it is 11 March 01:00: 2 of 145 hours, 1.3793…%.
    tree = built(outage("major_outage", "2026-03-10 23:00"), at="2026-03-11T01:00Z")
    assert sentence(tree) == "98.62% up, 7 days, 2 days with trouble"
    assert table(tree) == [
        ("11 Mar", "Major outage", "still going on"),
        ("10 Mar", "Major outage", "1h"),
        ("5 Mar – 9 Mar", "Operational", ""),
    ]


def test_an_outage_that_ends_at_the_second_of_the_build_is_over() -> None:
    # From 10 March 23:00 to 11 March 01:00, which is now: 2 of 145 hours, 1.3793…%.
    over = outage("major_outage", "2026-03-10 23:00", "2026-03-11 01:00")
    tree = built(over, at="2026-03-11T01:00Z")
    assert uptime(tree) == "98.62%"
    assert table(tree)[:2] == [("11 Mar", "Major outage", "1h"), ("10 Mar", "Major outage", "1h")]


def test_an_outage_ends_when_it_was_restored_and_not_when_somebody_said_so() -> None:
    # 45 minutes: 2700 / 518400 = 0.5208…%; rounded: 99.48.
    keys = {"restored": "2026-03-08 10:45"}
    tree = built(outage("major_outage", "2026-03-08 10:00", "2026-03-08 15:00", **keys))
    assert uptime(tree) == "99.47%"
    assert table(tree)[1] == ("8 Mar", "Major outage", "45m")


def test_an_outage_begins_when_it_started_and_not_when_somebody_said_so() -> None:
    # From 09:00 to 11:00: 7200 / 518400 = 1.3888…%.
    keys = {"started": "2026-03-08 09:00"}
    tree = built(outage("major_outage", "2026-03-08 10:00", "2026-03-08 11:00", **keys))
    assert uptime(tree) == "98.61%"


def test_a_day_has_each_of_its_statuses_and_how_long_each_lasted() -> None:
    # Major from 10:00, partial from 10:20 to 11:00: 1200 + 0.3 · 2400 = 1920 seconds;
    # 1920 / 518400 = 0.3703…%. Degraded from 09:00 to 10:00 and from 12:00 to 12:30.
    changing = entry(
        "Changing",
        update("2026-03-08 09:00", "Investigating", "Fog."),
        update("2026-03-08 10:00", "Update", "Fog.", "Components: web = major_outage"),
        update("2026-03-08 10:20", "Update", "Fog.", "Components: web = partial_outage"),
        update("2026-03-08 11:00", "Update", "Fog.", "Components: web = operational"),
        update("2026-03-08 12:00", "Update", "Fog.", "Components: web = degraded_performance"),
        update("2026-03-08 12:30", "Resolved", "Sunshine."),
        components="{web: degraded_performance}",
    )
    tree = built(changing)
    assert uptime(tree) == "99.62%"
    assert table(tree)[1:4] == [
        ("8 Mar", "Major outage", "20m"),
        ("8 Mar", "Partial outage", "40m"),
        ("8 Mar", "Degraded performance", "1h 30m"),
    ]


def test_only_the_status_that_goes_on_is_still_going_on() -> None:
    degraded = outage("degraded_performance", "2026-03-10 02:00", "2026-03-10 22:00")
    tree = built(degraded, outage("major_outage", "2026-03-10 23:00"), at="2026-03-10T23:30Z")
    assert table(tree)[:2] == [
        ("10 Mar", "Major outage", "still going on"),
        ("10 Mar", "Degraded performance", "20h"),
    ]
