"""Addresses that two things want are found, though most sites are only looked at in passing."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from small_site import DELAY, HARBOUR, NOW
from statusgen.model.findings import Finding, FindingsError
from statusgen.pipeline import clashes
from statusgen.pipeline.load import load_site

ALIASES = (
    *("once", "once.html", "/incidents/Twice", "/incidents/a.html/", "/incidents/a.html"),
    *("/incidents/once/c.html", "/incidents/tickets/more/", "/incidents/tickets/preview.png/"),
    *("/issues/a/", "/issues/a/b/", "/issues/a/c.html", "/issues/", "/posts/c.html"),
    *("/history/2020/", "/feed.rss/x/", "/api/v2/", "/components/web/"),
)
STATIC = (
    *("logo.svg", "icons/a/b.png", "issues/a/index.html", "issues/a/c.html", "Issues/a", "posts"),
    *("incidents/tickets/chart.gif", "incidents/tickets/index.html", "incidents/tickets/Event.ICS"),
    *("incidents/once/index.html", "incidents/once/c.html", "incidents/x/preview.png", "incidents"),
    *("feed.rss", "feed.rss/x", "api/x.json", "components/web/a.png", "components/web/badge.svg"),
)


def problems_of(root: Path) -> tuple[Finding, ...]:
    try:
        load_site(root, NOW)
    except FindingsError as error:
        return error.findings
    return ()


def test_a_quick_look_misses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick, looks = clashes._are_apart, list[bool]()

    def look(*arguments: Any) -> bool:
        looks.append(quick(*arguments))
        return looks[-1]

    singles = [(), *((alias,) for alias in ALIASES)]
    sites = [*product(singles, ("", *STATIC)), *((two, "") for two in combinations(ALIASES, 2))]
    for aliases, static in sites:
        told = DELAY.replace("components", f"aliases: [{', '.join(aliases)}]\ncomponents")
        files = {f"static/{static}": "x"} if static else {}
        root = HARBOUR.with_files({"incidents/2026/boats.md": told, **files}).write(tmp_path)
        monkeypatch.setattr(clashes, "_are_apart", look)
        found = problems_of(root)
        monkeypatch.setattr(clashes, "_are_apart", lambda *_: False)
        assert found == problems_of(root), (aliases, static)
    assert 20 < sum(looks) < len(looks) - 20
