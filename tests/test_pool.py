"""Work in several processes: nothing is done twice, and nothing is lost with a process."""

import os
import select
import signal
import time
from pathlib import Path

import pytest

from output import read_tree
from small_site import HARBOUR, NOW
from statusgen.pipeline.content_files import list_entries
from statusgen.pipeline.layout import state_folder
from statusgen.pipeline.load import load_site
from statusgen.pipeline.prefetch import Prefetch, build_stamp
from statusgen.pipeline.versions import versions
from statusgen.pipeline.workers import Background, parallel_map
from statusgen.pipeline.write import write_site

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 7, 25_000])
def test_every_portion_is_worked_on_once_and_in_order(
    tmp_path: Path, workers: int, count: int
) -> None:
    record = os.open(tmp_path / "taken", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def work(portion: int) -> int:
        os.write(record, f"{portion}\n".encode())
        return portion * portion

    assert parallel_map(work, range(count), workers) == [n * n for n in range(count)]
    taken = [int(line) for line in (tmp_path / "taken").read_text().split()]
    assert sorted(taken) == list(range(count))


def test_what_a_killed_process_leaves_undone_is_done_here() -> None:
    here = os.getpid()

    def work(portion: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.001)
        return portion

    assert parallel_map(work, range(50), 3) == list(range(50))


def test_a_mistake_in_another_process_is_raised_here() -> None:
    def work(portion: int) -> int:
        time.sleep(0.001)
        return 1 // (portion - 30)

    with pytest.raises(ZeroDivisionError):
        parallel_map(work, range(50), 3)


def test_without_room_for_another_process_all_is_done_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_room() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", no_room)
    assert parallel_map(abs, range(10), 3) == list(range(10))
    with Background(lambda: 1) as ahead:
        assert ahead.result() is None


def test_the_others_stop_where_this_process_is_killed(tmp_path: Path) -> None:
    record, (reader, writer) = tmp_path / "taken", os.pipe()

    def work(portion: int) -> int:
        time.sleep(0.01)
        with record.open("a") as file:
            file.write(f"{portion}\n")
        return portion

    process = os.fork()
    if not process:
        parallel_map(work, range(3_000), 3)
        os._exit(0)
    os.close(writer)  # now only those processes hold it
    while not record.exists():
        time.sleep(0.01)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    assert os.read(reader, 1) == b"", "all of them have ended"
    assert len(record.read_text().split()) < 1_500
    os.close(reader)


def test_work_ahead_gives_its_result_or_nothing_and_ends_when_nobody_waits() -> None:
    large = b"x" * 1_000_000
    with Background(lambda: large) as fine, Background(lambda: 1 // 0) as failed:
        assert [fine.result(), fine.result()] == [large, large]
        assert failed.result() is None
    with Background(lambda: time.sleep(600)) as endless:
        process = endless.process
    assert process
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_nobody_goes_on_telling_a_build_that_was_killed(tmp_path: Path) -> None:
    begun, (reader, writer) = tmp_path / "begun", os.pipe()

    def work() -> bytes:
        begun.touch()
        return b"x" * 10_000_000

    process = os.fork()
    if not process:
        with Background(work):
            time.sleep(600)
        os._exit(0)
    os.close(writer)  # now only those two hold it
    while not begun.exists():
        time.sleep(0.01)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    assert select.select([reader], [], [], 10)[0], "a process is left"
    os.close(reader)


def build(root: Path) -> None:
    with Prefetch(root, root / "public") as prefetch:
        build_with(prefetch, root)


def build_with(prefetch: Prefetch, root: Path) -> None:
    site = load_site(root, NOW, prefetch=prefetch)
    write_site(site, root / "public", lambda _done, _whole: None, prefetch=prefetch)


def test_what_is_read_ahead_is_each_entry(tmp_path: Path) -> None:
    root = HARBOUR.write(tmp_path)
    with Prefetch(root, root / "public") as prefetch:
        text, files = prefetch.inputs()
    assert text == versions()
    assert files == list_entries(root)
    entries = (root / "content").rglob("*.md")
    listed = sorted(path for _, path, _ in files.entries)
    assert listed == sorted(str(path.relative_to(root)) for path in entries)


def test_what_was_touched_before_a_build_is_written_again(tmp_path: Path) -> None:
    root = HARBOUR.write(tmp_path)
    build(root)
    whole = read_tree(root / "public")
    (root / "public" / "index.html").write_text("no longer ours")
    build(root)
    assert read_tree(root / "public") == whole


def test_what_was_seen_before_another_build_began_is_not_believed(tmp_path: Path) -> None:
    root = HARBOUR.write(tmp_path)
    build(root)
    whole = read_tree(root / "public")
    with Prefetch(root, root / "public") as prefetch:
        assert prefetch.touched() == frozenset()
        build(root)
        (root / "public" / "index.html").write_text("no longer ours")
        build_with(prefetch, root)
    assert read_tree(root / "public") == whole


def test_a_killed_build_leaves_no_stamp(tmp_path: Path) -> None:
    root = HARBOUR.write(tmp_path)
    build(root)
    state = state_folder(root / "public")
    assert build_stamp(state) is not None
    (state / "staging").mkdir()
    assert build_stamp(state) is None
    assert build_stamp(tmp_path / "nowhere") is None
