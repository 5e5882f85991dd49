"""The body of a cState issue as updates: times, labels and texts as their authors wrote them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstate_pages import CONFIG, FRONT, read, read_entry, updates_of
from statusgen.imports.cstate.body import IssueBody, parse_body
from statusgen.imports.history import Losses
from statusgen.model.entry import Incident
from statusgen.model.terms import State


def test_the_theme_s_own_mark_times_the_update_that_it_ends(tmp_path: Path) -> None:
    body = """
**Resolved**:
It works.
{{< track "2026-07-16 19:00:00" >}}

**Failed over**
Second try.

**Investigating**: We look,
and tell. {{% track '2026-07-16 18:05' %}}
"""
    assert updates_of(read_entry(tmp_path, body)) == [
        ("07-16 18:05", State.INVESTIGATING, "We look,\nand tell."),
        ("", None, "**Failed over**\nSecond try."),
        ("07-16 19:00", State.RESOLVED, "It works."),
    ]


def test_a_mark_at_the_start_of_an_update_times_what_follows(tmp_path: Path) -> None:
    body = """
***Starting*** {{< track "2026-07-16T18:09:57+00:00" >}} We found it

and go on.

***Complete*** {{< track "2026-07-16T19:00:00+00:00" >}} All done.
"""
    assert updates_of(read_entry(tmp_path, body)) == [
        ("07-16 18:09", None, "***Starting*** We found it\n\nand go on."),
        ("07-16 19:00", State.COMPLETED, "***Complete*** All done."),
    ]


def test_blocks_between_rules_begin_with_their_times(tmp_path: Path) -> None:
    body = """
---

00:10 UTC

Over.

---\x20

2026-07-16 23:50 UTC

We have a fix.

***
We look.

---
"""
    assert updates_of(read_entry(tmp_path, body)) == [
        ("", None, "We look."),
        ("07-16 23:50", None, "We have a fix."),
        ("07-17 00:10", None, "Over."),
    ]


def test_times_of_day_go_backwards_from_a_date_too(tmp_path: Path) -> None:
    body = "23:50\n\nFirst\n\n00:10\n\nSecond\n\n2026-07-17 00:30\n\nThird"
    assert updates_of(read_entry(tmp_path, body)) == [
        ("07-16 23:50", None, "First"),
        ("07-17 00:10", None, "Second"),
        ("07-17 00:30", None, "Third"),
    ]


def test_labels_without_times_part_a_text_and_give_it_no_time(tmp_path: Path) -> None:
    body = """
[Final message]
Done.

[Initial message]
We start at 18:30 UTC.

```
[Update]
---
{{< track "2026-07-16 18:05" >}}
```
"""
    entry = read_entry(tmp_path, body)
    assert [(at, state) for at, state, _ in updates_of(entry)] == [("", None), ("", None)]
    assert [text.split("\n")[0] for _, _, text in updates_of(entry)] == [
        "[Initial message]",
        "[Final message]",
    ]
    assert '{{< track "2026-07-16 18:05" >}}' in entry.updates[0].text


def test_an_end_without_a_time_stays_a_word(tmp_path: Path) -> None:
    entry = read_entry(tmp_path, "**Investigating** - We look.\n\n**Resolved** - Done.")
    assert updates_of(entry) == [
        ("", State.INVESTIGATING, "We look."),
        ("", None, "**Resolved** - Done."),
    ]
    assert (entry.over, entry.over_at) == (True, datetime(2026, 7, 16, 19, tzinfo=UTC))


def test_a_time_in_a_sentence_or_an_account_parts_nothing(tmp_path: Path) -> None:
    body = """
## What happened

At 18:20 UTC it broke.

05:15: The systems were updated

- 06:30: Errors were found

---

A rule parts nothing by itself.
"""
    assert [at for at, _, _ in updates_of(read_entry(tmp_path, body))] == [""]


@pytest.mark.parametrize(
    "body",
    [
        "- 18:05: First\n- 18:30: Second",
        "18:05 UTC - First\n\n18:30 UTC - Second",
        "### 18:05\nFirst\n\n### 18:30\nSecond",
        "**2026-07-16 18:30 UTC**\n\nSecond\n\n**2026-07-16 18:05 UTC**\n\nFirst",
        "[18:05] First\n\n[18:30] Second",
    ],
)
def test_a_body_that_begins_with_a_time_is_parted_by_times(tmp_path: Path, body: str) -> None:
    assert updates_of(read_entry(tmp_path, body)) == [
        ("07-16 18:05", None, "First"),
        ("07-16 18:30", None, "Second"),
    ]


def test_an_update_that_is_appended_has_its_time_and_the_text_before_it_none(
    tmp_path: Path,
) -> None:
    body = "It is down.\n\nUpdate on 18:30:00: It is slow.\n\nUpdate: It works."
    assert updates_of(read_entry(tmp_path, body)) == [
        ("", None, "It is down."),
        ("07-16 18:30", None, "It is slow."),
        ("", None, "It works."),
    ]


def test_words_of_other_languages_are_states_where_they_are_known(tmp_path: Path) -> None:
    body = """
*Risolto* - Fatto. {{< track "2026-07-16 19:00" >}}

