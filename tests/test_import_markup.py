"""HTML of other pages becomes Markdown that shows the same words and reads as if written so."""

from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import strategies as st

from api_documents import real_answers
from statusgen.imports.history import Losses
from statusgen.imports.sources.markup import convert_html, is_html, note_unseen_elements
from statusgen.model.findings import Findings, Place
from statusgen.read.markdown import parse_markdown
from tiers import tiered_given


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d",
        "if a <b and c> d",
        "Write to <email@x.example>.",
        "See <https://status.example/>.",
        "We <3 you",
        "Use `<br>` here, or\n```\n<p>this</p>\n```",
        "Insert <code> here",
        "**Bold** &amp; plain",
        "",
    ],
)
def test_words_and_markdown_are_no_html(text: str) -> None:
    assert not is_html(text)


@pytest.mark.parametrize(
    "text",
    ["<p>One", "One<br>two", "One<br />two", "A <a href='/x'>link</a>.", "<UL><LI>One</UL>"],
)
def test_html_is_known_by_its_elements(text: str) -> None:
    assert is_html(text)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.<br />Two.<br /><br />Three.", "One.\\\nTwo.\n\nThree."),
        ("<p>One.</p>\n\n<p>Two.</p><br><br><ul><li>a</li></ul>", "One.\n\nTwo.\n\n- a"),
        ("One.\n\nTwo <b>now</b>.", "One.\n\nTwo **now**."),
        ("<b>Note:</b>now", "**Note**:now"),
        ("<strong>Title<br></strong>Words<br>", "**Title**\\\nWords"),
        ("<b>a</b><b>b</b>", "**ab**"),
        ("<ul><li>One<ul><li>In</li></ul></li><li>Two</li></ul>", "- One\n  - In\n- Two"),
        ("<ol><li>One</li><li>Two</li></ol>End", "1. One\n2. Two\n\nEnd"),
        ("<h1>Cause</h1>It broke.", "### Cause\n\nIt broke."),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("Run <code>a`b</code>", "Run `` a`b ``"),
        ("<a href='https://x.example/a_b'>here</a>", "[here](https://x.example/a_b)"),
        ("<a href='https://x.example/'>https://x.example/</a>", "<https://x.example/>"),
        ("<a href='/faq'>FAQ</a>", "FAQ (/faq)"),
        ("<a href='javascript:x()'>Go</a>", "Go"),
        (
            "<img src='https://x.example/i.png' alt='A chart'>",
            "![A chart](https://x.example/i.png)",
        ),
        ("<img src='data:image/png;base64,x' alt='A chart'> it is", "A chart it is"),
        ("<iframe src='https://x.example/'></iframe>", "<https://x.example/>"),
        ("<p>Ben &amp; Co &mdash; 5 &lt; 6</p>", "Ben & Co — 5 < 6"),
        ("<p>&lt;b&gt; *x* 5 * 3 a_b</p>", "\\<b> \\*x\\* 5 * 3 a_b"),
        ("<p># 1</p><p>- a</p><p>1. b</p>", "\\# 1\n\n\\- a\n\n1\\. b"),
        ("<blink>Unknown</blink> <font color=red>tags</font>", "Unknown tags"),
        ("<p>Seen<script>x()</script><style>p {}</style><!-- no --></p>", "Seen"),
        ("<dl><dt>Term</dt><dd>Words</dd></dl>", "Term\n\nWords"),
        ("<p>It said <q>no</q>.</p>", 'It said "no".'),
        ("<p>a</p><hr><p>b</p>", "a\n\n***\n\nb"),
        (
            "<table><tr><th>A</th><th>B</th></tr><tr><td>1|2</td><td>3</td></tr></table>",
            "| A | B |\n| --- | --- |\n| 1\\|2 | 3 |",
        ),
    ],
)
def test_html_reads_as_a_person_would_write_it(html: str, markdown: str) -> None:
    assert convert_html(html) == markdown


def test_a_relative_link_leads_to_the_page_that_it_comes_from() -> None:
    found = convert_html("<a href='/faq'>FAQ</a>", "https://status.example/incidents/1")
    assert found == "[FAQ](https://status.example/faq)"


def unseen(text: str) -> list[str]:
    losses = Losses()
    note_unseen_elements(text, "a place", losses)
    return [loss.what for loss in losses]


def test_what_shows_nothing_is_named() -> None:
    text = "<p>Seen<script>x()</script><script>y()</script><style>p {}</style></p>"
    assert unseen(text) == ["<script>", "<style>"]
    assert unseen("<p>Seen</p>") == []


@pytest.mark.parametrize("name", ["div", "blockquote", "ul", "b", "span"])
def test_what_is_nested_too_deep_keeps_its_words(name: str) -> None:
    assert convert_html(f"<{name}>" * 3000 + "deep" + f"</{name}>" * 3000) == "deep"


class Words(HTMLParser):
    """What an HTML text shows, blanks aside, by a parser that the code under test does not use."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[str] = []
        self._hidden = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("script", "style")
        self._found += [value or "" for name, value in attrs if (tag, name) == ("img", "alt")]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._found.append(data)

    @property
    def words(self) -> str:
        return "".join("".join(self._found).split())


def shown(markdown: str) -> str:
    """What our page shows of Markdown; what our checks would refuse is the test's failure."""
    problems = Findings()
    prose = parse_markdown(markdown, lambda _: Place(""), problems)
    assert problems == []
    html = "".join(map(str, prose.parts))
    return Words(html).words


TEXT = st.text(st.sampled_from("ab 1.#-+*_`~|<>&[]()!\\=:'\"\n…ä"), max_size=12).map(escape)
LINKS = st.sampled_from(
    ["https://x.example/a_(b)", "mailto:a@x.example", "https://x.example/?a=b c"]
)


def element(names: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(names)


def wrap(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(children, max_size=3).map("".join)
    names = ["p", "b", "i", "em", "strong", "code", "pre", "div", "blockquote", "h2", "span", "s"]
    return st.one_of(
        st.builds(lambda name, inner: f"<{name}>{inner}</{name}>", element(names), body),
        st.builds(lambda inner: f"<ul><li>{inner}</li><li>x</li></ul>", body),
        st.builds(lambda inner: f"<ol><li>{inner}</li></ol>", body),
        st.builds(lambda inner: f"<table><tr><td>{inner}</td><td>y</td></tr></table>", body),
        st.builds(lambda href, inner: f'<a href="{href}">{inner}</a>', LINKS, body),
        st.builds(lambda text: f'<img src="https://x.example/i.png" alt="a{text}">', TEXT),
        st.builds(lambda inner: f"{inner}<br>{inner}", body),
        st.builds(lambda inner: f"{inner}<script>no()</script>", body),
    )


@tiered_given(
    st.lists(st.recursive(TEXT, wrap, max_leaves=8), min_size=1, max_size=4).map("".join),
    quick=60,
    slow=400,
)
def test_no_visible_character_is_lost_or_added(html: str) -> None:
    expected = Words(html).words
    assert shown(convert_html(html)) == expected


def test_the_bodies_of_real_answers_show_the_same_words() -> None:
    bodies = [
        update["body"]
        for answer in real_answers()
        for update in answer["incident"]["incident_updates"]
    ]
    marked = [body for body in bodies if is_html(body)]
    assert len(marked) > 100
    for body in marked:
        assert shown(convert_html(body)) == Words(body).words


def test_a_declaration_that_the_parser_refuses_is_text() -> None:
    assert convert_html("<p>Before</p><![x[ after") == "Before\n\n\\<![x[ after"
    assert unseen("<![x[<script></script>") == ["<script>"]
