"""What holds now: the page's status, its components' and its entries', in every output."""

import pytest

from output import Tree
from published import api_incident, publish, read_json, texts
from small_site import entry, update

SETTINGS = """\
language: en-GB
components:
  - {id: web, name: Web}
  - {id: app, name: App}
  - {id: pier, name: Pier}
"""
NOW = "2026-03-10T12:00:00Z"
TICKETS = entry(
    "No tickets",
    update("2026-03-10 10:00", "Investigating", "We look."),
    update("2026-03-10 10:30", "Identified", "Found."),
    components="{web: partial_outage, app: degraded_performance}",
)
PIER = entry(
    "A new pier",
    update("2026-03-01 10:00", "Scheduled", "We build."),
    starts="2026-03-10 11:00",
    ends="2026-03-10 13:00",
    components="[pier]",
)
LATER = PIER.replace("A new pier", "Another pier").replace("2026-03-10 1", "2026-03-11 1")


def built(*incidents: str, at: str = NOW, works: tuple[str, ...] = ()) -> Tree:
    files = {f"incidents/incident{number}.md": text for number, text in enumerate(incidents)}
    files |= {f"maintenance/work{number}.md": text for number, text in enumerate(works)}
    return publish(SETTINGS, files, at)


def in_metrics(tree: Tree) -> set[str]:
    """The samples that are not 0, without their prefix."""
    lines = tree["metrics"].decode().splitlines()
    samples = [line for line in lines if not line.startswith("#") and not line.endswith(" 0")]
    return {sample.removeprefix("statusgen_") for sample in samples}


def page_status(tree: Tree) -> str:
    """The page's status, which the API, the badge and the metrics must agree on."""
    (sample,) = [s for s in in_metrics(tree) if s.startswith("page_status")]
    status = sample.split('"')[1]
    summary = read_json(tree, "api/v2/summary.json")["status"]
    assert summary == read_json(tree, "api/v2/status.json")["status"]
    indicator = {
        "operational": "none",
        "under_maintenance": "maintenance",
        "degraded_performance": "minor",
        "partial_outage": "major",
        "major_outage": "critical",
    }
    assert summary["indicator"] == indicator[status]
    word = status.replace("_", " ").capitalize()
    assert read_json(tree, "badge.json")["message"] == word
    assert f">{word}</text>" in tree["badge.svg"].decode()
    return status


def component_statuses(tree: Tree) -> list[str]:
    """Each component's status, which the API, its badge and its page must agree on."""
    rows = read_json(tree, "api/v2/summary.json")["components"]
    for row in rows:
        folder, word = f"components/{row['name'].lower()}", row["status"].replace("_", " ")
        assert read_json(tree, f"{folder}/badge.json")["message"] == word.capitalize()
        shown = texts(tree, f"{folder}/index.html", "//p/span[contains(@class, 'state')]")
        assert shown == [word.capitalize()]
    return [row["status"] for row in rows]


def test_the_page_is_as_bad_as_the_worst_of_its_components() -> None:
    tree = built(TICKETS, works=(PIER,))
    expected = ["partial_outage", "degraded_performance", "under_maintenance"]
    assert component_statuses(tree) == expected
    assert page_status(tree) == "partial_outage"
    assert component_statuses(built(works=(PIER,)))[2] == "under_maintenance"
    assert page_status(built(works=(PIER,))) == "under_maintenance"
    assert page_status(built()) == "operational"


def test_where_two_entries_hold_a_component_the_worse_status_shows() -> None:
    work = PIER.replace("[pier]", "[web]")
    assert component_statuses(built(TICKETS, works=(work,)))[0] == "partial_outage"


def test_metrics_count_what_is_open_active_and_planned() -> None:
    tree = built(TICKETS, TICKETS, TICKETS.replace("partial", "major"), works=(PIER, LATER, LATER))
    assert {sample for sample in in_metrics(tree) if not sample.startswith(("page", "comp"))} == {
        'open_incidents{impact="critical"} 1',
        'open_incidents{impact="major"} 2',
        'maintenances{state="active"} 1',
        'maintenances{state="planned"} 2',
        # 1 January 2026 is 1,767,225,600; 10 March is 68 days later, and it is 10:30 on that day.
        "last_statement_timestamp_seconds 1773138600",
    }


