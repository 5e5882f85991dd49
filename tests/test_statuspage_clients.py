"""What people see who watch the page with tools made for Atlassian Statuspage.

The tools are as their authors left them, and look at a small site over HTTP: in the middle of an
incident and a maintenance, in a maintenance only, or when all is well.
"""

import asyncio
import importlib.metadata
import json
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from small_site import DELAY, SmallSite, entry, update, write_quietly
from statusgen.model.identity import api_id
from web import Served, chromium, node_file, program, serve

URL = "https://status.ferries.example"
PAGE = f"""\
name: Harbour Ferries
url: {URL}/
time_zone: Asia/Singapore
components:
  - {{id: app, name: App}}
  - {{group: Tickets, components: [{{id: shop, name: Shop}}, {{id: gates, name: Gates}}]}}
  - {{group: Harbour, components: [{{id: pier, name: Pier, start: 2026-01-01}}]}}
"""
SCHEDULED = update("2026-11-14 09:00", "Scheduled", "We shall build.")
CANCELLED = update("2026-11-16 09:00", "Cancelled", "We shall not build.")
WORKS = {
    "pier": ("A new pier", "pier", "2026-11-21 20:00", "2026-11-22 02:00", SCHEDULED),
    "gates": ("New gates", "gates", "2026-11-23 01:00", "2026-11-23 03:00", CANCELLED, SCHEDULED),
    "dock": ("A deeper dock", "pier", "2026-12-01 01:00", "2026-12-01 03:00", SCHEDULED),
    "paint": ("Fresh paint", "shop", "2026-12-05 01:00", "2026-12-05 03:00"),
}


def maintenance(name: str) -> dict[str, str]:
    title, component, starts, ends, *updates = WORKS[name]
    text = entry(title, *updates, components=f"[{component}]", starts=starts, ends=ends)
    return {f"maintenance/{name}.md": text}


def outage(*news: str) -> dict[str, str]:
    text = entry(
        "Nobody can buy tickets",
        *news,
        update("2026-11-20 10:00", "Update", "A new one is on its way."),
        update("2026-11-20 09:30", "Identified", "It was the certificate."),
        update("2026-11-20 09:00", "Investigating", "Nobody can buy a ticket."),
        components="{shop: partial_outage, gates: degraded_performance}",
        started="2026-11-20 08:40",
    )
    return {"incidents/tickets.md": text}


CALM = SmallSite(files={"site.yaml": PAGE, "incidents/boats.md": DELAY, **maintenance("gates")})
MAINTENANCE = CALM.having(**maintenance("pier"))
INCIDENT = MAINTENANCE.having(**outage(), **maintenance("dock"), **maintenance("paint"))

COMPONENTS = {
    "App": "operational",
    **dict.fromkeys(("Tickets", "Shop"), "partial_outage"),
    "Gates": "degraded_performance",
    **dict.fromkeys(("Harbour", "Pier"), "under_maintenance"),
}
BEGUN = "Scheduled maintenance is currently in progress. We will provide updates as necessary."
UNSAID = "We will be undergoing scheduled maintenance during this time."
TOLD = {
    "tickets": ("Nobody can buy tickets", "major", "identified", "A new one is on its way."),
    "boats": ("Boats are late", "minor", "resolved", "Sunshine."),
    "pier": ("A new pier", "maintenance", "in_progress", BEGUN),
    "gates": ("New gates", "maintenance", "completed", "We shall not build."),
    "dock": ("A deeper dock", "maintenance", "scheduled", "We shall build."),
    "paint": ("Fresh paint", "maintenance", "scheduled", UNSAID),
}
"""Of each entry its title, its impact, its state, and what was said last."""
PLANNED = ("dock", "paint")
PENDING = ("pier", *PLANNED)


def id_of(name: str) -> str:
    return api_id("status.ferries.example", "entry", name)


def told(*names: str) -> list[tuple[str, ...]]:
    return [(id_of(name), *TOLD[name]) for name in names]


def singapore(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def publish(site: SmallSite, page: Served) -> None:
    write_quietly(site.load(page.folder.with_name("site")), page.folder)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Served]:
    """The page in the middle of an incident."""
    with serve(tmp_path / "public") as served:
        publish(INCIDENT, served)
        yield served


