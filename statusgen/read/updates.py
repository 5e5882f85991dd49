"""An entry's body: a summary, then the updates, each under its own heading."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import NamedTuple

from statusgen.model.entry import Entry, Incident, Maintenance, Prose, Update
from statusgen.model.findings import Findings, Place, errors_of
from statusgen.model.terms import INCIDENT_STATES, MAINTENANCE_STATES, OVER, State
from statusgen.read.component_changes import Context, check_changes
from statusgen.read.frontmatter import ENTRY_KEYS
from statusgen.read.lookalikes import escape_fields, fenced_lines, find_heading, find_signs
from statusgen.read.lost_headings import check_told_times, find_lost_heading
from statusgen.read.markdown import parse_markdown
from statusgen.read.meant_heading import split_state, suggest_heading
from statusgen.read.source import Source
from statusgen.read.suggest import suggest_word
from statusgen.read.timestamps import (
    DATE,
    TIMESTAMP,
    BadTime,
    doubt_offset,
    format_offset,
    parse_timestamp,
)
from statusgen.read.update_fields import (
    check_promise,
    check_text,
    parse_fields,
    split_fields,
)
from statusgen.read.update_order import check_order, check_over, check_times, is_over
from statusgen.read.written_times import find_clock, find_day

_HEADING = re.compile(r" {0,3}##(?:[ \t](.*))?")
_KEY = rf"(?:[ \t]*\n)*({'|'.join(sorted(ENTRY_KEYS - {'id'}))}):[ \t\n]"
_KEY_FIRST, _KEY_LATER = re.compile(_KEY), re.compile(rf"\n---[ \t]*\n{_KEY}")
"""A key of an entry at the beginning of a body, or after a line that begins front matter."""
_LONGEST_HEADING = 300
_STAMP = re.compile(rf"{TIMESTAMP}(?![\w.])(?![ \t]*[ap]\.?m\b)", re.IGNORECASE)
_BAD_STAMP = re.compile(rf"{DATE}.*?(?=[ \t]+[-–—:·•|]+[ \t]|[ \t]+[A-Z][A-Za-z _-]+$|$)")
_TWELVE_HOURS = re.compile(r"\d[ \t]*[ap]\.?m\b", re.IGNORECASE)
_NO_WORDS = re.compile(r"[\s.…?!–—-]*")
_ANCHOR = re.compile(r"\{[#.:][^{}]*\}$")
_SEPARATORS = " \t-–—:·•|"
_WORD = re.compile(r"[\s_-]+")


def _by_name(states: Iterable[State]) -> dict[str, State]:
    return {str(state).replace("_", ""): state for state in states}


_STATES = _by_name(State)
_STATES_OF_KIND = {Incident: _by_name(INCIDENT_STATES), Maintenance: _by_name(MAINTENANCE_STATES)}


class _Section(NamedTuple):
    """A heading and the text from the line below it on; a lost heading has its finding already."""

    heading: str
    below: Source
    is_lost: bool


def parse_updates(
    body: Source, kind: type[Entry], context: Context, findings: Findings
) -> tuple[Prose | None, tuple[Update, ...]]:
    """The summary above the first update, and the updates, oldest first."""
    states = _STATES_OF_KIND[kind]
    before = len(findings)
    if second := _KEY_FIRST.match(body.text) or _KEY_LATER.search(body.text):
        message = "another entry begins here, or the front matter goes on"
        fix = (
            "give another entry a file of its own; keep one line --- before and one after all keys"
        )
        findings.error(body.place(second.start(1)), "second-front-matter", message, fix)
        body = body._replace(text=body.text[: second.start()])
    above, *sections = _split_sections(body, findings)
    check_text(above.below, findings)
    check_changes(above.below, {}, False, context, findings)
    summary = _prose(above.below, findings)
    parsed = [_parse_update(section, states, context, findings) for section in sections]
    updates = [update for update in parsed if update is not None]
    if updates and len(updates) == len(sections):
        check_order(body.path, updates, context.zone, findings)
    updates.sort(key=lambda update: update.at)
    if updates and not errors_of(findings[before:]):
        check_over(body.path, updates, findings)
    if updates and not errors_of(findings[before:]):
        check_times(body.path, updates, context.zone, findings)
        if kind is Incident and not is_over(updates):
            _check_texts(above, sections, updates, context, findings)
        if updates[-1].next_update is None and not is_over(updates):
            newest = next(part for _, part, _ in sections if part.line == updates[-1].line + 1)
            check_promise(newest, findings)
    return summary, tuple(updates)


def _check_texts(
    above: _Section,
    sections: Iterable[_Section],
    updates: Sequence[Update],
    context: Context,
    findings: Findings,
) -> None:
    """Warnings about texts of an open incident that hold another update."""
    times = {update.line: update.at for update in updates}
    check_told_times(above.below, updates[-1].at, context.zone, findings)
    for section in sections:
        check_told_times(section.below, times[section.below.line - 1], context.zone, findings)


def _split_sections(body: Source, findings: Findings) -> list[_Section]:
    """The body in sections; the first is what comes before any update."""
    lines = body.text.split("\n")
    fenced = fenced_lines(body.text)
    headings, lost = [(-1, "")], set[int]()
    for number, text in enumerate(lines):
        if "#" not in text and "20" not in text:
            continue
        if number in fenced:
            _check_fenced(text, Place(body.path, body.line + number), findings)
        elif match := _HEADING.fullmatch(text):
            headings.append((number, _heading_text(match[1] or "")))
        elif found := find_lost_heading(lines, number):
            place = Place(body.path, body.line + number, found.offset + 1)
            report = findings.error if found.is_sure else findings.warning
            report(place, "bad-heading", found.message, found.fix)
            if found.is_sure:
                headings.append((number, found.text))
                lost.add(number)
                lines[number] = text[: found.offset]
        elif signs := find_signs(text):
            message = f"this is no heading, and its {signs[0]} would be shown"
            place = Place(body.path, body.line + number)
            findings.error(place, "bad-heading", message, f"write ### {signs[1]}")
    ends = [number + (number in lost) for number, _ in headings[1:]] + [len(lines)]
    return [
        _Section(heading, body.from_line(number + 1, lines[number + 1 : end]), number in lost)
        for (number, heading), end in zip(headings, ends, strict=True)
    ]


def _check_fenced(text: str, place: Place, findings: Findings) -> None:
    """An update's heading in code opens none; a warning."""
    if _HEADING.fullmatch(text) and find_heading(text):
        message = "this heading stands between ``` lines, as code, and opens no update"
        fix = "end the code above it with a line ```, unless it is meant to be seen"
        findings.warning(place, "bad-heading", message, fix)


