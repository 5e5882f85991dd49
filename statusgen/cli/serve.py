"""statusgen serve"""

from __future__ import annotations

import threading
import time
from http.server import ThreadingHTTPServer
from pathlib import Path

import click

from statusgen.cli.findings import count_findings, findings_reported, print_findings
from statusgen.cli.options import at_option, find_site, site_option
from statusgen.cli.report import now, parse_at
from statusgen.pipeline.site_files import shipped
from statusgen.serve.live import Live
from statusgen.serve.server import open_server
from statusgen.serve.watch import watching

_PORTS = range(8000, 8020)


@click.command("serve")
@site_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port.  [default: 8000 or the next]")
@at_option
def command(site: Path | None, host: str, port: int | None, at: str | None) -> None:
    """Show the site in a browser while you write.

    Everything stays in memory. A saved change reloads the browser; an error shows there and here,
    with its place, over the last good page, a warning at its foot. Drafts are shown, marked as
    drafts.
    """
    root = find_site(site)
    with findings_reported():
        instant = parse_at(at, root)[0] if at else None
    live = Live(root, lambda: instant or now(), instant is not None, host)
    with watching(root, ("content", "themes", "locales"), shipped("themes")) as changes:
        _reload(live)
        server = _listen(live, host, port)
        path = live.site.content.page.base_path if live.site else "/"
        shown = "127.0.0.1" if host in {"", "0.0.0.0"} else f"[{host}]" if ":" in host else host
        click.secho(f"http://{shown}:{server.server_port}{path}", bold=True, nl=False)
        click.echo("  (Ctrl-C stops)")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            for _ in changes:
                _reload(live)
        except KeyboardInterrupt:
            click.echo()
        finally:
            server.shutdown()


def _listen(live: Live, host: str, port: int | None) -> ThreadingHTTPServer:
    """A server on the port asked for, or else on the first free one of a few."""
    problem: OSError | None = None
    for number in [port] if port is not None else _PORTS:
        try:
            return open_server(live, host, number)
        except OSError as error:
            problem = error
    reason = problem.strerror if problem else "no port"
    raise click.ClickException(f"cannot listen on {host}: {reason}; try --port")


def _reload(live: Live) -> None:
    began = time.monotonic()
    good = live.reload()
    print_findings(live.findings)
    if good:
        assert live.site is not None
        count = len(live.site.content.records)
        took = time.monotonic() - began
        entries = "entry" if count == 1 else "entries"
        found = count_findings(live.findings) or "no problems"
        click.echo(f"{count} {entries}, {found} ({took:.2f} s)")
    else:
        stays = "The last good page stays" if live.site else "There is nothing to show"
        click.echo(f"{stays} until this is fixed.", err=True)
