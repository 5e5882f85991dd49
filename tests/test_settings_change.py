"""A key of site.yaml that changes after a build: the next one writes what a fresh one writes.

The keys come from the reader, so that a new one without a case here fails a test.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from output import MANIFEST, Tree, differences
from small_site import NOW, PIXEL, SmallSite, build_again, build_in_memory, entry, update
from statusgen.model.findings import FindingsError
from statusgen.pipeline.load import load_site
from tiers import in_tiers

PAGE: dict[str, Any] = {
    "name": "Harbour Ferries",
    "url": "https://status.example/",
    "identity": "status.ferries.example",
    "former_identities": ["status.boats.example"],
    "allowed_files": ["*.docx"],
    "time_zone": "UTC",
    "language": "en",
    "description": "What sails.",
    "theme": {
        "name": "default",
        "accent": "#1f4fd8",
        "logo": "ship.gif",
        "foot": "Ahoy.",
        "meta": {"robots": "all"},
    },
    "links": [{"label": "Help", "url": "https://help.example/"}],
    "contact": {"label": "Write", "url": "mailto:help@status.example"},
    "source": "https://git.example/{path}",
    "hub": "https://hub.example/",
    "security": {
        "contact": "mailto:security@status.example",
        "expires": "2027-06-30",
        "encryption": "https://status.example/key.asc",
        "acknowledgments": "https://status.example/thanks",
        "policy": "https://status.example/policy",
        "hiring": "https://status.example/jobs",
        "preferred_languages": "en",
    },
    "components": [
        {
            "group": "Shop",
            "components": [
                {"id": "web", "name": "Web", "description": "Sells.", "start": "2026-11-10"},
                {"id": "till", "name": "Till", "description": "Counts.", "start": "2026-11-10"},
            ],
        },
        {"id": "app", "name": "App", "description": "Beeps.", "start": "2026-11-10"},
        {"id": "bus", "name": "Bus", "description": "Drives.", "start": "2026-11-10"},
    ],
    "history_days": 14,
    "uptime_days": 90,
    "feed_updates": 50,
    "update_order": "newest_first",
    "promise_grace": 5,
    "update_gap": {"critical": 60, "major": 120, "minor": 1440},
}
TICKETS = entry(
    "Nobody can buy tickets",
    update("2026-11-20 10:35", "Investigating", "We look.", "Next update: 11:00"),
    update("2026-11-20 11:20", "Identified", "A certificate.", "Next update: 12:00"),
    *(update(f"2026-11-20 12:{minute}", "Update", "Still.") for minute in range(10, 20)),
    components="{web: major_outage, app: partial_outage}",
)
BOATS = entry(
    "Boats are late",
    update("2026-11-10 09:00", "Investigating", "Fog."),
    update("2026-11-10 12:00", "Resolved", "Sunshine."),
    components="{app: major_outage}",
)
WORK = entry(
    "A new pier",
    update("2026-11-01 09:00", "Scheduled", "We build."),
    starts="2026-12-01 01:00",
    ends="2026-12-01 03:00",
    components="[web]",
)
FILES: dict[str, str | bytes] = {
    "incidents/tickets.md": TICKETS,
    "incidents/boats.md": BOATS,
    "maintenance/pier.md": WORK,
    "static/ship.gif": PIXEL,
    "static/boat.gif": PIXEL + b"\x00",
}

Value = object
CASES: dict[str, Value] = {
    "name": "Harbour Boats",
    "url": "https://status.example/page/",
    "identity": "ferries.example",
    "former_identities": ["status.ships.example"],
    "allowed_files": ["*.odt"],
    "time_zone": "Asia/Singapore",
    "language": "de",
    "description": "What does not sail.",
    "theme": None,
    "theme.name": "sea",
    "theme.accent": "#a01060",
    "theme.logo": "boat.gif",
    "theme.foot": "Farewell.",
    "theme.meta": {"robots": "none"},
    "links": None,
    "links.0.label": "Assistance",
    "links.0.url": "https://assistance.example/",
    "contact": None,
    "contact.label": "Call",
    "contact.url": "tel:+6560000000",
    "source": "https://git.example/log/{path}",
    "hub": "https://hub.ferries.example/",
    "security": None,
    "security.contact": "mailto:holes@status.example",
    "security.expires": "2027-05-31",
    "security.encryption": "https://status.example/new-key.asc",
    "security.acknowledgments": "https://status.example/thank-you",
    "security.policy": "https://status.example/new-policy",
    "security.hiring": "https://status.example/new-jobs",
    "security.preferred_languages": "en, ms",
    "components": PAGE["components"][:2],
    "components.0.group": "Market",
    "components.0.components": PAGE["components"][0]["components"][:1],
    "components.0.components.1.id": "desk",
    "components.0.components.0.name": "Website",
    "components.0.components.0.description": "Sells tickets.",
    "components.0.components.0.start": "2026-11-15",
    "components.2.id": "coach",
    "components.1.name": "Application",
    "components.1.description": "Beeps loudly.",
    "components.1.start": "2026-11-15",
    "history_days": 20,
    "uptime_days": 7,
    "feed_updates": 10,
    "update_order": "oldest_first",
    "promise_grace": 30,
    "update_gap": None,
    "update_gap.critical": 30,
    "update_gap.major": 30,
    "update_gap.minor": 30,
}
"""For each key another value, None to leave it out. A number is the place in a list."""

UNPUBLISHED = {
    *("update_gap", "update_gap.critical", "update_gap.major", "update_gap.minor"),
    *("former_identities", "allowed_files"),
}
"""Keys that show in no output: `statusgen list` warns of silence, `check` of identities, files."""


def changed(path: str, value: Value) -> dict[str, Any]:
    """The page with another value at a key, or without the key."""
    page = deepcopy(PAGE)
    *outer, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    inner: Any = page
    for part in outer:
        inner = inner[part]
    assert inner[last] != value
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return page


def write(page: dict[str, Any], root: Path) -> Path:
    """A site with that page; JSON is YAML. Its other theme adds a style sheet."""
    SmallSite(files={**FILES, "site.yaml": json.dumps(page)}).write(root)
    style = root / "themes/sea/static/extra.css"
    style.parent.mkdir(parents=True, exist_ok=True)
    style.write_text("h1 { color: navy; }\n", "utf-8")
    return root


def build_fresh(page: dict[str, Any], root: Path) -> Tree:
    """What a build writes that knows of no other."""
    return build_in_memory(load_site(write(page, root), NOW))


@dataclass(frozen=True)
class Built:
    """A site that was built: its folder with the output and what the build kept, and the output."""

    root: Path
    tree: Tree


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = write(PAGE, tmp_path_factory.mktemp("built"))
    return Built(root, build_again(root, root / "public"))


QUICK_AND_SLOW = [*CASES][::3], [path for number, path in enumerate(CASES) if number % 3]


def build_after(built: Built, page: dict[str, Any], folder: Path) -> Tree:
    """What a build writes over a copy of an earlier one, with all that the earlier one kept."""
    root = folder / "site"
    shutil.copytree(built.root, root)
    tree = build_again(write(page, root), root / "public")
    del tree[MANIFEST]
    return tree


@pytest.mark.parametrize("path", in_tiers(*QUICK_AND_SLOW))
def test_a_build_after_a_change_writes_what_a_fresh_build_writes(
    built: Built, path: str, tmp_path: Path
) -> None:
    page = changed(path, CASES[path])
    after, fresh = build_after(built, page, tmp_path), build_fresh(page, tmp_path / "fresh")
    assert differences(after, fresh) == []
    before = {name: content for name, content in built.tree.items() if name != MANIFEST}
    assert (differences(before, fresh) == []) is (path in UNPUBLISHED)


def test_a_build_without_a_change_renders_nothing_again(built: Built, tmp_path: Path) -> None:
    """Otherwise the tests above would compare two fresh builds."""
    root = tmp_path / "site"
    shutil.copytree(built.root, root)
    robots = root / "public/robots.txt"
    stat = robots.stat()
    robots.write_bytes(b"#" * stat.st_size)
    os.utime(robots, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert build_again(root, root / "public")["robots.txt"] == b"#" * stat.st_size


def test_another_time_zone_moves_every_instant(built: Built, tmp_path: Path) -> None:
    """10:35 without an offset is 10:35Z in UTC, and 02:35Z in Singapore."""
    page = changed("time_zone", "Asia/Singapore")
    after = build_after(built, page, tmp_path)
    first = "incidents/tickets/index.html"
    assert b"2026-11-20T10:35:00Z" in built.tree[first]
    for path in (first, "feed.json", "feed.atom", "feed.rss", "index.html"):
        assert b"10:35:00Z" not in after[path]
        assert b"02:35:00Z" in after[path]
    summary = json.loads(after["api/v2/summary.json"])
    assert summary["incidents"][0]["started_at"] == "2026-11-20T10:35:00.000+08:00"
    assert b"DTSTART:20261130T170000Z" in after["maintenance.ics"]


def known_keys(text: str, root: Path) -> Iterator[str]:
    """The keys that the reader names where it meets `zzz`, which it does not know."""
    SmallSite(files={"site.yaml": text}).write(root)
    with pytest.raises(FindingsError) as caught:
        load_site(root, NOW)
    for finding in caught.value.findings:
        if finding.code == "unknown-key":
            yield from finding.fix.removeprefix("known are: ").split(", ")


def accepted_keys(root: Path) -> set[str]:
    """Every key that site.yaml may have, those inside another with a dot."""
    top = set(known_keys("zzz: x", root))
    keys = set(top)
    for key in top:
        for form in (f"{key}: {{zzz: x}}", f"{key}: [{{zzz: x}}]"):
            keys |= {f"{key}.{inner}" for inner in known_keys(form, root)}
    for prefix, form in (
        ("components", "components: [{group: Shop, zzz: x}]"),
        ("components.components", "components: [{group: Shop, components: [{zzz: x}]}]"),
    ):
        keys |= {f"{prefix}.{inner}" for inner in known_keys(form, root)}
    return keys


def test_every_key_that_site_yaml_accepts_has_a_case(tmp_path: Path) -> None:
    cases = {re.sub(r"\.\d+", "", path) for path in CASES}
    accepted = accepted_keys(tmp_path)
    assert {"name", "theme.accent", "security.expires", "update_gap.minor"} <= accepted
    assert cases == accepted