@pytest.mark.parametrize(
    ("components", "impact"),
    [
        ("{web: major_outage, app: degraded_performance}", "critical"),
        ("{web: degraded_performance, app: partial_outage}", "major"),
        ("{web: degraded_performance}", "minor"),
        ("[web]", "minor"),
        ("{web: under_maintenance}", "none"),
        ("[]", "none"),
    ],
)
def test_an_incident_s_impact_is_that_of_the_worst_status(components: str, impact: str) -> None:
    seen = entry("Fog", update("2026-03-10 10:00", "Investigating", "Fog."), components=components)
    assert api_incident(built(seen), "Fog")["impact"] == impact


@pytest.mark.parametrize(
    ("impact", "status"),
    [
        ("critical", "major_outage"),
        ("major", "partial_outage"),
        ("minor", "degraded_performance"),
        ("none", "operational"),
    ],
)
def test_an_incident_without_components_sets_the_page_s_status_by_its_impact(
    impact: str, status: str
) -> None:
    seen = entry("Fog", update("2026-03-10 10:00", "Investigating", "Fog."), impact=impact)
    assert page_status(built(seen)) == status
    over = f"{seen}\n{update('2026-03-10 11:00', 'Resolved', 'Sunshine.')}"
    assert page_status(built(over)) == "operational"


def test_all_is_well_again_in_the_second_of_the_end() -> None:
    over = f"{TICKETS}\n{update('2026-03-10 11:00', 'Resolved', 'They sell.')}"
    assert page_status(built(over, at="2026-03-10T10:59:59Z")) == "partial_outage"
    tree = built(over, at="2026-03-10T11:00:00Z")
    assert page_status(tree) == "operational"
    assert component_statuses(tree) == ["operational"] * 3
    assert texts(tree, "index.html", "//h1") == ["All systems operational"]


def test_it_was_broken_from_the_second_in_which_it_started() -> None:
    started = TICKETS.replace("components:", "started: 2026-03-10 09:30\ncomponents:")
    assert component_statuses(built(started))[0] == "partial_outage"
    updates = api_incident(built(started), "No tickets")["incident_updates"]
    (web, _app) = updates[-1]["affected_components"]
    assert (web["old_status"], web["new_status"]) == ("operational", "partial_outage")


@pytest.mark.parametrize("state", ["Identified", "Monitoring", "Resolved"])
def test_an_update_that_names_no_state_leaves_it_as_it_was(state: str) -> None:
    before = update("2026-03-10 11:00", state, "So it is.")
    more = update("2026-03-10 11:10", "Update", "More.", "Components: app = operational")
    tree = built(f"{TICKETS}\n{before}\n{more}")
    incident = api_incident(tree, "No tickets")
    assert (incident["status"], incident["statusgen"]["state"]) == (state.lower(), state.lower())
    assert [each["status"] for each in incident["incident_updates"]][:2] == [state.lower()] * 2
    (shown,) = texts(tree, "incidents/incident0/index.html", "//*[@class='facts']/*[1]")
    assert shown == state
    expected = "operational" if state == "Resolved" else "partial_outage"
    assert component_statuses(tree)[:2] == [expected, "operational"]


def test_an_update_tells_what_it_changes_about_components() -> None:
    worse = update("2026-03-10 11:00", "Update", "Worse.", "Components: web = major_outage")
    incident = api_incident(built(f"{TICKETS}\n{worse}"), "No tickets")
    (web, app) = incident["incident_updates"][0]["affected_components"]
    assert (web["old_status"], web["new_status"]) == ("partial_outage", "major_outage")
    assert (app["old_status"], app["new_status"]) == ("degraded_performance",) * 2


def test_what_is_reopened_breaks_again_what_it_broke() -> None:
    again = f"""{TICKETS}
{update("2026-03-10 11:00", "Resolved", "They sell.")}
{update("2026-03-10 11:30", "Investigating", "They do not.")}"""
    assert component_statuses(built(again, at="2026-03-10T11:15Z"))[0] == "operational"
    assert component_statuses(built(again))[:2] == ["partial_outage", "degraded_performance"]


