"""Feeds of incidents in the forms in which products publish them are read for what they tell."""

import time
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import pytest

from misbehaving import Behaviour, answer, serve_behaviours
from statusgen.imports.feed.reader import read_feed
from statusgen.imports.feed.times import Stamp, parse_stamp, place_stamps
from statusgen.imports.history import History, Loss, SourceEntry, SourceError
from statusgen.imports.sources.fetch import FetchLimits
from statusgen.model.entry import Incident, Maintenance
from statusgen.model.terms import Impact, State, Status
from web import serve

QUICK = FetchLimits(sleep=lambda _: None, silence=0.3, tries=1)
HOME = "https://status.harbour.example"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def block(when: str, state: str, text: str) -> str:
    """One statement as Statuspage has it in its history feeds."""
    month, day, clock, *zone = when.split()
    stamp = f"{month} <var data-var='date'>{day}</var>, <var data-var='time'>{clock}</var> "
    head = f"<small>{stamp}{' '.join(zone)}</small><br><strong>{state}</strong>"
    return f"<p> {head} - {text}</p>"


def rss(*items: str, title: str = "Harbour Status - Incident History") -> str:
    head = f"<title>{title}</title><link>{HOME}</link><description>Statuspage</description>"
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'
    )


def item(title: str, body: str, date: str = "Wed, 16 Jul 2025 18:39:00 +0000", **more: str) -> str:
    fields = {"link": f"{HOME}/incidents/abc", "pubDate": date, **more}
    tags = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items() if value)
    texts = f"<title>{escape(title)}</title><description>{escape(body)}</description>"
    return f"<item>{texts}{tags}</item>"


def atom(*entries: str, generator: str = "incident.io") -> str:
    head = f'<title>Harbour status</title><generator>{generator}</generator><link href="{HOME}/"/>'
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{"".join(entries)}</feed>'


def atom_entry(title: str, body: str, updated: str, published: str = "", link: str = "abc") -> str:
    first = f"<published>{published}</published>" if published else ""
    href = f"{HOME}//incidents/{link}"
    return (
        f'<entry><id>{href}</id><title>{title}</title><link href="{href}"/>{first}'
        f'<updated>{updated}</updated><content type="html">{escape(body)}</content></entry>'
    )


def read(tmp_path: Path, document: str) -> History:
    file = tmp_path / "feed.xml"
    file.write_text(document, encoding="utf-8")
    return read_feed(str(file))


def only(history: History) -> SourceEntry:
    (entry,) = history.entries
    return entry


def said(entry: SourceEntry) -> list[tuple[datetime | None, State | None, str]]:
    return [(update.at, update.state, update.text) for update in entry.updates]


def test_a_history_of_statuspage_becomes_its_updates(tmp_path: Path) -> None:
    body = (
        block("Jul 16 18:39 UTC", "Resolved", "It works.<br /><br />Sorry.")
        + block("Jul 16 18:02 UTC", "Update", "Still looking.")
        + block("Jul 16 17:30 UTC", "Investigating", "It is <b>slow</b>.")
    )
    history = read(tmp_path, rss(item("Slow boats", body)))
    entry = only(history)
    assert (entry.title, entry.kind, entry.paths) == ("Slow boats", Incident, ("/incidents/abc",))
    assert said(entry) == [
        (at("2025-07-16T17:30"), State.INVESTIGATING, "It is **slow**."),
        (at("2025-07-16T18:02"), None, "Still looking."),
        (at("2025-07-16T18:39"), State.RESOLVED, "It works.\n\nSorry."),
    ]
    assert entry.started is None
    assert (history.page.name, history.page.url) == ("Harbour", HOME)
    assert history.losses == ()


def test_the_year_goes_back_over_the_new_year(tmp_path: Path) -> None:
    body = block("Jan 2 00:10 UTC", "Resolved", "Over.") + block(
        "Dec 30 23:00 UTC", "Investigating", "It began."
    )
    date = "Fri, 02 Jan 2026 00:10:00 +0000"
    times = [u.at for u in only(read(tmp_path, rss(item("Long", body, date)))).updates]
    assert times == [at("2025-12-30T23:00"), at("2026-01-02T00:10")]


def test_a_history_of_a_year_and_a_day_is_followed_back() -> None:
    stamps = [parse_stamp(f"{day}, 10:00 UTC") for day in ("Mar 1", "Nov 1", "Jul 1", "Feb 28")]
    assert place_stamps(stamps, at("2025-03-01T10:00")) == (
        at("2025-03-01T10:00"),
        at("2024-11-01T10:00"),
        at("2024-07-01T10:00"),
        at("2024-02-28T10:00"),
    )


