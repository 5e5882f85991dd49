"""What an import leaves in a site, the first time and every time after."""

import json
import re
from pathlib import Path

import pytest

from import_source import (
    NOW,
    PAGE,
    at,
    history,
    import_into,
    incident,
    read_back,
    reasons,
    said,
    snapshot,
)
from statusgen.imports.history import SourceComponent, SourceEntry, SourceError
from statusgen.imports.site.report import format_json, format_summary
from statusgen.imports.site.write import import_history
from statusgen.model.entry import Maintenance
from statusgen.model.findings import FindingsError
from statusgen.model.terms import Impact, State, Status
from statusgen.pipeline import disk
from statusgen.pipeline.load import load_page, load_site

FILE = "content/incidents/2026/2026-03-12-nobody-can-pay.md"
FIRST = incident(
    said("10:00", "We look into it."),
    said("10:30", "It was a certificate.", State.IDENTIFIED),
    components=(("w1", Status.MAJOR_OUTAGE), ("a1", None)),
    impact=Impact.MAJOR,
)
GROWN = FIRST._replace(updates=(*FIRST.updates, said("11:00", "It works.", State.RESOLVED)))
WRITTEN = """\
---
title: Nobody can pay
components:
  web-shop: major_outage
  app: partial_outage
impact: major
aliases:
  - /ir/x1.html
---

## 2026-03-12 10:30 — Identified

It was a certificate.

## 2026-03-12 10:00 — Investigating

We look into it.
"""


def text_of(root: Path) -> str:
    return (root / FILE).read_text("utf-8")


def test_an_entry_is_written_as_a_person_would(tmp_path: Path) -> None:
    report = import_into(tmp_path, FIRST)
    assert text_of(tmp_path) == WRITTEN
    assert (report.written.entries, report.written.updates) == (1, 2)
    assert report.losses == ()


def test_the_page_is_made_with_its_components_in_their_groups(tmp_path: Path) -> None:
    import_into(tmp_path, FIRST)
    page = load_page(tmp_path, NOW)
    assert (page.name, page.url, page.identity) == (
        "Harbour Ferries", "https://old.example/", "old.example",
    )  # fmt: skip
    groups = [(group.name, [c.id for c in group.components]) for group in page.groups]
    assert groups == [("Shop", ["web-shop"]), ("", ["app"])]
    load_site(tmp_path, NOW, NOW)


def test_times_stand_in_the_zone_of_the_page(tmp_path: Path) -> None:
    import_into(tmp_path, FIRST, page=PAGE._replace(time_zone="Asia/Singapore"))
    assert "## 2026-03-12 18:30 — Identified" in text_of(tmp_path)
    assert read_back(tmp_path)[0].updates[1].at == at("10:30")


def test_a_maintenance_has_its_window_and_the_name_of_its_day(tmp_path: Path) -> None:
    work = incident(
        said("10:00"), kind=Maintenance, title="A new pier", starts=at("12:00", "2026-04-02"),
        ends=at("13:30", "2026-04-02"), paths=("/incidents/m1",),
    )  # fmt: skip
    import_into(tmp_path, work)
    text = (tmp_path / "content/maintenance/2026/2026-04-02-a-new-pier.md").read_text("utf-8")
    assert "starts: 2026-04-02 12:00\nends: 2026-04-02 13:30\n" in text
    assert "aliases:\n  - /incidents/m1\n" in text
    paths = {target.path for target in load_site(tmp_path, NOW, NOW).outputs}
    assert "incidents/m1/index.html" in paths


def test_the_same_source_twice_changes_no_byte_and_says_so(tmp_path: Path) -> None:
    import_into(tmp_path, GROWN)
    before = snapshot(tmp_path)
    report = import_into(tmp_path, GROWN)
    assert snapshot(tmp_path) == before
    assert not report.changed
    assert "Nothing is new; nothing was written." in "\n".join(format_summary(report))
    assert (report.before.entries, report.before.updates) == (1, 3)


def test_a_new_update_is_put_into_its_place_and_every_other_byte_stays(tmp_path: Path) -> None:
    import_into(tmp_path, FIRST)
    edited = text_of(tmp_path).replace("We look into it.", "We look into it, *by hand*.")
    (tmp_path / FILE).write_text(edited + "\n\n", "utf-8")
    report = import_into(tmp_path, GROWN)
    head, tail = edited.split("## 2026-03-12 10:30", 1)
    added = "## 2026-03-12 11:00 — Resolved\n\nIt works.\n\n"
    assert text_of(tmp_path) == f"{head}{added}## 2026-03-12 10:30{tail}\n\n"
    assert (report.written.entries, report.written.updates) == (0, 1)


