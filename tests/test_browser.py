"""The demonstration site in a real browser, under the headers that the site itself asks for.

The browser and the server live as long as this module: Playwright keeps an event loop in the
thread that started it, and tests elsewhere may want one of their own.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from statusgen.model.terms import State
from statusgen.pipeline.load import load_site
from tiers import in_tiers, tiers
from web import (
    CHECKOUT,
    DEMO_INSTANT,
    Served,
    axe,
    hidden_text,
    overflow,
    serve,
    state_contrasts,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response, Route

KINDS = (
    *("front", "open incident", "resolved incident", "maintenance", "history", "year", "month"),
    *("component", "not found", "redirect"),
)
SOON = 15_000  # milliseconds; on an idle machine it takes a few hundred
IN_TIERS = in_tiers(
    ["front", "open incident", "history", "component", "not found"],
    ["resolved incident", "maintenance", "year", "month", "redirect"],
)
KINDS_WITH_AN_ARTICLE = ("front", "open incident", "resolved incident", "maintenance")
KINDS_WITH_A_STATE = ("front", "open incident", "resolved incident", "maintenance", "component")
VIEWS = [("light", 360), ("dark", 1280), ("dark", 360), ("light", 1280)]
STATE_WORDS = (
    *("Operational", "Degraded performance", "Partial outage", "Major outage"),
    *("Under maintenance", "Investigating", "Identified", "Monitoring", "Resolved", "Postmortem"),
    *("Scheduled", "In progress", "Verifying", "Completed", "Cancelled"),
)


@dataclass
class Visit:
    """One document in the browser, with every request it made and every complaint it raised."""

    page: Page
    response: Response
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Visitor = Callable[..., Any]


@pytest.fixture(scope="module")
def site(demo_site: Path) -> Iterator[Served]:
    with serve(demo_site) as served:
        yield served


@pytest.fixture(scope="module")
def addresses(demo_site: Path) -> dict[str, str]:
    """One address for each kind of document, found in what the site says of itself."""

    def named(pattern: str) -> list[str]:
        names = sorted(file.parent.name for file in demo_site.glob("history/*/index.html"))
        return [name for name in names if re.fullmatch(pattern, name)]

    content = load_site(CHECKOUT, datetime.fromisoformat(DEMO_INSTANT)).content
    opened = next(r.entry for r in content.records if not r.over)
    told = next(r.entry for r in content.records if r.state is State.POSTMORTEM)
    redirects = [
        file.parent.relative_to(demo_site).as_posix()
        for file in sorted(demo_site.rglob("index.html"))
        if re.search(r'http-equiv="?refresh', file.read_text("utf-8"), re.IGNORECASE)
    ]
    component = min(demo_site.glob("components/*/index.html")).parent.name
    return {
        "front": "/",
        "open incident": f"/incidents/{opened.id}/",
        "resolved incident": f"/incidents/{told.id}/",
        "maintenance": f"/maintenance/{content.records[-1].entry.id}/",
        "history": "/history/",
        "year": f"/history/{named(r'[0-9]{4}')[-1]}/",
        "month": f"/history/{named(r'[0-9]{4}-[0-9]{2}')[-1]}/",
        "component": f"/components/{component}/",
        "not found": "/404.html",
    } | ({"redirect": f"/{redirects[0]}/"} if redirects else {})


@pytest.fixture
def visit(browser: Browser, site: Served, addresses: dict[str, str]) -> Iterator[Visitor]:
    """Open a kind of document: `visit(kind, width=…, **context options)`; closed after the test."""
    opened = []

    def stay(route: Route) -> None:
        """Let a redirect document be looked at: its target answers "no content"."""
        if route.request.is_navigation_request():
            route.fulfill(status=204)
        else:
            route.continue_()

    def open_document(kind: str, width: int = 1280, height: int = 800, **options: Any) -> Visit:
        assert kind in addresses, f"the demonstration site has no document of the kind: {kind}"
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        opened.append(context)
        page = context.new_page()
        requests: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        first = site.url + addresses[kind]
        page.route(lambda url: kind == "redirect" and url != first, stay)
        response = page.goto(first, wait_until="load")
        assert response is not None
        assert response.status == 200
        return Visit(page, response, requests, complaints)

    yield open_document
    for context in opened:
        context.close()


@tiers("views", quick=VIEWS[:1], slow=VIEWS[1:])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_against_wcag_2_2_aa(
    visit: Visitor, kind: str, views: list[tuple[str, int]]
) -> None:
    for scheme, width in views:
        assert axe(visit(kind, width, color_scheme=scheme).page) == [], (scheme, width)


def test_the_first_view_of_the_front_page_is_one_request(visit: Visitor, site: Served) -> None:
    site.requests.clear()
    visit("front").page.wait_for_timeout(300)
    assert site.requests == ["/"]


@pytest.mark.parametrize("kind", IN_TIERS)
def test_a_document_asks_its_own_host_alone_and_a_strict_policy_lets_all_of_it_through(
    visit: Visitor, site: Served, kind: str
) -> None:
    visited = visit(kind)
    policy = visited.response.headers.get("content-security-policy", "")
    assert "default-src 'none'" in policy or "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert visited.page.locator('meta[http-equiv="Content-Security-Policy" i]').count() == 1
    visited.page.wait_for_timeout(300)
    elsewhere = [url for url in visited.requests if not url.startswith((site.url + "/", "data:"))]
    assert elsewhere == []
    assert visited.complaints == []


@pytest.mark.parametrize("kind", KINDS_WITH_AN_ARTICLE)
def test_all_text_of_an_article_is_visible_without_scripts(visit: Visitor, kind: str) -> None:
    page = visit(kind, java_script_enabled=False).page
    assert page.locator("main article").count() >= 1
    assert hidden_text(page) == []


@pytest.mark.parametrize("kind", KINDS_WITH_AN_ARTICLE)
def test_all_text_of_an_article_is_visible_in_print(visit: Visitor, kind: str) -> None:
    page = visit(kind, width=718).page  # what A4 leaves between margins of 10 mm
    page.emulate_media(media="print")
    assert page.locator("main article").count() >= 1
    assert hidden_text(page) == []


@pytest.mark.parametrize("kind", IN_TIERS)
def test_nothing_scrolls_sideways_on_a_phone_of_320_pixels(visit: Visitor, kind: str) -> None:
    phone = visit(kind, width=320, height=640, is_mobile=True, has_touch=True)
    assert overflow(phone.page) <= 0


@pytest.mark.parametrize("kind", IN_TIERS)
def test_nothing_scrolls_sideways_at_1280_pixels_and_400_percent(visit: Visitor, kind: str) -> None:
    zoomed = visit(kind, width=320, height=256, device_scale_factor=4)
    assert overflow(zoomed.page) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS_WITH_A_STATE)
def test_forced_colours_leave_every_state_word_readable(
    visit: Visitor, kind: str, scheme: str
) -> None:
    page = visit(kind, forced_colors="active", color_scheme=scheme).page
    states = state_contrasts(page, STATE_WORDS)
    assert states, "no state word on the page"
    assert [state for state in states if state[1] < 4.5] == []


@dataclass
class Author:
    """Somebody who edits a site while `statusgen serve` runs, with a browser on the side."""

    entry: Path
    address: str
    page: Page

    def saves(self, text: str) -> None:
        self.entry.write_text(text, "utf-8")

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for(state="visible", timeout=SOON)

    def no_longer_sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for(state="hidden", timeout=SOON)


@pytest.fixture
def author(browser: Browser, addresses: dict[str, str], tmp_path: Path) -> Iterator[Author]:
    """The demonstration site, copied, served by the tool itself, its open incident on screen."""
    for folder in ("content", "themes"):
        if (CHECKOUT / folder).is_dir():
            shutil.copytree(CHECKOUT / folder, tmp_path / folder)
    name = addresses["open incident"].strip("/").rpartition("/")[2]
    entry = next((tmp_path / "content/incidents").rglob(f"{name}.md"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "statusgen", "serve"]
    command += ["--site", str(tmp_path), "--port", str(port)]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}{addresses['open incident']}"
        wait_for_answer(address, server, tmp_path / "log")
        page = browser.new_page()
        page.goto(address)
        yield Author(entry, address, page)
        page.close()
    finally:
        server.terminate()
        server.wait(timeout=10)


def wait_for_answer(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
        if server.poll() is not None:
            break
    pytest.fail(f"statusgen serve gives no answer at {url}\n{log.read_text('utf-8')}")


def test_a_saved_entry_appears_in_an_open_browser_by_itself(author: Author) -> None:
    author.saves(author.entry.read_text("utf-8").rstrip() + "\n\nThe gulls have gone home.\n")
    author.sees("The gulls have gone home.")


def test_what_is_saved_before_a_page_listens_appears_in_it_as_well(author: Author) -> None:
    text = author.entry.read_text("utf-8").rstrip() + "\n\nThe gulls have gone home.\n"

    def save_first(route: Route) -> None:
        author.saves(text)
        for _ in range(200):
            if b"The gulls" in urllib.request.urlopen(author.address, timeout=5).read():
                return route.continue_()
            time.sleep(0.05)
        pytest.fail("the server never shows what was saved")

    author.page.route("**/_statusgen/reload", save_first, times=1)
    author.page.reload()
    author.sees("The gulls have gone home.")


def test_a_mistake_is_shown_over_the_last_good_text_until_it_is_fixed(author: Author) -> None:
    good = author.entry.read_text("utf-8").rstrip() + "\n\nThe gulls have gone home.\n"
    author.saves(good)
    author.sees("The gulls have gone home.")

    author.saves(good.replace("---\n", "---\ntitel: Gulls\n", 1))
    author.sees(f"{author.entry.name}:2")
    author.sees("The gulls have gone home.")

    author.saves(good)
    author.no_longer_sees(f"{author.entry.name}:2")
    author.sees("The gulls have gone home.")
