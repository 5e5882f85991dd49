"""The commands, as somebody types them."""

import json
import os
import re
import shlex
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from click.testing import CliRunner, Result

from statusgen.author.entry_files import entry_stem
from statusgen.cli.main import main
from statusgen.model.entry import Incident

SITE = """\
name: Harbour Ferries
url: https://status.ferries.example/
time_zone: Asia/Singapore
components:
  - {id: tickets, name: Ticket shop}
  - {id: boats, name: Boats}
"""
NEXT = "Next:  statusgen build\n"
NEWEST_FIRST = """\
---
# seen by everyone
title: Tickets are slow
components: [tickets]
---

## 2026-03-01 10:00 — Identified

The card terminal.

## 2026-03-01 09:30 — Investigating

Slow.
"""
OLDEST_FIRST = """\
---
title: Boats are late
components: [boats]
---

## 2026-03-02 09:30 — Investigating

Fog.

## 2026-03-02 10:00 — Identified

Still fog."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with one incident whose file runs newest first, and one oldest first."""
    incidents = tmp_path / "content/incidents"
    incidents.mkdir(parents=True)
    (tmp_path / "content/site.yaml").write_text(SITE)
    (incidents / "2026-03-01-tickets.md").write_text(NEWEST_FIRST)
    (incidents / "2026-03-02-boats.md").write_text(OLDEST_FIRST)
    return tmp_path


def run(*arguments: str | Path, stdin: str | None = None, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin, env=environment)


def succeeds(*arguments: str | Path, stdin: str | None = None, **environment: str) -> str:
    result = run(*arguments, stdin=stdin, **environment)
    assert result.exit_code == 0, result.output
    return result.output


def editor(folder: Path, text: str) -> str:
    """A command that opens a file and puts a text at its top, as a person with an editor would."""
    script = folder / "editor"
    script.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\nfile = pathlib.Path(sys.argv[-1])\n"
        f"file.write_text({text!r} + file.read_text())\n"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return str(script)


def test_init_makes_a_site_that_builds_at_once(tmp_path: Path) -> None:
    succeeds("init", tmp_path / "status")
    output = succeeds("build", "--site", tmp_path / "status")
    assert re.search(r"public: \d+ files written, 0 unchanged, in \d+\.\d s", output)
    assert "(an example)" in (tmp_path / "status/public/index.html").read_text("utf-8")
    ignored = (tmp_path / "status/.gitignore").read_text("utf-8").split()
    assert ignored == ["public/", ".statusgen/"]


def test_init_takes_the_time_zone_of_the_machine(tmp_path: Path) -> None:
    succeeds("init", tmp_path, TZ="Africa/Johannesburg")
    page = yaml.safe_load((tmp_path / "content/site.yaml").read_text("utf-8"))
    assert page["time_zone"] == "Africa/Johannesburg"


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")
    assert "Then report an incident" in succeeds("init", tmp_path)
    (tmp_path / "content/incidents/example-incident.md").write_text("mine\n")
    (tmp_path / "content/maintenance/example-maintenance.md").unlink()
    assert "Then report an incident" not in succeeds("init", tmp_path)
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert (tmp_path / "content/incidents/example-incident.md").read_text() == "mine\n"
    assert not (tmp_path / "content/maintenance/example-maintenance.md").exists()


@pytest.mark.parametrize(
    ("forge", "path"),
    [
        ("github", ".github/workflows/status.yml"),
        ("gitlab", ".gitlab-ci.yml"),
        ("forgejo", ".forgejo/workflows/status.yml"),
    ],
)
def test_init_adds_a_pipeline_to_a_site_that_stands(site: Path, forge: str, path: str) -> None:
    succeeds("init", site, "--ci", forge)
    text = (site / path).read_text("utf-8")
    assert yaml.safe_load(text)
    assert "statusgen check --format" in text
    assert "statusgen build" in text
    assert "*/15 * * * *" in text
    assert not (site / "content/maintenance").exists()


