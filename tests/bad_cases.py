"""Cases of bad and doubtful input, as `bad/*.txt` tell them, and a way to build one for real.

A case is its name, its files and what the command must say:

    @@ case a blank title
    title:
    …
    @@ says
    content/incidents/a.md:2:1: error: "title" is blank; add a line title: ...  [missing-key]

The text under its name is `content/incidents/a.md`; a line `@@ file …` begins another file, and
`@@ update` stands for a plain update, after which it is over. A case without a
`content/site.yaml` gets `bad/site.yaml`. `(today)` stands for the day of the build, in files and in
what the command says, and `(now)` for its time. With
STATUSGEN_GOLDEN=1 in the environment what the command says is written anew.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner, Result

from statusgen.cli.main import main
from statusgen.model.findings import FindingsError
from statusgen.pipeline.load import load_site
from statusgen.pipeline.stage import try_outputs

BAD = Path(__file__).resolve().parent / "bad"
ENTRY = "content/incidents/a.md"
LEVELS = ("error", "warning", "hint")
UPDATE = "\n## 2026-03-01 16:10 — Resolved\n\nText.\n"
PUBLISHED = {"index.html": b"what was published before", ".statusgen-files": b"index.html\n"}


@dataclass(frozen=True)
class BadCase:
    """Files by their path in the site's folder, and every line that the command must say."""

    path: Path
    name: str
    files: dict[str, str]
    says: str


def read_cases() -> Iterator[BadCase]:
    """Every case of every file in `bad/`."""
    for path in sorted(BAD.glob("*.txt")):
        for told in path.read_text("utf-8").split("@@ case ")[1:]:
            name, _, rest = told.partition("\n")
            files, _, says = rest.partition("@@ says\n")
            first, *others = files.replace("@@ update\n", UPDATE).split("@@ file ")
            texts = {ENTRY: first} if first else {}
            for other in others:
                file, _, text = other.partition("\n")
                texts[file] = text
            yield BadCase(path, name, texts, says.strip("\n") + "\n")


def rewrite(case: BadCase, says: str) -> None:
    """Put what the command says into the file of a case."""
    text = case.path.read_text("utf-8")
    begin = text.index("@@ says\n", text.index(f"@@ case {case.name}\n")) + len("@@ says\n")
    end = text.find("\n@@ case ", begin)
    case.path.write_text(text[:begin] + says + (text[end:] if end >= 0 else ""), "utf-8")


def write_case(case: BadCase, root: Path) -> None:
    """Lay out a case as a site."""
    files = {"content/site.yaml": (BAD / "site.yaml").read_text("utf-8")} | case.files
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("(today)", f"{datetime.now(UTC):%Y-%m-%d}"), "utf-8")


def build(root: Path) -> Result:
    """Run `statusgen build` in this process; what it does not catch is the test's failure."""
    arguments = ["build", "--site", str(root), "-o", str(root / "public")]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def checked(root: Path) -> str:
    """What is found in a site, without a command around it and in a tenth of a build's time."""
    now = datetime.now(UTC).replace(microsecond=0)
    try:
        site = load_site(root, now, now=now)
        try_outputs(site, 1, lambda *_: None)
        findings = site.findings
    except FindingsError as error:
        findings = error.findings
    return without_today("".join(f"{finding}\n" for finding in findings))


def answered(root: Path) -> str:
    """What a build says; with an error in it, what was published before stays as it was."""
    public = root / "public"
    for name, content in PUBLISHED.items():
        public.mkdir(exist_ok=True)
        (public / name).write_bytes(content)
    before = tree(root)
    result = build(root)
    lines = result.stderr.splitlines()
    *findings, last = [line for line in lines if not line.startswith("Next:  ")]
    if any(": error: " in finding for finding in findings):
        assert result.exit_code == 1, result.output
        assert result.stdout == ""
        assert tree(root) == before
        assert last == f"{count_levels(findings)}; nothing was written."
    else:
        assert result.exit_code == 0, result.output
        assert last == f"{count_levels(findings)}; the site was written."
    return without_today("".join(f"{line}\n" for line in findings))


def refused(root: Path) -> str:
    """What a build says that must fail."""
    says = answered(root)
    assert ": error: " in says
    return says


def count_levels(lines: list[str]) -> str:
    """What the last line must count, the gravest level first."""
    counts = {level: sum(f": {level}: " in line for line in lines) for level in LEVELS}
    assert sum(counts.values()) == len(lines)
    return ", ".join(f"{n} {level}{'s' * (n > 1)}" for level, n in counts.items() if n)


def without_today(text: str) -> str:
    """A text with the day and time of now, which change meanwhile, left blank."""
    now = datetime.now(UTC)
    text = re.sub(r"it is \S+ \d\d:\d\d now", "it is (now) now", text)
    for days in (-1, 0, 1):
        text = text.replace(f"{now + timedelta(days=days):%Y-%m-%d}", "(today)")
    return text


def tree(root: Path) -> dict[str, bytes]:
    """Every file of a folder but the builder's own memory and lock."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".statusgen" not in path.relative_to(root).parts
    }
