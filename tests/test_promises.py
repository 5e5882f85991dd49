"""Promised updates: which were kept, which count, and what the page, feeds and the API say."""

import re

import pytest

from output import Tree
from published import api_incident, publish, read_html, read_json, texts
from small_site import entry, update

LATE = "2026-04-01T00:00Z"
KEPT_TWICE = entry(
    "Two kept promises",
    update("2026-01-01 10:00", "Investigating", "Fog.", "Next update: 11:00"),
    update("2026-01-01 11:00", "Identified", "Fog.", "Next update: 12:00"),
    update("2026-01-01 12:00", "Resolved", "Sunshine."),
)


def built(settings: str = "", at: str = LATE, **incidents: str) -> Tree:
    return publish(settings, {f"incidents/{id}.md": text for id, text in incidents.items()}, at)


def ledger(tree: Tree) -> tuple[int, int] | None:
    """How many promises the front page says were kept, and of how many; None if it says nothing."""
    (foot,) = texts(tree, "index.html", "//footer")
    match = re.search(r"(\d+) of our last (\d+) promised updates came on time\.", foot)
    return (int(match[1]), int(match[2])) if match else None


def verdicts(tree: Tree, id: str) -> dict[str, tuple[str, bool]]:
    """What an incident's page says of answers to promises, and whether it shows them as kept."""
    items = read_html(tree, f"incidents/{id}/index.html").xpath("//ol[@class='updates']/li")
    return {
        item.get("id"): (verdict.text_content(), "kept" in verdict.get("class").split())
        for item in items
        for verdict in item.xpath(".//*[contains(@class, 'verdict')]")
    }


def answered_at(clock: str) -> str:
    """An incident that promises at 10:00 to say more at 11:00, and says more at another time."""
    first = update("2026-03-10 10:00", "Investigating", "Fog.", "Next update: 11:00")
    return entry("Late boats", first, update(f"2026-03-10 {clock}", "Resolved", "Sunshine."))


@pytest.mark.parametrize(
    ("grace", "clock", "kept", "verdict"),
    [
        (5, "10:10:00", 3, "on time"),  # early
        (5, "11:00:00", 3, "on time"),
        (5, "11:05:00", 3, "on time"),  # 11:00 and 5 minutes, to the second
        (5, "11:05:01", 2, "5 minutes late"),  # late since 11:00, not since 11:05
        (0, "11:00:00", 3, "on time"),
        (0, "11:00:01", 2, "less than a minute late"),
        (60, "12:00:00", 3, "on time"),
        (60, "12:00:01", 2, "1 hour late"),
        (60, "13:30:00", 2, "2 hours, 30 minutes late"),
    ],
)
def test_an_answer_is_on_time_up_to_the_last_second_of_the_grace(
    grace: int, clock: str, kept: int, verdict: str
) -> None:
    tree = built(f"promise_grace: {grace}", twice=KEPT_TWICE, fog=answered_at(clock))
    assert ledger(tree) == (kept, 3)
    assert verdicts(tree, "fog") == {f"2026-03-10T{clock}Z": (verdict, kept == 3)}


def test_the_grace_is_five_minutes_where_the_page_says_nothing() -> None:
    kept, late = answered_at("11:05:00"), answered_at("11:05:01")
    assert ledger(built(kept=kept, late=late)) == (1, 2)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-10T10:30:00Z", (2, 2)),  # not due yet
        ("2026-03-10T11:00:01Z", (2, 2)),  # due, but within the grace
        ("2026-03-10T11:05:00Z", (2, 2)),
        ("2026-03-10T11:05:01Z", (2, 3)),  # nobody answered: broken
        ("2026-03-10T11:19:59Z", (2, 3)),  # the answer of 11:20 is in the file, but still to come
    ],
)
def test_a_promise_that_nobody_answers_counts_as_broken_once_the_grace_is_over(
    at: str, expected: tuple[int, int]
) -> None:
    tree = built(at=at, twice=KEPT_TWICE, fog=answered_at("11:20"))
    assert ledger(tree) == expected
    assert verdicts(tree, "fog") == {}


def test_the_twenty_that_were_due_last_are_counted() -> None:
    # An update an hour, from 02:00 to 22:00 on 1 March: 20 promises due from 03:00 to 22:00, kept.
    hours = [f"2026-03-01 {hour:02}:00" for hour in range(2, 23)]
    chain = [update(at, "Update", "Fog.", "Next update: in 1 hour") for at in hours[:-1]]
    hourly = entry("Hourly", *chain, update(hours[-1], "Resolved", "Sunshine."))
    # Due before all those and broken, one of them answered after everything else: not counted.
    early = entry(
        "Early",
        update("2026-02-01 08:00", "Investigating", "Fog.", "Next update: 09:00"),
        update("2026-02-01 10:00", "Identified", "Fog.", "Next update: 11:00"),
        update("2026-03-20 10:00", "Resolved", "Sunshine."),
    )
    assert ledger(built(hourly=hourly, early=early)) == (20, 20)
    # Made before all those, due after them, and broken: counted, in the place of the one of 03:00.
    patient = entry(
        "Patient",
        update("2026-01-01 08:00", "Investigating", "Fog.", "Next update: 2026-03-02 09:00"),
        update("2026-03-02 10:00", "Resolved", "Sunshine."),
    )
    assert ledger(built(hourly=hourly, early=early, patient=patient)) == (19, 20)


