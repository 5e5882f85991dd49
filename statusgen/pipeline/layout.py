"""Where things stand in a site's folder and beside its output. Quick to load."""

from __future__ import annotations

import os
from pathlib import Path

CONTENT, STATIC, THEMES = "content", "static", "themes"
PAGE = f"{CONTENT}/site.yaml"
STATE = ".statusgen"
MEMORY = "memory.json"
STAGING = "staging"


def state_folder(out: Path) -> Path:
    """Where a build into an output folder keeps what the next one may use."""
    out = Path(os.path.realpath(out))
    return out.parent / STATE / out.name
