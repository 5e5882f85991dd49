"""All files of a site but the page and the entries: static files, themes, fonts, catalogues.

Nothing is read through a link that leaves the site.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from statusgen.model.digest import digest_of
from statusgen.model.findings import Finding, Findings, Place
from statusgen.pipeline.content_files import (
    check_root,
    leads_inside,
    read_file,
    read_static,
    scan_folder,
)
from statusgen.pipeline.layout import THEMES
from statusgen.read.copied_files import find_refusal
from statusgen.render.language.catalogues import SOURCE, CatalogueFile
from statusgen.render.logo import MAX_SIZE
from statusgen.render.theme import FONT, INHERITED, FontFile, ThemeFile

_THEME_SUFFIXES = (".html", ".css", ".js", ".toml")
_SHIPPED = "(statusgen)"
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class SiteFiles:
    """All files of a site but `site.yaml` and those in the entries' folders.

    Paths are from the site's root, with `/`. `static` maps the files in `content/static/`, by path
    from `content/`, to their digests, and `refused` has errors about those that are not published
    unasked. `small` has the bytes of those that could be a logo. `themes` and `fonts` are by the
    theme's name.
    """

    static: Mapping[str, str]
    refused: Sequence[Finding]
    small: Mapping[str, bytes]
    themes: Mapping[str, Mapping[str, ThemeFile]]
    fonts: Mapping[str, FontFile]
    catalogues: tuple[CatalogueFile, ...]


def read_site(root: Path, findings: Findings) -> SiteFiles:
    """Read a site's folder. Files that cannot be read, and links that lead outside, are errors."""
    static, themes = read_static(root, findings), _read_themes(root, findings)
    return SiteFiles(
        static={name: digest_of(content) for name, content in static.items()},
        refused=[error for name, file in static.items() for error in find_refusal(name, file)],
        small={name: content for name, content in static.items() if len(content) <= MAX_SIZE},
        themes=themes,
        fonts={name: _read_font(root, name, findings) for name in themes},
        catalogues=tuple(_read_catalogues(root, findings)),
    )


def package_folder(name: str) -> Path:
    """A folder of the package: `locales`, `scaffolds`, or `themes`, which a checkout has above."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def _read_themes(root: Path, findings: Findings) -> dict[str, dict[str, ThemeFile]]:
    """The files of the shipped theme and of each of the site's own, with those it inherits."""
    shipped = package_folder(THEMES).parent
    inherited = dict(_read_texts(shipped, f"{THEMES}/{INHERITED}", findings))
    under = {f"{INHERITED}/{path}": file for path, file in inherited.items()}
    own: dict[str, dict[str, ThemeFile]] = {INHERITED: {}}
    for item in scan_folder(root, THEMES, findings) if check_root(root, THEMES, findings) else ():
        theme = f"{THEMES}/{item.name}"
        if check_root(root, theme, findings) and item.is_dir():
            own[item.name] = dict(_read_texts(root, theme, findings))
    return {name: under | inherited | files for name, files in own.items()}


def _read_font(root: Path, name: str, findings: Findings) -> FontFile:
    """The font for a theme's pictures: its own `preview.ttf`, or the one that is shipped."""
    path = f"{THEMES}/{name}/{FONT}"
    is_there = os.path.lexists(root / path) and leads_inside(root / path, root)
    own = read_file(root, path, findings) if is_there else None
    if own is not None:
        return FontFile(path, own, True)
    shipped = package_folder("fonts") / "OpenSans-Bold.ttf"
    return FontFile(shipped.name, shipped.read_bytes(), False)


def _read_texts(
    root: Path, theme: str, findings: Findings, folder: str = ""
) -> Iterator[tuple[str, ThemeFile]]:
    """A theme's own text files, by path inside it; no link may leave it."""
    for item in scan_folder(root, f"{theme}/{folder}".rstrip("/"), findings):
        path = f"{folder}{item.name}"
        name = f"{theme}/{path}"
        if item.is_dir(follow_symlinks=False):
            yield from _read_texts(root, theme, findings, f"{path}/")
        elif not leads_inside(root / name, root / theme):
            message, fix = "this is a link that leaves the theme", "put a copy here instead"
            findings.error(Place(name), "link-outside", message, fix)
        elif path.endswith(_THEME_SUFFIXES):
            content = read_file(root, name, findings) if item.is_file() else None
            if content is not None:
                text = content.decode("utf-8", "replace")
                yield path, ThemeFile(name, text.replace("\r\n", "\n").replace("\r", "\n"))


def _read_catalogues(root: Path, findings: Findings) -> Iterator[CatalogueFile]:
    """Every gettext catalogue, the site's own first."""
    bases = [(root, "locales")] if check_root(root, "locales", findings) else []
    for base, label in (*bases, (package_folder("locales").parent, _SHIPPED)):
        for item in scan_folder(base, "locales", findings):
            language, _, suffix = item.name.rpartition(".")
            is_source = label == _SHIPPED and language == SOURCE
            if suffix == "po" and not is_source:
                if base == root and not check_root(root, f"locales/{item.name}", findings):
                    continue
                content = read_file(base, f"locales/{item.name}", findings)
                if content is not None:
                    yield CatalogueFile(f"{label}/{item.name}", language, content)


def read_scaffold(name: str) -> dict[str, str]:
    """The files of a scaffold, by path inside it."""
    folder = package_folder("scaffolds") / name
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
