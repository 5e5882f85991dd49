"""Addresses as other programs write them, of which not all are addresses."""

import re
from urllib.parse import urljoin

LOGIN = (
    "the address has a login in it, which would be printed, and published with every link; "
    "save what is there to a file, and import that"
)


def is_address(source: str) -> bool:
    """Whether a source is to be read from the network, not from disk."""
    return source.lower().startswith(("http://", "https://"))


def has_login(source: str) -> bool:
    """Whether an address has a name or a password before its host."""
    return (
        is_address(source) and "@" in re.split(r"[/?#]", source.partition("://")[2], maxsplit=1)[0]
    )


def join_addresses(base: str, address: str) -> str:
    """An address as it is meant at `base`; empty where the two can be none."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""
