"""Digests: what stands for a text where only it matters whether it is the same."""

from __future__ import annotations

import hashlib


def digest_of(content: bytes | str) -> str:
    """What stands for bytes or a text: half of its SHA-256, in hexadecimal digits."""
    content = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(content).hexdigest()[:32]
