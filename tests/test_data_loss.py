"""What an incident says about lost data: on the page, in the API, and out of the cache."""

import json
from pathlib import Path

from lxml import etree

from output import broken_links, differences
from safety import unsafe, unsafe_in_json
from small_site import HARBOUR, URL, build_afresh, build_again, build_in_memory, entry, load, update
from texts import INJECTIONS, quoted

ENTRY, FRONT, API = "incidents/loss/index.html", "index.html", "api/v2/incidents.json"
OPEN = update("2026-11-20 10:00", "Investigating", "We look.")
OVER = update("2026-11-20 11:00", "Resolved", "It works.")
HOST = "status.example"
CAUSE = {"cause": "A disk.", "make_good": "[{offer: A ride}]"}


def documents(root: Path, *updates: str, **front_matter: str) -> dict[str, bytes]:
    incident = entry("Tickets are gone", *(updates or (OVER, OPEN)), **front_matter)
    return build_in_memory(HARBOUR.having(**{"incidents/loss.md": incident}).load(root))


def advice(content: bytes) -> list[tuple[str, str]]:
    """The headings about an incident, each with the HTML below it."""
    terms = etree.HTML(content).xpath("//dl[@class='advice'][1]/*")
    inner = [etree.tostring(term, encoding="unicode", with_tail=False) for term in terms]
    texts = [text.partition(">")[2].rpartition("<")[0] for text in inner]
    return list(zip(texts[::2], texts[1::2], strict=True))


def own_fields(tree: dict[str, bytes]) -> dict[str, object]:
    """What the API says in its object `statusgen` about the incident."""
    incidents = json.loads(tree[API])["incidents"]
    (own,) = [item["statusgen"] for item in incidents if item["name"] == "Tickets are gone"]
    return dict(own)


def test_what_was_lost_stands_between_the_cause_and_how_it_is_made_right(tmp_path: Path) -> None:
    tree = documents(tmp_path, data_loss="No *ticket*.", **CAUSE)
    assert advice(tree[ENTRY]) == [
        ("What went wrong", "<p>A disk.</p>"),
        ("What was lost", "<p>No <em>ticket</em>.</p>"),
        ("How we make it right", "<p>A ride</p>"),
    ]
    assert own_fields(tree)["data_loss"] == "No <em>ticket</em>."


def test_what_was_lost_needs_nothing_else_to_be_shown(tmp_path: Path) -> None:
    tree = documents(tmp_path, OPEN, data_loss="Nothing.", components="{web: major_outage}")
    assert advice(tree[ENTRY]) == [("What was lost", "<p>Nothing.</p>")]
    assert b"<dt>What was lost</dt><dd><p>Nothing.</p>" in tree[FRONT]


def test_where_nothing_is_said_about_a_loss_nothing_is_shown(tmp_path: Path) -> None:
    tree = documents(tmp_path, **CAUSE)
    assert not [path for path in tree if b"What was lost" in tree[path]]
    assert own_fields(tree)["data_loss"] is None
    assert advice(documents(tmp_path)[ENTRY]) == []
    blank = documents(tmp_path, data_loss="", **CAUSE)
    assert differences(blank, tree) == []


def test_links_and_pictures_in_it_lead_where_those_of_other_texts_do(tmp_path: Path) -> None:
    text = quoted("See [the outage](tickets.md) ![a chart](chart.gif)")
    tree = documents(tmp_path, data_loss=text)
    (_, shown), *_ = advice(tree[ENTRY])
    assert '<a href="/sub/incidents/tickets/">the outage</a>' in shown
    assert 'src="/sub/incidents/loss/chart.gif"' in shown
    said = str(own_fields(tree)["data_loss"])
    assert f'<a href="{URL}incidents/tickets/">the outage</a>' in said
    assert broken_links(tree, URL) == []


def test_what_was_lost_comes_out_of_the_cache_as_it_was_read(tmp_path: Path) -> None:
    loss = entry("Tickets are gone", OVER, OPEN, data_loss="See [it](tickets.md).", **CAUSE)
    site = HARBOUR.having(**{"incidents/loss.md": loss})
    root, out = site.write(tmp_path / "site"), tmp_path / "site" / "public"
    build_again(root, out)
    (out / ENTRY).unlink()
    cached = build_again(root, out)
    assert b"What was lost" in cached[ENTRY]
    assert differences(cached, build_afresh(load(root), tmp_path / "fresh")) == []


def test_hostile_html_in_it_is_text(tmp_path: Path) -> None:
    tree = documents(tmp_path, data_loss=quoted("\n\n".join(INJECTIONS)))
    theme = load(tmp_path).renderer.theme
    assert unsafe(tree[ENTRY], theme.script, theme.style, HOST) == []
    assert unsafe_in_json(tree[API], HOST) == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in str(own_fields(tree)["data_loss"])
