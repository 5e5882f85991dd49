"""What holds for any text at all: nothing crashes the parser, and nothing makes a page unsafe."""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import example
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from output import Tree
from safety import malformed, unsafe, unsafe_in_feed, unsafe_in_json
from small_site import NOW, PIXEL, SmallSite, build_in_memory
from statusgen.model.entry import Entry, Incident, Maintenance
from statusgen.model.findings import Findings, FindingsError, Place
from statusgen.model.page import Component, Group, Page
from statusgen.pipeline.load import Site
from statusgen.read.entries import EntryParser
from statusgen.read.markdown import parse_markdown, render_plain
from statusgen.read.page import parse_page
from statusgen.read.source import parse_source
from texts import BODY, INJECTIONS, LINE, MARKDOWN, PLAIN, YAML, commonmark, naughty, quoted
from tiers import WITHOUT_SHRINKING, tiered_given, tiers
from web import CHECKOUT

HOST = "status.example"
CORPUS = CHECKOUT.parent / "shared" / "corpora" / "stactus.tar.xz"
PAGE = Page("P", f"https://{HOST}/", HOST, "Asia/Singapore", "en")
COMPONENTS = (Component("web", "Web shop"), Component("app", "App"))


def reader() -> EntryParser:
    page = Page("P", PAGE.url, HOST, "Asia/Singapore", "en", groups=(Group("", COMPONENTS),))
    return EntryParser(page, NOW)


def read_entry(content: bytes, kind: type[Entry]) -> tuple[Entry | None, Findings]:
    findings = Findings()
    source = parse_source("content/incidents/e.md", content, findings)
    entry = reader().parse(source, kind, findings) if source else None
    return entry, findings


def assert_entry_or_problems(content: bytes) -> None:
    """A file is an entry without problems, or problems on lines that it has; nothing else."""
    lines = re.split(rb"\r\n|\r|\n", content)
    for kind in (Incident, Maintenance):
        entry, problems = read_entry(content, kind)
        assert entry is not None or problems
        for problem in problems:
            assert 1 <= problem.place.line <= len(lines) + 1, problem
            assert problem.place.column >= 1
            assert problem.message


@tiered_given(
    st.binary(max_size=200) | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")),
    quick=50,
    slow=400,
)
@example(b"\xff\xfe-\x00-\x00")
@example(b"---\n---\n" + b"x" * 2_000_000)
def test_no_bytes_make_the_parser_crash(content: bytes) -> None:
    assert_entry_or_problems(content)


@tiered_given(YAML | st.text(max_size=60), BODY, quick=50, slow=400)
@example("title: x\n", f"## 2026-11-20 10:00 — Resolved\nNext update: in {'9999 weeks ' * 60}\n\na")
@example("title: x\n", "## 2026-11-20 10:00 — Resolved\n\n" + "> " * 5000)
@example("title: x\n", "## 2026-11-20 10:00 — Resolved\n\n" + "[" * 2000 + "](" * 2000)
def test_no_front_matter_and_no_body_make_the_parser_crash(head: str, body: str) -> None:
    content = f"---\n{head}\n---\n{body}".encode("utf-8", "replace")
    assert_entry_or_problems(content)


@tiered_given(YAML | st.text(max_size=60), quick=50, slow=400)
@example("name: x\nurl: 'https://[x/'\n")
@example("name: x\nurl: https://x.example/\nlinks: [{label: x, url: 'https://['}]\n")
@example("name: x\nurl: https://x.example/\ncontact: {label: x, url: 'https://a\uff0fb'}\n")
@example("name: x\nurl: https://x.example/\nsource: 'https://[{path}'\n")
@example(f"name: x\nurl: https://x.example/\ntime_zone: {'x' * 300}\n")
@example("name: x\nurl: https://x.example/\nlanguage: x-y\n")
@example("name: x\nurl: https://x.example/\ncomponents: [{id: a, start: 9999-12-31}]\n")
def test_no_page_makes_the_parser_crash(text: str) -> None:
    findings = Findings()
    source = parse_source("content/site.yaml", text.encode("utf-8", "replace"), findings)
    page = parse_page(source, NOW.date(), findings) if source else None
    assert page is not None or findings


