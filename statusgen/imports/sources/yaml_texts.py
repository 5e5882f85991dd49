"""YAML of other tools, with every scalar as the text that stands there.

`no` is a word, `1.10` keeps its zero, and a time keeps its form: what a text means, its reader
says. Where a tool repeats a key, the last one counts, as it does for the tool.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from statusgen.imports.errors import SourceError

_BASE: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NULL = "tag:yaml.org,2002:null"
_DEEPEST = 100
_MOST_COPIES = 100_000
"""Values that a document may have by its aliases, beyond those that stand in it."""

YamlText = str | list["YamlText"] | dict[str, "YamlText"]


class _Loader(_BASE):  # type: ignore[misc]
    """Every scalar is its text, but for a plain `null` or `~`, which is nothing."""


_Loader.add_implicit_resolver(_NULL, re.compile("(?:~|null|Null|NULL)$"), list("~nN"))
_Loader.add_constructor(_NULL, lambda *_: "")


def parse_yaml_text(content: bytes) -> YamlText:
    """A YAML document as texts, lists and mappings. Raises SourceError with the reason and line.

    Nothing at all is the empty text.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"it is not UTF-8 (byte {error.start + 1})") from None
    try:
        most = _check_shape(text) + _MOST_COPIES
        value = yaml.load(text, Loader=_Loader)  # texts only: no tag is obeyed
        return _texts(value, iter(range(most)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f" (line {mark.line + 1})" if mark else ""
        reason = error.problem or error.context or "it cannot be read"
        raise SourceError(f"it is not YAML: {reason}{line}") from None
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise SourceError(f"it is not YAML: {' '.join(str(error).split())}") from None


def _check_shape(text: str) -> int:
    """Refuse what would exhaust the stack once it is put together; answers how much there is."""
    depth = number = 0
    for event in yaml.parse(text, Loader=_Loader):
        number += 1
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise SourceError("it is nested too deep")
    return number


def _texts(value: Any, left: Iterator[int]) -> YamlText:
    """A value as texts; each takes one of what is left, as aliases can double them without end."""
    if next(left, None) is None:
        raise SourceError("it refers to itself too often")
    if value is None:
        return ""
    if isinstance(value, dict):
        return {str(key): _texts(item, left) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item, left) for item in value]
    return str(value)