*Indagine* - Vediamo.\\
{{< track "2026-07-16 18:05" >}}
"""
    assert updates_of(read_entry(tmp_path, body)) == [
        ("07-16 18:05", None, "*Indagine* - Vediamo."),
        ("07-16 19:00", State.RESOLVED, "*Risolto* - Fatto."),
    ]


def test_a_time_zone_that_is_several_gives_no_time_and_is_named(tmp_path: Path) -> None:
    issue = f"---\n{FRONT}\n---\n2026-07-16 18:05 IST\n\nWe look."
    history = read(tmp_path, {"config.yml": CONFIG, "content/issues/a.md": issue})
    assert updates_of(history.entries[0]) == [("", None, "2026-07-16 18:05 IST\n\nWe look.")]
    assert any("IST" in loss.reason and loss.place.endswith("a.md:7") for loss in history.losses)


def test_a_line_of_rewritten_html_is_not_guessed(tmp_path: Path) -> None:
    body = '<p>One</p><p>Two</p>\n<p>[Update] Three {{< track "never" >}}</p>'
    issue = f"---\n{FRONT}\n---\n{body}"
    history = read(tmp_path, {"config.yml": CONFIG, "content/issues/a.md": issue})
    places = [loss.place for loss in history.losses if loss.what == "the time “never”"]
    assert places == ["content/issues/a.md"]


def test_links_that_a_body_defines_once_work_in_each_update(tmp_path: Path) -> None:
    body = "18:05\n\nSee [here][a].\n\n18:30\n\nAnd [A].\n\n18:40\n\nNone.\n\n[a]: https://a.example/\n"
    assert [text for _, _, text in updates_of(read_entry(tmp_path, body))] == [
        "See [here][a].\n\n[a]: https://a.example/",
        "And [A].\n\n[a]: https://a.example/",
        "None.",
    ]


def test_html_becomes_markdown_and_what_was_hidden_is_named(tmp_path: Path) -> None:
    body = """<!-- [Resolved] -->
18:05

One<br>**two** <a href="/x">x</a>{{< figure src="/i.png" alt="a chart" >}}

{{< other "a" >}}
"""
    issue = f"---\n{FRONT}\n---\n{body}"
    history = read(tmp_path, {"config.yml": CONFIG, "content/issues/a.md": issue})
    (update,) = history.entries[0].updates
    assert "**two** [x](https://status.us.example/x)" in update.text
    assert "[a chart]" in update.text
    assert '{{< other "a" >}}' in update.text
    assert {"[Resolved]", '{{< other "a" >}}'} <= {loss.what for loss in history.losses}


def test_an_html_page_is_read_like_the_others(tmp_path: Path) -> None:
    body = """
<p><b>Resolved</b> - Done. {{< track "2026-07-16 19:00" >}}</p>
<p><b>Investigating</b> - Down. {{< track "2026-07-16 18:05" >}}</p>
"""
    files = {"config.yml": CONFIG, "content/issues/a.html": f"---\n{FRONT}\n---\n{body}"}
    assert updates_of(read(tmp_path, files).entries[0]) == [
        ("07-16 18:05", State.INVESTIGATING, "Down."),
        ("07-16 19:00", State.RESOLVED, "Done."),
    ]


def test_a_picture_of_the_theme_s_is_a_picture(tmp_path: Path) -> None:
    body = '{{< figure src="/i.png" alt="a chart" caption="Errors by hour" >}}'
    assert updates_of(read_entry(tmp_path, body)) == [
        ("", None, "![a chart](</i.png>)\n\nErrors by hour")
    ]


def test_a_definition_in_code_is_code(tmp_path: Path) -> None:
    body = "18:05\n\n```\n[a]: https://a.example/\n```\n\n18:30\n\nSee [a]."
    assert [text for _, _, text in updates_of(read_entry(tmp_path, body))] == [
        "```\n[a]: https://a.example/\n```",
        "See [a].",
    ]


MARKS = st.sampled_from(
    [
        *("---", "***", "\n", "", "15:30 UTC", "2026-07-16 18:39", "18:39 IST", "### 10:15"),
        *("**Resolved**: ", "[Initial message]", "- ", "* ", "> ", "*Risolto* - ", "Update 14:30 "),
        *('{{< track "2026-07-16 19:00" >}}', "{{< track '10:00' >}}", '{{< track "never" >}}'),
        *("```\n", "    ", "`", "<br>", "{{< button >}}", "<div>", "[a]: https://a.example/", "# "),
    ]
)


@given(st.lists(st.tuples(MARKS, st.sampled_from([" ", "\n", "\n\n"])), max_size=20))
def test_no_word_is_lost_or_said_twice(marks: list[tuple[str, str]]) -> None:
    pieces = [f"{mark} word{n}x{blank}" for n, (mark, blank) in enumerate(marks)]
    at = datetime(2026, 7, 16, 18, 5, tzinfo=UTC)
    body = IssueBody("".join(pieces), "one.md", 1, at, UTC, Incident)
    updates = parse_body(body, Losses())
    texts = " ".join(update.text for update in updates)
    words = [f"word{n}x" for n in range(len(marks)) if not pieces[n].startswith("[a]:")]
    assert [word for word in words if texts.count(word) != 1] == []
    assert len({update.key for update in updates}) == len(updates)
