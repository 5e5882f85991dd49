"""`/metrics`: the page's state for monitoring systems, as OpenMetrics 1.0 text."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from statusgen.model.page import Component
from statusgen.model.terms import Impact, Status
from statusgen.render.renderer import Renderer

_PREFIX = "statusgen_"
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
Sample = tuple[str, dict[str, str], int]
"""A suffix of the family's name, labels, and a number."""


class MetricsValue(NamedTuple):
    """What is measured; `open` is how many incidents of each impact are open."""

    status: Status
    components: tuple[tuple[Component, Status], ...]
    open: tuple[tuple[Impact, int], ...]
    active: int
    planned: int
    last_update: datetime | None


def render_metrics(renderer: Renderer, value: MetricsValue) -> bytes:
    """All families of metrics; a state set has a sample for each status."""
    page = {"name": renderer.page.name, "url": renderer.page.url}
    components = [
        sample
        for component, status in value.components
        for sample in _state_set(
            "component_status", status, component=component.id, name=component.name
        )
    ]
    incidents = [("", {"impact": str(impact)}, count) for impact, count in value.open]
    counts = {"active": value.active, "planned": value.planned}
    maintenances = [("", {"state": state}, count) for state, count in counts.items()]
    whole = _state_set("page_status", value.status)
    lines = [
        *_family("page", "info", "The status page.", [("_info", page, 1)]),
        *_family("page_status", "stateset", "The status of the whole page.", whole),
        *_family("component_status", "stateset", "The status of a component.", components),
        *_family("open_incidents", "gauge", "Incidents that are not over, by impact.", incidents),
        *_family("maintenances", "gauge", "Maintenances by state.", maintenances),
    ]
    if value.last_update:
        name, seconds = "last_statement_timestamp_seconds", int(value.last_update.timestamp())
        samples: list[Sample] = [("", {}, seconds)]
        lines += _family(name, "gauge", "When something was last said.", samples, unit="seconds")
    return "".join(f"{line}\n" for line in [*lines, "# EOF"]).encode()


def _state_set(family: str, current: Status, /, **labels: str) -> Iterator[Sample]:
    """A state set's samples; the label with the status has the name of the family."""
    for status in Status:
        yield "", {**labels, f"{_PREFIX}{family}": str(status)}, int(status is current)


def _family(
    name: str, kind: str, help: str, samples: Iterable[Sample], unit: str = ""
) -> list[str]:
    """The lines of a family of metrics."""
    family = f"{_PREFIX}{name}"
    lines = [f"# TYPE {family} {kind}"]
    if unit:
        lines.append(f"# UNIT {family} {unit}")
    lines.append(f"# HELP {family} {help}")
    for suffix, labels, number in samples:
        inner = ",".join(f'{label}="{text.translate(_ESCAPES)}"' for label, text in labels.items())
        lines.append(f"{family}{suffix}{{{inner}}} {number}" if inner else f"{family} {number}")
    return lines