def test_lists_of_the_api_hold_what_is_open_active_and_planned() -> None:
    over = f"{TICKETS}\n{update('2026-03-10 11:00', 'Resolved', 'They sell.')}"
    tree = built(TICKETS, over.replace("No tickets", "No boats"), works=(LATER, PIER))

    def names(path: str, kind: str) -> list[str]:
        return [row["name"] for row in read_json(tree, f"api/v2/{path}.json")[kind]]

    assert names("incidents/unresolved", "incidents") == ["No tickets"]
    assert names("summary", "incidents") == ["No tickets"]
    assert sorted(names("incidents", "incidents")) == ["No boats", "No tickets"]
    works = "scheduled_maintenances"
    assert names("scheduled-maintenances/active", works) == ["A new pier"]
    assert names("scheduled-maintenances/upcoming", works) == ["Another pier"]
    assert names("summary", works) == ["A new pier", "Another pier"]


def test_the_front_page_says_since_when_all_is_well_and_lists_fourteen_days() -> None:
    early = TICKETS.replace("2026-03-10 10", "2026-02-25 10")
    late = TICKETS.replace("2026-03-10 10", "2026-03-05 10")
    end = "\n## 2026-{} 11:00 — Resolved\n\nThey sell.\n"
    tree = built(early + end.format("02-25"), late + end.format("03-05"))
    (since,) = texts(tree, "index.html", "//div[contains(@class, 'calm')]/p")
    assert since == "Since 5 March 2026, 11:00 UTC"
    days = texts(tree, "index.html", "//dl[@class='days']/*")
    assert days == [  # 10 March and the 13 days before; 25 February is the first of them
        "6 March – 10 March",
        "No incidents.",
        "5 March",
        "No tickets Resolved after 1 hour",
        "26 February – 4 March",
        "No incidents.",
        "25 February",
        "No tickets Resolved after 1 hour",
    ]


def listed(at: str, **entries: str) -> list[str]:
    """The list of the last days on the front page, newest first."""
    files = {f"incidents/{id}.md": text for id, text in entries.items()}
    tree = publish("history_days: 7\ncomponents: [{id: web, name: Web}]", files, at)
    return texts(tree, "index.html", "//dl[@class='days']/*")


OPEN = update("2026-11-10 16:00", "Investigating", "Fog.")
OVER = (OPEN, update("2026-11-12 09:00", "Resolved", "Sunshine."))


def test_no_day_on_which_something_was_open_is_said_to_be_without_incidents() -> None:
    assert listed("2026-11-13T12:00Z", open=entry("Fog", OPEN)) == [
        "10 November – 13 November",
        "Fog Investigating",
        "7 November – 9 November",
        "No incidents.",
    ]
    assert listed("2026-11-13T12:00Z", over=entry("Fog", *OVER)) == [
        "13 November",
        "No incidents.",
        "10 November – 12 November",
        "Fog Resolved after 1 day, 17 hours",
        "7 November – 9 November",
        "No incidents.",
    ]


def test_what_began_before_the_list_is_in_it_as_long_as_it_went_on() -> None:
    assert listed("2026-12-20T12:00Z", open=entry("Fog", OPEN)) == [
        "14 December – 20 December",
        "Fog Investigating",
    ]
    assert listed("2026-11-17T12:00Z", over=entry("Fog", *OVER)) == [
        "13 November – 17 November",
        "No incidents.",
        "11 November – 12 November",
        "Fog Resolved after 1 day, 17 hours",
    ]


def test_what_ended_at_midnight_is_not_listed_on_the_day_after() -> None:
    midnight = entry("Fog", OPEN, update("2026-11-11 00:00", "Resolved", "Sunshine."))
    assert listed("2026-11-11T12:00Z", over=midnight)[:3] == [
        "11 November",
        "No incidents.",
        "10 November",
    ]


def test_a_day_has_everything_that_went_on_then() -> None:
    short = entry(
        "Ice",
        update("2026-11-11 10:00", "Investigating", "Ice."),
        update("2026-11-11 11:00", "Resolved", "Thaw."),
    )
    assert listed("2026-11-12T12:00Z", open=entry("Fog", OPEN), short=short)[:-2] == [
        "12 November",
        "Fog Investigating",
        "11 November",
        "Ice Resolved after 1 hour",
        "Fog Investigating",
        "10 November",
        "Fog Investigating",
    ]
