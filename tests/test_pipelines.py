"""The pipelines of `statusgen init --ci`, run step by step against a repository on this disk."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from pipelines import Forge, Result
from statusgen.cli.main import main
from statusgen.cli.repository import PIPELINES
from tiers import in_tiers
from web import CHECKOUT

PAGE = """\
name: Harbour Ferries
url: https://status.ferries.test/
components:
  - {id: tickets, name: Ticket shop}
"""
INCIDENT = """\
---
title: Tickets are slow
components: [tickets]
---

## 2026-03-12 15:30 — Investigating

It takes a minute.
"""
SECOND = "## 2026-03-12 15:40 — Monitoring\n\nIt is quick again.\n\n"
MAINTENANCE = """\
---
title: A new pier
starts: 2026-03-12 17:00
ends: 2026-03-12 18:00
---

## 2026-03-12 10:00 — Scheduled

We build.
"""
ENTRY = "content/incidents/2026-03-12-tickets.md"
ENTRY_PAGE = "incidents/2026-03-12-tickets/index.html"
UPDATED = INCIDENT.replace("## 2026", f"{SECOND}## 2026", 1)
FORGES = ("github", "forgejo", "gitlab")
SLOWLY = in_tiers([], ["github", "gitlab"])


def start(forge: str, folder: Path, site: str = ".") -> Forge:
    """A forge with a site and its pipeline, pushed and not published yet."""
    made = Forge(forge, folder / "forge", site=site)
    made.write("content/site.yaml", PAGE)
    made.write(ENTRY, INCIDENT)
    made.write("content/maintenance/pier.md", MAINTENANCE)
    arguments = ["init", str(made.clone / site), "--ci", forge]
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    made.push()
    return made


@pytest.fixture(
    params=in_tiers(["github"], ["gitlab"])
)  # Forgejo's workflow has the steps of GitHub's
def forge(request: pytest.FixtureRequest, tmp_path: Path) -> Forge:
    return start(request.param, tmp_path)


def publish(forge: Forge) -> None:
    done = forge.run()
    assert done.status == 0, done.log


@pytest.mark.parametrize("forge", in_tiers(FORGES[:1], FORGES[1:]), indirect=True)
def test_every_push_is_published(forge: Forge) -> None:
    publish(forge)
    assert "It takes a minute." in str(forge.published())
    forge.write(ENTRY, UPDATED)
    forge.push()
    publish(forge)
    assert "It is quick again." in str(forge.published("feed.atom"))
    assert forge.left_on_disk() == []


@pytest.mark.parametrize("forge", SLOWLY, indirect=True)
def test_a_scheduled_run_publishes_only_what_the_clock_has_changed(forge: Forge) -> None:
    publish(forge)
    before, forge.at = forge.publications(), "2026-03-12 16:15"
    idle = forge.run("schedule")
    assert (idle.status, forge.publications()) == (0, before)
    assert "The clock has changed nothing since the page was last published." in idle.log
    forge.at = "2026-03-12 17:00"
    begun = forge.run("schedule")
    assert begun.status == 0, begun.log
    assert forge.publications() != before
    status = '"status":"in_progress"'
    assert status in str(forge.published("api/v2/scheduled-maintenances/active.json"))


@pytest.mark.parametrize("forge", in_tiers([], FORGES), indirect=True)
def test_an_older_run_that_ends_last_does_not_replace_a_newer_one(forge: Forge) -> None:
    publish(forge)
    with forge.paused("build", commit=forge.git("rev-parse", "HEAD")) as older:
        forge.write(ENTRY, UPDATED)
        forge.push()
        publish(forge)
        before = forge.publications()
    assert older.status == 0, older.log
    assert "There is a newer commit" in older.log
    assert forge.publications() == before
    assert "It is quick again." in str(forge.published())


@pytest.mark.parametrize("name", in_tiers([], ["github"]))
def test_a_run_that_was_overtaken_in_its_last_moment_publishes_nothing(
    name: str, tmp_path: Path
) -> None:
    forge = start(name, tmp_path)
    publish(forge)
    with forge.paused("push") as older:
        forge.write(ENTRY, UPDATED)
        forge.push()
        publish(forge)
    assert older.status != 0
    assert "stale info" in older.log
    assert "It is quick again." in str(forge.published())


@pytest.mark.parametrize("forge", SLOWLY, indirect=True)
def test_a_job_that_failed_can_be_run_again(forge: Forge) -> None:
    hook = forge.bare / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    unreachable = {} if forge.pages else {"CI_REPOSITORY_URL": "file:///nowhere"}
    assert forge.run(**unreachable).status != 0
    assert forge.published() is None
    hook.unlink()
    publish(forge)
    assert "It takes a minute." in str(forge.published())


@pytest.mark.parametrize("forge", SLOWLY, indirect=True)
def test_what_was_published_can_be_published_again_by_hand(forge: Forge) -> None:
    publish(forge)
    before = forge.publications()
    forge.git("commit", "--quiet", "--allow-empty", "--message", "Again")
    forge.git("push", "--quiet", "origin", "HEAD:main")
    done = forge.run("workflow_dispatch" if forge.pages else "web")
    assert done.status == 0, done.log
    assert forge.publications() != before


@pytest.mark.parametrize("forge", SLOWLY, indirect=True)
def test_an_error_and_a_placeholder_leave_the_page_as_it_is(forge: Forge) -> None:
    publish(forge)
    before = forge.publications()
    for change, told in {
        PAGE.replace("Harbour Ferries", "Example"): "content/site.yaml:1:7: error: the page still",
        PAGE.replace("tickets", "boats"): "unknown component",
    }.items():
        forge.write("content/site.yaml", change)
        forge.push()
        refused = forge.run()
        assert refused.status == 1
        assert told in refused.log
        assert forge.publications() == before


def propose(forge: Forge, text: str) -> Result:
    """What the pipeline says of another text of the incident that somebody proposes."""
    forge.write(ENTRY, text)
    commit = forge.push("refs/pull/1/head")
    return forge.run("pull_request" if forge.pages else "merge_request_event", commit)


def test_a_proposed_change_is_checked_and_not_published(forge: Forge) -> None:
    checked = propose(forge, INCIDENT.replace("[tickets]", "[ticket]"))
    assert checked.status == 1
    assert 'unknown component "ticket"' in checked.log
    assert forge.published() is None


@pytest.mark.parametrize("forge", SLOWLY, indirect=True)
def test_a_proposed_change_that_takes_something_back_is_an_error_and_named(forge: Forge) -> None:
    publish(forge)
    checked = propose(forge, INCIDENT.replace("15:30", "15:20"))
    assert checked.status == 1
    assert "error: the update of 2026-03-12 15:30 was published" in checked.log


@pytest.mark.parametrize("name", in_tiers([], ["github"]))
def test_what_takes_something_back_is_named_when_it_is_published_all_the_same(
    name: str, tmp_path: Path
) -> None:
    forge = start(name, tmp_path)
    publish(forge)
    forge.write(ENTRY, INCIDENT.replace("15:30", "15:20"))
    forge.push()
    done = forge.run()
    assert done.status == 0, done.log
    assert "error: the update of 2026-03-12 15:30 was published" in done.log
    assert "T15:20:00Z" in str(forge.published(ENTRY_PAGE))


@pytest.mark.parametrize(
    ("name", "event", "told"),
    [
        ("github", "pull_request", f"::error file=services/status page/{ENTRY},line=3,col=14,"),
        ("gitlab", "merge_request_event", f'"path": "services/status page/{ENTRY}"'),
    ],
)
def test_a_mistake_is_shown_in_the_file_as_the_repository_has_it(
    name: str, event: str, told: str, tmp_path: Path
) -> None:
    forge = start(name, tmp_path, site="services/status page")
    forge.write(ENTRY, INCIDENT.replace("[tickets]", "[ticket]"))
    commit = forge.push("refs/pull/1/head")
    log = forge.run(event, commit).log
    log += "".join(file.read_text() for file in forge.folder.glob("workspace-*/gl-*.json"))
    assert told in log
    assert f"\n{ENTRY}:3:14: error: " in f"\n{log}"


@pytest.mark.parametrize("name", in_tiers([], FORGES))
def test_a_site_in_a_folder_of_a_repository_is_published(name: str, tmp_path: Path) -> None:
    forge = start(name, tmp_path, site="services/status page")
    assert (forge.clone / PIPELINES[name]).is_file()
    publish(forge)
    assert "It takes a minute." in str(forge.published())
    assert forge.published("services/status page/content/site.yaml") is None
    before, forge.at = forge.publications(), "2026-03-12 16:15"
    assert forge.run("schedule").status == 0
    assert forge.publications() == before


@pytest.mark.parametrize("name", in_tiers([], ["github"]))
def test_a_custom_domain_of_github_pages_survives_a_publication(name: str, tmp_path: Path) -> None:
    forge = start(name, tmp_path)
    publish(forge)
    forge.git("fetch", "--quiet", "origin", "gh-pages")
    forge.git("checkout", "--quiet", "FETCH_HEAD")
    (forge.clone / "CNAME").write_text("status.ferries.test")
    forge.push("gh-pages")
    forge.git("checkout", "--quiet", "main")
    forge.write(ENTRY, UPDATED)
    forge.push()
    publish(forge)
    assert forge.published("CNAME") == "status.ferries.test"
    assert forge.published(".nojekyll") == ""
    before = forge.publications()
    assert forge.run("schedule").status == 0
    assert forge.publications() == before


@pytest.mark.parametrize("forge", SLOWLY, indirect=True)
def test_a_file_that_is_gone_from_the_site_is_gone_from_the_page(forge: Forge) -> None:
    forge.write("content/static/.gitignore", "index.html\n")
    forge.push()
    publish(forge)
    address = "incidents/2026-03-12-tickets/index.html"
    assert forge.published(address)
    forge.git("rm", "--quiet", ENTRY)
    forge.push()
    publish(forge)
    assert forge.published(address) is None
    assert forge.published()


@pytest.mark.parametrize("name", ["github", "forgejo"])
def test_a_workflow_needs_no_action_and_has_few_rights(name: str, tmp_path: Path) -> None:
    forge = start(name, tmp_path)
    text = (forge.clone / PIPELINES[name]).read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert "uses:" not in text
    assert text.count("github.token") == 3
    assert workflow["concurrency"]["group"].startswith("status-page-")
    if name == "github":
        assert workflow["permissions"] == {}
        rights = {job: told["permissions"] for job, told in workflow["jobs"].items()}
        assert rights == {"check": {"contents": "read"}, "publish": {"contents": "write"}}


@pytest.mark.parametrize("name", ["github", "forgejo"])
@pytest.mark.parametrize("branch", ["main", "trunk", "release/1.0#é"])
def test_a_push_to_the_default_branch_starts_a_workflow_whatever_its_name_is(
    name: str, branch: str, tmp_path: Path
) -> None:
    def branches(folder: Path) -> list[str]:
        done = CliRunner().invoke(main, ["init", str(folder), "--ci", name])
        assert done.exit_code == 0, done.output
        workflow = yaml.safe_load((folder / PIPELINES[name]).read_text("utf-8"))
        found: list[str] = workflow[True]["push"]["branches"]  # to YAML, `on` is a truth
        return found

    def git(*arguments: str) -> None:
        who = ("-c", "user.name=me", "-c", "user.email=me@x.org")
        subprocess.run(["git", *who, *arguments], check=True, capture_output=True)

    fresh, clone = tmp_path / "fresh", tmp_path / "clone"
    meant = list(dict.fromkeys(["main", "master", branch]))
    git("init", "--initial-branch", branch, str(fresh))
    assert branches(fresh) == meant
    git("-C", str(fresh), "commit", "--allow-empty", "--message", "Begin")
    git("clone", str(fresh), str(clone))
    git("-C", str(clone), "checkout", "-b", "a-status-page")
    assert branches(clone) == meant


def test_the_workflows_of_github_and_forgejo_do_the_same(tmp_path: Path) -> None:
    steps = []
    for name in ("github", "forgejo"):
        forge = start(name, tmp_path / name)
        jobs = yaml.safe_load((forge.clone / PIPELINES[name]).read_text("utf-8"))["jobs"]
        told = str([job["steps"] for job in jobs.values()])
        steps.append(re.sub(rf"\b{forge.pages}\b", "PAGES", told))
    assert steps[0] == steps[1]


@pytest.mark.parametrize("name", in_tiers([], FORGES))
def test_pip_can_install_what_a_pipeline_asks_for(name: str, tmp_path: Path) -> None:
    dry = f"{sys.executable} -m pip install --dry-run --no-deps --no-index"
    forge = start(name, tmp_path, site="status")
    done = forge.run(PIP=dry)
    assert done.status == 0, done.log


def test_a_pipeline_that_was_there_is_kept_and_init_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitlab-ci.yml").write_text("mine: {script: make}\n")
    done = CliRunner().invoke(main, ["init", str(tmp_path / "status"), "--ci", "gitlab"])
    assert done.exit_code == 0
    assert "If it does not publish this page, rename it, run the same command again" in done.output
    assert (tmp_path / ".gitlab-ci.yml").read_text() == "mine: {script: make}\n"
    again = CliRunner().invoke(main, ["init", str(tmp_path / "status"), "--ci", "github"])
    assert "If it does not" not in again.output


def test_no_pipeline_installs_what_anybody_may_have_named_statusgen() -> None:
    for file in (CHECKOUT / "statusgen/scaffolds/ci").rglob("*"):
        if file.is_file():
            assert not re.search(
                r"install.*\bstatusgen\b(?!-requirements)", file.read_text("utf-8")
            )
