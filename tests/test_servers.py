"""nginx and Caddy, set up as docs/operate.md says, send a site as `_headers` means it."""

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest

from test_docs import OPERATE, blocks_of
from web import Served

COMPRESSED = [
    "index.html",
    "maintenance.ics",
    "metrics",
    "feed.json",
    "feed/2026-11.json",
    "feed.rss",
    "feed.atom",
    "history.rss",
    "api/v2/summary.json",
    "badge.svg",
    "sitemap.xml",
    "embed.js",
]
OTHER_NAMES = {
    "text/javascript; charset=utf-8": "application/javascript; charset=utf-8",
    "application/xml; charset=utf-8": "text/xml; charset=utf-8",
}
CHECKED = ("Cache-Control", "Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy")


@dataclass(frozen=True)
class Server:
    """A server that runs, the address of the page, and the page's folder."""

    name: str
    url: str
    site: Path

    def get(self, path: str, encoding: str = "gzip") -> tuple[int, Message]:
        """The status and the headers of a file, asked for by a client that takes an encoding."""
        address = self.url + re.sub(r"(^|/)index\.html$", r"\1", path)
        request = urllib.request.Request(address, headers={"Accept-Encoding": encoding})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.headers


def example(language: str) -> str:
    """The settings of a whole server."""
    return next(block.text for block in blocks_of(OPERATE) if block.language == language)


def nginx_config(port: int, folder: Path, path: str) -> str:
    text = example("nginx").replace("listen 80", f"listen 127.0.0.1:{port}")
    if path:
        start, end = text.index("    charset "), text.rindex("}")
        top = text[: text.index("    root ")]
        root = f"root {folder}; error_page 404 {path}404.html;"
        redirect = next(b.text for b in blocks_of(OPERATE) if b.text.startswith("location ="))
        redirect = redirect.partition("\n")[0].replace("/status", path.rstrip("/"))
        text = f"{top}{redirect}\nlocation {path} {{ {root}\n{text[start:end]}}}\n}}\n"
    text = text.replace("/srv/status/public", str(folder))
    temporary = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{name}_temp_path {folder.parent}/{name};\n" for name in temporary)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    user = "user root;" if is_root else ""  # who alone may read the folders of the tests
    head = f"{user} daemon off; pid {folder.parent}/pid; error_log stderr; events {{}}\n"
    return f"{head}http {{ include /etc/nginx/mime.types; access_log off;\n{paths}{text}}}\n"


def caddy_config(port: int, folder: Path, path: str) -> str:
    text = example("caddy").replace("status.example.com", f"http://127.0.0.1:{port}")
    text = text.replace("/srv/status/public", str(folder / path.strip("/")))
    if path:
        start, end = text.index("\troot "), text.index("\thandle_errors {")
        root = re.search(r"\troot .*\n", text)
        assert root
        errors = text[end:].replace("{\n", "{\n\t" + root[0], 1)
        redirect = f"\tredir {path.rstrip('/')} {path}\n"
        text = f"{text[:start]}{redirect}\thandle_path {path}* {{\n{text[start:end]}\t}}\n{errors}"
    return "{\n\tadmin off\n}\n" + text


@contextmanager
def running(name: str, site: Path, folder: Path, path: str) -> Iterator[Server]:
    """A server with a site below a path of its host."""
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed")
    shutil.copytree(site, folder / "served" / path.strip("/"), dirs_exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = folder / "config"
    make = {"nginx": nginx_config, "caddy": caddy_config}[name]
    config.write_text(make(port, folder / "served", path), "utf-8")
    command = [program, "run", "--adapter", "caddyfile", "--config", str(config)]
    if name == "nginx":
        command = [program, "-p", str(folder), "-e", "stderr", "-c", str(config)]
    environment = os.environ | {"HOME": str(folder)}
    log = (folder / "log").open("w")
    process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        for _ in range(200):
            assert process.poll() is None, (folder / "log").read_text("utf-8")
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Server(name, f"http://127.0.0.1:{port}{path or '/'}", folder / "served")
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


@pytest.fixture(scope="module", params=["nginx", "nginx /status/", "caddy", "caddy /status/"])
def server(
    request: pytest.FixtureRequest, demo_site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    name, _, path = request.param.partition(" ")
    folder = tmp_path_factory.mktemp(name)
    with running(name, demo_site, folder, path) as started:
        yield started


@pytest.mark.parametrize("path", COMPRESSED)
def test_a_file_is_packed_for_those_who_can_unpack_it(server: Server, path: str) -> None:
    status, packed = server.get(path)
    _, plain = server.get(path, "identity")
    assert status == 200
    assert packed["Content-Encoding"] == "gzip" or int(packed["Content-Length"]) < 512
    assert plain["Content-Encoding"] is None
    for headers in (packed, plain):
        assert headers.get_all("Vary") == ["Accept-Encoding"]


@pytest.mark.parametrize("path", [*COMPRESSED, "badge.json", "embed/index.html", "robots.txt"])
def test_a_file_is_sent_with_the_headers_of_the_site(
    server: Server, path: str, demo_site: Path
) -> None:
    meant = Served(demo_site, "").headers_for("/" + re.sub(r"(^|/)index\.html$", r"\1", path))
    _, sent = server.get(path)
    for name in CHECKED:
        assert (sent[name] or None) == meant.get(name), name
    framed = "frame-ancestors 'none'" in meant["Content-Security-Policy"]
    if path.endswith(".html"):
        assert ("frame-ancestors 'none'" in (sent["Content-Security-Policy"] or "")) is framed
    if kind := meant.get("Content-Type"):
        assert sent["Content-Type"] in (kind, OTHER_NAMES.get(kind), kind.partition(";")[0])


@pytest.mark.parametrize("path", ["_headers", ".statusgen-files", "nothing/here"])
def test_what_is_no_part_of_the_page_is_not_found(server: Server, path: str) -> None:
    assert server.get(path)[0] == 404


def test_the_address_without_its_last_slash_leads_to_the_page(server: Server) -> None:
    with urllib.request.urlopen(server.url.rstrip("/"), timeout=10) as answer:
        assert answer.status == 200
        assert answer.url.rstrip("/") == server.url.rstrip("/")
