"""Where files are in a site's folder and beside its output. Quick to load."""

import os
from pathlib import Path

CONTENT, STATIC, THEMES = "content", "static", "themes"
PAGE = f"{CONTENT}/site.yaml"
STATE = ".statusgen"
BUILD_STATE = "state.json"
STAGING = "staging"


def choose_output(root: Path, given: Path | None) -> Path:
    """Where a site is written: the folder given, or `public/` in the site's own.

    Raises ValueError where that holds what a person writes, is a file, or is a link that nobody
    named.
    """
    out = given or root / "public"
    if given is None and out.is_symlink():
        raise ValueError(f"{out} is a link; name the folder that it leads to with -o")
    target, home = out.resolve(), root.resolve()
    sources = [home / name for name in (CONTENT, THEMES, "locales")]
    if home.is_relative_to(target) or any(target.is_relative_to(folder) for folder in sources):
        raise ValueError(f"{out} holds the site itself; choose another")
    if target.exists() and not target.is_dir():
        raise ValueError(f"{out} is a file; choose a folder")
    state = state_folder(out)
    for path in (state.parent, state, *state.glob("*")):
        if path.is_symlink():
            raise ValueError(f"{path} is a link; delete it")
    return out


def state_folder(out: Path) -> Path:
    """Where a build into an output folder keeps what the next one may use."""
    out = Path(os.path.realpath(out))
    return out.parent / STATE / out.name
