"""Where the characters of a YAML scalar's text stand in the file, in every style of writing one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

_QUOTED = re.compile(r"''|[^']")
_ESCAPED = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|(.)", re.DOTALL
)
_ESCAPES = {**yaml.scanner.Scanner.ESCAPE_REPLACEMENTS, "\n": " "}


def find_in_scalar(source: str, node: yaml.ScalarNode, offset: int) -> int | None:
    """The index in a YAML text of what stands at an offset of a scalar's text, or next after it.

    The offset counts from the first character that is no blank. Line breaks may be folded, quotes
    doubled and characters escaped, but whatever is no blank stands in the file in the same order,
    so it is found exactly. None where it is not, as in what an alias repeats.
    """
    text = str(node.value).strip()
    seen = len("".join(text[:offset].split()))
    written = [(at, char) for at, char in _characters(source, node) if not char.isspace()]
    if "".join([char for _, char in written]) != "".join(text.split()) or seen >= len(written):
        return None
    return written[seen][0]


def _characters(source: str, node: yaml.ScalarNode) -> Iterator[tuple[int, str]]:
    """Each character that a scalar's own part of a YAML text means, with its index."""
    start, end = node.start_mark.index, node.end_mark.index
    if node.style == "'":
        quoted = _QUOTED.finditer(source, start + 1, end - 1)
        return ((found.start(), found[0][0]) for found in quoted)
    if node.style == '"':
        escaped = _ESCAPED.finditer(source, start + 1, end - 1)
        return ((found.start(), _meant(found)) for found in escaped)
    if node.style in {"|", ">"}:
        start = source.index("\n", start)
    return ((at, source[at]) for at in range(start, end))


def _meant(found: re.Match[str]) -> str:
    """The character that a plain one or an escape of a double-quoted scalar means."""
    short, plain = found[4], found[5]
    if plain is not None:
        return plain
    if short is not None:
        return str(_ESCAPES.get(short, short))
    return chr(int(found[1] or found[2] or found[3], 16))
