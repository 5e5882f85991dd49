"""`/metrics` as a monitoring system reads it, and `badge.json` as shields.io does."""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example
from lxml import etree
from prometheus_client import Metric
from prometheus_client.openmetrics import parser

from output import Tree
from small_site import HARBOUR, NOW, OUTAGE, SmallSite, build_in_memory, entry, update
from statusgen.model.terms import Status
from texts import LINE, quoted
from tiers import tiered_given

WORK = entry(
    "A new pier",
    update("2026-11-01 09:00", "Scheduled", "We build."),
    starts="2026-11-21 20:00",
    ends="2026-11-22 08:00",
    components="{app: degraded_performance}",
)
CALM = HARBOUR.with_files({"incidents/tickets.md": OUTAGE.replace("Monitoring", "Resolved")})
SITES = {
    "incident": HARBOUR,
    "maintenance": CALM.with_files({"maintenance/now.md": WORK}),
    "both": HARBOUR.with_files({"maintenance/now.md": WORK}),
    "calm": CALM,
}
KINDS = {
    "statusgen_page": "info",
    "statusgen_page_status": "stateset",
    "statusgen_component_status": "stateset",
    "statusgen_open_incidents": "gauge",
    "statusgen_maintenances": "gauge",
    "statusgen_last_statement_timestamp_seconds": "gauge",
}


parse: Callable[[str], Iterable[Metric]] = parser.text_string_to_metric_families


def built(small: SmallSite) -> Tree:
    with tempfile.TemporaryDirectory() as folder:
        return build_in_memory(small.load(Path(folder), NOW))


def families(content: bytes) -> dict[str, Metric]:
    """What a monitoring system makes of it; a parser that is strict about OpenMetrics."""
    found: list[Metric] = list(parse(content.decode("utf-8")))
    assert max(Counter(family.name for family in found).values()) == 1
    return {family.name: family for family in found}


def states(family: Metric, component: str = "") -> list[str]:
    """The states that hold in a set of states; all of them have to be there."""
    samples = [each for each in family.samples if each.labels.get("component", "") == component]
    assert [each.labels[family.name] for each in samples] == [str(status) for status in Status]
    assert {each.value for each in samples} <= {0, 1}
    return [each.labels[family.name] for each in samples if each.value]


def counts(family: Metric, label: str) -> dict[str, float]:
    return {each.labels[label]: each.value for each in family.samples}


@pytest.mark.parametrize("kind", SITES)
def test_a_monitoring_system_reads_every_family_with_its_type(kind: str) -> None:
    content = built(SITES[kind])["metrics"]
    found = families(content)
    assert content.endswith(b"\n# EOF\n")
    assert content.count(b"# EOF") == 1
    assert {name: family.type for name, family in found.items()} == KINDS
    units = {name: family.unit for name, family in found.items() if family.unit}
    assert units == {"statusgen_last_statement_timestamp_seconds": "seconds"}
    assert all(family.documentation.endswith(".") for family in found.values())


@pytest.mark.parametrize(
    ("kind", "page", "web", "app", "critical", "active"),
    [
        ("incident", "major_outage", "major_outage", "degraded_performance", 1, 0),
        ("maintenance", "degraded_performance", "operational", "degraded_performance", 0, 1),
        ("both", "major_outage", "major_outage", "degraded_performance", 1, 1),
        ("calm", "operational", "operational", "operational", 0, 0),
    ],
)
def test_the_values_are_what_holds_now(
    kind: str, page: str, web: str, app: str, critical: int, active: int
) -> None:
    found = families(built(SITES[kind])["metrics"])
    component = found["statusgen_component_status"]
    assert states(found["statusgen_page_status"]) == [page]
    assert [states(component, "web"), states(component, "app")] == [[web], [app]]
    incidents = {"none": 0, "minor": 0, "major": 0, "critical": critical}
    assert counts(found["statusgen_open_incidents"], "impact") == incidents
    works = {"active": active, "planned": 1}
    assert counts(found["statusgen_maintenances"], "state") == works


