"""What is copied to the page: known kinds, by content, nothing that runs, and through no link."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from small_site import PIXEL, SmallSite, build_in_memory, entry, update
from statusgen.cli.main import main
from statusgen.model.findings import Finding, FindingsError
from statusgen.read.svg import find_active_part

SITE = SmallSite().having(
    **{"incidents/a.md": entry("T", update("2026-03-01 16:10", "Resolved", "Text."))}
)
FILES = {
    "photo.jpg": b"\xff\xd8\xff\xe0..JFIF",
    "photo.JPEG": b"\xff\xd8\xff\xe0..JFIF",
    "pixel.gif": PIXEL,
    "film.mp4": b"\0\0\0\x18ftypmp42",
    "film.webm": b"\x1aE\xdf\xa3",
    "sound.ogg": b"OggS",
    "words.vtt": b"WEBVTT\n",
    "letter.pdf": b"%PDF-1.7",
    "font.woff2": b"wOF2",
    "data.csv": b"a,b\n1,2\n",
    "data.json": b"{}",
    "all.zip": b"PK\x03\x04",
    "all.tar.gz": b"\x1f\x8b\x08",
    "CNAME": b"status.example\n",
    ".well-known/apple-app-site-association": b"{}",
    "drawing.svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
}
DISGUISED = {
    "photo.jpg": b"<html>",
    "photo.png": b"GIF89a",
    "film.mp4": b"<!doctype html>",
    "letter.pdf": b"<html>%PDF-1.7",
    "data.csv": b" \n<!DOCTYPE html><script>",
    "data.json": b"\xef\xbb\xbf<svg onload=x>",
    "notes.txt": b"MZ\0\0",
    ".well-known/x": b"<?xml version='1.0'?>",
    "empty.png": b"",
}
ACTIVE_NAMES = (
    *("a.html", "a.HTM", "a.xhtml", "a.xml", "a.js", "a.mjs", "a.css", "a.php", "a.svgz", "a.wasm"),
    *(".htaccess", "web.config", "_worker.js", "netlify.toml", "setup.exe"),
    *("letter.docx", "data", "script"),
)
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">\n%s</svg>'
)
ACTIVE_PARTS = {
    b"<script>1</script>": "element script",
    b'<g onload="1"/>': "event handler",
    b"<foreignObject><p>x</p></foreignObject>": "foreignobject",
    b'<a xlink:href="javascript:1"><path/></a>': "refers to javascript:1",
    b'<image href="https://evil.example/x.png"/>': "refers to https://evil",
    b'<image href="data:image/svg+xml,x"/>': "refers to data:",
    b'<use href="other.svg#a"/>': "refers to other.svg",
    b"<style>@import 'x.css';</style>": "style",
    b"<style>a{fill:u\\72l(x)}</style>": "style",
    b'<rect fill="url(https://evil.example/#a)"/>': "fetches something in fill",
    b'<set attributeName="xlink:href" to="javascript:1"/>': "changes",
    b'<animate attributeName=" href" values="javascript:1"/>': "changes",
    b"<?xml-stylesheet href='x.css'?>": "instruction",
}
HARMLESS_PARTS = (
    b'<rect fill="url(#a)"/><use xlink:href="#b"/>',
    b"<style>a{fill:url(#b)}</style><title>on and on</title>",
    b'<image href="data:image/png;base64,AAAA"/><!-- <script> -->',
    b'<animate attributeName="opacity" values="0;1"/>',
)


def errors_of(site: SmallSite, root: Path) -> tuple[Finding, ...]:
    with pytest.raises(FindingsError) as error:
        site.load(root)
    return error.value.findings


def test_known_kinds_are_copied(tmp_path: Path) -> None:
    site = SITE.with_files({f"static/{name}": content for name, content in FILES.items()})
    outputs = build_in_memory(site.load(tmp_path))
    assert {name: outputs[name] for name in FILES} == FILES


@pytest.mark.parametrize("name", DISGUISED)
def test_a_file_is_what_its_name_says(name: str, tmp_path: Path) -> None:
    (error,) = errors_of(SITE.with_files({f"static/{name}": DISGUISED[name]}), tmp_path)
    assert (error.code, error.place.path) == ("refused-file", f"content/static/{name}")


@pytest.mark.parametrize("name", ACTIVE_NAMES)
def test_other_kinds_are_copied_where_the_page_names_them(name: str, tmp_path: Path) -> None:
    site = SITE.with_files({f"static/{name}": b"x"})
    (error,) = errors_of(site, tmp_path)
    assert error.code == "refused-file"
    more = f'allowed_files: ["static/{name}"]\n'
    allowed = SmallSite(files=site.files, more=more).load(tmp_path)
    assert build_in_memory(allowed)[name] == b"x"


@pytest.mark.parametrize("part", ACTIVE_PARTS)
def test_a_drawing_with_a_part_that_runs_or_fetches_is_refused_at_its_line(part: bytes) -> None:
    found = find_active_part(SVG % part)
    assert found
    assert (found[0], ACTIVE_PARTS[part] in found[1]) == (2, True)


def test_a_drawing_that_declares_entities_or_is_no_drawing_is_refused() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "x">]>' + SVG % b"<text>&a;</text>"
    for content in (bomb, bomb.decode().encode("utf-16"), b"<html/>", b"", b"<svg>"):
        assert find_active_part(content)


@pytest.mark.parametrize("part", HARMLESS_PARTS)
def test_a_drawing_that_is_only_drawn_is_not_refused(part: bytes) -> None:
    assert find_active_part(SVG % part) is None


def test_a_file_of_a_draft_is_a_warning(tmp_path: Path) -> None:
    draft = entry("D", update("2026-03-01 16:10", "Resolved", "[x](x.html)"), draft="true")
    site = SITE.with_files({"incidents/d.md": draft, "incidents/x.html": "x"}).load(tmp_path)
    assert [str(finding.level) for finding in site.findings] == ["warning"]


@pytest.mark.parametrize(
    "name", ["content", "content/incidents", "content/static", "content/site.yaml", "themes"]
)
def test_what_is_always_read_is_no_link(name: str, tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "site", tmp_path / "site/elsewhere"
    site = SITE.with_files({"static/a.txt": "a"})
    site.write(root)
    (root / "themes").mkdir()
    (root / name).rename(elsewhere)
    (root / name).symlink_to(elsewhere)
    result = CliRunner().invoke(main, ["check", "--site", str(root)])
    assert result.exit_code == 1
    if name not in {"content", "content/site.yaml"}:
        assert f"{name}:1:1: error: this is a link" in result.output


@pytest.mark.parametrize(
    "target", ["../incidents/draft.md", "../site.yaml", ".hidden", "../../public/index.html"]
)
def test_a_link_leads_to_nothing_that_is_not_published(target: str, tmp_path: Path) -> None:
    root = SITE.with_files({"static/b.txt": "b", "static/.hidden": "h"}).write(tmp_path)
    draft = entry("D", update("2026-03-01 16:10", "Resolved", "Text."), draft="true")
    (root / "content/incidents/draft.md").write_text(draft)
    (root / "public").mkdir()
    (root / "public/index.html").write_text("x")
    (root / "content/static/c.txt").symlink_to(target)
    result = CliRunner().invoke(main, ["check", "--site", str(root)])
    assert "content/static/c.txt:1:1: error: this is a link" in result.output


def test_a_link_to_a_file_beside_it_is_followed(tmp_path: Path) -> None:
    root = SITE.with_files({"static/b.txt": "b"}).write(tmp_path)
    (root / "content/static/c.txt").symlink_to("b.txt")
    result = CliRunner().invoke(main, ["build", "--site", str(root)])
    assert (result.exit_code, (root / "public/c.txt").read_text()) == (0, "b")


@pytest.mark.parametrize("name", ["public", ".statusgen", ".statusgen/public"])
def test_nothing_is_written_through_a_link_that_nobody_named(name: str, tmp_path: Path) -> None:
    root, victim = SITE.write(tmp_path / "site"), tmp_path / "victim"
    (victim / "staging").mkdir(parents=True)
    (victim / "staging/theirs").write_text("x")
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).symlink_to(victim)
    result = CliRunner().invoke(main, ["build", "--site", str(root)])
    assert (result.exit_code, "is a link" in result.output) == (2, True)
    assert [path.name for path in victim.rglob("*")] == ["staging", "theirs"]


def test_a_theme_reads_nothing_through_a_link(tmp_path: Path) -> None:
    root, outside = SITE.write(tmp_path / "site"), tmp_path / "secret.html"
    outside.write_text("secret")
    templates = root / "themes/default/templates"
    templates.mkdir(parents=True)
    (templates / "front.html").symlink_to(outside)
    result = CliRunner().invoke(main, ["check", "--site", str(root)])
    assert "themes/default/templates/front.html:1:1: error: this is a link" in result.output
