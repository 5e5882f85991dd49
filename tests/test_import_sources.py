"""Several sources in one site, and entries that somebody has moved, keep apart and together."""

from pathlib import Path

import pytest

from import_source import NOW, PAGE, at, history, import_into, incident, read_back, said, snapshot
from statusgen.imports.history import SourceComponent, SourceEntry, SourcePage
from statusgen.imports.site.report import ImportReport
from statusgen.imports.site.write import import_history
from statusgen.model.terms import State

ONE = incident(said("10:00", "The first."), said("11:00", "Over.", State.RESOLVED), key="1")
TWO = incident(said("12:00", "The second."), key="1", at=at("12:00"))


def import_from(
    root: Path, origin: str, *entries: SourceEntry, page: SourcePage = PAGE
) -> ImportReport:
    source = history(*entries, page=page)._replace(origin=origin)
    return import_history("upptime", source, root, NOW, lambda *_: None)


def titles(root: Path) -> list[tuple[str, str]]:
    return [(entry.title, entry.updates[0].text.plain) for entry in read_back(root)]


def test_two_sources_with_the_same_keys_and_addresses_are_two(tmp_path: Path) -> None:
    import_from(tmp_path, "acme/one", ONE)
    report = import_from(tmp_path, "acme/two", TWO)
    assert titles(tmp_path) == [("Nobody can pay", "The first."), ("Nobody can pay", "The second.")]
    assert ("/ir/x1.html", "another entry has this address already") in [
        (loss.what, loss.reason) for loss in report.losses
    ]
    before = snapshot(tmp_path)
    for origin, entry in (("acme/one", ONE), ("acme/two", TWO)):
        assert not import_from(tmp_path, origin, entry).changed
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("turn", [1, -1])
def test_two_sources_keep_apart_without_a_record(tmp_path: Path, turn: int) -> None:
    sources = (("acme/one", ONE), ("acme/two", TWO))
    for origin, entry in sources:
        import_from(tmp_path, origin, entry)
    before = {name: text for name, text in snapshot(tmp_path).items() if name.endswith(".md")}
    (tmp_path / "imports.json").unlink()
    for origin, entry in sources[::turn]:
        import_from(tmp_path, origin, entry)
    after = {name: text for name, text in snapshot(tmp_path).items() if name.endswith(".md")}
    assert after == before


def test_one_incident_told_by_two_kinds_of_source_is_one(tmp_path: Path) -> None:
    import_into(tmp_path, ONE)
    more = ONE._replace(key="/ir/x1.html", updates=(*ONE.updates, said("12:00", "Really over.")))
    import_from(tmp_path, "a feed", more)
    (entry,) = read_back(tmp_path)
    assert [update.text.plain for update in entry.updates] == [
        "The first.",
        "Over.",
        "Really over.",
    ]


def test_a_component_that_the_page_has_already_is_named(tmp_path: Path) -> None:
    import_from(tmp_path, "acme/one", ONE)
    other = SourcePage(url="https://b.example/", components=(SourceComponent("z9", "app"),))
    report = import_from(tmp_path, "acme/two", TWO, page=other)
    noted = [(loss.what, loss.reason) for loss in report.losses]
    assert (
        "the component app (app)",
        "the page already has one of that name; they are treated as the same",
    ) in noted


def test_a_file_with_another_name_gets_what_is_new(tmp_path: Path) -> None:
    import_into(tmp_path, ONE)
    (file,) = tmp_path.rglob("*.md")
    file.rename(tmp_path / "content/incidents/payments.md")
    more = ONE._replace(updates=(*ONE.updates, said("12:00", "Really over.")))
    report = import_into(tmp_path, more)
    assert (report.removed, report.written.updates) == (0, 1)
    assert [entry.source for entry in read_back(tmp_path)] == ["content/incidents/payments.md"]
    before = snapshot(tmp_path)
    import_into(tmp_path, more)
    assert snapshot(tmp_path) == before


def test_incidents_that_the_source_never_closed_are_counted(tmp_path: Path) -> None:
    report = import_into(tmp_path, ONE, TWO._replace(key="2", paths=()))
    assert report.open == 1
    assert import_into(tmp_path, ONE, TWO._replace(key="2", paths=())).open == 0
