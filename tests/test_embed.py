"""What other sites show of a page: the banner of `embed.js`, and `/embed/` in a frame.

The other site is a second server on an origin of its own. Its policy is the strictest that can
show a banner at all: it allows the one script and nothing else, and no text that becomes HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from small_site import HARBOUR, SmallSite, entry, update, write_quietly
from statusgen.render.accent import contrast
from texts import quoted
from tiers import in_tiers, tiered_given
from web import Served, axe, overflow, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ADDRESS = "https://status.example/"
STRICT = "default-src 'none'; script-src {status}; require-trusted-types-for 'script'"
FRAMING = "default-src 'none'; frame-src {status}"
END = '<p>We sell boats.</p><script src="{status}/embed.js" async></script>'
IN_HEAD = '<script src="{{status}}/embed.js"{how}></script><body><p>We sell boats.</p>'
SHOP = '<!doctype html><html lang="en"><meta charset="{charset}"><title>Shop</title>{html}'
HOSTILE = {
    "a script's end": "</script><img src=x onerror=alert(1)>",
    "quotes": '"\'`${alert(1)}\\"); alert(1); //',
    "line separators": "a\u2028b\u2029c",
    "emoji": "👩🏽‍🔧 repairs the 渡轮 ⛴️",
    "right to left": "لا أحد يستطيع شراء التذاكر (1)",
    "entities": "&lt;b&gt; &amp; <b>bold</b>",
    "turned around": "\u202edekcah\u202c <!--",
}
Open = Callable[..., "Shop"]


def incident(title: str, impact: str = "critical", at: str = "2026-11-20 10:00") -> str:
    return entry(quoted(title), update(at, "Identified", "We look."), impact=impact)


def work(title: str) -> str:
    window = {"starts": "2026-11-21 20:00", "ends": "2026-11-22 08:00", "components": "[web]"}
    return entry(title, update("2026-11-01 09:00", "Scheduled", "We build."), **window)


def site(maintenance: str = "", **incidents: str) -> SmallSite:
    files = {f"incidents/{id}.md": text for id, text in incidents.items()}
    files |= {"maintenance/pier.md": work(maintenance)} if maintenance else {}
    return SmallSite(files={"site.yaml": HARBOUR.page.replace("/sub/", "/"), **files})


@dataclass
class Shop:
    """Another site's page in the browser, what it asked for and what it complained of."""

    page: Page
    status: Served
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def banner(self) -> Any:
        return self.page.get_by_role("region", name="Harbour Ferries status", exact=True)

    def links(self) -> list[tuple[str, str]]:
        """The banner's links, each with its text as it is."""
        links = self.banner().get_by_role("link").all()
        return [(link.text_content(), link.get_attribute("href")) for link in links]


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open another site's page: `visit(small, html=…, policy=…, charset=…, **context options)`."""
    with ExitStack() as stack:

        def open_shop(
            small: SmallSite,
            html: str = END,
            policy: str = STRICT,
            charset: str = "utf-8",
            **options: Any,
        ) -> Shop:
            write_quietly(small.load(tmp_path / "site"), tmp_path / "public")
            status = stack.enter_context(serve(tmp_path / "public"))
            host = stack.enter_context(serve(tmp_path / "shop"))
            host.folder.mkdir()
            told = f"/*\n  Content-Security-Policy: {policy}\n  Content-Type: text/html\n"
            (host.folder / "_headers").write_text(told.format(status=status.url), "utf-8")
            text = SHOP.format(charset=charset, html=html.format(status=status.url))
            (host.folder / "index.html").write_text(text, charset)
            page = stack.enter_context(browser.new_context(**options)).new_page()
            shop = Shop(page, status)
            page.on("request", lambda request: shop.requests.append(request.url))
            page.on("pageerror", lambda error: shop.complaints.append(f"uncaught: {error}"))
            page.on("console", lambda message: shop.complaints.append(message.text))
            page.on("dialog", lambda dialog: shop.complaints.append(dialog.message))
            page.goto(host.url, wait_until="load")
            return shop

        yield open_shop


KINDS = {
    **{impact: site(it=incident("No boats", impact)) for impact in ("none", "minor", "major")},
    "critical": site(it=incident("No boats")),
    "maintenance": site("No boats"),
}


