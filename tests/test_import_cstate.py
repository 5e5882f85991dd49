"""A cState repository: its issues as entries, whatever their authors made of the form."""

import re
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cstate_pages import CONFIG, FRONT, read, read_entry, updates_of
from statusgen.imports.cstate.reader import read_cstate
from statusgen.imports.history import SourceError
from statusgen.model.entry import Incident, Maintenance
from statusgen.model.terms import Impact, State, Status
from web import CHECKOUT, lacking

CORPUS = CHECKOUT.parent / "shared" / "corpora" / "cstate.tar.xz"


def test_a_configuration_in_several_files_is_one(tmp_path: Path) -> None:
    folder = "config/_default"
    files = {
        f"{folder}/hugo.yaml": "title: T",
        f"{folder}/params.toml": 'description = "Ours"\n[[systems]]\nname = "API"',
        "content/issues/a.md": f"---\n{FRONT}\n---\nText",
    }
    page = read(tmp_path, files).page
    assert (page.name, page.description, page.components[0].key) == ("T", "Ours", "API")


def test_the_configuration_is_the_page(tmp_path: Path) -> None:
    history = read(tmp_path, {"config.yml": CONFIG, "content/issues/a.md": f"---\n{FRONT}\n---\nx"})
    page = history.page
    assert (page.name, page.url, page.language) == (
        "Status of Us",
        "https://status.us.example/",
        "en",
    )
    assert [(c.name, c.group, c.description) for c in page.components] == [
        ("API", "", "Ours"),
        ("Web", "Shop", ""),
    ]
    named = {loss.what for loss in history.losses}
    assert {"link of the system API", "the description of the category Shop"} <= named


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hugo.toml", 'title = "T"\ntimeZone = "Europe/Rome"\n[[params.systems]]\nname = "API"'),
        (
            "config.json",
            '{"title": "T", "timezone": "Europe/Rome", "params": {"systems": [{"name": "API"}]}}',
        ),
        (
            "config/_default/hugo.yaml",
            "title: T\ntimeZone: Europe/Rome\nparams: {systems: [{name: API}]}",
        ),
    ],
)
def test_every_form_of_configuration_says_the_same(tmp_path: Path, name: str, text: str) -> None:
    issue = "---\ntitle: X\ndate: 2026-07-16 18:05\n---\nText"
    history = read(tmp_path, {name: text, "content/issues/a.md": issue})
    assert (history.page.name, history.page.time_zone) == ("T", "Europe/Rome")
    assert [c.key for c in history.page.components] == ["API"]
    assert history.entries[0].at == datetime(2026, 7, 16, 16, 5, tzinfo=UTC)


def test_a_configuration_that_is_nested_too_deep_is_left_out_and_named(tmp_path: Path) -> None:
    issue = f"---\n{FRONT}\n---\nText"
    deep = ".".join("a" * 3000) + " = 1"
    history = read(tmp_path, {"config.toml": deep, "content/issues/a.md": issue})
    assert len(history.entries) == 1
    assert [loss.place for loss in history.losses] == ["config.toml"]


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: X\ndate: 2026-07-16 18:05\naffected: [API]\n---\n",
        '+++\ntitle = "X"\ndate = 2026-07-16T18:05:00Z\naffected = ["API"]\n+++\n',
        '{\n"title": "X", "date": "2026-07-16T18:05:00Z", "affected": ["API"]\n}\n',
    ],
)
def test_every_form_of_front_matter_says_the_same(tmp_path: Path, front: str) -> None:
    history = read(tmp_path, {"config.yml": CONFIG, "content/issues/a.md": f"{front}Text"})
    entry = history.entries[0]
    assert (entry.title, entry.at) == ("X", datetime(2026, 7, 16, 18, 5, tzinfo=UTC))
    assert entry.components == (("API", None),)
    assert updates_of(entry) == [("", None, "Text")]


@pytest.mark.parametrize(
    ("severity", "status", "impact"),
    [
        ("down", Status.MAJOR_OUTAGE, Impact.CRITICAL),
        ("disrupted", Status.PARTIAL_OUTAGE, Impact.MAJOR),
        ("notice", Status.OPERATIONAL, Impact.NONE),
        ("monitoring", None, None),
    ],
)
def test_a_severity_is_a_status_or_without_systems_an_impact(
    tmp_path: Path, severity: str, status: Status | None, impact: Impact | None
) -> None:
    front = f"{FRONT}\nseverity: {severity}\naffected: [api, Elsewhere]"
    history = read(
        tmp_path,
        {
            "config.yml": CONFIG,
            "content/issues/a.md": f"---\n{front}\n---\nText",
            "content/issues/b.md": f"---\n{FRONT}\nseverity: {severity}\n---\nText",
        },
    )
    with_systems, without = history.entries
    assert with_systems.components == (("API", status),)
    assert with_systems.affected == ("Elsewhere",)
    assert (with_systems.impact, without.impact) == (None, impact)
    assert [component.key for component in history.page.components] == ["API", "Web"]
    assert "the system Elsewhere" in {loss.what for loss in history.losses}
    assert any(severity in loss.what for loss in history.losses) is (status is None)


