"""The JSON feed (jsonfeed.org, 1.1) says what the Atom feed says, and leads to all of it."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from output import Tree
from small_site import HARBOUR, OUTAGE, URL, SmallSite, build_in_memory, entry
from small_site import update as told

ATOM = "{http://www.w3.org/2005/Atom}"
HUB = "https://hub.example/"
ITEM = {"id", "url", "title", "content_html", "date_published", "date_modified", "tags"}


def feed(tree: Tree, path: str = "feed.json") -> dict[str, Any]:
    found = json.loads(tree[path])
    assert isinstance(found, dict)
    return found


@pytest.fixture
def harbour(tmp_path: Path) -> Tree:
    return build_in_memory(HARBOUR.load(tmp_path))


def test_it_has_what_version_1_1_asks_for(harbour: Tree) -> None:
    head = feed(harbour)
    assert head["version"] == "https://jsonfeed.org/version/1.1"
    assert (head["home_page_url"], head["feed_url"]) == (URL, f"{URL}feed.json")
    assert (head["title"], head["language"]) == ("Harbour Ferries status", "en")
    assert head["authors"] == [{"name": "Harbour Ferries", "url": URL}]
    assert len(head["items"]) == 8
    for item in head["items"]:
        assert item.keys() == ITEM
        assert item["url"].startswith(URL)
        for name in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[name]).tzinfo
    assert len({item["id"] for item in head["items"]}) == 8


@pytest.mark.parametrize("name", ["feed", "feed/2026-11", "feed/2025-09"])
def test_it_says_what_atom_says(harbour: Tree, name: str) -> None:
    items = feed(harbour, f"{name}.json")["items"]
    entries = etree.fromstring(harbour[f"{name}.atom"]).findall(f"{ATOM}entry")
    for item, other in zip(items, entries, strict=True):
        said = {element.tag.removeprefix(ATOM): element for element in other}
        assert item["url"] == said["link"].get("href")
        assert (item["id"], item["title"]) == (said["id"].text, said["title"].text)
        assert item["content_html"] == said["content"].text
        assert item["tags"] == [tag.get("term") for tag in other.iter(f"{ATOM}category")]
        for key, date in (("date_published", "published"), ("date_modified", "updated")):
            text = said[date].text or ""
            assert datetime.fromisoformat(item[key]) == datetime.fromisoformat(text)


def test_its_archives_hold_every_update_once(harbour: Tree) -> None:
    held: list[str] = []
    following = feed(harbour)["next_url"]
    while following:
        archive = feed(harbour, following.removeprefix(URL))
        assert archive["feed_url"] == following
        held += [item["id"] for item in archive["items"]]
        following = archive.get("next_url")
    assert len(held) == len(set(held)) == 8
    assert held == [item["id"] for item in feed(harbour)["items"]]


def test_an_edit_moves_only_the_date_of_modification(harbour: Tree, tmp_path: Path) -> None:
    edited = OUTAGE.replace("— Identified\n", "— Identified\nEdited: 2026-11-20 12:00 a typo\n")
    site = HARBOUR.with_files({"incidents/tickets.md": edited}).load(tmp_path)
    old = {item["id"]: item for item in feed(harbour)["items"]}
    new = {item["id"]: item for item in feed(build_in_memory(site))["items"]}
    changed = {id for id in new if new[id] != old[id]}
    assert new.keys() == old.keys()
    (id,) = changed
    assert new[id]["date_published"] == old[id]["date_published"]
    assert new[id]["date_modified"].startswith("2026-11-20T04:00:")


def test_a_page_without_entries_has_an_empty_feed_and_no_archive(tmp_path: Path) -> None:
    head = feed(build_in_memory(SmallSite().load(tmp_path)))
    assert head["items"] == []
    assert "next_url" not in head


def test_every_feed_names_the_hub_that_is_configured_and_none_without(
    harbour: Tree, tmp_path: Path
) -> None:
    site = SmallSite(files=HARBOUR.files, more=f"hub: {HUB}\n").load(tmp_path)
    found = 0
    for path, content in build_in_memory(site).items():
        if path.endswith((".rss", ".atom")):
            links = feedparser.parse(content).feed.links
            assert [link.href for link in links if link.rel == "hub"] == [HUB], path
            assert [link.href for link in links if link.rel == "self"] == [URL + path], path
            found += 1
        elif path.startswith("feed") and path.endswith(".json"):
            assert feed({path: content}, path)["hubs"] == [{"type": "WebSub", "url": HUB}]
            found += 1
    assert found == 3 + 2 + 2 * 2 + 2 * 3
    for path, content in harbour.items():
        if path.endswith((".rss", ".atom", ".json")):
            assert b"hub" not in content, path


def test_two_updates_of_one_second_have_dates_of_their_own(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"incidents/{name}.md": entry(name, told("2026-11-20 10:00", "Investigating", "Down."))
        for name in ("one", "two", "three")
    }
    items = feed(build_in_memory(SmallSite(files=files).load(tmp_path)))["items"]
    assert len({item["date_published"] for item in items}) == 3
