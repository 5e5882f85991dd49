"""Words that stand in for others, such as TBD, and markup in a title, which shows none."""

import html
import re
from itertools import islice

from statusgen.model.findings import Findings, Place
from statusgen.read.lookalikes import fenced_lines
from statusgen.read.source import Source

_PLACEHOLDER = re.compile(
    r"\[(?:TODO|TBD|XX+|(?i:insert|enter|fill in|your)\s[^\[\]\n]{1,60})\](?![(\[:])"
    r"|\b(?:TODO|FIXME|TBD)\b|\bXX+(?:\s?%|:XX+|\s(?:percent|minutes|hours|customers|users))"
    r"|\bXXX+\b|\b(?i:lorem ipsum)\b"
)
_SIGNS = ("TODO", "FIXME", "TBD", "XX", "psum", "PSUM")
_IN_BRACKETS = re.compile(r"\[(?i:insert|enter|fill in|your)\s")
"""What is in every placeholder; both are sought in a twentieth of the time."""
_NO_WORDS = re.compile(
    r"^(?:title|affected|action|cause|data_loss): +"
    r"[\"']?(n/?a|tbd|todo|null|[~?–—…-]|\.{3})[\"']?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_MOST = 20
_MARKUP = re.compile(
    r"\*\*[^*]+\*\*|\[[^\[\]]*\]\([^()]*\)|&(?:[a-z]{2,8}|#\d{1,6});"
    r"|</?(?:a|b|br|code|em|i|p|span|strong|u)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_PLAIN = (
    (re.compile(r"\*\*([^*]+)\*\*|\[([^\[\]]*)\]\([^()]*\)"), r"\1\2"),
    (re.compile(r"</?\w+(?:\s[^<>]*)?/?>"), ""),
)


def find_unfinished(source: Source, head: Source, body: Source, findings: Findings) -> None:
    """A warning for each placeholder in an entry's file, outside of code and comments."""
    for found in _NO_WORDS.finditer(head.text):
        _warn(found[1], head.place(found.start(1)), findings)
    if not any(sign in source.text for sign in _SIGNS) and not _IN_BRACKETS.search(source.text):
        return
    fenced = fenced_lines(body.text)
    for found in islice(_PLACEHOLDER.finditer(source.text), _MOST):
        place = source.place(found.start())
        line = source.text[source.text.rfind("\n", 0, found.start()) + 1 : found.start()]
        is_comment = place.line < body.line and line.lstrip().startswith("#")
        if not (is_comment or line.count("`") % 2 or place.line - body.line in fenced):
            _warn(found[0], place, findings)


def _warn(text: str, place: Place, findings: Findings) -> None:
    fix = "write what is meant, or take it out"
    findings.warning(place, "unfinished-text", f'"{text}" looks like a placeholder', fix)


def check_title(title: str, place: Place, findings: Findings) -> None:
    """A warning where a title has markup, which is shown as it stands, or a template's words."""
    if "{{" in title:
        _warn(title[title.index("{{") :].partition("}}")[0] + "}}", place, findings)
    if markup := _MARKUP.search(title):
        plain = title
        for pattern, words in _PLAIN:
            plain = pattern.sub(words, plain)
        message = f"a title shows markup as it stands: {markup[0]}"
        findings.warning(place, "markup-in-title", message, f"write {html.unescape(plain)}")
