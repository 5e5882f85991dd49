"""JSON as bytes (RFC 8259): compact, in UTF-8."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import orjson


def json_part(value: object) -> bytes:
    """A value inside a document."""
    return orjson.dumps(value)


def json_bytes(value: object) -> bytes:
    """A whole document."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def join_items(items: Iterable[bytes]) -> bytes:
    """An array of what is JSON already."""
    return b"[%b]" % b",".join(items)


def join_members(members: Mapping[str, bytes]) -> bytes:
    """An object whose values are JSON already; its names need no escapes."""
    pairs = (b'"%b":%b' % (name.encode(), value) for name, value in members.items())
    return b"{%b}\n" % b",".join(pairs)
