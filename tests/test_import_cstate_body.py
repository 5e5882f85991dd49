"""The body of a cState issue as updates: times, labels and texts as their authors wrote them."""

import re
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

LATER = (State.SCHEDULED, State.IN_PROGRESS, State.COMPLETED, State.CANCELLED)
"""States that an incident does not have, whose words stay in the text."""


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
    assert [(at, state) for at, state, _ in updates_of(entry)] == [
        ("", None),
        ("", State.RESOLVED),
    ]
    assert [text.split("\n")[0] for _, _, text in updates_of(entry)] == [
        "[Initial message]",
        "[Final message]",
    ]
    assert '{{< track "2026-07-16 18:05" >}}' in entry.updates[0].text


def test_a_last_message_without_a_time_closes_what_has_an_end(tmp_path: Path) -> None:
    entry = read_entry(tmp_path, "**Investigating** - We look.\n\n**Resolved** - Done.")
    assert updates_of(entry) == [
        ("", State.INVESTIGATING, "We look."),
        ("", State.RESOLVED, "Done."),
    ]
    assert (entry.over, entry.over_at) == (True, datetime(2026, 7, 16, 19, tzinfo=UTC))


def test_without_an_end_it_stays_a_word(tmp_path: Path) -> None:
    front = "title: Outage\ndate: 2026-07-16 18:05\nresolved: true"
    entry = read_entry(tmp_path, "**Investigating** - We look.\n\n**Resolved** - Done.", front)
    assert updates_of(entry)[1] == ("", None, "**Resolved** - Done.")


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


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Indagine", State.INVESTIGATING),
        ("Ursache gefunden", State.IDENTIFIED),
        ("Monitoraggio in corso", State.MONITORING),
        ("Résolu", State.RESOLVED),
        ("Geplant", State.SCHEDULED),
        ("In Bearbeitung", State.IN_PROGRESS),
        ("Abgeschlossen", State.COMPLETED),
        ("Cancelado", State.CANCELLED),
        ("Actualización", None),
    ],
)
def test_states_are_known_in_other_languages(
    tmp_path: Path, word: str, state: State | None
) -> None:
    body = f'*{word}* - Ecco.\\\n{{{{< track "2026-07-16 18:05" >}}}}'
    assert updates_of(read_entry(tmp_path, body)) == [
        ("07-16 18:05", state, f"*{word}* - Ecco." if state in LATER else "Ecco.")
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Friday 6 September 2024 at 07:00am UTC, the service will switch to a new system.",
        "Friday 6 September 2024 at 07:00am UTC Jenkins will be switched.",
        "**6 September 2024, 07:00 UTC**, the service will switch.",
        "18:30 we start.",
        "**Update:** 6 September 2024 at 07:00 UTC, we switch.",
        'It was down from {{< track "2026-07-16 18:05" >}} to {{< track "2026-07-16 18:30" >}}.',
        'It will end by {{< track "2026-07-16 18:30" >}}',
        'The outage {{< track "2026-07-16 18:05" >}} was short.',
    ],
)
def test_a_time_in_a_sentence_stays_there(tmp_path: Path, sentence: str) -> None:
    (update,) = read_entry(tmp_path, sentence).updates
    assert update.at is None
    assert re.sub(r'{{< track "(.*?)" >}}', r"\1", sentence).endswith(update.text)
    assert len(update.text) > len(sentence) - 40


@pytest.mark.parametrize("label", ["**Update**", "[Update]", "Update -"])
def test_updates_without_times_stand_above_the_first_report(tmp_path: Path, label: str) -> None:
    body = f"{label} We wait.\n\nWe see loss.\n\nWe look."
    front = "title: Outage\ndate: 2026-07-16 18:05\nresolved: false"
    first, second = read_entry(tmp_path / "a", body, front).updates
    assert (first.text, second.text) == ("We see loss.\n\nWe look.", "We wait.")
    more = read_entry(tmp_path / "b", f"{label} All is well.\n\n{body}", front).updates
    assert more[:2] == (first, second)
    assert more[2].text == "All is well."


def test_an_update_below_the_first_report_follows_it(tmp_path: Path) -> None:
    body = "We see loss.\n\n**Update** We wait.\n\nIt takes long."
    texts = [u.text for u in read_entry(tmp_path, body).updates]
    assert texts == ["We see loss.", "We wait.\n\nIt takes long."]


@pytest.mark.parametrize(
    ("end", "clock", "expected"),
    [
        ("2026-07-18 19:00", "18:30", ""),
        ("2026-07-16 19:00", "18:30", "07-16 18:30"),
        ("2026-07-16 19:00", "16:00", ""),
        ("2026-07-17 03:00", "02:00", "07-17 02:00"),
        ("2026-07-16 19:00", "17:50", "07-16 17:50"),
    ],
)
def test_a_time_of_day_has_a_day_only_where_that_is_certain(
    tmp_path: Path, end: str, clock: str, expected: str
) -> None:
    front = f"title: X\ndate: 2026-07-16 18:05\nresolved: true\nresolvedWhen: {end}"
    body = f"It goes on for long.\n\n**Update {clock}:** We begin."
    update = read_entry(tmp_path, body, front).updates[-1]
    assert (f"{update.at:%m-%d %H:%M}" if update.at else "") == expected
    assert update.text == ("We begin." if expected else f"**Update {clock}:** We begin.")


def test_a_day_that_its_year_does_not_have_is_no_traceback(tmp_path: Path) -> None:
    front = "title: X\ndate: 2022-02-28 18:05\nresolved: false"
    body = "18:10 - A\n\n29 February 18:30 - B"
    assert [u.at is None for u in read_entry(tmp_path, body, front).updates] == [False, True]


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