def test_a_new_incident_has_its_time_its_state_and_blanks_to_fill(site: Path) -> None:
    before = datetime.now(UTC)
    path = succeeds(
        "new", "incident", "Nobody: can #pay", "-c", "tickets=major_outage",
        "--next", "in 30 minutes", "--site", site,
    )  # fmt: skip
    text = Path(path.splitlines()[0]).read_text("utf-8")
    stamp = re.search(r"^## (\S+ \S+) — Investigating$", text, re.MULTILINE)
    assert stamp
    zone = ZoneInfo("Asia/Singapore")
    written = datetime.fromisoformat(stamp[1]).replace(tzinfo=zone)
    assert timedelta(minutes=-1) < written - before < timedelta(minutes=2)
    due = f"{written + timedelta(minutes=30):%H:%M}"
    assert f"Next update: {due}\n" in text
    assert "\ncomponents:\n  tickets: major_outage\naffected:\naction:\n---\n" in text
    problem = run("check", "--site", site).output
    assert "says nothing; write below its heading what you know  [empty-update]" in problem


def test_a_new_incident_with_its_text_is_ready_to_build(site: Path) -> None:
    succeeds("new", "incident", 'Say "no": #1', "-m", "Nothing works.", "--site", site)
    succeeds("build", "--site", site)
    assert "Say &#34;no&#34;: #1" in (site / "public/index.html").read_text("utf-8")


def test_a_new_incident_that_names_nothing_says_what_that_means(site: Path) -> None:
    said = run("new", "incident", "Fog", "-m", "No boats.", "--site", site)
    assert said.stdout.count("\n") == 1
    assert said.stderr.startswith("It names neither components nor an impact")
    for more in (("-c", "boats"), ("--impact", "none")):
        assert run("new", "incident", "Fog", *more, "-m", "x", "--site", site).stderr == NEXT
    maintenance = run("new", "maintenance", "Fog", "-m", "No boats.", "--site", site)
    assert "impact" not in maintenance.stderr


def test_a_new_incident_may_have_an_impact_and_no_component(site: Path) -> None:
    path = run("new", "incident", "Fog", "--impact", "major", "-m", "x", "--site", site).stdout
    assert "\nimpact: major\n" in Path(path.strip()).read_text("utf-8")
    assert run("new", "maintenance", "Fog", "--impact", "major", "--site", site).exit_code == 2


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no such terminals here")
def test_at_a_terminal_a_new_incident_asks_which_components_are_affected(site: Path) -> None:
    def answer(text: str) -> str:
        ours, theirs = os.openpty()
        os.write(ours, text.encode())
        command = [sys.executable, "-m", "statusgen", "new", "incident", "Fog", "-m", "No boats."]
        done = subprocess.run(
            command, cwd=site, stdin=theirs, capture_output=True, text=True, timeout=60, check=True
        )
        os.close(ours)
        os.close(theirs)
        assert "Components: tickets, boats\n" in done.stderr
        return (site / done.stdout.strip()).read_text("utf-8")

    assert "\ncomponents:\naffected:" in answer("\n")
    named = answer("boots\nboats=major_outage, tickets=partial_outage\n")
    assert "\n  boats: major_outage\n  tickets: partial_outage\n" in named


def test_two_new_incidents_of_one_title_are_two_files(site: Path) -> None:
    first, second = (run("new", "incident", "Fog", "--site", site).stdout for _ in range(2))
    assert first != second
    assert second.splitlines()[0].endswith("-fog-2.md")


def test_a_new_maintenance_names_its_window(site: Path) -> None:
    window = ("--starts", "2027-01-10 02:00", "--ends", "2027-01-10 04:00")
    succeeds("new", "maintenance", "A new pier", *window, "-m", "We build.", "--site", site)
    assert "scheduled · maintenance" in succeeds("list", "--site", site)


def test_a_new_maintenance_that_has_begun_is_in_progress(site: Path) -> None:
    window = ("--starts", "2026-01-10 02:00", "--ends", "2999-01-10 04:00")
    succeeds("new", "maintenance", "A new pier", *window, "-m", "We build.", "--site", site)
    assert "in progress · maintenance" in succeeds("list", "--site", site)


