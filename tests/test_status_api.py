"""What the JSON API says, and what of it never changes."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api_documents import (
    PAGE,
    REOPENED,
    RICH,
    Documents,
    documents_in,
    entries_of,
    is_own,
    read_api,
    walk,
)
from output import read_tree
from small_site import NOW, SmallSite, entry, update
from statusgen.model.terms import State
from statusgen.render.api import statuspage

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)")
OVER_STATES = ("resolved", "postmortem", "completed")


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Documents:
    """What a site with something of everything says; tests only read it."""
    return read_api(RICH, tmp_path_factory.mktemp("rich"))


@pytest.fixture(params=["rich", "demo_site"])
def documents(request: pytest.FixtureRequest) -> Documents:
    """The documents of either site."""
    found = request.getfixturevalue(request.param)
    return documents_in(read_tree(found)) if isinstance(found, Path) else found


def names(rows: list[Any]) -> list[str]:
    return [row["name"] for row in rows]


def statuses(found: Any) -> list[str]:
    """The statuses of an entry's updates, as they run."""
    return [said["status"] for said in found["incident_updates"]]


def test_updates_run_newest_first_and_the_newest_gives_the_status(documents: Documents) -> None:
    for found in entries_of(documents).values():
        times = [datetime.fromisoformat(said["display_at"]) for said in found["incident_updates"]]
        assert times == sorted(times, reverse=True)
        assert found["status"] == statuses(found)[0]
        assert found["created_at"] == found["incident_updates"][-1]["display_at"]
        assert {said["incident_id"] for said in found["incident_updates"]} == {found["id"]}


def test_the_state_that_is_ours_is_the_status_in_other_words(documents: Documents) -> None:
    for found in entries_of(documents).values():
        state = found["statusgen"]["state"]
        assert found["status"] == ("completed" if state == "cancelled" else state)


def test_a_list_tells_of_an_entry_what_its_own_document_tells(documents: Documents) -> None:
    entries = entries_of(documents)
    for document in documents.values():
        for kind in ("incidents", "scheduled_maintenances"):
            for found in document.get(kind, []):
                assert found == entries[found["name"]]


def test_what_is_over_is_resolved_when_the_update_appeared_that_says_so(
    documents: Documents,
) -> None:
    for found in entries_of(documents).values():
        end = None
        for said in reversed(found["incident_updates"]):
            end = (end or said["display_at"]) if said["status"] in OVER_STATES else None
        assert found["resolved_at"] == end


def test_neither_a_word_after_the_end_nor_restored_moves_the_end(rich: Documents) -> None:
    over = entries_of(rich)["Boats are late"]
    assert statuses(over)[:3] == ["postmortem", "resolved", "resolved"]
    assert over["resolved_at"] == over["incident_updates"][2]["display_at"]
    assert over["resolved_at"] == "2026-10-05T12:00:00.000+08:00"
    assert over["monitoring_at"] == "2026-10-05T11:00:00.000+08:00"
    assert over["started_at"] == "2026-10-05T08:30:00.000+08:00"
    assert over["created_at"] == "2026-10-05T09:00:00.000+08:00"


def test_what_was_reopened_is_resolved_no_more_until_it_is_again(
    rich: Documents, tmp_path: Path
) -> None:
    south = entries_of(rich)["The south line stands still"]
    assert statuses(south) == ["investigating", "resolved", "monitoring", "investigating"]
    assert south["resolved_at"] is None
    assert south["components"][0]["status"] == "major_outage"
    again = REOPENED + "\n" + update("2026-11-18 13:00", "Resolved", "It runs.")
    south = entries_of(read_api(RICH.with_files({"incidents/south.md": again}), tmp_path))[
        "The south line stands still"
    ]
    assert south["resolved_at"] == "2026-11-18T13:00:00.000+08:00"


def site_of(count: int, kind: str) -> SmallSite:
    """A site with so many entries, the newest first: two a day, each over."""
    files = {}
    for number in range(count):
        day = NOW - timedelta(hours=12 * number + 6)
        if kind == "incidents":
            files[f"incidents/e{number}.md"] = entry(
                f"E{number}", update(f"{day:%Y-%m-%d %H:%M}Z", "Resolved", "Over.")
            )
        else:
            starts, ends = (f"{at:%Y-%m-%d %H:%M}Z" for at in (day, day + timedelta(minutes=9)))
            files[f"maintenance/e{number}.md"] = entry(f"E{number}", starts=starts, ends=ends)
    return SmallSite(files=dict(files))


