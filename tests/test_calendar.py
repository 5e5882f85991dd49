"""Maintenances as calendars: what programs read there, RFC 5545 by the byte, and what khal says."""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, example
from icalendar import Calendar, Event

from output import Tree
from small_site import HARBOUR, NOW, SmallSite, build_in_memory, entry, update
from statusgen.model.findings import FindingsError
from texts import LINE, PLAIN, quoted
from tiers import tiered_given
from web import program

CALENDAR, EVENT = "maintenance.ics", "maintenance/pier/event.ics"
ADDRESS = "https://status.example/sub/maintenance/pier/"
PLANNED = update("2026-11-01 09:00", "Scheduled", "We build a pier.")
EDITED = update("2026-11-01 09:00", "Scheduled", "We build.", "Edited: 2026-11-12 10:00 the hour")
MOVED = update("2026-11-12 10:00", "Scheduled", "We begin later, at 02:00.")
CANCELLED = update("2026-11-20 09:00", "Cancelled", "There is no timber.")
WORDS = {
    "commas, semicolons; and back\\slashes": "a, b; c:d; e",
    "渡轮码头" * 40: "今晚没有船。" * 30,
    "⛴️🚢🏝️👩🏽‍🔧" * 25: "👨‍👩‍👧‍👦 " * 30 + ".",
    "e\u0301a\u0323\u0308" * 60: "n\u0303" * 90,
    "x" * 74 + "é" * 90: "y" * 61 + "—" * 90,
    '"quoted": a;b=c,d:e': "X-EVIL:1 END:VEVENT",
}


def work(title: str, *updates: str, **keys: str) -> str:
    """A maintenance's file; its window, its component and its one update where nobody says."""
    usual = {"starts": "2026-12-01 01:00", "ends": "2026-12-01 03:00", "components": "[web]"}
    return entry(quoted(title), *(updates or (PLANNED,)), **usual | keys)


def site(*updates: str, title: str = "A new pier", **keys: str) -> SmallSite:
    return SmallSite(files={"maintenance/pier.md": work(title, *updates, **keys)})


def built(small: SmallSite, at: datetime = NOW) -> Tree:
    with tempfile.TemporaryDirectory() as folder:
        return build_in_memory(small.load(Path(folder), at))


def read(content: bytes) -> list[Event]:
    return [part for part in Calendar.from_ical(content).walk("VEVENT") if isinstance(part, Event)]


def event_of(small: SmallSite, at: datetime = NOW) -> Event:
    """The one event that a site with one maintenance has, which is the same in both files."""
    tree = built(small, at)
    (alone,), (listed,) = read(tree[EVENT]), read(tree[CALENDAR])
    assert alone.to_ical() == listed.to_ical()
    return alone


def window(event: Event) -> tuple[datetime, datetime]:
    return event.decoded("DTSTART"), event.decoded("DTEND")


def age(event: Event) -> tuple[int, datetime]:  # what tells programs that an event is newer
    return event.decoded("SEQUENCE"), event.decoded("DTSTAMP")


@pytest.mark.parametrize(("title", "affected"), WORDS.items())
def test_a_program_reads_back_what_was_written(title: str, affected: str) -> None:
    names = (("web", '"Web, shop; it\\\\s \\"ours\\""'), ("app", "App"))
    keys = {"affected": quoted(affected), "action": "Buy at the pier.", "components": "[web, app]"}
    event = event_of(replace(site(title=title, **keys), components=names))
    when, *told = str(event["DESCRIPTION"]).split("\n\n")
    assert (event["SUMMARY"], event["URL"], event["STATUS"]) == (title, ADDRESS, "CONFIRMED")
    assert when == "1 December 2026, 01:00 – 03:00 SGT"
    assert told == [affected, "Buy at the pier.", ADDRESS]
    assert list(event.categories) == ['Web, shop; it\\s "ours"', "App"]
    assert f"{window(event)[0]} {window(event)[1]:%H:%M}" == "2026-11-30 17:00:00+00:00 19:00"


