"""Every example in README.md, CONTRIBUTING.md and docs/ does what is said there.

A document is one story: its blocks run in order, in one temporary site (`statusgen init`), which in
`docs/` is no longer called Example, and has a repository and a pipeline. The word after a block's
language says what the block is: a file's path (in `old/`, one of a page to be imported), `incident`
for a part of an incident's file, or `site` for keys of site.yaml. A `text` block holds what `check`
finds in the block before it, which is then taken back; after a `python` block, a program of its
own, it holds what that prints. Where a message shows the day of now, the documents show 12 March
2026, and UTC for the zone of this machine.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import yaml
from click.testing import CliRunner

from bad_cases import count_levels, without_today
from statusgen.checks.placeholders import PLACEHOLDERS
from statusgen.cli.main import main
from statusgen.cli.repository import PIPELINES
from statusgen.model.addresses import Route
from statusgen.model.findings import Findings
from statusgen.model.page import WebLink
from statusgen.read.page import parse_page
from statusgen.read.source import Source
from statusgen.render.pages import views
from web import CHECKOUT, lacking, parse_headers

DOCS = CHECKOUT / "docs"
STORIES = [CHECKOUT / "README.md", CHECKOUT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
OPERATE, THEME = DOCS / "operate.md", DOCS / "theme.md"
NOT_RUN = {
    "pip install": "fetches packages",
    "python3 -m venv": "makes an environment; this one stands for it",
    ". .venv/bin/activate": "enters that environment",
    ".venv/bin/pip install": "fetches packages",
    ".venv/bin/python -m pytest": "is this very run",
    "STATUSGEN_GOLDEN=1": "writes golden files anew",
    "eval": "is for a shell that somebody types into",
    "git push": "needs a remote repository",
    "curl": "asks a hub that is not there",
}
_TITLE, _UPDATE = "---\ntitle: An example\n", "## 2026-03-12 16:10 — Investigating\n\nIt fails.\n"
HEADS = {"markdown": (f"{_TITLE}---\n\n", ""), "yaml": (_TITLE, f"---\n\n{_UPDATE}")}
OWN = {
    "name": "Acme",
    "url": "https://status.acme.test/",
    "identity": "status.acme.test",
    "incident": "Some orders were not confirmed",
    "maintenance": "A faster database",
}
DAY = "2026-03-12"
_FENCE = re.compile(r"^( *)```([^\s`]*) *([^\n]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_WRITER = {f"GIT_{a}_{b}": "me@x.org" for a in ("AUTHOR", "COMMITTER") for b in ("NAME", "EMAIL")}
_VARYING = re.compile(
    r"(?<=promised for ).*|\d{4}-\d\d-\d\d|\d+(?= (files?|unchanged|removed))|[\d.]+(?= s$)", re.M
)
LANGUAGES = {"sh", "console", "markdown", "yaml", "text", "toml", "css", "jinja", "po"}
LANGUAGES |= {"nginx", "caddy", "html", "python"}


@dataclass(frozen=True)
class Block:
    """A fenced example; `where` is what follows its language."""

    language: str
    where: str
    text: str
    place: str


def blocks_of(document: Path) -> list[Block]:
    text, found = document.read_text("utf-8"), []
    for match in _FENCE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        body = re.sub(rf"^{match[1]}", "", match[4], flags=re.MULTILINE)
        found.append(Block(match[2], match[3].strip(), body, f"{document.name}:{line}"))
    assert text.count("```") == 2 * len(found), f"{document.name}: an odd fence"
    return found


class Story:
    """A site in a temporary folder, through which a document's blocks go one by one."""

    def __init__(self, folder: Path, begun: bool) -> None:
        self.folder = folder
        ours = {"PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1", "GIT_CONFIG_GLOBAL": os.devnull}
        self.environment = os.environ | ours | _WRITER
        if begun:
            self.run(["git", "init", "--quiet"])
            self.statusgen("init", "--ci", "gitlab")
            self.replace_placeholders()
            static = "content/static"
            shutil.copytree(CHECKOUT / static, folder / static, dirs_exist_ok=True)

    def replace_placeholders(self) -> None:
        """What everybody does who has a site."""
        for file in (self.folder / "content").rglob("*.*"):
            text = file.read_text("utf-8")
            for key, own in OWN.items():
                text = text.replace(f": {PLACEHOLDERS[key]}\n", f": {own}\n")
            file.write_text(text, "utf-8")

    def run(self, arguments: list[str]) -> tuple[int, str]:
        how: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
        how |= {"cwd": self.folder, "env": self.environment, "stdout": subprocess.PIPE}
        done = subprocess.run(arguments, text=True, timeout=60, check=False, **how)
        return done.returncode, done.stdout

    def statusgen(self, *arguments: str) -> tuple[int, str]:
        if arguments[0] == "update":
            time.sleep(1.1)  # two updates of one second would be a mistake
        return self.run([sys.executable, "-m", "statusgen", *arguments])

    def command(self, command: str) -> tuple[int, str] | None:
        """Run one command as documented; None for one that is not run, by NOT_RUN."""
        if command.startswith(tuple(NOT_RUN)):
            return None
        name, *arguments = shlex.split(command)
        if name == "cd":
            self.folder /= arguments[0]
            return (0, "") if self.folder.is_dir() else (1, "no such folder")
        if Path(name).name == "statusgen" and arguments[0] == "serve":
            return self.serve(CHECKOUT if name.startswith(".venv/") else self.folder)
        if name == "statusgen":
            return self.statusgen(*arguments)
        assert name in {"git", "mkdir", "cp", "rm"}, (
            f"{command!r}: a test must know how to run this"
        )
        return self.run([name, *arguments]) if shutil.which(name) else None

    def serve(self, site: Path) -> tuple[int, str]:
        """Start the server, ask for its front page, and stop it."""
        command = [sys.executable, "-m", "statusgen", "serve", "--port", "0"]
        how: dict[str, Any] = {"cwd": site, "env": self.environment, "stdout": subprocess.PIPE}
        process = subprocess.Popen(command, text=True, **how)
        try:
            assert process.stdout is not None
            told = next(line for line in process.stdout if line.startswith("http://"))
            with urlopen(told.split()[0], timeout=30) as answer:
                assert b"<h1" in answer.read()
            return 0, told
        finally:
            process.terminate()
            process.communicate(timeout=30)

    def file(self, path: str, text: str, expected: str | None) -> None:
        """Write a file of the site, and see what `check` says, or a build if all is well."""
        file = self.folder / path
        before = file.read_bytes() if file.exists() else None
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        with chdir(self.folder):  # in this process, which takes a fifth of the time
            told = CliRunner().invoke(main, ["build" if expected is None else "check"]).output
        if expected is None:
            assert " written, " in told, told
            return
        told = without_today(told).replace("(today)", DAY).replace("(now)", f"{DAY} 18:00")
        *findings, count = re.sub(r"now in [\w/+-]+", "now in UTC", told).splitlines()
        assert findings == expected.splitlines(), told
        assert count.startswith(count_levels(findings)) or f", {count_levels(findings)}" in count
        file.unlink() if before is None else file.write_bytes(before)

    def settings(self, keys: str, expected: str | None) -> None:
        """Set keys of site.yaml in the place of those that stand there."""
        text = (self.folder / "content/site.yaml").read_text("utf-8")
        for key in yaml.safe_load(keys):
            text = re.sub(rf"(?ms)^{key}:.*?(?=^\S|\Z)", "", text)
        self.file("content/site.yaml", keys + text if expected else text + keys, expected)

    def part(self, block: Block, expected: str | None) -> None:
        """A part of an incident, within the least that makes it a whole one."""
        head, tail = HEADS[block.language]
        self.file("content/incidents/example.md", head + block.text + tail, expected)
        (self.folder / "content/incidents/example.md").unlink(missing_ok=True)

    def program(self, text: str, expected: str | None) -> None:
        """A Python program, which must succeed and print just that."""
        status, output = self.run([sys.executable, "-c", text])
        assert (status, output) == (0, expected or "")

    def shell(self, script: str) -> None:
        """Commands that must all succeed."""
        for command in re.split(r"\n| && ", script.strip()):
            if (ran := self.command(command)) is not None:
                assert ran[0] == 0, f"{command}\n{ran[1]}"

    def console(self, text: str) -> None:
        """Commands after `$`, each with what it prints; `...` stands for any lines."""
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            ran = self.command(command)
            assert ran is not None, command
            pattern = re.escape(_VARYING.sub("", output)).replace(r"\.\.\.", "(?:.*\n)*.*")
            assert re.fullmatch(pattern, _VARYING.sub("", ran[1])), f"$ {command}\n{ran[1]}"


