"""What the default theme's script tells a reader, whose clock and zone are not the page's."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from small_site import SmallSite, build_afresh, entry, update
from web import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

AN_OLD_BROWSER = """
for (const name of ["toLocaleString", "toLocaleDateString"]) {
  const write = Date.prototype[name];
  Date.prototype[name] = function (lang, options) {
    if (options && options.timeZone) throw new RangeError("Invalid time zone specified");
    return write.call(this, lang, options);
  };
}
"""


def promise(
    browser: Browser, folder: Path, language: str, zone: str, theirs: str, script: str = ""
) -> str:
    """The promise of an update at 10:30 UTC, as somebody in a zone sees it at 11:40 UTC."""
    told = update("2026-11-20 10:00Z", "Identified", "Fog.", "Next update: 2026-11-20 10:30Z")
    page_file = f"name: Harbour\nurl: https://status.example/\nlanguage: {language}\n"
    files: dict[str, str | bytes] = {
        "incidents/fog.md": entry("Fog", told, impact="minor"),
        "site.yaml": f"{page_file}time_zone: {zone}\n",
    }
    build_afresh(SmallSite(files=files).load(folder), folder / "public")
    with serve(folder / "public") as served, closing(browser.new_context(timezone_id=theirs)) as c:
        page = c.new_page()
        page.clock.set_fixed_time("2026-11-20T11:40:00Z")
        page.add_init_script(script)
        page.goto(served.url)
        return page.inner_text(".promise")


@pytest.mark.parametrize(
    ("language", "zone", "theirs", "told"),
    [
        ("en", "Asia/Singapore", "Europe/Berlin", "18:30 SGT · 11:30 your time"),
        ("en", "Asia/Singapore", "Asia/Shanghai", "18:30 SGT"),
        # The date there is another one.
        (
            "en",
            "Pacific/Honolulu",
            "Pacific/Kiritimati",
            "00:30 HST · Nov 21, 2026, 00:30 your time",
        ),
        # English in Indonesia has a full stop there, and browsers write Persian digits.
        ("en", "Asia/Jakarta", "Asia/Bangkok", "17.30 WIB"),
        ("fa", "Asia/Tehran", "Asia/Tehran", "14:00 UTC+3:30"),
    ],
)
def test_a_promise_is_told_in_the_reader_s_own_time_where_that_differs(
    browser: Browser, tmp_path: Path, language: str, zone: str, theirs: str, told: str
) -> None:
    seen = promise(browser, tmp_path, language, zone, theirs)
    assert seen.startswith(f"Next update by {told} · ")
    assert seen.endswith(" late")
    assert seen.count("·") == told.count("·") + 1


def test_a_browser_that_is_older_than_the_zone_still_tells_that_a_promise_is_late(
    browser: Browser, tmp_path: Path
) -> None:
    seen = promise(browser, tmp_path, "uk", "Europe/Kyiv", "Europe/Berlin", AN_OLD_BROWSER)
    assert seen.endswith(" late")
