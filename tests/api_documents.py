"""The JSON API of a site as values, its schemas, and a site that has something of everything."""

import json
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from output import Tree
from small_site import NOW, SmallSite, entry, update
from web import CHECKOUT

CORPUS = CHECKOUT.parent / "shared" / "corpora" / "statuspage-incidents.tar.xz"
REAL = 700
FOLDER = "api/v2/"
Documents = dict[str, Any]
"""Parsed documents by their names: `summary`, `incidents/unresolved`."""

Keys = tuple[str | int, ...]


@cache
def schemas() -> dict[str, Any]:
    """The schemas that the package holds, by their files' names."""
    folder = files("statusgen") / "schemas"
    return {file.name: json.loads(file.read_text("utf-8")) for file in folder.iterdir()}


@cache
def validator(name: str) -> Draft202012Validator:
    """One that knows all schemas by their names and fetches nothing."""
    known = [(file, Resource.from_contents(schema)) for file, schema in schemas().items()]
    registry: Registry[Any] = Registry().with_resources(known)
    return Draft202012Validator(schemas()[name], registry=registry)


def schema_of(name: str) -> str:
    """The schema that describes a document."""
    folder, _, rest = name.rpartition("/")
    if folder == "incidents" and rest != "unresolved" and "-" not in rest:
        return "incident.json"
    return f"{folder or rest}.json"


def flaws(documents: Documents) -> list[str]:
    """What the schemas find wrong, a line for each."""
    return [
        f"{name}: {error.json_path}: {error.message}"
        for name, document in documents.items()
        for error in validator(schema_of(name)).iter_errors(document)
    ]


def documents_in(tree: Tree) -> Documents:
    """The API's documents among all files of a site."""
    return {
        path.removeprefix(FOLDER).removesuffix(".json"): json.loads(content)
        for path, content in tree.items()
        if path.startswith(FOLDER)
    }


def build_api(small: SmallSite, folder: Path, at: datetime = NOW) -> Tree:
    """The API's files alone, without a disk."""
    site = small.load(folder, at)
    assert len({output.path for output in site.outputs}) == len(site.outputs)
    return {o.path: site.produce(o) for o in site.outputs if o.path.startswith(FOLDER)}


def read_api(small: SmallSite, folder: Path, at: datetime = NOW) -> Documents:
    return documents_in(build_api(small, folder, at))


def entries_of(documents: Documents) -> dict[str, Any]:
    """Every incident and maintenance by its title, from the document that is its own."""
    return {doc["incident"]["name"]: doc["incident"] for doc in documents.values() if is_own(doc)}


def is_own(document: Any) -> bool:
    return "incident" in document


def ids_of(documents: Documents) -> Iterator[str]:
    """Every id that a site gives, once for each thing that has it."""
    yield documents["summary"]["page"]["id"]
    yield from (row["id"] for row in documents["components"]["components"])
    for found in entries_of(documents).values():
        yield found["id"]
        yield from (said["id"] for said in found["incident_updates"])


