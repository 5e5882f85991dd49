"""Addresses as other programs write them, of which not all are addresses."""

from urllib.parse import urljoin


def is_address(source: str) -> bool:
    """Whether a source is to be read from the network, not from disk."""
    return source.lower().startswith(("http://", "https://"))


def join_addresses(base: str, address: str) -> str:
    """An address as it is meant at `base`; empty where the two can be none."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""
