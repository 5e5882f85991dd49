"""Blocks that Markdown reads otherwise than they were probably meant."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from statusgen.model.findings import Findings, Place
from statusgen.read.positions import SourceMap

_LABEL = re.compile(r"\[([^\[\]]+)\](?!\()")
_QUANTITY = re.compile(
    r"[ ]*(>[ ]?\d[\d.,]*[ ]?(?:[%€$£¥°]|[^\W\d_]{1,2}\b)|#[ ]\d+(?=[ ]\w)"
    r"|\+[ ]\d[\d ()/-]*|-[ ]\d[\d.,]*[ ]?[%€$£¥°])"
)
_BEGUN = {">": "a quotation", "#": "a heading", "+": "an item of a list", "-": "an item of a list"}
_Locate = Callable[[int], Place]


def check_block(token: Token, positions: SourceMap, locate: _Locate, findings: Findings) -> None:
    """What makes a heading or code of a text, or hides words, without looking so; warnings."""
    first, end = token.map or (0, 1)
    if token.type == "heading_open" and token.markup in {"-", "="}:
        place = locate(positions.line(end - 1))
        message = "this line makes a heading of the text above it"
        fix = (
            "put a blank line above it for a rule; for a heading, write ### before its text instead"
        )
        findings.warning(place, "underlined-heading", message, fix)
    elif token.type == "code_block":
        message = "four blanks or a tab before this line make it code"
        fix = "delete them, or put the text between ``` lines if it is code"
        findings.warning(locate(positions.first_sign(first)), "shown-as-code", message, fix)
    elif token.type == "fence" and len(token.info.split()) > 1:
        message = f'"{token.info.strip()[:80]}" stands after {token.markup}, and is not shown'
        fix = f"write {token.markup} on a line of its own, above these words"
        findings.warning(locate(positions.first_sign(first)), "lost-words", message, fix)
    elif token.type in {"blockquote_open", "bullet_list_open", "heading_open"}:
        _check_quantity(positions, first, end, locate, findings)


def _check_quantity(
    positions: SourceMap, first: int, end: int, locate: _Locate, findings: Findings
) -> None:
    """A number whose sign Markdown takes for the beginning of a block that is nothing else."""
    match = _QUANTITY.match(positions.written(first))
    others = (positions.written(number).lstrip() for number in range(first + 1, end))
    if not match or any(line.startswith(match[1][0]) for line in others):
        return
    quantity = match[1].strip()
    message = f'"{quantity}" begins {_BEGUN[quantity[0]]}, and its {quantity[0]} is not shown'
    fix = f"write \\{quantity}"
    findings.warning(locate(positions.first_sign(first)), "lost-sign", message, fix)


def check_definitions(
    tokens: Iterable[Token],
    references: Mapping[str, Any],
    positions: SourceMap,
    locate: _Locate,
    findings: Findings,
) -> None:
    """What Markdown takes for the address of a link that is nowhere, and so does not show."""
    if not references:
        return
    labels = (m[1] for t in tokens if t.type == "inline" for m in _LABEL.finditer(t.content))
    used = set(map(normalizeReference, labels))
    for label, reference in references.items():
        if label not in used and label != "//":  # as comments are written in Markdown
            line = reference["map"][0]
            text = positions.written(line).strip()
            message = f'"{text[:80]}" is not shown: Markdown takes it for the address of a link'
            fix = "write " + text.replace("[", "\\[", 1)
            findings.warning(locate(positions.first_sign(line)), "lost-words", message, fix)
