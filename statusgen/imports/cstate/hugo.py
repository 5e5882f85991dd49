"""What Hugo makes of a content file's name and front matter: its parts and its address."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from statusgen.imports.errors import SourceError
from statusgen.imports.sources.settings import parse_settings, text_of
from statusgen.imports.sources.yaml_texts import YamlText

_FENCES = {"---": "yaml", "+++": "toml"}
_DATE_STEM = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-|$)")
_HEX = re.compile(r"%[0-9A-Fa-f]{2}")
_TOKEN = re.compile(r":[a-z]+")

Front = dict[str, YamlText]
"""A front matter: its keys in lower case, its values as texts."""


@dataclass(frozen=True, slots=True)
class Content:
    """A content file: its front matter (keys in lower case), and its body from line `line` on."""

    front: Front
    body: str
    line: int


def parse_content(text: str) -> Content:
    """Part a file into front matter and body. Raises SourceError where the former is broken."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    start = re.match(r"\s*", text)
    skipped = start[0].count("\n") if start else 0
    lines = text.lstrip().split("\n")
    mark = lines[0].rstrip()
    if mark in _FENCES:
        ends = (n for n, line in enumerate(lines) if n and line.rstrip() == mark)
        if (end := next(ends, None)) is None:
            raise SourceError(f"its front matter is not closed by a line {mark}")
        front = parse_settings("\n".join(lines[1:end]).encode(), _FENCES[mark])
        return Content(front, "\n".join(lines[end + 1 :]), skipped + end + 2)
    if mark.startswith("{"):
        end = next((n for n, line in enumerate(lines) if line.rstrip() == "}"), None)
        if end is None and not mark.endswith("}"):
            raise SourceError("its front matter is not closed by a line }")
        front = parse_settings("\n".join(lines[: (end or 0) + 1]).encode(), "json")
        return Content(front, "\n".join(lines[(end or 0) + 1 :]), skipped + (end or 0) + 2)
    raise SourceError("it has no front matter")


def sanitize_path(text: str) -> str:
    """A path in the characters that Hugo leaves in one: blanks become single hyphens."""
    kept: list[str] = []
    gap = False
    for place, sign in enumerate(text):
        if _is_kept(sign) or _HEX.match(text, place):
            if gap and sign != "-":
                kept.append("-")
            gap = False
            kept.append(sign)
        elif sign.isspace() and kept and kept[-1] != "-":
            gap = True
    return "".join(kept)


def find_address(name: str, front: Front, at: datetime, permalink: str, ugly: bool) -> str:
    """The path at which Hugo publishes a file.

    `name` is the file's path below the content folder, without a language in it; `at` is in the
    page's own zone; `permalink` is the pattern of its section, "" without one.
    """
    path = PurePosixPath(name)
    folder = path.parent.as_posix()
    bundled = path.stem == "index"
    stem = path.parent.name if bundled else path.stem
    folder = path.parent.parent.as_posix() if bundled else folder
    if url := text_of(front, "url"):
        return url if url.startswith("/") else f"/{folder}/{url}"
    slug = text_of(front, "slug")
    if permalink:
        address = _fill(permalink, stem, slug, text_of(front, "title"), path.parts[0], at)
    else:
        address = f"{folder}/{slug or stem}"
    address = "/" + sanitize_path(address).lower().strip("/")
    return f"{address}.html" if ugly else f"{address}/"


def day_in_name(name: str) -> str:
    """The date with which a file's name begins, as Hugo finds it; "" without one."""
    path = PurePosixPath(name)
    found = _DATE_STEM.match(path.parent.name if path.stem == "index" else path.stem)
    return found[1] if found else ""


def _is_kept(sign: str) -> bool:
    return sign in "./\\_#+~-@" or unicodedata.category(sign)[0] in "LM" or sign.isdecimal()


def _fill(pattern: str, stem: str, slug: str, title: str, section: str, at: datetime) -> str:
    named = slug or title.replace("/", "-")
    values = {
        **{":year": f"{at:%Y}", ":month": f"{at:%m}", ":day": f"{at:%d}", ":yearday": f"{at:%j}"},
        **{":monthname": f"{at:%B}", ":weekday": f"{at:%w}", ":weekdayname": f"{at:%A}"},
        **{":section": section, ":sections": section, ":title": title.replace("/", "-")},
        **{":slug": named, ":slugorfilename": slug or stem, ":filename": stem},
        **{":contentbasename": stem, ":slugorcontentbasename": slug or stem},
    }
    return _TOKEN.sub(lambda token: values.get(token[0], ""), pattern)
