"""Hugo's shortcodes in a body: the theme's own for a time, and those that others write."""

from __future__ import annotations

import re
from dataclasses import dataclass

from statusgen.imports.sources.mixed_markup import Code

_SHORTCODE = re.compile(
    r"\{\{(?P<open>[<%])(?P<inside>(?:(?![>%]\}\}|\{\{[<%]).)*)[>%]\}\}", re.DOTALL
)
_ATTRIBUTE = re.compile(
    r"""(?:([\w-]+)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|`([^`]*)`|([^\s"'`=]+))"""
)
# Private characters stand where a time stood, so that no rewriting of the text can touch it.
_FIRST, _LAST = "\ue000", "\ue001"
TRACK = re.compile(f"{_FIRST}(\\d+){_LAST}")


@dataclass(frozen=True, slots=True)
class Codes:
    """A body whose shortcodes became text, and its times became `TRACK` marks.

    `times` are the marked times as written; `others` the codes that no text of ours can be,
    with the number of their line (from 0).
    """

    text: str
    times: tuple[str, ...]
    others: tuple[tuple[int, str], ...]


def parse_codes(body: str) -> Codes:
    """Put Markdown where shortcodes stand; code is left alone."""
    code, times, others, pieces, place = Code(body), [], [], [], 0
    for match in _SHORTCODE.finditer(body):
        name, *further = match["inside"].split(None, 1) or [""]
        rest = "".join(further)
        if code.holds(match.start()) or not name:
            continue
        pieces.append(body[place : match.start()])
        place = match.end()
        if name == "track":
            times.append(_argument(rest))
            pieces.append(f"{_FIRST}{len(times) - 1}{_LAST}")
        elif name == "figure" and (figure := _figure(rest)):
            pieces.append(figure)
        else:
            others.append((body.count("\n", 0, match.start()), match[0]))
            pieces.append("`" + " ".join(match[0].replace("`", "'").split()) + "`")
    pieces.append(body[place:])
    return Codes("".join(pieces), tuple(times), tuple(others))


def restore_times(text: str, times: tuple[str, ...]) -> str:
    """The marks that stayed in a text as the times that they stand for."""
    return TRACK.sub(lambda mark: times[int(mark[1])] if int(mark[1]) < len(times) else "", text)


def _argument(rest: str) -> str:
    found = _ATTRIBUTE.findall(rest)
    return " ".join("".join(values) for _, *values in found)


def _figure(rest: str) -> str:
    """The theme's picture as Markdown; "" where it names none."""
    given = {name.lower(): "".join(values) for name, *values in _ATTRIBUTE.findall(rest)}
    source = given.get("src") or given.get("")
    if not source:
        return ""
    caption = " ".join(filter(None, (given.get("title"), given.get("caption"))))
    words = given.get("alt") or caption or source
    image = f"![{words}](<{source}>)"
    image = f"[{image}](<{given['link']}>)" if given.get("link") else image
    return f"{image}\n\n{caption}" if caption and caption != words else image