def test_a_cancelled_maintenance_stays_in_the_calendar_and_says_so() -> None:
    before, after = event_of(site()), event_of(site(CANCELLED, PLANNED))
    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert (before["SUMMARY"], after["SUMMARY"]) == ("A new pier", "Cancelled: A new pier")
    assert str(after["DESCRIPTION"]).startswith("Cancelled\n\n")
    assert age(after) > age(before)


IDENTITY = "identity: status.ferries.example\n"
ELSEWHERE = HARBOUR.page.replace("status.example/sub/", "new.example/") + IDENTITY
CHANGED = {
    "its title": site(title="A pier of oak"),
    "its window": site(starts="2026-11-30 22:00"),
    "its component": site(components="[app]"),
    "its folder": SmallSite(files={"maintenance/2026/pier.md": work("A new pier")}),
    "the page's address": site().having(**{"site.yaml": ELSEWHERE}),
}


@pytest.mark.parametrize("after", CHANGED.values(), ids=CHANGED)
def test_an_event_keeps_its_id_whatever_changes(after: SmallSite) -> None:
    first, later = (event_of(replace(small, more=IDENTITY)) for small in (site(), after))
    assert first["UID"] == later["UID"] == "maintenance/pier@status.ferries.example"


@pytest.mark.parametrize("said", [PLANNED, ""], ids=["announced", "no word said"])
def test_the_stamp_of_an_event_does_not_come_from_the_build(said: str) -> None:
    instants = ("2026-11-21T14:00Z", "2026-11-30T18:00Z", "2027-06-01T00:00Z")
    assert len({age(event_of(site(said), datetime.fromisoformat(at))) for at in instants}) == 1


@pytest.mark.parametrize("said", [(MOVED, PLANNED), (EDITED,)], ids=["an update", "an edit"])
def test_a_window_that_is_told_anew_is_newer_than_the_one_before(said: tuple[str, ...]) -> None:
    before, after = event_of(site()), event_of(site(*said, starts="2026-12-01 02:00"))
    assert age(after) == (age(before)[0] + 1, datetime(2026, 11, 12, 2, tzinfo=UTC))
    assert window(after)[0] > window(before)[0]


def lines_of(content: bytes) -> list[str]:
    """The content lines of a calendar, unfolded as RFC 5545 has it, and nothing more."""
    *physical, end = content.split(b"\r\n")
    assert end == b""
    for line in physical:
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
        assert len(line) <= 75
        line.decode("utf-8")
    return b"\r\n".join(physical).replace(b"\r\n ", b"").decode().split("\r\n")


def values(lines: list[str], name: str) -> list[str]:
    """What stands behind a property's colon, with the escapes of RFC 5545 taken away."""
    found = [line.partition(":")[2] for line in lines if re.match(rf"{name}[;:]", line)]
    return [re.sub(r"\\(.)", lambda c: "\n" if c[1] in "nN" else c[1], text) for text in found]


@pytest.mark.parametrize("path", [CALENDAR, EVENT])
@pytest.mark.parametrize(("title", "affected"), WORDS.items())
def test_every_byte_is_as_the_standard_has_it(title: str, affected: str, path: str) -> None:
    lines = lines_of(built(site(title=title, affected=quoted(affected), action="Walk."))[path])
    assert [lines[0], *lines[-2:]] == ["BEGIN:VCALENDAR", "END:VEVENT", "END:VCALENDAR"]
    for name in ("PRODID", "UID", "DTSTAMP", "DTEND", "SEQUENCE", "DESCRIPTION"):
        assert len(values(lines, name)) == 1, name
    wanted = {"VERSION": "2.0", "SUMMARY": title, "DTSTART": "20261130T170000Z"}
    assert {name: values(lines, name) for name in wanted} == {k: [v] for k, v in wanted.items()}
    assert values(lines, "DESCRIPTION")[0].split("\n\n")[1:] == [affected, "Walk.", ADDRESS]


def test_each_event_of_the_demonstration_has_an_id_of_its_own(demo_site: Path) -> None:
    contents = [file.read_bytes() for file in demo_site.rglob("*.ics")]
    assert all(lines_of(content)[-1] == "END:VCALENDAR" for content in contents)
    ids = [str(event["UID"]) for content in contents for event in read(content)]
    assert sorted(ids) == sorted([*set(ids)] * 2)
    assert len(ids) == 6


