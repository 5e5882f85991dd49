"""Parts of an entry that say different things: its folder, its title, its impact, its updates."""

import re

from statusgen.model.entry import Entry, Incident, Maintenance
from statusgen.model.findings import Findings, Place
from statusgen.model.terms import Impact, State, Status
from statusgen.read.fields import Form
from statusgen.read.source import Source
from statusgen.read.update_order import is_over

_NAMES = {Incident: "an incident", Maintenance: "a maintenance"}
_OF_INCIDENTS = re.compile(
    r"^## .*\b(?:Investigating|Identified|Monitoring|Resolved)[ \t]*$", re.MULTILINE | re.IGNORECASE
)
_SAYS_OVER = re.compile(
    r"\W{0,9}(?P<first>resolved|cancell?ed)\s{0,3}[-–—:\])]"
    r"|.*[-–—:(\[]\s{0,3}(?P<last>resolved|cancell?ed)\W{0,9}",
    re.IGNORECASE,
)
_CALLED_DRAFT = re.compile(
    r"(?:^|/)(?:_?drafts?/|_?drafts?[-_.])|^\[draft\]|^draft\s?[:–—]|^(?-i:DRAFT)\b", re.IGNORECASE
)
_NAMELESS = ("index.md", "_index.md")
_OUTAGES = (Status.PARTIAL_OUTAGE, Status.MAJOR_OUTAGE)


def check_kind(kind: type[Entry], form: Form, body: Source, findings: Findings) -> bool:
    """Whether an entry can be of its folder's kind; an error where it is surely of the other."""
    of_maintenance = [name for name in ("starts", "ends") if form.has(name)]
    is_incident = bool(_OF_INCIDENTS.search(body.text))
    if kind is Maintenance and is_incident and not of_maintenance:
        other: type[Entry] = Incident
    elif kind is Incident and len(of_maintenance) == 2 and not is_incident:
        other = Maintenance
    else:
        return True
    message = f"this is {_NAMES[other]}, in the folder for {kind.folder}"
    fix = f"move the file to content/{other.folder}/"
    findings.error(Place(body.path), "misplaced", message, fix)
    return False


def check_name(entry: Entry, findings: Findings) -> None:
    """Warnings for a published entry that is called a draft or over, or has no name of its own."""
    folder, _, name = entry.source.removeprefix(f"content/{entry.folder}/").rpartition("/")
    if name.lower() in _NAMELESS and not entry.id_place:
        message = f'the file\'s name makes "{entry.id}" the permanent id of this entry'
        fix = f"add id: {folder.rpartition('/')[2] or 'what-is-broken'} at its top"
        findings.warning(Place(entry.source), "unlikely-id", message, fix)
    if not is_over(entry.updates) and (said := _SAYS_OVER.match(entry.title)):
        word = (said["first"] or said["last"]).lower()
        state = "Cancelled" if word.startswith("c") else "Completed"
        state = "Resolved" if isinstance(entry, Incident) else state
        message = f"the title says that it is {word}, and no update says so"
        fix = f"write a {state} update if that is so, or take the word out of the title"
        findings.warning(entry.place, "over-by-title", message, fix)
    if any(map(_CALLED_DRAFT.search, (entry.source, entry.title))):
        message = "this is called a draft, but is published"
        fix = "add a line draft: true at its top, or give it another name"
        findings.warning(Place(entry.source), "published-draft", message, fix)


def check_incident(incident: Incident, form: Form) -> None:
    """Warnings about an impact and a postmortem that the rest of an incident belies."""
    broken = [id for id, status in incident.components if status in _OUTAGES]
    if broken and incident.impact is Impact.NONE:
        message = f'the impact is none, but "{broken[0]}" has an outage'
        fix = "leave impact out to take it from the components, or write the one that fits"
        form.warning_at("impact", "impact-differs", message, fix)
    for update in incident.updates:
        if update.state is State.RESOLVED:
            return
        if update.state is State.POSTMORTEM:
            message = "this ends the incident, which no update before it has resolved"
            fix = "write a Resolved update with the time at which it was over"
            place = Place(form.source.path, update.line)
            form.findings.warning(place, "postmortem-before-end", message, fix)
            return
