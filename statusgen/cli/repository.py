"""The git repository that a site is in: what publishes it, and how git merges its entries."""

import shlex
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

PIPELINES = {
    "github": ".github/workflows/status.yml",
    "gitlab": ".gitlab-ci.yml",
    "forgejo": ".forgejo/workflows/status.yml",
}
"""The path of each forge's pipeline, from the top of the repository."""


def find_repository(folder: Path) -> Path | None:
    """The top of the repository that a folder is in."""
    folder = folder.resolve()
    tops = (top for top in (folder, *folder.parents) if (top / ".git").exists())
    return next(tops, None)


def folder_in_repository(root: Path) -> str:
    """The path of a site's folder from the top of its repository, with a slash; "" at the top."""
    top = find_repository(root)
    path = root.resolve().relative_to(top).as_posix() if top else "."
    return "" if path == "." else f"{path}/"


def default_branch(folder: Path) -> str:
    """The branch that a site is published from, as far as its clone knows; "" if it does not."""
    for name in ("refs/remotes/origin/HEAD", "HEAD"):
        if branch := _ask_git(folder, "symbolic-ref", "--quiet", "--short", name):
            return branch.removeprefix("origin/")
    return ""


def has_pipeline(root: Path) -> bool:
    """Whether a push publishes a site."""
    top = find_repository(root)
    return top is not None and any((top / path).exists() for path in PIPELINES.values())


def next_step(root: Path, changed: Path, message: str, otherwise: str = "statusgen build") -> str:
    """What publishes a change: a commit that is pushed, or `otherwise` where no push does it."""
    if not has_pipeline(root):
        return f"Next:  {otherwise}"
    file, reason = shlex.quote(str(changed)), shlex.quote(message)
    return f"Next:  git add {file} && git commit --message {reason} && git push"


def prepare_merges(root: Path) -> None:
    """Tell git in this clone of a site what `.gitattributes` means by `merge=statusgen`.

    Where statusgen cannot merge, or is gone, git does it, and marks what is in conflict.
    """
    if find_repository(root) is None:
        return
    python = shlex.quote(Path(sys.executable).as_posix())
    # With -P, a folder "statusgen" in the repository is not taken for this package.
    driver = f"{python} -P -m statusgen merge %O %A %B 2>/dev/null"
    driver += " || git merge-file -L one -L before -L other %A %O %B"
    _ask_git(root, "config", "--local", "merge.statusgen.driver", driver)


def _ask_git(folder: Path, *arguments: str) -> str:
    """What git says in a folder; "" if it fails or is not there."""
    command = ["git", "-C", str(folder), *arguments]
    with suppress(OSError):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        return done.stdout.decode(errors="replace").strip()
    return ""
