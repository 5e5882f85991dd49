"""Whatever a reader hands over: the site passes the check, and a second import changes nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import assume
from hypothesis import strategies as st

from import_source import NOW, PAGE, import_into, read_back, snapshot
from statusgen.imports.history import SourceEntry, SourcePage, SourceUpdate
from statusgen.imports.stactus import read_stactus
from statusgen.model.entry import Incident, Maintenance
from statusgen.model.terms import Impact, State, Status
from statusgen.pipeline.load import load_site
from test_import_stactus import OUTAGE
from test_import_stactus import PAGE as STACTUS
from texts import LINE, MARKDOWN
from tiers import tiered_given

DAY = datetime(2026, 3, 12, tzinfo=UTC)
CLOCKS = st.integers(0, 12).map(lambda n: DAY + timedelta(minutes=20 * n))
TIMES = CLOCKS | CLOCKS.map(lambda at: at + timedelta(seconds=30, milliseconds=400))
ODD = st.sampled_from(
    (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), NOW + timedelta(days=9))
)
SOMETIMES = st.none() | TIMES | TIMES | ODD
KEYS = st.sampled_from(("w1", "a1", "gone"))
STATUSES = st.none() | st.sampled_from(Status)
PATHS = st.sampled_from(("/ir/1.html", "/issues/a/", "/x y", "/history/")) | LINE
UPDATES = st.builds(
    SourceUpdate,
    key=st.uuids().map(str),
    at=SOMETIMES,
    state=st.none() | st.sampled_from(State),
    text=MARKDOWN | LINE,
    components=st.lists(st.tuples(KEYS, st.sampled_from(Status)), max_size=3).map(tuple),
)
ENTRIES = st.builds(
    SourceEntry,
    key=st.uuids().map(str),
    kind=st.sampled_from((Incident, Maintenance)),
    title=LINE,
    place=st.just("a place"),
    at=TIMES,
    updates=st.lists(UPDATES, max_size=5).map(tuple),
    components=st.lists(st.tuples(KEYS, STATUSES), max_size=3).map(tuple),
    impact=st.none() | st.sampled_from(Impact),
    paths=st.lists(PATHS, max_size=2).map(tuple),
    over=st.booleans(),
    over_at=SOMETIMES,
    started=SOMETIMES,
    starts=SOMETIMES,
    ends=SOMETIMES,
    cancelled=st.booleans(),
    active=st.booleans(),
    usual_end=SOMETIMES,
    affected=st.lists(LINE, max_size=2).map(tuple),
)  # fmt: skip
PAGES = st.builds(
    SourcePage,
    name=LINE,
    url=LINE | st.just("https://old.example/"),
    time_zone=st.sampled_from(("", "UTC", "Europe/Paris", "Mars/Base")),
    language=st.sampled_from(("", "en", "pt_BR", "xx-nowhere")),
    description=LINE,
    components=st.just(PAGE.components),
)


@tiered_given(st.lists(ENTRIES, min_size=1, max_size=3), PAGES, quick=20, slow=150)
def test_anything_that_a_reader_says_can_be_written(
    entries: list[SourceEntry], page: SourcePage
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        report = import_into(root, *entries, page=page)
        assert report.unwritten == 0, report.losses
        load_site(root, NOW, NOW)
        before = snapshot(root)
        again = import_into(root, *entries, page=page)
        assert snapshot(root) == before
        assert not again.changed


@tiered_given(ENTRIES, quick=20, slow=200)
def test_what_the_source_calls_over_is_over_here(entry: SourceEntry) -> None:
    entry = entry._replace(over=True)
    assume(entry.over_at is None or entry.over_at <= NOW)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        import_into(root, entry)
        records = load_site(root, NOW, NOW).content.records
        assert all(record.over for record in records)


@tiered_given(ENTRIES, UPDATES, quick=8, slow=60)
def test_an_entry_that_grows_keeps_what_stood_there(
    entry: SourceEntry, update: SourceUpdate
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        import_into(root, entry)
        before = {u.at: u.text for e in read_back(root) for u in e.updates}
        import_into(root, entry._replace(updates=(*entry.updates, update)))
        after = {u.at: u.text for e in read_back(root) for u in e.updates}
        assert before.items() <= after.items()
        load_site(root, NOW, NOW)


@tiered_given(st.data(), quick=20, slow=150)
def test_a_stactus_file_that_was_spoilt_is_no_traceback(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from((OUTAGE, STACTUS)))
    place = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 30))
    spoilt = text[:place] + data.draw(LINE) + text[place + length :]
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "stactus.yaml").write_text(STACTUS, "utf-8")
        (root / "a.yaml").write_bytes(spoilt.encode(errors="surrogatepass"))
        history = read_stactus(str(root))
        assert history.read.entries <= 1 + spoilt.count("---")
