"""The pictures of entries: when there is one, what names it, and what is drawn on it."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageChops, ImageFont

from output import Tree, read_tree
from small_site import HARBOUR, NOW, OUTAGE, PIXEL, SmallSite, build_in_memory, entry, update
from statusgen.cli.main import main
from statusgen.cli.origin import install_command
from statusgen.model.findings import FindingsError
from statusgen.model.terms import Impact, State
from statusgen.render.pages.drawing import Font
from statusgen.render.pages.previews import render_preview
from statusgen.render.pages.values import PreviewValue
from statusgen.render.renderer import Renderer
from texts import quoted
from tiers import slow_tier
from web import build

TITLE = (84, 190, 1116, 500)
"""Where a title stands: left, top, right and bottom, in pixels."""
NOTHING = "\u200b"
"""A title of no width, which leaves its place empty."""
OPEN, PICTURE = "incidents/tickets/index.html", "incidents/tickets/preview.png"
SHARED = "preview.png"
"""The picture of everything that has none of its own."""
Draw = Callable[..., Image.Image]


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    return HARBOUR.load(tmp_path_factory.mktemp("site")).renderer


@pytest.fixture
def draw(renderer: Renderer) -> Draw:
    """A picture in colours, of an incident with this title: `draw(title, state=…, impact=…)`."""

    def draw_preview(
        title: str, state: State = State.IDENTIFIED, impact: Impact = Impact.CRITICAL
    ) -> Image.Image:
        content = render_preview(renderer, PreviewValue(title, state, impact))
        assert len(content) < 100_000
        return opened(content)

    return draw_preview


def opened(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    return picture.convert("RGB")


def drawn(picture: Image.Image, empty: Image.Image) -> tuple[int, int, int, int] | None:
    """The box of all that a picture has and an empty one has not."""
    difference = ImageChops.difference(picture, empty).convert("L")
    return difference.point(lambda value: 255 if value > 40 else 0).getbbox()


def ink(picture: Image.Image, box: tuple[int, int, int, int] = TITLE) -> int:
    """How many pixels of a part are as dark as a title's letters."""
    return sum(picture.crop(box).convert("L").histogram()[:60])


def tags(page: bytes) -> dict[str, str]:
    """What a document says of its picture; each thing once."""
    found = re.findall(r'<meta property="og:image(\S*)" content="([^"]*)">', page.decode())
    assert len(found) == len(dict(found))
    return {name: unescape(value) for name, value in found}


def pictures(tree: Tree) -> set[str]:
    return {path for path in tree if path.endswith(".png")}


def built(small: SmallSite, root: Path, at: datetime = NOW) -> Tree:
    return build_in_memory(small.load(root, at))


def incident(title: str, impact: str) -> str:
    return entry(quoted(title), update("2026-11-20 10:00", "Identified", "x"), impact=impact)


def test_an_open_incident_has_a_picture_and_names_it(tmp_path: Path) -> None:
    tree = built(HARBOUR, tmp_path)
    assert pictures(tree) == {PICTURE, SHARED}
    for page in (OPEN, "index.html"):
        assert tags(tree[page]) == {
            "": f"https://status.example/sub/{PICTURE}",
            ":width": "1200",
            ":height": "630",
            ":alt": "Monitoring: Nobody can buy tickets",
        }
        assert b'<meta name="twitter:card" content="summary_large_image">' in tree[page]
    assert len(tree[PICTURE]) < 100_000
    assert ink(opened(tree[PICTURE])) > 5_000


def test_the_picture_goes_when_the_incident_is_resolved(tmp_path: Path) -> None:
    over = HARBOUR.having(**{"incidents/tickets.md": OUTAGE.replace("Monitoring", "Resolved")})
    tree = built(over, tmp_path)
    assert pictures(tree) == {SHARED}
    assert b"og:image" not in tree["index.html"]
    assert tags(tree[OPEN])[""].endswith(f"/sub/{SHARED}")


