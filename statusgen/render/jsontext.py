"""JSON as bytes (RFC 8259): compact, in UTF-8."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def json_text(value: object) -> str:
    return _ENCODER.encode(value)


def json_bytes(value: object) -> bytes:
    return json_text(value).encode() + b"\n"


def join_items(items: Iterable[str]) -> str:
    """An array of what is JSON already."""
    return f"[{','.join(items)}]"


def join_members(members: Mapping[str, str]) -> bytes:
    """An object whose values are JSON already; its names need no escapes."""
    pairs = (f'"{name}":{value}' for name, value in members.items())
    return f"{{{','.join(pairs)}}}\n".encode()
