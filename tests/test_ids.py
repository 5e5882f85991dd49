"""The ids by which programs know a page, its entries and their updates: they are for good.

Whoever changes one makes subscribers get old news again, and calendars show an event twice.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from output import Tree
from published import publish, read_json
from small_site import DELAY, entry, update

AT = "2027-01-01T00:00Z"
SETTINGS = """\
identity: status.ferries.example
time_zone: Asia/Singapore
components:
  - group: Shop
    components: [{id: web, name: Web shop}]
  - {id: app, name: App}
"""
FILES = {
    "incidents/tickets.md": entry(
        "Nobody can buy tickets",
        # In Singapore it is the 20th already, in UTC still the 19th.
        update("2026-11-20 01:00", "Investigating", "We look into it."),
        update("2026-11-20 10:00", "Resolved", "Sold.", "Edited: 2026-11-20 11:00 a word"),
        components="[web]",
    ),
    "maintenance/pier.md": entry(
        "A new pier",
        update("2026-11-01 09:00", "Scheduled", "We build."),
        starts="2026-12-01 01:00",
        ends="2026-12-01 03:00",
        components="[web, app]",
    ),
}

# An id of the API is the first 12 bytes of a SHA-256, each as a digit of base 36, of lines:
#
#     def derive(*lines: str) -> str:
#         digest = hashlib.sha256("\n".join(("status.ferries.example", *lines)).encode()).digest()
#         return "".join("0123456789abcdefghijklmnopqrstuvwxyz"[byte % 36] for byte in digest[:12])
PAGE = "ync8lkghiv30"  # derive("page")
SHOP = "43s7k6ftlq2v"  # derive("group", "Shop")
WEB = "cqepbucayfku"  # derive("component", "web")
APP = "fkdshuxo64zh"  # derive("component", "app")
TICKETS = "8ovkunw78jue"  # derive("entry", "tickets")
PIER = "avrzk1ys7xyz"  # derive("entry", "pier")
TICKETS_UPDATES = {
    "resolved": "a5e382hfazcv",  # derive("update", "tickets", "2026-11-20T02:00:00Z")
    "investigating": "s3phwwqrjvgh",  # derive("update", "tickets", "2026-11-19T17:00:00Z")
}
PIER_UPDATES = {
    "completed": "bflvoxke2w5x",  # derive("update", "pier", "completed"): nobody wrote it
    "in_progress": "mq2r60w0bqab",  # derive("update", "pier", "in_progress")
    "scheduled": "4amoin3cadw4",  # derive("update", "pier", "2026-11-01T01:00:00Z")
}
TAG = "tag:status.ferries.example"
ITEMS = [
    f"{TAG},2026-11-20:tickets/2026-11-20T02:00:00Z",
    f"{TAG},2026-11-19:tickets/2026-11-19T17:00:00Z",
    f"{TAG},2026-11-01:pier/2026-11-01T01:00:00Z",
]
ENTRIES = [f"{TAG},2005:Incident/{TICKETS}", f"{TAG},2005:Incident/{PIER}"]


def built(settings: str = SETTINGS, files: dict[str, str] = FILES) -> Tree:
    return publish(settings, files, AT)


def updates_of(incident: Any) -> dict[str, str]:
    """The id of each update by its status, newest first."""
    return {update["status"]: update["id"] for update in incident["incident_updates"]}


def atom_ids(tree: Tree, path: str) -> tuple[str, list[str]]:
    """A feed's own id and those of its entries."""
    feed = etree.fromstring(tree[path])
    own, *entries = feed.findall(".//{*}id")
    return own.text or "", [entry.text or "" for entry in entries]


def guids(tree: Tree, path: str) -> list[str]:
    return [guid.text or "" for guid in etree.fromstring(tree[path]).iter("guid")]


def uids(tree: Tree, path: str) -> list[str]:
    return re.findall(r"(?m)^UID:(.*)\r$", tree[path].decode())


def test_the_api_s_ids_are_derived_from_identity_kind_and_name() -> None:
    tree = built()
    summary = read_json(tree, "api/v2/summary.json")
    assert summary["page"]["id"] == PAGE
    assert [(row["id"], row["group_id"], row["page_id"]) for row in summary["components"]] == [
        (SHOP, None, PAGE),
        (WEB, SHOP, PAGE),
        (APP, None, PAGE),
    ]
    assert summary["components"][0]["components"] == [WEB]
    tickets = read_json(tree, f"api/v2/incidents/{TICKETS}.json")["incident"]
    pier = read_json(tree, f"api/v2/incidents/{PIER}.json")["incident"]
    assert (tickets["id"], tickets["page_id"]) == (TICKETS, PAGE)
    assert (pier["id"], pier["page_id"]) == (PIER, PAGE)
    assert updates_of(tickets) == TICKETS_UPDATES
    assert updates_of(pier) == PIER_UPDATES
    assert {update["incident_id"] for update in tickets["incident_updates"]} == {TICKETS}
    assert [row["id"] for row in pier["components"]] == [WEB, APP]
    (newest, *_) = pier["incident_updates"]
    assert [row["code"] for row in newest["affected_components"]] == [WEB, APP]


