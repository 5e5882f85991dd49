"""What `statusgen init` writes may be built and looked at, and is never published by mistake."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from statusgen.checks.placeholders import PLACEHOLDERS
from statusgen.cli.main import main

PAGE, INCIDENT = "content/site.yaml", "content/incidents/example-incident.md"
MAINTENANCE = "content/maintenance/example-maintenance.md"
OWN = {
    "name": "Harbour Ferries",
    "url": "https://status.ferries.test/",
    "identity": "status.ferries.test",
    "incident": "Tickets are slow",
    "maintenance": "A new pier",
}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """What `statusgen init` writes."""
    assert run("init", tmp_path).exit_code == 0
    return tmp_path


def replace(site: Path, *keys: str) -> None:
    """Write something of one's own for these placeholders."""
    for key in keys:
        line = "title" if key in ("incident", "maintenance") else key
        file = site / {"incident": INCIDENT, "maintenance": MAINTENANCE}.get(key, PAGE)
        text = file.read_text("utf-8")
        assert f"\n{line}: {PLACEHOLDERS[key]}\n" in text
        text = text.replace(f"\n{line}: {PLACEHOLDERS[key]}\n", f"\n{line}: {OWN[key]}\n")
        file.write_text(text, "utf-8")


def named(result: Result) -> list[str]:
    """What is said to be still a placeholder, in the order of the output."""
    findings = re.findall(r"(?m)^\S+: \w+: [^;]*; .*\[placeholder\]$", result.output)
    entries = [path for line in findings for path in re.findall(r"content/\S+\.md(?=[,;])", line)]
    return entries + re.findall(r"\b(?:name|url|identity)\b", "\n".join(findings))


def test_a_new_site_gets_two_warnings_that_name_each_placeholder_and_is_built(site: Path) -> None:
    checked, built = run("check", "--site", site), run("build", "--site", site)
    everything = [INCIDENT, MAINTENANCE, "name", "url", "identity"]
    assert named(checked) == named(built) == everything
    assert len(everything) == len(PLACEHOLDERS)
    assert "2 entries, 2 warnings." in checked.output
    assert (checked.exit_code, built.exit_code) == (0, 0)
    assert run("check", "--site", site, "--strict").exit_code == 1


def test_publishing_is_refused_for_each_placeholder_by_name(site: Path) -> None:
    for done, key in enumerate(PLACEHOLDERS):
        refusal = run("build", "--site", site, "--publish")
        assert refusal.exit_code == 1
        assert len(named(refusal)) == len(PLACEHOLDERS) - done
        assert ": warning: " not in refusal.output
        assert "nothing was written." in refusal.output
        assert not (site / "public").exists()
        replace(site, key)
    published = run("build", "--site", site, "--publish")
    assert published.exit_code == 0
    assert published.stderr == ""
    assert (site / "public/index.html").exists()


def test_an_example_that_is_deleted_or_a_draft_is_no_obstacle(site: Path) -> None:
    replace(site, "name", "url", "identity")
    (site / INCIDENT).unlink()
    maintenance = site / MAINTENANCE
    maintenance.write_text(maintenance.read_text().replace("\nstarts:", "\ndraft: true\nstarts:"))
    assert run("build", "--site", site, "--publish").exit_code == 0


def test_an_example_under_another_name_is_still_one(site: Path) -> None:
    replace(site, "name", "url", "identity", "maintenance")
    (site / INCIDENT).rename(site / "content/incidents/2026-03-12-orders.md")
    refusal = run("build", "--site", site, "--publish")
    assert named(refusal) == ["content/incidents/2026-03-12-orders.md"]


@pytest.mark.parametrize(
    "url", ["http://status.example.com", "https://EXAMPLE.org/status/", "https://a.b.example.net/"]
)
def test_an_address_that_can_belong_to_nobody_is_a_placeholder(site: Path, url: str) -> None:
    replace(site, *PLACEHOLDERS)
    page = site / PAGE
    page.write_text(page.read_text("utf-8").replace(OWN["url"], url), "utf-8")
    refusal = run("build", "--site", site, "--publish")
    assert f"{PAGE}:7:6: error: " in refusal.output
    assert named(refusal) == ["url"]


def test_what_was_published_stays_when_a_placeholder_is_refused(site: Path) -> None:
    replace(site, *PLACEHOLDERS)
    assert run("build", "--site", site, "--publish").exit_code == 0
    before = (site / "public/index.html").read_bytes()
    page = site / PAGE
    page.write_text(page.read_text("utf-8").replace(OWN["name"], "Example"), "utf-8")
    assert run("build", "--site", site, "--publish").exit_code == 1
    assert (site / "public/index.html").read_bytes() == before
