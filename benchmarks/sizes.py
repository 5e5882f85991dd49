"""The same site with few, all and several times all incidents: what grows, and what must not."""

from collections.abc import Sequence

from builds import NOTHING, UPDATE, Tools, build_site
from corpus import Corpus, add_update, close_others, start_afresh, with_incident
from measure import Build, medians, say
from report import DIFFER, Finding, Found, Limit, NotMeasured, print_table

WRITTEN = Limit("files written for one update, whatever the size", 0, 0, DIFFER)
PER_INCIDENT = Limit("time per incident, the largest size against the one before", 1.2, 1, "x")
HEADINGS = (
    "incidents",
    "from nothing, s",
    "ms per incident",
    "processor, s",
    "peak memory, MB",
    "files",
    "output, MB",
    "one update, s",
    "files written",
    "kB written",
)

Pair = tuple[Build, Build]


def compare_sizes(
    tools: Tools, corpora: Sequence[Corpus], rounds: int, left_out: str
) -> list[Found]:
    """Corpora from small to large; `left_out` says why the largest is not among them, if so."""
    corpora = [with_incident(corpus, corpora[0].incident.name) for corpus in corpora]
    for corpus in corpora:
        close_others(corpus)
    found: list[list[Pair]] = [[] for _ in corpora]
    for number in range(1, rounds + 1):
        say(f"round {number} of {rounds} with {', '.join(f'{c.entries:,}' for c in corpora)}")
        for corpus, pairs in zip(corpora, found, strict=True):
            pairs.append(build_twice(tools, corpus, number))
    print_sizes(corpora, found)
    written = written_finding([pairs[-1][1].written for pairs in found])
    if left_out:
        return [written, NotMeasured(PER_INCIDENT, left_out)]
    before, largest = (
        medians([nothing for nothing, _ in pairs]).wall / corpus.entries
        for corpus, pairs in list(zip(corpora, found, strict=True))[-2:]
    )
    return [written, Finding(PER_INCIDENT, largest / before)]


def build_twice(tools: Tools, corpus: Corpus, number: int) -> Pair:
    """From nothing, then with one update."""
    start_afresh(corpus, corpus.folder / f"sizes-{number}")
    nothing = build_site(f"{corpus.entries:,}: {NOTHING}", tools, corpus, corpus.start)
    updated = add_update(corpus, corpus.start)
    return nothing, build_site(f"{corpus.entries:,}: {UPDATE}", tools, corpus, updated)


def written_finding(written: Sequence[dict[str, int]]) -> Finding:
    """How many files are written at one size and not at another."""
    everywhere = set.intersection(*map(set, written))
    different = set.union(*map(set, written)) - everywhere
    for path in sorted(different):
        say(f"not written at every size: {path}")
    for path in sorted(everywhere):
        if len(sizes := {files[path] for files in written}) > 1:
            say(f"not of the same size everywhere: {path} ({min(sizes):,} to {max(sizes):,} bytes)")
    numbers = ", ".join(str(len(files)) for files in written)
    weights = ", ".join(f"{sum(files.values()) / 1e3:,.1f}" for files in written)
    return Finding(WRITTEN, len(different), f"{numbers} files; {weights} kB")


def print_sizes(corpora: Sequence[Corpus], found: Sequence[Sequence[Pair]]) -> None:
    """One row for each size."""
    rows = []
    for corpus, pairs in zip(corpora, found, strict=True):
        nothing, update = (medians(builds) for builds in zip(*pairs, strict=True))
        rows.append(
            (
                f"{corpus.entries:,}",
                f"{nothing.wall:.2f}",
                f"{nothing.wall / corpus.entries * 1e3:.3f}",
                f"{nothing.processor:.2f}",
                f"{nothing.memory:,.0f}",
                f"{nothing.files:,.0f}",
                f"{nothing.size:,.1f}",
                f"{update.wall:.2f}",
                f"{update.written:,.0f}",
                f"{update.bytes * 1e3:,.1f}",
            )
        )
    print_table("From nothing, and one update, with a single open incident", HEADINGS, rows)
