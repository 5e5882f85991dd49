"""What was published does not come again as something else, or vanish, without a word."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from small_site import DELAY, HARBOUR, OUTAGE, WORK, SmallSite, build_in_memory, entry, load, update
from statusgen.cli.main import main
from statusgen.model.findings import Findings, FindingsError, Level
from statusgen.pipeline.published import check_against
from statusgen.pipeline.write import BuildResult, write_site

TICKETS = "incidents/tickets.md"
RENAMED = {TICKETS: None, "incidents/sales.md": OUTAGE}
LATER = OUTAGE.replace("09:30", "09:35")
SHORTER = re.sub(r"## 2026-11-20 09:30.*?(?=## )", "", OUTAGE, flags=re.DOTALL)
SHORTEST = OUTAGE.partition("## 2026-11-20 09:30")[0]
NO_LINK = WORK.replace(" See [the outage](../incidents/tickets.md).", "")
PIER = {"maintenance/pier.md": NO_LINK}
SITE = HARBOUR.with_files(PIER)


def with_keys(text: str, *lines: str) -> str:
    return text.replace("---\n", "---\n" + "".join(f"{line}\n" for line in lines), 1)


def publish(site: SmallSite, root: Path) -> BuildResult:
    return write_site(site.load(root), root / "public")


def taken_back(site: SmallSite, root: Path, source: str = "public") -> Findings:
    """What a check says of a site whose earlier version was published."""
    return check_against(load(site.write(root), drafts=True), root / source)


def check(root: Path, *options: str) -> Result:
    arguments = ["check", "--site", str(root), *options]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


# What is changed, where the finding is, and what it must say.
CHANGES: dict[str, tuple[SmallSite, str, str]] = {
    "a renamed entry": (
        SITE.with_files(RENAMED),
        "content/incidents/sales.md:1:1",
        'this was published as "tickets": subscribers would get 3 updates again, and links to it '
        "would lead nowhere; add id: tickets at the top, or aliases: [tickets] if it is meant",
    ),
    "another id": (
        SITE.with_files({TICKETS: with_keys(OUTAGE, "id: sales")}),
        "content/incidents/tickets.md:2:5",
        'this was published as "tickets": subscribers would get 3 updates again, and links to it '
        "would lead nowhere; add id: tickets at the top, or aliases: [tickets] if it is meant",
    ),
    "a removed entry": (
        SITE.with_files({TICKETS: None}),
        "content/incidents/tickets.md:1:1",
        '"tickets" was published and is gone: subscribers keep 3 updates, and links to it lead '
        "nowhere; put its file back, with removed: and the reason at the top",
    ),
    "a removed maintenance": (
        SITE.with_files({"maintenance/pier.md": None}),
        "content/maintenance/pier.md:1:1",
        '"pier" was published and is gone: subscribers keep 1 update, and links to it lead '
        "nowhere; put its file back, with removed: and the reason at the top",
    ),
    "a draft": (
        SITE.with_files({TICKETS: with_keys(OUTAGE, "draft: true")}),
        "content/incidents/tickets.md:3:8",
        "this was published and is a draft now: subscribers keep 3 updates, and links to it lead "
        "nowhere; take out draft: true, or put removed: and the reason in its place",
    ),
    "another time": (
        SITE.with_files({TICKETS: LATER}),
        "content/incidents/tickets.md:11:1",
        "the update of 2026-11-20 09:30 was published and is gone, or has another time: "
        "subscribers would get it a second time; put it back as before, or add "
        'removed: ["2026-11-20 09:30 and the reason"] at the top',
    ),
    "a removed update": (
        SITE.with_files({TICKETS: SHORTER}),
        "content/incidents/tickets.md:2:8",
        "the update of 2026-11-20 09:30 was published and is gone: subscribers keep it, and "
        "links to it lead nowhere; put it back as before, or add "
        'removed: ["2026-11-20 09:30 and the reason"] at the top',
    ),
    "several removed updates": (
        SITE.with_files({TICKETS: SHORTEST}),
        "content/incidents/tickets.md:2:8",
        "2 updates were published and are gone, the first of 2026-11-20 09:00: subscribers keep "
        "them, and links to them lead nowhere; put them back as before, or add removed: "
        '["2026-11-20 09:00 and the reason", "2026-11-20 09:30 and the reason"] at the top',
    ),
    "another identity": (
        replace(SITE, more="identity: harbour.example\n"),
        "content/site.yaml:5:11",
        'what is published has the identity "status.example", and this is "harbour.example": '
        "subscribers get 8 updates again, and calendars each maintenance; "
        "write identity: status.example",
    ),
    "another time zone": (
        replace(SITE, more="identity: status.example\n"),
        "content/site.yaml:3:12",
        "no entry has the times it was published with: subscribers would get 8 updates again; "
        "look at time_zone: times without an offset are in it",
    ),
}
CONSENT: dict[str, dict[str, str | None]] = {
    "an id": {TICKETS: None, "incidents/sales.md": with_keys(OUTAGE, "id: tickets")},
    "an alias": {TICKETS: None, "incidents/sales.md": with_keys(OUTAGE, "aliases: [tickets]")},
    "an address": {
        TICKETS: None,
        "incidents/sales.md": with_keys(OUTAGE, "aliases: [/incidents/tickets/]"),
    },
    "a reason": {TICKETS: with_keys(OUTAGE, "removed: It was not ours to tell.")},
    "a reason, and nothing else": {TICKETS: "---\ntitle: T\nremoved: Not ours to tell.\n---\n"},
    "a reason for another time": {
        TICKETS: with_keys(LATER, "removed: [2026-11-20 09:30 It was 09:35.]")
    },
    "a reason for an update": {
        TICKETS: with_keys(SHORTER, "removed:", "  - 2026-11-20 09:30+08:00 — Not ours to tell.")
    },
    "a reason on the same line": {
        TICKETS: with_keys(SHORTER, "removed: 2026-11-20 09:30 Not ours to tell.")
    },
    "another folder": {"incidents/2026/boats.md": None, "incidents/boats.md": DELAY},
    "another title and text": {TICKETS: OUTAGE.replace("Nobody", "No one").replace("It was", "Is")},
    "one update more": {
        TICKETS: OUTAGE + "\n" + update("2026-11-20 08:00", "Investigating", "Earlier.")
    },
}


def write_change(name: str, root: Path) -> None:
    CHANGES[name][0].write(root)
    if name == "another time zone":
        page = root / "content/site.yaml"
        page.write_text(page.read_text("utf-8").replace("Asia/Singapore", "Asia/Tokyo"), "utf-8")


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_subscribers_would_notice_is_an_error_that_says_what_they_get(
    name: str, tmp_path: Path
) -> None:
    publish(SITE, tmp_path)
    write_change(name, tmp_path)
    _, place, advice = CHANGES[name]
    (finding,) = check_against(load(tmp_path, drafts=True), tmp_path / "public")
    assert (finding.level, str(finding.place), finding.advice) == (Level.ERROR, place, advice)


@pytest.mark.parametrize("name", CHANGES)
def test_a_build_warns_once_of_the_same_and_publishes(name: str, tmp_path: Path) -> None:
    publish(SITE, tmp_path)
    write_change(name, tmp_path)
    _, place, advice = CHANGES[name]
    result = write_site(load(tmp_path), tmp_path / "public")
    warnings = [f for f in result.findings if f.code in {"published", "identity-changed"}]
    assert [(w.level, str(w.place), w.advice) for w in warnings] == [(Level.WARNING, place, advice)]
    assert write_site(load(tmp_path), tmp_path / "public").findings == load(tmp_path).findings


@pytest.mark.parametrize("name", CONSENT)
def test_what_is_meant_is_written_in_the_content(name: str, tmp_path: Path) -> None:
    publish(SITE, tmp_path)
    assert taken_back(SITE.with_files(CONSENT[name]), tmp_path) == []


def test_what_was_removed_is_in_no_output(tmp_path: Path) -> None:
    removed = SITE.with_files({TICKETS: with_keys(OUTAGE, "removed: Not ours to tell.")})
    gone = SITE.with_files({TICKETS: None})
    assert build_in_memory(removed.load(tmp_path)) == build_in_memory(gone.load(tmp_path))


def test_a_removed_update_keeps_its_time_and_its_reason(tmp_path: Path) -> None:
    text = CONSENT["a reason for an update"][TICKETS]
    site = SITE.with_files({TICKETS: text}).load(tmp_path)
    (removal,) = site.incidents[0].entry.removals
    assert removal.at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert removal.reason == "Not ours to tell."


def test_a_link_to_what_was_removed_is_an_error(tmp_path: Path) -> None:
    removed = HARBOUR.with_files({TICKETS: with_keys(OUTAGE, "removed: Not ours.")})
    with pytest.raises(FindingsError, match="broken-link"):
        removed.load(tmp_path)


def test_old_updates_are_gone_for_links_but_not_for_subscribers(tmp_path: Path) -> None:
    many = entry(
        "Many",
        *(update(f"2026-11-01 0{n // 60}:{n % 60:02}", "Update", "x") for n in range(60)),
        impact="none",
    )
    site = SITE.with_files({"incidents/many.md": many})
    publish(site, tmp_path)
    old = site.files["incidents/2025/old.md"]
    renamed = site.with_files({"incidents/2025/old.md": None, "incidents/2025/older.md": old})
    (finding,) = taken_back(renamed, tmp_path)
    assert finding.message == 'this was published as "old": links to it would lead nowhere'


def test_a_maintenance_without_updates_is_known_by_its_calendar(tmp_path: Path) -> None:
    bare = re.sub(r"## .*", "", NO_LINK, flags=re.DOTALL)
    publish(SITE.with_files({"maintenance/pier.md": bare}), tmp_path)
    (finding,) = taken_back(SITE.with_files({"maintenance/pier.md": None}), tmp_path)
    assert "subscribers keep it in their calendars" in finding.message


def test_a_maintenance_that_moves_without_an_update_is_a_warning(tmp_path: Path) -> None:
    publish(SITE, tmp_path)
    moved = NO_LINK.replace("ends: 2026-12-01 03:00", "ends: 2026-12-01 05:00")
    (finding,) = taken_back(SITE.with_files({"maintenance/pier.md": moved}), tmp_path)
    assert (finding.level, finding.code) == (Level.WARNING, "moved-silently")
    assert "was to start at 2026-12-01 01:00" in finding.message
    said = moved + "\n" + update("2026-11-20 09:00", "Scheduled", "It moves.")
    edited = moved.replace("Scheduled\n", "Scheduled\nEdited: 2026-11-20 09:00 It moves.\n")
    for text in (said, edited):
        assert taken_back(SITE.with_files({"maintenance/pier.md": text}), tmp_path) == []


def test_the_times_of_a_maintenance_that_is_over_may_be_corrected(tmp_path: Path) -> None:
    over = NO_LINK.replace("2026-12-01", "2026-11-10")
    publish(SITE.with_files({"maintenance/pier.md": over}), tmp_path)
    longer = over.replace("03:00", "04:00")
    assert taken_back(SITE.with_files({"maintenance/pier.md": longer}), tmp_path) == []


def test_a_feed_alone_tells_what_is_recent(tmp_path: Path) -> None:
    publish(SITE, tmp_path)
    (tmp_path / "public/feed.json").rename(tmp_path / "feed.json")
    (finding,) = taken_back(SITE.with_files(RENAMED), tmp_path, "feed.json")
    assert "subscribers would get 3 updates again" in finding.message


@pytest.mark.parametrize(
    "content", [b"", b"<html>404", b"{}", b'{"items": [{"id": "x"}]}', b"\xff"]
)
def test_a_file_that_is_no_feed_of_ours_tells_nothing(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "feed.json").write_bytes(content)
    assert taken_back(SITE, tmp_path, "feed.json") == []


def test_the_command_looks_at_public_or_at_what_it_is_given(tmp_path: Path) -> None:
    told = 'this was published as "old"'
    publish(SITE, tmp_path)
    old = SITE.files["incidents/2025/old.md"]
    SITE.with_files({"incidents/2025/old.md": None, "incidents/2025/older.md": old}).write(tmp_path)
    result = check(tmp_path)
    assert (result.exit_code, told in result.stderr) == (1, True)
    (tmp_path / "public").rename(tmp_path / "branch")
    assert check(tmp_path).exit_code == 0
    result = check(tmp_path, "--published", str(tmp_path / "branch"))
    assert (result.exit_code, told in result.stderr) == (1, True)
    before_it = ("--published", str(tmp_path / "branch"), "--at", "2024-01-01 12:00")
    assert check(tmp_path, *before_it).exit_code == 0
    result = check(tmp_path, "--published", str(tmp_path / "none"))
    assert result.exit_code == 0
    assert "nothing is known of what is published" in result.stderr


def test_a_first_build_and_an_unchanged_one_tell_nothing(tmp_path: Path) -> None:
    assert publish(SITE, tmp_path).findings == ()
    assert publish(SITE, tmp_path).findings == ()
