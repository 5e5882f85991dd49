"""A cState page's configuration, as Hugo reads it: one file, or a folder of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import PurePosixPath

from statusgen.imports.errors import SourceError
from statusgen.imports.history import Loss, SourceComponent, SourcePage
from statusgen.imports.sources.files import SourceFiles
from statusgen.imports.sources.settings import (
    FORMS,
    mapping_of,
    mappings_of,
    parse_settings,
    text_of,
)
from statusgen.imports.sources.yaml_texts import YamlText
from statusgen.read.timestamps import load_zone

TRUE = frozenset({"true", "yes", "on", "y", "1"})
_WHOLE = ("config", "hugo")
_HOMES = frozenset({"name", "displayname", "category", "description"})


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """What the configuration says of the page, and of how its issues are found and addressed.

    `zone` is that of times without one. `languages` are those a file's name may end with.
    """

    page: SourcePage = field(default_factory=SourcePage)
    zone: tzinfo = UTC
    content: str = "content"
    language: str = "en"
    languages: frozenset[str] = frozenset()
    permalink: str = ""
    ugly: bool = False


def read_config(files: SourceFiles, base: str) -> tuple[SiteConfig, tuple[Loss, ...]]:
    """The configuration below `base`, which is "" or ends in `/`; what cannot be read is named."""
    losses: list[Loss] = []
    settings: dict[str, YamlText] = {}
    for name in _config_files(files, base):
        try:
            found = parse_settings(files.read(name), FORMS[PurePosixPath(name).suffix.lower()])
        except SourceError as error:
            losses.append(Loss(name, "the configuration", f"{error}; it is left out"))
            continue
        stem = PurePosixPath(name).stem.split(".")[0].lower()
        settings = _merge(settings, found if stem in _WHOLE else {stem: found})
    if not settings and not losses:
        reason = "there is none; the page's name and its systems are not known"
        losses.append(Loss(base or ".", "the configuration", reason))
    config, further = _build_config(settings, base)
    return config, (*losses, *further)


def _config_files(files: SourceFiles, base: str) -> Iterator[str]:
    """The files that Hugo reads, the first of the plain names before those of its folder."""
    names = [name for name in files.names(*FORMS) if name.startswith(base)]
    plain = (
        f"{base}{stem}{end}"
        for stem in ("hugo", *_WHOLE[:1])
        for end in (".toml", ".yaml", ".yml", ".json")
    )
    if found := next((name for name in plain if name in names), None):
        yield found
    yield from (name for name in names if name.startswith(f"{base}config/_default/"))


def _merge(first: dict[str, YamlText], second: dict[str, YamlText]) -> dict[str, YamlText]:
    merged = dict(first)
    for key, value in second.items():
        before = merged.get(key)
        both = isinstance(before, dict) and isinstance(value, dict)
        merged[key] = _merge(before, value) if both else value  # type: ignore[arg-type]
    return merged


def _build_config(settings: dict[str, YamlText], base: str) -> tuple[SiteConfig, tuple[Loss, ...]]:
    language = text_of(settings, "defaultcontentlanguage") or "en"
    languages = mapping_of(settings, "languages")
    settings = _merge(settings, mapping_of(languages, language))
    params = mapping_of(settings, "params")
    place = f"{base}config"
    zone_name = text_of(settings, "timezone")
    zone = load_zone(zone_name) if zone_name else None
    losses = []
    if zone_name and zone is None:
        reason = "there is no such zone; times without one are taken as UTC"
        losses.append(Loss(place, f"the time zone {zone_name}", reason))
    components, named = _components(params, place)
    url = text_of(settings, "baseurl")
    page = SourcePage(
        name=text_of(settings, "title"),
        url=url if url.startswith(("http://", "https://")) else "",
        time_zone=zone_name if zone else "",
        language=text_of(settings, "languagecode") or language,
        description=text_of(params, "description"),
        components=components,
    )
    permalinks = mapping_of(settings, "permalinks")
    pattern = text_of(mapping_of(permalinks, "page"), "issues") or text_of(permalinks, "issues")
    content = text_of(settings, "contentdir").strip("/") or "content"
    ugly = text_of(settings, "uglyurls") in TRUE
    suffixes = frozenset({language, *languages})
    config = SiteConfig(page, zone or UTC, content, language, suffixes, pattern, ugly)
    return config, (*losses, *named)


def _components(
    params: dict[str, YamlText], place: str
) -> tuple[tuple[SourceComponent, ...], tuple[Loss, ...]]:
    """The systems as components, in groups that bear their categories' names where these show."""
    categories = mappings_of(params, "categories")
    hidden = {text_of(item, "name") for item in categories if text_of(item, "untitled") in TRUE}
    losses = [
        Loss(place, f"the description of the category {text_of(item, 'name')}", "a group has none")
        for item in categories
        if text_of(item, "description")
    ]
    found: dict[str, SourceComponent] = {}
    for system in mappings_of(params, "systems"):
        name = text_of(system, "name")
        if not name:
            losses.append(Loss(place, "a system without a name", "it is left out"))
            continue
        if name in found:
            losses.append(Loss(place, f"the system {name}", "it is listed twice; the first counts"))
            continue
        group = text_of(system, "category")
        group = "" if group in hidden else group
        shown, words = text_of(system, "displayname") or name, text_of(system, "description")
        found[name] = SourceComponent(name, shown, words, group)
        losses += [
            Loss(place, f"{key} of the system {name}", "a component has no such thing")
            for key in sorted(system.keys() - _HOMES)
            if system[key]
        ]
    return tuple(found.values()), tuple(losses)