def test_a_page_without_maintenance_has_a_calendar_that_programs_accept(tmp_path: Path) -> None:
    content = built(SmallSite())[CALENDAR]
    assert read(content) == []
    Calendar.from_ical(content).validate()  # type: ignore[no-untyped-call]  # icalendar types most, not this
    Khal(tmp_path, "Asia/Singapore").takes(content)


def test_a_calendar_says_as_programs_expect_it_what_it_is_and_how_often_to_look() -> None:
    tree = built(site())
    assert all("METHOD:PUBLISH" in lines_of(tree[path]) for path in (CALENDAR, EVENT))
    assert {"REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"} < set(
        lines_of(tree[CALENDAR])
    )


def test_an_event_that_nobody_said_a_word_about_is_dated_by_its_window() -> None:
    event = event_of(site(""))
    assert event.decoded("DTSTAMP") == window(event)[0]
    assert "LAST-MODIFIED" not in event
    assert "CREATED" not in event


def test_only_what_is_not_over_is_offered_to_be_put_into_a_calendar() -> None:
    done = update("2026-11-20 03:00", "Completed", "It stands.")
    past = {"starts": "2026-11-20 01:00", "ends": "2026-11-20 03:00"}
    others = {"done": work("A ramp", done, **past), "off": work("A crane", CANCELLED, PLANNED)}
    tree = built(site().with_files({f"maintenance/{id}.md": text for id, text in others.items()}))
    offering = {path for path in tree if path.endswith(".html") and b"event.ics" in tree[path]}
    assert offering == {"index.html", "maintenance/pier/index.html"}
    assert all(b'="/sub/maintenance/pier/event.ics"' in tree[path] for path in offering)
    assert {"maintenance/done/event.ics", "maintenance/off/event.ics"} <= tree.keys()


NIGHTS = {
    "march": ("2027-03-28 01:30", "2027-03-28 03:30"),
    "october": ("2026-10-25 01:30", "2026-10-25 03:30"),
    "twice": ("2026-10-25 02:30+02:00", "2026-10-25 02:30+01:00"),
}


def nights() -> SmallSite:
    """Works in Paris, in the nights in which its clocks change."""
    said = update("2026-10-01 09:00", "Scheduled", "We work at night.")
    page = HARBOUR.page.replace("Asia/Singapore", "Europe/Paris")
    works = {id: work(id, said, starts=a, ends=b) for id, (a, b) in NIGHTS.items()}
    files = {f"maintenance/{id}.md": text for id, text in works.items()}
    return SmallSite(files={"site.yaml": page, **files})


def test_a_window_is_as_long_as_it_lasts_in_a_night_in_which_clocks_change() -> None:
    found = {str(event["SUMMARY"]): window(event) for event in read(built(nights())[CALENDAR])}
    assert {id: (f"{a:%F %R%z}", f"{b - a}") for id, (a, b) in found.items()} == {
        "march": ("2027-03-28 00:30+0000", "1:00:00"),
        "october": ("2026-10-24 23:30+0000", "3:00:00"),
        "twice": ("2026-10-25 00:30+0000", "1:00:00"),
    }


KHAL = """\
[calendars]
[[status]]
path = {root}/vdir
[default]
default_calendar = status
[sqlite]
path = {root}/khal.db
[locale]
local_timezone = {zone}
timeformat = %H:%M
dateformat = %m-%d
longdateformat = %Y-%m-%d
datetimeformat = %m-%d %H:%M
"""
LOCAL = {
    "Europe/Paris": "10-25 01:30 03:30 | 10-25 02:30 02:30 | 03-28 01:30 03:30",
    "Asia/Singapore": "10-25 07:30 10:30 | 10-25 08:30 09:30 | 03-28 08:30 09:30",
}


