"""Times and labels in the texts of other pages: read as written, and never guessed."""

from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.imports.sources.labels import parse_label
from statusgen.imports.sources.written_times import find_time, parse_instant
from statusgen.model.terms import State

DAY = date(2026, 7, 16)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-07-16 18:39 UTC", "2026-07-16T18:39:00"),
        ("2024-10-08 06:34:00 UTC", "2024-10-08T06:34:00"),
        ("2019-05-10T08:17:31.000Z", "2019-05-10T08:17:31"),
        ("2017-09-21T14:12:10-06:00", "2017-09-21T20:12:10"),
        ("2023-07-12 9:00:00", "2023-07-12T09:00:00"),
        ("2026-07-16 18:39 BST", "2026-07-16T17:39:00"),
        ("2026-07-16 at 18:39 CEST", "2026-07-16T16:39:00"),
        ("16 July 2026, 18:39 GMT+2", "2026-07-16T16:39:00"),
        ("July 16th, 2026 6:39 PM PDT", "2026-07-17T01:39:00"),
        ("Thursday 16 July 2026 18:39", "2026-07-16T18:39:00"),
        ("18:39 UTC, 16 July 2026", "2026-07-16T18:39:00"),
        ("25/12/2020 10:00", "2020-12-25T10:00:00"),
        ("15:30 UTC", "2026-07-16T15:30:00"),
        ("28 Nov. 11am", "2026-11-28T11:00:00"),
        ("12am", "2026-07-16T00:00:00"),
        ("18h39", "2026-07-16T18:39:00"),
    ],
)
def test_a_time_is_read_in_the_forms_that_people_write(text: str, instant: str) -> None:
    found = find_time(text)
    assert found
    assert found[1] == len(text)
    assert found[0].on(DAY, UTC).replace(tzinfo=None).isoformat() == instant


@pytest.mark.parametrize(
    "text",
    ["10 users", "5 minutes", "3/4/2020 10:00", "25:00", "2026-02-30 10:00", "1.30", "1:5", ""],
)
def test_what_may_be_no_time_or_another_is_none(text: str) -> None:
    assert find_time(text) is None


@pytest.mark.parametrize("text", ["10:00 - 11:00 UTC", "2026-07-16 10:00-11:00", "9am to 5pm"])
def test_a_window_is_no_time_of_an_update(text: str) -> None:
    assert find_time(text) is None


@pytest.mark.parametrize("zone", ["IST", "CST", "PT"])
def test_an_abbreviation_of_several_zones_is_told_and_not_taken(zone: str) -> None:
    found = find_time(f"2026-07-16 18:39 {zone}")
    assert found
    assert (found[0].ambiguous, found[0].zone) == (zone, None)


def test_a_word_in_capitals_behind_a_time_is_a_word() -> None:
    found = find_time("15:04 API is down")
    assert found
    assert found[1] == len("15:04")


def test_a_date_alone_is_its_first_minute() -> None:
    assert parse_instant("2018-11-23", UTC).isoformat() == "2018-11-23T00:00:00+00:00"
    with pytest.raises(ValueError, match="is not a time that can be read"):
        parse_instant("2021-05-03T011:00:00-00:00", UTC)


@pytest.mark.parametrize(
    ("line", "state", "text"),
    [
        ("**Resolved**", State.RESOLVED, ""),
        ("*Resolved*: thanks!", State.RESOLVED, "thanks!"),
        ("_Investigating_ - We look.", State.INVESTIGATING, "We look."),
        ("*Investigating:* We look.", State.INVESTIGATING, "We look."),
        ("Monitoring - It holds.", State.MONITORING, "It holds."),
        ("### 10:15 - Identified", State.IDENTIFIED, ""),
        ("**2024-01-02 10:00 UTC** - *Identified* - the cause", State.IDENTIFIED, "the cause"),
        ("***Complete*** all", State.COMPLETED, "***Complete*** all"),
        ("*Update* - **Still** slow", None, "**Still** slow"),
        ("Update 14:30 UTC: Still slow", None, "Still slow"),
        ("Update on 10:15:00: back", None, "back"),
        ("[Initial message]", None, "[Initial message]"),
        ("**Update: we fixed** this", None, "**we fixed** this"),
        ("#### UPDATE: over ####", None, "#### over"),
        ("**Final update 14:30 UTC**: done", None, "**Final update**: done"),
    ],
)
def test_a_label_stands_apart_from_its_text(line: str, state: State | None, text: str) -> None:
    head = parse_label(line)
    assert head
    assert (head.state, head.text) == (state, text)


@pytest.mark.parametrize(
    "line",
    [
        "Resolved the issue",
        "Monitoring checks reported the problem",
        "Fixed-price offers",
        "Updates are coming",
        "At 14:20 UTC we saw errors",
        "**Planned maintenance is complete**. There may be issues.",
        "[x] done",
    ],
)
def test_a_sentence_is_no_label(line: str) -> None:
    assert parse_label(line) is None


@given(st.text(alphabet="*_[]()#:- \\`Update 0123456789:resolved~|>", max_size=40))
def test_no_line_is_too_strange_to_be_looked_at(line: str) -> None:
    parse_label(line)
    find_time(line)