def test_the_page_says_its_name_its_address_and_when_it_last_said_something() -> None:
    found = families(built(HARBOUR)["metrics"])
    (page,) = found["statusgen_page"].samples
    labels = {"name": "Harbour Ferries", "url": "https://status.example/sub/"}
    assert (page.name, page.labels, page.value) == ("statusgen_page_info", labels, 1)
    (last,) = found["statusgen_last_statement_timestamp_seconds"].samples
    assert datetime.fromtimestamp(last.value, UTC) == datetime(2026, 11, 20, 2, tzinfo=UTC)


def test_a_page_of_which_nothing_was_ever_said_has_metrics_too() -> None:
    found = families(built(SmallSite(components=()))["metrics"])
    assert found.keys() == KINDS.keys() - {"statusgen_last_statement_timestamp_seconds"}
    assert states(found["statusgen_page_status"]) == ["operational"]
    assert found["statusgen_component_status"].samples == []


NAMES = {
    "quotes": 'The "best" shop\'s',
    "backslashes": "C:\\new\\",
    "a label of its own": '"} 1 # {a="b"}',
    "a comment": "# EOF",
    "braces and commas": '{a="b",c="d"},',
    "Chinese and emoji": "网上商店 🚢",
    "right to left": "المتجر",
    "a line separator": "a\u2028b\u0085c",
}


@tiered_given(LINE, quick=8, slow=40)
@example("\\n")
@example("a\nb")
@example("x\\")
def test_no_name_breaks_the_metrics(name: str) -> None:
    assert_named(f"x{name}")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_is_read_back_as_it_was_written(name: str) -> None:
    assert_named(name)


def assert_named(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        named = replace(HARBOUR, components=(("web", quoted(name)), ("app", "App")))
        site = named.load(Path(folder))
        content = next(site.produce(each) for each in site.outputs if each.path == "metrics")
    samples = families(content)["statusgen_component_status"].samples
    found = {each.labels["name"] for each in samples if each.labels["component"] == "web"}
    assert found == {site.renderer.components["web"].name}
    assert len(samples) == 2 * len(Status)


def badges(tree: Tree) -> list[str]:
    return sorted(path.removesuffix(".json") for path in tree if path.endswith("badge.json"))


@pytest.mark.parametrize("kind", SITES)
def test_every_badge_says_the_same_as_its_picture(kind: str) -> None:
    tree = built(SITES[kind])
    assert badges(tree) == ["badge", "components/app/badge", "components/web/badge"]
    for path in badges(tree):
        badge = json.loads(tree[f"{path}.json"])
        drawn = etree.fromstring(tree[f"{path}.svg"])
        texts = [text.text for text in drawn.iter("{*}text")]
        (colour,) = [shape.get("fill") for shape in drawn.iter("{*}path")]
        assert texts == [badge["label"], badge["message"]]
        assert colour == f"#{badge['color']}"


@pytest.mark.parametrize("kind", SITES)
def test_a_badge_is_what_shields_takes_for_an_endpoint(kind: str) -> None:
    tree = built(SITES[kind])
    for path in badges(tree):
        badge = json.loads(tree[f"{path}.json"])
        assert badge.keys() == {"schemaVersion", "label", "message", "color"}
        assert badge["schemaVersion"] == 1
        assert all(isinstance(badge[key], str) and badge[key] for key in ("label", "message"))
        assert len(bytes.fromhex(badge["color"])) == 3


def test_badges_tell_the_page_and_each_component_apart() -> None:
    tree = built(HARBOUR)
    told = {path: json.loads(tree[f"{path}.json"]) for path in badges(tree)}
    assert {path: (badge["label"], badge["message"]) for path, badge in told.items()} == {
        "badge": ("Harbour Ferries", "Major outage"),
        "components/web/badge": ("Web shop", "Major outage"),
        "components/app/badge": ("App", "Degraded performance"),
    }
    assert len({badge["color"] for badge in told.values()}) == 2