def test_a_new_maintenance_may_not_end_before_it_starts(site: Path) -> None:
    window = ("--starts", "2027-01-10 02:00", "--ends", "2027-01-10 01:00")
    result = run("new", "maintenance", "A new pier", *window, "-m", "We build.", "--site", site)
    assert result.exit_code == 2
    assert "the maintenance would end before it starts; look at both times" in result.output


def test_new_opens_the_editor(site: Path, tmp_path: Path) -> None:
    command = editor(tmp_path, "<!-- opened -->\n")
    path = succeeds("new", "incident", "Fog", "--edit", "--site", site, EDITOR=command)
    assert Path(path.splitlines()[0]).read_text("utf-8").startswith("<!-- opened -->")


@pytest.mark.parametrize(("minutes", "waits"), [(-61, 1379), (3000, 3000)])
def test_a_promise_is_said_aloud_with_its_day(site: Path, minutes: int, waits: int) -> None:
    local = datetime.now(ZoneInfo("Asia/Singapore"))
    due = local + timedelta(minutes=waits)
    time = f"{local + timedelta(minutes=minutes):%H:%M}" if minutes < 0 else f"{minutes} minutes"
    new = ("new", "incident", "Fog", "-c", "boats", "-m", "We wait.", "--next", time)
    day = "today" if due.date() == local.date() else f"on {due:%A, %Y-%m-%d}"
    said = run(*new, "--site", site).stderr.splitlines()[0]
    assert re.fullmatch(rf"The next update is promised for \d\d:\d\d {day}\.", said)
    told = run("update", "fog", "Update", "-m", "x", "--next", time, "--site", site).stderr
    assert said[:-1] in told


def test_a_command_says_how_to_go_on(site: Path) -> None:
    new = ("new", "incident", "Fog: don't sail", "-c", "boats", "-m", "We wait.", "--site", site)
    assert run(*new).stderr == NEXT
    assert run("build", "--site", site).stderr == (
        f"Next:  copy what is in {site / 'public'} to your host, "
        "or let statusgen init --ci add a pipeline\n"
    )
    assert run("build", "--site", site).stderr == ""
    subprocess.run(["git", "init", "--quiet", site], check=True)
    succeeds("init", site, "--ci", "forgejo")
    result = run("update", "tickets", "Resolved", "-m", "It works.", "--site", site)
    file = result.stdout.strip()
    message = "'Tickets are slow: Resolved'"
    assert result.stderr == f"Next:  git add {file} && git commit --message {message} && git push\n"
    assert run("build", "--site", site).stderr == (
        f"Next:  git add {site} && git commit --message 'Update the status page' && git push\n"
    )
    succeeds("update", "boats", "Resolved", "-m", "No fog.", "--site", site)
    assert run("build", "--site", site, "--publish").stderr == ""
    assert run("build", "--site", site, "--at", "2026-03-01 12:00").stderr == ""
    for command in run(*new).stderr.splitlines():
        script = command.removeprefix("Next:  ").removesuffix(" && git push")
        who = ("-c", "user.name=me", "-c", "user.email=me@x.org")
        script = script.replace("git", shlex.join(["git", "-C", str(site), *who]))
        subprocess.run(["sh", "-euc", script], check=True)


def test_an_unknown_component_is_refused_with_the_nearest_name(site: Path) -> None:
    result = run("new", "incident", "Fog", "-c", "ticket=major_outage", "--site", site)
    assert result.exit_code == 2
    assert 'unknown component "ticket"; did you mean "tickets"?' in result.output


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_update_leaves_every_other_byte_as_it_was(site: Path, newline: str, mark: str) -> None:
    path = site / "content/incidents/2026-03-01-tickets.md"
    before = (mark + NEWEST_FIRST).replace("\n", newline).encode()
    path.write_bytes(before)
    succeeds("update", "tickets", "Monitoring", "-m", "Better.\n\nMuch.", "--site", site)
    after = path.read_bytes()
    head, tail = before.split(b"## 2026-03-01 10:00", 1)
    assert after.startswith(head + b"## 20")
    assert after.endswith(b"## 2026-03-01 10:00" + tail)
    added = after[len(head) : -len(b"## 2026-03-01 10:00" + tail)].decode()
    assert added.count("\r\n") == (added.count("\n") if newline == "\r\n" else 0)
    assert re.fullmatch(
        r"## \d{4}-\d\d-\d\d \d\d:\d\d — Monitoring\n\nBetter\.\n\nMuch\.\n\n",
        added.replace("\r\n", "\n"),
    )


