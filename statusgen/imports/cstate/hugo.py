"""What Hugo makes of a repository: of its configuration, and of a content file's name and text."""

import re
import unicodedata
from datetime import UTC, datetime, tzinfo
from pathlib import PurePosixPath
from typing import NamedTuple

from statusgen.imports.history import Losses, SourceComponent, SourceError, SourcePage
from statusgen.imports.sources.data import Fields, object_of, objects_of, parse_settings, text_of
from statusgen.imports.sources.files import SourceFiles
from statusgen.read.timestamps import load_zone

TRUE = frozenset({"true", "yes", "on", "y", "1"})
FALSE = frozenset({"false", "no", "off", "n", "0"})
_ENDS = (".toml", ".yaml", ".yml", ".json")
_CARRIED = frozenset({"name", "displayname", "category", "description"})
_FENCES = {"---": "yaml", "+++": "toml"}
_DATE_STEM = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-|$)")
_HEX = re.compile(r"%[0-9A-Fa-f]{2}")
_TOKEN = re.compile(r":[a-z]+")


class SiteConfig(NamedTuple):
    """What the configuration says of the page, and of how its issues are found and addressed.

    `zone` is that of times without one. `languages` are those a file's name may end with.
    """

    page: SourcePage = SourcePage()
    zone: tzinfo = UTC
    content: str = "content"
    language: str = "en"
    languages: frozenset[str] = frozenset()
    permalink: str = ""
    ugly: bool = False


def read_config(files: SourceFiles, base: str, losses: Losses) -> SiteConfig:
    """The configuration below `base`, which is "" or ends in `/`; what cannot be read is noted."""
    settings: Fields = {}
    names = [name for name in files.names(*_ENDS) if name.startswith(base)]
    plain = (f"{base}{stem}{end}" for stem in ("hugo", "config") for end in _ENDS)
    chosen = [name for name in plain if name in names][:1]
    chosen += [name for name in names if name.startswith(f"{base}config/_default/")]
    broken = False
    for name in chosen:
        try:
            read = parse_settings(files.read(name), PurePosixPath(name).suffix[1:].lower())
        except SourceError as error:
            losses.note(name, "the configuration", f"{error}; it is left out")
            broken = True
            continue
        stem = PurePosixPath(name).stem.split(".")[0].lower()
        settings = _merge(settings, read if stem in ("config", "hugo") else {stem: read})
    if not settings and not broken:
        reason = "there is none; the page's name and its systems are not known"
        losses.note(base or ".", "the configuration", reason)
    return _build_config(settings, f"{base}config", losses)


def _merge(first: Fields, second: Fields) -> Fields:
    merged = dict(first)
    for key, value in second.items():
        before = merged.get(key)
        both = isinstance(before, dict) and isinstance(value, dict)
        merged[key] = _merge(object_of(merged, key), object_of(second, key)) if both else value
    return merged


def _build_config(settings: Fields, place: str, losses: Losses) -> SiteConfig:
    language = text_of(settings, "defaultcontentlanguage") or "en"
    languages = object_of(settings, "languages")
    settings = _merge(settings, object_of(languages, language))
    params = object_of(settings, "params")
    zone_name = text_of(settings, "timezone")
    zone = load_zone(zone_name) if zone_name else None
    if zone_name and zone is None:
        reason = "there is no such zone; times without one are taken as UTC"
        losses.note(place, f"the time zone {zone_name}", reason)
    url = text_of(settings, "baseurl")
    page = SourcePage(
        name=text_of(settings, "title"),
        url=url if url.startswith(("http://", "https://")) else "",
        time_zone=zone_name if zone else "",
        language=text_of(settings, "languagecode") or language,
        description=text_of(params, "description"),
        components=_build_components(params, place, losses),
    )
    permalinks = object_of(settings, "permalinks")
    return SiteConfig(
        page=page,
        zone=zone or UTC,
        content=text_of(settings, "contentdir").strip("/") or "content",
        language=language,
        languages=frozenset({language, *languages}),
        permalink=text_of(object_of(permalinks, "page"), "issues") or text_of(permalinks, "issues"),
        ugly=text_of(settings, "uglyurls") in TRUE,
    )


