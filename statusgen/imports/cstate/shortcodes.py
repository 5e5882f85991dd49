"""Hugo's shortcodes in a body: the theme's own for a time, and those that others write."""

import re
from typing import NamedTuple

from statusgen.imports.sources.mixed_markup import CodeSpans

_SHORTCODE = re.compile(
    r"\{\{(?P<open>[<%])(?P<inside>(?:(?![>%]\}\}|\{\{[<%]).)*)[>%]\}\}", re.DOTALL
)
_ATTRIBUTE = re.compile(
    r"""(?:([\w-]+)\s*=\s*)?(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|`([^`]*)`|([^\s"'`=]+))"""
)
# Private characters take the place of a time, so that no rewriting of the text can touch it.
_FIRST, _LAST = "\ue000", "\ue001"
TIME_MARK = re.compile(f"{_FIRST}(\\d+){_LAST}")


class ShortcodeText(NamedTuple):
    """A body whose shortcodes became text, and its times became marks (`TIME_MARK`).

    `times` are the marked times as written; `others` the shortcodes that cannot become text here,
    with the number of their line (from 0).
    """

    text: str
    times: tuple[str, ...]
    others: tuple[tuple[int, str], ...]


def replace_shortcodes(body: str) -> ShortcodeText:
    """Replace shortcodes by Markdown; code is left alone."""
    code, pieces, place = CodeSpans(body), [], 0
    times: list[str] = []
    others: list[tuple[int, str]] = []
    for match in _SHORTCODE.finditer(body):
        name, _, rest = " ".join(match["inside"].split(None, 1)).partition(" ")
        if code.holds(match.start()) or not name:
            continue
        attributes = [(key.lower(), "".join(values)) for key, *values in _ATTRIBUTE.findall(rest)]
        pieces.append(body[place : match.start()])
        place = match.end()
        if name == "track":
            pieces.append(f"{_FIRST}{len(times)}{_LAST}")
            times.append(" ".join(value for _, value in attributes))
        elif name == "figure" and (figure := _figure(dict(attributes))):
            pieces.append(figure)
        else:
            others.append((body.count("\n", 0, match.start()), match[0]))
            pieces.append("`" + " ".join(match[0].replace("`", "'").split()) + "`")
    pieces.append(body[place:])
    return ShortcodeText("".join(pieces), tuple(times), tuple(others))


def restore_times(text: str, times: tuple[str, ...]) -> str:
    """A text with the times in the places of its remaining marks."""
    return TIME_MARK.sub(lambda mark: "".join(times[int(mark[1]) : int(mark[1]) + 1]), text)


def _figure(attributes: dict[str, str]) -> str:
    """The theme's picture as Markdown; "" where it names none."""
    source = attributes.get("src") or attributes.get("")
    if not source:
        return ""
    caption = " ".join(filter(None, (attributes.get("title"), attributes.get("caption"))))
    words = attributes.get("alt") or caption or source
    image = f"![{words}](<{source}>)"
    image = f"[{image}](<{attributes['link']}>)" if attributes.get("link") else image
    return f"{image}\n\n{caption}" if caption and caption != words else image
