"""The key with which a user's builds seal what they keep. It is in no repository."""

import os

from platformdirs import user_state_path

from statusgen.pipeline import disk

_SIZE = 32


def read_key() -> bytes:
    """The user's key, made where there is none; empty where none can be kept."""
    path = user_state_path("statusgen", appauthor=False) / "cache-key"
    try:
        key = disk.read_bytes(path)
        if key is None:
            disk.create_secret(path, os.urandom(_SIZE))
            key = disk.read_bytes(path)
    except OSError:
        return b""
    return key if key and len(key) == _SIZE else b""
