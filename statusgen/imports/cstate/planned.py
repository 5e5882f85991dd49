"""Whether an issue's title says, beyond doubt, that it tells of planned work."""

import re

from statusgen.imports.sources.state_words import NOT_PLANNED, PLANNED_WORK, words_of

_READ = 300
"""Characters of a title that are looked at; what follows changes nothing about it."""
_WORK = r"(?:maint[ea]?i?n[ea]?nces?|outages?|downtimes?|upgrades?|updates?|migrations?|works?)"
_PLANNED = re.compile(
    rf"\b(?:plan+ed|scheduled|upcoming)\b(?:\W+\w+){{0,4}}?\W+{_WORK}"
    r"|^\W*(?:\[[^\]]*\]\s*)?(?:(?:emergency|database|network|server|system|storage|routine)\s+)*"
    r"maint[ea]?i?n[ea]?nce|\bmaintenance(?:\s+(?:window|on|in|of|for|with)\b|\W*$)",
    re.IGNORECASE,
)
_NOT_PLANNED = re.compile(
    r"\b(?:un(?:planned|scheduled)|after|following|during|due to|caused by|failed)\b"
    r"|\bissues?\b(?!\.\w)",
    re.IGNORECASE,
)


def _any_of(listed: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words_of(listed)))})\b", re.IGNORECASE)


_FOREIGN, _NOT_FOREIGN = _any_of(PLANNED_WORK), _any_of(NOT_PLANNED)


def is_planned(title: str) -> bool:
    """Whether a title names planned work, and nothing that it may have led to."""
    title = title[:_READ]
    named = _PLANNED.search(title) or _FOREIGN.search(title)
    return bool(named) and not (_NOT_PLANNED.search(title) or _NOT_FOREIGN.search(title))
