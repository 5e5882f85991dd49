"""Changes in a site's folders while somebody edits it."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from statusgen.serve.watch import watch_folders


class Bursts:
    """Counts off bursts of changes as they are noticed."""

    def __init__(self, changes: Iterator[None]) -> None:
        self._noticed: queue.Queue[None] = queue.Queue()
        threading.Thread(target=self._wait, args=(changes,), daemon=True).start()

    def _wait(self, changes: Iterator[None]) -> None:
        for _ in changes:
            self._noticed.put(None)

    def one(self) -> None:
        """The next burst, or a failure."""
        try:
            self._noticed.get(timeout=10)
        except queue.Empty:
            pytest.fail("a change was not noticed")

    def none(self) -> None:
        """A failure where there is a burst within a while."""
        with pytest.raises(queue.Empty):
            self._noticed.get(timeout=0.3)


def test_a_change_from_before_anybody_waits_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    with watch_folders(tmp_path, [tmp_path / "content"]) as changes:
        (tmp_path / "content/site.yaml").write_text("name: Nimbus\n", "utf-8")
        Bursts(changes).one()


def test_a_folder_that_is_made_later_is_watched_once_it_is_noticed(tmp_path: Path) -> None:
    with watch_folders(tmp_path, [tmp_path / "content"]) as changes:
        bursts = Bursts(changes)
        (tmp_path / "content").mkdir()
        bursts.one()
        (tmp_path / "content/site.yaml").write_text("name: Nimbus\n", "utf-8")
        bursts.one()


def test_a_change_of_permissions_is_noticed(tmp_path: Path) -> None:
    """A file that could not be read is fixed so."""
    page = tmp_path / "content" / "site.yaml"
    page.parent.mkdir()
    page.write_text("name: Nimbus\n", "utf-8")
    with watch_folders(tmp_path, [tmp_path / "content"]) as changes:
        page.chmod(0o600)
        Bursts(changes).one()


def test_a_folder_that_comes_back_or_is_another_is_watched_again(tmp_path: Path) -> None:
    for name in ("content", "copy"):
        (tmp_path / name).mkdir()
    with watch_folders(tmp_path, [tmp_path / "content"]) as changes:
        bursts = Bursts(changes)
        (tmp_path / "content").rmdir()
        (tmp_path / "content").mkdir()
        bursts.one()
        (tmp_path / "content/site.yaml").write_text("name: Nimbus\n", "utf-8")
        bursts.one()
        (tmp_path / "content").rename(tmp_path / "old")
        (tmp_path / "copy").rename(tmp_path / "content")
        bursts.one()
        (tmp_path / "content/site.yaml").write_text("name: Nimbus\n", "utf-8")
        bursts.one()


def test_what_is_read_and_what_lies_elsewhere_is_not_noticed(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    page = tmp_path / "content/site.yaml"
    page.write_text("name: Nimbus\n", "utf-8")
    with watch_folders(tmp_path, [tmp_path / "content"]) as changes:
        bursts = Bursts(changes)
        page.read_bytes()
        (tmp_path / "notes.txt").write_text("-", "utf-8")
        (tmp_path / "public").mkdir()
        bursts.none()


def test_a_lock_that_an_editor_makes_is_not_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "content/incidents"
    hosts = tmp_path / "content/static/.well-known"
    for path in (folder, hosts):
        path.mkdir(parents=True)
    with watch_folders(tmp_path, [tmp_path / "content"]) as changes:
        bursts = Bursts(changes)
        (folder / ".#a.md").symlink_to("ada@host.4711:1700000000")
        (folder / ".a.md.swp").write_text("-", "utf-8")
        (folder / "4913").write_text("-", "utf-8")
        (folder / "4913").unlink()
        (folder / ".trash").mkdir()
        bursts.none()
        (folder / "a.md.tmp").write_text("-", "utf-8")
        (folder / "a.md.tmp").rename(folder / "a.md")
        bursts.one()
        (hosts / "security.txt").write_text("-", "utf-8")
        bursts.one()
