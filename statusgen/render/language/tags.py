"""The language that is meant by a tag that is none, or by one that is a country's code."""

from babel import Locale
from babel.core import get_global

from statusgen.model.page import Page
from statusgen.read.source import split_address
from statusgen.render.language.zones import zone_territory

_ENGLISH = Locale("en")
_OFFICIAL = ("official", "de_facto_official")


def suggest_language(tag: str) -> str:
    """What to write for an unknown language; many write its name, or the code of a country."""
    for language, name in _ENGLISH.languages.items():
        if name.lower() == tag.lower():
            return f'did you mean "{language}"?'
    spoken = _language_in(_country(tag))
    return f'did you mean "{spoken}"?' if spoken else "write it like en, af or pt-BR"


def suggest_national_language(page: Page) -> str:
    """What to write for a known language that is also the code of the page's country, or blank.

    `uk` is Ukrainian; a page from the United Kingdom hardly is.
    """
    country = _country(page.language)
    host = split_address(page.url).hostname or ""
    is_there = (
        zone_territory(page.time_zone) == country
        or host.rpartition(".")[2].lower() == page.language.lower()
    )
    spoken = _language_in(country)
    if not is_there or not spoken or spoken.partition("-")[0] == page.language.lower():
        return ""
    return f"write language: {spoken} if the country is meant"


def _country(code: str) -> str:
    return "GB" if code.lower() == "uk" else code.upper()


def _language_in(country: str) -> str:
    """The tag of the language that most people in a country speak; blank where it is no country."""
    spoken = get_global("territory_languages").get(country, {})
    official = {tag: told for tag, told in spoken.items() if told["official_status"] in _OFFICIAL}
    if not official:
        return ""
    tag = max(official, key=lambda tag: official[tag]["population_percent"])
    return f"{tag.partition('_')[0]}-{country}"
