"""A page that speaks Statuspage's API is read whole, from its address or from saved answers."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from api_documents import real_answers
from misbehaving import Asked, Behaviour, answer, serve_behaviours
from statusgen.imports.history import (
    Counts,
    History,
    Loss,
    SourceComponent,
    SourceEntry,
    SourceError,
)
from statusgen.imports.sources.fetch import FetchLimits
from statusgen.imports.statuspage.reader import base_address, read_statuspage
from statusgen.model.entry import Incident, Maintenance
from statusgen.model.terms import Impact, State, Status
from web import serve

PAGE = {
    "id": "page1",
    "name": "Harbour",
    "url": "https://status.harbour.example",
    "time_zone": "Asia/Tokyo",
}
QUICK = FetchLimits(sleep=lambda _: None, silence=0.3, tries=1)
Answers = dict[str, Any]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-01T{text}:00+00:00").astimezone(UTC)


def update(id: str, clock: str, status: str, body: str = "Words.", **more: Any) -> dict[str, Any]:
    stamp = f"2026-03-01T{clock}:00.500Z"
    times = {"created_at": stamp, "updated_at": stamp, "display_at": stamp}
    return {"id": id, "status": status, "body": body, **times, **more}


def touches(code: str, before: str, after: str, name: str = "Web") -> list[dict[str, str]]:
    return [{"code": code, "name": name, "old_status": before, "new_status": after}]


def incident(id: str = "inc1", *updates: dict[str, Any], **more: Any) -> dict[str, Any]:
    said = updates or (update("u2", "11:00", "resolved"), update("u1", "10:00", "investigating"))
    return {
        "id": id,
        "name": f"Title of {id}",
        "status": said[0]["status"],
        "created_at": said[-1]["created_at"],
        "updated_at": said[0]["updated_at"],
        "started_at": said[-1]["created_at"],
        "resolved_at": said[0]["created_at"],
        "impact": "major",
        "incident_updates": list(said),
        "components": [],
        **more,
    }


def read_saved(folder: Path, **documents: Any) -> History:
    """The history in documents that were saved, each under its name."""
    for name, document in documents.items():
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        (folder / f"{name}.json").write_bytes(content)
    return read_statuspage(str(folder))


def only(history: History) -> SourceEntry:
    (entry,) = history.entries
    return entry


def losses(history: History) -> list[tuple[str, str]]:
    return [(loss.what, loss.reason) for loss in history.losses]


def test_an_incident_is_what_its_page_shows(tmp_path: Path) -> None:
    history = read_saved(
        tmp_path, one={"page": PAGE, "incident": incident(postmortem_ignored=False)}
    )
    entry = only(history)
    assert (entry.key, entry.kind, entry.title) == ("inc1", Incident, "Title of inc1")
    assert (entry.at, entry.over, entry.started) == (at("10:00"), True, None)
    assert entry.over_at == at("11:00").replace(microsecond=500_000)
    assert (entry.impact, entry.paths) == (Impact.MAJOR, ("/incidents/inc1",))
    assert [(u.key, u.at, u.state, u.text) for u in entry.updates] == [
        ("u1", at("10:00"), State.INVESTIGATING, "Words."),
        ("u2", at("11:00"), State.RESOLVED, "Words."),
    ]
    assert history.page.name == "Harbour"
    assert history.page.time_zone == "Asia/Tokyo"
    assert history.losses == ()
    assert history.read == Counts(1, 2, 0, 12)


@pytest.mark.parametrize(
    "document",
    [
        {"incident": incident()},
        {"incidents": [incident()]},
        {"scheduled_maintenances": [incident()]},
        [incident()],
        incident(),
    ],
    ids=["one", "a list", "maintenances", "the management's list", "bare"],
)
def test_every_form_of_a_saved_answer_is_known(tmp_path: Path, document: Any) -> None:
    assert only(read_saved(tmp_path, saved=document)).key == "inc1"


def test_one_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    file.write_text(json.dumps({"incident": incident()}))
    assert only(read_statuspage(str(file))).key == "inc1"


def test_of_several_answers_about_an_incident_the_newest_counts(tmp_path: Path) -> None:
    old = incident("inc1", update("u1", "10:00", "investigating"))
    history = read_saved(tmp_path, a={"incidents": [incident()]}, b={"incident": old})
    assert len(only(history).updates) == 2
    assert history.read.entries == 1


def test_a_maintenance_has_its_window(tmp_path: Path) -> None:
    work = incident(
        "work",
        update("u3", "12:00", "completed"),
        update("u2", "11:00", "in_progress"),
        update("u1", "10:00", "scheduled"),
        impact="maintenance",
        scheduled_for="2026-03-01T20:00:00+09:00",
        scheduled_until="2026-03-01T12:00:00Z",
    )
    entry = only(read_saved(tmp_path, a={"scheduled_maintenances": [work]}))
    assert entry.kind is Maintenance
    assert (entry.starts, entry.ends, entry.impact) == (at("11:00"), at("12:00"), None)
    states = [State.SCHEDULED, State.IN_PROGRESS, State.COMPLETED]
    assert [u.state for u in entry.updates] == states


def components_of(tmp_path: Path, *updates: dict[str, Any], **more: Any) -> tuple[Any, list[Any]]:
    entry = only(read_saved(tmp_path, a={"incident": incident("inc1", *updates, **more)}))
    return entry.components, [u.components for u in entry.updates]


def test_an_update_sets_the_components_that_it_changed_and_no_others(tmp_path: Path) -> None:
    partial = touches("c1", "operational", "partial_outage")
    same = touches("c1", "partial_outage", "partial_outage")
    worse = touches("c1", "partial_outage", "major_outage")
    well = touches("c1", "major_outage", "operational")
    assert components_of(
        tmp_path,
        update("u4", "13:00", "resolved", affected_components=well),
        update("u3", "12:00", "identified", affected_components=worse),
        update("u2", "11:00", "identified", affected_components=same),
        update("u1", "10:00", "investigating", affected_components=partial),
    ) == (
        (("c1", Status.PARTIAL_OUTAGE),),
        [(), (), (("c1", Status.MAJOR_OUTAGE),), ()],
    )


def test_a_component_that_is_touched_later_is_not_said_to_be_from_the_start(tmp_path: Path) -> None:
    later = touches("c1", "operational", "partial_outage")
    found = components_of(
        tmp_path,
        update("u2", "11:00", "identified", affected_components=later),
        update("u1", "10:00", "investigating"),
        components=[{"id": "c1", "name": "Web"}, {"id": "c2", "name": "App"}],
    )
    assert found == ((("c2", None),), [(), (("c1", Status.PARTIAL_OUTAGE),)])


@pytest.mark.parametrize(
    ("before", "opening"), [("major_outage", Status.MAJOR_OUTAGE), ("operational", None)]
)
def test_an_incident_told_when_it_was_over_says_what_was_before(
    tmp_path: Path, before: str, opening: Status | None
) -> None:
    changes = touches("c1", before, "operational")
    found = components_of(tmp_path, update("u1", "10:00", "resolved", affected_components=changes))
    assert found == ((("c1", opening),), [()])


def test_planned_work_touches_its_components_when_it_begins(tmp_path: Path) -> None:
    found = components_of(
        tmp_path,
        update("u3", "12:00", "completed", affected_components=touches("c1", "x", "operational")),
        update(
            "u2",
            "11:00",
            "in_progress",
            affected_components=touches("c1", "x", "under_maintenance"),
        ),
        update("u1", "10:00", "scheduled", affected_components=touches("c1", "x", "operational")),
    )
    assert found == ((("c1", None),), [(), (), ()])


def test_components_come_with_their_groups_descriptions_and_starts(tmp_path: Path) -> None:
    changes = touches("c9", "operational", "major_outage", "Shop - Till")
    history = read_saved(
        tmp_path,
        summary={
            "page": PAGE,
            "components": [
                {"id": "g1", "name": "Shop", "group": True, "components": ["c1"]},
                {
                    "id": "c1",
                    "name": "Web",
                    "group_id": "g1",
                    "description": "Buy\nhere",
                    "group": False,
                },
                {"id": "c2", "name": "App", "start_date": "2025-05-01", "showcase": True},
            ],
        },
        one={
            "incident": incident(
                "inc1", update("u1", "10:00", "investigating", affected_components=changes)
            )
        },
    )
    assert history.page.components == (
        SourceComponent("c1", "Web", "Buy here", "Shop"),
        SourceComponent("c2", "App", start=date(2025, 5, 1)),
        SourceComponent("c9", "Till", group="Shop"),
    )


def test_a_body_in_html_becomes_markdown_and_what_shows_nothing_is_named(tmp_path: Path) -> None:
    body = "One.<br /><br />See <a href='/faq'>this</a>.<script>x()</script>"
    said = incident("inc1", update("u1", "10:00", "investigating", body))
    history = read_saved(tmp_path, a={"page": PAGE, "incident": said})
    found = only(history).updates[0].text
    assert found == "One.\n\nSee [this](https://status.harbour.example/faq)."
    assert losses(history) == [
        ("a text in HTML", "it is written as Markdown: the same words, with less markup"),
        ("<script>", "it shows nothing; it is left out"),
    ]


def test_a_postmortem_that_stands_apart_becomes_the_last_update(tmp_path: Path) -> None:
    published = "2026-03-01T15:00:00Z"
    said = incident(postmortem_body="It **broke**.", postmortem_published_at=published)
    history = read_saved(tmp_path, a={"incident": said})
    last = only(history).updates[-1]
    assert (last.state, last.at, last.text) == (State.POSTMORTEM, at("15:00"), "It **broke**.")
    assert history.read == Counts(1, 3, 0, 25)


def test_a_postmortem_that_an_update_holds_is_not_doubled(tmp_path: Path) -> None:
    said = incident(
        "inc1",
        update("u2", "15:00", "postmortem", "<p>It <b>broke</b>.</p>"),
        update("u1", "10:00", "resolved"),
        postmortem_body="It **broke**.",
        postmortem_published_at="2026-03-01T15:00:00Z",
    )
    states = [u.state for u in only(read_saved(tmp_path, a={"incident": said})).updates]
    assert states == [State.RESOLVED, State.POSTMORTEM]


def test_a_postmortem_that_nobody_published_stays_out_and_is_named(tmp_path: Path) -> None:
    history = read_saved(tmp_path, a={"incident": incident(postmortem_body="A draft.")})
    assert len(only(history).updates) == 2
    assert losses(history) == [("a postmortem", "it was not published; it is left out")]


def test_when_it_was_shown_counts_and_other_times_are_named_once(tmp_path: Path) -> None:
    late = {"created_at": "2026-03-05T00:00:00Z", "updated_at": "2026-03-06T00:00:00Z"}
    said = incident(
        "inc1",
        update("u2", "11:00", "resolved", **late),
        update("u1", "10:00", "investigating", **late),
        created_at="2026-03-01T10:00:00Z",
        started_at="2026-03-01T09:00:00Z",
    )
    history = read_saved(tmp_path, a={"incident": said})
    assert [u.at for u in only(history).updates] == [at("10:00"), at("11:00")]
    assert only(history).started == at("09:00")
    assert [what for what, _ in losses(history)] == [
        "created_at of an update, 2 times in all",
        "updated_at of an update, 2 times in all",
    ]


def test_fields_without_a_home_are_named_once_with_their_number(tmp_path: Path) -> None:
    said = incident(
        "inc1",
        update(
            "u2", "11:00", "resolved", tweet_id="1", deliver_notifications=True, custom_tweet=None
        ),
        update("u1", "10:00", "investigating", tweet_id="2", mood="blue"),
        shortlink="https://stspg.io/x",
        reminder_intervals="[3]",
    )
    history = read_saved(tmp_path, a={"incident": said})
    assert [what for what, _ in losses(history)] == [
        "the field tweet_id of an update, 2 times in all",
        "the field mood of an update",
        "the field deliver_notifications of an update",
        "the field reminder_intervals of an entry",
        "the field shortlink of an entry",
    ]
    assert ("the field mood of an update", "statusgen has no field for it") in losses(history)


def test_what_only_statusgen_says_of_an_entry_is_named_with_its_text(tmp_path: Path) -> None:
    own = {"state": "resolved", "next_update_by": "2026-03-01T12:00:00.000Z", "affected": None}
    own |= {"cause": "Fog.", "a_later_field": "Words."}
    history = read_saved(tmp_path, a={"incident": incident(statusgen=own)})
    write = "only statusgen has it; write it into the entry:"
    assert [loss for loss in losses(history) if loss[0].startswith("the field")] == [
        ("the field cause", f"{write} Fog."),
        ("the field a_later_field", f"{write} Words."),
    ]


def test_an_address_that_is_none_costs_nothing_but_itself(tmp_path: Path) -> None:
    page = {**PAGE, "url": "http://[x/"}
    said = incident(shortlink="http://[y/")
    assert only(read_saved(tmp_path, a={"page": page, "incident": said})).key == "inc1"


def test_words_that_are_not_known_are_named(tmp_path: Path) -> None:
    odd = update("u1", "10:00", "pondering", affected_components=touches("c1", "", "on_fire"))
    plain = update("u2", "11:00", "update")
    history = read_saved(tmp_path, a={"incident": incident("inc1", plain, odd, impact="huge")})
    assert [u.state for u in only(history).updates] == [None, None]
    assert [what for what, _ in losses(history)] == [
        "the state 'pondering'",
        "the status 'on_fire' of 'c1'",
        "the impact 'huge'",
    ]


def test_what_is_broken_costs_itself_alone(tmp_path: Path) -> None:
    timeless = {"id": "inc2", "name": "When?", "incident_updates": [None, {"body": "Words."}]}
    history = read_saved(
        tmp_path,
        a={"incidents": [incident(), None, "x", {"no": "id"}, timeless]},
        cut=b'{"incident": {"id": "in',
        deep=b"[" * 100_000,
        page=b"<!DOCTYPE html>",
        latin=b'{"incident": "\xe4"}',
    )
    assert only(history).key == "inc1"
    assert [(loss.place, loss.what) for loss in history.losses] == [
        ("a.json", "2 of incidents"),
        ("a.json, incident ", "an entry, or several"),
        ("cut.json", "an entry, or several"),
        ("deep.json", "an entry, or several"),
        ("latin.json", "an entry, or several"),
        ("page.json", "an entry, or several"),
        ("a.json, incident inc2", "an update, or several"),
        ("a.json, incident inc2", "an entry"),
    ]
    assert (history.read.entries, history.read.updates) == (9, 3)


def test_a_source_without_any_answer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"some": "thing"}')
    with pytest.raises(SourceError, match="nothing in it is a document of a status page"):
        read_statuspage(str(tmp_path))


# A page on loopback.

Site = dict[str, Any]


def site(**more: Any) -> Site:
    """A page of three incidents: one in the list, two that only the history names."""
    lists = {"page": PAGE, "components": [{"id": "c1", "name": "Web"}], "incidents": []}
    months = [{"name": "March", "year": 2026, "incidents": [{"code": "inc1"}, {"code": "inc2"}]}]
    older = [{"name": "December", "year": 2025, "incidents": [{"code": "inc3", "name": "Old"}]}]
    return {
        "/api/v2/summary.json": lists,
        "/api/v2/incidents.json": {"page": PAGE, "incidents": [incident("inc1")]},
        "/api/v2/scheduled-maintenances.json": {"page": PAGE, "scheduled_maintenances": []},
        "/history.json?page=1": {"months": months},
        "/history.json?page=2": {"months": older},
        "/incidents/inc2.json": {"page": PAGE, "incident": incident("inc2")},
        "/incidents/inc3.json": {"page": PAGE, "incident": incident("inc3")},
    } | more


def read_site(documents: Site, path: str = "") -> tuple[History, Asked]:
    def behave(asked: str) -> Behaviour:
        found = documents.get(asked, answer("nothing", status=404))
        if asked.startswith("/history.json?page=") and asked not in documents:
            number = int(asked.rpartition("=")[2])
            found = {"months": [{"name": f"{number}", "incidents": []}]}
        return answer(json.dumps(found)) if isinstance(found, dict) else found

    with serve_behaviours(behave) as server:
        return read_statuspage(server.url + path, QUICK), server


def keys(history: History) -> list[str]:
    return sorted(entry.key for entry in history.entries)


@pytest.mark.parametrize(
    "path", ["", "/", "/api/v2", "/api/v2/summary.json", "/history", "/history/"]
)
def test_a_page_is_read_from_any_of_its_usual_addresses(path: str) -> None:
    history, _ = read_site(site(), path)
    assert keys(history) == ["inc1", "inc2", "inc3"]
    assert history.losses == ()


def test_a_page_below_a_folder_keeps_it() -> None:
    assert base_address("HTTPS://x.example/status/api/v2/") == "https://x.example/status/"
    assert base_address("https://x.example/status?a=b#c") == "https://x.example/status/"


def test_the_history_is_read_until_it_stays_empty_for_years_and_no_answer_twice() -> None:
    _, server = read_site(site())
    assert len(server.paths) == len(set(server.paths))
    assert [p for p in server.paths if "page=" in p][-1] == "/history.json?page=10"
    assert "/incidents/inc1.json" not in server.paths


def test_a_history_that_says_the_same_for_ever_ends() -> None:
    same = {"months": [{"name": "March", "incidents": [{"code": "inc2"}]}]}
    _, server = read_site(site(**{f"/history.json?page={n}": same for n in range(1, 9)}))
    assert [p for p in server.paths if "page=" in p][-1] == "/history.json?page=2"


def test_an_incident_that_only_the_api_has_is_found_there() -> None:
    documents = site(**{"/api/v2/incidents/inc3.json": {"incident": incident("inc3")}})
    del documents["/incidents/inc3.json"]
    history, _ = read_site(documents)
    assert keys(history) == ["inc1", "inc2", "inc3"]
    assert history.losses == ()


def test_an_answer_that_fails_costs_its_entry_and_is_named() -> None:
    history, server = read_site(site(**{"/incidents/inc2.json": answer(status=500)}))
    assert keys(history) == ["inc1", "inc3"]
    address = f"{server.url}/incidents/inc2.json"
    reason = f"{address}: it answers 500 (Internal Server Error)"
    assert history.losses == (Loss("incident inc2", "an entry, or several", reason),)
    assert history.read.entries == 3


def test_a_page_without_a_history_gives_what_it_has_and_says_so() -> None:
    documents = site(**{"/history.json?page=1": answer("<html>")})
    history, _ = read_site(documents)
    assert keys(history) == ["inc1"]
    assert [loss.reason for loss in history.losses] == [
        "it is a web page, not JSON; older entries could not be read"
    ]


def test_a_page_of_the_history_that_fails_does_not_end_it() -> None:
    history, _ = read_site(
        site(
            **{
                "/history.json?page=1": {
                    "months": [{"name": "March", "incidents": [{"code": "inc2"}]}]
                },
                "/history.json?page=2": answer(status=500),
                "/history.json?page=3": {
                    "months": [{"name": "x", "incidents": [{"code": "inc3"}]}]
                },
            }
        )
    )
    assert keys(history) == ["inc1", "inc2", "inc3"]
    assert len(history.losses) == 1


@pytest.mark.parametrize("address", ["http://[x/", "https://"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(SourceError, match="is not an address"):
        read_statuspage(address, QUICK)


def test_an_address_where_no_such_page_is_says_why() -> None:
    with pytest.raises(SourceError, match=r"summary\.json: it answers 404 \(Not Found\)"):
        read_site({})


def test_what_statusgen_itself_wrote_is_read_back_with_its_archives(demo_site: Path) -> None:
    with serve(demo_site) as server:
        history = read_statuspage(server.url, QUICK)
    written = list((Path(__file__).parent.parent / "content").rglob("*.md"))
    assert len(history.entries) == len(written) == history.read.entries
    assert {e.paths[1].strip("/").split("/")[-1] for e in history.entries} == {
        f.stem for f in written
    }
    assert [e.title for e in history.entries if e.cancelled] == ["Moving voicemail to new servers"]
    assert "/api/v2/incidents/2026-06.json" in server.requests
    assert not any("history.json" in path for path in server.requests)
    assert not any(loss.what == "a list" for loss in history.losses)
    named = {loss.what for loss in history.losses}
    assert {"the field affected", "the field action", "the field cause"} <= named


def test_the_real_answers_are_read_to_the_last_character(tmp_path: Path) -> None:
    answers = [answer["incident"] for answer in real_answers()]
    (tmp_path / "all.json").write_text(json.dumps({"incidents": answers}))
    history = read_statuspage(str(tmp_path))
    updates = [update for one in answers for update in one["incident_updates"]]
    components = {c["id"] for one in answers for c in one["components"]}
    components |= {c["code"] for u in updates for c in u["affected_components"] or ()}
    bodies = {update["id"]: update["body"] for update in updates}
    characters = sum(len(body) for body in bodies.values())
    assert history.read == Counts(len(answers), len(bodies), len(components), characters)
    assert {u.key for e in history.entries for u in e.updates} == bodies.keys()
    plain = {u.key: u.text for e in history.entries for u in e.updates if "<" not in bodies[u.key]}
    assert len(plain) > 900
    assert all(bodies[key] == text for key, text in plain.items())


@pytest.mark.parametrize(("status", "lost"), [(500, 1), (404, 0)])
def test_a_history_that_does_not_answer_counts_as_lost_and_one_that_is_not_there_does_not(
    status: int, lost: int
) -> None:
    history, _ = read_site(site(**{"/history.json?page=1": answer(status=status)}))
    assert history.read.entries == len(history.entries) + lost
    assert len(history.losses) == 1


def test_a_list_that_does_not_answer_counts_as_lost() -> None:
    address = "/api/v2/scheduled-maintenances.json"
    history, _ = read_site(site(**{address: answer(status=503)}))
    assert history.read.entries == len(history.entries) + 1


def test_a_file_that_is_no_answer_is_named(tmp_path: Path) -> None:
    history = read_saved(tmp_path, a={"incident": incident()}, b={"status": {}})
    assert history.losses == (
        Loss("b.json", "a file", "it is not a document of a status page; it is left out"),
    )


def test_an_incident_of_an_unknown_status_is_over_where_its_end_is_given(tmp_path: Path) -> None:
    strange = incident(status="mitigated")
    assert only(read_saved(tmp_path, a={"incident": strange})).over
    strange["resolved_at"] = None
    assert not only(read_saved(tmp_path, a={"incident": strange})).over