@dataclass(frozen=True)
class Khal:
    """Somebody's calendar program, in a home of its own."""

    root: Path
    zone: str

    def run(self, *arguments: str) -> str:
        config = self.root / "config"
        config.write_text(KHAL.format(root=self.root, zone=self.zone), "utf-8")
        (self.root / "vdir").mkdir(exist_ok=True)
        homes = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
        env = os.environ | dict.fromkeys(homes, str(self.root)) | {"LC_ALL": "C.UTF-8"}
        command = [program("khal"), "-c", str(config), *arguments]
        run = subprocess.run(command, env=env, capture_output=True, timeout=60, check=False)
        assert (run.returncode, run.stderr) == (0, b""), run.stdout
        return run.stdout.decode()

    def takes(self, content: bytes) -> None:
        (self.root / "taken.ics").write_bytes(content)
        self.run("import", "--batch", str(self.root / "taken.ics"))

    def lists(self, form: str) -> list[str]:
        form = f"--format={form}"
        return self.run("list", "--day-format=", form, "2026-10-01", "300d").splitlines()


@pytest.mark.parametrize(("zone", "local"), LOCAL.items())
@pytest.mark.parametrize("way", ["imported", "one file each"])
def test_khal_lists_every_window_in_the_local_time_of_its_user(
    tmp_path: Path, zone: str, local: str, way: str
) -> None:
    khal, tree = Khal(tmp_path, zone), built(nights())
    if way == "imported":
        khal.takes(tree[CALENDAR])
    for id in NIGHTS if way == "one file each" else ():
        (tmp_path / "vdir").mkdir(exist_ok=True)
        (tmp_path / "vdir" / f"{id}.ics").write_bytes(tree[f"maintenance/{id}/event.ics"])
    assert " | ".join(khal.lists("{start} {end-time}")) == local


def test_khal_moves_and_cancels_an_event_and_makes_no_second_one(tmp_path: Path) -> None:
    khal, form = Khal(tmp_path, "Asia/Singapore"), "{start}|{status}|{categories}|{url}"
    khal.takes(built(site())[EVENT])
    khal.takes(built(site(MOVED, PLANNED, starts="2026-12-01 02:00"))[CALENDAR])
    assert khal.lists(form) == [f"12-01 02:00|CONFIRMED |Web shop|{ADDRESS}"]
    khal.takes(built(site(CANCELLED, MOVED, PLANNED, starts="2026-12-01 02:00"))[CALENDAR])
    assert khal.lists(form) == [f"12-01 02:00|CANCELLED |Web shop|{ADDRESS}"]


@tiered_given(LINE, PLAIN | LINE, quick=10, slow=60)
@example("\\n\\,\\;\\\\", "\\n")
@example("a\u2028b\u0085c", "e\u2029f\u0085g")
def test_any_text_comes_out_of_the_calendar_as_it_went_in(title: str, affected: str) -> None:
    said = " ".join(yaml.safe_load(quoted(title)).split())
    assume(said and "\\N" not in title + affected)
    assume(said != "\ufeff")  # alone, it is a mark and no text to the library that reads here
    with tempfile.TemporaryDirectory() as folder:
        try:
            loaded = site(title=title, affected=quoted(affected)).load(Path(folder))
        except FindingsError:
            assume(False)  # an injection's link leads nowhere, say
        content = next(loaded.produce(each) for each in loaded.outputs if each.path == EVENT)
    told = loaded.content.records[-1].entry.affected
    (event,), lines = read(content), lines_of(content)
    assert values(lines, "SUMMARY") == [event["SUMMARY"]] == [said]
    assert values(lines, "DESCRIPTION") == [event["DESCRIPTION"]]
    assert str(event["DESCRIPTION"]).split("\n\n")[1:-1] == ([told.plain] if told else [])


def test_a_backslash_before_an_n_is_no_end_of_a_line() -> None:
    title = r"The drive \\harbour\News is gone"
    assert values(lines_of(built(site(title=title))[EVENT]), "SUMMARY") == [title]


def test_a_window_in_which_clocks_change_says_in_words_that_its_ends_have_two_zones() -> None:
    told = values(lines_of(built(nights())["maintenance/twice/event.ics"]), "DESCRIPTION")
    assert re.search("CEST.+CET", told[0])