def test_an_update_goes_to_the_end_of_a_file_that_runs_oldest_first(site: Path) -> None:
    succeeds("update", "boats", "resolved", "-m", "Clear.", "-c", "boats=operational",
             "--site", site)  # fmt: skip
    text = (site / "content/incidents/2026-03-02-boats.md").read_text("utf-8")
    assert text.startswith(OLDEST_FIRST + "\n\n## 20")
    assert text.endswith(" — Resolved\nComponents: boats = operational\n\nClear.\n")


def test_three_updates_within_a_second_are_all_published(site: Path) -> None:
    for state in ("Update", "Monitoring", "Resolved"):
        succeeds("update", "tickets", state, "-m", f"{state}.", "--site", site)
    assert "resolved · minor" in succeeds("list", "--site", site)


def test_the_text_of_an_update_comes_from_stdin(site: Path) -> None:
    succeeds("update", "tickets", "Update", "--site", site, stdin="From a pipe.\n")
    path = site / "content/incidents/2026-03-01-tickets.md"
    assert "\n\nFrom a pipe.\n\n## 2026-03-01 10:00" in path.read_text("utf-8")
    assert run("update", "boats", "Update", "--site", site, stdin=" ").exit_code == 2


def test_an_ambiguous_name_lists_the_entries_it_can_mean(site: Path) -> None:
    result = run("update", "2026-03", "Update", "-m", "x", "--site", site)
    assert result.exit_code == 2
    assert "2026-03-01-tickets: Tickets are slow" in result.output
    assert "2026-03-02-boats: Boats are late" in result.output


def test_an_update_that_cannot_be_read_back_is_not_written_and_not_lost(site: Path) -> None:
    path = site / "content/incidents/2026-03-01-tickets.md"
    before = path.read_bytes()
    result = run("update", "tickets", "Update", "-m", "A\n\n## Heading\n\nB", "--site", site)
    assert result.exit_code == 1
    assert "[bad-heading]" in result.output
    assert path.read_bytes() == before
    kept = site / ".statusgen/unpublished-update.md"
    assert kept.read_text("utf-8") == "A\n\n## Heading\n\nB"
    assert str(kept) in result.output


def test_an_update_does_not_mind_what_is_wrong_elsewhere(site: Path) -> None:
    (site / "content/incidents/broken.md").write_text("---\ntitle: [\n---\n")
    succeeds("update", "tickets", "Update", "-m", "News.", "--site", site)
    result = run("update", "broken", "Update", "-m", "News.", "--site", site)
    assert result.exit_code == 1
    assert "content/incidents/broken.md:" in result.output


@pytest.mark.parametrize("promise", [(), ("--next", "in 30 minutes")])
def test_an_update_that_says_the_same_once_more_is_refused(
    promise: tuple[str, ...], site: Path
) -> None:
    path = site / "content/incidents/2026-03-01-tickets.md"
    arguments = ("tickets", "Update", *promise, "--site", str(site))
    succeeds("update", *arguments, "-m", "We look.\n\nStill.")
    before = path.read_bytes()
    result = run("update", *arguments, "-m", "We look.\n\nStill.")
    assert result.exit_code == 1
    assert "the newest update says the same" in result.output
    assert path.read_bytes() == before
    succeeds("update", *arguments, "-m", "Still.")
    succeeds("update", *arguments, "-m", "Still.\n\nWe look.")
    succeeds("update", "tickets", "Monitoring", "-m", "Still.\n\nWe look.", "--site", site)


def test_an_entry_that_was_removed_gets_no_update(site: Path) -> None:
    path = site / "content/incidents/2026-03-02-boats.md"
    path.write_text(OLDEST_FIRST.replace("title:", "removed: 2026-03-03 Not ours.\ntitle:"))
    result = run("update", "boats", "Update", "-m", "News.", "--site", site)
    assert result.exit_code == 2
    assert "2026-03-02-boats.md says that this entry was removed" in result.output


