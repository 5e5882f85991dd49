"""What of the JSON API stays as it is: ids through every change, bytes of what is over."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from api_documents import (
    IDENTITY,
    OPEN,
    OVER,
    PAGE,
    RICH,
    URL,
    Documents,
    build_api,
    documents_in,
    entries_of,
    ids_of,
    read_api,
)
from output import Tree, differences, read_tree
from small_site import NOW, SmallSite, entry, update

MORE = update("2026-11-21 21:30", "Update", "We still look.", "Components: web = operational")
Files = dict[str, str | bytes | None]
CHANGES: dict[str, Files] = {
    "a title": {"incidents/tickets.md": OPEN.replace("Nobody can buy", "No one buys")},
    "the address": {"site.yaml": PAGE.replace(URL, "https://elsewhere.example/")},
    "the page's name": {"site.yaml": PAGE.replace("Harbour Ferries", "Ferries")},
    "a component's name": {"site.yaml": PAGE.replace("North line", "Line 1")},
    "the order": {
        "site.yaml": PAGE.partition("components:\n")[0]
        + "components:\n  - {id: app, name: App}\n"
        + PAGE.partition("components:\n")[2].replace("  - {id: app, name: App}\n", "")
    },
    "the theme": {"site.yaml": PAGE + 'theme: {accent: "#806000"}\nupdate_order: oldest_first\n'},
    "the zone": {"site.yaml": PAGE.replace("Asia/Singapore", "Asia/Manila")},
    "another entry": {"incidents/fog.md": OVER.replace("Thick", "Very thick")},
    "an edited text": {
        "incidents/tickets.md": OPEN.replace(
            "\n\nWe look into it.", "\nEdited: 2026-11-20 11:00 why\n\nWe looked."
        )
    },
    "a draft": {"incidents/new.md": entry("New", MORE, draft="true")},
    "a file's place": {"incidents/fog.md": None, "incidents/2026/fog.md": OVER},
}
UNSEEN = ("the theme", "a draft", "a file's place")
"""The changes of which not even a byte of the API tells."""


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The API's files of a site with something of everything; tests only read it."""
    return build_api(RICH, tmp_path_factory.mktemp("rich"))


def repeated(documents: Documents) -> list[str]:
    return [id for id, count in Counter(ids_of(documents)).items() if count > 1]


def test_no_id_is_given_twice(rich: Tree, demo_site: Path) -> None:
    for tree in (rich, read_tree(demo_site)):
        documents = documents_in(tree)
        assert len(list(ids_of(documents))) > 30
        assert repeated(documents) == []
        for found in entries_of(documents).values():
            assert f"incidents/{found['id']}" in documents


@pytest.mark.parametrize("change", CHANGES)
def test_ids_stay_the_same_whatever_else_changes(rich: Tree, tmp_path: Path, change: str) -> None:
    after = build_api(RICH.with_files(CHANGES[change]), tmp_path)
    assert (after == rich) is (change in UNSEEN)
    assert sorted(ids_of(documents_in(after))) == sorted(ids_of(documents_in(rich)))


def test_ids_stay_the_same_when_more_is_said(rich: Tree, tmp_path: Path) -> None:
    more: Files = {
        "incidents/tickets.md": f"{OPEN}\n{MORE}",
        "incidents/new.md": entry("New", MORE),
    }
    after = Counter(ids_of(read_api(RICH.with_files(more), tmp_path)))
    before = Counter(ids_of(documents_in(rich)))
    assert before < after
    assert (after - before).total() == 3


def test_ids_are_other_ones_on_a_page_with_another_identity(rich: Tree, tmp_path: Path) -> None:
    page = PAGE.replace(IDENTITY, "status.elsewhere.example")
    after = set(ids_of(read_api(RICH.with_files({"site.yaml": page}), tmp_path)))
    before = set(ids_of(documents_in(rich)))
    assert len(after) == len(before)
    assert not after & before


