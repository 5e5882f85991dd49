"""What an item of a feed says: who is affected and what to do first, then what happened."""

import pytest
from lxml import etree

from output import Tree
from published import publish, read_json
from small_site import entry, update

AT = "2026-11-21T00:00Z"
TOLD = (
    update("2026-11-20 09:00", "Investigating", "Fog."),
    update("2026-11-20 10:00", "Identified", "It is *dense*.", "Next update: 11:00"),
)
ADVICE = {"affected": "Everyone on the north line.", "action": "Take the [bus](/history/)."}
FIRST = (
    "<p><strong>Who is affected</strong></p>\n<p>Everyone on the north line.</p>\n"
    "<p><strong>What you can do now</strong></p>\n"
    '<p>Take the <a href="https://status.example/history/">bus</a>.</p>\n'
)
THEN = "<p>It is <em>dense</em>.</p>\n<p>Next update by "


def contents(tree: Tree) -> list[str]:
    """The HTML of the page's items, newest first; every feed says the same."""
    found = [item["content_html"] for item in read_json(tree, "feed.json")["items"]]
    rss = [item.findtext("description") for item in etree.fromstring(tree["feed.rss"]).iter("item")]
    atom = [each.text for each in etree.fromstring(tree["feed.atom"]).iter("{*}content")]
    assert found == rss == atom
    return found


def fog(*more: str, **keys: str) -> Tree:
    return publish("", {"incidents/fog.md": entry("Fog", *TOLD, *more, **keys)}, AT)


def test_the_newest_item_of_what_is_open_begins_with_who_is_affected_and_what_to_do() -> None:
    newest, first = contents(fog(**ADVICE))
    assert newest.startswith(FIRST + THEN)
    assert first == "<p>Fog.</p>"


@pytest.mark.parametrize("key", ADVICE)
def test_what_nobody_wrote_is_left_out(key: str) -> None:
    newest, _ = contents(fog(**{key: ADVICE[key]}))
    assert newest.count("<strong>") == 1
    assert newest.startswith("<p><strong>Wh")


def test_what_is_over_asks_nobody_to_do_anything() -> None:
    resolved = update("2026-11-20 12:00", "Resolved", "Sunshine.")
    assert contents(fog(resolved, **ADVICE))[0] == "<p>Sunshine.</p>"


def test_a_change_of_the_advice_leaves_every_older_item_as_it_was() -> None:
    before, after = contents(fog(**ADVICE)), contents(fog(affected="Nobody any more."))
    assert before[0] != after[0]
    assert before[1:] == after[1:]


def test_a_planned_maintenance_says_whom_it_affects() -> None:
    planned = update("2026-11-20 09:00", "Scheduled", "We build.")
    window = {"starts": "2026-12-01 01:00", "ends": "2026-12-01 02:00"}
    tree = publish("", {"maintenance/a.md": entry("Work", planned, **ADVICE, **window)}, AT)
    assert contents(tree) == [FIRST + "<p>We build.</p>"]
