"""What Hugo makes of a content file's name and front matter: its parts and its address."""

import re
import unicodedata
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from statusgen.imports.history import SourceError
from statusgen.imports.sources.data import Fields, parse_settings, text_of

_FENCES = {"---": "yaml", "+++": "toml"}
_DATE_STEM = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-|$)")
_HEX = re.compile(r"%[0-9A-Fa-f]{2}")
_TOKEN = re.compile(r":[a-z]+")


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


def sanitize_path(text: str) -> str:
    """A path in the characters that Hugo leaves in one: spaces become single hyphens."""
    kept: list[str] = []
    gap = False
    for place, character in enumerate(text):
        letter = unicodedata.category(character)[0] in "LM" or character.isdecimal()
        if letter or character in "./\\_#+~-@" or _HEX.match(text, place):
            if gap and character != "-":
                kept.append("-")
            gap = False
            kept.append(character)
        elif character.isspace() and kept and kept[-1] != "-":
            gap = True
    return "".join(kept)


def find_address(name: str, front: Fields, at: datetime, permalink: str, ugly: bool) -> str:
    """The path at which Hugo publishes a file.

    `name` is the file's path below the content folder, without a language in it; `at` is in the
    page's own zone; `permalink` is the pattern of its section, "" without one.
    """
    path = PurePosixPath(name)
    path = path.parent if path.stem == "index" else path.with_suffix("")
    folder = path.parent.as_posix()
    if url := text_of(front, "url"):
        return url if url.startswith("/") else f"/{folder}/{url}"
    slug = text_of(front, "slug")
    address = f"{folder}/{slug or path.name}"
    if permalink:
        address = _fill_permalink(permalink, path, slug, text_of(front, "title"), at)
    address = "/" + sanitize_path(address).lower().strip("/")
    return f"{address}.html" if ugly else f"{address}/"


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
