"""When the page says that something was: in every output, in local time, where clocks change.

In Berlin clocks go from 02:00 to 03:00 on 29 March 2026 and from 03:00 to 02:00 on 25 October.
"""

import re
from email.utils import parsedate_to_datetime

import pytest
from lxml import etree

from output import Tree
from published import api_incident, publish, read_html, read_json, texts
from small_site import entry, update

BERLIN = "time_zone: Europe/Berlin\nlanguage: en-GB\ncomponents: [{id: web, name: Web}]"
LATE = "2026-12-01T00:00Z"
SPRING = entry(
    "Spring",
    update("2026-03-29 01:30", "Investigating", "Fog."),
    update("2026-03-29 03:30", "Monitoring", "Less fog."),  # an hour later
    update("2026-03-29 04:00", "Resolved", "Sunshine."),
    update("2026-03-30 09:00", "Postmortem", "It was fog."),
    started="2026-03-29 01:10",
    restored="2026-03-29 03:40",
    components="{web: partial_outage}",
)
AUTUMN = entry(
    "Autumn",
    update("2026-10-25 02:30 +02:00", "Investigating", "Fog."),
    update("2026-10-25 02:30 +01:00", "Resolved", "Sunshine."),  # an hour later
    components="[web]",
)
WORK = entry(
    "Night work",
    update("2026-03-01 09:00", "Scheduled", "We build."),
    update("2026-03-20 09:00", "Update", "We build more.", "Edited: 2026-03-21 10:00 a word"),
    starts="2026-03-29 01:00",
    ends="2026-03-29 05:00",
    components="[web]",
)


def built(*incidents: str, at: str = LATE, settings: str = BERLIN, work: str = "") -> Tree:
    files = {f"incidents/{number}.md": text for number, text in enumerate(incidents)}
    files |= {"maintenance/work.md": work} if work else {}
    return publish(settings, files, at)


def test_the_api_says_when_an_incident_started_was_reported_and_ended() -> None:
    spring = api_incident(built(SPRING), "Spring")
    keys = ("started_at", "created_at", "monitoring_at", "resolved_at", "updated_at")
    assert {key: spring[key] for key in keys} == {
        "started_at": "2026-03-29T01:10:00.000+01:00",
        "created_at": "2026-03-29T01:30:00.000+01:00",
        "monitoring_at": "2026-03-29T03:30:00.000+02:00",
        "resolved_at": "2026-03-29T04:00:00.000+02:00",  # the postmortem comes after the end
        "updated_at": "2026-03-30T09:00:00.000+02:00",
    }
    assert spring["statusgen"]["restored"] == "2026-03-29T03:40:00.000+02:00"
    assert [update["display_at"] for update in spring["incident_updates"]] == [
        "2026-03-30T09:00:00.000+02:00",
        "2026-03-29T04:00:00.000+02:00",
        "2026-03-29T03:30:00.000+02:00",
        "2026-03-29T01:30:00.000+01:00",
    ]
    # Its component was down from 01:10 to 03:40.
    (web,) = read_json(built(SPRING), "api/v2/components.json")["components"]
    assert (web["status"], web["created_at"], web["updated_at"]) == (
        "operational",
        "2026-03-29T01:10:00.000+01:00",
        "2026-03-29T03:40:00.000+02:00",
    )


def test_an_hour_that_happens_twice_has_two_offsets() -> None:
    autumn = api_incident(built(AUTUMN), "Autumn")
    assert (autumn["started_at"], autumn["resolved_at"]) == (
        "2026-10-25T02:30:00.000+02:00",
        "2026-10-25T02:30:00.000+01:00",
    )


def test_durations_are_of_time_that_passed_and_not_of_clocks() -> None:
    tree = built(SPRING, AUTUMN)
    # 00:10Z to 01:40Z, and 00:30Z to 01:30Z.
    (spring,) = texts(tree, "incidents/0/index.html", "//*[@class='facts']")
    (autumn,) = texts(tree, "incidents/1/index.html", "//*[@class='facts']")
    assert "29 March 2026, 01:10 CET – 03:40 CEST · 1 hour, 30 minutes" in spring
    assert "25 October 2026, 02:30 CEST – 02:30 CET · 1 hour" in autumn
    lines = texts(tree, "incidents/0/index.html", "//li[@class='row']/span")
    assert lines == ["Partial outage (1 hour, 30 minutes)"]
    instants = read_html(tree, "incidents/0/index.html").xpath("//ol//time/@datetime")
    assert instants == [
        "2026-03-30T07:00:00Z",
        "2026-03-29T02:00:00Z",
        "2026-03-29T01:30:00Z",
        "2026-03-29T00:30:00Z",
    ]


