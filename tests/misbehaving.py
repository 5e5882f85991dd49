"""Real servers on loopback that answer as a test says, well or badly."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Asked:
    """A server's address, and what it was asked for, in order."""

    url: str
    paths: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    stop: threading.Event = field(default_factory=threading.Event)


def answer(
    body: bytes | str = b"", status: int = 200, length: int | None = None, **headers: str
) -> Behaviour:
    """An answer with a body; `length` is what the head claims, where that is not the truth."""
    content = body.encode() if isinstance(body, str) else body

    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Length", str(len(content) if length is None else length))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(content)

    return behave


def one_after_another(*behaviours: Behaviour) -> Behaviour:
    """The first time the first, and so on; the last one stays."""
    left = list(behaviours)

    def behave(request: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(request)

    return behave


@contextmanager
def serve_behaviours(behave: Callable[[str], Behaviour]) -> Iterator[Asked]:
    """A server; `behave` says for each path, its query included, how it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.paths.append(self.path)
            asked.agents.add(self.headers["User-Agent"])
            behave(self.path)(self)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: what was asked for is in `paths`."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing of readers that hang up: some tests are about that."""

    server = Server(("127.0.0.1", 0), Handler)
    asked = Asked(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield asked
    finally:
        asked.stop.set()
        server.shutdown()
        thread.join()
        server.server_close()