def test_every_entry_names_a_picture_that_is_there(tmp_path: Path) -> None:
    tree = built(HARBOUR, tmp_path)
    entries = {path for path in tree if re.match(r"(incidents|maintenance)/.+\.html", path)}
    assert len(entries) == 4
    for path in entries:
        assert tags(tree[path])[""].removeprefix("https://status.example/sub/") in tree
    assert tags(tree["maintenance/pier/index.html"]) == {
        "": f"https://status.example/sub/{SHARED}",
        ":width": "1200",
        ":height": "630",
        ":alt": "Harbour Ferries status",
    }
    assert ink(opened(tree[SHARED])) > 3_000


def test_every_entry_that_somebody_wrote_about_says_when(tmp_path: Path) -> None:
    silent = entry("Silence", starts="2026-12-01 01:00", ends="2026-12-01 03:00")
    tree = built(HARBOUR.having(**{"maintenance/silent.md": silent}), tmp_path)
    times = re.compile(r'<meta property="article:(\w+)_time" content="([^"]*)">')
    assert times.findall(tree[OPEN].decode()) == [
        ("published", "2026-11-20T01:00:00Z"),
        ("modified", "2026-11-20T02:00:00Z"),
    ]
    assert times.findall(tree["maintenance/silent/index.html"].decode()) == []
    assert times.findall(tree["index.html"].decode()) == []


def test_a_build_takes_the_picture_away_when_the_incident_is_resolved(tmp_path: Path) -> None:
    HARBOUR.write(tmp_path / "site")
    out = build(tmp_path / "site", tmp_path / "out")
    assert (out / PICTURE).is_file()
    over = HARBOUR.having(**{"incidents/tickets.md": OUTAGE.replace("Monitoring", "Resolved")})
    over.write(tmp_path / "site")
    assert not (build(tmp_path / "site", out) / PICTURE).exists()


def test_the_front_page_shows_the_worst_of_several(tmp_path: Path) -> None:
    told = {f"incidents/{impact}.md": incident(impact, impact) for impact in Impact}
    tree = built(SmallSite().with_files({**told}), tmp_path)
    assert pictures(tree) == {SHARED, *(f"incidents/{impact}/preview.png" for impact in Impact)}
    assert tags(tree["index.html"])[""].endswith("/incidents/critical/preview.png")
    for impact in Impact:
        page = f"incidents/{impact}/index.html"
        assert tags(tree[page])[""].endswith(f"/incidents/{impact}/preview.png")
        assert tags(tree[page])[":alt"] == f"Identified: {impact}"


@slow_tier
def test_two_processes_draw_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = HARBOUR.having(**{"incidents/a.md": incident("Größe — 渡 🚢 Ω", "minor")})
    expected = built(site, tmp_path / "site")
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        out = build(tmp_path / "site", tmp_path / seed)
        for path in pictures(expected):
            assert (out / path).read_bytes() == expected[path]


@pytest.mark.parametrize("impact", Impact)
@pytest.mark.parametrize("state", [State.INVESTIGATING, State.IDENTIFIED, State.MONITORING])
def test_every_picture_says_how_bad_it_is_and_what_is_wrong(
    draw: Draw, state: State, impact: Impact
) -> None:
    picture, untitled = draw("No boats", state, impact), draw(NOTHING, state, impact)
    assert ink(picture) > 3_000
    assert drawn(picture, untitled) is not None
    assert ink(untitled) > 3_000  # the page's name, in the title's place
    assert picture.getpixel((5, 300)) != picture.getpixel((600, 300))
    others = [draw("No boats", state, other) for other in Impact if other is not impact]
    assert picture.getpixel((5, 300)) not in [other.getpixel((5, 300)) for other in others]


@pytest.mark.parametrize("title", ["i", "Größe", "Όλα καλά", "Паром не идёт", "Chuyến phà bị hủy"])
def test_a_title_in_a_script_of_the_font_is_drawn(draw: Draw, title: str) -> None:
    assert ink(draw(title)) > 300


LONG = {
    "one word": "W" * 600,
    "a thin word": "i" * 900,
    "many words": "So many words are in this title. " * 30,
    "high and low": "Ǻg Ấy Ộj Ŷq " * 40,
    "no blanks": "https://status.example/" + "aVeryLongPath/" * 30,
    "a word behind words": "No boats to " + "Xy" * 300,
    "dashes": "—" * 300,
}