COLOURS = """bar => [...bar.querySelectorAll("strong, a, button")].map(element => [
  element.textContent, getComputedStyle(element).color, getComputedStyle(bar).backgroundColor])"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_banner_tells_what_is_wrong_readably_under_the_strictest_policy(
    visit: Open, kind: str
) -> None:
    shop = visit(KINDS[kind])
    address = f"{ADDRESS}maintenance/pier/" if kind == "maintenance" else f"{ADDRESS}incidents/it/"
    state = "In progress" if kind == "maintenance" else "Identified"
    assert shop.banner().is_visible()
    assert shop.banner().inner_text().split("\n")[0] == f"{state} No boats"
    assert shop.links() == [("No boats", address)]
    assert shop.page.evaluate("() => document.body.children[0].shadowRoot !== null")
    assert axe(shop.page) == []
    found = shop.banner().evaluate(COLOURS)
    assert [text for text, *_ in found][1:] == ["No boats", "×"]
    for text, *colours in found:
        (r, g, b), (red, green, blue) = (map(int, re.findall(r"\d+", each)) for each in colours)
        assert contrast((r, g, b), (red, green, blue)) >= 4.5, text
    assert shop.complaints == []


def test_a_banner_keeps_nothing_and_asks_nobody(visit: Open) -> None:
    shop = visit(KINDS["critical"])
    assert shop.banner().is_visible()
    shop.page.wait_for_timeout(300)
    assert shop.requests == [shop.page.url, f"{shop.status.url}/embed.js"]
    assert shop.page.context.cookies() == []
    assert shop.page.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0]
    assert shop.page.evaluate("() => document.cookie") == ""


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_a_title_is_text_and_nothing_else(visit: Open, title: str) -> None:
    shop = visit(site(it=incident(title)))
    assert shop.links() == [(" ".join(title.split()), f"{ADDRESS}incidents/it/")]
    assert shop.page.locator("img").count() == 0
    assert shop.complaints == []


@pytest.mark.parametrize("way", ["click", "Enter", "Space"])
def test_a_banner_can_be_closed(visit: Open, way: str) -> None:
    shop = visit(KINDS["critical"])
    close = shop.banner().get_by_role("button", name="Close", exact=True)
    if way == "click":
        close.click()
    else:
        shop.page.keyboard.press("Tab")
        shop.page.keyboard.press("Tab")
        assert close.evaluate("button => button.getRootNode().activeElement === button")
        shop.page.keyboard.press(way)
    assert shop.banner().count() == 0
    assert shop.page.evaluate("() => document.body.children[0].localName") == "p"


TWO = {
    "incidents": site(slow=incident("Late boats", "minor"), it=incident("No boats", "critical")),
    "a newer one": site(
        it=incident("No boats", "critical"), new=incident("Rain", "minor", "2026-11-21 10:00")
    ),
    "incident and maintenance": site("A new pier", it=incident("No boats", "critical")),
}


@pytest.mark.parametrize("kind", TWO)
def test_of_several_the_worst_is_told_and_the_others_are_counted(visit: Open, kind: str) -> None:
    assert visit(TWO[kind]).links() == [
        ("No boats", f"{ADDRESS}incidents/it/"),
        ("1 more", ADDRESS),
    ]


def test_nothing_is_added_to_a_page_when_all_is_well(visit: Open) -> None:
    closed = update("2026-11-20 11:00", "Resolved", "They sail.")
    shop = visit(site(it=f"{incident('No boats')}\n{closed}"))
    assert shop.status.requests == ["/embed.js"]
    assert shop.page.evaluate("() => document.body.innerHTML") == END.format(
        status=shop.status.url
    ).replace("async", 'async=""')
    assert shop.page.evaluate("() => document.querySelectorAll('*').length") == 7
    assert shop.complaints == []


@pytest.mark.parametrize("how", ["", " defer", " async"])
@pytest.mark.parametrize("charset", in_tiers(["windows-1252"], ["utf-8"]))
def test_a_banner_is_shown_wherever_a_page_names_the_script(
    visit: Open, how: str, charset: str
) -> None:
    title = "Größe € 渡 😀"
    shop = visit(site(it=incident(title)), IN_HEAD.format(how=how), charset=charset)
    assert shop.page.evaluate("() => document.characterSet").lower() == charset
    assert shop.banner().is_visible()
    assert shop.links() == [(title, f"{ADDRESS}incidents/it/")]
    assert shop.banner().get_by_role("button").text_content() == "×"
    assert shop.complaints == []


def test_the_script_is_ascii_so_that_no_host_has_to_name_its_encoding(tmp_path: Path) -> None:
    assert script(site(it=incident("Größe € 渡 😀")), tmp_path).isascii()


def script(small: SmallSite, root: Path) -> bytes:
    site = small.load(root)
    return next(site.produce(output) for output in site.outputs if output.path == "embed.js")


LONGEST = ["😀" * 10_000, "渡" * 10_000, '"' * 10_000, "\\" * 10_000, "x " * 5_000, "é" * 10_000]


@pytest.mark.parametrize("name", ["Harbour Ferries", "港" * 1_000, "🚢" * 1_000, '"' * 1_000])
@pytest.mark.parametrize("title", LONGEST)
def test_the_script_stays_small_whatever_it_tells(title: str, name: str, tmp_path: Path) -> None:
    page = HARBOUR.page.replace("Harbour Ferries", quoted(name))
    page = page.replace("status.example", f"{'a' * 63}.example")
    told = {"a" * 100: incident(title), "b" * 100: incident(title)}
    assert len(script(site(**told).having(**{"site.yaml": page}), tmp_path)) < 2048


@tiered_given(
    st.text(st.characters(min_codepoint=0x20, codec="utf-8"), min_size=200, max_size=400),
    quick=4,
    slow=20,
)
def test_no_text_makes_the_script_large(title: str) -> None:
    with TemporaryDirectory() as folder:
        assert len(script(site(it=incident("x" + title)), Path(folder))) < 2048


def test_no_banner_makes_a_page_scroll_sideways_on_a_phone(visit: Open) -> None:
    viewport = {"width": 320, "height": 640}
    shop = visit(site(it=incident("No boats at " + "x" * 60)), viewport=viewport)
    assert overflow(shop.page) <= 0


FRAMES = '<iframe title="Status" src="{{status}}/{path}" width="320" height="400"></iframe>'
CURRENT = {"calm": site(), **{kind: KINDS[kind] for kind in ("critical", "maintenance")}}
SAID = {"calm": "All systems operational", "critical": "No boats", "maintenance": "No boats"}


@pytest.mark.parametrize("kind", CURRENT)
def test_the_page_for_frames_is_shown_in_another_site(visit: Open, kind: str) -> None:
    shop = visit(CURRENT[kind], FRAMES.format(path="embed/"), FRAMING)
    frame = shop.page.frame_locator("iframe")
    assert frame.get_by_role("heading", name="Harbour Ferries status").is_visible()
    assert frame.get_by_text(SAID[kind]).is_visible()
    assert shop.complaints == []
    links = frame.get_by_role("link").all()
    assert len(links) == (1 if kind == "calm" else 2)
    assert {link.get_attribute("target") for link in links} == {"_blank"}
    with shop.page.context.expect_page() as opened:
        links[-1].click()
    assert opened.value.url.startswith(shop.status.url)


@pytest.mark.parametrize(
    "path", in_tiers(["", "incidents/it/"], ["history/", "components/web/", "404.html"])
)
def test_no_other_document_is_shown_in_another_site(visit: Open, path: str) -> None:
    shop = visit(KINDS["critical"], FRAMES.format(path=path), FRAMING)
    assert shop.page.frames[1].url.startswith("chrome-error:")
    assert "frame-ancestors 'none'" in "".join(shop.complaints)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", CURRENT)
def test_axe_finds_nothing_in_the_page_for_frames(visit: Open, kind: str, scheme: str) -> None:
    viewport = {"width": 320, "height": 400}
    shop = visit(CURRENT[kind], color_scheme=scheme, viewport=viewport)
    shop.page.goto(f"{shop.status.url}/embed/")
    assert axe(shop.page) == []
    assert overflow(shop.page) <= 0
    assert shop.complaints == []