def test_what_comes_after_the_end_makes_nothing_longer() -> None:
    closed = SPRING.replace("restored: 2026-03-29 03:40\n", "")
    assert closed != SPRING
    tree = built(closed)  # from 01:10 CET to 04:00 CEST, and a postmortem the day after
    (facts,) = texts(tree, "incidents/0/index.html", "//*[@class='facts']")
    assert "01:10 CET – 04:00 CEST · 1 hour, 50 minutes" in facts
    data = read_html(tree, "incidents/0/index.html").xpath("//script[@type]/text()")[0]
    assert '"coverageEndTime":"2026-03-29T02:00:00Z"' in data


def test_what_was_reopened_ended_when_it_was_closed_last() -> None:
    again = f"{SPRING}\n{update('2026-04-01 09:00', 'Investigating', 'Fog.')}".replace(
        "restored: 2026-03-29 03:40\n", ""
    )
    spring = api_incident(built(again), "Spring")
    assert (spring["status"], spring["resolved_at"]) == ("investigating", None)
    (web,) = read_json(built(again), "api/v2/components.json")["components"]
    assert (web["status"], web["updated_at"]) == ("partial_outage", "2026-04-01T09:00:00.000+02:00")
    closed = f"{again}\n{update('2026-04-01 10:00', 'Resolved', 'Sunshine.')}"
    tree = built(closed)
    assert api_incident(tree, "Spring")["resolved_at"] == "2026-04-01T10:00:00.000+02:00"
    spans = texts(tree, "incidents/0/index.html", "//li[@class='row']/span")
    assert spans == ["Partial outage (1 hour, 50 minutes) and Partial outage (1 hour)"]


def test_a_component_is_known_since_it_was_first_heard_of() -> None:
    for incidents in ((SPRING, AUTUMN), (AUTUMN, SPRING)):
        (web,) = read_json(built(*incidents), "api/v2/components.json")["components"]
        assert web["created_at"] == "2026-03-29T01:10:00.000+01:00"
        assert web["updated_at"] == "2026-10-25T02:30:00.000+01:00"


def test_the_history_feed_dates_an_incident_by_its_newest_update_and_work_by_its_start() -> None:
    tree = built(SPRING, work=WORK)
    items = etree.fromstring(tree["history.rss"]).iter("item")
    assert [(item.findtext("title"), item.findtext("pubDate")) for item in items] == [
        ("Spring", "Mon, 30 Mar 2026 07:00:31 +0000"),
        ("Night work", "Sun, 29 Mar 2026 00:00:05 +0000"),
    ]


def test_what_is_open_says_since_when_and_is_not_resolved() -> None:
    tree = built(SPRING, at="2026-03-29T01:45:00Z")
    spring = api_incident(tree, "Spring")
    assert (spring["status"], spring["resolved_at"]) == ("monitoring", None)
    assert spring["updated_at"] == "2026-03-29T03:30:00.000+02:00"
    (since,) = read_html(tree, "index.html").xpath("//@data-since")
    assert since == "2026-03-29T00:10:00Z"


def feed_dates(tree: Tree) -> list[tuple[str, str]]:
    """When each item was published and changed, newest first; every feed says the same."""
    items = read_json(tree, "feed.json")["items"]
    dates = [(item["date_published"], item["date_modified"]) for item in items]
    entries = etree.fromstring(tree["feed.atom"]).findall("{*}entry")
    in_atom = [(e.findtext("{*}published"), e.findtext("{*}updated")) for e in entries]
    assert [
        (f"{p}".replace("+00:00", "Z"), f"{u}".replace("+00:00", "Z")) for p, u in in_atom
    ] == dates
    stamps = [
        item.findtext("pubDate") or "" for item in etree.fromstring(tree["feed.rss"]).iter("item")
    ]
    published = [f"{parsedate_to_datetime(stamp):%Y-%m-%dT%H:%M:%SZ}" for stamp in stamps]
    assert published == [first for first, _ in dates]
    return dates


