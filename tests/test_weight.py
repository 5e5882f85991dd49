"""The front page during an incident fits into what a new connection delivers in one round trip.

That is ten segments of 1,460 bytes (RFC 6928), gzip -9, the style inside; and nothing else is
asked for before it can be read.
"""

import gzip
import re
from datetime import datetime, timedelta
from pathlib import Path

from lxml import html

from small_site import SmallSite, build_in_memory, entry
from small_site import update as told

ROUND_TRIP = 14_600
GROUPS = {
    "Shop": ("Online pre-order", "Web shop", "Top-up", "Delivery tracking"),
    "Network": ("Calls", "Mobile data", "Text messages", "Roaming"),
    "Account": ("My Harbour app", "Bills and payments", "Sign-in", "eSIM activation"),
}
IDS = {name: re.sub("[^a-z]+", "-", name.lower()) for names in GROUPS.values() for name in names}
TROUBLES = ("major_outage", "partial_outage", "degraded_performance")

PRE_ORDER = entry(
    "Pre-orders are failing for most customers",
    told(
        "2026-11-21 21:40",
        "Identified",
        "We are sorry. We promised a pre-order at 20:00 and did not keep it: the queue hands out\n"
        "places faster than the shop can take payments, so most of you end on an error page after\n"
        "a long wait. **Your place is kept.** We have stopped letting new people in, and are\n"
        "moving payments to a second server. When that is done, we call places in their order,\n"
        "by text message and e-mail, starting with the lowest number.",
        "Next update: 22:10",
    ),
    told(
        "2026-11-21 21:05",
        "Update",
        "About 6 in 10 attempts still fail. If you saw *Order confirmed*, it is, even where no\n"
        "e-mail came. We have found 212 people who were charged twice; the second payment goes\n"
        "back tonight, without your doing anything.",
        "Next update: 21:40",
        "Components: bills-and-payments = partial_outage",
    ),
    told(
        "2026-11-21 20:15",
        "Investigating",
        "Most people trying to pre-order see an error after the queue. We are looking into it.\n"
        "Please do not reload the page: you keep your place by leaving it open.",
        "Next update: 21:00",
    ),
    components="{online-pre-order: major_outage, web-shop: degraded_performance}",
    affected="Anyone pre-ordering online. About 6 in 10 attempts fail. Confirmed orders are safe.",
    action="If you have a queue number, your place is kept. **Please do not pay twice.**",
)
ISLAND = entry(
    "Mobile data is very slow on Pulau Ubin",
    told(
        "2026-11-21 21:46",
        "Update",
        "Our engineer took a boat over and has been up the mast in the dark, so we now know: the\n"
        "radio unit is beyond repair, and the nearest spare is in Penang. It travels by road\n"
        "tomorrow and reaches Changi on Monday at 06:30, to go over on the first boat. **Until\n"
        "Monday morning, data on the island stays as slow as it is now.**",
        "Next update: 2026-11-23 09:00",
    ),
    told(
        "2026-11-21 20:39",
        "Identified",
        "The storm that passed at about 19:40 has struck our mast near the jetty. Its main link\n"
        "is dead; the backup keeps calls and texts going. Video, maps and payments mostly will\n"
        "not work. An engineer is on the way by boat to see what is broken.",
        "Next update: 22:00",
    ),
    told(
        "2026-11-21 19:58",
        "Investigating",
        "Data on Pulau Ubin has hardly moved since 19:40. You can still call and text. Nothing\n"
        "is wrong with your phone, and restarting it will not help. We check the mast first.",
        "Next update: 20:45",
    ),
    components="{mobile-data: degraded_performance}",
    affected="Anyone on Pulau Ubin. Calls and texts work, if sometimes at the second try.",
    action="Going over on Sunday? **Take cash and save your map before you board.**",
    cause="Lightning burnt out the radio link that joins our mast to the rest of the network.",
)
MOVE = entry(
    "Bills and top-ups move to their own database",
    told("2026-11-18 10:00", "Scheduled", "For three hours you cannot pay or top up."),
    starts="2026-12-06 02:00",
    ends="2026-12-06 05:00",
    components="[bills-and-payments, top-up]",
    affected="Anyone who pays a bill or tops up that night. Calls, texts and data carry on.",
)


def past_incidents() -> dict[str, str | bytes]:
    """Three months of a bad year: 30 incidents, each of one to three components and days."""
    names = list(IDS.values())
    found: dict[str, str | bytes] = {}
    for number in range(30):
        begun = datetime(2026, 8, 26, 3, 17) + timedelta(days=2.83 * number)
        over = begun + timedelta(hours=2 + number * 7 % 50)
        hurt = {names[(number * n) % 12]: TROUBLES[(number + n) % 3] for n in (1, 5, 7)}
        listed = ", ".join(f"{id}: {status}" for id, status in hurt.items())
        found[f"incidents/past-{number}.md"] = entry(
            f"Trouble number {number} with a title of a usual length",
            told(f"{over:%Y-%m-%d %H:%M}", "Resolved", "It works again. We are sorry."),
            told(f"{begun:%Y-%m-%d %H:%M}", "Investigating", "We are looking into it."),
            components=f"{{{listed}}}",
        )
    return found


def page() -> str:
    lines = ["name: Harbour Mobile", "url: https://status.harbour.example/"]
    lines += ["time_zone: Asia/Singapore", "contact: {label: Chat, url: 'https://help.example/'}"]
    lines += ["links: [{label: Help, url: 'https://help.example/'}]", "components:"]
    for group, names in GROUPS.items():
        lines += [f"  - group: {group}", "    components:"]
        lines += [f"      - {{id: {IDS[name]}, name: {name}}}" for name in names]
    return "\n".join(lines)


def front_page(folder: Path) -> bytes:
    files: dict[str, str | bytes] = {
        "site.yaml": page(),
        "incidents/pre-order.md": PRE_ORDER,
        "incidents/island.md": ISLAND,
        "maintenance/move.md": MOVE,
        **past_incidents(),
    }
    return build_in_memory(SmallSite(files=files).load(folder))["index.html"]


def test_the_front_page_during_two_incidents_arrives_in_one_round_trip(tmp_path: Path) -> None:
    content = front_page(tmp_path)
    assert content.count(b'class="bar"') == 12
    assert content.count(b"<rect") > 60, "the bars should show a bad season"
    assert content.count(b'data-since="') == 2
    for said in (
        b"Your place is kept",
        b"6 in 10 attempts",
        b"spare is in Penang",
        b"the mast first",
    ):
        assert said in content, "every update of an open incident should be there"
    assert b"<style>" in content
    sent = gzip.compress(content, 9, mtime=0)
    assert len(sent) <= ROUND_TRIP, f"{len(sent)} bytes, {len(content)} before gzip"


def test_the_front_page_asks_for_nothing_else(tmp_path: Path) -> None:
    content = front_page(tmp_path)
    document = html.document_fromstring(content)
    fetched = document.xpath("//@src | //@srcset | //@poster | //object/@data | //script/@src")
    fetched += document.xpath("//link[@rel='icon' or @rel='stylesheet' or @rel='preload']/@href")
    fetched += document.xpath("//*[local-name()='use' or local-name()='image']/@href")
    assert [address for address in fetched if not address.startswith("data:")] == []
    asked_by_style = re.findall(r"url\(\s*['\"]?(?!data:|#)|@import", content.decode())
    assert asked_by_style == []
