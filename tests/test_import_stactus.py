"""Stactus folders, small ones and those of real companies."""

import json
import re
import tarfile
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from import_source import NOW, at, import_into, read_back, snapshot
from statusgen.cli.main import main
from statusgen.imports.history import History, SourceError
from statusgen.imports.stactus import parse_event_time, read_stactus
from statusgen.model.terms import Impact, State
from statusgen.pipeline.load import load_site
from tiers import in_tiers
from web import CHECKOUT, lacking

CORPUS = CHECKOUT.parent / "shared" / "corpora" / "stactus.tar.xz"
SLOWER = ("atlassianstatuspage", "digitalocean", "onepassword")
SMALL = ("bambulab", "uber", *SLOWER)
PAGE = """\
version: stactus/v1
name: Harbour Ferries
url: https://old.example
theme: {simple: {}}
systems:
  - {id: s1, name: Shop / Web}
  - {id: s2, name: Shop / App, description: On your phone}
  - {id: s3, name: Read / write API}
"""
OUTAGE = """\
version: incident/v1
id: no
name: Nobody can pay
impact: major
systems: [s1, s3]
timeline:
  - ts: "2026-03-12 10:00:00"
    description: We look into it.
    investigating: true
  - ts: "+30m"
    description: It was a certificate.
  - ts: "11:15"
    description: It works.
    resolved: true
"""


def read(folder: Path, page: str = PAGE, **incidents: str) -> History:
    (folder / "incidents").mkdir(parents=True)
    (folder / "stactus.yaml").write_text(page, "utf-8")
    for name, text in incidents.items():
        (folder / "incidents" / f"{name}.yaml").write_text(text, "utf-8")
    return read_stactus(str(folder))


def test_an_incident_is_read_as_it_stands(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, a=OUTAGE).entries
    assert (entry.key, entry.title, entry.impact) == ("no", "Nobody can pay", Impact.MAJOR)
    assert entry.paths == ("/ir/no.html",)
    assert [(u.at, u.state) for u in entry.updates] == [
        (at("10:00"), State.INVESTIGATING),
        (at("10:30"), None),
        (at("11:15"), State.RESOLVED),
    ]


def test_systems_that_share_a_first_part_are_a_group(tmp_path: Path) -> None:
    history = read(tmp_path)
    named = [(c.key, c.group, c.name) for c in history.page.components]
    assert named == [("s1", "Shop", "Web"), ("s2", "Shop", "App"), ("s3", "", "Read / write API")]