def test_an_earlier_update_that_comes_later_is_put_below(tmp_path: Path) -> None:
    import_into(tmp_path, GROWN)
    import_into(tmp_path, GROWN._replace(updates=(*GROWN.updates, said("10:15", "Still."))))
    assert [f"{u.at:%H:%M}" for u in read_back(tmp_path)[0].updates] == [
        "10:00", "10:15", "10:30", "11:00",
    ]  # fmt: skip


def test_a_file_that_somebody_turned_round_keeps_its_order(tmp_path: Path) -> None:
    import_into(tmp_path, FIRST)
    head, newer, older = text_of(tmp_path).split("## ")
    (tmp_path / FILE).write_text(f"{head}## {older}\n## {newer}", "utf-8")
    more = (*GROWN.updates, said("10:15", "Still."))
    import_into(tmp_path, GROWN._replace(updates=more))
    assert re.findall(r"## 2026-03-12 (\S+)", text_of(tmp_path)) == [
        "10:00", "10:15", "10:30", "11:00",
    ]  # fmt: skip


def test_an_incident_that_somebody_opened_again_is_not_closed_by_an_import(tmp_path: Path) -> None:
    import_into(tmp_path, GROWN)
    (tmp_path / FILE).write_text(WRITTEN, "utf-8")
    report = import_into(tmp_path, GROWN)
    assert text_of(tmp_path) == WRITTEN
    assert not report.changed


def test_what_a_person_removed_stays_removed(tmp_path: Path) -> None:
    other = FIRST._replace(key="x2", title="Boats are late", paths=("/ir/x2.html",))
    import_into(tmp_path, GROWN, other)
    (tmp_path / FILE).unlink()
    late = tmp_path / "content/incidents/2026/2026-03-12-boats-are-late.md"
    late.write_text(late.read_text("utf-8").partition("## 2026-03-12 10:00")[0], "utf-8")
    before = snapshot(tmp_path)
    report = import_into(tmp_path, GROWN, other)
    assert snapshot(tmp_path) == before
    assert report.removed == 1
    assert report.unwritten == 0


def test_a_text_that_changed_at_the_source_is_told_and_left(tmp_path: Path) -> None:
    import_into(tmp_path, FIRST)
    before = snapshot(tmp_path)
    changed = FIRST._replace(updates=(FIRST.updates[0], FIRST.updates[1]._replace(text="Else.")))
    report = import_into(tmp_path, changed._replace(title="Another title"))
    after = snapshot(tmp_path)
    assert {path for path in before if before[path] != after[path]} == {"imports.json"}
    assert len(report.losses) == 2
    assert any(f"an update in {FILE}" in loss.what for loss in report.losses)
    assert any("title" in loss.what for loss in report.losses)


def test_an_entry_whose_file_was_moved_is_found_there(tmp_path: Path) -> None:
    import_into(tmp_path, FIRST)
    moved = tmp_path / "content/incidents" / Path(FILE).name
    (tmp_path / FILE).rename(moved)
    import_into(tmp_path, GROWN)
    assert "It works." in moved.read_text("utf-8")
    assert not (tmp_path / FILE).exists()


def test_an_entry_that_the_source_closes_without_a_word_is_closed(tmp_path: Path) -> None:
    import_into(tmp_path, FIRST)
    import_into(tmp_path, FIRST._replace(over=True))
    (entry,) = read_back(tmp_path)
    assert entry.updates[-1].state is State.RESOLVED
    assert "The source marks this as over" in text_of(tmp_path)
    before = snapshot(tmp_path)
    import_into(tmp_path, FIRST._replace(over=True))
    assert snapshot(tmp_path) == before
    (tmp_path / FILE).write_text(WRITTEN, "utf-8")
    import_into(tmp_path, FIRST._replace(over=True))
    assert text_of(tmp_path) == WRITTEN


def test_a_lost_record_doubles_nothing_and_new_updates_still_arrive(tmp_path: Path) -> None:
    bare = incident(said("10:00"), key="x2", title="Fog", paths=())
    import_into(tmp_path, FIRST, bare)
    before = snapshot(tmp_path)
    (tmp_path / "imports.json").unlink()
    import_into(tmp_path, FIRST, bare)
    assert snapshot(tmp_path) == before
    (tmp_path / "imports.json").unlink()
    import_into(tmp_path, GROWN, bare)
    assert len(read_back(tmp_path)) == 2
    assert text_of(tmp_path).count("## ") == 3
    assert "It works." in text_of(tmp_path)


