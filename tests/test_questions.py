"""What an entry leaves open and only its author can say is asked, and blocks nothing."""

from datetime import timedelta
from pathlib import Path

import pytest

from small_site import NOW, SmallSite, entry, load, update
from statusgen.model.findings import Finding, Level
from statusgen.model.terms import Status

BROKEN = update("2026-11-21 10:00", "Investigating", "You cannot pay.")
OVER = update("2026-11-21 12:08:30", "Resolved", "From 11:00 to 12:00, it failed.")


def findings_of(root: Path, text: str, site: SmallSite | None = None) -> tuple[Finding, ...]:
    """What is found where a file is the only entry of a site, and now is now."""
    return load(
        (site or SmallSite()).with_files({"incidents/a.md": text}).write(root), now=NOW
    ).findings


@pytest.mark.parametrize("keys", [{}, {"components": "", "impact": ""}, {"components": "[]"}])
def test_an_open_incident_without_components_and_impact_is_a_warning(
    keys: dict[str, str], tmp_path: Path
) -> None:
    text = entry("Payments fail", BROKEN, **keys)
    (finding,) = findings_of(tmp_path, text)
    assert (finding.level, finding.code) == (Level.WARNING, "no-impact")
    assert "components: {web: partial_outage}" in finding.fix
    assert load(tmp_path).status is Status.OPERATIONAL
    fixed = text.replace("---\n\n", "components: {web: partial_outage}\n---\n\n")
    fixed = fixed.replace("components: []\n", "").replace("components: \n", "")
    assert findings_of(tmp_path, fixed) == ()
    assert load(tmp_path).status is Status.PARTIAL_OUTAGE


def test_the_fix_names_no_component_where_the_page_has_none(tmp_path: Path) -> None:
    (finding,) = findings_of(tmp_path, entry("T", BROKEN), SmallSite(components=()))
    assert "components" not in finding.fix
    assert "impact: major" in finding.fix


@pytest.mark.parametrize(
    "text",
    [
        entry("T", BROKEN, components="[web]"),
        entry("T", BROKEN, impact="none"),
        entry("T", BROKEN, impact="major"),
        entry("T", update("2026-11-21 10:00", "Update", "Slow.", "Components: web = operational")),
        entry("T", BROKEN, OVER),
    ],
    ids=["components", "no impact", "an impact", "a component in an update", "it is over"],
)
def test_an_incident_that_says_what_it_affects_or_is_over_gets_no_such_warning(
    text: str, tmp_path: Path
) -> None:
    assert findings_of(tmp_path, text) == ()


def test_an_incident_told_only_when_it_was_over_asks_when_it_began(tmp_path: Path) -> None:
    (finding,) = findings_of(tmp_path, entry("T", OVER, components="[web]"))
    assert (finding.level, finding.code) == (Level.WARNING, "told-late")
    assert finding.place == ("content/incidents/a.md", 6, 1)
    assert "started: 2026-11-21 12:08 if" in finding.fix


@pytest.mark.parametrize("started", ["2026-11-21 11:00", "2026-11-21 12:08"])
def test_an_answer_ends_the_question_even_if_it_was_over_at_once(
    started: str, tmp_path: Path
) -> None:
    assert findings_of(tmp_path, entry("T", OVER, components="[web]", started=started)) == ()


def test_nobody_is_asked_about_what_was_long_ago_or_at_a_chosen_instant(tmp_path: Path) -> None:
    SmallSite(files={"incidents/a.md": entry("T", OVER, components="[web]")}).write(tmp_path)
    later = NOW + timedelta(days=32)
    assert load(tmp_path, later, now=later).findings == ()
    assert load(tmp_path, NOW).findings == ()


def test_questions_are_asked_along_with_every_other_mistake(tmp_path: Path) -> None:
    site = SmallSite(files={"incidents/b.md": "oops"})
    with pytest.raises(Exception, match="no-impact"):
        findings_of(tmp_path, entry("T", BROKEN), site)
