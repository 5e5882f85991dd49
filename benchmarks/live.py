"""`statusgen serve`: from the save of an entry to the page that shows it, in a real browser."""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from builds import Tools
from corpus import Corpus, restore
from report import Finding, Found, Limit, NotMeasured, print_table

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SAVES = 10
BETWEEN = 1000  # milliseconds: the reloaded page has to listen again before the next save
PATIENCE = 30  # seconds
LIMIT = Limit("`serve`: from a save to the reloaded page", 300, 100, "ms")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Playwright asks for a text at growing intervals; the page itself knows when it has drawn one.
TELL_WHEN_DRAWN = """
addEventListener("DOMContentLoaded", () => requestAnimationFrame(() => setTimeout(() => {
  const now = Date.now();
  const saves = document.body.innerText.match(/Save number [0-9]+ is here/);
  if (saves) console.log(`${saves[0]} ${now}`);
})));
"""


class Lacking(Exception):
    """Something that this machine does not have."""


def wait_for_address(server: subprocess.Popen[bytes], log: Path) -> str:
    """What the server says that it listens on."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        if found := re.search(r"http://\S+", log.read_text(encoding="utf-8")):
            return found[0]
        time.sleep(0.1)
    sys.exit(f"{log.read_text(encoding='utf-8')}statusgen serve gives no address")


@contextmanager
def served(tools: Tools, corpus: Corpus) -> Iterator[str]:
    """The site served by the tool itself; its address."""
    command = [tools.statusgen, "serve", "--site", str(corpus.site), "--port", "0"]
    with tempfile.NamedTemporaryFile() as said:
        server = subprocess.Popen(command, stdout=said, stderr=said)
        try:
            yield wait_for_address(server, Path(said.name))
        finally:
            server.terminate()
            server.wait(timeout=10)


@contextmanager
def chromium() -> Iterator["Browser"]:
    """The installed Chromium, headless. Raises Lacking."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - may be missing
    except ImportError:
        raise Lacking("the Python package playwright is not installed") from None
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        raise Lacking(f"none of {', '.join(CHROMIUMS)} is installed")
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


def save_and_wait(page: "Page", corpus: Corpus, number: int) -> float:
    """Milliseconds from the save to the first frame that shows what was saved."""
    mark = f"Save number {number} is here"
    page.wait_for_timeout(BETWEEN)
    with page.expect_console_message(
        lambda message: message.text.startswith(mark), timeout=PATIENCE * 1000
    ) as told:
        begin = time.time()  # of the clock that the browser has, too
        corpus.incident.write_text(f"{corpus.text.rstrip()}\n\n{mark}.\n", encoding="utf-8")
    return float(told.value.text.rpartition(" ")[2]) - begin * 1000


def compare_saves(tools: Tools, corpus: Corpus) -> list[Found]:
    """The median of some saves of one entry, its page on screen."""
    try:
        with chromium() as browser, served(tools, corpus) as address:
            page = browser.new_page()
            page.add_init_script(TELL_WHEN_DRAWN)
            page.goto(f"{address}incidents/{corpus.incident.stem}/")
            taken = [save_and_wait(page, corpus, number) for number in range(1, SAVES + 1)]
    except Lacking as lacking:
        return [NotMeasured(LIMIT, str(lacking))]
    finally:
        restore(corpus)
    middle = statistics.median(taken)
    row = (f"{corpus.entries:,}", *(f"{ms:.0f}" for ms in (min(taken), middle, max(taken))))
    headings = ("incidents", "least, ms", "median, ms", "most, ms")
    print_table(f"{SAVES} saves while `statusgen serve` runs", headings, [row])
    return [Finding(LIMIT, middle)]
