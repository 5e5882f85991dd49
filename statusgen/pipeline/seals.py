"""Seals on what a build keeps for the next one, so that it is used only if the same user wrote it.

A repository may bring a folder `.statusgen/` along. The user's key is in no repository, so nobody
else can make a cache that a build believes. Without a key nothing is believed.
"""

import hashlib
import hmac

_SIZE = 32
_END = 2 * _SIZE + 1


def seal(content: bytes, key: bytes) -> bytes:
    """Content behind its seal, which is a line of its own."""
    return _seal_of(content, key) + b"\n" + content


def unseal(sealed: bytes | None, key: bytes) -> memoryview:
    """The content that was sealed; empty without one, or where the seal is another's."""
    view = memoryview(sealed or b"")
    content = view[_END:]
    is_ours = key and hmac.compare_digest(view[: _END - 1], _seal_of(content, key))
    return content if is_ours else memoryview(b"")


def _seal_of(content: bytes | memoryview, key: bytes) -> bytes:
    return hashlib.blake2b(content, key=key, digest_size=_SIZE).hexdigest().encode()