def export(page: Served, folder: Path) -> dict[str, dict[tuple[str, ...], float]]:
    """What statuspage-prometheus-exporter measures; labels run in the order of their names."""
    services = {"ferries": {"name": "Ferries", "url": f"{page.url}/api/v2/summary.json"}}
    (folder / "services.json").write_text(json.dumps(services), "utf-8")
    command = [sys.executable, "-m", "statuspage_prometheus_exporter.status_monitoring"]
    environment = {"RUN_MODE": "once", "SERVICES_JSON_PATH": f"{folder}/services.json"}
    subprocess.run(command, cwd=folder, env=environment, timeout=60, check=True)
    found: dict[str, dict[tuple[str, ...], float]] = {}
    text = (folder / "metrics" / "statuspage.prom").read_text("utf-8")
    for sample in (s for family in text_string_to_metric_families(text) for s in family.samples):
        labels = (text for name, text in sorted(sample.labels.items()) if name != "service_name")
        found.setdefault(sample.name.removeprefix("statuspage_"), {})[*labels] = sample.value
    return found


def test_a_prometheus_exporter_measures_what_is_wrong_and_that_it_is_over(
    page: Served, tmp_path: Path
) -> None:
    metrics = export(page, tmp_path)
    started, address = "2026-11-20T08:40:00+08:00", f"{URL}/incidents/tickets/"
    incident = ("Shop, Gates", "major", id_of("tickets"), TOLD["tickets"][0], address, started)
    works = []
    for name in PENDING:
        title, component, *planned = WORKS[name]
        starts, ends = (singapore(text).isoformat() for text in planned[:2])
        address = f"{URL}/maintenance/{name}/"
        works.append((component.title(), id_of(name), title, ends, starts, address))
    assert metrics["service_status"] == {(): 0}
    assert metrics["incident_info"] == {incident: 1}
    assert metrics["maintenance_info"] == dict.fromkeys(works, 1)
    assert metrics["component_status"] == {(c,): s == "operational" for c, s in COMPONENTS.items()}
    publish(CALM, page)
    metrics = export(page, tmp_path)
    assert metrics["service_status"] == {(): 1}
    assert metrics["incident_info"][incident] == 0
    assert set((metrics["incident_info"] | metrics["maintenance_info"]).values()) == {0}
    assert metrics["component_status"] == {(name,): 1 for name in COMPONENTS}


@contextmanager
def npm_client(package: str, page: Served) -> Iterator[Callable[[str], Any]]:
    """A client in a process of its own: what it answers to the name of a call."""
    node_file(f"{package}/package.json")
    command = [program("node"), str(Path(__file__).with_name("clients.cjs")), package, page.url]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) as run:

        def ask(call: str) -> Any:
            print(call, file=run.stdin, flush=True)
            answer = run.stdout.readline() if run.stdout else ""
            assert answer, f"{package} fails at {call}"
            return json.loads(answer, object_hook=with_dates)

        yield ask


def with_dates(found: dict[str, Any]) -> Any:
    return datetime.fromisoformat(found["Date"]) if "Date" in found else found


def rows(answer: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        (row["id"], row["name"], row["impact"], row["status"], row["incident_updates"][0]["body"])
        for row in answer.get("incidents", []) + answer.get("scheduled_maintenances", [])
    ]


@pytest.mark.parametrize(
    ("package", "active", "works"),
    [
        ("statuspage.io", PLANNED, PLANNED),  # whichever its user wants, it asks for the planned
        ("statuspage.js", ("pier",), ("paint", "dock", "gates", "pier")),
    ],
)
def test_a_client_from_npm_hands_on_what_was_written(
    package: str, active: tuple[str, ...], works: tuple[str, ...], page: Served
) -> None:
    with npm_client(package, page) as ask:
        assert rows(ask("summary")) == told("tickets", *PENDING)
        assert rows(ask("allIncidents")) == told("tickets", "boats")
        assert rows(ask("unresolvedIncidents")) == told("tickets")
        assert rows(ask("allScheduledMaintenances")) == told(*works)
        assert rows(ask("activeScheduledMaintenances")) == told(*active)
        assert rows(ask("upcomingScheduledMaintenances")) == told(*PLANNED)
        components = {row["name"]: row["status"] for row in ask("components")["components"]}
        status = ask("status")
    assert components == COMPONENTS
    assert status["page"]["name"] == "Harbour Ferries"
    assert status["status"] == {"indicator": "major", "description": "Partial System Outage"}