@pytest.mark.parametrize("opening", ["title: {}", "title: x\nmake_good: {}", "{}"])
@pytest.mark.parametrize("nested", ["[", "{a: ", "- ", "? "])
def test_no_depth_of_yaml_makes_the_parser_crash(opening: str, nested: str) -> None:
    """In a process of its own, since what is at stake is the stack of a C library."""
    code = (
        "import sys; from statusgen.read.frontmatter import parse_yaml;"
        "from statusgen.read.source import Source;"
        "from statusgen.model.findings import Findings;"
        "parse_yaml(Source('x', sys.stdin.read()), Findings())"
    )
    text = opening.format(nested * (900_000 // len(nested)))
    run = subprocess.run(
        [sys.executable, "-c", code], input=text, text=True, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr[-300:]


@tiered_given(LINE, YAML, MARKDOWN, quick=6, slow=60, phases=WITHOUT_SHRINKING)
@example("x", "", "a &#12; b")
@example("x", f"theme: {{logo: {'x' * 300}}}", "a")
@example("x", f"theme: {'x' * 300}", "a")
@example("x", "theme: {foot: '![x](/evil.example/a.png)'}", "a")
def test_a_whole_site_of_any_texts_is_built_or_refused(name: str, more: str, text: str) -> None:
    page = f"name: {quoted(name)}\nurl: https://{HOST}/\n{more}\n"
    body = f"---\ntitle: {quoted(name)}\n---\n\n## 2026-11-20 10:00 — Investigating\n\n{text}\n"
    with tempfile.TemporaryDirectory() as folder:
        small = SmallSite(
            files={"site.yaml": page, "incidents/e.md": body.encode("utf-8", "replace")}
        )
        try:
            site = small.load(Path(folder))
            tree = build_in_memory(site)
        except FindingsError:
            return
        assert flaws(site, tree) == []


def flaws(site: Site, tree: Tree) -> list[str]:
    """All that is unsafe or malformed in what a site built."""
    theme = site.renderer.theme
    found = malformed(tree)
    for path, content in tree.items():
        if path.endswith(".html"):
            moved = path.startswith("incidents/moved")
            what = unsafe(content, theme.script, theme.style, HOST, moved)
            found += [f"{path}: {flaw}" for flaw in what]
        elif path.endswith((".atom", ".rss")):
            found += [f"{path}: {flaw}" for flaw in unsafe_in_feed(content, HOST)]
        elif path.endswith(".json"):
            found += [f"{path}: {flaw}" for flaw in unsafe_in_json(content, HOST)]
    return found


NAMES = ("url", "uri", "foo", "bar", "a", "b")
STATIC: dict[str, str | bytes] = {
    **{f"static/{name}": "x" for name in NAMES},
    "static/train.jpg": b"\xff\xd8\xff",
}


def accepted(texts: Iterable[str]) -> Iterator[str]:
    """The texts that a page would take as an update, each by itself.

    One that opens a code fence and leaves it open would end at the next update's fence.
    """
    addresses = {path.removeprefix("static/") for path in STATIC}
    for text in texts:
        content = f"---\ntitle: x\n---\n\n## 2026-11-20 10:00 — Update\n\n{text}\n"
        raw = content.encode("utf-8", "replace")
        below = f"{content}\n## 2026-11-19 10:00 — Update\n\n```\nx\n```\n~~~\nx\n~~~\n"
        entry, problems = read_entry(raw, Incident)
        among, more = read_entry(below.encode("utf-8", "replace"), Incident)
        if entry is None or problems or among is None or more or len(among.updates) < 2:
            continue
        prose = parse_markdown(text, lambda _: Place("x"), Findings())
        links = [part.href for part in prose.parts if not isinstance(part, str)]
        if all(link.lstrip("/").partition("#")[0] in addresses for link in links):
            yield raw.decode().partition("Update\n\n")[2]


def hostile_site(texts: list[str], lines: list[str]) -> SmallSite:
    """A site that says the texts in every place for Markdown, and the lines in every other."""
    line = iter([quoted(line) for line in lines if line.strip()] + ['"x"'] * 20)
    prose = iter([quoted(text) for text in texts if "](" not in text] + ['"x"'] * 20)
    updates = "".join(
        f"## 2026-11-{20 - number // 1000:02} {number // 60 % 24:02}:{number % 60:02}:"
        f"{number // 1440:02} — Update\nEdited: 2026-11-20 23:59 why {lines[number % len(lines)]}\n"
        f"Components: web = major_outage\n\n{text}\n\n"
        for number, text in enumerate(texts)
    )
    head = f"title: {next(line)}\ncomponents: [web]\naliases: [moved]\n"
    head += "".join(
        f"{key}: {next(prose)}\n" for key in ("affected", "action", "cause", "data_loss")
    )
    head += f"make_good:\n  - {{offer: {next(prose)}, who: {next(line)}, due: 2026-11-30}}\n"
    more = (
        f"description: {next(line)}\nlinks: [{{label: {next(line)}, url: 'https://ok.example/'}}]\n"
    )
    more += f"contact: {{label: {next(line)}, url: 'mailto:a@b.example'}}\nfeed_updates: 500\n"
    page = f"name: {next(line)}\nurl: https://{HOST}/\n{more}components:\n"
    page += f"  - {{id: web, name: {next(line)}, description: {next(line)}}}\n"
    page += f"  - {{group: {next(line)}, components: [{{id: app, name: {next(line)}}}]}}\n"
    page += f"allowed_files: {[f'static/{name}' for name in NAMES]}\n"
    page += f"theme: {{foot: {next(prose)}, meta: {{author: {next(line)}}}}}\n"
    work = f"title: {next(line)}\nstarts: 2026-12-01 10:00\nends: 2026-12-01 11:00\n"
    work += f"affected: {next(prose)}\n"
    return SmallSite(
        files={
            "site.yaml": page,
            "incidents/e.md": f"---\n{head}---\n\n{updates}",
            "incidents/chart.gif": PIXEL,
            "maintenance/w.md": f"---\n{work}---\n",
            **STATIC,
        }
    )


def assert_safe(texts: list[str], lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = hostile_site(texts, lines).load(Path(folder))
        tree = build_in_memory(site)
        assert flaws(site, tree) == []
        for text in texts:
            assert len(tree["incidents/e/index.html"]) > len(text)


def batches(texts: Iterable[str], size: int = 100) -> Iterator[list[str]]:
    kept = list(dict.fromkeys(accepted(texts)))
    assert len(kept) > 15
    yield from (kept[start : start + size] for start in range(0, len(kept), size))


@tiers("stride", quick=8, slow=1)
def test_no_example_of_commonmark_makes_a_page_unsafe(stride: int) -> None:
    for texts in batches(commonmark()[::stride]):
        assert_safe(texts, [text.splitlines()[0] for text in texts if text.strip()])


@tiers("stride", quick=8, slow=1)
def test_no_published_injection_makes_a_page_unsafe(stride: int) -> None:
    strings = [string for string in naughty() if string.strip()]
    for number, texts in enumerate(batches([*strings[::stride], *INJECTIONS])):
        lines = [*INJECTIONS, *strings][number * 13 :]
        assert_safe(texts, [" ".join(line.split()) for line in lines])


@tiered_given(
    st.lists(MARKDOWN, min_size=5, max_size=40),
    st.lists(LINE, min_size=1, max_size=14),
    quick=6,
    slow=60,
    phases=WITHOUT_SHRINKING,
)
def test_no_text_makes_a_page_unsafe(texts: list[str], lines: list[str]) -> None:
    kept = list(accepted(texts))
    words = [" ".join(line.encode("utf-8", "ignore").decode().split()) for line in lines]
    if kept:
        assert_safe(kept, [re.sub("[\x00-\x1f\x7f-\x9f\ufffe\uffff]", "", w) or "x" for w in words])


FULL = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def assert_as_the_full_parser(text: str) -> bool:
    """Compare where the fast path speaks; say whether it did."""
    fast = render_plain(text)
    if fast is not None:
        assert fast == FULL.render(text).strip(), repr(text)
    return fast is not None


@tiered_given(PLAIN, quick=200, slow=3000)
def test_the_fast_path_renders_any_text_as_the_full_parser_does(text: str) -> None:
    assert_as_the_full_parser(text)


def test_the_fast_path_renders_the_examples_of_commonmark_as_the_full_parser_does() -> None:
    taken = [assert_as_the_full_parser(text) for text in (*commonmark(), *naughty())]
    assert sum(taken) > 50


def test_the_fast_path_renders_real_updates_as_the_full_parser_does() -> None:
    if not CORPUS.is_file():
        pytest.skip(f"{CORPUS}, real updates of 20 status pages, is not there")
    taken = [assert_as_the_full_parser(text) for text in real_updates(5000)]
    assert len(taken) == 5000
    assert sum(taken) > 2500


def real_updates(count: int) -> Iterator[str]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with tarfile.open(CORPUS) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.name.endswith((".yaml", ".yml")) else None
            data = json.loads(json.dumps(yaml.load(file, loader) if file else {}, default=str))
            for row in data.get("timeline", []):
                text = re.sub(r"<br\s*/?>", "\n\n", row.get("description") or "").strip()
                if text and count:
                    count -= 1
                    yield text
            if not count:
                return
