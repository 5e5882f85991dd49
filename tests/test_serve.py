"""The server for somebody who writes: where it listens, and what it answers."""

import socket
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from small_site import HARBOUR, NOW
from statusgen.cli.main import main
from statusgen.serve.live import LiveSite
from statusgen.serve.server import SiteServer
from web import serve as serve_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@contextmanager
def served(root: Path, host: str = "127.0.0.1") -> Iterator[HTTPConnection]:
    """A connection to the server of a small site."""
    live = LiveSite(HARBOUR.write(root), lambda: (NOW, None))
    assert live.reload(), live.findings
    with SiteServer(live, host, 0) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield HTTPConnection(host, server.server_port, timeout=10)
        server.shutdown()


def serve(root: Path, *options: str) -> Result:
    """Run `statusgen serve` where it must end at once; a traceback is the test's failure."""
    arguments = ["serve", "--site", str(HARBOUR.write(root)), *options]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_it_listens_at_an_ipv6_address(tmp_path: Path) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with served(tmp_path, "::1") as connection:
        connection.request("GET", "/sub/")
        assert b"Nobody can buy tickets" in connection.getresponse().read()


@pytest.mark.parametrize("host", ["a..b", "\u00fc..b", "\u00fc" * 70, "192.0.2.1"])
def test_a_host_that_is_none_is_told_with_a_fix(host: str, tmp_path: Path) -> None:
    result = serve(tmp_path, "--host", host)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith(f"Error: cannot listen on {host}: ")
    assert result.stderr.endswith("; try --host 127.0.0.1\n")


def test_a_port_that_is_taken_is_told_with_a_fix(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = serve(tmp_path, "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    reason = "Error: cannot listen on 127.0.0.1: Address already in use; try --port"
    assert result.stderr.splitlines()[-1] == reason


@pytest.mark.parametrize(
    ("target", "status"), [("//[", 404), ("http://[", 400), ("http://127.0.0.1/sub/", 200)]
)
def test_whatever_is_asked_for_gets_an_answer(target: str, status: int, tmp_path: Path) -> None:
    with served(tmp_path) as connection:
        connection.putrequest("GET", target, skip_host=True)
        connection.putheader("Host", "localhost")
        connection.endheaders()
        answer = connection.getresponse()
        assert answer.read()
        assert answer.status == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost"}, 200),
        ({"Host": "LOCALHOST:8000"}, 200),
        ({"Host": "[::1]:8000"}, 200),
        ({"Host": "192.0.2.7"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.1.evil.example"}, 421),
        ({"Host": "1.2.3"}, 421),
        ({"Host": "dead.beef:80"}, 421),
        ({"Host": "localhost", "Origin": "http://localhost"}, 200),
        ({"Host": "localhost", "Origin": "http://localhost:9000"}, 403),
        ({"Host": "localhost", "Origin": "null"}, 403),
        ({"Host": "localhost", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Host": "localhost", "Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "script"}, 403),
        ({"Host": "localhost", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"}, 403),
        ({"Host": "localhost", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}, 200),
    ],
)
def test_only_its_own_pages_may_read_it(
    headers: dict[str, str], status: int, tmp_path: Path
) -> None:
    with served(tmp_path) as connection:
        connection.putrequest("GET", "/sub/feed.json", skip_host=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        answer.read()
    assert answer.status == status
    assert answer.headers["Access-Control-Allow-Origin"] is None


READER = """<!doctype html><title></title><script>
fetch("{url}feed.json").then(r => r.text()).then(t => document.title += t, () => 0)
  .finally(() => document.title += " fetched");
</script><script src="{url}embed.js"></script>
<script>document.title += document.body ? document.body.innerHTML : "";</script>"""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_page_of_another_origin_reads_nothing(
    host: str, browser: "Browser", tmp_path: Path
) -> None:
    """Not even one of the same machine at another port, which browsers call the same site."""
    with served(tmp_path) as connection:
        url = f"http://{host}:{connection.port}/sub/"
        (tmp_path / "evil").mkdir()
        (tmp_path / "evil/index.html").write_text(READER.replace("{url}", url))
        with serve_folder(tmp_path / "evil") as evil, browser.new_context() as context:
            page = context.new_page()
            page.goto(f"{evil.url}/index.html")
            page.wait_for_function("document.title.includes('fetched')")
            assert page.title().strip() == "fetched"


def test_many_clients_at_once_are_all_answered(tmp_path: Path) -> None:
    with served(tmp_path) as connection:

        def ask(_: int) -> int:
            own = HTTPConnection("127.0.0.1", connection.port, timeout=30)
            own.request("GET", "/sub/badge.svg")
            return own.getresponse().status

        with ThreadPoolExecutor(500) as pool:
            assert set(pool.map(ask, range(500))) == {200}


def test_a_client_that_goes_away_is_not_told_of(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with served(tmp_path) as connection:
        for _ in range(20):
            client = socket.create_connection(("127.0.0.1", connection.port))
            client.sendall(b"GET /sub/ HTTP/1.1\r\nHost:")
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()  # with a reset
        connection.request("GET", "/sub/")
        assert connection.getresponse().status == 200
    assert capfd.readouterr() == ("", "")
