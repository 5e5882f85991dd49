"""Lines that were surely meant as an update's heading or field, and are neither.

A line is compared as it is seen: without characters that show nothing, and with full-width letters
and signs made plain (NFKC of Unicode).
"""

import re
import unicodedata
from typing import NamedTuple

from statusgen.model.terms import State
from statusgen.read.suggest import SYNONYMS, distance
from statusgen.read.written_times import find_clock, find_day

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
"""Characters that show nothing, not even a blank."""
_LONGEST = 300
_BEFORE = r"[\s\\#*_>`~+•·|-]*"
_BEFORE_HEADING = r"(?:[^\w+•·-]|_)*(?:(?:update|status|h[1-6])\s*[:.>]\s*)?"
_STAMP = (
    r"(?:\d{4}[-‐–/.]\d{1,2}[-‐–/.]\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4})(?:T|[\s,@*_]+(?:at\s+)?)"
    r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?"
    r"(?:\s*\(?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[A-Z]{3,4})\b\)?)?"
)
_UTC = ("Z", "UTC", "GMT")
_BETWEEN = r"[\s\-–—−→:·•|,>*_\])]*"
_HEADING = re.compile(
    rf"{_BEFORE_HEADING}{_STAMP}{_BETWEEN}"
    r"(?P<state>[A-Za-zЀ-ӿ][A-Za-zЀ-ӿ _-]*?)?"
    r"(?:[\s#*_`~:.\"]*(?:</h[1-6]>|\]\(\S*\))?|(?P<rest>[.!(:].*))",
    re.IGNORECASE,
)
_HEADING_REVERSED = re.compile(
    rf"{_BEFORE_HEADING}(?P<state>[A-Za-z][A-Za-z _-]*?)[\s\-–—:·•|,(*_]*{_STAMP}[\s#*_`~:.)]*",
    re.IGNORECASE,
)
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_SIGNS = re.compile(r" {0,3}(#{2,6})[ \t]*([^\W\d].*)")
_READ_SIGNS = re.compile(r" {0,3}#{1,6}[ \t]")
_GLUE = re.compile(r"[\s_-]+")
_STATE_SYNONYMS = {word: name for word, name in SYNONYMS.items() if name[0].isupper()}
_STATES = {str(state).replace("_", ""): state.label for state in State}
_FIELD = re.compile(
    rf"{_BEFORE}(?P<name>next[\s_-]*updates?|components?|edit(?:ed)?)[*_`]*\s*"
    r"(?:\b(?:at|by|in|on|due|is|expected)\b\s*)?(?P<sign>[:;؛=∶꞉.,|]|[-–—]+)?[*_`\s]*"
    r"(?P<value>.*?)[\s*_`|]*",
    re.IGNORECASE,
)
_ESCAPED_FIELD = re.compile(
    r"^\\((?:next[ \t_-]*updates?|components?|edit(?:ed)?)[ \t]*)(?=[:;=-])",
    re.IGNORECASE | re.MULTILINE,
)
_TIME = (
    r"(?:(?:at|by|in|on|before|around|about|within|until|today|not?|later|than|approx\.?|ca\.)\s+|~\s*)*"
    r"\(?(?:tomorrow\b|\d{1,2}[:.h]\d{2}\b|\d{4}-\d{1,2}-\d{1,2}\b|\d{1,2}\s*[ap]\.?m\b"
    r"|\d{1,4}\s{0,3}(?:m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?)\b"
    r"|(?:mon|tues?|wed(?:nes)?|thurs?|fri|satur|sun)(?:day)?\b.{0,12}\d)"
)
_LABELLED_TIME = re.compile(
    rf"{_BEFORE}[^\W\d][\w.-]*(?: [\w.-]+){{0,4}} ?(?:\(\w+\))?[*_`\s]*[:→]\s*"
    rf"(?P<value>{_TIME}[^a-z]{{0,12}}?)(?:\s*uhr\b\W*)?",
    re.IGNORECASE,
)
_NAMES = {"n": "Next update", "c": "Components", "e": "Edited"}
_BARE_PROMISE = re.compile(rf"{_TIME}\W*(?:[A-Z]{{2,5}}\W*)?", re.IGNORECASE)
FIELDS = {
    "Next update": re.compile(_TIME, re.IGNORECASE),
    "Components": re.compile(r"[^\s=:]+\s*="),
    "Edited": re.compile(r"\d{4}-|\(?\d{1,2}[:.]\d{2}\b"),
}
"""Each field, and how its value begins."""
COLONS = frozenset(":∶꞉")
"""A colon, and what is taken for one; a full-width one is a colon as it is seen."""
_FILLER = r"(?:\s{1,3}(?:will|be|is|expected|due|posted|follows?|comes?|planned|you|again|here))*"
_NEWS = r"(?:updates?|news|information|details)"
_FIRMLY = r"\s{1,3}(?=(?:at|by|within|before|no)\b)"
"""Not `in`: that is what a habit says in real updates, `in 1 hour or as soon as we know more`."""
_WILL = r"(?:will|shall|\w{1,12}['’]ll)"
PROMISE = re.compile(
    rf"(?<![\w\\])(?<!promised the )(?<!promised a )"
    rf"(?:next\s?(?:status\s)?update\b{_FILLER}\s{{0,3}}[:：;=–—-]?\s{{0,3}}"
    rf"|{_WILL}\s(?:update|post|inform){_FILLER}\s{{1,3}}(?=at|by|in|within|no)"
    rf"|{_WILL}\s(?:give|post|provide|publish|send|share)\b[\w\s-]{{0,30}}\b{_NEWS}{_FIRMLY}"
    rf"|{_WILL}\sbe\sback\b[\w\s]{{0,20}}\b{_FIRMLY}"
    rf"|expect\s(?:an|another|the next)\s(?:\w+\s)?update{_FIRMLY}"
    rf"|(?:further|more)\s{_NEWS}(?:\sto\sfollow)?{_FIRMLY}){_TIME}",
    re.IGNORECASE,
)
"""A promise, wherever it stands in a text."""


