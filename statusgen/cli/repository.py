"""The git repository that a site is in: where it begins, and what publishes the page from there."""

import shlex
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


def publishing_command(root: Path, paths: list[Path], message: str) -> str:
    """What publishes these files of a site: a push, where there is a pipeline; else a build."""
    top = find_repository(root)
    if top is None or not any((top / path).exists() for path in PIPELINES.values()):
        return "statusgen build"
    files = shlex.join(map(str, paths))
    return f"git add {files} && git commit --message {shlex.quote(message)} && git push"