KINDS = [("incidents", "incidents"), ("scheduled-maintenances", "scheduled_maintenances")]


@pytest.mark.parametrize(("name", "key"), KINDS)
@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 130])
def test_a_list_holds_the_50_newest_and_leads_to_archives_that_hold_each_once(
    tmp_path: Path, name: str, key: str, count: int
) -> None:
    found = read_api(site_of(count, name), tmp_path)
    newest = [f"E{number}" for number in range(count)]
    assert names(found[name][key]) == newest[:50]
    told, trail = [], [name]
    while earlier := found[trail[-1]].get("statusgen", {}).get("prev_archive"):
        at = earlier.removeprefix("https://status.example/sub/api/v2/").removesuffix(".json")
        assert at not in trail
        assert {row["started_at"][:7] for row in found[at][key]} == {at[-7:]}
        trail.append(at)
        told += names(found[at][key])
    assert told == newest
    archives = [other for other in found if re.fullmatch(rf"{name}/\d{{4}}-\d\d", other)]
    assert len(archives) == len({row["started_at"][:7] for row in entries_of(found).values()})
    assert sum(map(is_own, found.values())) == count


def test_the_lists_of_now_hold_what_is_not_over(rich: Documents) -> None:
    opened = ["Nobody can buy tickets", "The south line stands still"]
    assert names(rich["incidents/unresolved"]["incidents"]) == opened
    upcoming = rich["scheduled-maintenances/upcoming"]["scheduled_maintenances"]
    active = rich["scheduled-maintenances/active"]["scheduled_maintenances"]
    assert names(upcoming) == ["Painting", "A new pier"]
    assert names(active) == ["New ropes", "New oars"]
    summary = rich["summary"]
    assert names(summary["incidents"]) == opened
    assert summary["scheduled_maintenances"] == [*active, *upcoming]
    assert summary["components"] == rich["components"]["components"]
    assert summary["status"] == rich["status"]["status"]
    assert summary["status"] == {"indicator": "critical", "description": "Major System Outage"}


def test_a_group_stands_before_its_members_and_lists_them(documents: Documents) -> None:
    rows = documents["components"]["components"]
    groups = [row for row in rows if row["group"]]
    assert groups
    for group in groups:
        start = rows.index(group) + 1
        members = rows[start : start + len(group["components"])]
        assert [row["id"] for row in members] == group["components"]
        assert {row["group_id"] for row in members} == {group["id"]}
        assert [row["position"] for row in members] == list(range(1, len(members) + 1))
    grouped = {id for group in groups for id in group["components"]}
    assert all(row["group_id"] is None for row in rows if row["id"] not in grouped)


def test_a_group_is_as_bad_as_its_worst_member(rich: Documents) -> None:
    found = {row["name"]: row["status"] for row in rich["components"]["components"]}
    assert found["North line"] == "under_maintenance"
    assert found["South line"] == found["Lines"] == "major_outage"
    assert found["Web shop"] == "partial_outage"


def test_a_component_is_known_since_its_start_or_its_first_incident(rich: Documents) -> None:
    rows = {row["name"]: row for row in rich["components"]["components"]}
    assert rows["Web shop"]["created_at"] == "2026-01-01T00:00:00.000+08:00"
    assert rows["Web shop"]["updated_at"] == "2026-11-20T09:30:00.000+08:00"
    assert rows["North line"]["created_at"] == "2026-10-05T08:30:00.000+08:00"
    assert rows["Lines"]["created_at"] == rows["North line"]["created_at"]


def test_an_update_says_how_its_components_were_and_are(rich: Documents) -> None:
    tickets = entries_of(rich)["Nobody can buy tickets"]
    found = [
        [(row["name"], row["old_status"], row["new_status"]) for row in said["affected_components"]]
        for said in reversed(tickets["incident_updates"])
    ]
    slow = ("App", "degraded_performance", "degraded_performance")
    assert found[0] == [
        ("Web shop", "operational", "major_outage"),
        ("App", "operational", "degraded_performance"),
    ]
    assert found[1] == [("Web shop", "major_outage", "partial_outage"), slow]
    assert found[2] == [("Web shop", "partial_outage", "partial_outage"), slow]
    ropes = entries_of(rich)["New ropes"]["incident_updates"][0]["affected_components"]
    assert names(ropes) == ["Lines - North line"]
    assert entries_of(rich)["A rumour"]["incident_updates"][0]["affected_components"] is None


