"""What is read as its author meant it, and ordinary prose, in which nothing is found."""

import re
from html import escape
from pathlib import Path

import pytest

from small_site import HARBOUR, NOW, build_in_memory, entry, update
from statusgen.model.entry import Incident, Link
from statusgen.model.findings import Findings, Place
from statusgen.pipeline.load import load_site
from statusgen.read.entries import EntryParser
from statusgen.read.garbled import find_garbled
from statusgen.read.markdown import parse_markdown
from statusgen.read.page import parse_page
from statusgen.read.source import Source
from statusgen.read.stray_links import find_stray_links
from statusgen.read.stray_markup import find_other_markup, find_stray_markup

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


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("-one\n-two", "one|two"),
        ("–one\n–two", "one|two"),
        ("– one\n– two", "one|two"),
        ("— one\n— two", "one|two"),
        ("–one\n-two", "one|two"),
        ("•one\n•two", "one|two"),
        ("*one\n*two", "one|two"),
        ("* one\n*two", "one|two"),
        ("- one\n-two\n- three", "one|two|three"),
        ('-"one"\n-(two)', "&quot;one&quot;|(two)"),
        ("-       one\n-\ttwo", "one|two"),
        ("-\u00a0one\n-\u00a0two", "one|two"),
        ("*\u00a0one\n* two", "one|two"),
        ("·\tone\n·\ttwo", "one|two"),
        ("o\tone\no\ttwo", "one|two"),
        ("§ one\n§ two", "one|two"),
        ("・一\n・二", "一|二"),
    ],
)
def test_lines_with_signs_of_a_list_are_its_items(text: str, items: str) -> None:
    expected = "".join(f"<li>{item}</li>\n" for item in items.split("|"))
    assert html(text) == f"<ul>\n{expected}</ul>"


@pytest.mark.parametrize(
    "text", ["１．一\n２．二", "1）一\n2）二", "１、一\n２、二", "1.\u00a0一\n2. 二"]
)
def test_full_width_numbers_begin_items(text: str) -> None:
    assert html(text) == "<ol>\n<li>一</li>\n<li>二</li>\n</ol>"


@pytest.mark.parametrize(
    "text",
    [
        "Now:\n✅ one\n❌ two",
        "a) one\nb) two",
        "Now:\nA. one\nB. two",
        "(1) one\n(2) two",
        "（一）好\n（二）好",
        "➤ one\n➤ two",
        "1\ufe0f\u20e3 one\n2\ufe0f\u20e3 two",
        "🇩🇪 one\n🇫🇷 two",
        "Now:\n🎉 one",
        "i) one\nii) two",
        "-> one\n-> two",
        "-- one\n-- two",
        "» one\n» two",
        "[1] one\n[2] two",
        "#1 one\n#2 two",
        "1: one\n2: two",
        "Please:\n2. one\n3. two",
    ],
)
def test_lines_that_begin_with_marks_that_say_something_stay_lines(text: str) -> None:
    assert html(text) == f"<p>{escape(text, quote=False)}</p>".replace("\n", "<br>\n")


def test_five_blanks_after_a_number_make_no_code() -> None:
    assert html("1.     one\n2. two") == "<ol>\n<li>one</li>\n<li>two</li>\n</ol>"


@pytest.mark.parametrize(
    "text",
    [
        "-5 °C\n-7 °C",
        "– Signed by the team",
        "– one\nand so on",
        "-one",
        "-v\n-f",
        "*Only in Europe",
        "–––\n–––",
        "\u22125 °C\n\u22127 °C",
        "§ 5 of it\n§ 6 of it",
        "o one\no two",
        "→ one",
        "So said\nJ. Smith of it",
        "It is\n» one « of\nthem",
        "At noon\n#4 failed",
        "It grew\n(by 3) to\n(a 4) then",
        "One – two\n– three",
    ],
)
def test_lines_without_a_list_stay_as_they_are(text: str) -> None:
    assert html(text) == f"<p>{text}</p>"


@pytest.mark.parametrize("text", ["```\n• one\n-two\n-three\n```", "```\n– one\n– two\n```"])
def test_code_keeps_its_signs(text: str) -> None:
    code = text.removeprefix("```\n").removesuffix("```")
    assert html(text) == f'<pre tabindex="0"><code>{code}</code></pre>'


def test_a_place_in_a_mended_list_is_that_of_the_file() -> None:
    text = "-one [a](a.md)\n-       two [b](b.md)\n–[c](c.md)\n\nSo:\n✅ x\n❌ [d](d.md)"
    prose = parse_markdown(text, lambda offset: Place("text", 1, offset), Findings())
    assert [text[link.place.column :][:4] for link in prose.parts if isinstance(link, Link)] == [
        "a.md",
        "b.md",
        "c.md",
        "d.md",
    ]


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
        "We edit at 16:50: a number.",
        "We look.\n\n16:40 was too late.",
        "We look.\n\n**16:40 to 17:10**",
        "Nächste Meldung folgt. Um 17:10 Uhr endet die Schicht.",
        "La prochaine mise à jour viendra dès que possible.",
        "| Next update | Components |\n| --- | --- |\n| none | web |",
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
        "It was 10:30:15, then a:b:c, std::x, ::1 and (10:00).",
        "`:warning:` and \\:warning: and `{code}` and \\{code} and `<!channel>`",
        "```\nh3. Title\n{code}\n== a ==\n<@U123>\n```",
        "Versions {a, b}, 2 == 2, it's ''quoted'' and a! b!",
        "See [1] (#4711), [a] (b) and https://a.example/?a[id]=1 and https://a.example/x[1].",
        "See [it][note] and [note].\n\n[note]: https://a.example/",
        "```python\nx\n```",
        "> 3 orders failed, you say.\n> We look.",
        "> 16:40 it failed.\n\n- 5 orders\n- 5 €\n\n+ one\n\n### 1 cause\n\n# 1. Cause",
        "\\> 50 % and \\- 5 €\n\\+ 49 30 1234\n\\# 1 cause",
        "C++ and G++, ~15:30 to ~17:00, 5%% of x, ~/a and ~/b",
        "`\\\\server\\share` and `C:\\Users\\_a`, C:\\Users\\me and \\\\*",
        "AT&T, R&amp;D and &ampere, https://a.example/?a=1&lt=2",
        "To: all who order\n\nSubject: orders",
        "– Original Message –",
        "`http://localhost/` and http://localhost.example/ and https://10.example/",
        "https://www.google.com/search?q=a and https://a.example/url?q=https://b.example",
        "An array[i] of [a] and [b](https://a.example/), it's [sic].",
        "[[1](https://a.example/)] and [[a]](https://a.example/) and `[[x]]`",
        "See [it][note] and [note][].\n\n[//]: # (a comment)\n\n[note]: https://a.example/",
        "HTTP/1.1, http/2.0 and the HYPERLINK function",
        "`code` and ``a ` b`` and \\`",
        "Press <F5>, order <number> or <your name>, 3 < 4",
        "« CAFÉ\u00a0» is „das Ä“ or É\u00a0!, Â, Ã and â, 20\u00a0€",
        "a=B2=C3 and =20 and x=E2",
        "Wegen einer Störung bei unserem neuen\nDienstleister sind heute Zahlungen der\nKunden",
        "> 50 % failed, you say.\n> We look.",
        "- 5 €\n- 6 €",
        "C++17 and C++.",
        "[[1]] says so",
        "Die Störung bei unserem\nDienstleister ist behoben.\nWir beobachten.",
        "We are sorry.\nWe look into it.\nMore at noon.",
        "支付失败\n请稍候\n谢谢",
        "North \\\nSouth\\\nWest",
        "One\ttwo",
        "`web = operational`",
        "We keep web: operational is what we want.",
        "Our web shop is operational.",
        "Not: operational",
        "Status: operational",
        "See https://a.example/[b](https://b.example/).",
        "- 2026-03-01 16:20 — Identified\n- 2026-03-01 16:40 — Resolved\n\nThat is all.",
        "So:\n\n1. 2026-03-01 16:20 — Identified\n\n2. 2026-03-01 16:40 — Resolved\n\nAll.",
        "Above it, write `a ## 2026-03-01 16:40 — Identified`.",
        "Number one ## 2026-03-01 is a day.",
        "16:20: we looked into it.\n\n2026-03-01 16:00: it began.",
        "Update 2: we look.\n\n2026-03-02 will be better.",
        "We posted an update at 16:05, and it will all be back soon, at 17:10 or so.",
        "We will provide a new card within 2 days, and more at 17:10.",
        "More information is at https://a.example/. We will share news by mail.",
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


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("Monitoring", "Components: web = operational\n\nOf it all:\n\n- web: operational"),
        ("Resolved", "\n- Web shop: operational"),
        ("Investigating", "Status: Identified\n\nAffected: Web shop"),
        ("Investigating", "Updated: the list of 2026-03-01 is complete."),
        ("Investigating", "Components of web = all of them."),
        ("Investigating", "\nStatus: web = major_outage"),
        ("Investigating", "Next update: 17:10\nWe are sorry."),
        ("Investigating", "Components: web = major_outage\nWe are sorry: it fails."),
        ("Investigating", "Edited: 2026-03-01 18:00 a number\nSix orders fail."),
        ("Investigating", "Edited: 2026-03-01 18:00 a number\n\nsix orders fail."),
    ],
)
def test_a_text_below_fields_gets_no_finding(state: str, text: str) -> None:
    site = "name: A\nurl: https://a.example/\ncomponents: [{id: web, name: Web shop}]\n"
    page = parse_page(Source("site.yaml", site), NOW.date(), Findings())
    assert page
    findings = Findings()
    source = Source("a.md", f"---\ntitle: T\n---\n\n## 2026-03-01 16:10 — {state}\n{text}\n")
    EntryParser(page, NOW).parse(source, Incident, findings)
    assert findings == []


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
    [
        "https://x.example/" + ")" * 200_000,
        "<a " * 50_000,
        "] " * 100_000,
        "x: [" + "[ # " * 9,
        "-a\n" * 5_000,
        "✅ a\n" * 5_000,
        "a) a\n" * 5_000,
        "A a\n" * 5_000,
        "A\ta\n" * 5_000,
        "`" * 90_000,
        "`a" * 45_000,
    ],
)
def test_a_long_text_of_signs_is_read_at_once(text: str) -> None:
    parse_markdown(text, lambda _: Place("text"), Findings())


@pytest.mark.parametrize(
    "text",
    [
        "us. ## " * 40_000,
        "us. ## 2026" + "2" * 90_000,
        " " * 90_000 + "##",
        "1. 2026-03-01 16:40 — Resolved\n\n" * 5_000,
        "Components: " + "web = " * 20_000,
        "Components: " + "=" * 90_000,
        "Next update: " + "components " * 9_000,
        "Status: " + "web -> " * 20_000,
        "## " + "2026-03-01 16:40 " * 17,
        "## 2026-03-01 16:40 " + "_" * 250,
        "Update 16:50" + " *" * 40_000,
        "We will post " * 20_000,
        "We’ll be back " * 20_000,
        "Nächste Meldung um " * 10_000,
        "Text.\n\nEDIT (" + " *" * 40_000,
        "Text.\n\n**16:40" + " " * 40_000,
        "Text.\n\n" + "| Next update " * 20_000,
        "## 2026-03-01 16:40 — Identified " + "{#" * 40_000 + "}",
    ],
)
def test_a_long_line_is_searched_for_headings_and_fields_at_once(text: str) -> None:
    page = parse_page(
        Source("site.yaml", "name: A\nurl: https://a.example/\n"), NOW.date(), Findings()
    )
    assert page
    source = Source("a.md", f"---\ntitle: T\n---\n\n## 2026-03-01 16:10 — Investigating\n{text}\n")
    EntryParser(page, NOW).parse(source, Incident, Findings())


def test_the_places_of_many_links_in_a_yaml_text_are_found_at_once() -> None:
    page = parse_page(
        Source("site.yaml", "name: A\nurl: https://a.example/\n"), NOW.date(), Findings()
    )
    assert page
    links = "".join(f"  [x](y.md) and [z](not:{number})\n" for number in range(4_000))
    body = "## 2026-03-01 16:10 — Investigating\n\nText.\n"
    source = Source("a.md", f"---\ntitle: T\naffected: |\n{links}---\n\n{body}")
    EntryParser(page, NOW).parse(source, Incident, findings := Findings())
    places = [error.place for error in findings.errors]
    assert places == [Place("a.md", number, 21) for number in range(4, 4_004)]


@pytest.mark.parametrize(
    "text",
    [
        "[a|https://" * 20_000,
        "== a" * 50_000,
        "== " + " " * 90_000,
        "https://a[" * 20_000,
        "(a)[https://" * 20_000,
        '"a":https://' * 20_000,
        "'''a" * 50_000,
        ":a" * 90_000,
        "{panel:" * 30_000,
        "[a] (" + "a." * 90_000,
        "++a" * 50_000,
        "++a" + " " * 90_000,
        "~a" * 90_000,
        "a: b\n" * 20_000,
        "&amp" * 50_000,
        "[[a" * 50_000,
        "[a]" * 50_000,
        "a:\\" * 50_000,
        "\\\\a" * 50_000,
        "Ã¶" * 90_000,
        "Ð\u00a1" * 90_000,
        "=E2" * 90_000,
        "http:/" * 50_000,
        "https://" + "a." * 90_000,
        "https://a," * 20_000,
        "https://www.google.com/url?" * 9_000,
        "https://www.google.com/url?" + "a&" * 90_000,
        "`a <https://" * 20_000,
        "-" * 90_000,
    ],
)
def test_a_long_text_is_searched_for_other_markup_at_once(text: str) -> None:
    finders = (find_other_markup, find_stray_markup, find_stray_links, find_garbled)
    assert len([found for find in finders for found in find(text)]) <= 20


@pytest.mark.parametrize(
    "stamp",
    [
        "2026-11-20T09:00-09:30",
        "2026-11-20t09:00-09:30",
        "2026-11-20 09:00 -09:30",
        "2026-11-20 09:00-0930",
        "2026-11-20 16:10-05:00",
        "2026-11-20 01:10+08:00",
        "2026-11-20 01:10+05:45",
        "2026-11-20 01:10Z",
    ],
)
def test_an_offset_that_can_be_no_range_gets_no_finding(stamp: str, tmp_path: Path) -> None:
    text = entry("T", update(stamp, "Identified", "Text."), started=stamp, impact="minor")
    site = load_site(HARBOUR.with_files({"incidents/t.md": text}).write(tmp_path), NOW)
    assert site.findings == ()


def test_an_offset_of_the_pages_own_zone_is_no_range(tmp_path: Path) -> None:
    text = entry("T", update("2026-11-01 01:30-04:00", "Identified", "Text."), impact="minor")
    small = HARBOUR.with_files({"incidents/t.md": text}).write(tmp_path)
    page = small / "content/site.yaml"
    page.write_text(page.read_text("utf-8").replace("Asia/Singapore", "America/New_York"), "utf-8")
    assert load_site(small, NOW).findings == ()


@pytest.mark.parametrize(
    ("starts", "ends", "updates"),
    [
        ("2026-11-05 22:00", "2026-11-26 02:00", []),
        ("2026-01-05 22:00", "2026-03-03 02:00", [("2026-03-03 02:00", "Completed")]),
        ("2026-11-05 22:00", "2026-11-06 02:00", [("2026-02-03 02:00", "Scheduled")]),
    ],
)
def test_a_maintenance_that_is_as_long_and_as_far_away_as_some_are_gets_no_finding(
    starts: str, ends: str, updates: list[tuple[str, str]], tmp_path: Path
) -> None:
    told = [update(stamp, state, "Text.") for stamp, state in updates]
    files = {"maintenance/2026-02-01-m.md": entry("M", *told, starts=starts, ends=ends)}
    site = load_site(HARBOUR.with_files(dict(files)).write(tmp_path), NOW)
    assert site.findings == ()


def test_maintenances_that_are_announced_at_once_are_no_copies(tmp_path: Path) -> None:
    announced = update("2026-11-01 09:00", "Scheduled", "The boats are painted.")
    files = {
        f"maintenance/{day}.md": entry(
            "Paint", announced, starts=f"2026-12-{day} 22:00", ends=f"2026-12-{day} 23:00"
        )
        for day in (10, 11)
    }
    assert load_site(HARBOUR.with_files(files).write(tmp_path), NOW).findings == ()


def test_an_edit_may_be_in_the_minute_of_its_update(tmp_path: Path) -> None:
    told = update("2026-11-20 09:00:24", "Resolved", "Fog.")
    head = "— Resolved\n"
    edited = told.replace(head, f"{head}Edited: 2026-11-20 09:00 corrected the pier\n", 1)
    site = load_site(
        HARBOUR.with_files({"incidents/fog.md": entry("Fog", edited)}).write(tmp_path), NOW
    )
    (fog,) = (record.entry for record in site.content.records if record.entry.id == "fog")
    assert fog.updates[0].edits[0].at == fog.updates[0].at


def test_an_anchor_at_the_end_of_a_heading_is_no_part_of_it(tmp_path: Path) -> None:
    told = update("2026-11-20 09:00", "Resolved", "Fog.").replace("Resolved", "Resolved {#over}")
    site = load_site(HARBOUR.with_files({"incidents/a.md": entry("T", told)}).write(tmp_path), NOW)
    assert site.findings == ()


@pytest.mark.parametrize(
    "more",
    [
        "name: The “Acme” shop\nurl: https://status.acme.test/",
        "name: Acme\nurl: https://acme.github.io/status/",
        "name: Acme\nurl: https://acme.test/index.html.d/",
        "name: Acme\nurl: https://a.test/\ncomponents:\n"
        "  - group: East\n    components: [{id: a, name: API, start: 2026-11-25}]\n"
        "  - group: West\n    components: [{id: b, name: API}]",
    ],
)
def test_a_page_that_is_right_gets_no_finding(more: str) -> None:
    findings = Findings()
    assert parse_page(
        Source("site.yaml", f"{more}\ntime_zone: Asia/Singapore\n"), NOW.date(), findings
    )
    assert findings == []