def test_an_end_before_it_opens_again_is_none(tmp_path: Path) -> None:
    body = (
        "18:30\n\nFixed.\n\n19:00 - Resolved\n\nDone.\n\n19:20 - Reopened\n\nNo.\n\n20:00\n\nYes."
    )
    files = {"config.yml": CONFIG, "content/issues/a.md": f"---\n{FRONT}\n---\n{body}"}
    history = read(tmp_path, files)
    assert (history.entries[0].over, history.entries[0].over_at) == (True, None)
    assert "resolvedWhen 2026-07-16T19:00:00Z" in {loss.what for loss in history.losses}


def test_what_informs_only_has_no_impact(tmp_path: Path) -> None:
    front = f"{FRONT}\nseverity: down\ninformational: true\naffected: API"
    entry = read_entry(tmp_path, "Text", front)
    assert (entry.impact, entry.components) == (Impact.NONE, (("API", None),))


@pytest.mark.parametrize(
    "title",
    [
        "Planned outage for all services",
        "Plannned Maintenancein LON1",
        "Scheduled Emergency Maintenance in PHX1",
        "Maintenance on issues.jenkins.io",
        "Emergency Maintenancein LON2",
        "Jira maintenance",
        "geplante Wartungsarbeiten am Server",
        "Manutenzione programmata della rete",
        "Mantenimiento de la base de datos",
        "Travaux planifiés sur le réseau",
        "Manutenção agendada",
    ],
)
def test_planned_work_is_known_by_its_title(tmp_path: Path, title: str) -> None:
    front = FRONT.replace("Outage", title) + "\nseverity: notice\naffected: API"
    entry = read_entry(tmp_path, "Text", front)
    assert entry.kind is Maintenance
    assert entry.starts == datetime(2026, 7, 16, 18, 5, tzinfo=UTC)
    assert entry.ends == datetime(2026, 7, 16, 19, tzinfo=UTC)
    assert entry.components == (("API", None),)


@pytest.mark.parametrize(
    "title",
    [
        "Unplanned git outage",
        "Unscheduled maintenance for git",
        "Intermittent outages during maintenance",
        "Issues after planned maintenance",
        "Upgrade broke the API",
        "Störung nach Wartungsarbeiten",
        "Ungeplante Wartung",
        "Problema durante la manutenzione",
        '"' + "[" * 100_000 + '"',
    ],
)
def test_what_may_have_broken_is_an_incident(tmp_path: Path, title: str) -> None:
    entry = read_entry(tmp_path, "Text", FRONT.replace("Outage", title))
    assert entry.kind is Incident


@pytest.mark.parametrize(
    ("resolved", "over", "active"),
    [
        ("resolved: false", False, True),
        ("resolved: no", False, True),
        ("resolved: true", True, False),
        ("resolved: yes", True, False),
        ("resolved:", False, False),
        ("informational: true", False, False),
        ("status: resolved", True, False),
        ("status: in_progress", False, True),
    ],
)
def test_only_what_is_marked_as_not_resolved_is_open(
    tmp_path: Path, resolved: str, over: bool, active: bool
) -> None:
    entry = read_entry(tmp_path, "Text", f"title: X\ndate: 2026-07-16 18:05\n{resolved}")
    assert (entry.over, entry.active) == (over, active)


def test_the_facts_of_clearstatus_are_read(tmp_path: Path) -> None:
    front = """title: X
date: 2026-07-16 18:05
status: resolved
max_severity: down
current_severity: ok
resolved_on: 2026-07-16 19:00
affected: [API]"""
    body = "**Issue identified:** A.\n\\\n**Resolved:** B.\n\\"
    entry = read_entry(tmp_path, body, front)
    assert entry.components == (("API", Status.MAJOR_OUTAGE),)
    assert entry.over_at == datetime(2026, 7, 16, 19, tzinfo=UTC)
    assert [(u.state, u.text) for u in entry.updates] == [
        (State.IDENTIFIED, "**Issue identified:** A."),
        (State.RESOLVED, "B."),
    ]