def test_list_shows_state_impact_promise_and_silence(site: Path) -> None:
    path = site / "content/incidents/2026-03-02-boats.md"
    text = OLDEST_FIRST.replace("Identified\n", "Identified\nNext update: 11:00\n")
    path.write_text(text.replace("---\n\n##", "impact: major\n---\n\n##", 1))
    early = succeeds("list", "--site", site, "--at", "2026-03-02 10:30")
    assert "identified · major · next update by 2 March 2026, 11:00 SGT, in 30 minutes" in early
    due = succeeds("list", "--site", site, "--at", "2026-03-02 11:05")
    assert "next update was due by 2 March 2026, 11:00 SGT" in due
    assert "late" not in due.replace("Boats are late", "")
    late = succeeds("list", "--site", site, "--at", "2026-03-02 14:00")
    assert "promised for 2 March 2026, 11:00 SGT, late by 3 hours" in late
    assert "silent for 4 hours" in late


def test_list_says_when_security_txt_is_about_to_expire(site: Path) -> None:
    page = site / "content/site.yaml"
    told = "security: {contact: 'mailto:security@ferries.example', expires: 2026-06-30}\n"
    page.write_text(page.read_text() + told)
    assert "security.txt" not in succeeds("list", "--site", site, "--at", "2026-05-20 10:00")
    soon = succeeds("list", "--site", site, "--at", "2026-06-10 10:00")
    assert "security.txt expires on 2026-06-30; write a later day" in soon
    late = succeeds("list", "--site", site, "--at", "2026-07-10 10:00")
    assert "security.txt expired on 2026-06-30; write a later day" in late


def test_check_prints_for_people_for_programs_and_for_forges(site: Path) -> None:
    path = site / "content/incidents/2026-03-02-boats.md"
    path.write_text(OLDEST_FIRST.replace("components: [boats]", "components: [boat]"))
    place = "content/incidents/2026-03-02-boats.md"
    told = 'unknown component "boat"; did you mean "boats"?'
    text = run("check", "--site", site)
    assert (text.exit_code, f"{place}:3:14: error: {told}  [unknown-component]" in text.output) == (
        1,
        True,
    )
    rows = json.loads(run("check", "--site", site, "--format", "json").stdout)
    assert rows == [
        {
            "level": "error",
            "file": place,
            "line": 3,
            "column": 14,
            "code": "unknown-component",
            "message": 'unknown component "boat"',
            "fix": 'did you mean "boats"?',
        }
    ]
    github = run("check", "--site", site, "--format", "github").stdout
    assert github == f"::error file={place},line=3,col=14,title=unknown-component::{told}\n"
    gitlab = json.loads(run("check", "--site", site, "--format", "gitlab").stdout)
    assert gitlab[0]["location"] == {"path": place, "lines": {"begin": 3}}


def test_a_folder_that_is_no_site_says_what_to_do(tmp_path: Path) -> None:
    result = run("build", "--site", tmp_path)
    assert result.exit_code == 1
    assert "there is no content/site.yaml" in result.output
    assert "statusgen init" in result.output
    assert list(tmp_path.iterdir()) == []


def test_the_site_is_found_from_a_folder_inside_it(site: Path) -> None:
    command = [sys.executable, "-m", "statusgen", "check"]
    inside = site / "content/incidents"
    done = subprocess.run(command, cwd=inside, capture_output=True, text=True, check=False)
    assert done.stdout == "2 entries, no problems.\n"


@pytest.mark.parametrize("out", ["content", "content/public", ".", "..", "themes/x"])
def test_a_build_refuses_to_write_over_the_site_itself(site: Path, out: str) -> None:
    result = run("build", "--site", site, "-o", site / out)
    assert result.exit_code == 2
    assert "holds the site itself" in result.output


def test_a_wrong_time_is_a_mistake_in_usage(site: Path) -> None:
    result = run("build", "--site", site, "--at", "yesterday")
    assert result.exit_code == 2
    assert '"yesterday" is not a date and time' in result.output


