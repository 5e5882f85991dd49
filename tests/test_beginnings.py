"""What has not happened yet has no date of 1970: not in feeds, not in calendars, not in the API."""

import re

import pytest

from output import Tree
from published import publish, read_json
from small_site import entry, update

AT = "2026-11-21T00:00Z"
COMPONENTS = """\
time_zone: Asia/Singapore
components:
  - {id: web, name: Web}
  - {id: app, name: App, start: 2026-05-01}
  - {group: Later, components: []}
"""
OUTAGE = entry("Fog", update("2026-11-20 10:00", "Investigating", "x"), components="[app]")
WORK = entry("Work", starts="2026-12-01 01:00", ends="2026-12-01 02:00", components="[web]")
PAGES = {
    "a page on which nothing has happened": ("components: [{id: web, name: Web}]", {}),
    "a component that nobody has heard of": (COMPONENTS, {"incidents/a.md": OUTAGE}),
    "a maintenance that nobody has said a word about": (COMPONENTS, {"maintenance/a.md": WORK}),
}


def texts_with_1970(tree: Tree) -> dict[str, list[str]]:
    """What is dated by 1970, by path; the ids of feeds have always had that year in them."""
    found = {
        path: re.findall(r"(?<!,)1970\S*", text.decode("latin-1")) for path, text in tree.items()
    }
    return {path: texts for path, texts in found.items() if texts}


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_dated_by_1970(page: str) -> None:
    settings, files = PAGES[page]
    assert texts_with_1970(publish(settings, files, AT)) == {}


def test_what_was_never_mentioned_is_as_old_as_the_page() -> None:
    tree = publish(COMPONENTS, {"incidents/a.md": OUTAGE}, AT)
    # The page knows of 1 May, when the app began, and of nothing before that.
    assert b"<updated>2026-04-30T16:00:00+00:00</updated>" in tree["components/web/feed.atom"]
    assert b"Thu, 30 Apr 2026 16:00:00 +0000" in tree["components/web/feed.rss"]
    web = read_json(tree, "api/v2/components.json")["components"][0]
    assert web["created_at"] == web["updated_at"] == "2026-05-01T00:00:00.000+08:00"