def tell(story: Story, block: Block, expected: str | None) -> None:
    """One block, by its language."""
    if block.where == "incident":
        story.part(block, expected)
    elif block.where == "site":
        story.settings(block.text, expected)
    elif block.where.startswith(("content/", "themes/", "locales/")):
        story.file(block.where, block.text, expected)
    elif block.where.startswith("old/"):
        write_source(story.folder / block.where, block.text)
    elif block.language == "python":
        story.program(block.text, expected)
    elif block.language in {"sh", "console"} and expected is None:
        story.shell(block.text) if block.language == "sh" else story.console(block.text)
    elif block.language == "yaml" and block.where.startswith("."):
        check_pipeline(block.text)
    else:
        assert block.language in {"nginx", "caddy", "html", "text"}, (
            f"nobody knows what {block.where} is"
        )


def write_source(file: Path, text: str) -> None:
    """A file of another status page, to be imported."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


@pytest.mark.parametrize("document", STORIES, ids=lambda path: path.name)
def test_every_example_does_what_the_document_says(document: Path, tmp_path: Path) -> None:
    blocks, story = blocks_of(document), Story(tmp_path, begun=document.parent == DOCS)
    assert blocks
    for number, block in enumerate(blocks):
        problems = [b.text for b in blocks[number + 1 : number + 2] if b.language == "text"]
        try:
            assert block.language in LANGUAGES, f"unknown language {block.language!r}"
            tell(story, block, problems[0] if problems else None)
        except AssertionError as error:
            raise AssertionError(f"{block.place}: {error}") from error


def test_type_checkers_accept_the_programs_in_the_documents(tmp_path: Path) -> None:
    """With the project's strict settings; and they refuse a name that is not there."""
    if find_spec("mypy") is None:
        lacking("the Python package mypy is not installed")
    programs = [b.text for path in STORIES for b in blocks_of(path) if b.language == "python"]
    assert programs
    files = [tmp_path / f"program_{number}.py" for number in range(len(programs) + 1)]
    wrong = 'import statusgen\n\nstatusgen.laod(".")\n'
    for file, text in zip(files, [*programs, wrong], strict=True):
        file.write_text(text, "utf-8")
    command = [sys.executable, "-m", "mypy", "--no-pretty", *map(str, files)]
    how: dict[str, Any] = {"cwd": CHECKOUT, "capture_output": True, "text": True, "timeout": 300}
    done = subprocess.run(command, check=False, **how)
    *errors, _ = done.stdout.splitlines()
    assert [error.partition(": ")[2] for error in errors if ": error: " in error] == [
        'error: Module has no attribute "laod"  [attr-defined]'
    ], done.stdout + done.stderr


