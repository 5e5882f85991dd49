"""The rules that hold for every kind of source: order, instants, states, the end."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from import_source import NOW, at, incident, said
from statusgen.imports.history import Losses, SourceEntry, SourceError
from statusgen.imports.site.normalize import normalize_entry
from statusgen.imports.site.normalized import NormalizedEntry
from statusgen.model.entry import Incident, Maintenance
from statusgen.model.terms import Impact, State, Status

WINDOW: dict[str, Any] = {"kind": Maintenance, "starts": at("12:00"), "ends": at("14:00")}


def normalize(entry: SourceEntry) -> tuple[NormalizedEntry, list[str]]:
    losses = Losses()
    normalized = normalize_entry(entry, "", NOW, losses)
    assert normalized is not None
    return normalized, [loss.reason for loss in losses]


def course(entry: SourceEntry) -> list[tuple[str, State]]:
    """Each update's clock and state."""
    return [(f"{u.at:%H:%M}", u.state) for u in normalize(entry)[0].updates]


def test_updates_run_by_time_and_states_are_taken_as_they_are() -> None:
    entry = incident(said("11:00", state=State.RESOLVED), said("10:00", state=State.IDENTIFIED))
    assert course(entry) == [("10:00", State.IDENTIFIED), ("11:00", State.RESOLVED)]


def test_a_first_update_without_a_state_is_investigating_and_another_is_an_update() -> None:
    entry = incident(said("10:00"), said("11:00"), said("12:00", state=State.UPDATE))
    expected = [State.INVESTIGATING, State.UPDATE, State.UPDATE]
    assert [state for _, state in course(entry)] == expected


@pytest.mark.parametrize(
    ("clock", "state"), [("11:00", State.SCHEDULED), ("12:30", State.IN_PROGRESS)]
)
def test_a_maintenance_that_says_no_state_first_is_scheduled_until_it_begins(
    clock: str, state: State
) -> None:
    assert course(incident(said(clock), **WINDOW)) == [(clock, state)]


def test_a_state_of_the_other_kind_becomes_its_twin() -> None:
    done = said("13:00", state=State.RESOLVED)
    assert course(incident(said("11:00"), done, **WINDOW))[-1] == ("13:00", State.COMPLETED)
    done = said("13:00", state=State.COMPLETED)
    assert course(incident(said("11:00"), done))[-1] == ("13:00", State.RESOLVED)


def test_a_first_text_without_a_time_has_the_entrys_own() -> None:
    normalized, reasons = normalize(incident(said(None, "It broke."), said("11:00")))
    first = normalized.updates[0]
    assert (first.at, first.text) == (at("10:00"), "It broke.")
    assert reasons == ["the source records none; the entry's own is used"]


def test_a_later_text_without_a_time_keeps_its_place_and_says_so() -> None:
    entry = incident(said("10:00"), said("11:00"), said(None, "Nearly."), said("12:00"))
    normalized, reasons = normalize(entry)
    assert [(f"{u.at:%H:%M:%S}") for u in normalized.updates] == [
        "10:00:00",
        "11:00:00",
        "11:00:01",
        "12:00:00",
    ]
    assert normalized.updates[2].text == "*Time not recorded.*\n\nNearly."
    assert reasons[0] == "the source records none; its neighbour's is used, with a note"


def test_a_first_report_without_a_time_is_not_the_closing_one() -> None:
    entry = incident(said(None, "It broke."), said("09:00"), said("09:30"), over=True)
    updates = normalize(entry)[0].updates
    assert updates[0].text.endswith("It broke.")
    assert [u.state for u in updates][1:] == [State.UPDATE, State.RESOLVED]


def test_a_closing_text_without_a_time_stands_at_the_end_that_the_source_gives() -> None:
    entry = incident(
        said("10:00"), said("11:00"), said(None, "All well.", State.RESOLVED), over=True,
        over_at=at("11:30"),
    )  # fmt: skip
    last = normalize(entry)[0].updates[-1]
    assert (last.at, last.state, last.text) == (at("11:30"), State.RESOLVED, "All well.")


