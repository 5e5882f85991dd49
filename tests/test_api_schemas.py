"""What the API's schemas say: they fit all that is built, and what Statuspage really answers."""

import copy
import re
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from api_documents import (
    RICH,
    Documents,
    Keys,
    documents_in,
    flaws,
    is_own,
    read_api,
    real_answers,
    schema_of,
    schemas,
    shape_of,
    validator,
    walk,
)
from output import read_tree
from test_properties import accepted, batches, hostile_site
from texts import INJECTIONS, LINE, MARKDOWN, commonmark, naughty
from tiers import slow_tier, tiered_given, tiers


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Documents:
    """What a site with something of everything says; tests only read it."""
    return read_api(RICH, tmp_path_factory.mktemp("rich"))


@pytest.mark.parametrize("name", sorted(schemas()))
def test_a_schema_is_valid_and_called_like_its_file(name: str) -> None:
    schema = schemas()[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$id"] == name
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("name", sorted(schemas()))
def test_every_reference_of_a_schema_leads_to_a_part_of_one(name: str) -> None:
    references = [value for path, value in walk(schemas()[name]) if path[-1] == "$ref"]
    assert references
    for reference in references:
        file, _, pointer = reference.partition("#/")
        part = schemas()[file or name]
        for key in pointer.split("/"):
            part = part[key]
        assert part["description"], reference


def test_every_field_is_told_in_words(rich: Documents) -> None:
    told = {
        path[-1]
        for path, value in walk(schemas())
        if path[-2:-1] == ("properties",) and isinstance(value, dict)
        if {"description", "$ref"} & value.keys()
    }
    said = {path[-1] for document in rich.values() for path, _ in walk(document)}
    assert {key for key in said - told if isinstance(key, str)} == set()


def test_the_documents_of_the_demonstration_site_fit_their_schemas(demo_site: Path) -> None:
    documents = documents_in(read_tree(demo_site))
    assert {schema_of(name) for name in documents} == schemas().keys() - {"definitions.json"}
    assert flaws(documents) == []


def test_the_documents_of_a_site_with_everything_fit_their_schemas(rich: Documents) -> None:
    assert len(rich) > 20
    assert flaws(rich) == []


def test_the_documents_of_an_empty_site_fit_their_schemas(tmp_path: Path) -> None:
    page = "name: P\nurl: https://p.example/\n"
    documents = read_api(
        RICH.with_files(dict.fromkeys(RICH.files)).having(**{"site.yaml": page}), tmp_path
    )
    assert flaws(documents) == []


def test_real_answers_fit_the_schema() -> None:
    wrong = [flaw for answer in real_answers() for flaw in flaws({"incidents/0": answer})]
    assert wrong == []


def with_other(document: Any, path: Keys, *value: Any) -> Any:
    """The document with another value at a place, or, without one, with nothing there."""
    changed = copy.deepcopy(document)
    inside = changed
    for key in path[:-1]:
        inside = inside[key]
    if value:
        inside[path[-1]] = value[0]
    else:
        del inside[path[-1]]
    return changed


OPTIONAL = {"statusgen", "reminder_intervals"}
"""Fields that a document may lack: the second is missing in most real answers."""


def kinds(rich: Documents) -> dict[str, str]:
    """For each schema a document that it describes, a maintenance's own one too."""
    found = {schema_of(name): name for name, document in rich.items() if not is_own(document)}
    for name, document in rich.items():
        if is_own(document):
            found[f"incident.json {'scheduled_for' in document['incident']}"] = name
    return found


def fits(name: str, document: Any) -> bool:
    return validator(schema_of(name)).is_valid(document)


def places(document: Any) -> list[Keys]:
    """The paths of everything in a document but the third and further items of a list."""
    paths = (path for path, _ in walk(document))
    return [path for path in paths if all(isinstance(key, str) or key < 2 for key in path)]


@tiers("step", quick=5, slow=1)
def test_no_field_of_a_document_may_be_missing(rich: Documents, step: int) -> None:
    for name in kinds(rich).values():
        for path in places(rich[name])[::step]:
            if isinstance(path[-1], str) and path[-1] not in OPTIONAL:
                assert not fits(name, with_other(rich[name], path)), (name, path)


@tiers("step", quick=5, slow=1)
def test_no_field_of_a_document_may_hold_half_a_number(rich: Documents, step: int) -> None:
    for name in kinds(rich).values():
        for path in places(rich[name])[::step]:
            assert not fits(name, with_other(rich[name], path, 1.5)), (name, path)


def test_a_document_may_have_further_fields(rich: Documents) -> None:
    def with_further(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: with_further(item) for key, item in value.items()} | {"further": {"a": 1}}
        return [with_further(item) for item in value] if isinstance(value, list) else value

    for name, document in rich.items():
        assert fits(name, with_further(document)), name


COMPONENT, INCIDENT, WORK = "components.1", "incidents.0", "scheduled_maintenances.0"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("page.id", "HARBOUR12345"),
        ("page.id", "harbour1234"),
        ("page.id", "harbour123456"),
        ("page.name", ""),
        ("page.url", "https://status.example/"),
        ("page.url", "status.example"),
        ("page.updated_at", "2026-11-20T09:00:00+08:00"),
        ("page.updated_at", "2026-11-20T09:00:00.000"),
        ("page.updated_at", "2026-11-20T09:00:00.000+08:00:12"),
        ("page.updated_at", "2026-11-20 09:00:00.000Z"),
        ("page.updated_at", "2026-11-20T09:00:00.000000Z"),
        ("status.indicator", "green"),
        ("status.description", ""),
        (f"{COMPONENT}.status", "maintenance"),
        (f"{COMPONENT}.position", 0),
        (f"{COMPONENT}.description", ""),
        (f"{COMPONENT}.group", False),
        (f"{COMPONENT}.group_id", "abcdefghij12"),
        (f"{COMPONENT}.components.0", "north"),
        ("components.2.group", True),
        ("components.2.group_id", "Lines"),
        ("components.0.start_date", "2026-01-01T00:00:00.000Z"),
        (f"{INCIDENT}.status", "scheduled"),
        (f"{INCIDENT}.status", "update"),
        (f"{INCIDENT}.impact", "maintenance"),
        (f"{INCIDENT}.resolved_at", "2026-11-20T09:00:00.000Z"),
        (f"{INCIDENT}.shortlink", "/incidents/tickets/"),
        (f"{INCIDENT}.incident_updates", []),
        (f"{INCIDENT}.incident_updates.0.status", "update"),
        (f"{INCIDENT}.incident_updates.0.status", "completed"),
        (f"{INCIDENT}.incident_updates.0.affected_components", []),
        (f"{INCIDENT}.incident_updates.0.affected_components.0.new_status", "none"),
        (f"{INCIDENT}.incident_updates.0.tweet_id", "1"),
        (f"{INCIDENT}.components.0.group", True),
        (f"{INCIDENT}.statusgen.state", "update"),
        (f"{INCIDENT}.statusgen.next_update_by", "23:00"),
        (f"{INCIDENT}.statusgen.data_loss", ["Nothing."]),
        (f"{INCIDENT}.statusgen.make_good", [{"offer": "A ride"}]),
        (f"{WORK}.status", "resolved"),
        (f"{WORK}.status", "cancelled"),
        (f"{WORK}.impact", "minor"),
        (f"{WORK}.scheduled_for", None),
        (f"{WORK}.incident_updates.0.status", "resolved"),
    ],
)
def test_what_the_api_never_says_is_refused(rich: Documents, place: str, value: Any) -> None:
    path = tuple(int(key) if key.isdigit() else key for key in place.split("."))
    assert not fits("summary", with_other(rich["summary"], path, value))


