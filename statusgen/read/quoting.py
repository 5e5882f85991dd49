"""Texts as YAML reads them back."""

from __future__ import annotations

import yaml


def format_scalar(text: str) -> str:
    """A text as a YAML scalar on one line, in quotes where it needs them."""
    dumped = yaml.safe_dump(text, allow_unicode=True, width=10_000)
    return str(dumped).removesuffix("\n").removesuffix("\n...")
