"""What bad input gets: one line with its place, its reason and its fix, and nothing written.

Most cases stand in `bad/*.txt`; those that no text file can hold are made here.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import statusgen
from bad_cases import (
    BAD,
    ENTRY,
    UPDATE,
    BadCase,
    answered,
    build,
    checked,
    read_cases,
    refused,
    rewrite,
    write_case,
)
from golden import REGENERATE
from statusgen.model.findings import FindingsError
from statusgen.pipeline.load import load_site
from statusgen.pipeline.site_files import package_folder
from tiers import tiers

CASES = {case.name: case for case in read_cases()}
HEAD = "---\ntitle: T\n---\n"
GOOD = HEAD + UPDATE
LINE = re.compile(r"[^\n]+:\d+:\d+: (?:error|warning|hint): [^\n]+  \[([a-z0-9-]+)\]")
FOREIGN = (
    "this file was not written by statusgen, and the build would replace it; "
    "move it away, or put it into content/static/ under another name  [foreign-file]"
)
CONTROL = "delete it; some editors show it as a box or not at all  [control-character]"
OUTSIDE = (
    "error: this is a link that leaves the content folder; put a copy here instead  [link-outside]"
)
EMPTY = (
    "error: the file is empty; "
    'statusgen new incident "What is broken" writes one to start from  [empty-file]'
)
NOT_UTF_8 = "error: the file is not UTF-8 text; save it as UTF-8 in your editor  [not-utf-8]"
UNREADABLE = (
    "error: the file cannot be read: permission denied; "
    "look at the file's owner and permissions  [unreadable]"
)
NAME = "error: the file's name is not UTF-8; rename it  [bad-id]"

# What bytes in the entry's file get.
BYTES: dict[str, tuple[bytes, str]] = {
    "an empty file": (b"", f"{ENTRY}:1:1: {EMPTY}"),
    "blanks alone": (b" \n\t\n", f"{ENTRY}:1:1: {EMPTY}"),
    "a byte order mark alone": (b"\xef\xbb\xbf", f"{ENTRY}:1:1: {EMPTY}"),
    "UTF-16": (GOOD.encode("utf-16"), f"{ENTRY}:1:1: {NOT_UTF_8}"),
    "Windows-1252": (GOOD.encode("cp1252"), f"{ENTRY}:5:21: {NOT_UTF_8}"),
    "half a character": (GOOD.encode() + b"na\xc3\n", f"{ENTRY}:8:3: {NOT_UTF_8}"),
    "NUL": (
        GOOD.replace("Text", "Te\0xt").encode(),
        f"{ENTRY}:7:3: error: there is a control character (U+0000); {CONTROL}",
    ),
    "an escape sequence of a terminal": (
        GOOD.replace("Text", "\x1b[1mText").encode(),
        f"{ENTRY}:7:1: error: there is a control character (U+001B); {CONTROL}",
    ),
    "a line of 10 MB": (
        HEAD.encode() + b"x" * (10 * 1024 * 1024),
        f"{ENTRY}:1:1: error: the file is 10.0 MB long; an entry may hold 1 MB; "
        "put what is not text into a file beside it  [too-large]",
    ),
    "Windows line ends": (
        HEAD.replace("T\n", "T\nimpact: high\n").replace("\n", "\r\n").encode() + UPDATE.encode(),
        f'{ENTRY}:3:9: error: unknown impact "high"; '
        "known are: none, minor, major, critical  [unknown-impact]",
    ),
    "a byte order mark": (
        b"\xef\xbb\xbf" + HEAD.replace("title", "titles").encode() + UPDATE.encode(),
        f'{ENTRY}:2:1: error: unknown key "titles"; did you mean "title"?  [unknown-key]',
    ),
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with one good entry."""
    write_case(BadCase(BAD, "good", {ENTRY: GOOD}, ""), tmp_path)
    return tmp_path


@tiers("answer", quick=checked, slow=answered)
@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_told_with_its_place_its_reason_and_its_fix(
    name: str, answer: Callable[[Path], str], tmp_path: Path
) -> None:
    write_case(CASES[name], tmp_path)
    says = answer(tmp_path)
    if REGENERATE:
        rewrite(CASES[name], says)
    else:
        assert says == CASES[name].says


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_no_good_text_are_refused(name: str, site: Path) -> None:
    content, says = BYTES[name]
    (site / ENTRY).write_bytes(content)
    assert refused(site) == f"{says}\n"