def test_a_key_without_a_home_is_named(tmp_path: Path) -> None:
    history = read(tmp_path, a=OUTAGE + "owner: me\n")
    assert [(loss.place, loss.what) for loss in history.losses] == [
        ("stactus.yaml", "theme: {'simple': {}}"),
        ("incidents/a.yaml", "owner: me"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-12 10:00", at("10:00")),
        ("2026/03/12 10:00:05", at("10:00:05")),
        ("2026-03-12T10:00:00.123Z", at("10:00")),
        ("2026-03-12T10:00:00+02:00", at("08:00")),
        ("16:40", at("16:40")),
        ("4:40PM", at("16:40")),
        ("12:05am", at("00:05")),
        ("+1h30m", at("10:30")),
        ("+", None),
        ("25:00", None),
        ("2026-02-30 10:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_every_form_of_a_time_is_read(text: str, expected: datetime | None) -> None:
    assert parse_event_time(text, at("09:00")) == expected


def test_a_relative_time_needs_one_before_it() -> None:
    assert parse_event_time("+5m", None) is parse_event_time("10:00", None) is None


BROKEN = {
    "cut": (OUTAGE[: OUTAGE.index('"2026') + 8], "not YAML"),
    "list": ("- a\n- b\n", "not a mapping of keys"),
    "other": (OUTAGE.replace("incident/v1", "thing/v1"), "version: incident/v1"),
    "timeless": (re.sub(r"- ts: .*", "- ts: soon", OUTAGE), "no time"),
    "bomb": (
        "a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [{f'*a{n}, ' * 9}]\n" for n in range(12)),
        "refers to itself",
    ),
    "deep": ("[" * 500 + "]" * 500, "nested too deep"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_costs_its_entry_and_is_named(tmp_path: Path, name: str) -> None:
    broken, reason = BROKEN[name]
    history = read(tmp_path, good=OUTAGE, **{name: broken})
    assert [entry.key for entry in history.entries] == ["no"]
    assert history.read.entries == 2
    lost = [loss for loss in history.losses if loss.place == f"incidents/{name}.yaml"]
    assert len([loss for loss in lost if reason in loss.reason]) == 1


def test_bytes_that_are_no_utf_8_cost_their_entry(tmp_path: Path) -> None:
    read(tmp_path, good=OUTAGE)
    (tmp_path / "incidents/bad.yaml").write_bytes(OUTAGE.encode("utf-16"))
    history = read_stactus(str(tmp_path))
    assert len(history.entries) == 1
    assert "UTF-8" in history.losses[-1].reason


def test_two_incidents_in_one_file_are_two(tmp_path: Path) -> None:
    history = read(tmp_path, both=f"---\n{OUTAGE}---\n{OUTAGE.replace('id: no', 'id: two')}")
    assert [entry.key for entry in history.entries] == ["no", "two"]


def test_a_folder_that_is_no_stactus_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no stactus"):
        read_stactus(str(tmp_path))
    with pytest.raises(SourceError, match="version: stactus/v1"):
        read(tmp_path, page="name: Mine\n")


def raw_counts(folder: Path) -> tuple[int, int, int, int]:
    """Entries, updates, systems and characters, counted over the YAML itself."""
    files = sorted((folder / "incidents").glob("*.yaml"))
    documents = [yaml.load(file.read_bytes(), Loader=yaml.CBaseLoader) for file in files]
    texts = [event["description"].strip() for each in documents for event in each["timeline"]]
    systems = yaml.load((folder / "stactus.yaml").read_bytes(), Loader=yaml.CBaseLoader)["systems"]
    return len(files), len(texts), len(systems), sum(map(len, texts))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of some real companies."""
    if not CORPUS.is_file():
        lacking(f"{CORPUS}, the real histories, is not there")
    folder = tmp_path_factory.mktemp("stactus")
    with tarfile.open(CORPUS) as archive:
        wanted = [m for m in archive if m.name.partition("/")[0] in SMALL]
        archive.extractall(folder, wanted, filter="data")
    return folder


@pytest.mark.parametrize("company", in_tiers(["bambulab", "uber"], SLOWER))
def test_a_real_history_is_carried_whole(corpus: Path, tmp_path: Path, company: str) -> None:
    history = read_stactus(str(corpus / company))
    report = import_into(tmp_path, *history.entries, page=history.page)
    counts = report.written
    raw = raw_counts(corpus / company)
    assert (counts.entries, counts.updates, counts.components) == raw[:3]
    assert counts.characters >= raw[3]
    reasons = {loss.reason for loss in report.losses}
    assert reasons <= {"another update of the entry has this time, and no two may have the same"}
    load_site(tmp_path, NOW, NOW)
    assert len(read_back(tmp_path)) == raw[0]
    before = snapshot(tmp_path)
    import_into(tmp_path, *history.entries, page=history.page)
    assert snapshot(tmp_path) == before


def test_a_real_history_comes_in_by_command(corpus: Path, tmp_path: Path) -> None:
    site, report = tmp_path / "site", tmp_path / "report.json"
    arguments = ["import", "stactus", str(corpus / "uber"), "--into", str(site)]
    result = CliRunner().invoke(main, [*arguments, "--report", str(report)])
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[1].split() == ["entries", "3", "3", "0"]
    assert json.loads(report.read_text("ascii"))["written"]["entries"] == 3


def test_what_yaml_calls_nothing_is_nothing(tmp_path: Path) -> None:
    text = "version: incident/v1\nid: null\nname: ~\nimpact: Null\nsystems: ~\ntimeline:\n"
    event = "  - {ts: 2026-01-10 10:00, description: ~}\n  - {ts: +1m, description: 'null'}\n"
    (entry,) = read(tmp_path, nothing=text + event).entries
    assert (entry.key, entry.title, entry.impact) == ("nothing", "", Impact.NONE)
    assert [update.text for update in entry.updates] == ["", "null"]


def test_a_word_that_begins_like_nothing_stays_a_word(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, a=OUTAGE.replace("Nobody can pay", "nullable ~fields")).entries
    assert entry.title == "nullable ~fields"


def test_an_incident_is_over_once_an_event_resolves_it(tmp_path: Path) -> None:
    later = '  - {ts: "+10m", description: What we learned., investigating: true}\n'
    (entry,) = read(tmp_path, a=OUTAGE + later).entries
    assert entry.over
    assert [update.state for update in entry.updates][-2:] == [State.RESOLVED, None]


def test_an_incident_that_was_resolved_twice_was_opened_again(tmp_path: Path) -> None:
    again = '  - {ts: "+10m", description: Again., investigating: true}\n'
    again += '  - {ts: "+20m", description: Over., resolved: true}\n'
    (entry,) = read(tmp_path, a=OUTAGE + again).entries
    assert [update.state for update in entry.updates][-2:] == [
        State.INVESTIGATING,
        State.RESOLVED,
    ]


def test_html_becomes_markdown_and_is_counted_as_it_was(tmp_path: Path) -> None:
    html = "It is <b>slow</b>.<br /><br />See <a href='/x'>this</a>."
    history = read(tmp_path, a=OUTAGE.replace("We look into it.", html))
    text = history.entries[0].updates[0].text
    assert text == "It is **slow**.\n\nSee [this](https://old.example/x)."
    assert history.read.characters == len(html + "It was a certificate.It works.")
    assert history.losses[-1].what == "a text in HTML"


def test_words_and_code_that_look_like_html_stay(tmp_path: Path) -> None:
    text = "Use `<br>` if a < b and c > d; see <https://x.example>."
    assert read(tmp_path, a=OUTAGE.replace("We look into it.", text)).losses[1:] == ()


def test_a_long_text_that_is_named_over_and_over_is_refused(tmp_path: Path) -> None:
    many = "  - {ts: 2026-03-12 10:00, description: *t}\n" * 3000
    text = f"version: incident/v1\nx: &t {'y' * 1000}\ntimeline:\n{many}"
    history = read(tmp_path, a=text)
    assert history.losses[-1].reason == "it refers to itself too often"


def test_a_link_that_leads_to_itself_costs_its_entry(tmp_path: Path) -> None:
    read(tmp_path, good=OUTAGE)
    (tmp_path / "incidents/loop.yaml").symlink_to("loop.yaml")
    history = read_stactus(str(tmp_path))
    assert len(history.entries) == 1
    assert history.losses[-1].reason == "it is a link that leads to itself"