def test_an_edited_update_is_the_same_one_updated_later(rich: Tree, tmp_path: Path) -> None:
    after = read_api(RICH.with_files(CHANGES["an edited text"]), tmp_path)
    was = entries_of(documents_in(rich))["Nobody can buy tickets"]
    now = entries_of(after)["Nobody can buy tickets"]
    edited = "2026-11-20T11:00:00.000+08:00"
    changed = {"body": "We looked.", "updated_at": edited}
    assert was["updated_at"] == was["incident_updates"][0]["updated_at"] < edited
    assert was["incident_updates"][2]["updated_at"] == was["created_at"]
    assert now["incident_updates"][2] == was["incident_updates"][2] | changed
    assert now["incident_updates"][:2] == was["incident_updates"][:2]
    assert {**now, "incident_updates": []} == {**was, "incident_updates": [], "updated_at": edited}
    assert after["summary"]["page"]["updated_at"] == "2026-11-21T21:00:00.000+08:00"


def own_files(tree: Tree, over: bool) -> Tree:
    """The files of entries that are over, or of those that are not."""
    documents = documents_in(tree)
    wanted = {f["id"] for f in entries_of(documents).values() if bool(f["resolved_at"]) is over}
    return {path: tree[path] for path in tree if path.rpartition("/")[2][:-5] in wanted}


LATER = update("2026-11-21 21:30", "Investigating", "It burns.")
NEWS: dict[str, Files] = {
    "another incident on the same component": {
        "incidents/fire.md": entry(
            "Fire", LATER, components="{north: major_outage, web: partial_outage}"
        )
    },
    "a maintenance on the same component": {
        "maintenance/more.md": entry(
            "More", starts="2026-11-21 21:30", ends="2026-11-21 22:30", components="[north, web]"
        )
    },
    "an update elsewhere": {"incidents/tickets.md": f"{OPEN}\n{MORE}"},
    "an end elsewhere": {
        "incidents/tickets.md": f"{OPEN}\n{update('2026-11-21 21:30', 'Resolved', 'All sell.')}"
    },
}


@pytest.mark.parametrize("news", NEWS)
def test_what_is_over_keeps_its_file_whatever_happens_to_its_components(
    rich: Tree, tmp_path: Path, news: str
) -> None:
    before = own_files(rich, over=True)
    after = build_api(RICH.with_files(NEWS[news]), tmp_path)
    assert len(before) == 5
    assert differences(before, {path: after[path] for path in before}) == []
    assert after["api/v2/summary.json"] != rich["api/v2/summary.json"]


def test_the_archive_of_a_month_in_which_all_is_over_stays_as_it_is(
    rich: Tree, tmp_path: Path
) -> None:
    after = build_api(RICH.with_files(NEWS["another incident on the same component"]), tmp_path)
    for month in ("2026-09", "2026-10"):
        path = f"api/v2/incidents/{month}.json"
        assert after[path] == rich[path]


def test_an_update_changes_no_other_entry_and_no_archive_but_that_of_its_month(
    rich: Tree, tmp_path: Path
) -> None:
    after = build_api(RICH.with_files(NEWS["an update elsewhere"]), tmp_path)
    assert after.keys() == rich.keys()
    own = entries_of(documents_in(rich))["Nobody can buy tickets"]["id"]
    changed = {path for path in rich if rich[path] != after[path]}
    of_now = {
        path for path in rich if not re.search(r"/\d{4}-\d\d\.json|/incidents/\w{12}\.", path)
    }
    assert changed == of_now | {f"api/v2/incidents/{name}.json" for name in ("2026-11", own)}


@pytest.mark.parametrize("small", [RICH, SmallSite()], ids=["rich", "empty"])
def test_a_build_a_minute_later_changes_no_document(tmp_path: Path, small: SmallSite) -> None:
    before = build_api(small, tmp_path)
    assert differences(before, build_api(small, tmp_path, NOW + timedelta(minutes=1))) == []


def test_the_clock_changes_only_the_documents_of_what_it_turned(rich: Tree, tmp_path: Path) -> None:
    after = build_api(RICH, tmp_path, NOW + timedelta(hours=1))
    ropes = entries_of(documents_in(rich))["New ropes"]
    own = own_files(rich, over=True) | own_files(rich, over=False)
    changed = {path for path in own if own[path] != after[path]}
    assert changed == {f"api/v2/incidents/{ropes['id']}.json"}
    assert entries_of(documents_in(after))["New ropes"]["status"] == "completed"