@pytest.mark.parametrize("target", ["../outside.txt", "/etc/hostname", "missing.md", "."])
def test_a_link_that_leaves_the_content_folder_or_leads_nowhere_is_refused(
    target: str, site: Path
) -> None:
    (site / "outside.txt").write_text("secret", "utf-8")
    (site / "content/incidents/link.md").symlink_to(target.replace("../", "../../"))
    (site / "content/static").mkdir()
    (site / "content/static/link.txt").symlink_to(target.replace("../", "../../"))
    assert refused(site) == (
        f"content/incidents/link.md:1:1: {OUTSIDE}\ncontent/static/link.txt:1:1: {OUTSIDE}\n"
    )


def test_a_link_within_the_content_folder_is_followed(site: Path) -> None:
    (site / "content/incidents/b.md").symlink_to("a.md")
    assert build(site).exit_code == 0
    assert (site / "public/incidents/b/index.html").is_file()


def test_a_file_name_that_is_not_utf_8_is_refused(site: Path) -> None:
    path = os.fsencode(site / "content/incidents") + b"/caf\xe9.md"
    try:
        Path(os.fsdecode(path)).write_text(GOOD, "utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    assert refused(site) == f"content/incidents/caf\ufffd.md:1:1: {NAME}\n"


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything, so that it is somebody else for a while."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are another thing here")
@pytest.mark.parametrize(
    "path",
    [
        "content/site.yaml",
        ENTRY,
        "content/incidents/2026",
        "content/incidents/2026/note.pdf",
        "content/static/deep",
        "content/static/deep/logo.svg",
        "themes",
        "themes/mine",
        "themes/mine/templates",
        "themes/mine/templates/entry.html",
        "themes/mine/preview.ttf",
        "locales",
        "locales/af.po",
    ],
)
def test_what_may_not_be_read_is_refused(path: str) -> None:
    files = {
        ENTRY: GOOD,
        "content/incidents/2026/note.pdf": "a file beside an entry",
        "content/static/deep/logo.svg": "<svg/>",
        "themes/mine/templates/entry.html": "mine",
        "themes/mine/preview.ttf": "a font",
        "locales/af.po": "",
    }
    with TemporaryDirectory() as folder:
        root, target = Path(folder), Path(folder, path)
        write_case(BadCase(BAD, "unreadable", files, ""), root)
        root.chmod(0o755)
        at = datetime(2026, 3, 2, tzinfo=UTC)
        assert load_site(root, at).findings == ()
        what = UNREADABLE.replace("file", "folder") if target.is_dir() else UNREADABLE
        target.chmod(0)
        shipped = package_folder("themes")
        with as_nobody():
            if not os.access(shipped, os.R_OK, effective_ids=True):
                pytest.skip("only root may read this checkout, and so its default theme")
        with as_nobody(), pytest.raises(FindingsError) as refusal:
            load_site(root, at)
        target.chmod(0o755)
    assert str(refusal.value) == f"{path}:1:1: {what}"


@pytest.mark.parametrize(
    "name", ["content/site.yml", "content/Site.yaml", "content/site.yaml.txt", "site.yaml"]
)
def test_a_site_yaml_in_another_place_or_of_another_name_is_named(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / name).write_text("name: A\n", "utf-8")
    if (tmp_path / "content/site.yaml").exists():
        pytest.skip("this file system takes names in any letter case for the same")
    assert build(tmp_path).stderr.splitlines()[0] == (
        f"content/site.yaml:1:1: error: there is no content/site.yaml in {tmp_path}; "
        f"move {name} to content/site.yaml  [no-site]"
    )


def test_a_file_of_somebody_else_is_not_replaced(site: Path) -> None:
    public = site / "public"
    public.mkdir()
    (public / "robots.txt").write_text("mine", "utf-8")
    (public / "components").write_text("a file", "utf-8")
    result = build(site)
    assert result.exit_code == 1
    assert f"{public / 'robots.txt'}:1:1: error: {FOREIGN}\n" in result.stderr
    in_the_way = "the build needs a folder here, and this is a file or a link; move it away"
    assert f"{public / 'components'}:1:1: error: {in_the_way}  [foreign-file]" in result.stderr
    assert sorted(path.name for path in public.iterdir()) == ["components", "robots.txt"]
    assert (public / "robots.txt").read_text("utf-8") == "mine"


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path) -> None:
    result = build(tmp_path)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == (
        f"content/site.yaml:1:1: error: there is no content/site.yaml in {tmp_path}; "
        "go to the folder of your site, or run statusgen init to make one  [no-site]"
    )
    assert not (tmp_path / "public").exists()


