"""Escaping that leaves alone what needs none."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_RISKY = re.compile("[&<>\"']").search


def escape_text(value: object) -> str:
    """What `markupsafe.escape` makes of a value, but plain text where that is safe as it stands.

    To look takes a third of the time in which a Markup is made, and most texts are safe.
    """
    if type(value) is Markup or (type(value) is str and not _RISKY(value)):
        return value
    return escape(value)