def test_an_update_s_id_in_every_feed_is_a_tag_of_its_instant_in_utc() -> None:
    tree = built()
    assert atom_ids(tree, "feed.atom") == (f"{TAG},1970:feed/", ITEMS)
    assert guids(tree, "feed.rss") == ITEMS
    assert [item["id"] for item in read_json(tree, "feed.json")["items"]] == ITEMS
    assert atom_ids(tree, "feed/2026-11.atom") == (f"{TAG},1970:feed/2026-11", ITEMS)
    assert [item["id"] for item in read_json(tree, "feed/2026-11.json")["items"]] == ITEMS
    assert atom_ids(tree, "components/web/feed.atom") == (
        f"{TAG},1970:feed/components/web/",
        ITEMS,
    )
    assert guids(tree, "components/app/feed.rss") == ITEMS[2:]


def test_an_entry_s_id_in_the_history_feeds_ends_in_that_of_the_api() -> None:
    tree = built()
    assert atom_ids(tree, "history.atom") == (f"{TAG},2005:/history", ENTRIES)
    assert guids(tree, "history.rss") == ENTRIES


def test_an_event_s_id_is_its_address_at_the_identity() -> None:
    tree = built()
    assert uids(tree, "maintenance.ics") == ["maintenance/pier@status.ferries.example"]
    assert uids(tree, "maintenance/pier/event.ics") == ["maintenance/pier@status.ferries.example"]


def test_the_identity_is_the_host_of_the_page_where_none_is_given() -> None:
    hours = {"starts": "2026-12-01 01:00", "ends": "2026-12-01 03:00"}
    tree = publish("", {"maintenance/pier.md": entry("A new pier", **hours)}, AT)
    assert uids(tree, "maintenance.ics") == ["maintenance/pier@status.example"]


def api_ids(value: Any) -> Iterator[str]:
    """Every id in a document of the API."""
    if isinstance(value, list):
        for item in value:
            yield from [item] if isinstance(item, str) else api_ids(item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and (key in {"id", "code"} or key.endswith("_id")):
                yield inner
            yield from api_ids(inner)


def all_ids(tree: Tree) -> set[str]:
    """Every id in the API, the feeds and the calendar, and every address with an id of the API."""
    ids = {path for path in tree if path.startswith("api/v2/incidents/")}
    for path in tree:
        if path.startswith("api/v2/"):
            ids |= set(api_ids(read_json(tree, path)))
        elif path.endswith(".atom"):
            own, entries = atom_ids(tree, path)
            ids |= {own, *entries}
        elif path.endswith(".rss"):
            ids |= set(guids(tree, path))
        elif path.endswith(".ics"):
            ids |= set(uids(tree, path))
    return ids


def in_files(old: str, new: str) -> tuple[str, dict[str, str]]:
    return SETTINGS, {path: text.replace(old, new) for path, text in FILES.items()}


def in_settings(old: str, new: str) -> tuple[str, dict[str, str]]:
    return SETTINGS.replace(old, new), FILES


HARMLESS = {
    "another title": in_files("title: ", "title: Yesterday, "),
    "another text": in_files("We look into it.", "We have looked into it."),
    "another edit": in_files("Edited: 2026-11-20 11:00 a word", "Edited: 2026-11-20 12:00 a word"),
    "another state": in_files("— Investigating", "— Monitoring"),
    "an impact": in_files("components: [web]", "components: [web]\nimpact: critical"),
    "another window": in_files("ends: 2026-12-01 03:00", "ends: 2026-12-01 04:00"),
    "another folder": (SETTINGS, {p.replace("/", "/2026/"): text for p, text in FILES.items()}),
    "another file's name": (
        SETTINGS,
        {
            "incidents/card.md": FILES["incidents/tickets.md"].replace(
                "---", "---\nid: tickets", 1
            ),
            "maintenance/new.md": FILES["maintenance/pier.md"].replace("---", "---\nid: pier", 1),
        },
    ),
    "another name of a component": in_settings("Web shop", "Shop in the web"),
    "another language": in_settings("time_zone", "language: de\ntime_zone"),
    "another hub": in_settings("time_zone", "hub: https://hub.example/\ntime_zone"),
}


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_no_id_changes_with(change: tuple[str, dict[str, str]]) -> None:
    before = all_ids(built())
    assert before >= {PAGE, WEB, TICKETS, *TICKETS_UPDATES.values(), *ITEMS, *ENTRIES}
    assert change != (SETTINGS, FILES)
    assert all_ids(built(*change)) == before


def test_an_entry_more_leaves_the_ids_of_the_others_as_they_were() -> None:
    more = {**FILES, "incidents/boats.md": DELAY}
    assert all_ids(built()) < all_ids(built(files=more))


def test_with_another_identity_every_id_is_another() -> None:
    elsewhere = built(SETTINGS.replace("status.ferries", "ferries"))
    lists = {f"api/v2/incidents/{name}.json" for name in ("unresolved", "2026-11")}
    assert all_ids(built()) & all_ids(elsewhere) == lists


def test_two_incidents_that_are_alike_have_ids_of_their_own() -> None:
    tree = built(files={**FILES, "incidents/seats.md": FILES["incidents/tickets.md"]})
    documents = [path for path in tree if re.fullmatch(r"api/v2/incidents/\w{12}\.json", path)]
    assert len(documents) == 3
    # Their updates came in the same seconds. Feeds give them seconds of their own, and name them by
    # the second in which each was made.
    seats = [item.replace("tickets", "seats") for item in ITEMS[:2]]
    assert sorted(guids(tree, "feed.rss")) == sorted([*ITEMS, *seats])
