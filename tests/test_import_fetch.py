"""A source on the network is read within bounds, politely, and nowhere but at its own address."""

import gzip
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from misbehaving import Behaviour, answer, one_after_another, serve_behaviours
from statusgen import __version__
from statusgen.imports.history import SourceError
from statusgen.imports.sources.fetch import Fetcher, FetchLimits, NotFound

DRIPS = 500


class Waits:
    """What a reader slept, without sleeping."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def limits(self, **bounds: Any) -> FetchLimits:
        return FetchLimits(silence=0.3, whole=2, sleep=self.slept.append)._replace(**bounds)


def read(behave: Behaviour, waits: Waits | None = None, **bounds: Any) -> bytes:
    limits = (waits or Waits()).limits(**bounds)
    with serve_behaviours(lambda _: behave) as server:
        return Fetcher(server.url, limits).read(server.url + "/a.json")


def reason(behave: Behaviour, waits: Waits | None = None, **bounds: Any) -> str:
    with pytest.raises(SourceError) as raised:
        read(behave, waits, **bounds)
    return str(raised.value)


def test_an_answer_is_read_and_the_reader_says_who_it_is() -> None:
    with serve_behaviours(lambda _: answer("ä")) as server:
        assert Fetcher(server.url, Waits().limits()).read(server.url + "/a").decode() == "ä"
    assert server.agents == {f"statusgen/{__version__}"}


def test_a_page_that_fails_once_is_asked_again() -> None:
    waits = Waits()
    assert read(one_after_another(answer(status=500), answer("well")), waits) == b"well"
    assert waits.slept == [1]


def test_the_waits_between_tries_grow_until_it_is_given_up() -> None:
    waits = Waits()
    found = reason(answer(status=500), waits)
    assert found == "it answers 500 (Internal Server Error) (4 times)"
    assert waits.slept == [1, 2, 4]


def test_a_page_that_asks_to_wait_is_obeyed() -> None:
    waits = Waits()
    busy = answer(status=429, Retry_After="7")
    assert read(one_after_another(busy, answer("well")), waits) == b"well"
    assert waits.slept == [7]


def test_a_page_that_asks_to_wait_for_hours_is_not_waited_for() -> None:
    waits = Waits()
    found = reason(answer(status=429, Retry_After="86400"), waits)
    assert found == "it answers 429 (Too Many Requests), and asks to wait 86400 seconds"
    assert waits.slept == []


def test_what_is_not_there_is_not_asked_for_again() -> None:
    with serve_behaviours(lambda _: answer(status=404)) as server, pytest.raises(NotFound):
        Fetcher(server.url, Waits().limits()).read(server.url + "/a")
    assert server.paths == ["/a"]


def silent(_request: BaseHTTPRequestHandler) -> None:
    time.sleep(1)


def dripping(write_head: bool, dripped: list[bytes]) -> Behaviour:
    """An answer that comes byte by byte, and is whole after `DRIPS` of them."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        if write_head:
            request.send_response(200)
            request.end_headers()
        else:
            request.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
        while len(dripped) < DRIPS:
            request.wfile.write(b"a")
            request.wfile.flush()
            dripped.append(b"a")
            time.sleep(0.02)

    return behave


def test_a_page_that_never_answers_is_given_up() -> None:
    assert reason(silent, tries=2) == "it sent nothing for 0.3 seconds (2 times)"


@pytest.mark.parametrize("write_head", [True, False], ids=["its body", "its head"])
def test_a_page_that_drips_for_ever_is_given_up(write_head: bool) -> None:
    dripped: list[bytes] = []
    found = reason(dripping(write_head, dripped), tries=1, whole=0.5)
    assert found == "it had not answered in full after 0.5 seconds"
    assert 0 < len(dripped) < DRIPS, "it was read to its end"


def test_an_answer_that_is_too_large_is_not_taken() -> None:
    assert reason(answer(b"a" * 2000), size=1000) == "it has more than 1,000 bytes"


def test_a_packed_answer_is_unpacked_no_farther_than_the_bound() -> None:
    packed = gzip.compress(b"\0" * 50_000_000)
    assert read(answer(gzip.compress(b"well"), Content_Encoding="gzip")) == b"well"
    found = reason(answer(packed, Content_Encoding="gzip"), size=1_000_000)
    assert found == "it has more than 1,000,000 bytes"


def test_an_answer_that_is_not_packed_as_it_says_is_named() -> None:
    found = reason(answer(b"plain", Content_Encoding="gzip"))
    assert found == "its answer is compressed wrongly and cannot be decompressed"


def test_an_answer_that_breaks_off_is_not_taken_for_whole() -> None:
    found = reason(answer(b'{"cut', length=1000), tries=2)
    assert found == "the connection broke off before the answer was whole (2 times)"


def test_a_redirect_within_the_source_is_followed() -> None:
    def behave(path: str) -> Behaviour:
        return answer("well") if path == "/b" else answer(status=302, Location="/b")

    with serve_behaviours(behave) as server:
        assert Fetcher(server.url, Waits().limits()).read(server.url + "/a") == b"well"


def test_a_redirect_to_another_host_is_refused_with_its_name() -> None:
    with serve_behaviours(lambda _: answer("secret")) as other:
        found = reason(answer(status=302, Location=other.url + "/b"))
    assert f"leads elsewhere, to {other.url}/b" in found
    assert other.paths == []


def test_an_address_of_another_origin_is_not_asked() -> None:
    with serve_behaviours(lambda _: answer("secret")) as other:
        fetcher = Fetcher("http://127.0.0.1:9", Waits().limits())
        with pytest.raises(SourceError, match="leads elsewhere"):
            fetcher.read(other.url)
    assert other.paths == []


def test_a_redirect_to_no_address_is_named() -> None:
    found = reason(answer(status=302, Location="http://[x/"))
    assert found == "it redirects to 'http://[x/', which is not an address"


def test_redirects_in_a_circle_end() -> None:
    assert "redirects again and again" in reason(answer(status=302, Location="/a"))


def test_a_host_where_nothing_answers_is_named_so() -> None:
    fetcher = Fetcher("http://127.0.0.1:9", Waits().limits(tries=1))
    with pytest.raises(SourceError, match="nothing answers at that host and port"):
        fetcher.read("http://127.0.0.1:9/a")


def test_a_page_without_encryption_says_so_to_who_asks_for_it() -> None:
    with serve_behaviours(lambda _: answer("plain")) as server:
        address = server.url.replace("http:", "https:")
        with pytest.raises(SourceError, match="does not speak https"):
            Fetcher(address, Waits().limits(tries=1)).read(address + "/a")


@pytest.mark.parametrize(
    "address", ["ftp://a.example/", "status.example", "https://", "http://[a/"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(SourceError, match="is not an address"):
        Fetcher(address)


def read_twelve(status: Callable[[int], int]) -> tuple[list[str], list[str]]:
    """What a reader says of twelve addresses, and the paths that it asked for."""
    paths = [f"/{number}" for number in range(12)]

    def behave(path: str) -> Behaviour:
        return answer("well", status=status(int(path[1:])))

    found = []
    with serve_behaviours(behave) as server:
        fetcher = Fetcher(server.url, Waits().limits(tries=1, failures=3))
        for path in paths:
            try:
                found.append(fetcher.read(server.url + path).decode())
            except SourceError as error:
                found.append(str(error))
    return found, server.paths


def test_a_page_that_fails_over_and_over_is_left_in_peace() -> None:
    found, asked = read_twelve(lambda _: 500)
    assert asked == ["/0", "/1", "/2"]
    assert found[3:] == ["it was not requested, after 3 failures in a row"] * 9


def test_a_page_that_fails_now_and_then_is_asked_to_the_end() -> None:
    found, asked = read_twelve(lambda number: 500 if number % 3 else 200)
    assert len(asked) == 12
    assert found.count("well") == 4


def test_an_answer_that_nothing_is_there_ends_a_row_of_failures() -> None:
    found, asked = read_twelve(lambda number: 500 if number % 3 else 404)
    assert len(asked) == 12
    assert found.count("it answers 404 (Not Found)") == 4


def test_there_is_a_pause_between_two_reads() -> None:
    waits = Waits()
    with serve_behaviours(lambda _: answer("well")) as server:
        fetcher = Fetcher(server.url, waits.limits(pause=0.2))
        for _ in range(3):
            fetcher.read(server.url + "/a")
    assert waits.slept == [0.2, 0.2]


def test_a_login_in_an_address_is_refused() -> None:
    with pytest.raises(SourceError, match="has a login in it") as raised:
        Fetcher("https://me:s3cr3t@status.example/feed")
    assert "s3cr3t" not in str(raised.value)


def test_a_source_that_drips_has_one_end_for_all_that_is_read() -> None:
    def behave(_: str) -> Behaviour:
        return answer("well")

    with serve_behaviours(behave) as server:
        fetcher = Fetcher(server.url, Waits().limits(all=0.2))
        assert fetcher.read(server.url + "/a") == b"well"
        time.sleep(0.2)
        with pytest.raises(SourceError, match=r"the whole source, 0\.2 seconds, was over"):
            fetcher.read(server.url + "/b")
    assert server.paths == ["/a"]


def test_an_address_that_drips_is_not_tried_again() -> None:
    dripped: list[bytes] = []
    found = reason(dripping(True, dripped), tries=4, whole=0.3)
    assert found == "it had not answered in full after 0.3 seconds"
