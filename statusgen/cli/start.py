"""The command `statusgen` as a process of its own."""

from __future__ import annotations

import contextlib
import gc
import os
import sys


def run() -> None:
    """Load, do what is asked for, and end.

    While modules are loaded, nobody looks for cycles: there are none. At the end nothing is
    taken apart: what a large build leaves in memory would take longer than many a build takes.
    """
    gc.disable()
    from statusgen.cli.main import main  # noqa: PLC0415

    try:
        main()
    except SystemExit as end:
        with contextlib.suppress(OSError):  # nobody reads any more
            sys.stdout.flush()
            sys.stderr.flush()
        if end.code is None or isinstance(end.code, int):
            os._exit(end.code or 0)
        raise
