"""Answers from the network: from one address only, within bounds of time and size, politely.

Proxies of the environment are not used, as is urllib3's own way.
"""

import time
from collections.abc import Callable, Mapping
from http.client import responses
from queue import Empty, SimpleQueue
from threading import Thread
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3 import exceptions

from statusgen import __version__
from statusgen.imports.history import SourceError
from statusgen.imports.sources.addresses import LOGIN, has_login

_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 2**16
_HEADERS = {
    "User-Agent": f"statusgen/{__version__}",
    "Accept-Encoding": "gzip",
    "Accept": "application/json, application/atom+xml, application/rss+xml, */*;q=0.5",
}


class FetchLimits(NamedTuple):
    """What a source may cost: seconds, bytes and numbers of tries.

    `silence` is how long it may say nothing, `whole` how long one address may take, over all
    tries, `all` how long everything may take that is read, `wait` how long it may ask for a pause
    by `Retry-After`, `pause` what lies between two reads.
    """

    silence: float = 20
    whole: float = 90
    all: float = 2 * 60 * 60
    tries: int = 4
    backoff: float = 1
    wait: float = 60
    pause: float = 0.2
    size: int = 64 * 2**20
    redirects: int = 5
    failures: int = 10
    sleep: Callable[[float], None] = time.sleep


class _Response(NamedTuple):
    status: int
    body: bytes
    headers: Mapping[str, str]