def test_every_reason_for_not_running_a_command_is_needed() -> None:
    commands = "\n".join(block.text for path in STORIES for block in blocks_of(path))
    assert [start for start in NOT_RUN if start not in commands] == []


def strings(value: object) -> Iterator[str]:
    """Every text in what YAML holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


def check_pipeline(text: str) -> None:
    """A pipeline is YAML, and its statusgen commands exist, with these options."""
    lines = [line.strip() for found in strings(yaml.safe_load(text)) for line in found.split("\n")]
    commands = [line for line in lines if line.startswith("statusgen ")]
    assert commands
    with main.make_context("statusgen", ["check"]) as context:
        for line in commands:
            _, name, *arguments = shlex.split(line.partition(">")[0].replace('"$@"', ""))
            command = main.get_command(context, name)
            assert command, f"{line}: there is no such command"
            command.make_context(name, arguments)


@pytest.mark.parametrize("forge", PIPELINES)
def test_a_pipeline_asks_for_commands_that_exist(forge: str, tmp_path: Path) -> None:
    Story(tmp_path, begun=False).statusgen("init", "--ci", forge)
    check_pipeline((tmp_path / PIPELINES[forge]).read_text("utf-8"))


def named(document: Path) -> set[str]:
    """Every word that a document sets as code."""
    return set(re.findall(r"`([^`\s]+)`", document.read_text("utf-8")))


def test_every_setting_is_documented_and_stands_at_its_default() -> None:
    source = (CHECKOUT / "statusgen/read/page.py").read_text("utf-8")
    asked = set(
        re.findall(r'(?:form|inner)\.\w+\("(\w+)"|(?:_address\(\w+, |web\()"(\w+)"', source)
    )
    asked = {name for names in asked for name in names if name}
    assert asked - named(OPERATE) - {"group"} == set()
    shown = next(b.text for b in blocks_of(OPERATE) if b.where == "content/site.yaml")
    texts = shown, shown.partition("history_days:")[0]
    today = date(2026, 3, 12)
    page, plain = (parse_page(Source("site.yaml", text), today, Findings()) for text in texts)
    assert page is not None
    assert page == plain


def test_every_address_that_a_build_writes_is_documented() -> None:
    table = re.findall(r"(?m)^\| (`/[^|]*)\|", OPERATE.read_text("utf-8"))
    addresses = [code for cell in table for code in re.findall(r"`/([^`]+)`", cell)]
    known = [re.compile(re.sub("<[a-z]+>", "[^/]+", re.escape(each))) for each in addresses]
    written = [route.pattern for route in Route if route.pattern != "{file}"]
    assert [path for path in written if not any(k.fullmatch(path) for k in known)] == []
    assert [k.pattern for k in known if not any(map(k.fullmatch, written))] == []


def test_every_field_template_and_option_of_a_theme_is_documented() -> None:
    wanted = {field for kind in vars(views).values() for field in getattr(kind, "_fields", ())}
    wanted |= set(WebLink._fields)
    wanted |= {path.name for path in (CHECKOUT / "themes/default/templates").iterdir()}
    options = tomllib.loads((CHECKOUT / "themes/default/theme.toml").read_text("utf-8"))["options"]
    wanted |= options.keys()
    assert wanted - named(THEME) == set()


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_a_server_is_told_all_headers_in_its_own_words(
    server: str, demo_site: Path, tmp_path: Path
) -> None:
    config = next(block.text for block in blocks_of(OPERATE) if block.language == server)
    for rule in parse_headers((demo_site / "_headers").read_text("utf-8")):
        for name, value in rule.headers:
            assert name in config
            assert name.startswith("Content-") or value in config, f"{name}: {value}"
    program, file = shutil.which(server), tmp_path / server
    if program is None:
        pytest.skip(f"{server} is not installed, so nothing can parse its configuration")
    command = [program, "adapt", "--adapter", "caddyfile", "--config", str(file)]
    if server == "nginx":
        config = f"events {{}}\npid {tmp_path}/pid;\nhttp {{\n{config}}}\n"
        command = [program, "-t", "-p", str(tmp_path), "-e", "stderr", "-c", str(file)]
    file.write_text(config, "utf-8")
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 or "syntax is ok" in done.stderr, done.stderr


@pytest.mark.parametrize("document", STORIES, ids=lambda path: path.name)
def test_every_link_to_a_file_finds_it(document: Path) -> None:
    text = _FENCE.sub("", document.read_text("utf-8"))
    text = re.sub(r"`[^`]*`", "", text)
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []
