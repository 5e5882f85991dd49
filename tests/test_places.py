"""What is found inside a text has the line and the column of the thing itself.

In each case a `▸` stands before what is pointed at; the file that is read has none.
"""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from small_site import NOW
from statusgen.model.entry import Entry, Incident, links
from statusgen.model.findings import Findings
from statusgen.model.page import Page
from statusgen.read.entries import EntryParser
from statusgen.read.source import Source

MARK = "▸"
PATH = "content/incidents/a.md"
PAGE = Page("P", "https://status.example/", "status.example", "UTC", "en")
UPDATE = "---\n\n## 2026-11-20 10:00 — Investigating\n\nIt fails.\n"

BODIES = {
    "in a paragraph": "See [this](▸a.md).",
    "on a later line, which is indented": "One\n   two [this](▸a.md) three",
    "twice the same": "[this](▸a.md) [this](▸a.md)",
    "where a longer address holds it": "[this](▸2/a.md), [that](▸a.md)",
    "where code holds the same": "`[this](a.md)` [this](▸a.md)",
    "behind letters of several bytes": "Größe 🚢 [this](▸a.md)",
    "below a line of no-break spaces": "> \u00a0\n> [this](▸a.md)\n> and [that](▸b.md)",
    "between angle brackets": "[this](<▸a b.md>)",
    "behind blanks, with a title": '[this](  ▸a.md "Title")',
    "on the line below its words": "[this](\n▸a.md)",
    "inside emphasis": "**Now _see [this](▸a.md)_**",
    "with brackets in its words": "[th[i]s](▸a.md)",
    "of a picture": "![a chart](▸a.png)",
    "of a picture in a link": "[![a chart](▸a.png)](▸b.md)",
    "by a reference": "See ▸[this][r] and ▸[r].\n\n[r]: a.md",
    "below a definition": "▸[r]: https://x.example/\nSee [this](▸a.md).",
    "in a quote": "> One\n> > two [this](▸a.md)\nthree [that](▸b.md)",
    "in a list": "- one\n  - [this](▸a.md)\n\n    more [that](▸b.md)\n1. [it](▸c.md)",
    "in a list that is indented by a tab": "-\tone\n\n\tmore [this](▸a.md)",
    "in a heading": "### See [this](▸a.md) ###",
    "in a heading that is underlined": "See [this](▸a.md)\n▸-----------------",
    "in a table": "| a | b |\n| - | - |\n| x | [this](▸a.md) |\n| [this](▸a.md) | [this](▸a.md) |",
    "in a table without outer signs": "[a](▸a.md) | b\n--- | ---\n \\| [b](▸b\\|.md) | c",
    "in a table in a quote": "> | > | [a](▸a.md) |\n> |---|---|\n> | a | [b](▸b.md) |",
    "where it has none": "[this](▸)",
    "with a scheme that is refused": "[a](▸ftp://a.example/) <▸ftp://b.example/>",
    "where it was meant as one": "See [this▸](a b.md) and `[x](y z)`, [that▸](c d.md).",
    "of a picture without words": "Here:\n▸![](▸a.png)",
    "of a picture that browsers do not show": "![a chart](▸▸a.heic)",
    "in too deep a quote": f"One\n\n▸{'>' * 101} two",
}
SCALARS = {
    "plain": "affected: See [this](▸a.md).",
    "plain, on several lines": "affected: See\n  [this](▸a.md)\n\n  and [that](▸b.md)",
    "plain, on the line below its key": "affected:\n  See [this](▸a.md)",
    "in single quotes": "affected: 'It''s [this](▸a.md), ''[that](▸b.md)'''",
    "in single quotes, on several lines": "affected: 'It''s\n\n  [this](▸a.md)'",
    "in double quotes": r'affected: "\"It\" \x41\u00e9\U0001F6A2\t\\ [this](▸a.md)"',
    "in double quotes, on several lines": 'affected: "One\\n\\\n   two\n   [this](▸a.md)"',
    "below line ends of another kind": r'affected: "One\r\rtwo\r\n[this](▸a.md)"',
    "as a block": "affected: |\n  One\n\n    [this](▸a.md)\n  [that](▸b.md)\n",
    "as a block with an indentation of its own": "affected: |2-\n  One [this](▸a.md)\n",
    "as a folded block": "affected: >\n  One\n  [this](▸a.md)\n\n  two\n   [that](▸b.md)\n",
    "as a folded block with a note": "affected: >-  # why\n\n  One [this](▸a.md)\n  # two\n",
    "behind letters of several bytes": "affected: 🚢 Größe [this](▸a.md)",
    "in braces": "make_good: [{offer: 'A [ride](▸a.md)', who: All}, {offer: '[b](▸b.md)'}]",
    "without a picture's words": "action: '▸![](▸a.png)'",
}


def read(text: str) -> tuple[Entry | None, Findings]:
    parser, findings = EntryParser(PAGE, NOW), Findings()
    return parser.parse(Source(PATH, text), Incident, findings), findings


def places(marked: str) -> None:
    """Read an entry, and compare all places of links and findings with the marks."""
    pieces, expected, text = marked.split(MARK), [], ""
    for piece in pieces[:-1]:
        text += piece
        expected.append(text)
    text += pieces[-1]
    entry, found = read(text)
    assert entry
    pointed = [finding.place for finding in found] + [link.place for link in links(entry)]
    assert sorted(pointed) == [Source(PATH, text).place(len(before)) for before in expected]


@pytest.mark.parametrize("name", BODIES)
def test_an_address_in_an_update_is_pointed_at(name: str) -> None:
    head = "---\ntitle: T\n---\n\n## 2026-11-20 10:00 — Investigating\nNext update: 11:00\n\n\n"
    places(f"{head}{BODIES[name]}\n")


@pytest.mark.parametrize("name", SCALARS)
def test_an_address_in_the_front_matter_is_pointed_at(name: str) -> None:
    places(f"---\ntitle: T\n{SCALARS[name]}\n{UPDATE}")


def test_an_address_in_the_summary_is_pointed_at() -> None:
    places(f"---\ntitle: T\n---\n\n  See [this](▸a.md).\n{UPDATE.removeprefix('---')}")


def test_what_an_alias_repeats_has_the_place_of_what_it_repeats() -> None:
    """The text stands where the anchor is; that a name for it would be lost is an error there."""
    text = f"---\ntitle: T\naffected: &a 'See [this](a.md)'\n{UPDATE}"
    _, found = read(text)
    assert [finding.code for finding in found] == ["lost-words"]


WORDS = st.text(alphabet="ab é🚢'\"\\\n\r\t#:-|>&![]", max_size=40)


@given(before=WORDS, after=WORDS, style=st.sampled_from(['"', "'", "|", ">", None]))
def test_whatever_stands_around_it_an_address_is_pointed_at(
    before: str, after: str, style: str | None
) -> None:
    """What PyYAML itself writes, folded at a narrow width, leads back to the same address."""
    text = f"x{before}\n\nx [this](zq.md) x\n\n{after}x"
    dumped = yaml.safe_dump({"affected": text}, default_style=style, width=20, allow_unicode=True)
    entry, _ = read(f"---\ntitle: T\n{dumped}{UPDATE}")
    assert entry
    (link,) = [link for link in links(entry) if link.href == "zq.md"]
    lines = dumped.split("\n")
    line = lines[link.place.line - 3]
    assert line[link.place.column - 1 :].startswith("zq.md")