def walk(value: Any, path: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Every value inside a value, with the keys that lead there."""
    if path:
        yield path, value
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from walk(inner, (*path, key))


@cache
def real_answers() -> tuple[Any, ...]:
    """Real answers of one large page."""
    if not CORPUS.is_file():
        pytest.skip(f"{CORPUS}, real answers of Statuspage, is not there")
    with tarfile.open(CORPUS) as tar:
        found = [tar.extractfile(member) for member in tar if member.name.endswith(".json")]
        answers = tuple(json.load(file) for file in found if file)
    assert len(answers) == REAL
    return answers


Shape = dict[str, list[dict[str, Any]]]


def shape_of(answers: Iterable[Any]) -> Shape:
    """Every object in documents of one incident each, by its kind."""
    found: Shape = defaultdict(list)
    for answer in answers:
        incident = answer["incident"]
        found["document"].append(answer)
        found["page"].append(answer["page"])
        found["incident"].append(incident)
        found["component"] += incident["components"]
        found["update"] += incident["incident_updates"]
        for said in incident["incident_updates"]:
            found["affected component"] += said["affected_components"] or []
    return found


IDENTITY, URL = "status.harbour.example", "https://status.example/ferries/"
PAGE = f"""\
name: Harbour Ferries
url: {URL}
identity: {IDENTITY}
time_zone: Asia/Singapore
components:
  - {{id: web, name: Web shop, description: "Tickets & seats", start: 2026-01-01}}
  - group: Lines
    components:
      - {{id: north, name: North line}}
      - {{id: south, name: South line}}
      - {{id: east, name: East line}}
  - {{id: app, name: App}}
"""
OPEN = entry(
    "Nobody can buy tickets",
    update("2026-11-20 09:00", "Investigating", "We look into it.", "Next update: 09:30"),
    update(
        "2026-11-20 09:30",
        "Identified",
        "It was the certificate.",
        "Components: web = partial_outage",
    ),
    update("2026-11-20 10:00", "Update", "Half of the tickets sell.", "Next update: 23:00"),
    components="{web: major_outage, app: degraded_performance}",
    affected="Everyone who buys *online*.",
    action="Please buy at the pier.",
)
REOPENED = entry(
    "The south line stands still",
    update("2026-11-18 09:00", "Investigating", "An engine."),
    update("2026-11-18 10:00", "Monitoring", "It runs."),
    update("2026-11-18 11:00", "Resolved", "It runs well."),
    update("2026-11-18 12:00", "Investigating", "Again."),
    components="{south: major_outage}",
)
OVER = entry(
    "Boats are late",
    update("2026-10-05 09:00", "Investigating", "Fog."),
    update("2026-10-05 09:30", "Identified", "Thick fog.", "Edited: 2026-10-06 08:00 It was thick"),
    update("2026-10-05 11:00", "Monitoring", "It lifts.", "Next update: 13:00"),
    update("2026-10-05 12:00", "Resolved", "Sunshine."),
    update("2026-10-05 13:00", "Update", "All of it."),
    update("2026-10-09 12:00", "Postmortem", "We\n\n- waited\n- sailed", "Next update: 13:00"),
    components="[north, web]",
    started="2026-10-05 08:30",
    restored="2026-10-05 11:50",
    cause="Fog.",
    data_loss="No *ticket*.",
    make_good='[{offer: A ride, who: "All who waited", due: 2026-11-01, done: 2026-10-30 10:00}, '
    "{offer: An apology}]",
)
RUMOUR = entry(
    "A rumour", update("2026-09-01 09:00", "Resolved", "Nothing was wrong."), impact="none"
)


def work(title: str, starts: str, ends: str, *updates: str) -> str:
    return entry(title, *updates, starts=starts, ends=ends, components="[north]")


DAY = "2026-11-21"
RICH = SmallSite(
    files={
        "site.yaml": PAGE,
        "incidents/tickets.md": OPEN,
        "incidents/south.md": REOPENED,
        "incidents/fog.md": OVER,
        "incidents/rumour.md": RUMOUR,
        "maintenance/pier.md": work(
            "A new pier",
            "2026-12-02 01:00",
            "2026-12-02 03:00",
            update("2026-11-01 09:00", "Scheduled", "We build."),
        ),
        "maintenance/silent.md": work("Painting", "2026-12-01 01:00", "2026-12-01 03:00"),
        "maintenance/now.md": work(
            "New ropes",
            f"{DAY} 21:00",
            f"{DAY} 23:00",
            update(f"{DAY} 09:00", "Scheduled", "We knot."),
        ),
        "maintenance/oars.md": work(
            "New oars",
            f"{DAY} 20:00",
            f"{DAY} 23:30",
            update(f"{DAY} 20:10", "In progress", "We carve."),
            update(f"{DAY} 20:50", "Verifying", "We row."),
        ),
        "maintenance/turned.md": work("New bells", f"{DAY} 01:00", f"{DAY} 03:00"),
        "maintenance/done.md": work(
            "New lamps",
            "2026-11-10 01:00",
            "2026-11-10 03:00",
            update("2026-11-10 01:10", "In progress", "We begin."),
            update("2026-11-10 02:00", "Verifying", "We look."),
            update("2026-11-10 02:30", "Completed", "It shines."),
        ),
        "maintenance/off.md": work(
            "New sails",
            "2026-11-12 01:00",
            "2026-11-12 03:00",
            update("2026-11-08 09:00", "Scheduled", "We sew."),
            update("2026-11-11 09:00", "Cancelled", "No cloth."),
        ),
    }
)
"""At `NOW`, 22:00 on its clocks: two open incidents, two that are over, and work of all kinds."""
