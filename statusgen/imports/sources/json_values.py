"""JSON of other programs, of which nothing is certain but that it is JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from statusgen.imports.errors import SourceError

Json = dict[str, object]


def parse_json(content: bytes) -> object:
    """The value of a JSON text. Raises SourceError."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SourceError("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        if content.lstrip()[:1] == b"<":
            raise SourceError("it is a web page, not JSON") from None
        raise SourceError(f"it is no JSON, or cut off: line {error.lineno}: {error.msg}") from None
    except (ValueError, RecursionError):
        raise SourceError("it is JSON that no program of good will writes") from None


def text_of(item: Json, *keys: str) -> str:
    """The first of these fields that is a text or a number, as a text."""
    for key in keys:
        value = item.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return str(value)
    return ""


def object_of(item: Json, key: str) -> Json:
    """A field that is an object; an empty one where it is not."""
    value = item.get(key)
    return value if isinstance(value, dict) else {}


def objects_of(item: Json, key: str) -> list[Json]:
    """The objects in a field that is a list."""
    value = item.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def instant_of(item: Json, key: str) -> datetime | None:
    """A field that is a time (ISO 8601), in UTC; None where it is none. Without an offset: UTC."""
    value = item.get(key)
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