def test_scheduled_work_of_clearstatus_takes_as_long_as_it_says(tmp_path: Path) -> None:
    front = "title: X\ndate: 2026-07-16 18:05\nstatus: scheduled\nduration: 1 hour, 30mn"
    entry = read_entry(tmp_path, "Text", front)
    assert (entry.kind, entry.active) == (Maintenance, False)
    assert entry.ends == datetime(2026, 7, 16, 19, 35, tzinfo=UTC)


def test_an_address_is_told_what_can_be_imported() -> None:
    feed = "statusgen import feed https://status.us.example/index.xml"
    with pytest.raises(SourceError, match=re.escape(feed)):
        read_cstate("https://status.us.example/index.xml")


def test_a_link_that_leads_to_itself_costs_only_itself(tmp_path: Path) -> None:
    files = {"config.yml": CONFIG, "content/issues/a.md": f"---\n{FRONT}\n---\nText"}
    (tmp_path / "content/issues").mkdir(parents=True)
    (tmp_path / "content/issues/loop.md").symlink_to("loop.md")
    history = read(tmp_path, files)
    assert [entry.place for entry in history.entries] == ["content/issues/a.md"]
    assert "content/issues/loop.md" in {loss.place for loss in history.losses}


def test_an_address_that_is_none_is_no_traceback(tmp_path: Path) -> None:
    entry = read_entry(tmp_path, "x <b>t</b> [a](b)", config="baseURL: https://s.ex]")
    assert entry.updates[0].text.startswith("x **t** ")


def test_addresses_are_those_that_hugo_gives(tmp_path: Path) -> None:
    issue = f"---\n{FRONT}\n%s---\nText"
    history = read(
        tmp_path,
        {
            "config.yml": CONFIG,
            "content/issues/2020 GPU_Nodes (copy).md": issue % "",
            "content/issues/b.md": issue % "slug: Other\naliases: [/old/b/, ../c/]\n",
            "content/issues/d.md": issue % "url: /foo/d.html\n",
            "content/issues/e/index.md": issue % "",
            "content/issues/_index.md": "---\ntitle: Issues\n---\n",
        },
    )
    assert [entry.paths for entry in history.entries] == [
        ("/issues/2020-gpu_nodes-copy/",),
        ("/issues/other/", "/old/b/", "/issues/c/"),
        ("/foo/d.html",),
        ("/issues/e/",),
    ]


def test_what_can_be_no_address_is_passed_over(tmp_path: Path) -> None:
    front = FRONT + '\naliases: ["http://[", /old/]'
    entry = read_entry(tmp_path, "See <a href='/x'>x</a>.", front, 'baseURL: "http://["')
    assert entry.paths == ("/issues/one/", "/old/")


def test_a_pattern_of_addresses_is_followed(tmp_path: Path) -> None:
    config = f'{CONFIG}\npermalinks: {{issues: "/:year/:month/:title/"}}'
    assert read_entry(tmp_path, "Text", config=config).paths == ("/2026/07/outage/",)


def test_one_language_is_imported_and_the_others_are_named(tmp_path: Path) -> None:
    issue = f"---\n{FRONT}\n---\nText"
    config = f"{CONFIG}\nlanguages: {{en: {{}}, fr: {{}}}}"
    names = ("a.md", "a.fr.md", "b.fr.md", "ci.j-outage.md")
    files = {f"content/issues/{name}": issue for name in names}
    history = read(tmp_path, {"config.yml": config, **files})
    assert [entry.paths[0] for entry in history.entries] == [
        "/issues/a/",
        "/issues/b/",
        "/issues/ci.j-outage/",
    ]
    assert "content/issues/a.fr.md" in {loss.place for loss in history.losses}


def test_what_is_broken_or_unpublished_costs_itself_and_is_named(tmp_path: Path) -> None:
    good = f"---\n{FRONT}\n---\nText"
    (tmp_path / "content/issues").mkdir(parents=True)
    (tmp_path / "content/issues/latin.md").write_bytes(b"---\ntitle: \xe9\n---\n")
    history = read(
        tmp_path,
        {
            "config.yml": CONFIG,
            "content/issues/good.md": good,
            "content/issues/cut.md": "---\ntitle: Cut",
            "content/issues/star.md": "---\ntitle: X\naffected:\n  - *.example\n---\nText",
            "content/issues/none.md": "Only text",
            "content/issues/undated.md": "---\ntitle: X\ndate: 2021-05-03T011:00\n---\nText",
            "content/issues/draft.md": f"---\n{FRONT}\ndraft: true\n---\nText",
            "content/issues/hidden.md": f"---\n{FRONT}\npublished: false\n---\nText",
            "content/issues/no.md": f"---\n{FRONT}\n_build: {{render: never}}\n---\nText",
            "content/issues/huge.md": good + "x" * 2**20,
            "content/issues/notes": "no page",
        },
    )
    assert [entry.place for entry in history.entries] == ["content/issues/good.md"]
    names = {"latin", "cut", "star", "none", "undated", "draft", "hidden", "no", "huge"}
    places = {loss.place for loss in history.losses}
    assert {f"content/issues/{name}.md" for name in names} | {"content/issues/notes"} <= places
    assert history.read.entries == 7  # nobody misses a draft