@pytest.mark.parametrize(
    ("zone", "clock"),
    [
        ("UTC", "18:39"),
        ("CEST", "20:39"),
        ("PDT", "11:39"),
        ("SGT", "02:39"),
        ("GMT+0", "18:39"),
        ("GMT+5:30", "00:09"),
        ("UTC-3", "15:39"),
        ("+08", "02:39"),
        ("-0330", "15:09"),
        ("IST", "00:09"),
        ("IST", "19:39"),
        ("CST", "12:39"),
        ("CST", "02:39"),
        ("", "18:39"),
    ],
)
def test_a_zone_is_told_by_its_name_or_else_by_the_date_of_the_item(zone: str, clock: str) -> None:
    day = 17 if clock < "12" and zone != "PDT" else 16
    stamp = parse_stamp(f"Jul {day}, {clock} {zone}")
    assert place_stamps([stamp], at("2025-07-16T18:39:21")) == (at("2025-07-16T18:39"),)


def test_a_time_in_a_zone_that_nothing_explains_stays_in_the_text(tmp_path: Path) -> None:
    body = block("Jul 16 12:17 XYZ", "Resolved", "It works.")
    body += block("Jul 16 12:03 XYZ", "Investigating", "We look.")
    history = read(tmp_path, rss(item("Slow", body)))
    assert said(only(history)) == [
        (None, State.INVESTIGATING, "*Jul 16, 12:03 XYZ*\\\nWe look."),
        (None, State.RESOLVED, "*Jul 16, 12:17 XYZ*\\\nIt works."),
    ]
    assert [loss.what for loss in history.losses] == ["its time", "its time"]


def test_statements_of_one_minute_keep_their_order(tmp_path: Path) -> None:
    body = block("Jul 16 18:39 UTC", "Resolved", "It works.")
    body += block("Jul 16 18:39 UTC", "Investigating", "We look.")
    states = [state for _, state, _ in said(only(read(tmp_path, rss(item("Slow", body)))))]
    assert states == [State.INVESTIGATING, State.RESOLVED]


