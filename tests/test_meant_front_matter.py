"""Front matter, files and settings that are right, beside mistakes that look like them."""

import pytest

from small_site import NOW
from statusgen.model.entry import Entry, Incident, Maintenance
from statusgen.model.findings import Findings
from statusgen.read.entries import EntryParser
from statusgen.read.page import parse_page
from statusgen.read.source import Source

SITE = "name: A\nurl: https://a.example/\ncomponents: [{id: web, name: Web shop}]\n"
OPEN = "## 2026-03-01 16:10 — Identified\n\nText.\n"
OVER = f"{OPEN}\n## 2026-03-01 17:10 — Resolved\n\nText.\n"


def found(keys: str, body: str, kind: type[Entry] = Incident) -> Findings:
    findings = Findings()
    page = parse_page(Source("content/site.yaml", SITE), NOW.date(), findings)
    assert page
    source = Source("content/incidents/a.md", f"---\n{keys}\n---\n\n{body}")
    EntryParser(page, NOW).parse(source, kind, findings)
    return findings


@pytest.mark.parametrize(
    ("keys", "body"),
    [
        ("title: T\nremoved: 2026-03-02 It was published by mistake.", OVER),
        ("title: T\nremoved: 2026-03-02 It was published at 16:55 by mistake.", OVER),
        ("title: T\nremoved: [2026-03-01 16:20 It belonged to another incident.]", OVER),
        ("title: T\nrestored: 2026-03-01 16:40", OVER),
        ("title: T", f"{OVER}\n***\n\n___\n\n—\n"),
        ("title: T\naffected: |\n  One\n\n  ***\n\n  Two", OVER),
        ("title: T\ncomponents:", OVER),
        ("title: T\nimpact: none\ncomponents: [web]", OVER),
        ("title: T\nimpact: none\ncomponents: {web: degraded_performance}", OVER),
        ("title: Resolved Chat Issues", OPEN),
        ("title: Cancelled orders are shown as open", OPEN),
        ("title: Draft orders cannot be saved", OPEN),
        ("title: T\nstarted: 2026-03-01 03:00", OPEN),
        ("title: T\nstarted: 2026-02-27 16:00", OPEN),
        ("title: T\nstarted: 2026-02-01 03:00", OPEN),
        ("title: T\nmake_good:\n  - offer: Free delivery\n    done: 2026-03-02", OVER),
        ("title: Some names cannot be resolved", OPEN),
        ("title: 'Resolved: Orders fail'", OVER),
        ("title: Unable to read <gather> and `op` & 2 * 3 ** 4 [sic] (again)", OPEN),
        ("title: T\n# TODO: say more\naffected: Nobody.", OVER),
        ("title: T\ndraft: true\naffected: TBD\naction: TODO", OPEN),
        ("title: T", OPEN.replace("Text.", "5XX errors, `TODO`, todo lists and release XX.")),
        ("title: T", OPEN.replace("Text.", "```\nTODO\n```")),
        ("title: T\nid: b.mdx", OVER),
        ("title: T", f"{OVER}\n## 2026-03-04 10:00 — Postmortem\n\nText.\n"),
    ],
)
def test_an_incident_that_is_right_gets_no_finding(keys: str, body: str) -> None:
    assert found(keys, body) == []


@pytest.mark.parametrize("text", ["TODO ", "[insert a] ", "XX", "n/a\n", "## Resolved "])
def test_a_long_text_of_placeholders_is_read_at_once(text: str) -> None:
    found("title: T", OPEN.replace("Text.", text * 100_000))
    found(f"title: '{text.strip() * 50_000}'", OPEN)


@pytest.mark.parametrize("text", ["<b ", "[a](", "**a", "&a", "resolved ", "- cancelled ", "{{"])
def test_a_long_title_of_signs_is_read_at_once(text: str) -> None:
    found(f"title: '{text * 100_000}'", OPEN)
    found(f"title: T\nremoved: '{text * 100_000}'", OPEN)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "## 2026-03-13 11:00 — In progress\n\nText.\n",
        "## 2026-03-01 11:00 — Cancelled\n\nText.\n",
        "## 2026-03-01 11:00 — Update\n\nText.\n",
    ],
)
def test_a_maintenance_that_is_right_gets_no_finding(body: str) -> None:
    keys = "title: M\nstarts: 2026-03-14 10:00\nends: 2026-03-24 11:00"
    assert found(keys, body, Maintenance) == []