def test_what_the_source_does_not_show_as_open_is_closed_by_its_last_update() -> None:
    normalized, reasons = normalize(incident(said("10:00"), active=False))
    assert normalized.updates[-1].state is State.RESOLVED
    assert reasons == [
        "the source does not show it as open, and ends it without a time; its last update closes it"
    ]


@pytest.mark.parametrize("over_at", [at("10:00"), at("10:30")])
def test_an_end_before_an_update_that_goes_on_is_none(over_at: datetime) -> None:
    entry = incident(
        said("10:00"), said("11:00", state=State.INVESTIGATING), said("12:00"),
        over=True, over_at=over_at,
    )  # fmt: skip
    normalized, reasons = normalize(entry)
    assert normalized.restored is None
    assert normalized.updates[-1].state is State.RESOLVED
    assert any("that it goes on" in reason for reason in reasons)


def test_an_end_at_the_start_is_none_where_more_was_said() -> None:
    normalized, reasons = ended(at("10:00"), "10:00", "12:00")
    assert [u.state for u in normalized.updates] == [State.INVESTIGATING, State.RESOLVED]
    assert normalized.restored is None
    assert any("it is the start" in reason for reason in reasons)


def test_that_there_is_no_text_of_the_end_is_said_only_where_that_is_certain() -> None:
    timed, untimed = said("10:00"), said(None, "It was slow.")
    texts = [
        normalize(incident(update, over=True, over_at=at("11:00")))[0].updates[-1].text
        for update in (timed, untimed)
    ]
    assert ["no text" in text for text in texts] == [True, False]


def test_work_to_come_without_an_end_has_the_one_that_its_page_shows() -> None:
    starts = NOW + timedelta(days=9)
    facts: dict[str, Any] = {"kind": Maintenance, "at": starts, "starts": starts}
    entry = incident(said(None), usual_end=starts + timedelta(hours=1), **facts)
    normalized, reasons = normalize(entry)
    assert (normalized.starts, normalized.ends) == (starts, starts + timedelta(hours=1))
    assert any("it takes an hour" in reason for reason in reasons)


def test_an_incident_of_the_future_waits_and_its_time_is_named() -> None:
    losses = Losses()
    to_come = incident(said(None), at=NOW + timedelta(days=1))
    assert normalize_entry(to_come, "", NOW, losses) is None
    assert [loss.what for loss in losses] == ["an incident of 2026-11-22T14:00:00Z"]


def test_equal_instants_are_moved_on_by_a_second_each_and_noted() -> None:
    entry = incident(said("10:00", key="a"), said("10:00", key="b"), said("10:00", key="c"))
    normalized, reasons = normalize(entry)
    clocks = [f"{update.at:%H:%M:%S} {update.key}" for update in normalized.updates]
    assert clocks == ["10:00:00 a", "10:00:01 b", "10:00:02 c"]
    assert (
        reasons == ["another update of the entry has this time, and no two may have the same"] * 2
    )


def test_an_update_of_the_future_waits() -> None:
    late = said("11:00")._replace(at=NOW.replace(year=2027))
    normalized, reasons = normalize(incident(said("10:00"), late))
    assert len(normalized.updates) == 1
    assert reasons == ["it is dated in the future; import again then"]
    assert normalize_entry(incident(late), "", NOW, Losses()) is None


def test_what_is_planned_is_told_before_it_begins_also_without_a_time() -> None:
    starts = NOW.replace(year=2027)
    planned = incident(
        said(None, "We move."), at=starts, kind=Maintenance, starts=starts,
        ends=starts.replace(hour=20),
    )  # fmt: skip
    normalized, _ = normalize(planned)
    assert [(u.at, u.state) for u in normalized.updates] == [(NOW, State.SCHEDULED)]
    assert (normalized.starts, normalized.ends) == (starts, starts.replace(hour=20))


def test_an_end_that_is_still_to_come_closes_nothing_yet() -> None:
    normalized, reasons = normalize(
        incident(said("10:00"), over=True, over_at=NOW.replace(year=2027))
    )
    assert normalized.updates[-1].state is State.INVESTIGATING
    assert reasons == ["it is in the future; import again then"]


