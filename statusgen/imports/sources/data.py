"""JSON, YAML and TOML of other programs, of which nothing is certain but the syntax.

Of YAML and of settings every scalar is the text as written: `no` is a word, `1.10` keeps
its zero, and a time keeps its form. What a text means, its reader says. Where a tool repeats a
key, the last one counts, as it does for the tool.
"""

import json
import re
import sys
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

import yaml

from statusgen.imports.history import SourceError
from statusgen.imports.sources.written_times import in_utc

Fields = Mapping[str, object]
"""An object of JSON, or a mapping of YAML or TOML."""

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NULL = "tag:yaml.org,2002:null"
_DEEPEST = 100
_MOST_COPIES = 100_000
"""Values and characters that a YAML document may have by its aliases beyond what it writes."""
_MOST_DOTS = 200
"""Dots in a line of TOML, whose parser takes the square of a key's parts."""
_LARGEST_SETTINGS = 2**20
_INVISIBLE = re.compile("[\ufeff\u200b\u2060]")
"""Marks that show nothing and only get between words; those that join or turn letters stay."""


class _TextLoader(_LOADER):  # type: ignore[misc]  # chosen at run time
    """Every scalar is its text, but for a plain `null` or `~`, which is nothing."""


_TextLoader.add_implicit_resolver(_NULL, re.compile("(?:~|null|Null|NULL)$"), list("~nN"))
_TextLoader.add_constructor(_NULL, lambda *_: "")


def decode(content: bytes) -> str:
    """A text in UTF-8, without marks that nobody sees. Raises SourceError."""
    try:
        return strip_invisible(content.decode())
    except UnicodeDecodeError as error:
        raise SourceError(f"it is not UTF-8 (byte {error.start + 1})") from None


def strip_invisible(text: str) -> str:
    """A text without byte order marks and the like, which end up in texts by accident."""
    return _INVISIBLE.sub("", text)


def parse_json(content: bytes) -> object:
    """The value of a JSON text. Raises SourceError."""
    try:
        return check_depth(json.loads(decode(content)))
    except json.JSONDecodeError as error:
        reason = f"it is not JSON, or it is cut off: line {error.lineno}: {error.msg}"
        reason = "it is a web page, not JSON" if content.lstrip()[:1] == b"<" else reason
    except (ValueError, RecursionError):
        reason = "it is JSON, but nested too deeply or with numbers too long to read"
    raise SourceError(reason)


def check_depth(value: object) -> object:
    """A value, unless what is inside it goes deeper than can be shown. Raises ValueError."""
    layer = [value]
    for _ in range(_DEEPEST):
        inside = [list(v.values()) if isinstance(v, dict) else v for v in layer]
        layer = [item for items in inside if isinstance(items, list) for item in items]
        if not layer:
            return value
    raise ValueError("it is nested too deeply")


def parse_mapping(content: bytes) -> Fields:
    """A YAML document that is a mapping, all the way down as texts.

    Raises SourceError with the reason and the line.
    """
    return _check_mapping(_parse_yaml(decode(content), str))


def parse_settings(content: bytes, format: str) -> Fields:
    """Settings as texts, with their keys in lower case, as Hugo has them.

    The format is called as at the end of a file's name: yaml, yml, toml or json. Nothing at all is
    an empty mapping. Raises SourceError with the reason.
    """
    if len(content) > _LARGEST_SETTINGS:
        raise SourceError(f"it has {len(content):,} bytes; {_LARGEST_SETTINGS:,} are read at most")
    text = decode(content)
    try:
        if format in ("yaml", "yml"):
            value = _parse_yaml(text, str.lower)
        else:
            read: Any = _parse_toml if format == "toml" else json.loads
            value = _as_texts(check_depth(read(text)), str.lower, _Allowance(sys.maxsize))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"it is not {format.upper()}: {error}") from None
    return _check_mapping(value or {})


def _parse_toml(text: str) -> object:
    if any(line.count(".") > _MOST_DOTS for line in text.splitlines()):
        raise ValueError(f"a line has more than {_MOST_DOTS} dots")
    return tomllib.loads(text)


def _check_mapping(value: object) -> Fields:
    if not isinstance(value, dict):
        raise SourceError("it is not a mapping of keys to values")
    return value


def _parse_yaml(text: str, key: Any) -> object:
    """A YAML document as texts, lists and mappings whose keys went through `key`."""
    try:
        depth = number = 0
        for number, event in enumerate(yaml.parse(text, Loader=_TextLoader), 1):  # noqa: B007 - used below
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:  # putting it together would exhaust the stack
                break
        else:
            value = yaml.load(text, Loader=_TextLoader)  # texts only: no tag is obeyed
            return _as_texts(value, key, _Allowance(number + len(text) + _MOST_COPIES))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f" (line {mark.line + 1})" if mark else ""
        reason = error.problem or error.context or "it cannot be read"
        raise SourceError(f"it is not YAML: {reason}{line}") from None
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise SourceError(f"it is not YAML: {' '.join(str(error).split())}") from None
    raise SourceError("it is nested too deeply")


class _Allowance:
    """What may still be made of a document, as aliases can double it without end."""

    def __init__(self, left: int) -> None:
        self._left = left

    def take(self, amount: int) -> None:
        self._left -= amount
        if self._left < 0:
            raise SourceError("it refers to itself too often")


def _as_texts(value: object, key: Any, allowance: _Allowance) -> object:
    """A value as texts; each, and each character of it, is taken from what is allowed."""
    allowance.take(1)
    if isinstance(value, dict):
        return {key(str(name)): _as_texts(item, key, allowance) for name, item in value.items()}
    if isinstance(value, list):
        return [_as_texts(item, key, allowance) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    text = "" if value is None else str(value).strip()
    allowance.take(len(text))
    return text


def text_of(item: Fields, *keys: str) -> str:
    """The first of these fields that is a text or a number, as a text."""
    for value in map(item.get, keys):
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return strip_invisible(str(value))
    return ""


def texts_of(item: Fields, key: str) -> tuple[str, ...]:
    """A list of texts, or a single text instead of one; empty ones are left out."""
    values = list_of(item, key) or [item.get(key)]
    return tuple(strip_invisible(text) for text in values if isinstance(text, str) and text)


def list_of(item: Fields, key: str) -> list[object]:
    """A field that is a list; an empty one where it is not."""
    value = item.get(key)
    return value if isinstance(value, list) else []


def object_of(item: Fields, key: str) -> Fields:
    """A field that is an object; an empty one where it is not."""
    value = item.get(key)
    return value if isinstance(value, dict) else {}


def objects_of(item: Fields, key: str) -> list[Fields]:
    """The objects in a field that is a list."""
    return [each for each in list_of(item, key) if isinstance(each, dict)]


def time_of(item: Fields, *keys: str) -> datetime | None:
    """The first of these fields that is a time (ISO 8601), in UTC. Without an offset it is UTC."""
    for value in map(item.get, keys):
        if isinstance(value, str):
            with suppress(ValueError, OverflowError):
                return in_utc(datetime.fromisoformat(value.strip()))
    return None