@pytest.mark.parametrize("title", LONG.values(), ids=LONG)
def test_a_long_title_stays_within_its_place(draw: Draw, title: str) -> None:
    box = drawn(draw(title), draw(NOTHING))
    assert box is not None
    left, top, right, bottom = box
    assert TITLE[0] - 2 <= left < right - 700 < right <= TITLE[2] + 2
    assert TITLE[1] <= top < bottom - 100 < bottom <= TITLE[3]


@pytest.mark.parametrize("name", ["W" * 300, "A page of many words " * 20])
def test_a_long_name_stays_within_its_place(name: str, tmp_path: Path) -> None:
    page = HARBOUR.page.replace("Harbour Ferries", name)
    tree = built(HARBOUR.having(**{"site.yaml": page}), tmp_path / "long")
    usual = opened(built(HARBOUR, tmp_path / "usual")[PICTURE])
    box = drawn(opened(tree[PICTURE]), usual)
    assert box is not None
    assert box[0] >= 82
    assert box[1] > TITLE[3]
    assert 900 < box[2] <= 1118
    assert box[3] < 600


CATALOGUE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n!=1;\\n"

msgid "Major outage"
msgstr "Eingeschränkte Leistungsfähigkeit"

msgid "Monitoring"
msgstr "Die Ursache wird untersucht"
"""


def test_long_words_for_a_status_stay_within_their_place(tmp_path: Path) -> None:
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales/de.po").write_text(CATALOGUE, "utf-8")
    tree = built(replace(HARBOUR, more="language: de\n"), tmp_path)
    picture = opened(tree[PICTURE])
    colour = picture.getpixel((5, 5))
    end = max(x for x in range(1200) if picture.getpixel((x, 95)) == colour)
    padding = picture.crop((end - 16, 95, end, 135)).convert("L").histogram()
    assert sum(map(bool, padding)) == 1


UNWRITTEN = {
    "Arabic": ("لا توجد قوارب", "العبارات متأخرة جدا"),
    "Hebrew": ("אין סירות", "המעבורת מאחרת"),
    "Thai": ("เรือไม่ออก", "เรือล่าช้ามาก"),
    "Hindi": ("नावें नहीं", "नाव देर से"),
    "Chinese": ("渡轮停航", "所有渡轮都晚点"),
    "emoji": ("🚢", "⛴️🏝️👩🏽‍🔧"),
    "mixed": ("Ferry 渡轮 is late", "No boats 渡"),
}


@pytest.mark.parametrize("titles", UNWRITTEN.values(), ids=UNWRITTEN)
def test_a_title_that_the_font_cannot_write_leaves_no_boxes(
    renderer: Renderer, titles: tuple[str, str]
) -> None:
    values = [PreviewValue(each, State.IDENTIFIED, Impact.MAJOR) for each in (*titles, NOTHING)]
    assert len({render_preview(renderer, value) for value in values}) == 1


@pytest.mark.parametrize("script", ["Arabic", "Hebrew", "Thai", "Hindi"])
def test_letters_that_have_to_be_turned_or_joined_are_not_written_with_any_font(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(Font, "_draws", lambda *_: True)
    font = Font(renderer.font.content)
    assert [font.writable(title) for title in UNWRITTEN[script]] == ["", ""]
    assert font.writable("渡轮 late") == "渡轮 late"


def test_a_pictogram_that_the_font_lacks_is_left_out(renderer: Renderer) -> None:
    titles = ("No boats 🚢", "🚢 No ⛴️ boats", "No boats")
    values = [PreviewValue(title, State.IDENTIFIED, Impact.MAJOR) for title in titles]
    assert len({render_preview(renderer, value) for value in values}) == 1


def other_font() -> bytes:
    """A font that comes with Pillow."""
    font = ImageFont.load_default(46)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return bytes(font.font_bytes)


@pytest.mark.parametrize("theme", ["default", "mine"])
def test_a_theme_draws_with_a_font_of_its_own(tmp_path: Path, theme: str) -> None:
    page = HARBOUR.page.replace("name: default", f"name: {theme}")
    site = HARBOUR.having(**{"site.yaml": page})
    folder = tmp_path / "themes" / theme
    folder.mkdir(parents=True)
    shipped = built(site, tmp_path)
    (folder / "preview.ttf").write_bytes(other_font())
    own = built(site, tmp_path)
    changed = {path for path in own if own[path] != shipped[path]}
    assert changed == {PICTURE, SHARED}
    box = drawn(opened(own[PICTURE]), opened(shipped[PICTURE]))
    assert box is not None
    assert box[1] < 160
    assert ink(opened(own[PICTURE])) > 3_000


NO_FONTS = {"words": b"no font\n", "nothing": b"", "an image": PIXEL, "a part": other_font()[:600]}


@pytest.mark.parametrize("content", NO_FONTS.values(), ids=NO_FONTS)
def test_a_file_that_is_no_font_is_an_error_with_its_place_and_its_fix(
    tmp_path: Path, content: bytes
) -> None:
    HARBOUR.write(tmp_path)
    (tmp_path / "themes/default").mkdir(parents=True)
    (tmp_path / "themes/default/preview.ttf").write_bytes(content)
    told = (
        "themes/default/preview.ttf:1:1: error: this font cannot write the letters from A to Z; "
        "put a TrueType or OpenType font there, or take the file away  [theme]"
    )
    with pytest.raises(FindingsError) as failed:
        HARBOUR.load(tmp_path)
    assert [str(problem) for problem in failed.value.findings] == [told]
    run = CliRunner().invoke(main, ["check", "--site", str(tmp_path)])
    assert run.exit_code == 1
    assert told in run.output


HINT = f"preview pictures are left out: {install_command('previews')}\n"
WITHOUT_PILLOW = (
    "import sys; sys.modules['PIL'] = None; from statusgen.cli.main import main; main()"
)


def run_without_pillow(root: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a site where Pillow cannot be imported."""
    at = ["--site", str(root), "--at", NOW.isoformat()]
    arguments = [sys.executable, "-c", WITHOUT_PILLOW, command, *at]
    return subprocess.run(arguments, capture_output=True, text=True, check=False)


