"""What tests of built sites share: build one, serve it, open it in a browser, check it with axe.

The server sends what a site's own `_headers` file asks for, so that the Content-Security-Policy
under test is the one that visitors get. Whatever is missing on this machine makes a test skip;
with CI set it makes it fail, so that a skip cannot pass for a success there.
"""

from __future__ import annotations

import json
import mimetypes
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import unquote, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHECKOUT = Path(__file__).resolve().parent.parent
DEMO_INSTANT = "2026-11-21T22:00+08:00"
NODE_MODULES = Path(__file__).resolve().parent / "node_modules"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
WCAG_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def lacking(what: str) -> NoReturn:
    """Skip the test because this machine lacks something; with CI set, fail it."""
    reason = f"{what} (tests/README.md says how to get it)"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def program(*names: str) -> str:
    """The path of the first of these programs that is installed."""
    for name in names:
        if path := shutil.which(name):
            return path
    lacking(f"{' or '.join(names)} is not installed")


def node_file(path: str) -> Path:
    """A file of the packages that tests/package.json names."""
    file = NODE_MODULES / path
    if not file.is_file():
        lacking(f"tests/node_modules/{path} is not there")
    return file


def build(site: Path, out: Path, at: str = DEMO_INSTANT) -> Path:
    """Build a site as a person would; the problems it prints are the test's failure."""
    command = [sys.executable, "-m", "statusgen", "build"]
    command += ["--site", str(site), "-o", str(out), "--at", at]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, f"statusgen build: {run.returncode}\n{run.stdout}{run.stderr}"
    return out


@dataclass(frozen=True)
class HeaderRule:
    """One block of a `_headers` file: a path, where `*` is any text, and what it adds."""

    path: str
    headers: tuple[tuple[str, str], ...]

    def matches(self, path: str) -> bool:
        return fnmatchcase(path, self.path.replace("[", "[[]"))


def parse_headers(text: str) -> list[HeaderRule]:
    """The rules of a `_headers` file; a line that is neither path nor header is an error."""
    rules: list[HeaderRule] = []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line[0].isspace():
            rules.append(HeaderRule(line.strip(), ()))
            continue
        name, colon, value = line.strip().partition(":")
        if not colon or not rules:
            raise ValueError(f"not a header line of _headers: {line!r}")
        last = rules.pop()
        rules.append(HeaderRule(last.path, (*last.headers, (name.strip(), value.strip()))))
    return rules


@dataclass
class Served:
    """A folder on a loopback address, and the paths that were asked for."""

    folder: Path
    url: str
    requests: list[str] = field(default_factory=list)

    def headers_for(self, path: str) -> dict[str, str]:
        """What `_headers` adds to a path; rules that name one header twice are joined."""
        file = self.folder / "_headers"
        found: dict[str, str] = {}
        for rule in parse_headers(file.read_text("utf-8")) if file.is_file() else []:
            if rule.matches(path):
                for name, value in rule.headers:
                    found[name] = f"{found[name]}, {value}" if name in found else value
        return found

    def file_for(self, path: str) -> Path | None:
        """The file that answers a path, as plain static hosts choose it."""
        file = (self.folder / unquote(path).lstrip("/")).resolve()
        if not file.is_relative_to(self.folder.resolve()):
            return None
        if file.is_dir():
            file /= "index.html"
        return file if file.is_file() else None


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Serve a folder on a free loopback port; every answer is read from disk afresh."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            served.requests.append(path)
            file = served.file_for(path)
            body_file = file or served.folder / "404.html"
            body = body_file.read_bytes() if body_file.is_file() else b"not found"
            headers = {
                "Content-Type": media_type(body_file),
                "Content-Length": str(len(body)),
                "Cache-Control": "no-store",
            } | served.headers_for(path)
            self.send_response(200 if file else 404)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: what was asked for is in `requests`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Served(folder, f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def media_type(file: Path) -> str:
    known = {".atom": "application/atom+xml", ".rss": "application/rss+xml"}
    guess = known.get(file.suffix) or mimetypes.guess_type(file.name)[0]
    guess = guess or "application/octet-stream"
    return f"{guess}; charset=utf-8" if guess.startswith("text/") else guess


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless, with its own background requests switched off."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - may be missing
    except ImportError:
        lacking("the Python package playwright is not installed")
    arguments = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to run as root with it
    executable = program(*BROWSERS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser
        browser.close()


@cache
def axe_source() -> str:
    return node_file("axe-core/axe.min.js").read_text("utf-8")


def axe(page: Page, tags: tuple[str, ...] = WCAG_TAGS) -> list[str]:
    """What axe finds wrong on a page: one line for each element, empty where all is well."""
    page.evaluate(f"() => {{ {axe_source()} }}")
    options: dict[str, Any] = {
        "runOnly": {"type": "tag", "values": list(tags)},
        "resultTypes": ["violations"],
    }
    result = page.evaluate("options => axe.run(document, options)", options)
    assert result["passes"], "axe found nothing to check: is the page empty?"
    return [
        f"{violation['id']}: {node['html']} {json.dumps(node['failureSummary'])}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


# Every piece of text in an article that nobody can see, whatever hides it.
HIDDEN_TEXT = """() => {
  const hidden = [];
  for (const article of document.querySelectorAll("main article")) {
    const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      const text = texts.currentNode.data.trim();
      if (!text || element.closest("script, style, template, svg")) continue;
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      const drawn = [...range.getClientRects()].some(box => box.width > 1 && box.height > 1);
      const shown = element.checkVisibility({opacityProperty: true, visibilityProperty: true});
      if (!drawn || !shown) hidden.push(text);
    }
  }
  return hidden;
}"""

# Each state word on the page with its contrast against what lies behind it; 0 if it is not drawn.
STATE_CONTRASTS = """words => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const luminance = colour => {
    const [r, g, b] = channels(colour).slice(0, 3).map(value => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const canvas = document.body.appendChild(document.createElement("i"));
  canvas.style.backgroundColor = "Canvas";
  const paper = getComputedStyle(canvas).backgroundColor;
  canvas.remove();
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((channels(colour)[3] ?? 1) > 0) return colour;
    }
    return paper;
  };
  const found = [];
  for (const element of document.querySelectorAll("main *")) {
    const own = [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE);
    const word = own.map(node => node.data).join("").trim();
    if (!words.includes(word)) continue;
    const box = element.getBoundingClientRect();
    const seen = element.checkVisibility({visibilityProperty: true}) && box.width > 1;
    const pair = [getComputedStyle(element).color, behind(element)].map(luminance);
    const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    found.push([word, seen ? contrast : 0]);
  }
  return found;
}"""

SIDEWAYS = """() => {
  const scroller = document.scrollingElement;
  return scroller.scrollWidth - scroller.clientWidth;
}"""


def hidden_text(page: Page) -> list[str]:
    """The text in a page's articles that cannot be seen."""
    return list(page.evaluate(HIDDEN_TEXT))


def state_contrasts(page: Page, words: tuple[str, ...]) -> list[tuple[str, float]]:
    """Each of these words that stands alone in the page, and its contrast (0: not drawn)."""
    return [(word, contrast) for word, contrast in page.evaluate(STATE_CONTRASTS, list(words))]


def overflow(page: Page) -> int:
    """By how many pixels the page can be scrolled sideways."""
    return int(page.evaluate(SIDEWAYS))
