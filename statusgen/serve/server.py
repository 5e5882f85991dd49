"""The site over HTTP on this machine, reloaded in the browser when it changes."""

import mimetypes
import re
import socket
import sys
from collections.abc import Set
from fnmatch import fnmatchcase
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from markupsafe import escape

from statusgen.model.addresses import Route, file_at
from statusgen.model.findings import Finding, FindingsError, errors_of
from statusgen.render.theme import policy_source
from statusgen.serve.live import LiveSite

EVENTS = "/_statusgen/reload"
_KEEP_ALIVE = 15.0
_SCRIPT = f"""
{{
  const shown = document.currentScript.dataset.generation;
  new EventSource("{EVENTS}").onmessage = (event) => {{
    if (event.data !== shown) location.reload();
  }};
}}
"""
_STYLE = """
#statusgen-findings { position: sticky; inset-block-end: 0; max-block-size: 60vh; overflow: auto;
  background: #351917; color: #ffe9e6; padding: 1rem 1.25rem;
  font: .875rem/1.5 ui-monospace, monospace; }
#statusgen-findings strong { color: #ff8c82; }
#statusgen-findings p { margin: .25rem 0; white-space: pre-wrap; }
details#statusgen-findings { background: #2b2a22; color: #f2eedc; padding: .25rem 1.25rem; }
"""
_QUEUE = 512
_META_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')
_NO_SITE = (
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>statusgen</title><body></body>'
)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, live: LiveSite, hosts: Set[str], *arguments: Any) -> None:
        self.live, self.hosts = live, hosts
        super().__init__(*arguments)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing: the terminal shows what changed."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def _is_allowed_host(self) -> bool:
        """Whether the `Host` header names this machine.

        Otherwise another site could point its own name here and read the drafts (DNS rebinding).
        """
        try:
            host = urlsplit(f"//{self.headers.get('Host', '')}").hostname or ""
            return host in self.hosts or bool(ip_address(host))
        except ValueError:
            return False

    def _is_own(self) -> bool:
        """Whether no other site asks, as browsers tell (Fetch Metadata): it could read drafts.

        Another site may only lead here, in a window of its own.
        """
        own = f"http://{self.headers.get('Host', '')}"
        site, target = (self.headers.get(f"Sec-Fetch-{name}", "") for name in ("Site", "Dest"))
        is_own = site in {"", "none", "same-origin"} or target == "document"
        return is_own and self.headers.get("Origin", own) == own

    def do_GET(self) -> None:
        if not self._is_allowed_host():
            self.send_error(421, "ask for localhost, or say --host NAME")
            return
        if not self._is_own():
            self.send_error(403, "other sites may read nothing here")
            return
        try:
            path = unquote(urlsplit(self.path).path)
        except ValueError:  # such as http://[
            self.send_error(400, "this is no address")
            return
        try:
            if path == EVENTS:
                self._stream_generations()
            else:
                self._respond(path)
        except ConnectionError:
            self.close_connection = True

    def _stream_generations(self) -> None:
        """Server-sent events: the current generation, and each one that follows."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        generation = self.live.wait(-1, 0)
        while True:
            self.wfile.write(f"data: {generation}\n\n".encode())
            self.wfile.flush()
            generation = self.live.wait(generation, _KEEP_ALIVE)

    def _respond(self, path: str) -> None:
        generation, site = self.live.generation, self.live.site
        base = site.content.page.base_path if site else "/"
        if path == "/" and base != "/":
            return self._redirect(base)
        findings, status, content, name = self.live.findings, 200, None, ""
        try:
            if path.startswith(base):
                address = path.removeprefix(base)
                name = file_at(address)
                content = self.live.find(name)
                if content is None and self.live.find(file_at(f"{address}/")) is not None:
                    return self._redirect(f"{path}/")
            if content is None:
                status, name = 404, Route.MISSING.file()
                content = self.live.find(name)
        except FindingsError as error:
            findings, name = (*findings, *error.findings), "error.html"
        if mimetypes.guess_type(name)[0] == "text/html":
            content = add_reload(content or _NO_SITE, findings, generation)
        self._send(status if site else 503, path, name, content or b"")
        return None

    def _redirect(self, target: str) -> None:
        self.send_response(302)
        self.send_header("Location", quote(target))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: int, path: str, name: str, content: bytes) -> None:
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        rules = self.live.find(Route.HEADERS.file()) if self.live.site else None
        headers = {"Content-Type": media_type} | headers_for(path, (rules or b"").decode())
        headers.pop("Access-Control-Allow-Origin", None)  # drafts are for nobody else
        headers |= {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
        if media_type.startswith("text/") and "charset" not in headers["Content-Type"]:
            headers["Content-Type"] += "; charset=utf-8"
        if media_type == "text/html" and self.live.site:
            policy, header = self.live.site.renderer.theme.policy(), "Content-Security-Policy"
            headers[header] = headers.get(header, policy).replace(policy, allow_reload(policy))
        self.send_response(status)
        headers["Content-Length"] = str(len(content))
        for header, value in headers.items():
            self.send_header(header, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


class SiteServer(ThreadingHTTPServer):
    """A server for a live site, listening. Raises OSError or UnicodeError where it cannot."""

    request_queue_size = _QUEUE

    def __init__(self, live: LiveSite, host: str, port: int) -> None:
        mimetypes.add_type("application/rss+xml", ".rss")
        mimetypes.add_type("application/atom+xml", ".atom")
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        name = host.encode("idna").decode()
        super().__init__((name, port), partial(_Handler, live, {"localhost", host.lower()}))

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that went away while it asked."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as declared there


def headers_for(path: str, rules: str) -> dict[str, str]:
    """The headers that a `_headers` file sets for a path; values from several rules are joined."""
    headers: dict[str, str] = {}
    matches = False
    for line in rules.splitlines():
        if line and not line[0].isspace():
            matches = fnmatchcase(path, line.strip())
        elif matches and ":" in line:
            name, _, value = line.strip().partition(":")
            value = value.strip()
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def allow_reload(policy: str) -> str:
    """A Content-Security-Policy that also allows what `add_reload` adds."""
    return policy.replace("script-src ", f"script-src {policy_source(_SCRIPT)} ").replace(
        "style-src ", f"style-src {policy_source(_STYLE)} "
    )


def add_reload(document: bytes, findings: tuple[Finding, ...], generation: int) -> bytes:
    """An HTML document of a generation, with a script that reloads it, and the findings.

    Errors cover its foot; if there are none, a line there opens to the others. The document's own
    policy, which forbids both, is removed: the response has one in its headers.
    """
    try:
        text = document.decode()
    except UnicodeDecodeError:
        return document
    added = f'<script data-generation="{generation}">{_SCRIPT}</script>'
    if findings:
        added = f"<style>{_STYLE}</style>{_format_findings(findings)}{added}"
    text = _META_POLICY.sub("", text, count=1)
    before, body, after = text.rpartition("</body>")
    return f"{before}{added}{body}{after}".encode()


def _format_findings(findings: tuple[Finding, ...]) -> str:
    lines = "".join(f"<p>{escape(str(finding))}</p>" for finding in findings)
    if errors_of(findings):
        heading = "Not published: this has to be fixed first"
        box = f'<div id="statusgen-findings" role="alert"><p><strong>{heading}</strong></p>'
        return f"{box}{lines}</div>"
    heading = f"This can be published, but could be better: {len(findings)} found"
    return f'<details id="statusgen-findings"><summary>{heading}</summary>{lines}</details>'
