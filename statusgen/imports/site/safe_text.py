"""Texts of a source in a form that is safe in our files, with the same words to read.

What our format would take for something else is found by our own reader, and marked so that it
stays text; where nothing milder helps, every character that could mean something is.
"""

import re
from datetime import date
from typing import NamedTuple
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from statusgen.model.entry import Incident, Update
from statusgen.model.findings import Finding, Findings, Place
from statusgen.read.source import Source, from_windows
from statusgen.read.timestamps import zone_of
from statusgen.read.updates import parse_updates

NO_TEXT = "*The source published no text here.*"
_HEAD = "## 2000-01-01 00:00 — Update\n\n"
_ABOVE = _HEAD.count("\n")
_TRIES = 20
_BREAKS = re.compile("\r\n?|[\x0b\x0c]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_FROM_WINDOWS = re.compile(f"[{''.join(filter(from_windows, map(chr, range(0x80, 0xA0))))}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_HEADING = re.compile(r"^( {0,3})#{1,2}(?=[ \t]|$)", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(`{3,}(?=[^`\n]*$)|~{3,})", re.MULTILINE)
_TARGET = re.compile(
    r"(\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:[ \t]*<?)(?![a-z][a-z0-9+.-]*:|//)([^\s<>)]+)", re.I | re.M
)
_DAY = re.compile(r"(?<=\d)-(?=\d)")
_MARKED = frozenset({"bad-heading", "misplaced-field"})
_UNLINKED = "what cannot be a link here is kept as text"
_INLINE = re.compile(r"(?=[\\`*_\[\]<>&~])")
_PUNCTUATION = re.compile(r"(?=[!-/:-@\[-`{-~])")


class SafeText(NamedTuple):
    """A text that our reader reads as one update's, and what had to change in it."""

    text: str
    changes: tuple[str, ...] = ()


def strip_controls(text: str) -> SafeText:
    """A text with `\\n` at its line ends, and without what no page or feed could show."""
    text = _BREAKS.sub("\n", text)
    text, replaced = _SURROGATE.subn("\ufffd", text)
    text, restored = _FROM_WINDOWS.subn(lambda match: from_windows(match[0]), text)
    text, removed = _CONTROLS.subn("", text)
    changes = []
    if restored:
        changes.append(f"{restored} character(s) in the code of Windows were written in Unicode")
    if replaced:
        changes.append(f"{replaced} broken character(s) became U+FFFD")
    if removed:
        changes.append(f"{removed} control character(s) were left out; no page can show them")
    return SafeText(text, tuple(changes))


def make_safe(text: str, base: str = "") -> SafeText:
    """Markdown of a source as the text of one of our updates.

    `base` is the source's address, against which its links are meant; without one they become
    text. Nothing at all becomes a sentence that says so.
    """
    clean, base = strip_controls(text), strip_controls(base).text
    if not clean.text.strip():
        return SafeText(NO_TEXT, (*clean.changes, "it had no text; a sentence says so"))
    text, changes = _lower_headings(clean.text.strip()), dict.fromkeys(clean.changes)
    for _ in range(_TRIES):
        update, problems = _read_update(text)
        links = update and update.text.linked
        if update and not problems and not links:
            return SafeText(text, tuple(filter(None, changes)))
        change = _UNLINKED if links or any(p.code not in _MARKED for p in problems) else ""
        fixed = text
        if base and change:
            fixed = _TARGET.sub(lambda match: match[1] + urljoin(base, match[2]), text)
        if fixed != text:
            change = f"a relative link now leads to {base}"
        else:
            fixed = _fix(text, problems) if problems else _unlink(text)
        if fixed == text:
            break
        text = fixed
        changes[change] = None
    lines = clean.text.replace("](", "] (").split("\n")  # else it looks like a link that failed
    escaped = "\n".join(_PUNCTUATION.sub(r"\\", line.strip()) for line in lines)
    return SafeText(escaped, (*clean.changes, "its Markdown is kept as plain text"))


def escape_name(name: str) -> str:
    """A name, inside a line, in which no character means anything in Markdown."""
    return _INLINE.sub(r"\\", " ".join(strip_controls(name).text.split()))


class _Plain:
    """What an update's text has to know of its page: nothing."""

    zone: ZoneInfo = zone_of("UTC")
    today = date(2000, 1, 1)
    example = ""

    def find_component(self, _name: str) -> str | None:
        return None

    def check_component(self, _component: str, _place: Place, _findings: Findings) -> bool:
        return True


def _read_update(text: str) -> tuple[Update | None, tuple[Finding, ...]]:
    """The text as our reader reads it: one update, or what is wrong."""
    findings = Findings()
    _, updates = parse_updates(Source("", f"{_HEAD}{text}\n"), Incident, _Plain(), findings)
    return (updates[0] if len(updates) == 1 else None), findings.errors


def _fix(text: str, problems: tuple[Finding, ...]) -> str:
    """The text with the lines of all problems fixed."""
    lines = text.split("\n")
    for number, code in dict.fromkeys((p.place.line - 1 - _ABOVE, p.code) for p in problems):
        if not 0 <= number < len(lines) or code == "empty-update":
            continue
        line = lines[number]
        if code == "bad-heading":
            lines[number] = _DAY.sub(r"\-", line, count=1)
        elif code == "misplaced-field":
            lines[number] = line.replace(":", r"\:", 1)
        else:
            lines[number] = _unlink(line)
    return "\n".join(lines)


def _lower_headings(text: str) -> str:
    """Headings of the page's own levels, 1 and 2, as level 3; code stays as it is.

    A code fence that nobody closed ended with the text; here another update follows it.
    """
    pieces, place, opened = [], 0, ""
    for fence in [*_FENCE.finditer(text), None]:
        end = fence.start() if fence else len(text)
        piece = text[place:end]
        pieces.append(piece if opened else _HEADING.sub(r"\1###", piece))
        place = end
        if fence and not opened:
            opened = fence[1]
        elif fence and fence[1].startswith(opened):
            rest = text[fence.end() :].partition("\n")[0]
            opened = opened if rest.strip(opened[0] + " \t") else ""
    return "".join(pieces) + (f"\n{opened}" if opened else "")


def _unlink(text: str) -> str:
    """Links as the text that they are; a space keeps them from being links."""
    return re.sub(r"\]([(:\[])", r"] \1", text)