@pytest.mark.parametrize("writes", range(6))
def test_an_import_that_was_interrupted_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    entries = [
        GROWN._replace(key=f"x{n}", title=f"Outage {n}", paths=(f"/ir/x{n}.html",))
        for n in range(4)
    ]
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    import_into(whole, *entries)
    left, write = [writes], disk.replace_text

    def write_until_killed(path: Path, content: bytes) -> None:
        if not left[0]:
            disk.write_bytes(path.with_name(f".{path.name}.new"), content[:10])
            raise KeyboardInterrupt
        left[0] -= 1
        write(path, content)

    with monkeypatch.context() as patched:
        patched.setattr(disk, "replace_text", write_until_killed)
        with pytest.raises(KeyboardInterrupt):
            import_into(cut, *entries)
    import_into(cut, *entries)
    assert snapshot(cut) == snapshot(whole)


@pytest.mark.parametrize("name", ["content", "content/incidents", "content/incidents/2026"])
def test_nothing_is_written_through_a_link_that_leaves_the_site(tmp_path: Path, name: str) -> None:
    outside, link = tmp_path / "outside", tmp_path / "site" / name
    outside.mkdir()
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    with pytest.raises(FindingsError, match="link-outside"):
        import_into(tmp_path / "site", FIRST)
    assert list(outside.iterdir()) == []


def test_two_entries_of_one_name_are_two_files(tmp_path: Path) -> None:
    twins = [FIRST._replace(key=key, paths=(f"/ir/{key}.html",)) for key in ("x1", "x2")]
    import_into(tmp_path, *twins)
    before = snapshot(tmp_path)
    assert sorted(e.id for e in read_back(tmp_path)) == [
        "2026-03-12-nobody-can-pay", "2026-03-12-nobody-can-pay-2",
    ]  # fmt: skip
    import_into(tmp_path, *reversed(twins))
    assert snapshot(tmp_path) == before


def test_two_entries_of_one_key_are_both_kept(tmp_path: Path) -> None:
    report = import_into(tmp_path, FIRST, FIRST._replace(place="incidents/copy", title="A copy"))
    assert len(read_back(tmp_path)) == 2
    assert [loss.what for loss in report.losses] == ["/ir/x1.html"]
    before = snapshot(tmp_path)
    import_into(tmp_path, FIRST, FIRST._replace(place="incidents/copy", title="A copy"))
    assert snapshot(tmp_path) == before


def test_an_entry_that_had_the_very_address_that_it_gets_needs_no_alias(tmp_path: Path) -> None:
    report = import_into(tmp_path, FIRST._replace(paths=("/incidents/2026-03-12-nobody-can-pay/",)))
    assert report.losses == ()
    assert read_back(tmp_path)[0].aliases == ()
    import_into(tmp_path, FIRST._replace(key="x2", at=at("09:00"), paths=()))
    load_site(tmp_path, NOW, NOW)


def test_no_new_entry_takes_an_old_address_of_another(tmp_path: Path) -> None:
    first = FIRST._replace(title="Fog", paths=("/incidents/2026-03-12-nobody-can-pay/",))
    import_into(tmp_path, first, FIRST._replace(key="x2", paths=()))
    load_site(tmp_path, NOW, NOW)
    assert len(read_back(tmp_path)) == 2


@pytest.mark.parametrize("url", ["http://[", "example.com", "", "javascript:x"])
def test_a_wrong_address_of_the_source_makes_no_links(tmp_path: Path, url: str) -> None:
    linking = FIRST._replace(updates=(said("10:00", "See [this](/there)."),))
    report = import_into(tmp_path, linking, page=PAGE._replace(url=url))
    assert "See [this] (/there)." in text_of(tmp_path)
    assert load_page(tmp_path, NOW).url == "https://status.example.com/"
    assert any("with yours" in reason for reason in reasons(report))


@pytest.mark.parametrize("path", ["/a b", "/../x", "//x.example/", "/history/", "/feed/x", "/"])
def test_an_address_that_can_lead_nowhere_is_noted(tmp_path: Path, path: str) -> None:
    report = import_into(tmp_path, FIRST._replace(paths=(path, "/ir/St%C3%B6rung")))
    assert [loss.what for loss in report.losses] == [path]
    assert read_back(tmp_path)[0].aliases == ("/ir/Störung",)