def test_an_incident_about_which_nothing_was_said_gets_a_sentence() -> None:
    normalized, reasons = normalize(incident())
    assert [u.text for u in normalized.updates] == ["*The source published no text here.*"]
    assert reasons == ["a sentence says so"]


def ended(over_at: datetime | None, *clocks: str, **more: Any) -> tuple[NormalizedEntry, list[str]]:
    return normalize(incident(*map(said, clocks), over=True, over_at=over_at, **more))


def test_an_update_at_the_minute_of_the_end_closes_it() -> None:
    normalized, _ = ended(at("11:00:40"), "10:00", "11:00:10", "12:00")
    assert [u.state for u in normalized.updates][1:] == [State.RESOLVED, State.UPDATE]
    assert normalized.restored is None


def test_else_the_first_update_after_the_end_closes_it_and_it_was_restored_before() -> None:
    normalized, _ = ended(at("11:00"), "10:00", "12:00", "13:00")
    assert [u.state for u in normalized.updates][1:] == [State.RESOLVED, State.UPDATE]
    assert normalized.restored == at("11:00")


def test_else_an_update_is_added_that_says_plainly_what_the_source_has() -> None:
    normalized, _ = ended(at("13:00"), "10:00", "12:00")
    added = normalized.updates[-1]
    assert (added.at, added.state) == (at("13:00"), State.RESOLVED)
    assert "The source marks this as over" in added.text


def test_without_a_time_of_the_end_the_last_update_closes_it() -> None:
    normalized, reasons = ended(None, "10:00", "12:00")
    assert normalized.updates[-1].state is State.RESOLVED
    assert reasons == ["the source calls it over without a time; its last update closes it"]


def test_an_end_before_the_start_stands_in_the_way_and_is_named() -> None:
    normalized, reasons = ended(at("09:00"), "10:00", "12:00")
    assert normalized.updates[-1].state is State.RESOLVED
    assert normalized.restored is None
    assert any("before the start (2026-03-12T10:00:00Z)" in reason for reason in reasons)


def test_a_state_after_the_end_that_is_no_end_is_overruled_and_noted() -> None:
    entry = incident(
        said("10:00"), said("12:00", state=State.MONITORING), over=True, over_at=at("11:00")
    )
    normalized, reasons = normalize(entry)
    assert [u.state for u in normalized.updates] == [State.INVESTIGATING, State.RESOLVED]
    assert normalized.restored == at("11:00")
    assert reasons == ["the source calls it over by then; it is written as Resolved"]


def test_what_the_source_closes_itself_keeps_when_it_was_restored() -> None:
    done = said("12:00", state=State.RESOLVED)
    normalized, _ = normalize(incident(said("10:00"), done, over=True, over_at=at("11:00")))
    assert normalized.restored == at("11:00")
    assert [u.state for u in normalized.updates] == [State.INVESTIGATING, State.RESOLVED]


def test_an_incident_that_was_opened_again_was_not_restored_before_that() -> None:
    entry = incident(
        said("10:00"), said("11:00", state=State.RESOLVED),
        said("12:00", state=State.INVESTIGATING), said("13:00", state=State.RESOLVED),
        over=True, over_at=at("10:30"),
    )  # fmt: skip
    normalized, reasons = normalize(entry)
    assert normalized.restored is None
    assert any("that it goes on" in reason for reason in reasons)


def test_what_is_not_over_stays_open() -> None:
    assert [state for _, state in course(incident(said("10:00")))] == [State.INVESTIGATING]


def test_a_maintenance_is_closed_by_its_clock_where_that_is_its_end() -> None:
    entry = incident(said("11:00"), over=True, over_at=at("14:00"), **WINDOW)
    assert course(entry) == [("11:00", State.SCHEDULED)]
    early = entry._replace(over_at=at("13:00"))
    assert course(early)[-1] == ("13:00", State.COMPLETED)


