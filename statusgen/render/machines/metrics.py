"""`/metrics`: the page's state for monitoring systems, as OpenMetrics 1.0 text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from statusgen.model.page import Component
from statusgen.model.terms import Impact, Status
from statusgen.render.renderer import Renderer

_PREFIX = "statusgen_"
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
Labels = dict[str, str]


class MetricsValue(NamedTuple):
    """What is measured. `open` has how many incidents are open with each impact."""

    status: Status
    components: tuple[tuple[Component, Status], ...]
    open: tuple[tuple[Impact, int], ...]
    active: int
    planned: int
    last_statement: datetime | None


def render_metrics(renderer: Renderer, value: MetricsValue) -> bytes:
    """One sample for each thing that can be asked; a state set has a sample for each status."""
    page = {"name": renderer.page.name, "url": renderer.addresses.url}
    lines = _family("page", "info", "The status page.", [("_info", page, 1)])
    name = "page_status"
    lines += _family(name, "stateset", "The status of the whole page.", _states(name, value.status))
    name = "component_status"
    samples = [
        sample
        for component, status in value.components
        for sample in _states(name, status, component=component.id, name=component.name)
    ]
    lines += _family(name, "stateset", "The status of a component.", samples)
    lines += _family(
        "open_incidents",
        "gauge",
        "Incidents that are not over, by impact.",
        [("", {"impact": str(impact)}, count) for impact, count in value.open],
    )
    told = "Maintenances by state."
    counts = {"active": value.active, "planned": value.planned}
    samples = [("", {"state": state}, count) for state, count in counts.items()]
    lines += _family("maintenances", "gauge", told, samples)
    if value.last_statement:
        told = "When something was last said."
        at = int(value.last_statement.timestamp())
        name = "last_statement_timestamp_seconds"
        lines += _family(name, "gauge", told, [("", {}, at)], unit="seconds")
    return "".join(f"{line}\n" for line in [*lines, "# EOF"]).encode()


Sample = tuple[str, Labels, int]


def _states(family: str, status: Status, /, **labels: str) -> Iterator[Sample]:
    """A state set's samples: the label of the state is called as the family is."""
    for each in Status:
        yield "", {**labels, f"{_PREFIX}{family}": str(each)}, int(each is status)


def _family(
    name: str, kind: str, told: str, samples: Iterable[Sample], unit: str = ""
) -> list[str]:
    family = f"{_PREFIX}{name}"
    lines = [f"# TYPE {family} {kind}"]
    if unit:
        lines.append(f"# UNIT {family} {unit}")
    lines.append(f"# HELP {family} {told}")
    for suffix, labels, number in samples:
        inner = ",".join(f'{label}="{text.translate(_ESCAPES)}"' for label, text in labels.items())
        lines.append(f"{family}{suffix}{{{inner}}} {number}" if inner else f"{family} {number}")
    return lines
