"""What is read as its author meant it, and ordinary prose, in which nothing is found."""

import re
from pathlib import Path

import pytest

from small_site import HARBOUR, NOW, build_in_memory, entry, update
from statusgen.model.entry import Incident
from statusgen.model.findings import Findings, Place
from statusgen.pipeline.load import load_site
from statusgen.read.entries import EntryParser
from statusgen.read.markdown import parse_markdown
from statusgen.read.page import parse_page
from statusgen.read.source import Source

HELP = '<a href="https://help.example/a">https://help.example/a</a>'
MAIL = '<a href="mailto:help@a.example">help@a.example</a>'


def html(text: str) -> str:
    findings = Findings()
    prose = parse_markdown(text, lambda offset: Place("text", 1, offset + 1), findings)
    assert findings == []
    return "".join(map(str, prose.parts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://help.example/a now", f"See {HELP} now"),
        ("See https://help.example/a.", f"See {HELP}."),
        ("(See https://help.example/a)", f"(See {HELP})"),
        ("((See https://help.example/a))", f"((See {HELP}))"),
        ("'https://help.example/a', she said", f"'{HELP}', she said"),
        ("“https://help.example/a”", f"“{HELP}”"),
        ("请访问https://help.example/a查看。", f"请访问{HELP}查看。"),
        ("支付https://help.example/a。你好", f"支付{HELP}。你好"),
        ("결제는 https://help.example/a에서", f"결제는 {HELP}에서"),
        ("**https://help.example/a**", f"<strong>{HELP}</strong>"),
        ("Write to help@a.example.", f"Write to {MAIL}."),
        ("<https://help.example/a>", HELP),
        (
            "https://a.example/x_(y)?b=1&c=2#d",
            '<a href="https://a.example/x_(y)?b=1&amp;c=2#d">'
            "https://a.example/x_(y)?b=1&amp;c=2#d</a>",
        ),
        ("www.a.example/b", '<a href="https://www.a.example/b">www.a.example/b</a>'),
        (
            "https://a.example/störung",
            '<a href="https://a.example/st%C3%B6rung">https://a.example/störung</a>',
        ),
        (
            "https://a.example/%00 <https://a.example/%01>",
            '<a href="https://a.example/%00">https://a.example/%00</a> '
            '<a href="https://a.example/%01">https://a.example/%01</a>',
        ),
        ("[https://help.example/a](https://help.example/a)", HELP),
        ("`https://help.example/a`", "<code>https://help.example/a</code>"),
        ("https\\://help.example/a", "https://help.example/a"),
        ("node.js, status.example, //x and a@b", "node.js, status.example, //x and a@b"),
        ("https:// and www. and @here", "https:// and www. and @here"),
    ],
)
def test_a_bare_address_is_a_link_and_ends_where_the_sentence_goes_on(
    text: str, expected: str
) -> None:
    assert html(text) == f"<p>{expected}</p>"


@pytest.mark.parametrize("bullet", ["•", "◦", "▪", "●", "‣", "\uf0b7"])
@pytest.mark.parametrize("gap", [" ", "\t", "   ", "\t\t"])
def test_a_bullet_begins_an_item_of_a_list(bullet: str, gap: str) -> None:
    items = "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"
    assert html(f"{bullet}{gap}one\n{bullet}{gap}two") == items
    assert html(f"\t{bullet}{gap}one\n\t{bullet}{gap}two") == items
    assert html(f"We do:\n{bullet}{gap}one\n{bullet}{gap}two") == f"<p>We do:</p>\n{items}"


def test_a_bullet_below_another_is_an_item_of_its_own_list() -> None:
    nested = "<ul>\n<li>one\n<ul>\n<li>two</li>\n</ul>\n</li>\n</ul>"
    assert html("• one\n  ◦ two") == nested
    assert html("5 • 3 is no list") == "<p>5 • 3 is no list</p>"


@pytest.mark.parametrize(
    "text",
    [
        "Next update in the morning.",
        "We look.\nNext update in the morning.",
        "Next update - as soon as we know more.",
        "The next update follows when 2 of 3 regions work.",
        "Next updates: none until we know more.",
        "Components of two vendors fail.",
        "All components: fine again.",
        "Edited by the team - with care.",
        "Edit: thanks to all.",
        "Note: this is text.",
        "On 2026-03-01 it failed; at 16:40 it was resolved.",
        "- 2026-03-01 16:40 — Resolved",
        "1. 2026-03-01 16:40 UTC: identified",
        "2026-03-01 16:40 to 2026-03-01 17:10",
        "2026\\-03-01 16:40 — Resolved",
        "\\Next update: 16:40",
        "Next update\\: 16:40",
        "```\nNext update: 16:40\n```",
        "#1 priority and #hashtag",
        "a < b, x <token> y and 3 <> 4",
        "\\<b> and `<b>`",
        "We promised the next update at 16:40, and were late.",
        "2026-03-01 16:40 Identified the broken disk",
        "Words [in brackets] (and more in others).",
        "One\n\n---\n\nTwo",
        "`=======`",
        "10\u00a0minutes: done",
        "می‌خواهیم",
        "👩🏽\u200d🔧 repairs it",
    ],
)
def test_ordinary_prose_gets_no_finding(text: str) -> None:
    page = parse_page(
        Source("site.yaml", "name: A\nurl: https://a.example/\n"), NOW.date(), Findings()
    )
    assert page
    findings = Findings()
    source = Source(
        "a.md", f"---\ntitle: T\n---\n\n## 2026-03-01 16:10 — Investigating\n\n{text}\n"
    )
    parsed = EntryParser(page, NOW).parse(source, Incident, findings)
    assert findings == []
    assert parsed
    assert [len(parsed.updates), parsed.promised] == [1, None]


@pytest.mark.parametrize("name", ["Next update", "Components", "Edited"])
def test_a_backslash_before_a_field_makes_it_text_and_is_not_shown(
    name: str, tmp_path: Path
) -> None:
    text = entry(
        "T", update("2026-11-20 10:00", "Investigating", f"Note.\n\\{name}: 16:40 = 2026-")
    )
    site = load_site(HARBOUR.with_files({"incidents/t.md": text}).write(tmp_path), NOW)
    page = build_in_memory(site)["incidents/t/index.html"].decode()
    assert re.search(rf"Note\.\s{name}: 16:40 = 2026-", page)


def test_a_picture_is_found_under_the_same_name_in_other_code_points(tmp_path: Path) -> None:
    text = entry("T", update("2026-11-20 10:00", "Investigating", "![fog](St\u00f6rung.png)"))
    files: dict[str, str | bytes | None] = {"incidents/Sto\u0308rung.png": b"\x89PNG\r\n\x1a\n"}
    small = HARBOUR.with_files(files | {"incidents/t.md": text})
    tree = build_in_memory(load_site(small.write(tmp_path), NOW))
    assert "incidents/t/Sto\u0308rung.png" in tree
    assert b'src="/sub/incidents/t/Sto%CC%88rung.png"' in tree["incidents/t/index.html"]


@pytest.mark.parametrize(
    "text",
    ["https://x.example/" + ")" * 200_000, "<a " * 50_000, "] " * 100_000, "x: [" + "[ # " * 9],
)
def test_a_long_text_of_signs_is_read_at_once(text: str) -> None:
    parse_markdown(text, lambda _: Place("text"), Findings())
