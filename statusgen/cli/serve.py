"""statusgen serve"""

import errno
import threading
import time
from pathlib import Path

import click

from statusgen.cli.arguments import parse_at
from statusgen.cli.options import at_option, site_option
from statusgen.cli.terminal import count_entries, findings_reported, print_findings
from statusgen.pipeline.site_files import package_folder
from statusgen.serve.live import LiveSite
from statusgen.serve.server import SiteServer
from statusgen.serve.watch import watch_folders

_PORTS = range(8000, 8020)
_LOOPBACK = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "[::1]"}
"""Where a browser on this machine finds what listens on every address."""


@click.command("serve")
@site_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port.  [default: 8000 or the next]")
@at_option
def command(root: Path, host: str, port: int | None, at: str | None) -> None:
    """Show the site in a browser while you write.

    Everything stays in memory. A saved change reloads the browser. Errors are shown there and here
    with their places, over the last good page; warnings at its foot. Drafts are shown, marked as
    drafts.
    """
    with findings_reported():
        chosen = parse_at(at, root) if at else None
    live = LiveSite(root, lambda: chosen or parse_at(None, root))
    own = [root / name for name in ("content", "themes", "locales")]
    with watch_folders(root, [*own, package_folder("themes")]) as changes:
        _reload(live)
        server = _listen(live, host, port)
        path = live.site.content.page.base_path if live.site else "/"
        name = _LOOPBACK.get(host) or (f"[{host}]" if ":" in host else host)
        click.secho(f"http://{name}:{server.server_port}{path}", bold=True, nl=False)
        click.echo("  (Ctrl-C stops)")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            for _ in changes:
                _reload(live)
        except KeyboardInterrupt:
            click.echo()
        finally:
            server.shutdown()


def _listen(live: LiveSite, host: str, port: int | None) -> SiteServer:
    """A server on the given port, or else on the first free one of a few."""
    reason, fix = "", ""
    for number in _PORTS if port is None else [port]:
        try:
            return SiteServer(live, host, number)
        except UnicodeError:
            reason, fix = "no host can have this name", "try --host 127.0.0.1"
        except OSError as error:
            reason = error.strerror or str(error)
            of_port = error.errno in {errno.EADDRINUSE, errno.EACCES}
            fix = "try --port" if of_port else "try --host 127.0.0.1"
    raise click.ClickException(f"cannot listen on {host}: {reason}; {fix}")


def _reload(live: LiveSite) -> None:
    began = time.monotonic()
    good = live.reload()
    print_findings(live.findings)
    if good and live.site:
        click.echo(f"{count_entries(live.site, live.findings)} ({time.monotonic() - began:.2f} s)")
    else:
        shown = "The last good page stays" if live.site else "There is nothing to show"
        click.echo(f"{shown} until this is fixed.", err=True)