def _heading_text(text: str) -> str:
    """The text of a heading, without the signs that may close it (CommonMark 4.2), or an anchor."""
    text = text.strip()
    if text.endswith("}"):
        text = _ANCHOR.sub("", text).rstrip()
    without = text.rstrip("#")
    return without.rstrip() if without[-1:] in {" ", "\t", ""} else text


def _parse_update(
    section: _Section, states: dict[str, State], context: Context, findings: Findings
) -> Update | None:
    heading, below, is_lost = section
    of_heading = Findings() if is_lost else findings
    place = Place(below.path, below.line - 1)
    opening = None
    if len(heading) <= _LONGEST_HEADING:
        opening = _STAMP.match(heading) or _BAD_STAMP.match(heading)
    if not opening:
        _explain_heading(heading, place, states, context, of_heading)
        return None
    stamp, rest = opening[0], heading[opening.end() :]
    try:
        at = parse_timestamp(stamp, context.zone)
    except BadTime as error:
        is_half = _TWELVE_HOURS.search(stamp)
        fix = "write it on a clock of 24 hours, like 16:40" if is_half else error.fix(context.today)
        meant = suggest_heading(heading, states, context) if error.code == "bad-time" else ""
        of_heading.error(place._replace(column=4), error.code, str(error), meant or fix)
        if not meant:
            _parse_heading_state(rest, stamp, place, states, context, of_heading)
        return None
    if doubt := doubt_offset(stamp, at, context.zone):
        findings.warning(place._replace(column=4), "unlikely-time", *doubt)
    state = _parse_heading_state(rest, stamp, place, states, context, of_heading)
    written, body = split_fields(below, at, context, findings)
    fields = parse_fields(written, at, context, findings)
    check_changes(body, dict(fields.components), state in OVER, context, findings)
    before = len(findings)
    text = _prose(body, findings)
    if state is None:
        return None
    message, fix = f"the update of {stamp} says nothing", "write below its heading what you know"
    if text is None or (text.blank and not errors_of(findings[before:])):
        of_heading.error(place, "empty-update", message, fix)
        return None
    if _NO_WORDS.fullmatch(body.text):
        of_heading.warning(place, "empty-update", message, fix)
    return Update(at, state, text, place.line, fields.next_update, fields.components, fields.edits)


