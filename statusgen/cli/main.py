"""The command `statusgen`: one subcommand per module, imported when it is asked for."""

import gc
import sys
from importlib import import_module
from typing import Any

import click

from statusgen import __version__
from statusgen.read.suggest import suggest_word

_COMMANDS = {
    "init": "make a new site",
    "new": "write a new incident or maintenance",
    "update": "add an update to an entry",
    "check": "look for mistakes",
    "build": "write the site to public/",
    "serve": "show the site while you write",
    "list": "list open and recent entries",
    "import": "bring in the history of another status page",
    "merge": "merge two versions of an entry; git runs this",
}
_QUOTES = 'put a text with blanks in quotes, and the text of an update after -m: -m "It works."'
_EXTRA = {
    "init": "put the name of a folder with blanks in quotes",
    "list": "the folder of another site goes after --site",
    "check": "it checks the whole site; the folder of another goes after --site",
    "build": "the folder to write to goes after -o, the folder of another site after --site",
    "serve": "a port goes after --port, the folder of another site after --site",
}
"""What to do about an argument too many."""
_MODULES = {"import": "import_history"}
"""The commands whose names cannot be those of modules."""


class _Commands(click.Group):
    """A group that knows the names and one-line help of its commands without importing them."""

    def invoke(self, ctx: click.Context) -> Any:
        """Report a full disk or a folder without permissions as a message, not a traceback."""
        for stream in (sys.stdout, sys.stderr):
            if reconfigure := getattr(stream, "reconfigure", None):
                reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except click.UsageError as error:
            if error.message.startswith("Got unexpected extra argument"):
                name = error.ctx.command.name if error.ctx else None
                fix = _EXTRA.get(name or "", _QUOTES)
                raise click.UsageError(f"{error.message}; {fix}", error.ctx) from None
            raise
        except OSError as error:
            file = f": {error.filename}" if error.filename else ""
            raise click.ClickException(f"{error.strerror or error}{file}") from None

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = import_module(f"statusgen.cli.{_MODULES.get(name, name)}")
        command: click.Command = module.command
        gc.enable()
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            ctx.fail(f'there is no command "{args[0]}"; {suggest_word(args[0], _COMMANDS)}')
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="statusgen COMMAND --help says more about each.",
)
@click.version_option(__version__, prog_name="statusgen", message="%(prog)s %(version)s")
def main() -> None:
    """A public status page from Markdown files."""
