"""The rules of the entry format, each with a tiny site in `sites/` and what it comes to mean.

A site's `expected.txt` tells its meaning at each of the instants that its lines `at …` name;
`feed.txt` the names and dates of its feed items, `article.html` what Markdown became.
"""

import re
import shutil
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from msgspec.structs import replace

import small_site
from golden import SITES, assert_golden, describe, describe_feed, describe_prose, golden_instants
from small_site import SmallSite, entry, update
from statusgen.model.addresses import entry_address
from statusgen.model.entry import Maintenance
from statusgen.model.instants import format_instant
from statusgen.model.record import IncidentRecord, MaintenanceRecord, record_at
from statusgen.pipeline.load import Site, load_site

CASES = sorted(path.name for path in SITES.iterdir())
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def cases_with(golden: str) -> list[str]:
    return sorted(path.parent.name for path in SITES.glob(f"*/{golden}"))


def load(case: str, at: datetime = LATER, drafts: bool = False) -> Site:
    return small_site.load(SITES / case, at, drafts=drafts)


def rendered(site: Site) -> dict[str, str]:
    return {o.path: site.produce(o).decode("utf-8", "replace") for o in site.outputs}


@pytest.mark.parametrize("case", CASES)
def test_a_site_means_what_its_golden_file_says(case: str) -> None:
    golden = SITES / case / "expected.txt"
    told = [describe(load(case, at)) for at in golden_instants(golden)]
    assert told
    assert_golden(golden, "\n".join(told))


@pytest.mark.parametrize("case", cases_with("feed.txt"))
def test_feed_items_have_the_golden_names_and_dates(case: str) -> None:
    assert_golden(SITES / case / "feed.txt", describe_feed(load(case).content))


@pytest.mark.parametrize("case", cases_with("article.html"))
def test_markdown_becomes_the_golden_html(case: str) -> None:
    assert_golden(SITES / case / "article.html", describe_prose(load(case)))


@pytest.mark.parametrize("case", CASES)
def test_every_update_has_its_anchor_its_words_and_its_one_feed_item(case: str) -> None:
    site = load(case)
    files = rendered(site)
    ids = [line for line in describe_feed(site.content).splitlines() if line.startswith("tag:")]
    assert len(ids) == len(set(ids))
    archives = "".join(text for path, text in files.items() if path.startswith("feed/"))
    assert sorted(re.findall(r"<entry><id>([^<]*)</id>", archives)) == sorted(ids)
    for record in site.content.records:
        page = files[f"{entry_address(record.entry)}index.html"]
        for told in record.entry.updates:
            assert page.count(f'id="{format_instant(told.at)}"') == 1
            assert site.renderer.prose_in_page(told.text) in page


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_the_order_of_updates_in_a_file_does_not_matter(order: str) -> None:
    content = load("oldest-first-or-newest-first").content
    records = {record.entry.id: record for record in content.records}
    told = [update.text.plain for update in records[order].entry.updates]
    assert told == ["One.", "Two.", "Three."]


def test_an_alias_leaves_a_redirect_to_the_entry() -> None:
    files = rendered(load("aliases"))
    for alias, address in [
        ("incidents/old/", "/page/incidents/new/"),
        ("incidents/older/", "/page/incidents/new/"),
        ("issues/2026-03-01-Störung/", "/page/incidents/new/"),
        ("ir/7.html", "/page/incidents/new/"),
        ("t/8/", "/page/incidents/new/"),
        ("maintenance/planned/", "/page/maintenance/moved/"),
    ]:
        page = unescape(files[f"{alias}index.html" if alias.endswith("/") else alias])
        assert re.search(rf'http-equiv="?refresh"?[^>]*url={address}"', page, re.IGNORECASE)
        assert f'href="{address}"' in page
        assert f'rel="canonical" href="https://status.acme.example{address}"' in page


def test_a_draft_reaches_no_output_of_a_build() -> None:
    files = rendered(load("drafts-are-never-built"))
    told = "\n".join([*files, *files.values()]).lower()
    assert "public" in told
    for word in ("secret", "zebra", "quagga"):
        assert word not in told