class TemporaryFailure(SourceError):
    """A failure that another try may overcome. `wait` is what the source asked for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class NotFound(SourceError):
    """The source answers that it has nothing there."""


class Fetcher:
    """Reads what is under the origin of `address` (scheme, host, port), and nothing else.

    After `limits.failures` addresses in a row that gave no answer it asks no more.
    """

    def __init__(self, address: str, limits: FetchLimits | None = None) -> None:
        origin = _origin(address)
        if origin is None and has_login(address):
            raise SourceError(LOGIN)
        if origin is None:
            raise SourceError("it is not an address that begins with https:// or http://")
        encrypted = ("https", origin[1], 443) if origin[::2] == ("http", 80) else origin
        self._origins = (origin, encrypted)
        self._limits = limits or FetchLimits()
        silence = self._limits.silence
        timeout = urllib3.Timeout(connect=silence, read=silence)
        self._pool = urllib3.PoolManager(headers=_HEADERS, timeout=timeout, retries=False)
        self._reads = 0
        self._failures = 0
        self._end = time.monotonic() + self._limits.all

    def read(self, address: str) -> bytes:
        """What is at an address. Raises SourceError, NotFound where it answers 404 or 410."""
        if self._failures >= self._limits.failures:
            raise SourceError(f"it was not requested, after {self._failures} failures in a row")
        self._check_time()
        if self._reads:
            self._limits.sleep(self._limits.pause)
        self._reads += 1
        failures, self._failures = self._failures, 0
        try:
            return self._try_several_times(address)
        except TemporaryFailure:
            self._failures = failures + 1
            raise

    def _check_time(self) -> None:
        if time.monotonic() >= self._end:
            reason = f"the time for the whole source, {self._limits.all:g} seconds, was over"
            raise TemporaryFailure(reason)

    def _try_several_times(self, address: str) -> bytes:
        limits, left = self._limits, self._limits.whole
        for number in range(1, limits.tries + 1):
            begun = time.monotonic()
            try:
                return self._follow(address, begun + left)
            except TemporaryFailure as failure:
                wait = failure.wait
                if wait is not None and wait > limits.wait:
                    reason = f"{failure}, and asks to wait {wait:.0f} seconds"
                    raise TemporaryFailure(reason) from None
                left -= time.monotonic() - begun
                if number == limits.tries or left <= 0 or time.monotonic() >= self._end:
                    times = f" ({number} times)" if number > 1 else ""
                    raise TemporaryFailure(f"{failure}{times}") from None
                limits.sleep(limits.backoff * 2 ** (number - 1) if wait is None else wait)
        raise AssertionError("the last try returns or raises")

    def _follow(self, address: str, end: float) -> bytes:
        """An answer, through the redirects that stay with the source."""
        here = address
        for _ in range(self._limits.redirects + 1):
            if _origin(here) not in self._origins:
                scheme, host, port = self._origins[0]
                shown = f"{scheme}://{host}" + ("" if port in (80, 443) else f":{port}")
                raise SourceError(f"it leads elsewhere, to {here}; only {shown} is read")
            response = self._ask(here, end)
            if 200 <= response.status < 300:
                return response.body
            location = response.headers.get("Location", "")
            if response.status not in _REDIRECTS or not location:
                raise _refusal(response)
            try:
                here = urljoin(here, location)
            except ValueError:
                reason = f"it redirects to {location!r}, which is not an address"
                raise SourceError(reason) from None
        raise SourceError(f"it redirects again and again, at last to {here}")

    def _ask(self, address: str, end: float) -> _Response:
        """One request, bounded as a whole.

        It runs in a thread, since neither looking up a name nor a head that drips has a time-out.
        """
        results: SimpleQueue[_Response | SourceError] = SimpleQueue()
        Thread(target=lambda: results.put(self._request(address)), daemon=True).start()
        try:
            result = results.get(timeout=max(0.0, min(end, self._end) - time.monotonic()))
        except Empty:
            self._check_time()
            reason = f"it had not answered in full after {self._limits.whole:g} seconds"
            raise TemporaryFailure(reason) from None
        if isinstance(result, SourceError):
            raise result
        return result

    def _request(self, address: str) -> _Response | SourceError:
        try:
            response = self._pool.request("GET", address, redirect=False, preload_content=False)
            body = bytearray()
            try:
                for chunk in response.stream(_CHUNK, decode_content=True):
                    body += chunk
                    if len(body) > self._limits.size:  # so much of it is ever held
                        return SourceError(f"it has more than {self._limits.size:,} bytes")
            finally:
                response.close()
        except exceptions.HTTPError as error:
            return _explain_failure(error, self._limits)
        except (ValueError, OSError) as error:
            return SourceError(f"{error}")
        return _Response(response.status, bytes(body), response.headers)


def _origin(address: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, port


def _refusal(response: _Response) -> SourceError:
    status = response.status
    reason = f"it answers {status}" + (f" ({responses[status]})" if status in responses else "")
    if status in _TEMPORARY:
        wait = response.headers.get("Retry-After", "").strip()
        return TemporaryFailure(reason, float(wait[:9]) if wait.isdecimal() else None)
    return NotFound(reason) if status in (404, 410) else SourceError(reason)


_NETWORK_FAILURES: tuple[tuple[type[exceptions.HTTPError], str], ...] = (
    (exceptions.NameResolutionError, "there is no host of that name"),
    (exceptions.NewConnectionError, "nothing answers at that host and port"),
    (exceptions.TimeoutError, "it sent nothing for {silence:g} seconds"),
    (exceptions.ProtocolError, "the connection broke off before the answer was whole"),
)


def _explain_failure(error: exceptions.HTTPError, limits: FetchLimits) -> SourceError:
    """A failure of the network in words that a person can act on."""
    for kind, words in _NETWORK_FAILURES:
        if isinstance(error, kind):
            return TemporaryFailure(words.format(silence=limits.silence))
    if isinstance(error, exceptions.DecodeError):
        return SourceError("its answer is compressed wrongly and cannot be decompressed")
    if not isinstance(error, exceptions.SSLError):
        return SourceError(f"it cannot be read: {error}")
    if "WRONG_VERSION" in str(error) or "RECORD_LAYER" in str(error):
        return SourceError("it does not speak https; try http://")
    return SourceError(f"its certificate cannot be trusted: {error}")