def _build_components(params: Fields, place: str, losses: Losses) -> tuple[SourceComponent, ...]:
    """The systems as components, in groups that bear their categories' names where these show."""
    hidden = set()
    for category in objects_of(params, "categories"):
        name = text_of(category, "name")
        if text_of(category, "untitled") in TRUE:
            hidden.add(name)
        if text_of(category, "description"):
            losses.note(place, f"the description of the category {name}", "a group has none")
    components: dict[str, SourceComponent] = {}
    for system in objects_of(params, "systems"):
        name = text_of(system, "name")
        if not name:
            losses.note(place, "a system without a name", "it is left out")
            continue
        if name in components:
            losses.note(place, f"the system {name}", "it is listed twice; the first counts")
            continue
        group = text_of(system, "category")
        shown, words = text_of(system, "displayname") or name, text_of(system, "description")
        group = "" if group in hidden else group
        components[name] = SourceComponent(name, shown, words, group)
        for key in sorted(system.keys() - _CARRIED):
            if system[key]:
                losses.note(place, f"{key} of the system {name}", "a component has no field for it")
    return tuple(components.values())


class ContentFile(NamedTuple):
    """A content file: its front matter (keys in lower case), and its body from line `line` on."""

    front: Fields
    body: str
    line: int


def parse_content(text: str) -> ContentFile:
    """Split a file into front matter and body. Raises SourceError where the former is broken."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    stripped = text.lstrip()
    skipped = text[: len(text) - len(stripped)].count("\n")
    lines = stripped.split("\n")
    fence = lines[0].rstrip()
    if fence in _FENCES:
        format, start, last = _FENCES[fence], 1, fence
        end = next((n for n, line in enumerate(lines) if n and line.rstrip() == fence), None)
    elif fence.startswith("{"):
        format, start, last = "json", 0, "}"
        end = next((n for n, line in enumerate(lines) if line.rstrip() == "}"), None)
        end = 0 if end is None and fence.endswith("}") else end
    else:
        raise SourceError("it has no front matter")
    if end is None:
        raise SourceError(f"its front matter is not closed by a line {last}")
    front = "\n".join(lines[start : end + 1 - start])
    return ContentFile(
        parse_settings(front.encode(), format), "\n".join(lines[end + 1 :]), skipped + end + 2
    )


def _sanitize_path(text: str) -> str:
    """A path in the characters that Hugo leaves in one: spaces become single hyphens."""
    kept = ""
    for place, character in enumerate(text):
        letter = unicodedata.category(character)[0] in "LM" or character.isdecimal()
        if letter or character in " ./\\_#+~-@" or _HEX.match(text, place):
            kept += character
        elif character.isspace():
            kept += " "
    return re.sub("[ ]*-[ ]+|[ ]+-?", "-", kept.strip())


def find_address(name: str, front: Fields, at: datetime, config: SiteConfig) -> str:
    """The path at which Hugo publishes an issue's file.

    `name` is the file's path below the content folder, without a language in it.
    """
    path = PurePosixPath(name)
    path = path.parent if path.stem == "index" else path.with_suffix("")
    folder = path.parent.as_posix()
    if url := text_of(front, "url"):
        return url if url.startswith("/") else f"/{folder}/{url}"
    slug = text_of(front, "slug")
    address = f"{folder}/{slug or path.name}"
    if config.permalink:
        title, local = text_of(front, "title"), at.astimezone(config.zone)
        address = _fill_permalink(config.permalink, path, slug, title, local)
    address = "/" + _sanitize_path(address).lower().strip("/")
    return f"{address}.html" if config.ugly else f"{address}/"


def is_unpublished(front: Fields) -> bool:
    """Whether Hugo makes no page of a file."""
    build = object_of(front, "build") or object_of(front, "_build")
    rendered = text_of(build, "render").lower() not in {"never", *FALSE}
    hidden = text_of(front, "draft").lower() in TRUE or text_of(front, "headless").lower() in TRUE
    return hidden or text_of(front, "published").lower() in FALSE or not rendered


def day_in_name(name: str) -> str:
    """The date with which a file's name begins, as Hugo finds it; "" without one."""
    path = PurePosixPath(name)
    match = _DATE_STEM.match(path.parent.name if path.stem == "index" else path.stem)
    return match[1] if match else ""


def _fill_permalink(pattern: str, path: PurePosixPath, slug: str, title: str, at: datetime) -> str:
    title, section = title.replace("/", "-"), path.parts[0]
    values = {
        **{":year": f"{at:%Y}", ":month": f"{at:%m}", ":day": f"{at:%d}", ":yearday": f"{at:%j}"},
        **{":monthname": f"{at:%B}", ":weekday": f"{at:%w}", ":weekdayname": f"{at:%A}"},
        **{":section": section, ":sections": section, ":title": title, ":slug": slug or title},
        **dict.fromkeys((":filename", ":contentbasename"), path.name),
        **dict.fromkeys((":slugorfilename", ":slugorcontentbasename"), slug or path.name),
    }
    return _TOKEN.sub(lambda token: values.get(token[0], ""), pattern)