def test_a_draft_is_shown_and_marked_while_it_is_written() -> None:
    site = load("drafts-are-never-built", drafts=True)
    incidents = [r.entry.id for r in site.content.records if isinstance(r, IncidentRecord)]
    assert incidents == ["secret", "public"]
    assert "Draft" in rendered(site)["incidents/secret/index.html"]


def test_a_turn_that_nobody_wrote_enters_no_feed() -> None:
    site = load("maintenance-turns-by-the-clock")
    record = site.content.records[-1]
    assert isinstance(record, MaintenanceRecord)
    assert record.transitions
    assert describe_feed(site.content).strip() == ""
    assert "Completed" in rendered(site)["maintenance/silent/index.html"]


@pytest.mark.parametrize(
    "told",
    [
        (),
        (("07:00", "Scheduled"),),
        (("08:30", "In progress"),),
        (("08:10", "In progress"), ("08:50", "Verifying")),
        (("08:30", "In progress"), ("09:00", "In progress")),
        (("09:10", "In progress"), ("10:00", "Completed")),
        (("06:30", "Scheduled"), ("07:30", "In progress")),
        (("08:30", "Cancelled"),),
    ],
)
def test_an_open_page_turns_a_maintenance_as_the_next_build_does(
    tmp_path: Path, told: tuple[tuple[str, str], ...]
) -> None:
    updates = [update(f"2026-03-01 {clock}", state, "Told.") for clock, state in reversed(told)]
    window = {"starts": "2026-03-01 08:00", "ends": "2026-03-01 09:00"}
    small = SmallSite(files={"maintenance/m.md": entry("Quay work", *updates, **window)})
    whole = small.load(tmp_path, LATER).content.records[0].entry
    assert isinstance(whole, Maintenance)
    begin = datetime(2026, 2, 28, 22, tzinfo=UTC)  # 06:00 in Singapore
    clock = [begin + timedelta(minutes=5 * n) for n in range(60)]
    for at in clock:
        known = whole if record_at(whole, "", at, UTC) else replace(whole, updates=())
        record = record_at(known, "", at, UTC)
        assert isinstance(record, MaintenanceRecord)
        for later in clock:
            nothing_new = not any(at < each.at <= later for each in whole.updates)
            if later >= at and nothing_new:
                turned = [state for when, state in record.upcoming_transitions if when <= later]
                shown = turned[-1] if turned else record.state
                then = record_at(record.entry, "", later, UTC)
                assert then is not None
                assert shown is then.state, (at, later)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    before = describe(load("every-key-of-an-incident"))
    shutil.copytree(SITES / "every-key-of-an-incident", tmp_path, dirs_exist_ok=True)
    for path in (tmp_path / "content").rglob("*.*"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert describe(load_site(tmp_path, LATER)) == before


def test_feed_names_outlive_a_move_a_new_title_and_a_new_address(tmp_path: Path) -> None:
    before = describe_feed(load("edited").content)
    shutil.copytree(SITES / "edited" / "content", tmp_path / "content")
    entry, page = tmp_path / "content/incidents/s.md", tmp_path / "content/site.yaml"
    text = entry.read_text("utf-8").replace("title: S", "title: Another\nid: s")
    (tmp_path / "content/incidents/2026").mkdir()
    (tmp_path / "content/incidents/2026/renamed.md").write_text(text, "utf-8")
    entry.unlink()
    settings = page.read_text("utf-8").replace("status.acme.example", "new.example/status")
    page.write_text(settings + "identity: status.acme.example\n", "utf-8")
    after = describe_feed(load_site(tmp_path, LATER).content)
    names = [line for line in before.splitlines() if line.startswith("tag:")]
    assert [line for line in after.splitlines() if line.startswith("tag:")] == names


def test_entries_leave_the_defaults_of_the_page_alone() -> None:
    page = load("nothing-but-a-title").content.page
    assert page.identity == "status.acme.example"
    assert (page.time_zone, page.language, page.theme) == ("UTC", "en", "default")
    assert page.newest_first