def _explain_heading(
    heading: str, place: Place, states: dict[str, State], context: Context, findings: Findings
) -> None:
    """An error for a heading that does not begin with a date."""
    if not heading:
        findings.error(place, "bad-heading", "this heading has no words", "delete it")
        return
    if found := find_heading(heading):
        fix = suggest_heading(found[0], states, context) or f"write ## {found[0]}"
    else:
        fix = suggest_heading(heading, states, context)
    if fix:
        message = "this heading opens no update as it is written"
        findings.error(place, "bad-heading", message, fix)
        return
    day, day_end = find_day(heading, context.today)
    clock, _ = find_clock(heading, day_end)
    state = split_state(heading, states)[1]
    label = (state or next(iter(states.values()))).label
    example = f"## {day or context.today} {clock or '16:40'} — {label}"
    fix = f"write {example}, or ### for a heading inside a text"
    if heading[:1].isdigit():
        fix = f"write year, month and day, like {example}"
    elif state:
        fix = f"write day and time as well, like {example}, or ### for a heading inside a text"
    message = f'the heading "## {heading[:80]}" opens no update: it does not begin with a date'
    findings.error(place, "bad-heading", message, fix)


def _parse_heading_state(
    rest: str,
    stamp: str,
    place: Place,
    states: dict[str, State],
    context: Context,
    findings: Findings,
) -> State | None:
    text = rest.strip(_SEPARATORS)
    if not text:
        message, fix = f"the update of {stamp} has no state", "write one after the time"
        findings.error(place, "missing-state", message, f"{fix}: {_labels(states)}")
        return None
    if state := states.get(_WORD.sub("", text).lower()):
        return state
    place = place._replace(column=4 + len(stamp) + len(rest) - len(rest.lstrip(_SEPARATORS)))
    between, found = split_state(text, states)
    if found and (between := between.strip(_SEPARATORS)):
        message = f'"{between}" stands between the time and the state'
        fix = suggest_heading(stamp + rest, states, context)
        fix = fix or _explain_between(between, stamp, found, states, context)
        findings.error(place, "bad-heading", message, fix)
    elif text.lower().startswith("un"):
        fix = f"write one of these: {_labels(states)}"
        findings.error(place, "unknown-state", f'unknown state "{text}"', fix)
    else:
        fix = suggest_word(text, [state.label for state in states.values()])
        names = (unicodedata.name(char, "") for char in text if char.isalpha())
        strange = next((name for name in names if not name.startswith("LATIN")), "")
        named = f", spelt with {strange}" if strange else ""
        findings.error(place, "unknown-state", f'unknown state "{text}"{named}', fix)
    return None


def _labels(states: dict[str, State]) -> str:
    return ", ".join(state.label for state in states.values())


def _explain_between(
    between: str, stamp: str, state: State, states: dict[str, State], context: Context
) -> str:
    """What to do about words before a state: a time zone, or those that change what it says."""
    if re.search(r"\d[:.]\d\d$", between):
        return f"write ## {stamp} — {state.label}"
    if re.fullmatch(r"[A-Z]{2,5}", between):
        offset = format_offset(datetime.combine(context.today, time(), context.zone))
        return f"write the offset in its place, like ## {stamp}{offset} — {state.label}"
    return f"write just one of these: {_labels(states)}"


def _prose(source: Source, findings: Findings) -> Prose | None:
    """A Markdown text; None where it is blank."""
    text = source.text
    start = text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1
    markdown = escape_fields(text[start:].rstrip())
    if not markdown:
        return None
    return parse_markdown(markdown, lambda offset: source.place(start + offset), findings)
