"""Addresses as other programs write them, of which not all are addresses."""

from urllib.parse import SplitResult, urljoin, urlsplit


def is_address(source: str) -> bool:
    """Whether a source is to be read from the network, not from disk."""
    return source.lower().startswith(("http://", "https://"))


def split_address(address: str) -> SplitResult:
    """An address in its parts; those of an empty one where it can be no address."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def join_addresses(base: str, address: str) -> str:
    """An address as it is meant at `base`; empty where the two can be none."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""