def test_statuspage_js_announces_an_update_once_and_reads_dates(page: Served) -> None:
    news = outage(update("2026-11-21 21:30", "Monitoring", "Tickets sell again."))
    with npm_client("statuspage.js", page) as ask:
        assert ask("look") == []
        publish(INCIDENT.having(**news), page)
        (incident,) = ask("look")
        publish(INCIDENT.having(**news, **{"maintenance/pier.md": None}), page)
        assert ask("look") == []
    assert [(said["status"], said["display_at"]) for said in incident["incident_updates"]] == [
        ("monitoring", singapore("2026-11-21 21:30")),
        ("identified", singapore("2026-11-20 10:00")),
        ("identified", singapore("2026-11-20 09:30")),
        ("investigating", singapore("2026-11-20 09:00")),
    ]
    assert incident["monitoring_at"] == incident["updated_at"] == singapore("2026-11-21 21:30")
    assert incident["started_at"] == singapore("2026-11-20 08:40")


HOST = """<!doctype html><title>A shop</title><link rel="icon" href="data:,">
<script>var parcelRequire;</script><!-- The widget takes it for granted. -->
<script src="index.js"></script><statuspage-widget src="{url}"></statuspage-widget>
<statuspage-widget src="{url}" appearance="badge" title="Ferries"></statuspage-widget>"""


@pytest.mark.parametrize(
    ("site", "indicator", "words"),
    [
        (INCIDENT, "major", "Partial System Outage"),
        (MAINTENANCE, "maintenance", "Service Under Maintenance"),
        (CALM, "none", "All Systems Operational"),
    ],
)
def test_the_status_widget_shows_the_page_on_another_site(
    site: SmallSite, indicator: str, words: str, page: Served, tmp_path: Path
) -> None:
    publish(site, page)
    script = node_file("@statuspage/status-widget/dist/index.js")
    host = shutil.copytree(script.parent, tmp_path / "host")
    (host / "index.html").write_text(HOST.format(url=page.url), "utf-8")
    shown, complaints = [], []
    with serve(host) as other, chromium() as browser:
        tab = browser.new_page()
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("console", lambda said: complaints.append(f"{said.type}: {said.text}"))
        tab.goto(other.url)
        for widget in tab.locator("statuspage-widget").all():
            light = widget.locator(".status-indicator").get_attribute("class")
            text = widget.locator(".status-container").text_content() or ""
            shown.append((light, " ".join(text.split())))
    light = f"status-indicator {indicator}"
    assert shown == [(light, words), (light, f"Ferries {words}")]
    assert complaints == []


def read_by_arez(url: str) -> Any:
    """What aRez makes of a page, with that one module of it: the others are about a game."""
    file = importlib.metadata.distribution("aRez").locate_file("arez/statuspage.py")
    client = runpy.run_path(str(file))["StatusPage"]

    async def read() -> Any:
        async with client(url) as page:
            return await page.get_status()

    return asyncio.run(read())


def plain(words: str) -> str:
    return words.lower().replace(" ", "_")


def utc(text: str) -> datetime:
    return singapore(text).astimezone(UTC).replace(tzinfo=None)


def test_arez_reads_what_was_written_and_what_it_is_about(page: Served) -> None:
    status = read_by_arez(page.url)
    assert (status.status, status.impact) == ("Partial System Outage", "Major")
    listed = [*status.groups, *status.components]
    assert {row.name: plain(row.status) for row in listed} == COMPONENTS
    assert [row.name for row in status.group("Tickets").components] == ["Shop", "Gates"]
    (incident,), (pier, dock, paint) = status.incidents, status.maintenances
    assert status.group("Tickets").incidents == status.component("Gates").incidents == [incident]
    assert status.group("Tickets").maintenances == status.component("Shop").maintenances == [paint]
    assert status.group("Harbour").maintenances == [pier, dock]
    assert [
        (row.id, row.name, plain(row.impact), plain(row.status), row.last_update.description)
        for row in (incident, pier, dock, paint)
    ] == told("tickets", *PENDING)
    times = ("10:00", "09:30", "09:00")
    assert [said.created_at for said in incident.updates] == [utc(f"2026-11-20 {t}") for t in times]
    assert pier.last_update.created_at == status.updated_at == utc(WORKS["pier"][2])
    assert (paint.scheduled_for, paint.scheduled_until) == tuple(map(utc, WORKS["paint"][2:]))
