"""Both tools on the same incidents, in turn: from nothing, one update, a later hour."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus import Corpus, add_update, check_out_anew, restore, start_afresh
from measure import DECIMALS, HEADINGS, Build, Sample, measure_build, medians, say
from report import Finding, Limit, print_table

HUGO = "Hugo, from nothing"
NOTHING = "statusgen, from nothing"
UPDATE = "statusgen, one update"
FRESH = "statusgen, one update, a fresh checkout"
MINUTE = "statusgen, one minute later"
DAY = "statusgen, one day later"
BUILDS = (HUGO, NOTHING, UPDATE, FRESH, MINUTE, DAY)

LIMITS = {
    NOTHING: Limit("from nothing, against Hugo", 1.5, 1, "x"),
    UPDATE: Limit("one update, against Hugo from nothing", 0.2, 0.1, "x"),
    FRESH: Limit("one update, a fresh checkout, against the same", 0.2, 0.1, "x"),
    MINUTE: Limit("one minute later, against the same", 0.2, 0.1, "x"),
    DAY: Limit("one day later, against the same", 0.2, 0.1, "x"),
}
MEMORY = Limit("peak memory, from nothing", 400, 250, "MB")


class Tools(NamedTuple):
    """The commands under test."""

    hugo: str
    statusgen: str


def build_site(name: str, tools: Tools, corpus: Corpus, at: dt.datetime) -> Build:
    """Build with statusgen as if it were then."""
    command = [tools.statusgen, "build", "--site", str(corpus.site), "--at", f"{at.isoformat()}Z"]
    return measure_build(name, command, corpus.public)


def run_round(tools: Tools, corpus: Corpus, aside: Path) -> dict[str, Build]:
    """Each build once."""
    start_afresh(corpus, aside)
    command = [tools.hugo, "--quiet", "-s", str(corpus.hugo), "-d", str(corpus.hugo_public)]
    found = {HUGO: measure_build(HUGO, command, corpus.hugo_public)}

    def build(name: str, at: dt.datetime) -> None:
        found[name] = build_site(name, tools, corpus, at)

    build(NOTHING, corpus.start)
    updated = add_update(corpus, corpus.start)
    build(UPDATE, updated)
    updated = add_update(corpus, updated)
    check_out_anew(corpus, aside)
    build(FRESH, updated)
    minute_later = updated + dt.timedelta(minutes=1)
    build(MINUTE, minute_later)
    build(DAY, minute_later + dt.timedelta(days=1))
    return found


def compare_builds(tools: Tools, corpus: Corpus, rounds: int) -> list[Finding]:
    """The table of all builds, and what it says of each limit."""
    chosen = f"{corpus.incident.name} (components: {corpus.components})"
    found: dict[str, list[Build]] = {name: [] for name in BUILDS}
    for number in range(1, rounds + 1):
        say(f"round {number} of {rounds} with {corpus.entries:,} incidents")
        aside = corpus.folder / f"builds-{number}"
        for name, build in run_round(tools, corpus, aside).items():
            found[name].append(build)
    restore(corpus)
    middle = {name: medians(builds) for name, builds in found.items()}
    print_builds(f"{corpus.entries:,} incidents; updates go to {chosen}", middle)
    base = middle[HUGO].wall
    findings = [Finding(limit, middle[name].wall / base) for name, limit in LIMITS.items()]
    return [*findings, Finding(MEMORY, middle[NOTHING].memory)]


def print_builds(title: str, middle: Mapping[str, Sample]) -> None:
    """One row for each build, with ratios to Hugo's."""
    rows: list[Sequence[str]] = []
    for name, sample in middle.items():
        columns = zip(sample, middle[HUGO], DECIMALS, strict=True)
        cells = [f"{value:,.{d}f} ({value / base:.3g} x)" for value, base, d in columns]
        rows.append((name, *cells))
    print_table(title, ("build", *HEADINGS), rows)
