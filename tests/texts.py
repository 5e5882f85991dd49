"""Texts to try a parser and a page with: examples of CommonMark, injections, and mixtures."""

import json
import re
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

DATA = Path(__file__).resolve().parent / "data"


@cache
def commonmark() -> tuple[str, ...]:
    """The Markdown of every example in the CommonMark specification."""
    examples = json.loads((DATA / "commonmark-0.31.json").read_text("utf-8"))
    assert len(examples) > 600
    return tuple(example["markdown"] for example in examples)


@cache
def naughty() -> tuple[str, ...]:
    """The Big List of Naughty Strings, a quarter of it attempts at script injection."""
    return tuple(json.loads((DATA / "naughty-strings.json").read_text("ascii")))


INJECTIONS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]><script>",
    "</style><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)",
    "javascript&colon;alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg/>",
    "//evil.example/x.png",
    "/\\evil.example/x.png",
    "///evil.example/x.png",
    "https:evil.example/x.png",
    "http://evil.example/x.png",
    "{{ 7 * 7 }}{% raw %}",
    "${7*7}",
    "%00%0d%0a<",
    "&#0;&#12;&#x1f;&#xD800;&#xFFFE;&lt;&quot;&amp;amp;&nbsp;&ApplyFunction;",
)
ADDRESSES = ("history/", "/history/", "#a", "tickets.md", "chart.gif", "https://ok.example/", "")
PIECES = (
    *(
        "*",
        "**",
        "_",
        "`",
        "``",
        "~~",
        "~",
        "\\",
        "|",
        "!",
        "[",
        "](",
        "]",
        ")",
        "<",
        ">",
        '"',
        "'",
    ),
    *("\n", "\n\n", "  \n", "\t", "    ", "\n> ", "\n- ", "\n1. ", "\n10) ", "\n### ", "\n---\n"),
    *("\n===\n", "\n```\n", "\n~~~ html\n", "\n|a|b|\n|:-|-:|\n|", "\n[a]: ", "[a]", "&amp;"),
    *("&", "#", "##", "<!--", "-->", "<?", "?>", "<![CDATA[", "]]>", "<a href=", "word", "Wörter"),
    *("a", "1", "1.", "0", "é", "🚢", "\u200b", "\u202e", "\u00a0", "\u3000", "\u2028", "\x85"),
)
_WHERE = st.sampled_from((*INJECTIONS, *ADDRESSES)) | st.text(max_size=20)
LINKS = st.builds(
    "{}[{}]({}{})".format,
    st.sampled_from(("", "!")),
    st.sampled_from(("words", *INJECTIONS)) | st.text(max_size=8),
    _WHERE,
    st.sampled_from(("", ' "a title"', " '<b>'", ' "><script>"')),
)
AUTOLINKS = st.builds("<{}>".format, _WHERE)
_TRICKS = st.sampled_from((*INJECTIONS, *naughty(), *commonmark()))


def _joined(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(pieces, max_size=12).map("".join)


MARKDOWN = _joined(st.sampled_from(PIECES) | LINKS | AUTOLINKS | _TRICKS | st.text(max_size=10))
"""Text that is most likely to mean something in Markdown, or to slip through it."""

LINE = st.one_of(st.text(max_size=60), _TRICKS, _joined(st.sampled_from(PIECES)))
"""Text for where no Markdown is: a title, a name."""

_PLAIN_PIECES = (
    *("a", "Word", "words", " ", "  ", "\n", "\n\n", "\n \n", "\n\n\n", "1", "12.", "3)", ".", ","),
    *("1. ", "2. ", "-", "+", "=", ":", ";", "'", '"', "(", ")", "#", "%", "/", "@", "$", "^", "{"),
    *("\t", "&", "&amp;", "&copy;", "&#35;", "http://x.y/z", "a@b.cd", "www.x.y", "é", "—", "…"),
    *("---", "===", "***", "\u00a0", "\u2003", "\u3000", "\x0b", "\x85", "\u2028", "٣.", "１."),
)
PLAIN = _joined(st.sampled_from(_PLAIN_PIECES)) | st.text(max_size=40)
"""Text that is nearly, or really, nothing but words."""

_KEYS = [
    "title",
    "components",
    "affected",
    "action",
    "cause",
    "data_loss",
    "impact",
    "started",
    "restored",
    "make_good",
    "id",
    "aliases",
    "draft",
    "starts",
    "ends",
    "name",
    "url",
    "identity",
    "time_zone",
    "language",
    "theme",
    "links",
    "contact",
    "source",
    "history_days",
    "uptime_days",
    "feed_updates",
    "update_order",
    "promise_grace",
    "update_gap",
    "description",
]
_VALUES = (
    *("web", "[web]", "{web: major_outage}", "{web: x}", "none", "true", "no", "1", "-1", "99999"),
    *("2026-11-20 10:00", "2026-02-30", "0000-00-00 99:99", "2999-12-31 23:59+23:59", "9999-12-31"),
    *("[{offer: x, who: y, due: 2026-11-20, done: 0001-01-01}]", "[a, b]", "[[[]]]", "{a: {b: c}}"),
    *("https://x.example/", "https://[", "https://a\uff0fb/", "http://x:1e9/", "mailto:", "//x"),
    *("[{label: x, url: 'https://['}]", "{label: x, url: 'http://a\uff0fb'}", "https://[{path}"),
    *(
        "Asia/Singapore",
        "../../etc/passwd",
        "x" * 300,
        "en",
        "de-CH",
        "zh_Hant",
        "x-y",
        "tlh",
        "ar",
    ),
    *('"\\0"', '"\\uD800"', '"\\e"', "&a [*a]", "*b", "!!python/object:os.system x", "|\n  a\n  b"),
    *(
        "default",
        "{name: x}",
        "{accent: red}",
        "{logo: ../../x.svg}",
        "{meta: {a: b}}",
        "? x",
        "- x",
    ),
)
VALUE = st.sampled_from(_VALUES) | st.text(max_size=30) | LINE.map(json.dumps)
YAML = st.lists(st.tuples(st.sampled_from(_KEYS), VALUE), max_size=8).map(
    lambda rows: "".join(f"{key}: {value}\n" for key, value in rows)
)
"""Front matter, and what somebody may make of it."""

HEADING = st.builds(
    "\n## {}{}{}\n{}\n".format,
    st.sampled_from(
        ("2026-11-20 10:00", "2026-11-20T10:01:59Z", "2026-11-20", "9999-99-99 1:1", "x")
    ),
    st.sampled_from((" — ", " ", "", " | ", ":")),
    st.sampled_from(("Investigating", "resolved", "in PROGRESS", "Update", "Fixed", "")),
    st.sampled_from(
        (
            "",
            "Next update: 17:10\n",
            "Next update: in 9999 weeks\n",
            f"Next update: in {'9999 weeks ' * 60}\n",
            "Next update: 0:99\n",
            "Components: web = major_outage, app =\n",
            "Edited: 2026-11-20 11:00 because\n",
            "Edited: \u0663\n",
        )
    ),
)
BODY = st.lists(HEADING | MARKDOWN, max_size=8).map("".join)


def quoted(text: str) -> str:
    """A text as a scalar of YAML, without what the format refuses as a control character."""
    speakable = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "", text)
    raw = json.dumps(speakable, ensure_ascii=False)
    return re.sub("[\x80-\x9f\ufeff]", lambda found: f"\\u{ord(found[0]):04x}", raw)