def minutes(dates: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Dates without their seconds, of which each item has its own."""
    return [(published[:16], updated[:16]) for published, updated in dates]


def test_feeds_date_an_item_and_a_change_in_their_minutes() -> None:
    edited = entry(
        "Edited",
        update(
            "2026-03-29 01:30",
            "Investigating",
            "Fog.",
            "Edited: 2026-03-29 03:10 a word",
            "Edited: 2026-03-29 03:20 another",
        ),
        update("2026-03-29 04:00", "Resolved", "Sunshine."),
    )
    assert minutes(feed_dates(built(edited))) == [
        ("2026-03-29T02:00", "2026-03-29T02:00"),
        ("2026-03-29T00:30", "2026-03-29T01:20"),
    ]


def test_a_second_that_somebody_wrote_is_kept() -> None:
    told = update("2026-03-29 01:30:07", "Investigating", "Fog.")
    assert feed_dates(built(entry("Fog", told))) == [("2026-03-29T00:30:07Z",) * 2]


def test_updates_of_one_minute_keep_their_order_in_feeds() -> None:
    stamps = ("2026-03-29 01:30", "2026-03-29 01:30:01", "2026-03-29 01:30:02")
    quick = entry("Quick", *(update(stamp, "Update", f"At {stamp}") for stamp in stamps))
    tree = built(quick)
    told = [item["content_html"] for item in read_json(tree, "feed.json")["items"]]
    assert told == [f"<p>At {stamp}</p>" for stamp in reversed(stamps)]
    dates = feed_dates(tree)
    assert dates == sorted(set(dates), reverse=True)


def test_no_two_items_of_a_feed_have_the_same_date() -> None:
    same = entry("Same", update("2026-03-29 01:30", "Investigating", "Fog."))
    dates = feed_dates(built(*[same] * 70))  # more than a minute has seconds
    assert len({published for published, _ in dates}) == 50
    assert len({updated for _, updated in dates}) == 50


def test_a_component_has_changed_from_the_second_on_in_which_it_was_restored() -> None:
    changed = {
        at: read_json(built(SPRING, at=at), "api/v2/components.json")["components"][0]["updated_at"]
        for at in ("2026-03-29T01:39:59Z", "2026-03-29T01:40:00Z")
    }
    assert list(changed.values()) == [
        "2026-03-29T01:10:00.000+01:00",
        "2026-03-29T03:40:00.000+02:00",
    ]


def test_an_edit_at_the_time_of_another_update_has_a_date_of_its_own() -> None:
    edited = update("2026-03-29 05:00", "Investigating", "Fog.", "Edited: 2026-03-29 07:00 a word")
    other = update("2026-03-29 07:00", "Investigating", "Ice.")
    dates = feed_dates(built(entry("Edited", edited), entry("Other", other)))
    assert minutes(dates) == [
        ("2026-03-29T05:00", "2026-03-29T05:00"),
        ("2026-03-29T03:00", "2026-03-29T05:00"),
    ]
    assert dates[0][1] != dates[1][1]


def test_a_feed_is_as_new_as_the_last_thing_that_was_said() -> None:
    tree = built(SPRING)
    assert etree.fromstring(tree["feed.atom"]).findtext("{*}updated") == "2026-03-30T07:00:31+00:00"
    built_at = etree.fromstring(tree["feed.rss"]).findtext("channel/lastBuildDate")
    assert built_at == "Mon, 30 Mar 2026 07:00:31 +0000"
    # 1 January 2026 is 1,767,225,600; 30 March is 88 days later, and it is 7 hours into that day.
    assert "statusgen_last_statement_timestamp_seconds 1774854000" in tree["metrics"].decode()
    summary = read_json(tree, "api/v2/summary.json")
    assert summary["page"]["updated_at"] == "2026-03-30T09:00:00.000+02:00"


def event_lines(tree: Tree) -> dict[str, str]:
    """The lines of the calendar's one event that hold an instant or a number."""
    event = tree["maintenance.ics"].decode().partition("BEGIN:VEVENT")[2]
    return dict(re.findall(r"(?m)^(DT\w+|CREATED|LAST-MODIFIED|SEQUENCE|STATUS):(\S+)\r$", event))


def test_a_calendar_has_the_planned_window_in_utc_and_counts_updates_and_edits() -> None:
    expected = {
        "DTSTART": "20260329T000000Z",  # 01:00 CET
        "DTEND": "20260329T030000Z",  # 05:00 CEST
        "CREATED": "20260301T080000Z",
        "LAST-MODIFIED": "20260321T090000Z",
        "DTSTAMP": "20260321T090000Z",
        "SEQUENCE": "3",  # two updates and an edit
        "STATUS": "CONFIRMED",
    }
    assert event_lines(built(work=WORK, at="2026-03-25T00:00Z")) == expected
    late = f"{WORK}\n{update('2026-03-29 06:00', 'Completed', 'It stands.')}"
    assert event_lines(built(work=late)) == {
        **expected,  # it took an hour longer; what was planned stays as it was
        "LAST-MODIFIED": "20260329T040000Z",
        "DTSTAMP": "20260329T040000Z",
        "SEQUENCE": "4",
    }
    soon = f"{WORK}\n{update('2026-03-29 00:30', 'In progress', 'We build.')}"
    assert event_lines(built(work=soon))["DTSTART"] == expected["DTSTART"]  # begun too early
    off = f"{WORK}\n{update('2026-03-28 09:00', 'Cancelled', 'No wood.')}"
    assert event_lines(built(work=off))["STATUS"] == "CANCELLED"


def test_a_calendar_never_counts_back_when_an_update_is_removed() -> None:
    edits = [f"Edited: 2026-03-2{day} 10:00 A word." for day in range(1, 4)]
    moved = update("2026-03-20 10:00", "Update", "Not this pier.", *edits)
    assert event_lines(built(work=f"{WORK}\n{moved}"))["SEQUENCE"] == "7"  # 3 updates, 4 edits
    removed = WORK.replace("title:", "removed: 2026-03-20 10:00 Another pier.\ntitle:", 1)
    assert event_lines(built(work=removed))["SEQUENCE"] == "13"  # 2 updates, 1 edit, and 10
    late = update("2026-03-25 10:00", "Update", "The right pier.")
    assert event_lines(built(work=f"{removed}\n{late}"))["SEQUENCE"] == "14"


def test_the_clock_turns_a_maintenance_to_the_second() -> None:
    def state(at: str) -> tuple[str, str, str]:
        tree = built(work=WORK, at=at)
        work = api_incident(tree, "Night work")
        (web,) = read_json(tree, "api/v2/components.json")["components"]
        badge = read_json(tree, "components/web/badge.json")["message"]
        return work["status"], web["status"], badge

    up, down = ("operational", "Operational"), ("under_maintenance", "Under maintenance")
    assert state("2026-03-28T23:59:59Z") == ("scheduled", *up)
    assert state("2026-03-29T00:00:00Z") == ("in_progress", *down)
    assert state("2026-03-29T02:59:59Z") == ("in_progress", *down)
    assert state("2026-03-29T03:00:00Z") == ("completed", *up)


def test_the_api_says_when_a_maintenance_was_planned_and_when_the_clock_turned_it() -> None:
    tree = built(work=WORK)
    work = api_incident(tree, "Night work")
    assert (work["scheduled_for"], work["scheduled_until"]) == (
        "2026-03-29T01:00:00.000+01:00",
        "2026-03-29T05:00:00.000+02:00",
    )
    assert work["resolved_at"] == "2026-03-29T05:00:00.000+02:00"
    assert [(update["status"], update["display_at"]) for update in work["incident_updates"]] == [
        ("completed", "2026-03-29T05:00:00.000+02:00"),
        ("in_progress", "2026-03-29T01:00:00.000+01:00"),
        ("scheduled", "2026-03-20T09:00:00.000+01:00"),
        ("scheduled", "2026-03-01T09:00:00.000+01:00"),
    ]
    (facts,) = texts(tree, "maintenance/work/index.html", "//*[@class='facts']")
    assert "29 March 2026, 01:00 CET – 05:00 CEST · 3 hours" in facts


@pytest.mark.parametrize(
    ("zone", "month"),
    [("UTC", "2026-03"), ("Pacific/Auckland", "2026-04"), ("America/New_York", "2026-03")],
)
def test_archives_are_of_local_months(zone: str, month: str) -> None:
    # 31 March 20:00Z is 1 April 09:00 in Auckland.
    incident = entry("Late", update("2026-03-31 20:00Z", "Resolved", "Sunshine."))
    tree = built(incident, settings=f"time_zone: {zone}")
    months = {match[0] for path in tree if (match := re.search(r"\d{4}-\d\d", path))}
    assert months == {month}
    for path in (f"feed/{month}.json", f"api/v2/incidents/{month}.json"):
        assert "Late" in tree[path].decode()
    assert texts(tree, f"history/{month}/index.html", "//main//h2/a | //main//h3/a") == ["Late"]


def test_an_update_over_the_turn_of_a_month_is_in_the_archive_of_its_own_month() -> None:
    incident = entry(
        "Long",
        update("2026-03-31 23:59", "Investigating", "Fog."),
        update("2026-04-01 00:00", "Resolved", "Sunshine."),
    )
    tree = built(incident)
    (march,) = read_json(tree, "feed/2026-03.json")["items"]
    (april,) = read_json(tree, "feed/2026-04.json")["items"]
    assert march["date_published"] == "2026-03-31T21:59:56Z"
    assert april["date_published"].startswith("2026-03-31T22:00")
    assert "history/2026-04/index.html" not in tree  # an entry is in the month of its start


def test_an_archive_leads_to_the_month_before_that_has_something() -> None:
    tree = built(SPRING, AUTUMN)
    base = "https://status.example/"
    assert read_json(tree, "feed.json")["next_url"] == f"{base}feed/2026-10.json"
    assert read_json(tree, "feed/2026-10.json")["next_url"] == f"{base}feed/2026-03.json"
    assert "next_url" not in read_json(tree, "feed/2026-03.json")
    october = read_json(tree, "api/v2/incidents/2026-10.json")
    assert october["statusgen"]["prev_archive"] == f"{base}api/v2/incidents/2026-03.json"
    (earlier,) = read_html(tree, "history/2026-10/index.html").xpath("//a[@rel='prev']/@href")
    assert earlier == "/history/2026-03/"
    assert read_html(tree, "history/2026-03/index.html").xpath("//a[@rel='prev']") == []