def test_a_word_after_the_end_of_planned_work_does_not_take_it_up_again() -> None:
    entry = incident(said("15:00"), over=True, over_at=at("14:00"), **WINDOW)
    assert course(entry) == [("15:00", State.UPDATE)]
    assert course(entry._replace(over=False, over_at=None)) == [("15:00", State.IN_PROGRESS)]


def test_planned_work_that_is_over_before_its_end_is_closed_by_its_last_word() -> None:
    to_come = WINDOW | {"ends": NOW + timedelta(days=1)}
    normalized, reasons = normalize(incident(said("11:00"), said("13:00"), over=True, **to_come))
    assert [update.state for update in normalized.updates] == [State.SCHEDULED, State.COMPLETED]
    assert reasons == ["the source calls it over without a time; its last update closes it"]


def test_a_cancelled_maintenance_says_so() -> None:
    assert course(incident(said("11:00"), cancelled=True, **WINDOW)) == [("11:00", State.CANCELLED)]
    assert course(incident(cancelled=True, **WINDOW)) == [("10:00", State.CANCELLED)]


def test_states_that_cannot_follow_are_updates_and_noted() -> None:
    entry = incident(
        said("12:30", state=State.IN_PROGRESS), said("12:40", state=State.SCHEDULED),
        said("13:00", state=State.COMPLETED), said("13:10", state=State.VERIFYING), **WINDOW,
    )  # fmt: skip
    normalized, reasons = normalize(entry)
    states = [u.state for u in normalized.updates]
    assert states == [State.IN_PROGRESS, State.UPDATE, State.COMPLETED, State.UPDATE]
    assert [reason.partition(";")[0] for reason in reasons] == [
        "the work had begun by then",
        "the work was over by then",
    ]


@pytest.mark.parametrize("ends", [None, at("12:00"), at("11:00")])
def test_a_maintenance_without_an_end_ends_with_its_last_word(ends: datetime | None) -> None:
    entry = incident(said("11:00"), said("13:00"), **(WINDOW | {"ends": ends}))
    normalized, reasons = normalize(entry)
    assert normalized.ends == at("13:00")
    assert len(reasons) == 1


def test_a_maintenance_with_no_end_at_all_is_an_incident_without_impact() -> None:
    normalized, reasons = normalize(incident(said("11:00"), **(WINDOW | {"ends": None})))
    assert (normalized.kind, normalized.source.impact) == (Incident, Impact.NONE)
    assert "written as an incident" in reasons[0]


def test_an_update_that_says_it_is_over_says_of_nothing_that_it_is_broken() -> None:
    statuses = (("w1", Status.MAJOR_OUTAGE), ("a1", Status.OPERATIONAL))
    done = said("12:00", state=State.RESOLVED, components=statuses)
    normalized, reasons = normalize(incident(said("10:00"), done))
    assert normalized.updates[-1].components == (("a1", Status.OPERATIONAL),)
    assert reasons == ["the update says that it is over"]


def test_a_start_after_the_first_update_does_not_count_and_is_noted() -> None:
    normalized, reasons = normalize(incident(said("10:00"), started=at("10:30")))
    assert normalized.started is None
    assert reasons == ["it is later than the first update, which counts"]
    assert normalize(incident(said("10:00"), started=at("09:30")))[0].started == at("09:30")


def test_a_time_that_no_calendar_has_costs_only_itself() -> None:
    wrong = datetime.fromisoformat("0001-01-01T00:00:00+00:00")
    normalized, _ = normalize(incident(said("10:00")._replace(at=wrong), started=wrong))
    assert normalized.updates[0].at == at("10:00")
    with pytest.raises(SourceError, match="cannot be right"):
        normalize(incident(said("10:00"), at=wrong))


def test_an_update_at_the_end_of_planned_work_completes_it() -> None:
    done = incident(said("12:00"), said("14:00"), over=True, over_at=at("14:00"), **WINDOW)
    assert course(done) == [("12:00", State.SCHEDULED), ("14:00", State.COMPLETED)]


def test_an_end_that_no_update_tells_is_named() -> None:
    _, reasons = normalize(incident(said("10:00"), over=True, over_at=at("11:00")))
    assert reasons == ["no update says so; one is added that does"]
