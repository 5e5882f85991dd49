"""What the head of every document says to programs: previews, search engines, other tools."""

import json
from pathlib import Path

import pytest
from lxml import html

from small_site import HARBOUR, SmallSite, build_in_memory, entry
from small_site import update as told

TYPES = {
    "index.html": "WebPage",
    "incidents/tickets/index.html": "LiveBlogPosting",
    "maintenance/pier/index.html": "Event",
    "components/web/index.html": "WebPage",
    "history/index.html": "CollectionPage",
    "history/2026/index.html": "CollectionPage",
    "history/2026-11/index.html": "CollectionPage",
    "incidents/ships/index.html": "WebPage",
    "embed/index.html": "WebPage",
    "404.html": "WebPage",
}
OPEN_GRAPH = ("title", "type", "description", "site_name")
MOVED = entry(
    "Ships are late", told("2026-11-02 08:00", "Resolved", "Calm sea."), aliases="[ships]"
)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, html.HtmlElement]:
    small: SmallSite = HARBOUR.with_files({"incidents/vessels.md": MOVED})
    tree = build_in_memory(small.load(tmp_path_factory.mktemp("site")))
    return {p: html.document_fromstring(c) for p, c in tree.items() if p.endswith(".html")}


def test_every_kind_of_document_says_in_json_ld_what_it_is(
    documents: dict[str, html.HtmlElement],
) -> None:
    for path, document in documents.items():
        (block,) = document.xpath("//head/script[@type='application/ld+json']/text()")
        data = json.loads(block)
        assert data["@context"] == "https://schema.org"
        assert data["name"]
        assert data["description"]
        assert data["@type"] == TYPES.get(path, data["@type"])
        canonical = document.xpath("//link[@rel='canonical']/@href")
        assert [data[name] for name in ("url",) if name in data] == canonical, path
    assert documents.keys() >= TYPES.keys()


def test_every_document_has_open_graph_data(documents: dict[str, html.HtmlElement]) -> None:
    for path, document in documents.items():
        for name in OPEN_GRAPH:
            (value,) = document.xpath(f"//meta[@property='og:{name}']/@content")
            assert value.strip(), (path, name)


def test_every_document_names_the_feeds_and_the_api(
    documents: dict[str, html.HtmlElement], tmp_path: Path
) -> None:
    known = build_in_memory(HARBOUR.load(tmp_path))
    for path, document in documents.items():
        (status,) = document.xpath("//link[@rel='status']")
        assert (status.get("type"), status.get("href")) == (
            "application/json",
            "/sub/api/v2/summary.json",
        )
        feeds = document.xpath("//link[@rel='alternate']")
        assert {feed.get("type") for feed in feeds} >= {
            "application/rss+xml",
            "application/atom+xml",
        }
        assert len(feeds) == (2 if path.startswith("components/") else 4)
        assert all(feed.get("href").removeprefix("/sub/") in known for feed in feeds)
