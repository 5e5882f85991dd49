"""The server for somebody who writes: where it listens, and what it answers."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from small_site import HARBOUR, NOW
from statusgen.cli.main import main
from statusgen.serve.live import LiveSite
from statusgen.serve.server import SiteServer


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
