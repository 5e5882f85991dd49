"""`removed` in an entry's front matter: what was published and taken away, and why."""

import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from statusgen.model.entry import Entry, Removal
from statusgen.read.fields import Form
from statusgen.read.scalars import format_scalar
from statusgen.read.timestamps import DATE, TIMESTAMP, BadTime, parse_day, parse_timestamp

_REMOVAL = re.compile(rf"(?P<time>(?>{TIMESTAMP}))(?:[\s\-–—:·•|]+(?P<reason>.*))?", re.DOTALL)
_REASON = re.compile(rf"(?:(?P<day>(?>{DATE}))(?:[\s\-–—:·•|]+|\Z))?(?P<reason>.*)", re.DOTALL)
_UPDATE_NAMED = re.compile(
    r"(?P<update>\bupdate\s+(?:of|at|from)\s+)?(?<![\d:.])(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
    r"(?!\d|[:.]\d)",
    re.IGNORECASE,
)
_LIKE_A_TIME = re.compile(r"\d+(?:[./:h-]\d|\s?[ap]m\b)", re.IGNORECASE)
_FLAGS = ("true", "false", "yes", "no", "on", "off")


def parse_removed(form: Form, zone: ZoneInfo) -> dict[str, Any]:
    """Why the whole entry was removed; or which updates were, each with its time and a reason."""
    node = form.node("removed")
    if isinstance(node, yaml.ScalarNode):
        text = form.text("removed") or ""
        if not _REMOVAL.fullmatch(text):
            return _parse_reason(text, form)
        nodes: list[yaml.Node] = [node]
    else:
        nodes = form.items("removed")
    removals = (_parse_removal(item, form, zone) for item in nodes)
    return {"removals": tuple(removal for removal in removals if removal)}


def _parse_reason(text: str, form: Form) -> dict[str, Any]:
    """Why the whole entry was removed, and on which day where that stands before it."""
    match = _REASON.fullmatch(text)
    assert match
    reason, day = match["reason"], match["day"]
    if not reason or reason.lower() in _FLAGS:
        fix = f"write why, like removed: {form.today} It was published by mistake."
        form.bad_value("removed", text, fix)
    try:
        return {"removed": reason or text, "removed_on": parse_day(day) if day else None}
    except BadTime as error:
        form.error_at("removed", error.code, str(error), error.fix(form.today))
        return {"removed": text}


def _parse_removal(node: yaml.Node, form: Form, zone: ZoneInfo) -> Removal | None:
    fix = f"write - {form.today} 16:40 and the reason"
    if isinstance(node, yaml.MappingNode):
        fix = "put what stands after the - in quotes"
    text = form.scalar(node, "a removed update", fix)
    if text is None:
        return None
    match = _REMOVAL.fullmatch(text)
    if not match or not match["reason"]:
        message, fix = "a removed update needs its time and a reason", "write both after the -"
        form.error(node, "bad-removal", message, fix)
        return None
    try:
        return Removal(parse_timestamp(match["time"], zone), match["reason"].strip())
    except BadTime as error:
        form.error(node, error.code, str(error), error.fix(form.today))
        return None


def check_removals(entry: Entry, form: Form, zone: ZoneInfo) -> None:
    """An update cannot be there and removed, nor written after the entry was removed."""
    last = entry.updates[-1].at.astimezone(zone).date() if entry.updates else date.min
    if entry.removed_on and entry.removed_on < last:
        message = f"the entry has an update of {last}, so it was not removed before that"
        fix = "look at the date; to remove only an update, write its time, too"
        form.error_at("removed", "bad-removal", message, fix)
    wrong = {error.place for error in form.findings.errors}
    if entry.removed and form.place_of("removed") not in wrong:
        _check_reason(entry.removed, entry, form, zone)
    instants = {update.at for update in entry.updates}
    for removal in entry.removals:
        if removal.at in instants:
            message = "an update that is named here as removed is still in the file"
            fix = "take out the update, or its line here"
            form.error_at("removed", "bad-removal", message, fix)


def _check_reason(reason: str, entry: Entry, form: Form, zone: ZoneInfo) -> None:
    """A reason that names an update was meant for that update alone."""
    times = [update.at.astimezone(zone) for update in entry.updates]
    for named in _UPDATE_NAMED.finditer(reason):
        clock = f"{int(named['hour']):02}:{named['minute']}"
        same = [time for time in times if f"{time:%H:%M}" == clock]
        if same or named["update"]:
            day = (same or times)[-1].date() if times else form.today
            message = f"this removes the whole entry, and its reason names the update of {clock}"
            fix = (
                f'to remove only that update, take it out and write removed: ["{day} {clock} '
                f'and the reason"]; to remove the whole entry, leave the time out'
            )
            form.error_at("removed", "bad-removal", message, fix)
            return
    if _LIKE_A_TIME.match(reason):
        first = reason.split(maxsplit=1)[0]
        message = f'"{first}" looks like a time and would be part of the reason'
        fix = (
            f'write removed: ["{form.today} 16:40 and the reason"] for an update, '
            f"removed: {form.today} and the reason for the whole entry"
        )
        form.error_at("removed", "bad-removal", message, fix)
    elif entry.removed_on is None:
        message = "this does not say on which day the entry was removed"
        fix = f"write removed: {format_scalar(f'{form.today} {reason}')}"
        form.error_at("removed", "bad-removal", message, fix)
