"""Runs the pipelines that `statusgen init --ci` writes, as far as one machine can.

The forge is a bare repository on this disk. A pipeline is parsed, and the shell steps of its job
run in order, by bash, with the variables that the forge sets. Three programs are stood in for: the
environment that a job makes is this one, `pip` only looks whether there is something to install,
and `statusgen` looks at the site as it was at a given time. Whatever a step pushes arrives in the
repository; GitLab's page is the folder that a successful job leaves.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from statusgen.cli.repository import PIPELINES
from web import CHECKOUT

SECRET = "a-secret-token"
NOTHING_TO_PUBLISH = 75
_PAUSE = """\
pause() {
  if [ "$PAUSE_AT" = "$1" ]; then
    touch "$PAUSE_FOLDER/reached"
    while [ ! -e "$PAUSE_FOLDER/go" ]; do sleep 0.02; done
  fi
}
"""
_STAND_INS = {
    "statusgen": '"$PYTHON" -m statusgen "$@" --at "$AT" || exit\npause "$1"\n',
    "pip": 'shift\n[ -s "${@: -1}" ] && $PIP "$@"\n',
    "git": 'pause "$1"\nexec "$GIT" "$@"\n',
    "python3": '[ "$1 $2" = "-m venv" ] || exit 1\nmkdir -p "$3/bin"\ncp "$STAND_INS"/* "$3/bin"\n',
}


@dataclass
class Result:
    """How a job ended, and what its log says."""

    status: int = 0
    log: str = ""


@dataclass
class Forge:
    """A repository on a forge, with somebody's clone of it and the page that it publishes."""

    name: str
    folder: Path
    at: str = "2026-03-12 16:00"
    site: str = "."
    cached: dict[str, bytes] = field(default_factory=dict)
    count: int = 0

    def __post_init__(self) -> None:
        for folder in (self.clone, self.stand_ins, self.folder / "page"):
            folder.mkdir(parents=True)
        for name, text in _STAND_INS.items():
            (self.stand_ins / name).write_text(f"#!/bin/bash\n{_PAUSE}{text}")
            (self.stand_ins / name).chmod(0o755)
        self.git("init", "--quiet", "--bare", "--initial-branch", "main", str(self.bare))
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("remote", "add", "origin", str(self.bare))

    @property
    def bare(self) -> Path:
        return self.folder / "forge/me/status"

    @property
    def clone(self) -> Path:
        return self.folder / "clone"

    @property
    def stand_ins(self) -> Path:
        return self.folder / "stand-ins"

    @property
    def pages(self) -> str:
        """The branch that the forge serves; "" where it serves what a job leaves."""
        return {"github": "gh-pages", "forgejo": "pages"}.get(self.name, "")

    def git(self, *arguments: str) -> str:
        """What git says in somebody's clone."""
        who = {
            f"GIT_{a}_{b}": "me@x.org" for a in ("AUTHOR", "COMMITTER") for b in ("NAME", "EMAIL")
        }
        environment = os.environ | who | {"GIT_CONFIG_GLOBAL": os.devnull}
        command = ["git", "-C", str(self.clone), *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        """Write a file of the site in the clone."""
        file = self.clone / self.site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def push(self, branch: str = "main") -> str:
        """Commit everything, push it, and return the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A change")
        self.git("push", "--quiet", "origin", f"HEAD:{branch}")
        return self.git("rev-parse", "HEAD")

    def published(self, path: str = "index.html") -> str | None:
        """A file of the page, if there is one."""
        if not self.pages:
            file = self.folder / "page" / path
            return file.read_text("utf-8") if file.is_file() else None
        command = ["git", "-C", str(self.bare), "show", f"{self.pages}:{path}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout if done.returncode == 0 else None

    def publications(self) -> str:
        """What changes whenever anything is published."""
        if not self.pages:
            return str((self.folder / "page").stat().st_mtime_ns)
        return self.git("ls-remote", str(self.bare), f"refs/heads/{self.pages}")

    def run(self, event: str = "push", commit: str = "", **environment: str) -> Result:
        """Run the job that an event starts, on a machine where nothing ran before."""
        self.count += 1
        workspace = self.folder / f"workspace-{self.count}"
        path = f"{self.stand_ins}{os.pathsep}{os.environ['PATH']}"
        base = {"PATH": path, "HOME": str(self.folder), "GIT_CONFIG_GLOBAL": os.devnull}
        base |= {"PYTHON": sys.executable, "PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1"}
        base |= {"GIT": shutil.which("git") or "", "STAND_INS": str(self.stand_ins)}
        base |= {"AT": self.at, "PAUSE_AT": "", "PIP": "true", **environment}
        commit = commit or self.git("rev-parse", "HEAD")
        pipeline = yaml.safe_load(self.git("show", f"{commit}:{PIPELINES[self.name]}"))
        if self.name == "gitlab":
            return self._run_gitlab(pipeline, event, commit, workspace, base)
        workspace.mkdir()
        return self._run_actions(pipeline, event, workspace, base)

    def _run_actions(
        self, workflow: dict[Any, Any], event: str, workspace: Path, base: dict[str, str]
    ) -> Result:
        added, result = workspace.with_suffix(".path"), Result()
        branch = "refs/pull/1/head" if event == "pull_request" else "refs/heads/main"
        base |= {"GITHUB_SERVER_URL": f"file://{self.folder}/forge", "GITHUB_REF": branch}
        base |= {"GITHUB_REPOSITORY": "me/status", "GITHUB_EVENT_NAME": event}
        base |= {"GITHUB_WORKSPACE": str(workspace), "GITHUB_PATH": str(added)}
        (job,) = (job for job in workflow["jobs"].values() if _applies(job["if"], event))
        for step in job["steps"]:
            own = {
                k: v.replace("${{ github.token }}", SECRET) for k, v in step.get("env", {}).items()
            }
            assert "${{" not in f"{own}{step['run']}"
            more = added.read_text().split() if added.exists() else []
            path = os.pathsep.join([*more, base["PATH"]])
            where = workspace / step.get("working-directory", ".")
            _bash(step["run"], where, base | own | {"PATH": path}, result)
            if step.get("continue-on-error"):
                result.status = 0
            if result.status:
                break
        return result

    def _run_gitlab(
        self,
        pipeline: dict[str, Any],
        event: str,
        commit: str,
        workspace: Path,
        base: dict[str, str],
    ) -> Result:
        result, address = Result(), f"file://{self.bare}"
        job = pipeline["check" if event == "merge_request_event" else "pages"]
        base |= {"CI_PROJECT_DIR": str(workspace), "CI_DEFAULT_BRANCH": "main"}
        base |= {"CI_COMMIT_SHA": commit, "CI_PIPELINE_SOURCE": event}
        base = {"CI_REPOSITORY_URL": address} | base
        base["CI_PAGES_URL"] = f"file://{self.folder}/page"
        for command in (
            f"clone --quiet {address} {workspace}",
            f"-C {workspace} fetch --quiet origin +refs/*:refs/all/*",
            f"-C {workspace} checkout --quiet {commit}",
        ):
            self.git(*command.split())
        for name, content in self.cached.items():
            (workspace / name).write_bytes(content)
        _bash("\n".join(job["script"]), workspace, base, result)
        if result.status == 0 and "public" in job["artifacts"].get("paths", ()):
            shutil.rmtree(self.folder / "page")
            shutil.copytree(workspace / "public", self.folder / "page")
            self.cached = {n: (workspace / n).read_bytes() for n in job["cache"]["paths"]}
        if result.status == job.get("allow_failure", {}).get("exit_codes"):
            result.status = 0
        return result

    @contextmanager
    def paused(self, at: str, **arguments: str) -> Iterator[Result]:
        """A run that waits after `statusgen build`, or before `git push`, until the block ends."""
        pause, result = self.folder / f"pause-{self.count}", Result()
        pause.mkdir()

        def run() -> None:
            done = self.run(**arguments, PAUSE_AT=at, PAUSE_FOLDER=str(pause))
            result.status, result.log = done.status, done.log

        thread = threading.Thread(target=run)
        thread.start()
        while not (pause / "reached").exists():
            assert thread.is_alive(), "the run ended before it came to the pause"
            time.sleep(0.02)
        yield result
        (pause / "go").touch()
        thread.join(timeout=60)

    def left_on_disk(self) -> list[Path]:
        """The files of the machines that jobs ran on in which there is the secret."""
        files = (file for file in self.folder.glob("workspace-*/**/*") if file.is_file())
        return [file for file in files if SECRET.encode() in file.read_bytes()]


def _applies(condition: str, event: str) -> bool:
    match = re.fullmatch(r"github\.event_name (==|!=) '(\w+)'", condition)
    assert match
    return (event == match[2]) is (match[1] == "==")


def _bash(script: str, folder: Path, environment: dict[str, str], result: Result) -> None:
    """Run a script as forges do: it ends where a command fails."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    result.status, result.log = done.returncode, result.log + done.stdout + done.stderr
