"""What a build remembers of entries: never seen in a byte, never in the way, never a secret."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from output import Tree, differences, read_tree
from small_site import (
    DELAY,
    HARBOUR,
    NOW,
    OUTAGE,
    WORK,
    SmallSite,
    build_afresh,
    build_again,
    entry,
    update,
)
from statusgen.model.findings import Problems
from statusgen.pipeline import cache
from statusgen.pipeline.cache import EntryCache, StagedCache
from statusgen.pipeline.entries import MANY
from statusgen.pipeline.layout import state_folder
from statusgen.pipeline.load import load_site
from statusgen.read.entries import EntryReader
from web import CHECKOUT

SITES = sorted(path for path in (CHECKOUT / "tests" / "sites").iterdir() if path.is_dir())
RICH = HARBOUR.with_files(
    {
        "incidents/rich.md": entry(
            "Told with everything",
            update(
                "2026-11-02 10:00",
                "Resolved",
                "Over. [Once more](tickets.md)",
                "Edited: 2026-11-02 11:00 a number",
            ),
            update("2026-11-02 09:00", "Identified", "Found.", "Components: web = partial_outage"),
            update("2026-11-02 08:30", "Investigating", "Look.", "Next update: 09:00"),
            components="[web]",
            impact="major",
            started="2026-11-02 08:00",
            restored="2026-11-02 09:50",
            cause="A [cable](/history/).",
            affected="Everybody.",
            aliases="[rich-once, /issues/rich/]",
            make_good="[{offer: A free ride, who: All, due: 2026-12-01, done: 2026-11-20 10:00}]",
        )
    }
)


def fresh(root: Path, folder: Path, at: str = "public") -> Tree:
    """What a build writes that knows nothing of an earlier one."""
    out = folder / at
    shutil.rmtree(out.parent, ignore_errors=True)
    return build_afresh(load_site(root, NOW), out)


def state(out: Path) -> Path:
    return state_folder(out)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are parsed from now on."""
    found: list[str] = []
    parse = EntryReader.parse

    def parse_and_tell(self: EntryReader, source, kind, findings):  # type: ignore[no-untyped-def]
        found.append(source.path)
        return parse(self, source, kind, findings)

    monkeypatch.setattr(EntryReader, "parse", parse_and_tell)
    return found


@pytest.mark.parametrize("site", SITES, ids=lambda path: path.name)
def test_each_case_of_the_format_is_the_same_out_of_the_cache(site: Path, tmp_path: Path) -> None:
    root, out = tmp_path / "site", tmp_path / "site" / "public"
    shutil.copytree(site, root)
    first = build_again(root, out)
    shutil.rmtree(out)
    (state(out) / "memory.json").unlink()
    assert differences(build_again(root, out), first) == []


def test_what_did_not_change_is_not_parsed_again(tmp_path: Path, parsed: list[str]) -> None:
    root, out = RICH.write(tmp_path), tmp_path / "public"
    build_again(root, out)
    assert "content/incidents/rich.md" in parsed
    parsed.clear()
    build_again(root, out, NOW + timedelta(minutes=1))
    assert parsed == []
    RICH.having(**{"incidents/2026/boats.md": DELAY + "\n"}).write(root)
    build_again(root, out)
    assert parsed == ["content/incidents/2026/boats.md"]


def test_an_entry_with_everything_is_the_same_out_of_the_cache(tmp_path: Path) -> None:
    root, out = RICH.write(tmp_path / "site"), tmp_path / "site" / "public"
    build_again(root, out)
    other = RICH.having(**{"incidents/fog.md": DELAY})
    found = build_again(other.write(root), out)
    assert differences(found, fresh(root, tmp_path / "fresh")) == []


