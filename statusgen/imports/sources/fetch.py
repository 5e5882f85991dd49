"""Answers from the network: from one address only, within bounds of time and size, politely.

Proxies of the environment are not used, as is urllib3's own way.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import responses
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3
from urllib3 import exceptions

from statusgen import __version__
from statusgen.imports.errors import SourceError

_WORTH_ANOTHER_TRY = frozenset({408, 425, 429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_CHUNK = 2**16


@dataclass(frozen=True, slots=True)
class Patience:
    """What a source may cost: seconds, bytes and numbers of tries.

    `silence` is how long it may say nothing, `whole` how long one try may take, `wait` how long
    it may ask for a pause by `Retry-After`, `pause` what lies between two reads.
    """

    silence: float = 20
    whole: float = 90
    tries: int = 4
    backoff: float = 1
    wait: float = 60
    pause: float = 0.2
    size: int = 64 * 2**20
    redirects: int = 5
    failures: int = 10
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes
    location: str = ""
    retry_after: str = ""


class NoAnswer(SourceError):
    """A failure that another try may mend. `wait` is what the source asked for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class NotThere(SourceError):
    """The source answers, and says that it has no such thing."""


class Fetcher:
    """Reads what stands under the origin of `address` (scheme, host, port), and nothing else.

    After `patience.failures` addresses in a row that gave no answer it asks no more.
    """

    def __init__(self, address: str, patience: Patience | None = None) -> None:
        self._origin = _origin(address)
        if self._origin is None:
            raise SourceError("it is no address that begins with https:// or http://")
        self._patience = patience or Patience()
        self._pool = urllib3.PoolManager(
            headers={
                "User-Agent": f"statusgen/{__version__}",
                "Accept-Encoding": "gzip",
                "Accept": "application/json, application/atom+xml, application/rss+xml, */*;q=0.5",
            },
            timeout=urllib3.Timeout(connect=self._patience.silence, read=self._patience.silence),
            retries=False,
        )
        self._reads = 0
        self._failures = 0

    def read(self, address: str) -> bytes:
        """What stands at an address. Raises SourceError, NotThere where it answers 404 or 410."""
        patience = self._patience
        if self._failures >= patience.failures:
            raise SourceError(f"it was not asked, after {self._failures} failures in a row")
        if self._reads:
            patience.sleep(patience.pause)
        self._reads += 1
        try:
            body = self._read(address)
        except NoAnswer:
            self._failures += 1
            raise
        self._failures = 0
        return body

    def _read(self, address: str) -> bytes:
        """An answer, asked for again where that may help."""
        patience = self._patience
        for number in range(1, patience.tries + 1):
            try:
                return self._follow(address)
            except NoAnswer as failure:
                wait = failure.wait
                if wait is not None and wait > patience.wait:
                    raise NoAnswer(f"{failure}, and asks to wait {wait:.0f} seconds") from None
                if number == patience.tries:
                    times = f" ({number} times)" if number > 1 else ""
                    raise NoAnswer(f"{failure}{times}") from None
                patience.sleep(patience.backoff * 2 ** (number - 1) if wait is None else wait)
        raise AssertionError("the last try returns or raises")

    def _follow(self, address: str) -> bytes:
        """An answer, through the redirects that stay with the source."""
        here = address
        for _ in range(self._patience.redirects + 1):
            if not self._is_ours(here):
                raise SourceError(f"it leads elsewhere, to {here}; only {self._shown} is read")
            answer = self._ask(here)
            if answer.status not in _MOVED or not answer.location:
                return _body(answer)
            here = _led_on(here, answer.location)
        raise SourceError(f"it leads on and on, at last to {here}")

    def _ask(self, address: str) -> _Answer:
        """One request, bounded as a whole.

        It runs beside, since neither looking up a name nor a head that drips has a time-out.
        """
        answers: SimpleQueue[_Answer | SourceError] = SimpleQueue()
        Thread(target=lambda: answers.put(self._try(address)), daemon=True).start()
        try:
            answer = answers.get(timeout=self._patience.whole)
        except Empty:
            reason = f"it had not answered in full after {self._patience.whole:g} seconds"
            raise NoAnswer(reason) from None
        if isinstance(answer, SourceError):
            raise answer
        return answer

    def _try(self, address: str) -> _Answer | SourceError:
        try:
            response = self._pool.request("GET", address, redirect=False, preload_content=False)
            try:
                body = self._take(response)
            finally:
                response.close()
        except exceptions.HTTPError as error:
            return _explain(error, self._patience)
        except (SourceError, ValueError, OSError) as error:
            return error if isinstance(error, SourceError) else SourceError(f"{error}")
        location = response.headers.get("Location", "")
        return _Answer(response.status, body, location, response.headers.get("Retry-After", ""))

    def _take(self, response: urllib3.BaseHTTPResponse) -> bytes:
        """The body, unpacked; no more than `size` bytes of it are ever held."""
        body = bytearray()
        for chunk in response.stream(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > self._patience.size:
                raise SourceError(f"it has more than {self._patience.size:,} bytes")
        return bytes(body)

    def _is_ours(self, address: str) -> bool:
        """Whether an address is of the origin, or of its encrypted twin."""
        assert self._origin is not None
        scheme, host, port = self._origin
        found = _origin(address)
        return found == self._origin or (
            (scheme, port) == ("http", 80) and found == ("https", host, 443)
        )

    @property
    def _shown(self) -> str:
        assert self._origin is not None
        scheme, host, port = self._origin
        return f"{scheme}://{host}" + ("" if port in (80, 443) else f":{port}")


def is_address(source: str) -> bool:
    """Whether a source is to be read from the network, not from disk."""
    return source.lower().startswith(("http://", "https://"))


def split_address(address: str) -> SplitResult:
    """An address in its parts; those of an empty one where it can be no address."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _origin(address: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port


def _led_on(here: str, location: str) -> str:
    try:
        return urljoin(here, location)
    except ValueError:
        raise SourceError(f"it leads to {location!r}, which is no address") from None


def _body(answer: _Answer) -> bytes:
    status = answer.status
    if 200 <= status < 300:
        return answer.body
    words = f"{status} ({responses[status]})" if status in responses else f"{status}"
    if status in _WORTH_ANOTHER_TRY:
        wait = answer.retry_after.strip()
        raise NoAnswer(f"it answers {words}", float(wait[:9]) if wait.isdecimal() else None)
    if status in (404, 410):
        raise NotThere(f"it answers {words}")
    raise SourceError(f"it answers {words}")


_PASSING: tuple[tuple[type[exceptions.HTTPError], str], ...] = (
    (exceptions.NameResolutionError, "there is no host of that name"),
    (exceptions.NewConnectionError, "nothing answers at that host and port"),
    (exceptions.TimeoutError, "it said nothing for {silence:g} seconds"),
    (exceptions.ProtocolError, "the connection broke off before the answer was whole"),
)


def _explain(error: exceptions.HTTPError, patience: Patience) -> SourceError:
    """A failure of the network in words that a person can act on."""
    for kind, words in _PASSING:
        if isinstance(error, kind):
            return NoAnswer(words.format(silence=patience.silence))
    if isinstance(error, exceptions.DecodeError):
        return SourceError("its answer is packed wrongly and cannot be unpacked")
    if not isinstance(error, exceptions.SSLError):
        return SourceError(f"it cannot be read: {error}")
    if "WRONG_VERSION" in str(error) or "RECORD_LAYER" in str(error):
        return SourceError("it does not speak https there; try http://")
    return SourceError(f"its certificate is not to be trusted: {error}")
