"""Names of files that are not content: hidden ones, and what editors and systems leave behind.

Quick to load.
"""

import re

_FOR_HOSTS = (".domains", ".htaccess", ".nojekyll", ".well-known")
"""Hidden names that static hosts and visitors ask for."""
_OF_SYSTEMS = frozenset(("4913", "Icon\r", "Thumbs.db", "__MACOSX", "desktop.ini"))
"""Vim makes `4913` for a moment, to see whether it may write into a folder."""
_ENDS = ("~", "___jb_tmp___", "___jb_old___", ".bak", ".orig", ".rej", ".swo", ".swp", ".tmp")
_CONFLICT = re.compile(
    r"( \([^()]*conflicted copy[^()]*\)|\.sync-conflict-\d+-\d+(-\w+)?|_conflict-\d+-\d+"
    r"|_(BACKUP|BASE|LOCAL|REMOTE)_\d+)\.md$"
)

_IN_CLOUD = re.compile(r"\.(.+)\.icloud")


def is_leftover(name: str, is_static: bool) -> bool:
    """Whether a file or folder of this name is left out; of `static/`, hosts read a few hidden."""
    hidden = name[0] == "." and not (name in _FOR_HOSTS if is_static else in_cloud(name))
    lock = name.startswith("~$") or name[0] == name[-1] == "#"
    return hidden or lock or name.endswith(_ENDS) or name in _OF_SYSTEMS


def in_cloud(name: str) -> str | None:
    """The file that macOS keeps only in iCloud, if this stands in for it."""
    match = _IN_CLOUD.fullmatch(name)
    return match[1] if match else None


def conflict_of(name: str) -> str | None:
    """The entry's file that was changed in two places, if this is a copy made because of that."""
    match = _CONFLICT.search(name) if "conflict" in name or "_" in name else None
    return f"{name[: match.start()]}.md" if match else None
