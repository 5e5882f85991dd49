"""Upptime's issues and comments, as a forge exports them, become entries."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from statusgen.imports.history import History, SourceError
from statusgen.imports.upptime.reader import read_upptime
from statusgen.model.entry import Incident, Maintenance
from statusgen.model.terms import State, Status

SETTINGS = """
owner: acme
repo: upptime
sites:
  - {name: Google, url: https://google.example}
  - {name: MyApp API, url: $SECRET, slug: api}
status-website: {name: Acme Status, baseUrl: /upptime}
"""
DOWN = (
    "In [`abc123`](https://forge.example/acme/upptime/commit/abc123), Google "
    "(https://google.example) was **down**:\r\n- HTTP code: 0\r\n- Response time: 0 ms\r\n"
)
BACK = "**Resolved:** Google is back up in [`def`](https://forge.example/def) after 12 minutes."
WORK = """We replace a disk.
<!--
start: 2021-08-24T13:00:00.220Z
end: 2021-08-24T14:00:00.220Z
expectedDown: google, hacker-news
expectedDegraded: api
-->"""


def issue(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "number": number,
        "title": "🛑 Google is down",
        "body": DOWN,
        "state": "closed",
        "labels": [{"name": "status"}, {"name": "google"}],
        "created_at": "2023-01-01T10:00:00Z",
        "closed_at": "2023-01-01T10:12:00Z",
        "html_url": f"https://forge.example/acme/upptime/issues/{number}",
        "comments": 0,
        **fields,
    }


def comment(id: int, number: int, body: str = BACK, **fields: Any) -> dict[str, Any]:
    address = f"https://api.forge.example/repos/acme/upptime/issues/{number}"
    at = "2023-01-01T10:12:00Z"
    return {"id": id, "issue_url": address, "body": body, "created_at": at, **fields}


def read(tmp_path: Path, **files: Any) -> History:
    for name, value in files.items():
        text = value if isinstance(value, str) else json.dumps(value)
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    return read_upptime(str(tmp_path))


def read_with_settings(tmp_path: Path, **files: Any) -> History:
    (tmp_path / ".upptimerc.yml").write_text(SETTINGS, encoding="utf-8")
    return read(tmp_path, **files)


def test_an_issue_and_its_comments_are_an_incident(tmp_path: Path) -> None:
    history = read_with_settings(tmp_path, issues=[issue(7, comments=1)], comments=[comment(1, 7)])
    (entry,) = history.entries
    assert (entry.kind, entry.title, entry.paths) == (Incident, "Google is down", ("/incident/7",))
    assert [(u.at, u.state) for u in entry.updates] == [
        (datetime(2023, 1, 1, 10, tzinfo=UTC), None),
        (datetime(2023, 1, 1, 10, 12, tzinfo=UTC), State.RESOLVED),
    ]
    assert entry.updates[0].text == DOWN.replace("\r\n", "\n").strip()
    assert entry.updates[1].text == BACK.removeprefix("**Resolved:** ")
    assert (entry.over, entry.over_at) == (True, datetime(2023, 1, 1, 10, 12, tzinfo=UTC))
    assert entry.components == (("Google", Status.MAJOR_OUTAGE),)
    assert history.losses == ()


def test_the_settings_are_the_page(tmp_path: Path) -> None:
    page = read_with_settings(tmp_path, issues=[issue(1)]).page
    assert (page.name, page.url) == ("Acme Status", "https://acme.github.io/upptime/")
    assert [(c.key, c.name) for c in page.components] == [
        ("Google", "Google"),
        ("api", "MyApp API"),
    ]


def test_without_settings_the_sites_are_those_of_the_issues(tmp_path: Path) -> None:
    labels = [{"name": "status"}, {"name": "my-app-api"}, {"name": "wontfix"}]
    title = "⚠️ MyApp API has degraded performance"
    history = read(tmp_path, issues=[issue(1, title=title, labels=labels)])
    assert history.entries[0].components == (("my-app-api", Status.DEGRADED_PERFORMANCE),)
    assert [c.name for c in history.page.components] == ["MyApp API"]
    assert "the label wontfix" in {loss.what for loss in history.losses}


def test_a_site_is_known_by_its_name_as_well_as_by_its_slug(tmp_path: Path) -> None:
    labels = [{"name": "status"}, {"name": "my-app-api"}]
    history = read_with_settings(tmp_path, issues=[issue(1, labels=labels)])
    assert history.entries[0].components == (("api", Status.MAJOR_OUTAGE),)


def test_planned_work_has_the_times_that_its_comment_hides(tmp_path: Path) -> None:
    work = issue(3, title="A disk", body=WORK, labels=["maintenance"])
    work |= {"created_at": "2021-08-23T10:00:00Z", "closed_at": "2021-08-24T14:03:00Z"}
    (entry,) = read_with_settings(tmp_path, issues=[work]).entries
    assert entry.kind is Maintenance
    assert entry.starts == datetime(2021, 8, 24, 13, tzinfo=UTC)
    assert entry.ends == datetime(2021, 8, 24, 14, tzinfo=UTC)
    assert (entry.over, entry.over_at) == (True, None)
    assert [update.text for update in entry.updates] == ["We replace a disk."]
    assert entry.components == (
        ("api", Status.DEGRADED_PERFORMANCE),
        ("Google", None),
        ("hacker-news", None),
    )


def test_planned_work_that_was_closed_before_its_start_was_called_off(tmp_path: Path) -> None:
    work = issue(3, body=WORK, labels=["maintenance"], closed_at="2021-08-24T12:00:00Z")
    assert read(tmp_path, issues=[work]).entries[0].cancelled


@pytest.mark.parametrize(
    "shape",
    [
        lambda a, b: json.dumps([a, b]),
        lambda a, b: json.dumps([[a], [b]]),
        lambda a, b: json.dumps([a]) + json.dumps([b], indent=2),
        lambda a, b: json.dumps(a) + "\n" + json.dumps(b) + "\n",
        lambda a, b: json.dumps({"total_count": 2, "items": [a, b]}),
        lambda a, b: "\ufeff" + json.dumps([a, b, a]),
    ],
    ids=["array", "pages-in-one", "pages-in-a-row", "lines", "search", "twice"],
)
def test_pages_of_answers_are_put_together(tmp_path: Path, shape: Any) -> None:
    history = read(tmp_path, issues=shape(issue(1), issue(2)))
    assert [entry.key for entry in history.entries] == ["1", "2"]


def test_the_forge_s_own_tool_names_its_fields_another_way(tmp_path: Path) -> None:
    exported = {
        "number": 4,
        "title": "🛑 Google is down",
        "body": "It is down.",
        "state": "CLOSED",
        "labels": [{"id": "L1", "name": "status"}],
        "createdAt": "2023-01-01T10:00:00Z",
        "closedAt": "2023-01-01T11:00:00Z",
        "comments": [
            {"id": "IC_1", "body": "We look.", "createdAt": "2023-01-01T10:30:00Z"},
        ],
    }
    (entry,) = read(tmp_path, issues=[exported]).entries
    assert [update.text for update in entry.updates] == ["It is down.", "We look."]
    assert entry.over_at == datetime(2023, 1, 1, 11, tzinfo=UTC)


def test_the_newest_of_two_exports_counts(tmp_path: Path) -> None:
    old = issue(1, title="Old", updated_at="2023-01-01T10:00:00Z")
    new = issue(1, title="New", updated_at="2023-01-02T10:00:00Z")
    assert read(tmp_path, a=[new], b=[old]).entries[0].title == "New"


def test_what_the_page_did_not_show_is_named_and_left_out(tmp_path: Path) -> None:
    history = read(
        tmp_path,
        issues=[
            issue(1),
            issue(2, title="A bug", labels=[{"name": "bug"}]),
            issue(3, pull_request={"url": "https://forge.example/3"}),
        ],
    )
    assert [entry.key for entry in history.entries] == ["1"]
    named = {loss.what for loss in history.losses}
    assert {"the issue “A bug”", "a pull request"} <= named
    assert history.read.entries == 1


def test_a_broken_piece_costs_itself_and_is_named(tmp_path: Path) -> None:
    text = "\n".join([json.dumps(issue(1)), '{"number": 2, "title": "cut', json.dumps(issue(3))])
    history = read(tmp_path, issues=text, cut=json.dumps([issue(4), issue(5)])[:-60])
    assert [entry.key for entry in history.entries] == ["1", "3", "4"]
    assert {"issues.json:2", "cut.json:1"} <= {loss.place for loss in history.losses}
    assert history.read.entries == 5


def test_an_issue_without_a_time_is_named(tmp_path: Path) -> None:
    history = read(tmp_path, issues=[issue(1), issue(2, created_at="yesterday")])
    assert [entry.key for entry in history.entries] == ["1"]
    assert "issue 2" in {loss.what for loss in history.losses}


def test_comments_that_are_missing_or_strays_are_named(tmp_path: Path) -> None:
    history = read(tmp_path, issues=[issue(1, comments=3)], comments=[comment(1, 1), comment(2, 9)])
    assert {"2 comment(s)", "a comment"} <= {loss.what for loss in history.losses}


def test_what_an_entry_cannot_say_is_counted_once(tmp_path: Path) -> None:
    user = {"login": "robot"}
    more = {"user": user, "reactions": {"total_count": 2}, "assignees": [user]}
    later = "2023-01-03T10:00:00Z"
    history = read(
        tmp_path,
        issues=[issue(1, **more), issue(2, user=user, reactions={"total_count": 0})],
        comments=[comment(1, 1, updated_at=later, user=user)],
    )
    named = [loss.what for loss in history.losses]
    assert "who wrote an issue or a comment, 3 times in all" in named
    assert {"reactions", "who was assigned", "a comment that was edited later"} <= set(named)


def test_html_in_a_comment_becomes_markdown(tmp_path: Path) -> None:
    body = "<details><summary>Log</summary>\n\nIt **broke**.\n</details>"
    history = read(tmp_path, issues=[issue(1)], comments=[comment(1, 1, body)])
    text = history.entries[0].updates[1].text
    assert "Log" in text
    assert "It **broke**." in text
    assert "<" not in text


def test_files_without_an_issue_are_not_of_this_kind(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds an issue"):
        read(tmp_path, other=[{"a": 1}])


def test_what_graphql_answers_is_read_as_well(tmp_path: Path) -> None:
    fields = {"createdAt": "2023-01-01T10:00:00Z", "state": "CLOSED"}
    said = {"id": "IC_1", "body": BACK, "createdAt": "2023-01-01T10:12:00Z"}
    one = {"number": 7, "title": "🛑 Google is down", "body": DOWN, **fields}
    one |= {"labels": {"nodes": [{"name": "status"}]}, "comments": {"nodes": [said]}}
    document = {"data": {"repository": {"issues": {"nodes": [one]}}}}
    (entry,) = read_with_settings(tmp_path, issues=document).entries
    assert [update.state for update in entry.updates] == [None, State.RESOLVED]


@pytest.mark.parametrize(
    "address",
    [
        "https://api.github.com/repos/acme/upptime/issues/7",
        "https://github.com/acme/upptime/issues/7",
    ],
)
def test_an_export_is_known_by_its_repository(tmp_path: Path, address: str) -> None:
    assert read(tmp_path, issues=[issue(7, html_url=address)]).name == "acme/upptime"


def test_characters_are_counted_as_the_export_has_them(tmp_path: Path) -> None:
    hidden = "<!--\nnobody sees it\n-->"
    history = read(tmp_path, issues=[issue(7, body=f"Seen. {hidden}\n")])
    assert history.read.characters == len(f"Seen. {hidden}")