class FieldLike(NamedTuple):
    """What looks like a field: its proper name, the sign after it, and its value."""

    name: str
    sign: str
    value: str

    @property
    def has_value(self) -> bool:
        """Whether the value is one that the field has; without a colon before it, no sentence."""
        if self.name == "Next update" and self.sign in {"", ".", ","}:
            return bool(_BARE_PROMISE.fullmatch(self.value))
        return bool(FIELDS[self.name].match(self.value))


def as_seen(text: str) -> str:
    """A text as it is seen, with blanks for all that look like one."""
    return text if text.isascii() else INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def fenced_lines(text: str) -> set[int]:
    """The numbers of lines in code fences, from 0 on; one that is never closed hides no update."""
    inside: set[int] = set()
    opened: tuple[int, str] | None = None
    lines = text.split("\n") if "```" in text or "~~~" in text else ()
    for number, line in enumerate(lines):
        fence = _FENCE.match(line)
        if not fence:
            continue
        if opened is None:
            opened = (number, fence[1])
        elif fence[1].startswith(opened[1]) and not line.strip().strip(opened[1][0]):
            inside.update(range(opened[0], number + 1))
            opened = None
    return inside


def find_heading(text: str) -> tuple[str, str] | None:
    """The update's heading that a line was meant as, and the text that goes on after it.

    The heading is written as it should be, but for a time zone, which stays as it is.
    """
    if len(text) > _LONGEST:
        return None
    seen = as_seen(text)
    match = _HEADING.fullmatch(seen) or _HEADING_REVERSED.fullmatch(seen)
    label = _state_label(match["state"] or "Update") if match else None
    if not match or not label:
        return None
    rest = (match.groupdict().get("rest") or "").strip(" .:*_`")
    if rest and not match["state"]:
        return None
    day, day_end = find_day(seen)
    clock, _ = find_clock(seen, day_end)
    zone = match["zone"] or ""
    if zone.upper() in _UTC:
        zone = "Z"
    elif zone[:1].isalpha():
        zone = f" {zone}"
    return f"{day} {clock}{zone} — {label}", rest


def _state_label(text: str) -> str | None:
    """The state that a word is, or is nearly."""
    written = _GLUE.sub("", text).lower()
    near = (label for name, label in _STATES.items() if distance(written, name) <= (len(name) > 6))
    return next(near, None) or _STATE_SYNONYMS.get(written)


def find_signs(text: str) -> tuple[str, str] | None:
    """The signs and the words of a heading that is none, because no blank stands between them."""
    match = _SIGNS.fullmatch(as_seen(text))
    return (match[1], match[2]) if match and not _READ_SIGNS.match(text) else None


def find_labelled_time(text: str) -> str | None:
    """The time that stands alone after a few words and a colon, as in a field of another name."""
    match = None if text.lstrip().startswith("\\") else _LABELLED_TIME.fullmatch(as_seen(text))
    return match["value"].strip() if match and len(text) <= _LONGEST else None


def escape_fields(text: str) -> str:
    """A text with the backslash before a field moved before its sign, where Markdown reads it."""
    return _ESCAPED_FIELD.sub(r"\1\\", text) if "\\" in text else text


def find_field(text: str) -> FieldLike | None:
    """The field that a line looks like; a backslash before it makes it text."""
    if len(text) > _LONGEST or text.lstrip().startswith("\\"):
        return None
    match = _FIELD.fullmatch(as_seen(text))
    if not match:
        return None
    name = _NAMES[match["name"][0].lower()]
    return FieldLike(name, match["sign"] or "", match["value"])
