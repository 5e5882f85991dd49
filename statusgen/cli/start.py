"""The command `statusgen` as a process of its own."""

import contextlib
import gc
import os
import sys


def run() -> None:
    """Run the command, and exit.

    Garbage is not collected while modules are loaded, as they leave none. At the end, memory is not
    freed: after a large build, that would take longer than many a small build.
    """
    if sys.getfilesystemencoding() != "utf-8":
        # In a locale without UTF-8, no file could be written whose name is not ASCII.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    gc.disable()
    from statusgen.cli.main import main  # noqa: PLC0415 - loads modules

    try:
        main()
    except SystemExit as end:
        with contextlib.suppress(OSError):  # the reader of a pipe may be gone
            sys.stdout.flush()
            sys.stderr.flush()
        if end.code is None or isinstance(end.code, int):
            os._exit(end.code or 0)
        raise
