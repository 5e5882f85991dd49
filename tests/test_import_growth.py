"""Every reader takes time in proportion to what it reads, or refuses it, whatever is heaped up."""

import json
from collections.abc import Callable
from contextlib import suppress
from html import escape
from pathlib import Path
from time import process_time

import pytest

from statusgen.imports.history import History, SourceError
from statusgen.imports.kinds import load_reader
from tiers import in_tiers

SMALL = 1_500
FACTOR = 8
MOST = 2.5
"""How many times as long a character may take in an input `FACTOR` times as long."""
END = "<small>a</small><br><strong>a</strong>"
HEAPS: dict[str, Callable[[int], str]] = {
    "backticks": lambda n: "".join("`" * (1 + k % 97) + "a" for k in range(n // 50)),
    "one backtick after another": lambda n: "` " * (n // 2),
    "a run of backticks": lambda n: "`" * n,
    "opening brackets": lambda n: "<" * n,
    "open tags": lambda n: "<b>" * (n // 3),
    "closed tags": lambda n: "<b>a</b>" * (n // 8),
    "nested tags": lambda n: "<b>" * (n // 7) + "</b>" * (n // 7),
    "breaks": lambda n: "<br>" * (n // 4) + "a",
    "blanks": lambda n: "<p>" + " " * n + "a",
    "blanks in a list": lambda n: "<b>Status: Resolved</b>Affected components<ul><li>" + " " * n,
    "blanks in a state": lambda n: "<b>Status: " + " " * n,
    "lists": lambda n: "<b>Status: Resolved</b>" + "Affected components<ul>" * (n // 23),
    "small print": lambda n: "<small>" * (n // 7),
    "small print that ends": lambda n: "<small></small><br>" * (n // 19),
    "statements": lambda n: "<small>a</small><br><strong>" * (n // 28),
    "paragraphs in small print": lambda n: "<p" * (n // 2),
    "planned": lambda n: "THIS IS A SCHEDULED EVENT " * (n // 26) + END,
    "facts": lambda n: "<p><strong>Type</strong>" * (n // 24) + END,
    "digits": lambda n: "Type: Maintenance\nDuration: " + "1" * n + END,
    "comments": lambda n: "<!--" * (n // 4),
    "declarations": lambda n: "<![" * (n // 3),
    "instructions": lambda n: "<?" * (n // 2),
    "ends of tags": lambda n: "</" * (n // 2),
    "attributes": lambda n: "<a " + "a " * (n // 2) + ">a</a>",
    "unfinished attributes": lambda n: '<a a="' * (n // 6),
    "entities": lambda n: "&" * n,
    "empty lines": lambda n: "<br>" + "\n" * n + "a",
    "stars": lambda n: "*a " * (n // 3),
    "brackets": lambda n: "[" * n,
    "quotes": lambda n: ">" * n,
    "ticks": lambda n: "✅ " * (n // 2),
    "a time": lambda n: "2026-01-02" + " " * n + "a",
    "a label": lambda n: "**Resolved" + " " * n + "*",
    "hashes": lambda n: "# Resolved " + "# " * (n // 2) + "a",
}  # fmt: skip


def numbered(form: str, number: int) -> str:
    return "".join(map(form.format, range(number)))


def feed(title: str, text: str) -> bytes:
    date = "<pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate>"
    texts = f"<title>{escape(title)}</title><description>{escape(text)}</description>"
    head = "<title>S</title><link>https://s.example/</link>"
    return f"<rss version='2.0'><channel>{head}<item>{texts}{date}</item></channel></rss>".encode()


def statuspage(title: str, text: str) -> bytes:
    update = {"id": "u", "status": "resolved", "body": text, "created_at": "2026-01-05T10:00:00Z"}
    incident = {
        "id": "i",
        "name": title,
        "created_at": "2026-01-05T10:00:00Z",
        "postmortem_body": text,
        "postmortem_published_at": "2026-01-05T12:00:00Z",
        "incident_updates": [update, update | {"id": "v", "body": "a"}],
    }
    return json.dumps({"incidents": [incident]}).encode()


def upptime(title: str, text: str) -> bytes:
    comment = {"id": 2, "body": text, "created_at": "2026-01-05T10:30:00Z"}
    issue = {
        "number": 1,
        "title": title,
        "body": text,
        "created_at": "2026-01-05T10:00:00Z",
        "labels": ["status"],
        "comments": [comment],
    }
    return json.dumps([issue]).encode()


def stactus(title: str, text: str) -> bytes:
    event = {"ts": "2026-01-05 10:00:00", "description": text, "investigating": True}
    return json.dumps({"version": "incident/v1", "name": title, "timeline": [event]}).encode()


SOURCES = {
    "feed": ("f.rss", feed),
    "statuspage": ("incidents.json", statuspage),
    "upptime": ("issues.json", upptime),
    "stactus": ("incidents/a.yaml", stactus),
}
WHOLE: dict[str, tuple[str, str, Callable[[int], str]]] = {
    "JSON": ("statuspage", "a.json", lambda n: "[" * n + "]" * n),
    "objects": ("statuspage", "a.json", lambda n: '{"a":' * n + "1" + "}" * n),
    "pieces": ("upptime", "a.json", lambda n: '{"a":\n' * n),
    "pieces that end": ("upptime", "a.json", lambda n: '{"a": 1\n,' * n),
    "quotes in pieces": ("upptime", "a.json", lambda n: '\n{"' * n),
    "digits in pieces": ("upptime", "a.json", lambda n: '\n{"a": 1' + "1" * n),
    "YAML": ("stactus", "a.yaml", lambda n: "[" * n),
    "keys": ("stactus", "a.yaml", lambda n: "? " * n),
    "directives": ("stactus", "a.yaml", lambda n: numbered("%TAG !a{}! x\n", n // 20)),
    "aliases": ("stactus", "a.yaml", lambda n: f"a: &a {'x' * n}\nb: [{'*a, ' * n}]"),
    "anchors": ("stactus", "a.yaml", lambda n: numbered("k{0}: &k{0} x\n", n // 10)),
    "documents": ("stactus", "a.yaml", lambda n: "---\n" * n),
    "items": ("feed", "f.rss", lambda n: "<rss><channel>" + "<item>" * (n // 6)),
    "items that end": ("feed", "f.rss", lambda n: "<rss><channel>" + "<item></item>" * (n // 13)),
    "entries": ("feed", "f.atom", lambda n: "<feed>" + "<entry>\x01" * (n // 8)),
    "namespaces": ("feed", "f.rss", lambda n: '<rss ' + numbered('xmlns:a{}="b" ', n // 14) + '>'),
    "instructions": ("feed", "f.rss", lambda n: "<?a?>" * (n // 5) + "<rss>"),
    "a doctype": ("feed", "f.rss", lambda n: "<!DOCTYPE " + "<" * n),
    "CDATA": ("feed", "f.rss", lambda n: "<rss><channel><item><title>" + "<![CDATA[" * (n // 9)),
}  # fmt: skip


def seconds(kind: str, folder: Path, name: str, content: bytes) -> float:
    """How long a reader takes for a source of one file."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    (folder / "stactus.yaml").write_text("version: stactus/v1\nname: S\n")
    file.write_bytes(content)
    reader, start = load_reader(kind), process_time()
    read_or_refuse(reader, str(file if kind == "feed" else folder))
    return process_time() - start


def read_or_refuse(reader: Callable[[str], History], source: str) -> None:
    with suppress(SourceError):
        reader(source)


def assert_linear(kind: str, folder: Path, name: str, content: Callable[[int], bytes]) -> None:
    seconds(kind, folder, name, content(100))
    small = seconds(kind, folder, name, content(SMALL))
    large = seconds(kind, folder, name, content(SMALL * FACTOR))
    assert large < max(0.25, small * FACTOR * MOST), f"{small:.3f} s, then {large:.3f} s"


@pytest.mark.parametrize("heap", in_tiers([*HEAPS][::4], [h for n, h in enumerate(HEAPS) if n % 4]))
@pytest.mark.parametrize("kind", SOURCES)
def test_a_text_takes_time_in_proportion(kind: str, heap: str, tmp_path: Path) -> None:
    name, build = SOURCES[kind]
    assert_linear(kind, tmp_path, name, lambda n: build(HEAPS[heap](n), HEAPS[heap](n)))


@pytest.mark.parametrize("heap", WHOLE)
def test_a_file_takes_time_in_proportion(heap: str, tmp_path: Path) -> None:
    kind, name, build = WHOLE[heap]
    assert_linear(kind, tmp_path, name, lambda n: build(n).encode())
