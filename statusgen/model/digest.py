"""Digests: for comparing what is too long to keep."""

import hashlib


def digest_of(content: bytes | memoryview | str) -> str:
    """The first half of the SHA-256 of bytes, or of a text in UTF-8, in hexadecimal digits."""
    content = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(content).hexdigest()[:32]
