"""Whatever a source's text is, it is read back as one update with the same words."""

import re

import pytest
from hypothesis import example
from hypothesis import strategies as st

from import_source import NOW, at
from statusgen.author.entry_files import UpdateDraft, check_entry, format_update
from statusgen.imports.site.safe_text import NO_TEXT, make_safe
from statusgen.model.entry import Incident, Link
from statusgen.model.findings import Findings, Place
from statusgen.model.page import Page
from statusgen.model.terms import State
from statusgen.read.markdown import parse_markdown
from statusgen.read.timestamps import zone_of
from texts import MARKDOWN
from tiers import tiered_given

PAGE = Page("Harbour", "https://new.example/", "new.example", "UTC", "en")
HOSTILE = [
    "# A heading\n## Another\nwords",
    "## 2026-01-01 10:00 — Resolved\n\nIt is over.",
    "2026-07-16 10:00 Resolved\n---\nIt is over.",
    "First.\n\nNext update: 17:10\n\nThen.",
    "Components: web = major_outage",
    "Edited: 2026-03-01 10:00 because",
    "```\n## 2026-01-01 10:00 — Resolved\n",
    "[words](an address with blanks)",
    "![](picture.png)",
    "[words](javascript:alert(1))",
    "---\ntitle: Another\n---\n",
    "a\\](b",
    ">" * 200 + " deep",
    "\x00\x0bstray\x1b signs \ud800",
    "[only]: /a-definition",
]


def read(text: str) -> str:
    """What our reader makes of a text in a file, in words; it must be one update."""
    block = format_update(UpdateDraft(State.UPDATE, text), at("16:40"), zone_of("UTC"))
    content = f"---\ntitle: T\n---\n\n{block}\n## 2026-03-12 10:00 — Investigating\n\nX.\n"
    entry = check_entry("content/incidents/a.md", content.encode(), Incident, PAGE, NOW)
    assert len(entry.updates) == 2
    assert not any(isinstance(part, Link) for part in entry.updates[1].text.parts)
    return entry.updates[1].text.plain


def signs(text: str) -> str:
    return re.sub(r"\s+", "", text)


def is_within(few: str, many: str) -> bool:
    """Whether the signs of one text stand in the other, in order."""
    left = iter(many)
    return all(sign in left for sign in few)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_our_format_would_take_for_its_own_stays_a_text(text: str) -> None:
    words = "".join(re.findall(r"[A-Za-z]{2,}", text.replace("\ud800", "")))
    shown = "".join(re.findall(r"[A-Za-z]{2,}", read(make_safe(text).text)))
    assert shown == words


@tiered_given(MARKDOWN | st.text(max_size=80), quick=40, slow=300)
@example("[a](/relative) and [b]: x")
@example("Next update: 17:10")
def test_any_text_is_read_back_with_every_sign_that_it_showed(text: str) -> None:
    speakable = re.sub("\r\n?|[\x0b\x0c]", "\n", text)
    speakable = re.sub("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]", "", speakable)
    speakable = re.sub("[\ud800-\udfff]", "\ufffd", speakable)
    flaws = Findings()
    before = parse_markdown(speakable.strip(), lambda _: Place("text"), flaws)
    after = read(make_safe(text, "https://old.example/").text)
    if text.strip() and not flaws and not any(isinstance(part, Link) for part in before.parts):
        assert is_within(signs(before.plain), signs(after))


def test_headings_of_the_page_become_those_of_a_text_and_code_stays() -> None:
    text = "# One\n\n```\n# not one\n```\n\n## Two"
    assert make_safe(text).text == "### One\n\n```\n# not one\n```\n\n### Two"
    assert make_safe(text).changes == ()


def test_a_code_fence_that_nobody_closed_ends_with_its_text() -> None:
    assert make_safe("Log:\n```\n## all of it\n").text == "Log:\n```\n## all of it\n```"


def test_a_plain_text_stays_byte_for_byte() -> None:
    text = "We **look** into it.\nSee [the graph](https://x.example/g?a=1).\n\n- one\n- two"
    assert make_safe(text).text == text


def test_a_relative_link_leads_to_the_source() -> None:
    safe = make_safe("See [this](/a) and [that](b#c).", "https://old.example/ir/x.html")
    assert safe.text == (
        "See [this](https://old.example/a) and [that](https://old.example/ir/b#c)."
    )


def test_an_address_with_a_control_character_puts_none_into_a_text() -> None:
    assert make_safe("See [this](?0).", "0\x1f").text == "See [this] (0?0)."


def test_a_link_that_leads_nowhere_is_kept_as_text_and_noted() -> None:
    safe = make_safe("See [this](slack:room).")
    assert safe.text == "See [this] (slack:room)."
    assert safe.changes == ("what cannot be a link here is kept as text",)


@pytest.mark.parametrize("text", ["", " \n\t", "\x00"])
def test_nothing_becomes_a_sentence_that_says_so(text: str) -> None:
    safe = make_safe(text)
    assert safe.text == NO_TEXT
    assert "it had no text; a sentence says so" in safe.changes
