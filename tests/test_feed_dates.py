"""No date in a feed moves because another entry arrives, whatever the two have in common."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import strategies as st
from lxml import etree

from output import Tree
from published import publish
from small_site import SmallSite, entry, update
from statusgen.model.identity import item_date
from statusgen.render.feeds.items import ItemDates
from tiers import WITHOUT_SHRINKING, tiered_given

TEN = datetime(2026, 11, 20, 10, tzinfo=UTC)
Dates = dict[tuple[str, datetime], tuple[datetime, datetime]]


def incident(stamps: tuple[int, ...], edited: bool) -> str:
    """An entry with an update at each of some minutes after ten, of which the first was edited."""
    told = []
    for minute in stamps:
        at = f"{TEN + timedelta(minutes=minute):%Y-%m-%d %H:%M}"
        edits = [f"Edited: {at} a word"] if edited and minute == stamps[0] else []
        told.append(update(at, "Update", "Fog.", *edits))
    return entry("Fog", *told)


def dates_of(entries: dict[str, str]) -> Dates:
    """When each item was published and updated, by the entry's id and the update's instant."""
    files: dict[str, str | bytes] = {f"incidents/{id}.md": text for id, text in entries.items()}
    page = "name: Harbour\nurl: https://status.example/\n"
    with TemporaryDirectory() as folder:
        site = SmallSite(files={**files, "site.yaml": page}).load(Path(folder))
    records = site.content.records
    return {
        (item.record.entry.id, item.update.at): (item.published, item.updated)
        for item in ItemDates(records).items(records).newest_first()
    }


stamps = st.lists(st.integers(0, 4), min_size=1, max_size=4, unique=True).map(
    lambda found: tuple(sorted(found))
)
entries = st.dictionaries(
    st.text("abcdefghij", min_size=1, max_size=3),
    st.builds(incident, stamps, st.booleans()),
    min_size=2,
    max_size=8,
)


@tiered_given(entries, quick=30, slow=2000, phases=WITHOUT_SHRINKING)
def test_an_entry_that_arrives_moves_no_date_but_of_what_falls_on_its_own_second(
    entries: dict[str, str],
) -> None:
    *_, newcomer = entries
    after = dates_of(entries)
    before = dates_of({id: text for id, text in entries.items() if id != newcomer})
    alone = dates_of({newcomer: entries[newcomer]})
    published, updated = ([pair[kind] for pair in after.values()] for kind in (0, 1))
    assert len(set(published)) == len(set(updated)) == len(after)
    taken = {date for pair in before.values() for date in pair}
    if taken.isdisjoint(date for pair in alone.values() for date in pair):
        assert before.items() <= after.items()


def test_the_date_of_an_update_is_in_its_minute_and_never_changes() -> None:
    # The SHA-256 of "tickets", a line end and the instant, modulo 60.
    assert item_date("tickets", TEN) == TEN + timedelta(seconds=45)
    assert item_date("boats", TEN) == TEN + timedelta(seconds=32)


def test_hardly_ever_do_two_updates_of_a_minute_fall_on_the_same_second() -> None:
    found = [item_date(f"entry-{number}", TEN).second for number in range(6000)]
    assert all(60 < found.count(second) < 140 for second in range(60))


def dates_in(tree: Tree, path: str) -> dict[str, str]:
    """The date of each item of an RSS feed, by its id."""
    items = etree.fromstring(tree[path]).iter("item")
    return {item.findtext("guid") or "": item.findtext("pubDate") or "" for item in items}


@pytest.mark.parametrize("path", ["feed.rss", "components/web/feed.rss", "history.rss"])
@pytest.mark.parametrize("newcomer", ["a", "m", "z"])
def test_every_feed_leaves_the_dates_of_what_it_had(path: str, newcomer: str) -> None:
    told = update(f"{TEN:%Y-%m-%d %H:%M}", "Investigating", "Fog.")
    fog = entry("Fog", told, components="[web]")
    window = {"starts": "2026-12-01 01:00", "ends": "2026-12-01 02:00"}
    work = entry("Work", told.replace("Investigating", "Scheduled"), components="[web]", **window)
    before, after = (
        publish(
            "components: [{id: web, name: Web}]",
            {f"incidents/{id}.md": fog for id in ids}
            | {f"maintenance/{id}-work.md": work for id in ids},
            "2026-11-21T00:00Z",
        )
        for ids in (["boats", "tickets"], ["boats", "tickets", newcomer])
    )
    assert dates_in(before, path).items() < dates_in(after, path).items()
    assert len(set(dates_in(after, path).values())) == 6


def test_a_maintenance_announced_later_does_not_move_the_date_of_another() -> None:
    def announced(day: int) -> str:
        told = update(f"2026-11-{day} 09:00", "Scheduled", "Fog.")
        return entry("Work", told, starts="2026-12-01 01:00:07", ends="2026-12-01 02:00")

    files = {
        f"maintenance/{id}.md": announced(day) for id, day in {"m": 18, "a": 19, "z": 20}.items()
    }
    at = "2026-11-21T00:00Z"
    before = publish("", dict(list(files.items())[:2]), at)
    after = publish("", files, at)
    dates = dates_in(after, "history.rss")
    assert dates_in(before, "history.rss").items() < dates.items()
    assert [date[-13:-6] for date in dates.values()] == ["1:00:09", "1:00:08", "1:00:07"]