def test_an_unknown_component_is_left_out_and_noted(tmp_path: Path) -> None:
    report = import_into(tmp_path, FIRST._replace(components=(("gone", None), ("a1", None))))
    assert [id for id, _ in read_back(tmp_path)[0].components] == ["app"]
    assert [loss.what for loss in report.losses] == ["the component gone"]


def test_an_entry_that_cannot_be_written_costs_itself_and_is_named(tmp_path: Path) -> None:
    huge = incident(said("10:00", "x" * 2**20), key="x2", place="incidents/x2", paths=())
    report = import_into(tmp_path, FIRST, huge)
    assert len(read_back(tmp_path)) == 1
    assert report.unwritten == 1
    assert [(loss.place, loss.what) for loss in report.losses] == [("incidents/x2", "the entry x2")]


def test_a_file_with_mistakes_is_left_until_they_are_mended(tmp_path: Path) -> None:
    import_into(tmp_path, FIRST)
    whole = text_of(tmp_path)
    (tmp_path / FILE).write_text(whole.replace("Identified", "Identifed"), "utf-8")
    report = import_into(tmp_path, GROWN)
    assert "It works." not in text_of(tmp_path)
    assert "fix them, and import again" in reasons(report)[0]
    (tmp_path / FILE).write_text(whole, "utf-8")
    import_into(tmp_path, GROWN)
    assert "It works." in text_of(tmp_path)


def test_a_record_that_is_cut_is_no_reason_to_double_everything(tmp_path: Path) -> None:
    import_into(tmp_path, FIRST)
    record = tmp_path / "imports.json"
    record.write_bytes(record.read_bytes()[:40])
    before = snapshot(tmp_path)
    with pytest.raises(SourceError, match=r"imports\.json cannot be read; restore it"):
        import_into(tmp_path, GROWN)
    assert snapshot(tmp_path) == before


