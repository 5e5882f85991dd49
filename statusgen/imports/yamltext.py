"""YAML of other tools, with every scalar as the text that stands there.

`no` is a word, `1.10` keeps its zero, and a time keeps its form: what a text means, its reader
says. Where a tool repeats a key, the last one counts, as it does for the tool.
"""

from __future__ import annotations

from typing import Any

import yaml

from statusgen.imports.errors import SourceError

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEEPEST = 100
_MOST_ALIASES = 1000

YamlText = str | list["YamlText"] | dict[str, "YamlText"]


def parse_yaml_text(content: bytes) -> YamlText:
    """A YAML document as texts, lists and mappings. Raises SourceError with the reason and line.

    Nothing at all is the empty text.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"it is not UTF-8 (byte {error.start + 1})") from None
    try:
        _check_shape(text)
        return _texts(yaml.load(text, Loader=_LOADER))  # texts only: no tag is obeyed
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f" (line {mark.line + 1})" if mark else ""
        reason = error.problem or error.context or "it cannot be read"
        raise SourceError(f"it is not YAML: {reason}{line}") from None
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise SourceError(f"it is not YAML: {' '.join(str(error).split())}") from None


def _check_shape(text: str) -> None:
    """Refuse what would grow without end, or exhaust the stack, once it is put together."""
    depth = aliases = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        if depth > _DEEPEST:
            raise SourceError("it is nested too deep")
        if aliases > _MOST_ALIASES:
            raise SourceError("it refers to itself too often")


def _texts(value: Any) -> YamlText:
    if value is None:
        return ""
    if isinstance(value, dict):
        return {str(key): _texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    return str(value)