@pytest.mark.parametrize("earlier", ["incidents/2026-11.json", "https://x.example/incidents.json"])
def test_a_list_goes_on_in_the_archive_of_a_month(rich: Documents, earlier: str) -> None:
    assert rich["incidents"]["statusgen"]["prev_archive"].endswith("/api/v2/incidents/2026-11.json")
    changed = with_other(rich["incidents"], ("statusgen", "prev_archive"), earlier)
    assert not fits("incidents", changed)


OURS_ALONE = {
    "incident": {"statusgen", "scheduled_for", "scheduled_until"},
    "component": {"components"},
}
"""Fields that are ours, or belong to a maintenance or a group, which that page has none of."""

OTHER_TYPES: dict[tuple[str, str], type] = {
    ("incident", "resolved_at"): type(None),  # that page's incidents are all over
    ("component", "group_id"): str,  # that page has no groups
}
"""What ours may also be though no answer of that page is, and why."""


def test_what_is_built_has_the_shape_of_real_answers(rich: Documents, demo_site: Path) -> None:
    real = shape_of(real_answers())
    sites = rich, documents_in(read_tree(demo_site))
    ours = shape_of(answer for site in sites for answer in site.values() if is_own(answer))
    ours["component"] += [row for site in sites for row in site["components"]["components"]]
    assert real.keys() == ours.keys()
    for kind, objects in ours.items():
        types: dict[str, set[type]] = defaultdict(set)
        for found in real[kind]:
            for field, value in found.items():
                types[field].add(type(value))
        for found in objects:
            assert [field for field in found if field in types] == list(types), kind
            assert found.keys() - types.keys() <= OURS_ALONE.get(kind, set()), kind
            for field in found.keys() & types.keys():
                known = types[field] | {OTHER_TYPES.get((kind, field))}
                assert type(found[field]) in known, (kind, field, found[field])


def speakable(lines: list[str]) -> list[str]:
    """The lines without what a page refuses as a control character."""
    words = [" ".join(line.encode("utf-8", "ignore").decode().split()) for line in lines]
    return [re.sub("[\x00-\x1f\x7f-\x9f\ufffe\uffff]", "", word) or "x" for word in words]


def assert_fits(texts: list[str], lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        documents = read_api(hostile_site(texts, lines), Path(folder))
    assert sum(map(is_own, documents.values())) == 2
    assert flaws(documents) == []


@tiered_given(
    st.lists(MARKDOWN, min_size=1, max_size=20),
    st.lists(LINE, min_size=1, max_size=14),
    quick=8,
    slow=60,
)
def test_any_text_in_any_field_fits_the_schemas(texts: list[str], lines: list[str]) -> None:
    if kept := list(accepted(texts)):
        assert_fits(kept, speakable(lines))


@slow_tier
def test_every_example_of_commonmark_and_every_injection_fits_the_schemas() -> None:
    lines = [line for line in [*INJECTIONS, *naughty()] if line.strip()]
    for number, texts in enumerate(batches([*commonmark(), *lines], 400)):
        assert_fits(texts, speakable(lines[number * 13 :]))
