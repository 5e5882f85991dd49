"""What a build remembers of entries: never seen in a byte, never in the way, never a secret."""

import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from output import Tree, differences, read_tree
from small_site import (
    DELAY,
    HARBOUR,
    KEY,
    NOW,
    OUTAGE,
    WORK,
    SmallSite,
    build_afresh,
    build_again,
    entry,
    load,
    update,
)
from statusgen.model.entry import Entry
from statusgen.model.findings import Findings, FindingsError
from statusgen.pipeline import cache
from statusgen.pipeline.entries import MANY
from statusgen.pipeline.layout import BUILD_STATE, state_folder
from statusgen.pipeline.load import load_site
from statusgen.pipeline.seals import seal, unseal
from statusgen.read.entries import EntryParser
from statusgen.read.source import Source
from tiers import slow_tier, tiers
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
            data_loss="Nothing, as [we said](tickets.md). ![A chart](chart.gif)",
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
    return build_afresh(load(root), out)


def state(out: Path) -> Path:
    return state_folder(out)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are parsed from now on."""
    found: list[str] = []
    parse = EntryParser.parse

    def parse_and_tell(
        reader: EntryParser, source: Source, kind: type[Entry], findings: Findings
    ) -> Entry | None:
        found.append(source.path)
        return parse(reader, source, kind, findings)

    monkeypatch.setattr(EntryParser, "parse", parse_and_tell)
    return found


@pytest.mark.parametrize("site", SITES, ids=lambda path: path.name)
def test_each_case_of_the_format_is_the_same_out_of_the_cache(site: Path, tmp_path: Path) -> None:
    root, out = tmp_path / "site", tmp_path / "site" / "public"
    shutil.copytree(site, root)
    first = build_again(root, out)
    shutil.rmtree(out)
    (state(out) / "state.json").unlink()
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


def test_a_state_that_is_no_text_is_an_empty_one(tmp_path: Path) -> None:
    root, out = RICH.write(tmp_path / "site"), tmp_path / "site" / "public"
    whole = build_again(root, out)
    (state(out) / BUILD_STATE).write_bytes(b'{"causes":{"a":"\xff"},"batches":{}}')
    assert differences(build_again(root, out), whole) == []


def test_a_site_is_whole_once_it_is_loaded(tmp_path: Path) -> None:
    """Whatever becomes of the cache and of the entries' files then."""
    root, out = RICH.write(tmp_path / "site"), tmp_path / "site" / "public"
    build_again(root, out)
    site = load_site(root, NOW, cache=cache.RecordCache(state(out), KEY))
    whole = fresh(root, tmp_path / "fresh")
    shutil.rmtree(state(out))
    shutil.rmtree(root / "content" / "incidents")
    copied = dict(site.media)
    rendered = (output for output in site.outputs if output.path not in copied)
    tree = {output.path: site.produce(output) for output in rendered}
    assert len(tree) > 20
    assert {path: whole[path] for path in tree} == tree


DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "gone": lambda _: None,
    "empty": lambda _: b"",
    "cut": lambda content: content[: len(content) // 2],
    "longer": lambda content: content + b"more",
    "another's": lambda _: b"[1, 2, 3]\n[4]",
    "of another version": lambda content: b"0" * 32 + content[32:],
    "with a changed byte": lambda content: content[:-20] + b"#" + content[-19:],
    "with another sign in a text": lambda content: content.replace(b".</p>", b"!</p>"),
    "no text": lambda content: bytes(reversed(content)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_changes_no_byte(tmp_path: Path, damage: str) -> None:
    root, out = RICH.write(tmp_path / "site"), tmp_path / "site" / "public"
    build_again(root, out)
    months = sorted((state(out) / cache.FOLDER).iterdir())
    assert [month.name for month in months] == ["2025-09", "2026-10", "2026-11", "2026-12"]
    for month in months:
        content = DAMAGES[damage](month.read_bytes())
        month.unlink()
        if content is not None:
            month.write_bytes(content)
    RICH.having(**{"incidents/2026/boats.md": DELAY + "\n"}).write(root)
    whole = fresh(root, tmp_path / "fresh")
    assert differences(build_again(root, out), whole) == []
    RICH.having(**{"maintenance/pier.md": WORK + "\n"}).write(root)
    assert differences(build_again(root, out), fresh(root, tmp_path / "fresh")) == []


@pytest.mark.parametrize(
    "forged", [msgspec.msgpack.encode([["incidents", 1, 2, {}]]), b"\x91\x91\xa2\xff\xfe"]
)
def test_a_record_that_does_not_fit_is_parsed_anew(tmp_path: Path, forged: bytes) -> None:
    """Even with a seal that is right: another version may have written it."""
    root, out = RICH.write(tmp_path / "site"), tmp_path / "site" / "public"
    build_again(root, out)
    for month in (state(out) / cache.FOLDER).iterdir():
        cause = bytes(unseal(month.read_bytes(), KEY)).partition(b"\n")[0]
        month.write_bytes(seal(cause + b"\n" + forged, KEY))
    assert differences(build_again(root, out), fresh(root, tmp_path / "fresh")) == []


@pytest.mark.parametrize("key", [bytes(32), b"", bytes(reversed(KEY))])
def test_what_another_kept_is_not_believed(tmp_path: Path, key: bytes) -> None:
    """Not even where each file has the size and the time that the state tells."""
    root, out = RICH.write(tmp_path / "site"), tmp_path / "site" / "public"
    whole = build_again(root, out)
    for path in (*(state(out) / cache.FOLDER).iterdir(), state(out) / BUILD_STATE):
        told = bytes(unseal(path.read_bytes(), KEY)).replace(b"Quayside", b"Backside")
        path.write_bytes(seal(told, key))
    for name in ("index.html", "feed.json"):
        file, was = out / name, (out / name).stat()
        file.write_bytes(bytes(reversed(file.read_bytes())))
        os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert differences(build_again(root, out), whole) == []


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


def test_an_update_writes_the_month_of_its_entry_and_no_other(tmp_path: Path) -> None:
    root, out = RICH.write(tmp_path), tmp_path / "public"
    build_again(root, out)
    before = {path: path.stat().st_mtime_ns for path in (state(out) / cache.FOLDER).iterdir()}
    RICH.having(**{"incidents/2026/boats.md": DELAY + "\n"}).write(root)
    build_again(root, out)
    after = {path: path.stat().st_mtime_ns for path in (state(out) / cache.FOLDER).iterdir()}
    assert [path.name for path in after if after[path] != before[path]] == ["2026-10"]
    (root / "content/incidents/2026/boats.md").unlink()
    build_again(root, out)
    names = {path.name for path in (state(out) / cache.FOLDER).iterdir()}
    assert names == {path.name for path in before} - {"2026-10"}


def kept(out: Path) -> Tree:
    """What is remembered of entries."""
    return {path: b for path, b in read_tree(state(out)).items() if path.startswith(cache.FOLDER)}


def test_a_build_that_fails_keeps_nothing(tmp_path: Path) -> None:
    root, out = RICH.write(tmp_path), tmp_path / "public"
    template = root / "themes" / "default" / "templates" / "month.html"
    template.parent.mkdir(parents=True)
    template.write_text("{{ nothing }}")
    with pytest.raises(FindingsError):
        build_again(root, out)
    assert kept(out) == {}


@tiers("kills", quick=9, slow=60)
def test_a_build_that_is_killed_anywhere_leaves_a_cache_that_works(
    tmp_path: Path, kills: int
) -> None:
    versions = [RICH, RICH.having(**{"incidents/2026/boats.md": DELAY + "\n"}), HARBOUR]
    roots = [v.write(tmp_path / str(n)) for n, v in enumerate(versions)]
    wholes = [fresh(root, tmp_path / "fresh") for root in roots]
    out, chance = tmp_path / "out" / "public", random.Random(7)
    build_again(roots[0], out)
    for attempt in range(kills):
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


@slow_tier
def test_one_process_and_three_parse_alike(tmp_path: Path) -> None:
    many: dict[str, str | bytes | None] = {
        f"incidents/fog-{number}.md": entry(
            f"Fog {number}", update("2026-03-01 10:00", "Investigating", f"Fog {number}.")
        )
        for number in range(MANY)
    }
    small: SmallSite = HARBOUR.with_files(many)
    trees, caches = [], []
    for workers in (1, 3):
        root = small.write(tmp_path / str(workers))
        trees.append(build_again(root, root / "public", workers=workers))
        caches.append(kept(root / "public"))
    assert differences(*trees) == []
    assert caches[0] == caches[1] != {}
    assert read_tree(tmp_path / "1" / "public") == trees[0]