def run(site: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The command as people start it, in a process of its own."""
    command = [sys.executable, "-m", "statusgen", "build", "--site", str(site), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nothing_nested_however_deep_brings_the_process_down(opening: str, site: Path) -> None:
    (site / ENTRY).write_text(f"---\ntitle: T\nx: {opening * 100_000}\n---\n{UPDATE}", "utf-8")
    result = run(site)
    assert result.returncode == 1
    assert f"{ENTRY}:" in result.stderr
    assert "Traceback" not in result.stderr


def test_problems_end_a_process_with_status_1_and_wrong_usage_with_status_2(site: Path) -> None:
    assert run(site, "--at", "yesterday").returncode == 2
    assert run(site, "--sight", ".").returncode == 2
    (site / ENTRY).write_text("", "utf-8")
    result = run(site)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"{ENTRY}:1:1: {EMPTY}\n1 error; nothing was written.\n"


def test_a_problem_leaves_what_was_published_before(site: Path) -> None:
    assert build(site).exit_code == 0
    before = {path: path.stat().st_mtime_ns for path in (site / "public").rglob("*")}
    (site / ENTRY).write_text("oops", "utf-8")
    assert build(site).exit_code == 1
    assert {path: path.stat().st_mtime_ns for path in (site / "public").rglob("*")} == before


@pytest.mark.parametrize("kind", ["incidents", "maintenance"])
def test_every_key_of_an_entry_is_known_without_its_colon(kind: str, site: Path) -> None:
    entry = site / "content" / kind / "b.md"
    entry.parent.mkdir(exist_ok=True)
    body = UPDATE.replace("Resolved", "Update")
    entry.write_text(f"---\ntitle: T\nqqqqqq: x\n---\n{body}", "utf-8")
    known = re.search(r"known are: (.*)  \[unknown-key\]", refused(site))
    assert known
    keys = known[1].split(", ")
    assert len(keys) > 8
    for key in keys:
        entry.write_text(f"---\ntitle: T\n{key} x\n---\n{body}", "utf-8")
        fix = f'"{key}" has no colon with a blank after it; write {key}: x  [yaml]'
        assert refused(site) == f"content/{kind}/b.md:3:1: error: {fix}\n"


def test_every_finding_says_how_it_is_fixed_on_one_line() -> None:
    for case in CASES.values():
        for line in case.says.splitlines():
            assert LINE.fullmatch(line), line
            assert "; " in line, f"no fix: {line}"


def codes_in_source() -> Iterator[str]:
    """Every code of a finding in the source; `*` for what it fills in."""
    position = {
        "error": 1,
        "error_at": 1,
        "warning": 1,
        "hint": 1,
        "Finding": 2,
        "BadTime": 0,
    }
    package = Path(statusgen.__file__).parent
    for path in set(package.rglob("*.py")) - set((package / "imports").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name not in position or len(node.args) <= position[name]:
                continue
            code = node.args[position[name]]
            if isinstance(code, ast.Constant):
                yield str(code.value)
            elif isinstance(code, ast.JoinedStr):
                parts = (v.value if isinstance(v, ast.Constant) else "*" for v in code.values)
                yield "".join(map(str, parts))


def test_every_code_in_the_source_has_a_case() -> None:
    told = [case.says for case in CASES.values()] + [says for _, says in BYTES.values()]
    made_here = (FOREIGN, OUTSIDE, NAME, UNREADABLE, "[no-site]")
    published = ("[identity-changed]", "[moved-silently]")  # see test_published.py
    covered = set(
        re.findall(r"\[([a-z0-9-]+)\]$", "\n".join([*told, *made_here, *published]), re.MULTILINE)
    )
    wanted = set(codes_in_source()) - {"unknown-*"} | {"unknown-impact", "unknown-status"}
    assert len(wanted) > 40
    assert wanted - covered == set()
