"""What people who subscribe get to see, in readers that they use: feedparser and `reader`.

A subscriber looks at a small site over HTTP, marks everything as read, and looks again after the
author has changed something. A reader announces an item once, by its id, and shows a changed
item in place without a word: so each update has to be an item of its own, and nothing but a new
update may make one.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import feedparser
import pytest
from reader import Entry, make_reader

from small_site import build_again
from web import CHECKOUT, Served, serve

PAGE = """\
name: Harbour Ferries
url: {url}
identity: status.ferries.example
time_zone: Asia/Singapore
theme: {{name: default, accent: "{accent}"}}
components:
  - {{id: tickets, name: Ticket shop}}
  - {{id: boats, name: Boats}}
"""

ENTRY = """\
---
title: {title}
components: [tickets]
affected: Anyone who buys a ticket online.
action: Please buy at the pier.
---

{updates}
"""

INVESTIGATING = """\
## 2026-11-20 09:00 — Investigating

Nobody can buy a ticket. We are looking into it.
"""

IDENTIFIED = """\
## 2026-11-20 09:30 — Identified

The card terminal lost its certificate.
"""

MONITORING = """\
## 2026-11-20 10:00 — Monitoring

Tickets sell again. We keep an eye on it.
"""


@dataclass
class Publisher:
    """Somebody who keeps a small status page and publishes it to a loopback address."""

    site: Path
    served: Served

    def describes_the_page(
        self, url: str = "https://status.ferries.example/", accent: str = "#1f4fd8"
    ) -> None:
        self.writes("content/site.yaml", PAGE.format(url=url, accent=accent))

    def tells(
        self, *updates: str, title: str = "Nobody can buy tickets", name: str = "tickets"
    ) -> None:
        text = ENTRY.format(title=title, updates="\n".join(updates))
        self.writes(f"content/incidents/{name}.md", text)

    def writes(self, path: str, text: str) -> None:
        (self.site / path).parent.mkdir(parents=True, exist_ok=True)
        (self.site / path).write_text(text, "utf-8")

    def publishes(self, at: str = "2026-11-21T22:00+08:00") -> None:
        build_again(self.site, self.served.folder, datetime.fromisoformat(at))


@dataclass(frozen=True)
class Item:
    """What a subscriber sees of one item."""

    title: str
    text: str
    dates: tuple[object, object]

    @classmethod
    def of(cls, entry: Entry) -> Self:
        text = "\n".join([entry.summary or "", *(content.value for content in entry.content)])
        return cls(entry.title or "", text, (entry.published, entry.updated))


@dataclass(frozen=True)
class News:
    """What is different since the subscriber last looked."""

    new: tuple[Item, ...] = ()
    changed: tuple[Item, ...] = ()


class Subscriber:
    """Somebody who follows one feed with the `reader` library and reads whatever comes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.reader = make_reader(":memory:")
        self.reader.add_feed(url)
        self.known: dict[str, Item] = {}

    def looks(self) -> News:
        """Fetch the feed, take note of the news, and mark everything as read."""
        self.reader.update_feed(self.url)
        unread = [entry.id for entry in self.reader.get_entries(read=False)]
        items = {entry.id: Item.of(entry) for entry in self.reader.get_entries()}
        changed = [name for name in self.known if items[name] != self.known[name]]
        for entry in list(self.reader.get_entries(read=False)):
            self.reader.mark_entry_as_read(entry)
        self.known = items
        return News(tuple(items[name] for name in unread), tuple(items[name] for name in changed))


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """A page with one incident of two updates, published."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve(tmp_path / "public") as served:
        publisher = Publisher(tmp_path / "site", served)
        publisher.describes_the_page()
        publisher.tells(IDENTIFIED, INVESTIGATING)
        publisher.publishes()
        yield publisher


@pytest.fixture(params=["feed.rss", "feed.atom", "components/tickets/feed.rss"])
def subscriber(request: pytest.FixtureRequest, publisher: Publisher) -> Iterator[Subscriber]:
    """A subscriber who has read what there is."""
    subscriber = Subscriber(f"{publisher.served.url}/{request.param}")
    assert [item.title for item in subscriber.looks().new] == [
        "[Identified] Nobody can buy tickets",
        "[Investigating] Nobody can buy tickets",
    ]
    yield subscriber
    subscriber.reader.close()


def test_an_added_update_is_exactly_one_new_item(
    publisher: Publisher, subscriber: Subscriber
) -> None:
    publisher.tells(MONITORING, IDENTIFIED, INVESTIGATING)
    publisher.publishes()
    news = subscriber.looks()
    assert [item.title for item in news.new] == ["[Monitoring] Nobody can buy tickets"]
    assert "Tickets sell again." in news.new[0].text


def test_a_rebuild_at_a_later_time_is_no_news(publisher: Publisher, subscriber: Subscriber) -> None:
    publisher.publishes(at="2026-12-24T06:00+08:00")
    assert subscriber.looks() == News()


def test_a_changed_title_is_no_new_item(publisher: Publisher, subscriber: Subscriber) -> None:
    publisher.tells(IDENTIFIED, INVESTIGATING, title="The ticket shop is down")
    publisher.publishes()
    assert subscriber.looks().new == ()


def test_a_changed_address_of_the_page_is_no_new_item(
    publisher: Publisher, subscriber: Subscriber
) -> None:
    publisher.describes_the_page(url="https://ferries.example/status/")
    publisher.publishes()
    assert subscriber.looks().new == ()


def test_a_file_moved_to_another_folder_is_no_news(
    publisher: Publisher, subscriber: Subscriber
) -> None:
    (publisher.site / "content/incidents/tickets.md").unlink()
    publisher.tells(IDENTIFIED, INVESTIGATING, name="2026/tickets")
    publisher.publishes()
    assert subscriber.looks() == News()


def test_a_changed_accent_colour_is_no_news(publisher: Publisher, subscriber: Subscriber) -> None:
    publisher.describes_the_page(accent="#a01060")
    publisher.publishes()
    assert subscriber.looks() == News()


def test_a_changed_style_sheet_is_no_news(publisher: Publisher, subscriber: Subscriber) -> None:
    publisher.writes("themes/default/static/style.css", "body { color: maroon }")
    publisher.publishes()
    assert subscriber.looks() == News()


def test_an_edited_update_is_one_changed_item_and_none_new(
    publisher: Publisher, subscriber: Subscriber
) -> None:
    edited = "— Identified\nEdited: 2026-11-20 11:15 it was the certificate of the card reader"
    publisher.tells(IDENTIFIED.replace("— Identified", edited), INVESTIGATING)
    publisher.publishes()
    news = subscriber.looks()
    assert news.new == ()
    assert [item.title for item in news.changed] == ["[Identified] Nobody can buy tickets"]


def feeds(site: Path) -> list[Path]:
    found = sorted(file for file in site.rglob("*") if file.suffix in (".rss", ".atom"))
    assert found, "the site has no feed"
    return found


def ids(feed: Path) -> list[str]:
    return [entry.id for entry in feedparser.parse(feed.read_bytes()).entries]


def archives(site: Path) -> Iterator[Path]:
    """The archive documents that `feed.atom` leads to, one by one."""
    at = site / "feed.atom"
    seen = {at}
    while True:
        links = feedparser.parse(at.read_bytes()).feed.get("links", [])
        earlier = [link.href for link in links if link.rel == "prev-archive"]
        if not earlier:
            return
        assert len(earlier) == 1
        at = site / urlsplit(earlier[0]).path.lstrip("/")
        assert at not in seen, "the archives go round in a circle"
        seen.add(at)
        yield at


def repeated_dates(feed: Path) -> list[str]:
    """Dates that two items of a feed share."""
    entries = feedparser.parse(feed.read_bytes()).entries
    return [
        f"{feed}: {key} {date}"
        for key in ("published", "updated")
        for date, times in Counter(entry[key] for entry in entries if key in entry).items()
        if times > 1
    ]


def test_feedparser_finds_every_feed_of_the_demonstration_site_well_formed(
    demo_site: Path,
) -> None:
    for feed in feeds(demo_site):
        parsed = feedparser.parse(feed.read_bytes())
        assert not parsed.bozo, f"{feed}: {parsed.get('bozo_exception')}"
        assert parsed.feed.title


def test_no_two_items_of_a_feed_share_a_date(demo_site: Path, publisher: Publisher) -> None:
    publisher.tells(IDENTIFIED, INVESTIGATING, title="Boats are late", name="boats")
    publisher.publishes()
    for feed in feeds(demo_site) + feeds(publisher.served.folder):
        assert repeated_dates(feed) == []


def test_the_archives_hold_every_update_of_the_demonstration_site_once(demo_site: Path) -> None:
    written = sum(
        len(re.findall(r"^## +\d{4}-", text, re.MULTILINE))
        for kind in ("incidents", "maintenance")
        for file in (CHECKOUT / "content" / kind).rglob("*.md")
        if not re.search(r"^draft: *true", text := file.read_text("utf-8"), re.MULTILINE)
    )
    held = [name for archive in archives(demo_site) for name in ids(archive)]
    assert max(Counter(held).values()) == 1
    assert len({*held, *ids(demo_site / "feed.atom")}) == written


def test_a_record_longer_than_the_feed_is_whole_in_its_archives(publisher: Publisher) -> None:
    for month in range(1, 12):
        days = [f"2026-{month:02}-{day:02}" for day in range(1, 20)]
        publisher.tells(*(f"## {day} 12:00 Update\n\nDay {day}.\n" for day in days), name=days[0])
    publisher.publishes()
    site = publisher.served.folder
    head = ids(site / "feed.atom")
    held = [name for archive in archives(site) for name in ids(archive)]
    assert len(head) == len(set(head)) < 11 * 19
    assert max(Counter(held).values()) == 1
    assert len({*held, *head}) == 11 * 19 + 2
