"""What was published does not come again as something else, or vanish, without a word."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from published import read_html, texts
from small_site import (
    DELAY,
    HARBOUR,
    OLD,
    OUTAGE,
    WORK,
    SmallSite,
    build_in_memory,
    entry,
    load,
    update,
)
from statusgen.cli.main import main
from statusgen.model.findings import Finding, Findings, FindingsError, Level
from statusgen.pipeline.published import check_against
from statusgen.pipeline.write import BuildResult, write_site

TICKETS = "incidents/tickets.md"
RENAMED = {TICKETS: None, "incidents/sales.md": OUTAGE}
LATER = OUTAGE.replace("09:30", "09:35")
SHORTER = re.sub(r"## 2026-11-20 09:30.*?(?=## )", "", OUTAGE, flags=re.DOTALL)
SHORTEST = OUTAGE.partition("## 2026-11-20 09:30")[0]
NO_LINK = WORK.replace(" See [the outage](../incidents/tickets.md).", "")
PIER = {"maintenance/pier.md": NO_LINK}


def with_keys(text: str, *lines: str) -> str:
    return text.replace("---\n", "---\n" + "".join(f"{line}\n" for line in lines), 1)


OLDER = with_keys(OLD, "aliases: [earliest, /issues/7.html]")
FOGGY = with_keys(DELAY, "aliases: [fog-on-the-pier]")
AS_WORK = entry(
    "Tickets",
    *(update(f"2026-11-20 {time}", "Update", "x") for time in ("09:00", "09:30", "10:00")),
    starts="2026-11-20 09:00",
    ends="2026-11-20 10:30",
)
AS_OUTAGE = entry("Pier", update("2026-11-01 09:00", "Investigating", "x"), impact="none")
SITE = HARBOUR.with_files({**PIER, "incidents/2025/old.md": OLDER})


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
        "would lead nowhere; write id: tickets, or add aliases: [tickets] if it is meant",
    ),
    "a removed entry": (
        SITE.with_files({TICKETS: None}),
        "content/incidents/tickets.md:1:1",
        '"tickets" was published and is gone: subscribers keep 3 updates, and links to it lead '
        "nowhere; put its file back, with removed: 2026-11-21 and the reason at the top",
    ),
    "a removed maintenance": (
        SITE.with_files({"maintenance/pier.md": None}),
        "content/maintenance/pier.md:1:1",
        '"pier" was published and is gone: subscribers keep 1 update, and links to it lead '
        "nowhere; put its file back, with removed: 2026-11-21 and the reason at the top",
    ),
    "a draft": (
        SITE.with_files({TICKETS: with_keys(OUTAGE, "draft: true")}),
        "content/incidents/tickets.md:3:8",
        "this was published and is a draft now: subscribers keep 3 updates, and links to it lead "
        "nowhere; take out draft: true, or put removed: 2026-11-21 and the reason in its place",
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
        "write identity: status.example, or add former_identities: [status.example] if it is meant",
    ),
    "a third identity": (
        replace(SITE, more="identity: harbour.example\nformer_identities: [ferries.example]\n"),
        "content/site.yaml:5:11",
        'what is published has the identity "status.example", and this is "harbour.example": '
        "subscribers get 8 updates again, and calendars each maintenance; "
        "write identity: status.example, or add status.example to former_identities if it is meant",
    ),
    "an incident that became a maintenance": (
        SITE.with_files({TICKETS: None, "maintenance/tickets.md": AS_WORK}),
        "content/maintenance/tickets.md:1:1",
        "this was published in incidents/ and is in maintenance/ now: links to it would lead "
        "nowhere, and calendars would show it; move its file back, or add "
        "aliases: [/incidents/tickets/] if it is meant",
    ),
    "a maintenance that became an incident": (
        SITE.with_files({"maintenance/pier.md": None, "incidents/pier.md": AS_OUTAGE}),
        "content/incidents/pier.md:1:1",
        "this was published in maintenance/ and is in incidents/ now: links to it would lead "
        "nowhere, and calendars would lose it; move its file back, or add "
        "aliases: [/maintenance/pier/] if it is meant",
    ),
    "a renamed entry with an alias": (
        SITE.with_files({"incidents/2026/boats.md": None, "incidents/fog.md": FOGGY}),
        "content/incidents/fog.md:1:1",
        'this was published as "boats": subscribers would get 2 updates again, and links to it '
        "would lead nowhere; add id: boats at the top, or boats to aliases if it is meant",
    ),
    "an alias that is left out": (
        SITE.with_files({"incidents/2025/old.md": with_keys(OLD, "aliases: [/issues/7.html]")}),
        "content/incidents/2025/old.md:3:8",
        "old links to this entry would lead nowhere: /incidents/earliest/; add earliest to aliases",
    ),
    "all aliases that are left out": (
        SITE.with_files({"incidents/2025/old.md": OLD}),
        "content/incidents/2025/old.md:2:8",
        "old links to this entry would lead nowhere: /incidents/earliest/, /issues/7.html; "
        "add aliases: [earliest, /issues/7.html]",
    ),
    "an address that is left out": (
        SITE.with_files({"incidents/2025/old.md": with_keys(OLD, "aliases: [earliest]")}),
        "content/incidents/2025/old.md:3:8",
        "old links to this entry would lead nowhere: /issues/7.html; add /issues/7.html to aliases",
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
    "a reason": {TICKETS: with_keys(OUTAGE, "removed: 2026-11-21 It was not ours to tell.")},
    "a reason, and nothing else": {
        TICKETS: "---\ntitle: T\nremoved: 2026-11-21 Not ours to tell.\n---\n"
    },
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


@pytest.fixture
def changed(name: str, tmp_path: Path) -> Path:
    """The folder of a site that was published, and then changed."""
    publish(SITE, tmp_path)
    CHANGES[name][0].write(tmp_path)
    if name == "another time zone":
        page = tmp_path / "content/site.yaml"
        page.write_text(page.read_text("utf-8").replace("Asia/Singapore", "Asia/Tokyo"), "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_subscribers_would_notice_is_an_error_that_says_what_they_get(
    name: str, changed: Path
) -> None:
    _, place, advice = CHANGES[name]
    (finding,) = check_against(load(changed, drafts=True), changed / "public")
    assert (finding.level, str(finding.place), finding.advice) == (Level.ERROR, place, advice)


@pytest.mark.parametrize("name", CHANGES)
def test_a_build_warns_once_of_the_same_and_publishes(name: str, changed: Path) -> None:
    _, place, advice = CHANGES[name]
    result = write_site(load(changed), changed / "public")
    warnings = [f for f in result.findings if f.code in {"published", "identity-changed"}]
    assert [(w.level, str(w.place), w.advice) for w in warnings] == [(Level.WARNING, place, advice)]
    assert write_site(load(changed), changed / "public").findings == load(changed).findings


def follow(finding: Finding, root: Path) -> None:
    """Do literally what a finding says that it takes where the change is meant."""
    file, fix = root / finding.place.path, finding.fix
    name = finding.place.path.removeprefix("content/")
    text = file.read_text("utf-8") if file.exists() else str(SITE.files[name])
    if line := re.search(
        r"(?:add|or|with) ((?:aliases|removed): .*?)(?: at the top| if .*|$)", fix
    ):
        text = with_keys(text, line[1])
    elif line := re.search(r"put (removed: .*) in its place", fix):
        text = text.replace("draft: true", line[1])
    elif line := re.search(r"add (former_identities: .*) if", fix):
        text += f"{line[1]}\n"
    else:
        more = re.search(r"(?:add|or) (\S+) to (\S+)", fix)
        assert more, fix
        assert f"{more[2]}: [" in text
        text = text.replace(f"{more[2]}: [", f"{more[2]}: [{more[1]}, ")
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")


@pytest.mark.parametrize("name", [name for name in CHANGES if name != "another time zone"])
def test_a_fix_that_is_followed_literally_works(changed: Path) -> None:
    (finding,) = check_against(load(changed, drafts=True), changed / "public")
    follow(finding, changed)
    site = load(changed, drafts=True)
    assert check_against(site, changed / "public") == []
    assert "removed:" not in finding.fix or site.content.removed or "09:30" in finding.fix


@pytest.mark.parametrize("name", CONSENT)
def test_what_is_meant_is_written_in_the_content(name: str, tmp_path: Path) -> None:
    publish(SITE, tmp_path)
    assert taken_back(SITE.with_files(CONSENT[name]), tmp_path) == []


REMOVED = with_keys(OUTAGE, "removed: 2026-11-21 — <b>Not</b> ours to tell.", "aliases: [/7.html]")


def test_what_was_removed_leaves_nothing_but_the_reason_at_its_addresses(tmp_path: Path) -> None:
    tree = build_in_memory(SITE.with_files({TICKETS: REMOVED}).load(tmp_path))
    gone = build_in_memory(SITE.with_files({TICKETS: None}).load(tmp_path))
    assert tree.keys() - gone.keys() == {"incidents/tickets/index.html", "7.html"}
    assert {path: tree[path] for path in gone} == gone
    assert tree["7.html"] == tree["incidents/tickets/index.html"]
    assert texts(tree, "7.html", "//main/*")[:3] == [
        "This incident was removed",
        "21 November 2026",
        "<b>Not</b> ours to tell.",
    ]
    assert read_html(tree, "7.html").xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert b"Nobody can buy" not in tree["7.html"]


def test_the_page_of_a_removed_maintenance_says_so(tmp_path: Path) -> None:
    removed = with_keys(NO_LINK, "removed: 2026-11-21 Not ours to tell.")
    tree = build_in_memory(SITE.with_files({"maintenance/pier.md": removed}).load(tmp_path))
    path = "maintenance/pier/index.html"
    assert texts(tree, path, "//main/*")[:3] == [
        "This maintenance was removed",
        "21 November 2026",
        "Not ours to tell.",
    ]
    assert "maintenance/pier/event.ics" not in tree


def test_the_page_of_a_removed_entry_may_not_vanish_either(tmp_path: Path) -> None:
    publish(SITE.with_files({TICKETS: REMOVED}), tmp_path)
    (finding,) = taken_back(SITE.with_files({TICKETS: None}), tmp_path)
    assert (str(finding.place), finding.advice) == (
        "content/incidents/tickets.md:1:1",
        "this was removed, and nothing says so any more: links to it lead nowhere; "
        "put its file back, with removed: 2026-11-21 and the reason at the top",
    )
    follow(finding, tmp_path)
    assert check_against(load(tmp_path, drafts=True), tmp_path / "public") == []


def test_the_page_of_a_removed_entry_may_not_become_a_draft(tmp_path: Path) -> None:
    publish(SITE.with_files({TICKETS: REMOVED}), tmp_path)
    draft = with_keys(REMOVED, "draft: true")
    (finding,) = taken_back(SITE.with_files({TICKETS: draft}), tmp_path)
    assert "links to it lead nowhere" in finding.message


@pytest.mark.parametrize(
    "reason",
    ["3 of 4 numbers were wrong.", "300 customers were named.", "100 % is not true."],
)
def test_a_reason_may_begin_with_a_number(reason: str, tmp_path: Path) -> None:
    site = SITE.with_files({TICKETS: with_keys(OUTAGE, f"removed: 2026-11-21 {reason}")}).load(
        tmp_path
    )
    (entry,) = site.content.removed
    assert entry.removed == reason


def test_a_removed_draft_is_a_draft(tmp_path: Path) -> None:
    publish(SITE, tmp_path)
    draft = with_keys(OUTAGE, "removed: 2026-11-21 Not ours to tell.", "draft: true")
    site = SITE.with_files({TICKETS: draft})
    (finding,) = taken_back(site, tmp_path)
    assert finding.message.startswith("this was published and is a draft now")
    assert "incidents/tickets/index.html" not in build_in_memory(load(tmp_path))


@pytest.mark.parametrize("other", ["incidents/2026/tickets.md", "maintenance/tickets.md"])
def test_nothing_else_may_have_the_address_of_what_was_removed(other: str, tmp_path: Path) -> None:
    text = DELAY if other.startswith("incidents") else NO_LINK
    with pytest.raises(FindingsError) as failed:
        SITE.with_files({TICKETS: REMOVED, other: text}).load(tmp_path)
    assert [(f.place.path, f.code) for f in failed.value.errors] == [
        (f"content/{other}", "id-clash")
    ]
    for files in (
        {"incidents/2026/boats.md": with_keys(DELAY, "aliases: [tickets]")},
        {"incidents/2026/boats.md": with_keys(DELAY, "aliases: [/7.html]")},
        {"static/7.html/a.txt": "x"},
    ):
        with pytest.raises(FindingsError, match="clash"):
            SITE.with_files({TICKETS: REMOVED, **files}).load(tmp_path)


def test_a_removed_update_keeps_its_time_and_its_reason(tmp_path: Path) -> None:
    text = CONSENT["a reason for an update"][TICKETS]
    site = SITE.with_files({TICKETS: text}).load(tmp_path)
    (removal,) = site.incidents[0].entry.removals
    assert removal.at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert removal.reason == "Not ours to tell."


@pytest.mark.parametrize(
    "link",
    ["../tickets.md", "../tickets.md#2026-11-20T01:30:00Z", "/incidents/tickets/", "/7.html"],
)
def test_a_link_to_what_was_removed_leads_to_the_reason_and_is_a_warning(
    link: str, tmp_path: Path
) -> None:
    boats = DELAY.replace("Fog.", f"See [the outage]({link}).")
    site = SITE.with_files({TICKETS: REMOVED, "incidents/2026/boats.md": boats}).load(tmp_path)
    (finding,) = site.findings
    assert str(finding) == (
        f"content/incidents/2026/boats.md:8:18: warning: {link} leads to an entry that was "
        "removed; take the link out  [removed-link]"
    )
    address = "7.html" if "7" in link else "incidents/tickets/"
    document = build_in_memory(site)["incidents/boats/index.html"]
    assert f'href="/sub/{address}"'.encode() in document


@pytest.mark.parametrize("file", ["incidents/tickets/preview.png", "maintenance/pier/event.ics"])
def test_nothing_else_is_left_of_what_was_removed_to_link_to(file: str, tmp_path: Path) -> None:
    removed = {
        TICKETS: REMOVED,
        "maintenance/pier.md": with_keys(NO_LINK, "removed: 2026-11-21 Not ours to tell."),
        "incidents/2026/boats.md": DELAY.replace("Fog.", f"See [it](/{file})."),
    }
    with pytest.raises(FindingsError, match=f"/{file} leads nowhere"):
        SITE.with_files(removed).load(tmp_path)


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
    assert "If that was never published, statusgen build replaces it." in result.stderr
    (tmp_path / "public").rename(tmp_path / "branch")
    assert check(tmp_path).exit_code == 0
    result = check(tmp_path, "--published", str(tmp_path / "branch"))
    assert (result.exit_code, told in result.stderr) == (1, True)
    before_it = ("--published", str(tmp_path / "branch"), "--at", "2024-01-01 12:00")
    assert check(tmp_path, *before_it).exit_code == 0
    result = check(tmp_path, "--published", str(tmp_path / "none.json"))
    assert result.exit_code == 0
    assert "nothing is known of what is published" in result.stderr
    (tmp_path / "empty").mkdir()
    assert check(tmp_path, "--published", str(tmp_path / "empty")).exit_code == 0


@pytest.mark.parametrize("path", ["none", "content", "content/a.md"])
def test_the_command_refuses_what_was_never_published(path: str, tmp_path: Path) -> None:
    SITE.with_files({"a.md": "Text."}).write(tmp_path)
    result = check(tmp_path, "--published", str(tmp_path / path))
    assert result.exit_code == 2
    assert "is neither a folder that was built nor its feed.json" in result.stderr


def test_the_command_refuses_an_address(tmp_path: Path) -> None:
    SITE.write(tmp_path)
    result = check(tmp_path, "--published", "https://status.acme.test/feed.json")
    assert result.exit_code == 2


def test_a_first_build_and_an_unchanged_one_tell_nothing(tmp_path: Path) -> None:
    assert publish(SITE, tmp_path).findings == ()
    assert publish(SITE, tmp_path).findings == ()


def test_a_page_with_an_examples_identity_was_never_published(tmp_path: Path) -> None:
    for command in (["init", str(tmp_path)], ["build", "--site", str(tmp_path)]):
        assert CliRunner().invoke(main, command, catch_exceptions=False).exit_code == 0
    page = tmp_path / "content/site.yaml"
    text = page.read_text("utf-8")
    page.write_text(text.replace("status.example.com", "status.acme.test"), "utf-8")
    (tmp_path / "content/incidents/example-incident.md").unlink()
    result = check(tmp_path)
    assert result.exit_code == 0, result.output