def test_an_entry_that_went_with_what_was_remembered_of_it_is_a_problem(tmp_path: Path) -> None:
    root, out = RICH.write(tmp_path), tmp_path / "public"
    build_again(root, out)
    site = load_site(root, NOW, cache=cache.EntryCache(state(out)))
    (state(out) / "entries.log").unlink()
    (root / "content" / "incidents" / "rich.md").unlink()
    with pytest.raises(Problems, match=r"rich\.md.* while the site was built; build again"):
        list(map(site.produce, site.outputs))


DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "gone": lambda _: None,
    "empty": lambda _: b"",
    "cut": lambda content: content[: len(content) // 2],
    "longer": lambda content: content + b"more",
    "another's": lambda _: b"[1, 2, 3]\n[4]",
    "of another version": lambda content: b"0" * 32 + content[32:],
    "with a changed byte": lambda content: content[:-20] + b"#" + content[-19:],
    "no text": lambda content: bytes(reversed(content)),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", [cache.CARDS, cache.RECENT, cache.LOG])
def test_a_damaged_cache_changes_no_byte(tmp_path: Path, name: str, damage: str) -> None:
    root, out = RICH.write(tmp_path / "site"), tmp_path / "site" / "public"
    build_again(root, out)
    build_again(RICH.having(**{"incidents/fog.md": DELAY}).write(root), out)
    content = DAMAGES[damage]((state(out) / name).read_bytes())
    (state(out) / name).unlink()
    if content is not None:
        (state(out) / name).write_bytes(content)
    RICH.having(**{"incidents/2026/boats.md": DELAY + "\n"}).write(root)
    whole = fresh(root, tmp_path / "fresh")
    assert differences(build_again(root, out), whole) == []
    RICH.having(**{"maintenance/pier.md": WORK + "\n"}).write(root)
    assert differences(build_again(root, out), fresh(root, tmp_path / "fresh")) == []


def test_the_cache_may_be_deleted_while_a_build_reads_it(tmp_path: Path) -> None:
    root, out = RICH.write(tmp_path / "site"), tmp_path / "site" / "public"
    build_again(root, out)
    entries = cache.EntryCache(state(out))
    site = load_site(root, NOW, cache=entries)
    shutil.rmtree(state(out))
    tree = {target.path: site.produce(target) for target in site.outputs}
    whole = fresh(root, tmp_path / "fresh")
    assert {path: whole[path] for path in tree} == tree


def test_nothing_that_is_not_public_is_kept(tmp_path: Path) -> None:
    """Neither drafts, nor what is dated later than the instant that is looked at, nor comments."""
    later = entry("Zebra", update("2026-11-21 23:00", "Investigating", "Quagga."))
    draft = entry("Okapi", update("2026-11-20 23:00", "Investigating", "Giraffe."), draft="true")
    noted = DELAY.replace("components", "# gazelle\ncomponents")
    files: dict[str, str | bytes | None] = {
        "incidents/later.md": later,
        "incidents/draft.md": draft,
        "incidents/noted.md": noted,
        "incidents/tickets.md": OUTAGE.replace("certificate", "antelope"),
    }
    root, out = HARBOUR.with_files(files).write(tmp_path), tmp_path / "public"
    build_again(root, out)
    kept = b"".join(p.read_bytes() for p in state(out).rglob("*") if p.is_file()).lower()
    assert b"antelope" in kept
    for word in (b"zebra", b"quagga", b"okapi", b"giraffe", b"gazelle"):
        assert word not in kept


def test_the_cache_stays_within_its_bounds(tmp_path: Path) -> None:
    """The log is at most about twice what it holds, however often an entry is written anew."""
    root, out = HARBOUR.write(tmp_path), tmp_path / "public"
    long = " ".join(f"word{number}" for number in range(2_000))
    sizes = []
    for number in range(12):
        text = update("2026-11-20 09:00", "Investigating", f"{long} {number}")
        HARBOUR.having(**{"incidents/long.md": entry("Long", text)}).write(root)
        build_again(root, out)
        sizes.append((state(out) / cache.LOG).stat().st_size)
    assert max(sizes) < 3 * sizes[0]


@pytest.mark.parametrize("most", [1, 2, 512])
def test_however_many_cards_are_recent_none_is_forgotten(
    tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(cache, "_MOST", most)
    root, out = RICH.write(tmp_path), tmp_path / "public"
    build_again(root, out)
    small = RICH
    for number in range(4):
        small = small.having(**{f"incidents/fog-{number}.md": DELAY + "\n" * number})
        parsed.clear()
        build_again(small.write(root), out)
        assert parsed == [f"content/incidents/fog-{number}.md"]
    (root / "content/incidents/fog-2.md").unlink()
    parsed.clear()
    build_again(root, out)
    assert parsed == []
    assert (state(out) / cache.RECENT).stat().st_size < 6_000


def kept(out: Path) -> Tree:
    """What is remembered of entries."""
    return {path: b for path, b in read_tree(state(out)).items() if path.startswith("entries")}


def test_another_process_keeps_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, outs = RICH.write(tmp_path), [tmp_path / name / "public" for name in "abc"]
    build_again(root, outs[0])
    monkeypatch.setattr(cache, "_MANY", 1)
    build_again(root, outs[1])
    assert kept(outs[1]) == kept(outs[0]) != {}
    here, stage = os.getpid(), EntryCache.stage

    def die_elsewhere(cache: EntryCache, at: datetime, staging: Path) -> StagedCache | None:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return stage(cache, at, staging)

    monkeypatch.setattr(EntryCache, "stage", die_elsewhere)
    build_again(root, outs[2])
    assert kept(outs[2]) == kept(outs[0])


@pytest.mark.parametrize("many", [1, 1_000])
def test_a_build_that_fails_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(cache, "_MANY", many)
    root, out = RICH.write(tmp_path), tmp_path / "public"
    template = root / "themes" / "default" / "templates" / "month.html"
    template.parent.mkdir(parents=True)
    template.write_text("{{ nothing }}")
    with pytest.raises(Problems):
        build_again(root, out)
    assert kept(out) == {}


def test_a_build_that_is_killed_anywhere_leaves_a_cache_that_works(tmp_path: Path) -> None:
    versions = [RICH, RICH.having(**{"incidents/2026/boats.md": DELAY + "\n"}), HARBOUR]
    roots = [v.write(tmp_path / str(n)) for n, v in enumerate(versions)]
    wholes = [fresh(root, tmp_path / "fresh") for root in roots]
    out, chance = tmp_path / "out" / "public", random.Random(7)
    build_again(roots[0], out)
    for attempt in range(60):
        end = attempt % len(roots)
        _build_and_die(roots[end], out, after=chance.randrange(1, 120))
        if attempt % 3 == 2:
            end = chance.randrange(len(roots))
            assert differences(build_again(roots[end], out), wholes[end]) == []


def _build_and_die(root: Path, out: Path, after: int) -> None:
    """A build in another process that is killed before a change to the disk of that number."""
    child = os.fork()
    if child == 0:
        left = [after]

        def die(event: str, arguments: tuple[object, ...]) -> None:
            writes = event == "open" and str(arguments[1])[:1] in {"w", "x", "a"}
            if writes or event in {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(die)
            build_again(root, out)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def test_one_process_and_three_parse_alike(tmp_path: Path) -> None:
    many: dict[str, str | bytes | None] = {
        f"incidents/fog-{number}.md": entry(
            f"Fog {number}", update("2026-03-01 10:00", "Investigating", f"Fog {number}.")
        )
        for number in range(2 * MANY)
    }
    small: SmallSite = HARBOUR.with_files(many)
    trees, caches = [], []
    for workers in (1, 3):
        root = small.write(tmp_path / str(workers))
        trees.append(build_again(root, root / "public", workers=workers))
        folder = state(root / "public")
        caches.append({name: (folder / name).read_bytes() for name in (cache.CARDS, cache.LOG)})
    assert differences(*trees) == []
    assert caches[0] == caches[1]
    assert read_tree(tmp_path / "1" / "public") == trees[0]
