"""`history.rss` and `history.atom` as tools that know Statuspage's read them."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from output import Tree
from small_site import DELAY, HARBOUR, URL, WORK, SmallSite, build_in_memory, entry
from small_site import update as told

STAMP = re.compile(r"([A-Z][a-z]{2})\s+(\d{1,2}),\s*(\d{2}):(\d{2})")
"""How readers find a date: no year, since the original has none."""
STATE = re.compile(r"<strong>\s*(.*?)\s*</strong>")
BANNER = re.compile(r"THIS IS A SCHEDULED EVENT (.*)")


def entries(tree: Tree, kind: str = "atom") -> list[Any]:
    parsed = feedparser.parse(tree[f"history.{kind}"], sanitize_html=False)
    assert not parsed.bozo
    assert parsed.feed.title == "Harbour Ferries Status - Incident History"
    return list(parsed.entries)


def text_of(item: Any) -> str:
    html = item.content[0].value if "content" in item else item.description
    return re.sub(r"<[^>]+>", "", html)


@pytest.fixture
def harbour(tmp_path: Path) -> Tree:
    return build_in_memory(HARBOUR.load(tmp_path))


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_there_is_one_item_for_each_entry_the_one_opened_last_first(
    harbour: Tree, kind: str
) -> None:
    titles = [item.title for item in entries(harbour, kind)]
    assert titles == ["Nobody can buy tickets", "A new pier", "Boats are late", "The old outage"]
    assert [item.link for item in entries(harbour, kind)] == [
        f"{URL}{address}/"
        for address in ("incidents/tickets", "maintenance/pier", "incidents/boats", "incidents/old")
    ]


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_an_item_tells_all_updates_newest_first(harbour: Tree, kind: str) -> None:
    first = entries(harbour, kind)[0]
    html = first.content[0].value if kind == "atom" else first.description
    assert STATE.findall(html) == ["Monitoring", "Identified", "Investigating"]
    text = text_of(first)
    assert text.index("Tickets sell again") < text.index("certificate") < text.index("looking")
    assert "Nov 20, 10:00 SGT, 2026Monitoring - Tickets sell again." in text


def test_a_reader_that_expects_no_year_finds_the_dates(harbour: Tree) -> None:
    found = STAMP.findall(text_of(entries(harbour)[0]))
    assert found == [
        ("Nov", "20", hour, minute) for hour, minute in (("10", "00"), ("09", "30"), ("09", "00"))
    ]


def test_a_planned_window_is_named_in_the_words_of_the_original(tmp_path: Path) -> None:
    one = WORK.partition("See")[0]
    files: dict[str, str | bytes] = {"maintenance/a.md": one}
    files["maintenance/b.md"] = one.replace("12-01 03", "12-02 03")
    tree = build_in_memory(SmallSite(files=files).load(tmp_path))
    windows = [BANNER.search(text_of(item)) for item in entries(tree)]
    assert sorted(window[1] for window in windows if window) == [
        "Dec 1, 01:00 - 03:00 SGT, 2026",
        "Dec 1, 01:00 SGT, 2026 - Dec 2, 03:00 SGT, 2026",
    ]


def test_ids_end_as_those_of_the_original_and_outlive_titles_and_addresses(
    harbour: Tree, tmp_path: Path
) -> None:
    ids = [item.id for item in entries(harbour)]
    assert all(re.fullmatch(r"tag:status\.example,2005:Incident/[0-9a-z]{12}", id) for id in ids)
    assert len(set(ids)) == 4
    texts = {path: text for path, text in HARBOUR.files.items() if isinstance(text, str)}
    renamed = {path: text.replace("title: ", "title: New ") for path, text in texts.items()}
    again = build_in_memory(HARBOUR.with_files(dict(renamed)).load(tmp_path))
    assert [item.id for item in entries(again)] == ids
    assert [item.title for item in entries(again)] != [item.title for item in entries(harbour)]


def test_an_update_moves_the_date_of_its_item_and_not_its_place(
    tmp_path: Path, harbour: Tree
) -> None:
    late = DELAY + "\n" + told("2026-11-21 12:00", "Postmortem", "It was fog.")
    tree = build_in_memory(HARBOUR.with_files({"incidents/2026/boats.md": late}).load(tmp_path))
    old, new = entries(harbour)[2], entries(tree)[2]
    assert (new.title, new.id, new.published) == (old.title, old.id, old.published)
    assert datetime.fromisoformat(new.updated) > datetime.fromisoformat(old.updated)


def test_an_item_of_rss_is_dated_by_its_newest_update_or_by_the_beginning_of_the_work(
    harbour: Tree,
) -> None:
    dates = {item.title: parsedate_to_datetime(item.published) for item in entries(harbour, "rss")}
    minutes = {title: date.replace(second=0) for title, date in dates.items()}
    assert minutes["Nobody can buy tickets"] == datetime.fromisoformat("2026-11-20T10:00+08:00")
    assert minutes["A new pier"] == datetime.fromisoformat("2026-12-01T01:00+08:00")


@pytest.mark.parametrize("kind", ["atom", "rss"])
def test_another_address_of_the_page_makes_no_item_new(kind: str, tmp_path: Path) -> None:
    def ids(url: str) -> list[str]:
        page = HARBOUR.page.replace(URL, url) + "identity: status.example\n"
        small = HARBOUR.with_files({"site.yaml": page})
        return [item.id for item in entries(build_in_memory(small.load(tmp_path)), kind)]

    assert ids(URL) == ids("https://status.other.example/")


def test_a_maintenance_of_which_nobody_said_a_word_is_no_item(tmp_path: Path) -> None:
    silent = entry("Silence", starts="2026-11-01 01:00", ends="2026-11-01 03:00")
    tree = build_in_memory(HARBOUR.with_files({"maintenance/silent.md": silent}).load(tmp_path))
    assert "Silence" not in [item.title for item in entries(tree)]


def test_dates_are_unique_and_the_feed_is_as_new_as_its_newest(harbour: Tree) -> None:
    found = entries(harbour)
    assert len({item.published for item in found}) == len({item.updated for item in found}) == 4
    parsed = feedparser.parse(harbour["history.atom"])
    assert parsed.feed.updated == max(item.updated for item in found)
