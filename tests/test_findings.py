"""What a check finds has a level: errors stop a build, warnings and hints are said."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from small_site import DELAY, HARBOUR, KEY, NOW, PIXEL, SmallSite, build_again
from statusgen.cli.main import main
from statusgen.cli.terminal import count_findings, print_findings
from statusgen.model.findings import Finding, Findings, FindingsError, Level, Place
from statusgen.pipeline.cache import RecordCache
from statusgen.pipeline.layout import state_folder
from statusgen.pipeline.load import load_site
from statusgen.read.entries import EntryParser
from statusgen.serve.live import LiveSite
from statusgen.serve.server import add_reload

FILE = "content/incidents/2026/boats.md"
AT = ("--at", f"{NOW:%Y-%m-%d %H:%M}Z")
ADVICE = "a screen reader says nothing here: the image fog.gif has no words; "
ADVICE += "write what it shows between the brackets: ![a chart of failed orders](fog.gif)"
SPOT = Place(FILE, DELAY[: DELAY.index("Fog")].count("\n") + 1, 1)
WARNED = f"{SPOT}: warning: {ADVICE}  [image-without-text]\n"


def with_text(text: str) -> SmallSite:
    """The small site, one of its updates saying this, beside a picture called fog.gif."""
    assert DELAY.count("Fog.") == 1
    files: dict[str, str | bytes | None] = {"incidents/2026/fog.gif": PIXEL}
    return HARBOUR.with_files(files | {"incidents/2026/boats.md": DELAY.replace("Fog.", text)})


SILENT = with_text("![](fog.gif)")
BROKEN = with_text("![](fog.gif) [this](no.md)")


def run(command: str, root: Path, *options: str) -> Result:
    arguments = [command, "--site", str(root), *AT, *options]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_a_warning_lets_a_site_be_built_and_is_said(tmp_path: Path) -> None:
    result = run("build", SILENT.write(tmp_path))
    assert result.exit_code == 0
    assert result.stderr == f"{WARNED}1 warning; the site was written.\n"
    page = (tmp_path / "public/incidents/boats/index.html").read_text("utf-8")
    assert '<img src="fog.gif" alt="">' in page.replace("/sub/incidents/boats/", "")


@pytest.mark.parametrize("command", ["build", "check"])
def test_beside_an_error_every_finding_is_said(tmp_path: Path, command: str) -> None:
    result = run(command, BROKEN.write(tmp_path))
    assert result.exit_code == 1
    *lines, count = result.stderr.splitlines(keepends=True)
    assert [line.split(": ")[1] for line in lines] == ["warning", "error"]
    assert lines[0] == WARNED
    assert count.startswith("1 error, 1 warning")


def test_a_template_that_fails_takes_no_warning_away(tmp_path: Path) -> None:
    root = SILENT.write(tmp_path)
    template = root / "themes/default/templates/404.html"
    template.parent.mkdir(parents=True)
    template.write_text("{{ nothing }}", "utf-8")
    for command in ("build", "check"):
        result = run(command, root)
        assert result.exit_code == 1
        assert WARNED in result.stderr
        assert "themes/default/templates/404.html:1:1: error: " in result.stderr


def test_check_counts_warnings_as_errors_where_it_is_strict(tmp_path: Path) -> None:
    root = SILENT.write(tmp_path)
    easy, strict = run("check", root), run("check", root, "--strict")
    assert (easy.exit_code, strict.exit_code) == (0, 1)
    count = len(load_site(root, NOW).content.records)
    assert easy.stdout == strict.stdout == f"{count} entries, 1 warning.\n"
    assert easy.stderr == strict.stderr == WARNED
    assert run("check", HARBOUR.write(root), "--strict").exit_code == 0


def test_a_warning_is_said_in_every_format_and_in_words_as_well(tmp_path: Path) -> None:
    root = SILENT.write(tmp_path)
    found = {format: run("check", root, "--format", format) for format in FORMATS}
    for result in found.values():
        assert result.exit_code == 0
        assert result.stderr.startswith(WARNED)
        assert result.stderr.endswith(" entries, 1 warning.\n")
    assert found["github"].stdout.startswith(f"::warning file={FILE},line={SPOT.line},col=1,title=")
    assert [row["level"] for row in json.loads(found["json"].stdout)] == ["warning"]
    assert [row["severity"] for row in json.loads(found["gitlab"].stdout)] == ["minor"]


FORMATS = ("json", "github", "gitlab")
ALL = [
    Finding(level, Place("a.md", 2, 3), "code", "it: a, b", "100%")
    for level in (Level.ERROR, Level.WARNING, Level.HINT)
]


def test_each_level_has_its_word_in_each_format(capsys: pytest.CaptureFixture[str]) -> None:
    printed = {}
    for format in ("text", *FORMATS):
        print_findings(ALL, format)
        printed[format], text = capsys.readouterr()
        assert text.splitlines() == [
            "a.md:2:3: error: it: a, b; 100%  [code]",
            "a.md:2:3: warning: it: a, b; 100%  [code]",
            "a.md:2:3: hint: it: a, b; 100%  [code]",
        ]
    assert printed["text"] == ""
    assert printed["github"].splitlines() == [
        "::error file=a.md,line=2,col=3,title=code::it: a, b; 100%25",
        "::warning file=a.md,line=2,col=3,title=code::it: a, b; 100%25",
        "::notice file=a.md,line=2,col=3,title=code::it: a, b; 100%25",
    ]
    assert json.loads(printed["json"])[2] == {
        "level": "hint", "file": "a.md", "line": 2, "column": 3,
        "code": "code", "message": "it: a, b", "fix": "100%",
    }  # fmt: skip
    rows = json.loads(printed["gitlab"])
    assert [row["severity"] for row in rows] == ["blocker", "minor", "info"]
    assert len({row["fingerprint"] for row in rows}) == 3


def test_findings_are_counted_by_level_the_gravest_first() -> None:
    assert count_findings([*ALL[::-1], ALL[1]]) == "1 error, 2 warnings, 1 hint"
    assert count_findings([]) == ""


def test_an_exception_is_raised_for_errors_alone_and_carries_all_that_was_found() -> None:
    findings = Findings()
    findings.hint(Place("a.md"), "code", "a")
    findings.warning(Place("a.md"), "code", "a")
    findings.raise_errors()
    findings.error(Place("a.md"), "code", "b")
    with pytest.raises(FindingsError) as raised:
        findings.raise_errors()
    levels = [finding.level for finding in raised.value.findings]
    assert levels == [Level.ERROR, Level.WARNING, Level.HINT]
    assert [finding.level for finding in raised.value.errors] == [Level.ERROR]


def test_a_build_from_the_cache_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, out = SILENT.write(tmp_path), tmp_path / "public"
    first = load_site(root, NOW).findings
    build_again(root, out)

    def refuse(*_: object) -> None:
        raise AssertionError("a file is parsed")

    monkeypatch.setattr(EntryParser, "parse", refuse)
    again = load_site(root, NOW, cache=RecordCache(state_folder(out), KEY)).findings
    assert [str(finding) + "\n" for finding in again] == [WARNED]
    assert again == first


@pytest.mark.parametrize(
    "text",
    [
        "![Fog over the pier](fog.gif)",
        "[![](fog.gif) The pier](https://ok.example/)",
        "[`pier` ![](fog.gif)](https://ok.example/)",
        "[![](fog.gif) ![Fog](fog.gif)](https://ok.example/)",
        "![](https://ok.example/fog.gif)",
        "[![](https://ok.example/fog.gif)](https://ok.example/)",
        "`![](fog.gif)`",
        r"\![Fog](fog.gif)",
    ],
)
def test_a_picture_that_has_words_or_needs_none_is_no_warning(tmp_path: Path, text: str) -> None:
    assert load_site(with_text(text).write(tmp_path), NOW).findings == ()


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("![](fog.gif)", 1),
        ("![ &nbsp; ](fog.gif)", 1),
        ('![](fog.gif "A title")', 1),
        ("**See ![][f]**\n\n[f]: fog.gif", 7),
        ("[![](fog.gif)](https://ok.example/)", 2),
        ("[The pier](https://ok.example/) ![](fog.gif)", 33),
    ],
)
def test_a_picture_without_words_is_a_warning(tmp_path: Path, text: str, column: int) -> None:
    (found,) = load_site(with_text(text).write(tmp_path), NOW).findings
    assert (found.level, found.code) == (Level.WARNING, "image-without-text")
    assert found.place == SPOT._replace(column=column)


def test_a_picture_without_words_in_the_foot_is_a_warning(tmp_path: Path) -> None:
    small = SmallSite(files={"static/a.gif": PIXEL}, more="")
    page = small.page.replace("theme: {", "theme: {foot: '![](/a.gif)', ")
    root = small.with_files({"site.yaml": page}).write(tmp_path)
    (found,) = load_site(root, NOW).findings
    assert (found.code, found.place.path) == ("image-without-text", "content/site.yaml")


@pytest.mark.parametrize(
    ("expires", "message"),
    [
        ("2026-12-23", ""),
        ("2026-12-22T14:00:01Z", ""),  # 31 days and a second after 2026-11-21T14:00Z
        ("2026-12-22T14:00:00Z", "security.txt expires on 2026-12-22"),
        ("2026-11-21", "security.txt expires on 2026-11-21"),  # at the end of its day
        ("2026-11-20", "security.txt expired on 2026-11-20"),
    ],
)
def test_a_security_txt_that_expires_within_a_month_is_a_warning(
    tmp_path: Path, expires: str, message: str
) -> None:
    more = f"security:\n  contact: mailto:a@b.example\n  expires: {expires}\n"
    root = SmallSite(more=more).write(tmp_path)
    found = load_site(root, NOW).findings
    assert [finding.message for finding in found] == ([message] if message else [])
    for finding in found:
        line = more.count("\n") + (root / "content/site.yaml").read_text().split(more)[0].count(
            "\n"
        )
        assert finding.place == Place("content/site.yaml", line, len("  expires: ") + 1)
        assert finding.fix == "write a later day in site.yaml, like expires: 2027-11-20"
    text = (root / "content/site.yaml").read_text().replace(expires, "2027-11-20")
    (root / "content/site.yaml").write_text(text)
    assert load_site(root, NOW).findings == ()


def test_the_server_shows_the_page_with_its_warnings_at_the_foot(tmp_path: Path) -> None:
    root = SILENT.write(tmp_path)
    live = LiveSite(root, lambda: (NOW, None))
    assert live.reload()
    page = live.find("incidents/boats/index.html") or b""
    noted = add_reload(page, live.findings, 1).decode()
    assert "<summary>This can be published, but could be better: 1 found</summary>" in noted
    assert str(live.findings[0]).replace("[image", "").split("[")[0] in noted
    assert 'role="alert"' not in noted
    BROKEN.write(tmp_path)
    assert not live.reload()
    assert live.find("incidents/boats/index.html") == page
    assert [finding.level for finding in live.findings] == [Level.WARNING, Level.ERROR]
    assert 'role="alert"' in add_reload(page, live.findings, 2).decode()
