"""Ids: the names of entries and components, which are part of their addresses for good."""

import itertools
import re
import unicodedata
from collections.abc import Container

_ID = re.compile(r"[A-Za-z0-9_~-](?:[A-Za-z0-9._~-]{0,98}[A-Za-z0-9_~-])?")
_COPY = re.compile(r"^Copy of | - Copy\b.*| copy(?: \d+)?$| ?\(\d+\)$", re.IGNORECASE)
"""What systems add to the name of a file that is copied or downloaded again."""
_SEGMENT = re.compile(r"(?![.])[\w.~+,@-]{1,100}(?<![.])")
_LONGEST_PATH = 300


def is_id(text: str) -> bool:
    """Up to 100 of RFC 3986's unreserved characters, with no dot at either end."""
    return bool(_ID.fullmatch(text))


def explain_id(text: str, what: str, example: str) -> tuple[str, str]:
    """Why a text is no id, and what to write instead; `example` where nothing is left of it."""
    clean = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:100] or example
    fix = f"use letters, digits and -, like {clean}"
    original = _COPY.sub("", text)
    if original != text and is_id(original):
        fix = f"delete it if it is a copy of {original}, or {fix}"
    return f'the {what} "{text}" cannot be part of an address', fix


def is_path(text: str) -> bool:
    """An address from the site's root: `/`, then segments of letters, digits and a few signs."""
    segments = text.removeprefix("/").removesuffix("/").split("/")
    plain = text.startswith("/") and len(text) <= _LONGEST_PATH
    return plain and all(map(_SEGMENT.fullmatch, segments))


def explain_path(text: str) -> tuple[str, str]:
    """Why a text is no address from the site's root, and what to write instead."""
    return (
        f'the alias "{text}" cannot be an address',
        "write it from the site's root, without host, % or ?, like /issues/2026-03-12-orders/",
    )


def slug(text: str) -> str:
    """A text's words in letters, digits and hyphens; empty where no letter has a plain form."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def free_name(name: str, taken: Container[str]) -> str:
    """A name, with a number behind it where it is `taken`, whose members are in lower case."""
    numbered = (f"{name}-{number}" for number in itertools.count(2))
    return next(free for free in itertools.chain([name], numbered) if free.lower() not in taken)
