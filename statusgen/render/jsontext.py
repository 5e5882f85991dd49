"""JSON as bytes (RFC 8259): compact, in UTF-8."""

from __future__ import annotations

import json


def json_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
