"""Settings of other tools, in whichever of YAML, TOML and JSON they are, as texts.

Keys are in lower case, as Hugo has them.
"""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime, time
from typing import Any

from statusgen.imports.errors import SourceError
from statusgen.imports.sources.yaml_texts import YamlText, parse_yaml_text

FORMS = {".yml": "yaml", ".yaml": "yaml", ".toml": "toml", ".json": "json"}
"""The form of a settings file, by the end of its name."""


def parse_settings(content: bytes, form: str) -> dict[str, YamlText]:
    """A mapping, all the way down as texts. Raises SourceError with the reason."""
    try:
        if form == "yaml":
            found: Any = parse_yaml_text(content)
        elif form == "toml":
            found = tomllib.loads(content.decode("utf-8-sig"))
        else:
            found = json.loads(content)
    except UnicodeDecodeError as error:
        raise SourceError(f"it is not UTF-8 (byte {error.start + 1})") from None
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise SourceError(f"it is not {form.upper()}: {error}") from None
    texts = _lower(found) if found else {}
    if not isinstance(texts, dict):
        raise SourceError("it is no list of keys and values")
    return texts


def text_of(settings: dict[str, YamlText], key: str) -> str:
    """A value that is one text; "" where it is missing or something else."""
    value = settings.get(key)
    return value.strip() if isinstance(value, str) else ""


def texts_of(settings: dict[str, YamlText], key: str) -> tuple[str, ...]:
    """A list of texts, or the one text that stands for it; empty ones are left out."""
    value = settings.get(key, "")
    values = value if isinstance(value, list) else [value]
    return tuple(item.strip() for item in values if isinstance(item, str) and item.strip())


def mapping_of(settings: dict[str, YamlText], key: str) -> dict[str, YamlText]:
    """A value that is a mapping; an empty one where it is missing or something else."""
    value = settings.get(key)
    return value if isinstance(value, dict) else {}


def mappings_of(settings: dict[str, YamlText], key: str) -> tuple[dict[str, YamlText], ...]:
    """The mappings in a list."""
    value = settings.get(key)
    return (
        tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()
    )


def _lower(value: Any) -> YamlText:
    if isinstance(value, dict):
        return {str(key).lower(): _lower(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_lower(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return "" if value is None else str(value)
