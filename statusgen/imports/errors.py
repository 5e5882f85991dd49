"""Why a source could not be read.

SourceError (one sentence, without a place)
"""

from __future__ import annotations


class SourceError(Exception):
    """A source, or a part of it, that cannot be read; the text is the reason to show."""
