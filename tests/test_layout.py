"""The default theme: words of any length, paper, colours on colours, and what its policy allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from small_site import SmallSite, build_afresh, entry, update
from statusgen.render.accent import accent_pair, contrast, parse_colour
from web import CHECKOUT, Served, axe, overflow, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LONG = "W" * 300
STYLE = (CHECKOUT / "themes/default/static/style.css").read_text("utf-8")
CODE = f"```\n{LONG} {LONG}\n```"
TABLE = f"| a | b | c |\n|-|-|-|\n| {LONG} | {LONG} | {LONG} |"
IMPACTS = {"a": "none", "b": "minor", "c": "major", "d": "critical"}


def incident(impact: str, *more: str) -> str:
    """An incident with a long word wherever people can write one."""
    told = update("2026-11-20 09:00", "Identified", f"{LONG}\n\n`{LONG}`\n\n{CODE}\n\n{TABLE}",
                  "Next update: 10:00", f"Edited: 2026-11-20 09:10 {LONG}")  # fmt: skip
    keys = dict.fromkeys(("affected", "action", "cause", "data_loss"), LONG)
    offer = f"[{{offer: {LONG}, who: {LONG}}}]"
    return entry(LONG, told, *more, components="[web]", impact=impact, make_good=offer, **keys)


def site() -> SmallSite:
    """A site on which everything has a long name, with much that is open, planned and over."""
    over = update("2026-11-20 12:00", "Resolved", LONG)
    work = update("2026-11-20 09:00", "Scheduled", LONG)
    window = {"starts": "2026-12-01 01:00", "ends": "2026-12-01 03:00"}
    files = {f"incidents/{id}.md": incident(impact) for id, impact in IMPACTS.items()}
    files["incidents/over.md"] = incident("minor", over)
    files["maintenance/work.md"] = entry(LONG, work, components="[web]", affected=LONG, **window)
    files["incidents/gone.md"] = entry(LONG, removed=f"2026-11-20 {LONG}")
    page = (
        f"name: {LONG}\nurl: https://status.example/\ndescription: {LONG}\n"
        f"links: [{{label: {LONG}, url: 'https://a.example/'}}]\n"
        f"contact: {{label: {LONG}, url: 'https://a.example/'}}\ntheme: {{foot: {LONG}}}\n"
        f"components: [{{group: {LONG}, components: "
        f"[{{id: web, name: {LONG}, description: {LONG}}}]}}]\n"
    )
    return SmallSite(files={**files, "site.yaml": page})


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = tmp_path_factory.mktemp("layout")
    build_afresh(site().load(root), root / "public")
    with serve(root / "public") as served:
        yield served


DOCUMENTS = (
    *("", "incidents/d/", "incidents/over/", "maintenance/work/", "components/web/"),
    *("history/2026-11/", "history/2026/", "history/", "embed/", "404.html"),
    "incidents/gone/",
)


@pytest.mark.parametrize("path", DOCUMENTS)
def test_no_word_is_so_long_that_a_page_scrolls_sideways(
    served: Served, browser: Browser, path: str
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(f"{served.url}/{path}")
    assert overflow(page) == 0
    page.close()


@pytest.mark.parametrize("path", ["", "incidents/fog/", "maintenance/work/", "components/web/"])
def test_no_date_is_so_long_that_a_page_scrolls_sideways(
    tmp_path: Path, browser: Browser, path: str
) -> None:
    files: dict[str, str | bytes] = {
        "incidents/fog.md": entry("Fog", update("2026-11-20 09:00", "Identified", "x")),
        "maintenance/work.md": entry("Work", starts="2026-11-30 01:00", ends="2026-12-31 03:00"),
    }
    page_file = SmallSite(more="language: mn\n").page.replace("Singapore", "Ulaanbaatar")
    site = SmallSite(files={**files, "site.yaml": page_file})
    build_afresh(site.load(tmp_path), tmp_path / "sub")
    with serve(tmp_path) as served:
        page = browser.new_page(viewport={"width": 320, "height": 640})
        page.goto(f"{served.url}/sub/{path}")
        assert overflow(page) == 0
        page.close()


# What sticks out of its box, or of the paper, and so is cut off in print.
CUT_OFF = """() => [...document.querySelectorAll("main *")].filter(element => {
  const drawing = element.matches(".unseen, .bar, svg");
  const cut = getComputedStyle(element).overflowX !== "visible" && !drawing;
  return cut || element.getBoundingClientRect().right > innerWidth;
}).map(element => element.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("path", ["", "incidents/d/", "components/web/"])
def test_nothing_is_cut_off_on_paper(served: Served, browser: Browser, path: str) -> None:
    page = browser.new_page(viewport={"width": 718, "height": 1000})
    page.emulate_media(media="print")
    page.goto(f"{served.url}/{path}")
    assert page.evaluate(CUT_OFF) == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "incidents/a/#2026-11-20T01:00:00Z"])
def test_everything_open_at_once_can_be_read(
    tmp_path: Path, browser: Browser, path: str, scheme: str
) -> None:
    told = update("2026-11-20 09:00", "Identified", "See [the history](/history/). `x`")
    files: dict[str, str | bytes] = {
        f"incidents/{id}.md": entry("Fog", told, impact=impact, action="Take [it](/history/).")
        for id, impact in IMPACTS.items()
    }
    window = {"starts": "2026-11-21 01:00", "ends": "2026-12-01 03:00"}
    files["maintenance/work.md"] = entry("Work", components="[web]", **window)
    build_afresh(SmallSite(files=files).load(tmp_path), tmp_path / "sub")
    with serve(tmp_path) as served:
        page = browser.new_page(color_scheme="light" if scheme == "light" else "dark")
        page.goto(f"{served.url}/sub/{path}")
        assert axe(page) == []
        page.close()


def colours(scheme: str) -> dict[str, str]:
    light, dark = STYLE.split("@media (prefers-color-scheme: dark)", 1)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", light if scheme == "light" else dark))


@pytest.mark.parametrize("accent", ["#1f4fd8", "#fff", "#000000", "#ffee00", "#808080"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_every_background(scheme: str, accent: str) -> None:
    found = colours(scheme)
    behind = [name for name in found if name in {"paper", "card"} or name.endswith("-bg")]
    texts = {name: found[name] for name in found if name not in behind}
    del texts["line"], texts["operational-pale"]
    texts["accent"] = accent_pair(accent)[scheme == "dark"]
    assert (len(behind), len(texts)) == (7, 8)
    for text, background in ((t, b) for t in texts.values() for b in behind):
        one, other = parse_colour(text), parse_colour(found[background])
        assert one
        assert other
        assert contrast(one, other) >= 4.5, (text, background)


def test_a_program_in_the_page_can_read_robots_txt_and_nothing_elsewhere(
    served: Served, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(served.url)
    read = "address => fetch(address).then(answer => answer.status, () => 0)"
    assert page.evaluate(read, "/robots.txt") == 200
    assert page.evaluate(read, "https://a.example/robots.txt") == 0
    page.close()
