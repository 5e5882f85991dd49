"""YAML scalars: how to write a text as one, and where its characters are in a file."""

import re
from collections.abc import Iterator
from itertools import accumulate

import yaml

_QUOTED = re.compile(r"''|[^']")
_ESCAPED = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|(.)", re.DOTALL
)
_ESCAPES = {**yaml.scanner.Scanner.ESCAPE_REPLACEMENTS, "\n": " "}


def format_scalar(text: str) -> str:
    """A text as a YAML scalar on one line, in quotes where it needs them."""
    dumped = yaml.safe_dump(text, allow_unicode=True, width=10_000)
    return str(dumped).removesuffix("\n").removesuffix("\n...")


def indexes_in_scalar(source: str, node: yaml.ScalarNode) -> list[int]:
    """For each offset in a scalar's text, where the next non-blank character is in a YAML text.

    Offsets count from the text's first non-blank character. Line breaks may be folded, quotes
    doubled and characters escaped, but the non-blank characters are in the same order in the file.
    Empty where they are not, as in what an alias repeats.
    """
    text = str(node.value).strip()
    written = [(at, char) for at, char in _characters(source, node) if not char.isspace()]
    if "".join([char for _, char in written]) != "".join(text.split()):
        return []
    counts = accumulate((not char.isspace() for char in text), initial=0)
    return [written[count][0] for count in counts if count < len(written)]


def _characters(source: str, node: yaml.ScalarNode) -> Iterator[tuple[int, str]]:
    """Each character that a scalar's own part of a YAML text means, with its index."""
    start, end = node.start_mark.index, node.end_mark.index
    if node.style == "'":
        return ((m.start(), m[0][0]) for m in _QUOTED.finditer(source, start + 1, end - 1))
    if node.style == '"':
        return ((m.start(), _unescape(m)) for m in _ESCAPED.finditer(source, start + 1, end - 1))
    if node.style in {"|", ">"}:
        start = source.index("\n", start)
    return ((at, source[at]) for at in range(start, end))


def _unescape(match: re.Match[str]) -> str:
    """The character for a plain one or an escape in a double-quoted scalar."""
    *codes, short, plain = match.groups()
    if code := next(filter(None, codes), None):
        return chr(int(code, 16))
    return str(_ESCAPES.get(short, short)) if plain is None else str(plain)