def test_without_pillow_a_build_leaves_pictures_out_and_says_so_once(tmp_path: Path) -> None:
    HARBOUR.write(tmp_path)
    run = run_without_pillow(tmp_path, "build")
    assert (run.returncode, run.stderr) == (0, HINT)
    tree = read_tree(tmp_path / "public")
    assert OPEN in tree
    assert pictures(tree) == set()
    assert [path for path in tree if b"og:image" in tree[path]] == []
    assert [path for path in tree if b"twitter:card" in tree[path]] == []


def test_without_pillow_a_page_with_nothing_to_draw_says_nothing(tmp_path: Path) -> None:
    over = HARBOUR.having(**{"incidents/tickets.md": OUTAGE.replace("Monitoring", "Resolved")})
    over.write(tmp_path)
    run = run_without_pillow(tmp_path, "build")
    assert (run.returncode, run.stderr) == (0, "")


def test_without_pillow_no_font_is_looked_at_and_check_says_so(tmp_path: Path) -> None:
    HARBOUR.write(tmp_path)
    (tmp_path / "themes/default").mkdir(parents=True)
    (tmp_path / "themes/default/preview.ttf").write_bytes(b"no font\n")
    run = run_without_pillow(tmp_path, "check")
    assert (run.returncode, run.stderr) == (0, HINT)


def test_pictures_come_with_pillow_and_go_with_it(tmp_path: Path) -> None:
    HARBOUR.write(tmp_path)
    out = tmp_path / "public"
    with_pillow = read_tree(build(tmp_path, out))
    assert run_without_pillow(tmp_path, "build").returncode == 0
    without = read_tree(out)
    changed = {path for path in with_pillow if without.get(path) != with_pillow[path]}
    entries = {path for path in with_pillow if re.match(r"(incidents|maintenance)/.+l$", path)}
    assert changed == {PICTURE, SHARED, *entries, "index.html", ".statusgen-files"}
    assert read_tree(build(tmp_path, out)) == with_pillow
