"""What a site is rendered with: its theme, its words, and what is on every page."""

from datetime import datetime
from importlib.util import find_spec

from babel import Locale

from statusgen.checks.links import LinkResolver
from statusgen.checks.logo import check_logo
from statusgen.model.content import ParsedSite
from statusgen.model.digest import digest_of
from statusgen.model.findings import Findings, Place
from statusgen.model.page import Page
from statusgen.pipeline.layout import STATIC
from statusgen.pipeline.site_files import SiteFiles
from statusgen.read.markdown import parse_markdown
from statusgen.read.timestamps import zone_of
from statusgen.render.language.catalogues import (
    SOURCE,
    BadCatalogue,
    choose_catalogues,
    parse_catalogue,
)
from statusgen.render.language.tags import suggest_language, suggest_national_language
from statusgen.render.language.words import Words, locale_of
from statusgen.render.renderer import Renderer
from statusgen.render.theme import Theme, parse_options


def parse_theme(files: SiteFiles, page: Page, findings: Findings) -> Theme | None:
    """The page's theme, with its words; None, and an error, where there is no such theme."""
    words = _parse_words(files, page, findings)
    theme_files = files.themes.get(page.theme)
    if theme_files is None:
        message = f'there is no theme "{page.theme}" in themes/'
        fix = "leave name: out for the default theme"
        findings.error(page.place("theme.name"), "unknown-theme", message, fix)
        return None
    options = parse_options(theme_files, page, findings)
    check_logo(page, files.static, findings)
    return Theme(theme_files, options, words, page.uptime_days)


def make_renderer(
    files: SiteFiles, theme: Theme, parsed: ParsedSite, at: datetime, findings: Findings
) -> Renderer:
    """All that rendering needs besides an output's value."""
    page, options = parsed.page, theme.options
    footer = str(options.get("foot") or "")
    foot = parse_markdown(footer, lambda _: page.place("theme.foot"), findings)
    foot = LinkResolver(parsed, at, findings).resolve_from_root(foot)
    logo = files.small.get(f"{STATIC}/{options.get('logo')}")
    font, has_pillow = files.fonts[page.theme], find_spec("PIL") is not None
    if font.own and has_pillow:
        from statusgen.render.pages.drawing import is_font  # noqa: PLC0415 - needs Pillow

        if not is_font(font.content):
            message = "this font cannot write the letters from A to Z"
            fix = "put a TrueType or OpenType font there, or take the file away"
            findings.error(Place(font.path), "theme", message, fix)
    return Renderer(page, theme.words, theme, foot, logo, font, has_pillow)


def _parse_words(files: SiteFiles, page: Page, findings: Findings) -> Words:
    """The words of the page's language; English, and an error, where that is unknown."""
    locale, zone = locale_of(page.language, page.time_zone), zone_of(page.time_zone)
    if locale is None:
        message = f'unknown language "{page.language}"'
        fix = suggest_language(page.language)
        findings.error(page.place("language"), "unknown-language", message, fix)
        locale = Locale("en")
    chosen, catalogues = choose_catalogues(files.catalogues, page.language, locale), []
    if not chosen and locale.language != SOURCE:
        language = f'"{page.language}" ({locale.get_language_name("en")})'
        message = f"there is no translation for {language}: the page's own words are English"
        own = f"locales/{locale.language}.po"
        meant = (
            suggest_national_language(page) or "write language: en if your texts are English, too"
        )
        fix = f"put one into {own}, or {meant}"
        findings.warning(page.place("language"), "untranslated", message, fix)
    for file in chosen:
        try:
            catalogues.append(parse_catalogue(file.content, locale))
        except BadCatalogue as error:
            fix = "fix this line, or take the file away"
            place = Place(file.path, error.line)
            findings.error(place, "catalogue", f"this is not a catalogue: {error}", fix)
    digest = digest_of(repr([file.content for file in chosen]))
    return Words(page.language, locale, zone, tuple(catalogues), digest)
