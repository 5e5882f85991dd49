"""An entry's body: a summary, then the updates, each under its own heading."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from statusgen.model.entry import Entry, Incident, Maintenance, Prose, Update
from statusgen.model.findings import Findings, Place
from statusgen.model.terms import INCIDENT_STATES, MAINTENANCE_STATES, State
from statusgen.read.lookalikes import escape_fields, fenced_lines, find_heading, find_signs
from statusgen.read.markdown import parse_markdown
from statusgen.read.source import Source
from statusgen.read.suggest import suggest_word
from statusgen.read.timestamps import DATE, TIMESTAMP, BadTime, parse_timestamp
from statusgen.read.update_fields import (
    Context,
    check_promise,
    check_text,
    parse_fields,
    split_fields,
)
from statusgen.read.update_order import check_order, check_over, check_times, is_over

_HEADING = re.compile(r" {0,3}##(?:[ \t](.*))?")
_LONGEST_HEADING = 300
_STAMP = re.compile(rf"{TIMESTAMP}(?![\w.])(?![ \t]*[ap]\.?m\b)", re.IGNORECASE)
_BAD_STAMP = re.compile(rf"{DATE}.*?(?=[ \t]+[-–—:·•|]+[ \t]|[ \t]+[A-Z][A-Za-z _-]+$|$)")
_TWELVE_HOURS = re.compile(r"\d[ \t]*[ap]\.?m\b", re.IGNORECASE)
_SEPARATORS = " \t-–—:·•|"
_WORD = re.compile(r"[\s_-]+")


def _by_name(states: Iterable[State]) -> dict[str, State]:
    return {str(state).replace("_", ""): state for state in states}


_STATES = _by_name(State)
_STATES_OF_KIND = {Incident: _by_name(INCIDENT_STATES), Maintenance: _by_name(MAINTENANCE_STATES)}


class _Section(NamedTuple):
    """A heading and the text from the line below it on."""

    heading: str
    below: Source


def parse_updates(
    body: Source, kind: type[Entry], context: Context, findings: Findings
) -> tuple[Prose | None, tuple[Update, ...]]:
    """The summary above the first update, and the updates, oldest first."""
    states = _STATES_OF_KIND[kind]
    before = len(findings.errors)
    above, *sections = _split_sections(body, findings)
    check_text(above.below, findings)
    summary = _prose(above.below, findings)
    parsed = [_parse_update(section, states, context, findings) for section in sections]
    updates = [update for update in parsed if update is not None]
    if updates and len(updates) == len(sections):
        check_order(body.path, updates, context.zone, findings)
    updates.sort(key=lambda update: update.at)
    if updates and len(findings.errors) == before:
        check_over(body.path, updates, findings)
    if updates and len(findings.errors) == before:
        check_times(body.path, updates, context.zone, findings)
        if updates[-1].next_update is None and not is_over(updates):
            newest = next(part for _, part in sections if part.line == updates[-1].line + 1)
            check_promise(newest, findings)
    return summary, tuple(updates)


def _split_sections(body: Source, findings: Findings) -> list[_Section]:
    """The body in sections; the first is what comes before any update."""
    lines = body.text.split("\n")
    fenced = fenced_lines(body.text)
    headings = [(-1, "")]
    for number, text in enumerate(lines):
        if ("#" not in text and "20" not in text) or number in fenced:
            continue
        if match := _HEADING.fullmatch(text):
            headings.append((number, _heading_text(match[1] or "")))
        elif heading := find_heading(text):
            place = Place(body.path, body.line + number, len(text) - len(text.lstrip()) + 1)
            message = "this looks like an update's heading but opens no update"
            findings.error(place, "bad-heading", message, f"write ## {heading}")
            headings.append((number, heading))
        elif signs := find_signs(text):
            message = f"this is no heading, and its {signs[0]} would be shown"
            place = Place(body.path, body.line + number)
            findings.error(place, "bad-heading", message, f"write ### {signs[1]}")
    ends = [number for number, _ in headings[1:]] + [len(lines)]
    return [
        _Section(heading, body.from_line(number + 1, lines[number + 1 : end]))
        for (number, heading), end in zip(headings, ends, strict=True)
    ]


def _heading_text(text: str) -> str:
    """The text of a heading, without the signs that may close it (CommonMark 4.2)."""
    text = text.strip()
    without = text.rstrip("#")
    return without.rstrip() if without[-1:] in {" ", "\t", ""} else text


def _parse_update(
    section: _Section, states: dict[str, State], context: Context, findings: Findings
) -> Update | None:
    heading, below = section
    place = Place(below.path, below.line - 1)
    opening = None
    if len(heading) <= _LONGEST_HEADING:
        opening = _STAMP.match(heading) or _BAD_STAMP.match(heading)
    if not opening:
        message = f'the heading "## {heading[:80]}" opens no update: it does not begin with a date'
        example = f"## {context.today} 16:40 — Investigating"
        fix = f"write {example}, or ### for a heading inside a text"
        if heading[:1].isdigit():
            fix = f"write year, month and day, like {example}"
        findings.error(place, "bad-heading", message, fix)
        return None
    stamp, rest = opening[0], heading[opening.end() :]
    state = _parse_heading_state(rest, stamp, place, states, findings)
    try:
        at = parse_timestamp(stamp, context.zone)
    except BadTime as error:
        fix = error.fix(context.today)
        if _TWELVE_HOURS.search(stamp):
            fix = "write it on a clock of 24 hours, like 16:40"
        findings.error(place._replace(column=4), error.code, str(error), fix)
        return None
    written, body = split_fields(below, findings)
    fields = parse_fields(written, at, context, findings)
    before = len(findings.errors)
    text = _prose(body, findings)
    if state is None:
        return None
    if text is None or (text.blank and len(findings.errors) == before):
        message = f"the update of {stamp} says nothing"
        findings.error(place, "empty-update", message, "write below its heading what you know")
        return None
    return Update(at, state, text, place.line, fields.next_update, fields.components, fields.edits)


def _parse_heading_state(
    rest: str, stamp: str, place: Place, states: dict[str, State], findings: Findings
) -> State | None:
    text = rest.strip(_SEPARATORS)
    if not text:
        names = ", ".join(state.label for state in states.values())
        message = f"the update of {stamp} has no state"
        findings.error(place, "missing-state", message, f"write one after the time: {names}")
        return None
    if state := states.get(_WORD.sub("", text).lower()):
        return state
    last = re.split(r"[\s\-–—:·•|]+", text)[-1]
    place = place._replace(column=4 + len(stamp) + len(rest) - len(rest.lstrip(_SEPARATORS)))
    if last.lower() in states and last != text:
        between = text[: -len(last)].strip(_SEPARATORS)
        fix = "leave it out, or write the offset, like +08:00"
        message = f'"{between}" stands between the time and the state'
        findings.error(place, "bad-heading", message, fix)
    else:
        fix = suggest_word(text, [state.label for state in states.values()])
        findings.error(place, "unknown-state", f'unknown state "{text}"', fix)
    return None


def _prose(source: Source, findings: Findings) -> Prose | None:
    """A Markdown text; None where it is blank."""
    text = source.text
    start = text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1
    markdown = escape_fields(text[start:].rstrip())
    if not markdown:
        return None
    return parse_markdown(markdown, lambda offset: source.place(start + offset), findings)