def test_the_version_needs_nothing_but_the_command_line() -> None:
    code = "import sys, statusgen.cli.main; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not {"jinja2", "markdown_it", "feedgen", "babel", "yaml"} & set(loaded.stdout.split())
    version = [sys.executable, "-m", "statusgen", "--version"]
    environment = {**os.environ, "COLUMNS": "80"}
    done = subprocess.run(version, capture_output=True, text=True, check=True, env=environment)
    assert re.fullmatch(r"statusgen \d+\.\d+\.\d+\S*\n", done.stdout)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (f"{'orders ' * 12}fail", "orders-orders-orders-orders-orders-orders-orders-orders"),
        ("x" * 80, "x" * 60),
        (f"{'x' * 60} more", "x" * 60),
        ("Short", "short"),
    ],
)
def test_a_file_is_not_named_in_the_middle_of_a_word(title: str, name: str) -> None:
    assert entry_stem(Incident, title, "", ()) == name


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "content/incidents/a.md"], "it checks the whole site"),
        (["build", "public"], "the folder to write to goes after -o"),
        (["serve", "8080"], "a port goes after --port"),
        (["init", "our", "page"], "put the name of a folder with blanks in quotes"),
        (["update", "orders", "Resolved", "It", "works."], "the text of an update after -m"),
    ],
)
def test_an_argument_too_many_is_put_where_it_belongs(arguments: list[str], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in result.output


@pytest.mark.parametrize(
    "options",
    [
        ["-c", "tickets=major_outage", "-c", "boats=degraded performance"],
        ["-c", "tickets=major_outage, boats=degraded performance"],
        ["-c", "tickets:major_outage,boats:degraded-performance"],
        ["-c", "TICKETS=major_outage, Boats=degraded_performance"],
    ],
)
def test_components_can_be_listed_as_in_an_entry(site: Path, options: list[str]) -> None:
    result = run("new", "incident", "Orders fail", *options, "-m", "No.", "--site", site)
    assert result.exit_code == 0, result.output
    (file,) = (site / "content/incidents").glob("*orders-fail.md")
    head = "components:\n  tickets: major_outage\n  boats: degraded_performance\n"
    assert head in file.read_text("utf-8")


def test_a_line_break_that_a_shell_does_not_read_is_said_aloud(site: Path) -> None:
    result = run("new", "incident", "Fog", "-m", r"Boats wait.\nPlease do, too.", "--site", site)
    assert r"The text has \n, which is shown as it is" in result.stderr


def test_a_maintenance_that_has_begun_is_said_to_be_in_progress(site: Path) -> None:
    window = ("--starts", "2024-01-01 02:00", "--ends", "2024-01-01 03:00")
    result = run("new", "maintenance", "Paint", *window, "-m", "Paint.", "--site", site)
    assert "It began at 2024-01-01 02:00, so it is written as in progress." in result.stderr
    assert "It ended at 2024-01-01 03:00: look at the day" in result.stderr


def test_a_group_is_no_component(site: Path) -> None:
    page = site / "content/site.yaml"
    text = page.read_text("utf-8")
    page.write_text(text + "  - {group: Piers, components: [{id: pier, name: Pier}]}\n", "utf-8")
    result = run("new", "incident", "Fog", "-c", "piers=major_outage", "--site", site)
    assert result.exit_code == 2
    assert '"piers" is a group; name its components' in result.output


def test_a_maintenance_may_start_tomorrow(site: Path) -> None:
    window = ("--starts", "tomorrow 02:00", "--ends", "04:00")
    result = run("new", "maintenance", "Paint", *window, "-m", "Paint.", "--site", site)
    assert result.exit_code == 0, result.output
    (file,) = (site / "content/maintenance").glob("*paint.md")
    zone = ZoneInfo("Asia/Singapore")
    day = datetime.now(zone).date() + timedelta(days=1)
    assert f"starts: {day} 02:00\nends: {day} 04:00\n" in file.read_text("utf-8")


def test_a_maintenance_without_its_times_is_to_be_given_them(site: Path) -> None:
    result = run("new", "maintenance", "Paint", "-m", "Paint.", "--site", site)
    assert "Fill in starts: and ends: at its top." in result.stderr