SITE = """\
# Ours.
name: Ours   # our name
url: https://ours.example/
components:
  - {id: shop-page, name: Web Shop}  # renamed
  - group: Inner
    components:
      - id: mail
        name: Mail
        description: >-
          Letters
          of all kinds

# The end.
links: [{label: Help, url: "https://help.example/"}]
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_page_that_stands_only_gets_the_components_that_it_lacks(
    tmp_path: Path, newline: str
) -> None:
    (tmp_path / "content").mkdir()
    before = SITE.replace("\n", newline)
    (tmp_path / "content/site.yaml").write_bytes(before.encode())
    components = (
        SourceComponent("w1", "Web shop"),
        SourceComponent("m2", "Calls: in", "With a # sign", group="Inner"),
        SourceComponent("a1", "App"),
        SourceComponent("n1", "North", group="Regions"),
    )
    import_into(tmp_path, FIRST, page=PAGE._replace(components=components))
    after = (tmp_path / "content/site.yaml").read_bytes().decode()
    added = [
        "      - {id: calls-in, name: 'Calls: in', description: 'With a # sign'}",
        "  - {id: app, name: App}",
        "  - group: Regions",
        "    components:",
        "      - {id: north, name: North}",
    ]
    mail = f"          of all kinds{newline}"
    assert after == before.replace(mail, mail + "".join(line + newline for line in added))
    assert [id for id, _ in read_back(tmp_path)[0].components] == ["shop-page", "app"]


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ("name: X\nurl: https://x.example/", ["web-shop", "app"]),
        ("name: X\nurl: https://x.example/\ncomponents:\nlanguage: en\n", ["web-shop", "app"]),
        ("name: X\nurl: https://x.example/\ncomponents: [{id: a, name: A}]\n", ["a"]),
    ],
)
def test_components_find_a_place_or_the_account_says_what_to_write(
    tmp_path: Path, given: str, ids: list[str]
) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/site.yaml").write_text(given, "utf-8")
    report = import_into(tmp_path, FIRST)
    assert sorted(c.id for c in load_page(tmp_path, NOW).components) == sorted(ids)
    named = [loss.what for loss in report.losses if loss.place == "content/site.yaml"]
    assert named == ([] if "app" in ids else [
        "the component Web shop (web-shop)", "the component App (app)",
    ])  # fmt: skip


def test_a_component_that_a_person_removed_stays_removed(tmp_path: Path) -> None:
    import_into(tmp_path, FIRST)
    page = tmp_path / "content/site.yaml"
    lines = [line for line in page.read_text("utf-8").splitlines() if "id: app" not in line]
    page.write_text("\n".join([*lines, ""]), "utf-8")
    import_into(tmp_path, FIRST._replace(key="x2", title="Fog", paths=()))
    assert [c.id for c in load_page(tmp_path, NOW).components] == ["web-shop"]


def test_components_of_one_name_are_told_apart_by_their_groups(tmp_path: Path) -> None:
    components = (
        SourceComponent("1", "API", group="Europe"),
        SourceComponent("2", "API", group="Asia"),
        SourceComponent("3", "API", group="Asia"),
        SourceComponent("4", "支付"),
    )
    import_into(tmp_path, FIRST, page=PAGE._replace(components=components))
    ids = [component.id for component in load_page(tmp_path, NOW).components]
    assert ids == ["europe-api", "asia-api", "asia-api-2", "component"]


def test_the_account_shows_the_first_of_each_reason_and_the_report_all(tmp_path: Path) -> None:
    many = [
        FIRST._replace(key=f"x{n}", place=f"incidents/x{n}", paths=(f"/a b/{n}",)) for n in range(8)
    ]
    report = import_into(tmp_path, *many)
    lines = list(format_summary(report))
    assert lines[1].split() == ["entries", "8", "8", "0"]
    assert "    and 5 more; --report FILE lists all" in lines
    assert sum("incidents/x" in line for line in lines) == 3
    report = json.loads(format_json(report))
    assert len(report["not_carried"]) == 8
    assert report["read"]["entries"] == report["written"]["entries"] == 8


def test_what_a_reader_lost_counts_as_not_written(tmp_path: Path) -> None:
    source = history(FIRST)._replace(lost=2)
    report = import_history("stactus", source, tmp_path, NOW, lambda *_: None)
    assert report.unwritten == 2


def test_facts_of_an_entry_are_carried(tmp_path: Path) -> None:
    entry: SourceEntry = GROWN._replace(
        started=at("09:30:15"), over=True, over_at=at("10:45"), title='Say: "no" # 1'
    )
    import_into(tmp_path, entry)
    (found,) = read_back(tmp_path)
    facts = {name: getattr(found, name) for name in ("title", "impact", "started", "restored")}
    assert facts == {
        "title": 'Say: "no" # 1',
        "impact": Impact.MAJOR,
        "started": at("09:30:15"),
        "restored": at("10:45"),
    }


FINE = Status.OPERATIONAL


@pytest.mark.parametrize(
    ("impact", "statuses", "lines"),
    [
        (Impact.MINOR, (FINE, FINE), ("  - web-shop", "  - app", "impact: minor")),
        (Impact.MINOR, (FINE, None), ("  - web-shop", "  - app", "impact: minor")),
        (None, (FINE, FINE), ("  - web-shop", "  - app", "impact: none")),
        (Impact.MAJOR, (FINE, Status.PARTIAL_OUTAGE), (
            "  web-shop: operational", "  app: partial_outage", "impact: major",
        )),
    ],
)  # fmt: skip
def test_that_all_was_well_in_an_incident_is_no_status(
    tmp_path: Path, impact: Impact | None, statuses: tuple[Status, ...], lines: tuple[str, ...]
) -> None:
    components = tuple(zip(("w1", "a1"), statuses, strict=True))
    import_into(tmp_path, GROWN._replace(impact=impact, components=components))
    head = text_of(tmp_path).split("aliases:")[0]
    assert tuple(head.splitlines()[3:]) == lines


def test_a_component_that_breaks_later_is_said_to_be_well_at_first(tmp_path: Path) -> None:
    broke = said("11:00", components=(("w1", Status.MAJOR_OUTAGE),))
    entry = FIRST._replace(components=(("w1", FINE),), updates=(*FIRST.updates, broke))
    import_into(tmp_path, entry)
    assert "components:\n  web-shop: operational\n" in text_of(tmp_path)


@pytest.mark.parametrize(
    "url", ["https://status.acme./", "https://-a.example", "https://a.example/../b/", "https://.a"]
)
def test_an_address_that_no_page_can_have_gives_way_to_an_example(tmp_path: Path, url: str) -> None:
    report = import_into(tmp_path, FIRST, page=PAGE._replace(url=url))
    assert load_page(tmp_path, NOW).url == "https://status.example.com/"
    assert "replace https://status.example.com/ with yours" in reasons(report)


@pytest.mark.parametrize(
    ("given", "name"),
    [("sr.ht status", "sr.ht"), ("Acme Status Page", "Acme"), ("Status", "Status"), ("A1", "A1")],
)
def test_a_page_is_not_called_status_twice(tmp_path: Path, given: str, name: str) -> None:
    import_into(tmp_path, FIRST, page=PAGE._replace(name=given))
    assert load_page(tmp_path, NOW).name == name