def test_a_promise_that_nobody_can_judge_yet_takes_no_place_among_the_twenty() -> None:
    broken = entry("Broken", update("2026-02-01 08:00", "Resolved", "Fog.", "Next update: 09:00"))
    coming = entry(
        "Coming", update("2026-03-10 08:00", "Investigating", "Fog.", "Next update: 20:00")
    )
    incidents = {f"kept{number}": KEPT_TWICE for number in range(1, 10)}  # 2 each: 18, and 1 broken
    tree = built(at="2026-03-10T12:00Z", broken=broken, coming=coming, **incidents)
    assert ledger(tree) == (18, 19)


def test_any_update_answers_a_promise_also_the_one_that_reopens() -> None:
    reopened = entry(
        "Fog again",
        update("2026-03-10 10:00", "Investigating", "Fog.", "Next update: 10:30"),
        update("2026-03-10 10:30", "Resolved", "Sunshine.", "Next update: 2026-03-11 10:00"),
        update("2026-03-10 12:00", "Investigating", "Fog.", "Next update: 12:30"),
        update("2026-03-10 12:40", "Update", "Fog.", "Next update: 13:00"),
        update("2026-03-10 13:10", "Resolved", "Sunshine."),
        update("2026-03-12 10:00", "Postmortem", "It was the weather."),
    )
    tree = built(fog=reopened)
    # Four promises: due 10:30 and answered then; due the next day and answered at 12:00;
    # due 12:30 and answered at 12:40; due 13:00 and answered at 13:10. The last two are late.
    assert ledger(tree) == (2, 4)
    assert verdicts(tree, "fog") == {
        "2026-03-10T10:30:00Z": ("on time", True),
        "2026-03-10T12:00:00Z": ("on time", True),
        "2026-03-10T12:40:00Z": ("10 minutes late", False),
        "2026-03-10T13:10:00Z": ("10 minutes late", False),
    }


def test_promises_of_a_maintenance_count_and_those_of_a_draft_do_not() -> None:
    window = {"starts": "2026-03-10 10:00", "ends": "2026-03-10 12:00"}
    work = entry(
        "A new pier",
        update("2026-03-10 10:00", "In progress", "We build.", "Next update: 11:00"),
        update("2026-03-10 12:00", "Completed", "It stands."),
        **window,
    )
    draft = entry(
        "Draft",
        update("2026-03-10 10:00", "Investigating", "Fog.", "Next update: 11:00"),
        draft="true",
    )
    files = {"incidents/twice.md": KEPT_TWICE, "incidents/draft.md": draft}
    tree = publish("", {**files, "maintenance/pier.md": work}, LATE)
    assert ledger(tree) == (2, 3)


def test_one_promise_alone_is_not_counted_on_the_page() -> None:
    assert ledger(built(fog=answered_at("11:00"))) is None
    assert ledger(built()) is None


OPEN = entry(
    "Late boats",
    update("2026-03-29 01:30", "Investigating", "Fog.", "Next update: in 3 hours"),
)


def test_the_newest_promise_stands_on_the_page_in_its_feeds_and_in_the_api() -> None:
    """In Berlin clocks go from 02:00 to 03:00 that night: 3 hours after 01:30 it is 05:30."""
    tree = built("time_zone: Europe/Berlin", "2026-03-29T01:00:00Z", fog=OPEN)
    for path in ("index.html", "incidents/fog/index.html"):
        (promise,) = read_html(tree, path).xpath("//p[@class='promise']")
        assert promise.text_content() == "Next update by 05:30 CEST"
        assert promise.xpath(".//time/@datetime") == ["2026-03-29T03:30:00Z"]
        assert (promise.get("data-due"), promise.get("data-grace")) == ("2026-03-29T03:30:00Z", "5")
    due = '<time datetime="2026-03-29T03:30:00Z">29 March 2026, 05:30 CEST</time>'
    (item,) = read_json(tree, "feed.json")["items"]
    assert f"<p>Next update by {due}</p>" in item["content_html"]
    assert b"29 March 2026, 05:30 CEST" in tree["feed.rss"]
    assert b"29 March 2026, 05:30 CEST" in tree["feed.atom"]
    own = api_incident(tree, "Late boats")["statusgen"]
    assert own["next_update_by"] == "2026-03-29T05:30:00.000+02:00"


@pytest.mark.parametrize(
    ("promise", "due"),
    [
        ("23:59", "2026-03-28T23:59:00.000+01:00"),
        ("23:30", "2026-03-29T23:30:00.000+02:00"),  # it is 23:30: that is tomorrow
        ("09:00", "2026-03-29T09:00:00.000+02:00"),
        ("tomorrow 23:45", "2026-03-29T23:45:00.000+02:00"),
        ("in 24 hours", "2026-03-30T00:30:00.000+02:00"),  # that night has an hour less
        ("2026-04-01 09:00", "2026-04-01T09:00:00.000+02:00"),
        ("2026-04-01 09:00Z", "2026-04-01T11:00:00.000+02:00"),
    ],
)
def test_a_promise_is_for_the_first_such_time_after_its_update(promise: str, due: str) -> None:
    made = update("2026-03-28 23:30", "Investigating", "Fog.", f"Next update: {promise}")
    tree = built("time_zone: Europe/Berlin", fog=entry("Late boats", made))
    assert api_incident(tree, "Late boats")["statusgen"]["next_update_by"] == due


def test_an_update_that_promises_nothing_takes_the_promise_from_the_page() -> None:
    answer = update("2026-03-29 05:30", "Monitoring", "Sunshine.")
    tree = built("time_zone: Europe/Berlin", fog=f"{OPEN}\n{answer}")
    assert texts(tree, "index.html", "//p[@class='promise']") == []
    assert api_incident(tree, "Late boats")["statusgen"]["next_update_by"] is None
    newest, first = read_json(tree, "feed.json")["items"]
    assert "Next update by" not in newest["content_html"]
    assert "Next update by" in first["content_html"]