@pytest.mark.parametrize(
    "text", ["Jul 36, 10:00 UTC", "Foo 6, 10:00", "Jul 6, 25:00 UTC", "soon", ""]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert place_stamps([parse_stamp(text)], at("2025-07-16T18:39")) == (None,)


def test_a_leap_day_is_in_a_leap_year() -> None:
    assert place_stamps([Stamp(2, 29, timedelta(hours=1), "UTC")], at("2025-03-01T00:00")) == (
        at("2024-02-29T01:00"),
    )


WINDOWS = [
    ("Jan 16, 12:00 - 16:00 GMT", "2024-01-16T12:00", "2024-01-16T16:00"),
    ("Jan 16, 22:00 - Jan 17, 01:00 GMT", "2024-01-16T22:00", "2024-01-17T01:00"),
    ("Jan 16, 22:00 GMT, 2024 - Jan 17, 01:00 GMT, 2024", "2024-01-16T22:00", "2024-01-17T01:00"),
]


@pytest.mark.parametrize(("window", "starts", "ends"), WINDOWS)
def test_a_scheduled_event_has_its_window(
    tmp_path: Path, window: str, starts: str, ends: str
) -> None:
    body = f"<p><strong>THIS IS A SCHEDULED EVENT {window}</strong></p>"
    body += block("Jan 8 16:20 GMT", "Scheduled", "We plan.")
    date = "Tue, 16 Jan 2024 12:00:00 +0000"
    entry = only(read(tmp_path, rss(item("Work", body, date))))
    assert (entry.kind, entry.starts, entry.ends) == (Maintenance, at(starts), at(ends))
    assert said(entry) == [(at("2024-01-08T16:20"), State.SCHEDULED, "We plan.")]


def test_a_label_that_is_no_state_stays_in_the_text(tmp_path: Path) -> None:
    body = block("Jul 16 18:39 UTC", "Root cause", "A cable.")
    entry = only(read(tmp_path, rss(item("Cut", body))))
    assert said(entry) == [(at("2025-07-16T18:39"), None, "**Root cause** - A cable.")]


def test_a_history_of_instatus_is_read_though_it_is_escaped_twice(tmp_path: Path) -> None:
    plain = "Type: Incident\n Duration: 46 minutes\n\n Affected Components: Pier, Boats\n Words."
    blocks = block("Sep 25 15:15:00 GMT+0", "Investigating", "We look..") + "\n"
    blocks += block("Sep 25 16:01:05 GMT+0", "Resolved", "It works..")
    facts = "<p><strong>Type:</strong> Incident</p><p><strong>Duration:</strong> 46 minutes</p>"
    facts += "<p><strong>Affected Components:</strong> </p>"
    encoded = f"<content:encoded><![CDATA[{facts}{escape(blocks)}]]></content:encoded>"
    document = rss(
        item("Fog", plain, "Thu, 25 Sep 2025 15:15:00 +0000").replace(
            "</item>", f"{encoded}</item>"
        )
    )
    document = document.replace(
        "<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    )
    history = read(tmp_path, document)
    entry = only(history)
    assert said(entry) == [
        (at("2025-09-25T15:15"), State.INVESTIGATING, "We look."),
        (at("2025-09-25T16:01:05"), State.RESOLVED, "It works."),
    ]
    assert entry.components == (("Pier", None), ("Boats", None))
    assert [component.name for component in history.page.components] == ["Pier", "Boats"]
    assert history.losses == ()


def test_an_item_of_incident_io_tells_its_state_and_components(tmp_path: Path) -> None:
    body = "<b>Status: Investigating</b><br/><br/>We look.<br/><br/><b>Affected components</b>"
    body += "<ul><li>Pier (Full outage)</li><li>Boats (Operational)</li></ul>"
    document = atom(atom_entry("Fog", body, "2026-02-20T22:44:27.567Z"))
    entry = only(read(tmp_path, document))
    assert said(entry) == [(at("2026-02-20T22:44:27"), State.INVESTIGATING, "We look.")]
    assert entry.components == (("Pier", Status.MAJOR_OUTAGE), ("Boats", None))
    assert (entry.key, entry.paths) == ("/incidents/abc", ("/incidents/abc",))


def test_items_of_one_link_are_updates_of_one_incident(tmp_path: Path) -> None:
    items = [
        item("[Monitoring] Fog", "Better.", "Wed, 16 Jul 2025 19:00:00 +0000", guid="2"),
        item("[Investigating] Fog", "We look.", "Wed, 16 Jul 2025 18:00:00 +0000", guid="1"),
    ]
    entry = only(read(tmp_path, rss(*items)))
    assert entry.title == "Fog"
    assert [(u.key, u.state) for u in entry.updates] == [
        ("1", State.INVESTIGATING),
        ("2", State.MONITORING),
    ]


def test_items_that_only_link_to_the_page_belong_together_by_title_and_time(tmp_path: Path) -> None:
    days = ["Tue, 01 Jul 2025", "Wed, 02 Jul 2025", "Wed, 30 Jul 2025"]
    items = [
        item("Errors", f"Words {n}.", f"{day} 18:00:00 +0000", link=f"{HOME}/", guid=f"{HOME}/#{n}")
        for n, day in enumerate(days)
    ]
    entries = read(tmp_path, rss(*items)).entries
    assert [(entry.key, len(entry.updates)) for entry in entries] == [
        ("Errors 2025-07-01", 2),
        ("Errors 2025-07-30", 1),
    ]
    assert {entry.paths for entry in entries} == {()}


def test_a_fragment_that_names_an_incident_parts_them(tmp_path: Path) -> None:
    links = [
        f"{HOME}/history#incident-1",
        f"{HOME}/history#incident-2",
        f"{HOME}/history#2025-07-16",
    ]
    items = [item("Errors", "Words.", link=link, guid=link) for link in links]
    assert sorted(entry.key for entry in read(tmp_path, rss(*items)).entries) == [
        "/history",
        "/history#incident-1",
        "/history#incident-2",
    ]


@pytest.mark.parametrize(
    ("title", "state", "rest"),
    [
        ("[Resolved] Fog", State.RESOLVED, "Fog"),
        ("[RESOLVED] Fog", State.RESOLVED, "Fog"),
        ("Resolved: Fog", State.RESOLVED, "Fog"),
        ("✅ Fog", State.RESOLVED, "Fog"),
        ("✅ Resolved: Fog", State.RESOLVED, "Fog"),
        ("Investigating: Fog", State.INVESTIGATING, "Fog"),
        ("Monitoring: alerts are late", None, "Monitoring: alerts are late"),
        ("[EU] Resolved fog", None, "[EU] Resolved fog"),
        ("Resolved", None, "Resolved"),
        ("Update: the app", None, "Update: the app"),
    ],
)
def test_a_title_tells_a_state_only_where_that_is_unmistakable(
    tmp_path: Path, title: str, state: State | None, rest: str
) -> None:
    history = read(tmp_path, rss(item(title, "Words."), item("Other", "Words.", link=HOME + "/o")))
    (entry,) = (entry for entry in history.entries if entry.key == "/incidents/abc")
    assert (entry.title, entry.updates[0].state) == (rest, state)
    assert entry.over is (state is State.RESOLVED)


def test_any_number_of_ticks_says_that_it_is_over(tmp_path: Path) -> None:
    entry = only(read(tmp_path, rss(item("✅" * 3000 + " Fog", "Words."))))
    assert (entry.title, entry.over) == ("Fog", True)


def test_one_text_that_is_marked_as_over_is_that_of_the_last_change(tmp_path: Path) -> None:
    document = atom(
        atom_entry(
            "[Resolved] Fog", "It was fog. Done.", "2026-08-05T18:26:03Z", "2026-08-04T22:29:53Z"
        ),
        atom_entry("Rain", "It rains.", "2026-08-06T12:00:00Z", "2026-08-06T10:00:00Z", "rain"),
    )
    over, rain = read(tmp_path, document).entries
    assert said(over) == [(at("2026-08-05T18:26:03"), State.RESOLVED, "It was fog. Done.")]
    assert over.started == at("2026-08-04T22:29:53")
    assert said(rain) == [(at("2026-08-06T10:00"), None, "It rains.")]


def test_an_item_of_cstate_tells_when_it_was_over(tmp_path: Path) -> None:
    known = item("[Resolved] Fog", "<p>We look.</p>", category="2025-07-17 09:30:00 +0000")
    entry = only(read(tmp_path, rss(known)))
    assert said(entry) == [(at("2025-07-16T18:39"), None, "We look.")]
    assert (entry.over, entry.over_at) == (True, at("2025-07-17T09:30"))
    open_yet = item("Fog", "<p>We look.</p>", category="0001-01-01 00:00:00 +0000")
    assert only(read(tmp_path, rss(open_yet))).over is False


def test_planned_work_without_a_window_stays_an_incident_and_keeps_its_words(
    tmp_path: Path,
) -> None:
    body = "<b>Status: Maintenance scheduled</b><br/><br/>We plan."
    history = read(tmp_path, atom(atom_entry("Work", body, "2026-02-20T22:44:27Z")))
    entry = only(history)
    assert (entry.kind, entry.impact) == (Incident, Impact.NONE)
    assert said(entry) == [(at("2026-02-20T22:44:27"), None, "**Scheduled.** We plan.")]
    assert [loss.what for loss in history.losses] == ["planned work"]


def test_a_date_without_a_zone_is_in_utc_wherever_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = {"maintenanceEndDate": "Thu, 25 Sep 2025 17:00:00"}
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        entry = only(read(tmp_path, rss(item("Work", "We replace a disk.", **ends))))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert entry.ends == at("2025-09-25T17:00")


def test_an_item_without_any_date_is_left_out_and_named(tmp_path: Path) -> None:
    lost = item("Fog", "Words.", "", link=HOME + "/incidents/x")
    history = read(tmp_path, rss(lost, item("Rain", "Words.")))
    assert only(history).title == "Rain"
    assert history.losses == (
        Loss(f"{HOME}/incidents/x", "the item 'Fog'", "it has no date; it is left out"),
    )
    assert history.read.entries == 2


def test_a_link_that_is_no_address_costs_nothing_but_itself(tmp_path: Path) -> None:
    entry = only(read(tmp_path, rss(item("Fog", "Words.", link="http://[x/"))))
    assert (entry.title, entry.paths) == ("Fog", ())


def test_categories_that_nothing_explains_are_named(tmp_path: Path) -> None:
    history = read(tmp_path, rss(item("Fog", "Words.", category="europe")))
    assert only(history).components == ()
    assert [loss.what for loss in history.losses] == ["the category 'europe'"]


def test_a_feed_that_is_cut_loses_its_last_item_alone(tmp_path: Path) -> None:
    whole = rss(item("Rain", "Words."), item("Fog", "Cut words.", link=HOME + "/incidents/x"))
    cut = whole[: whole.index("words.")]
    history = read(tmp_path, cut)
    assert only(history).title == "Rain"
    assert [loss.what for loss in history.losses] == ["the last item"]
    assert history.read.entries == 2


def test_an_item_on_which_the_parser_fails_costs_itself_alone(tmp_path: Path) -> None:
    broken = "<item><title>Fog</title><category>M</entry</category></item>"
    history = read(
        tmp_path, rss(item("Rain", "Words."), broken, item("Hail", "Words.", link=HOME + "/h"))
    )
    assert {entry.title for entry in history.entries} == {"Rain", "Hail"}
    assert [loss.what for loss in history.losses] == ["1 item(s)"]
    assert history.read.entries == 3


def test_a_feed_that_is_not_well_formed_is_read_and_named(tmp_path: Path) -> None:
    history = read(tmp_path, rss(item("Rain", "Words.")).replace("Rain", "Rain & snow"))
    assert only(history).title == "Rain & snow"
    assert [loss.what for loss in history.losses] == ["the feed"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [("<html><body>Hello</body></html>", "a web page"), ('{"a": 1}', "no feed"), ("", "no feed")],
)
def test_what_is_no_feed_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read(tmp_path, content)


def test_a_name_of_a_file_is_never_taken_from_what_a_server_says(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text(rss(item("Secret", "Words.")))
    with (
        serve_behaviours(lambda _: answer(str(secret))) as server,
        pytest.raises(SourceError, match="no feed"),
    ):
        read_feed(server.url + "/feed", QUICK)


def test_entities_that_grow_without_bound_do_not(tmp_path: Path) -> None:
    bombs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    kind = f'<!DOCTYPE rss [<!ENTITY a0 "lol">{bombs}]>'
    document = rss(item("Rain", "Words.")).replace("<rss", f"{kind}<rss", 1)
    with pytest.raises(SourceError, match="defines entities of its own"):
        read(tmp_path, document.replace("Words.", "Words &a12;"))


@pytest.mark.parametrize(
    ("date", "clock"),
    [
        ("Mon, 15 Jan 2024 11:45:00 CET", "10:45"),
        ("Mon, 15 Jan 2024 11:45:00 EDT", "15:45"),
        ("Mon, 15 Jan 2024 11:45:00 ET", "16:45"),
        ("Mon, 15 Jan 2024 11:45:00 (CEST)", "09:45"),
        ("Mon, 15 Jan 2024 11:45:00 GMT+2", "09:45"),
        ("Mon, 15 Jan 2024 11:45:00 +0530 (IST)", "06:15"),
        ("2024-01-15T11:45:00 CET", "10:45"),
        ("2024-01-15T11:45:00-07:00", "18:45"),
        ("2024-01-15T11:45:00.123456Z", "11:45"),
    ],
)
def test_a_date_has_the_zone_that_it_names(tmp_path: Path, date: str, clock: str) -> None:
    history = read(tmp_path, rss(item("Fog", "Words.", date)))
    assert said(only(history)) == [(at(f"2024-01-15T{clock}"), None, "Words.")]
    assert history.losses == ()


def test_a_date_without_a_zone_is_read_as_utc_and_named(tmp_path: Path) -> None:
    history = read(tmp_path, rss(item("Fog", "Words.", "Mon, 15 Jan 2024 11:45:00")))
    assert only(history).at == at("2024-01-15T11:45")
    assert [loss.reason for loss in history.losses] == [
        "its date has no zone, and is read as UTC",
    ]


def test_an_item_whose_zone_has_several_meanings_is_named(tmp_path: Path) -> None:
    history = read(tmp_path, rss(item("Fog", "Words.", "Mon, 15 Jan 2024 11:45:00 IST")))
    assert history.entries == ()
    assert history.read.entries == 1
    assert [loss.reason for loss in history.losses] == [
        "the zone of its date, IST, does not mean one for certain; it is left out"
    ]


def test_an_item_without_a_date_beside_others_is_named(tmp_path: Path) -> None:
    history = read(tmp_path, rss(item("Fog", "One."), item("Fog", "Two.", "", guid="b")))
    assert len(only(history).updates) == 1
    assert [loss.reason for loss in history.losses] == ["it has no date; it is left out"]


def test_a_category_that_no_calendar_has_is_no_end(tmp_path: Path) -> None:
    document = rss(item("Fog", "Words.", category="2024-13-45 99:00:00 UTC"))
    assert not only(read(tmp_path, document)).over


def test_a_duration_that_no_calendar_has_is_none(tmp_path: Path) -> None:
    body = "<p><strong>Type</strong>: Maintenance</p><p><strong>Duration</strong>: 999999 days</p>"
    date = "Fri, 01 Jan 9999 00:00:00 GMT"
    body += block("Jan 1 00:00 UTC", "Resolved", "Over.")
    assert only(read(tmp_path, rss(item("Work", body, date)))).ends is None


@pytest.mark.parametrize("title", ["[Behoben] Login", "Résolu : Login", "Risolto: Login"])
def test_a_title_has_its_state_in_any_language(tmp_path: Path, title: str) -> None:
    entry = only(read(tmp_path, rss(item(title, "Words."))))
    assert (entry.title, entry.over) == ("Login", True)


def test_marks_that_nobody_sees_go(tmp_path: Path) -> None:
    entry = only(read(tmp_path, rss(item("\ufeffFog\u200b", "\ufeffWo\u2060rds."))))
    assert (entry.title, entry.updates[0].text) == ("Fog", "Words.")


def test_an_archive_that_fails_ends_the_walk_and_is_named() -> None:
    feed = atom(atom_entry("Fog", "Words.", "2026-08-06T12:00:00Z"))
    feed = feed.replace("<generator>", '<link rel="prev-archive" href="/old.atom"/><generator>')

    def behave(path: str) -> Behaviour:
        return answer(feed) if path == "/feed.atom" else answer(status=500)

    with serve_behaviours(behave) as server:
        history = read_feed(server.url + "/feed.atom", QUICK)
    assert only(history).title == "Fog"
    assert history.losses == (
        Loss(
            f"{server.url}/old.atom",
            "an archive of the feed",
            "it answers 500 (Internal Server Error); older ones were not read",
        ),
    )


def test_an_archive_on_another_host_is_not_read() -> None:
    with serve_behaviours(lambda _: answer("secret")) as other:
        link = f'<link rel="prev-archive" href="{other.url}/old.atom"/><generator>'
        feed = atom(atom_entry("Fog", "Words.", "2026-08-06T12:00:00Z"))
        feed = feed.replace("<generator>", link)
        with serve_behaviours(lambda _: answer(feed)) as server:
            history = read_feed(server.url + "/feed.atom", QUICK)
    assert other.paths == []
    assert "leads elsewhere" in history.losses[0].reason


@pytest.mark.parametrize("name", ["feed.atom", "feed.rss", "history.atom", "history.rss"])
def test_every_feed_of_ours_tells_the_whole_history(demo_site: Path, name: str) -> None:
    with serve(demo_site) as server:
        history = read_feed(f"{server.url}/{name}", QUICK)
    written = list((Path(__file__).parent.parent / "content").rglob("*.md"))
    statements = sum(file.read_text("utf-8").count("\n## ") for file in written)
    assert {entry.paths[0].strip("/").split("/")[-1] for entry in history.entries} == {
        file.stem for file in written
    }
    assert sum(len(entry.updates) for entry in history.entries) == statements
    assert all(update.at for entry in history.entries for update in entry.updates)
    assert {loss.what for loss in history.losses} <= {"planned work"}


def test_our_two_ways_to_tell_a_history_agree_on_every_statement(demo_site: Path) -> None:
    with serve(demo_site) as server:
        feeds = [read_feed(f"{server.url}/{name}", QUICK) for name in ("feed.atom", "history.rss")]
    times = [{(e.title, u.at) for e in feed.entries for u in e.updates} for feed in feeds]
    assert times[0] == times[1]


def test_html_in_a_title_shows_its_words_alone(tmp_path: Path) -> None:
    title = "The <em>Orders</em> API &amp; more"
    assert only(read(tmp_path, rss(item(title, "Text")))).title == "The Orders API & more"
    assert only(read(tmp_path, rss(item("a < b", "Text")))).title == "a < b"


def test_a_link_from_the_root_is_one_of_the_page(tmp_path: Path) -> None:
    entry = only(read(tmp_path, rss(item("Slow boats", "Text", link="/incidents/abc"))))
    assert entry.paths == ("/incidents/abc",)


def test_a_guid_that_is_no_address_is_none(tmp_path: Path) -> None:
    day = "Wed, 16 Jul 2025 {}:00:00 +0000"
    items = [
        item("Slow boats", f"Text {hour}", day.format(hour), link="", guid=f"g{hour}")
        for hour in ("10", "11")
    ]
    entry = only(read(tmp_path, rss(*items)))
    assert [update.key for update in entry.updates] == ["g10", "g11"]
    assert entry.paths == ()