@pytest.mark.parametrize(("zone", "offset"), [("Asia/Singapore", "+08:00"), ("UTC", "Z")])
def test_every_timestamp_has_the_offset_of_the_page(tmp_path: Path, zone: str, offset: str) -> None:
    page = PAGE.replace("Asia/Singapore", zone)
    found = read_api(RICH.with_files({"site.yaml": page}), tmp_path)
    texts = [value for doc in found.values() for path, value in walk(doc) if "_at" in str(path[-1])]
    stamps = [text for text in texts if text and not text.startswith("1970")]
    assert len(stamps) > 100
    for stamp in stamps:
        matched = TIMESTAMP.fullmatch(stamp)
        assert matched
        assert matched[1] == offset
    assert found["status"]["page"]["time_zone"] == zone


def test_a_maintenance_nobody_spoke_about_has_one_update(rich: Documents) -> None:
    silent = entries_of(rich)["Painting"]
    (said,) = silent["incident_updates"]
    assert silent["status"] == said["status"] == "scheduled"
    assert said["body"] == statuspage.TURNS[State.SCHEDULED]
    assert said["deliver_notifications"] is False
    assert silent["scheduled_for"] == "2026-12-01T01:00:00.000+08:00"
    assert silent["scheduled_until"] == "2026-12-01T03:00:00.000+08:00"


def test_what_turned_by_the_clock_tells_so_and_notifies_nobody(rich: Documents) -> None:
    ropes, bells = entries_of(rich)["New ropes"], entries_of(rich)["New bells"]
    assert statuses(ropes) == ["in_progress", "scheduled"]
    assert [said["deliver_notifications"] for said in ropes["incident_updates"]] == [False, True]
    assert ropes["updated_at"] == ropes["incident_updates"][0]["display_at"]
    assert ropes["updated_at"] == ropes["scheduled_for"] == "2026-11-21T21:00:00.000+08:00"
    assert statuses(bells) == ["completed", "in_progress", "scheduled"]
    assert bells["resolved_at"] == bells["scheduled_until"]
    for said in (*bells["incident_updates"], ropes["incident_updates"][0]):
        assert said["body"] == statuspage.TURNS[State(said["status"])]
        assert said["deliver_notifications"] is False


def test_what_was_called_off_counts_as_completed_and_tells_so(rich: Documents) -> None:
    sails = entries_of(rich)["New sails"]
    assert statuses(sails) == ["completed", "scheduled"]
    assert sails["resolved_at"] == "2026-11-11T09:00:00.000+08:00"
    assert sails["statusgen"]["state"] == "cancelled"


def test_what_statuspage_has_no_field_for_stands_in_an_object_of_ours(rich: Documents) -> None:
    assert entries_of(rich)["Nobody can buy tickets"]["statusgen"] == {
        "state": "identified",
        "affected": "Everyone who buys <em>online</em>.",
        "action": "Please buy at the pier.",
        "cause": None,
        "data_loss": None,
        "restored": None,
        "next_update_by": "2026-11-20T23:00:00.000+08:00",
        "make_good": [],
    }
    ours = entries_of(rich)["Boats are late"]["statusgen"]
    assert (ours["cause"], ours["data_loss"]) == ("Fog.", "No <em>ticket</em>.")
    done, due = "2026-10-30T10:00:00.000+08:00", "2026-11-01"
    assert ours["make_good"] == [
        {"offer": "A ride", "who": "All who waited", "due": due, "done": done},
        {"offer": "An apology", "who": None, "due": None, "done": None},
    ]
    assert ours["next_update_by"] == "2026-10-09T13:00:00.000+08:00"


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("We look into it.", "We look into it."),
        ("We look\ninto it.", "We look into it."),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ('"Sorry", it says.', '"Sorry", it says.'),
        ("It's a < b & c > d", "It's a &lt; b &amp; c &gt; d"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("So *very* late.", "So <em>very</em> late."),
        ("See:\n\n- fog\n- ice", "See:\n\n<ul>\n<li>fog</li>\n<li>ice</li>\n</ul>"),
        ('[All](/history/ "the \\"past\\"")', '<a href="{}" title="the &quot;past&quot;">All</a>'),
    ],
)
def test_a_body_is_plain_text_where_the_update_is(tmp_path: Path, text: str, body: str) -> None:
    small = SmallSite(
        files={"incidents/e.md": entry("E", update("2026-11-20 09:00", "Update", text))}
    )
    found = entries_of(read_api(small, tmp_path))["E"]["incident_updates"][0]["body"]
    assert found == body.replace("{}", "https://status.example/sub/history/")