def test_a_date_that_cannot_be_read_gives_way_to_that_of_the_file(tmp_path: Path) -> None:
    issue = "---\ntitle: X\ndate: 2021-05-03T011:00:00\n---\nText"
    files = {"config.yml": CONFIG, "content/issues/2021-05-03-x.md": issue}
    history = read(tmp_path, files)
    assert history.entries[0].at == datetime(2021, 5, 3, tzinfo=UTC)
    assert any("2021-05-03T011" in loss.reason for loss in history.losses)


def test_fields_without_a_home_are_named(tmp_path: Path) -> None:
    front = f"{FRONT}\npin: true\nautomated: no\nauthor: [A, B]"
    files = {"config.yml": CONFIG, "content/issues/a.md": f"---\n{front}\n---\nText"}
    named = [loss.what for loss in read(tmp_path, files).losses if loss.place.endswith("a.md")]
    assert named == ["author: A, B", "pin: true"]


def test_a_folder_without_issues_is_not_of_this_kind(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="content/issues"):
        read(tmp_path, {"config.yml": CONFIG})


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not CORPUS.is_file():
        lacking(f"there is no {CORPUS.name}")
    folder = tmp_path_factory.mktemp("cstate")
    with tarfile.open(CORPUS) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.mark.parametrize(("name", "issues", "marks"), [("srht", 28, 69), ("civo", 35, 0)])
def test_a_real_page_is_read_whole(corpus: Path, name: str, issues: int, marks: int) -> None:
    history = read_cstate(str(next(corpus.rglob(name))))
    texts = {path: path.read_text("utf-8") for path in corpus.rglob(f"{name}/content/issues/*.md")}
    assert len(texts) == len(history.entries) == history.read.entries == issues
    assert sum(text.count("{{< track") for text in texts.values()) == marks
    timed = r"^(?:\d{4}-\d\d-\d\d )?\d\d:\d\d(?::\d\d)?(?: UTC)?$"
    lines = sum(len(re.findall(timed, text, re.MULTILINE)) for text in texts.values())
    assert sum(u.at is not None for e in history.entries for u in e.updates) == marks + lines


@pytest.mark.parametrize("name", ["srht", "civo"])
def test_every_word_of_a_real_page_is_in_some_update(corpus: Path, name: str) -> None:
    history = read_cstate(str(next(corpus.rglob(name))))
    for entry in history.entries:
        path = next(corpus.rglob(f"{name}/{entry.place}"))
        body = path.read_text("utf-8").split("\n---", 1)[1]
        body = re.sub(r"{{<.*?>}}|^[\d: -]+(?:UTC)?$", "", body, flags=re.MULTILINE)
        shown = " ".join(f"{u.state and u.state.label} {u.text}" for u in entry.updates)
        words = re.findall(r"[^\W\d_]+", body)
        assert [w for w in words if w not in shown and w.capitalize() not in shown] == []


def test_the_issues_of_another_language_are_called_so(tmp_path: Path) -> None:
    issue = f"---\n{FRONT}\n---\nText"
    config = "defaultContentLanguage: fr\nlanguages: {fr: {contentDir: content/fr}, en: {}}"
    files = {f"content/{language}/issues/a.md": issue for language in ("fr", "en")}
    history = read(tmp_path, {"config.yml": config, **files})
    assert len(history.entries) == 1
    noted = {(loss.what, loss.reason) for loss in history.losses}
    assert (
        "1 issue(s) of another language",
        "an entry has one language, the page's first",
    ) in noted


def test_characters_are_counted_as_the_file_has_them(tmp_path: Path) -> None:
    body = '{{< track "2026-07-16 18:05:00" >}}\n**Investigating** - We look.\n'
    files = {"config.yml": CONFIG, "content/issues/a.md": f"---\n{FRONT}\n---\n\n{body}"}
    assert read(tmp_path, files).read.characters == len(body.strip())
