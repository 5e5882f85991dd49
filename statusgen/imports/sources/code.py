"""Where a Markdown text is code, found in one pass however its backticks are heaped up."""

import re
from collections.abc import Iterator

Span = tuple[int, int]

_MARK = re.compile(
    r"^[ ]{0,3}(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*|(?P<ticks>`+)|(?P<blank>\n(?=[ \t]*\n))",
    re.MULTILINE,
)
_CLOSING = re.compile(r"^[ ]{0,3}(`{3,}|~{3,})[ \t]*$", re.MULTILINE)


def find_code(text: str) -> list[Span]:
    """The fenced blocks and the spans in backticks, in order."""
    spans: list[Span] = []
    runs: list[Span] = []
    place = 0
    while sign := _MARK.search(text, place):
        place = sign.end()
        if sign["ticks"]:
            runs.append(sign.span())
            continue
        spans += _pair_runs(runs)
        runs = []
        if fence := sign["fence"]:
            closing = (found for found in _CLOSING.finditer(text, place) if fence in found[1])
            place = next((found.end() for found in closing), len(text))
            spans.append((sign.start(), place))
    return [*spans, *_pair_runs(runs)]


def _pair_runs(runs: list[Span]) -> Iterator[Span]:
    """The spans of one paragraph: each run of backticks ends at the next of its length."""
    following: dict[int, int] = {}
    partner: dict[int, int] = {}
    for number in range(len(runs) - 1, -1, -1):
        length = runs[number][1] - runs[number][0]
        if length in following:
            partner[number] = following[length]
        following[length] = number
    number = 0
    while number < len(runs):
        last = partner.get(number, number)
        if last > number:
            yield runs[number][0], runs[last][1]
        number = last + 1
