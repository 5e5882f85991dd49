"""Maintenances as calendars, all in one and each by itself.

icalendar is imported when one is rendered: importing takes 20 ms, 5 % of a build without any.
"""

from statusgen.model.record import MaintenanceRecord
from statusgen.render.renderer import Renderer


def render_calendar(renderer: Renderer, records: tuple[MaintenanceRecord, ...]) -> bytes:
    """A calendar to subscribe to."""
    from statusgen.render.machines.ical import calendar_bytes  # noqa: PLC0415 - see above

    return calendar_bytes(renderer, records)


def render_event(renderer: Renderer, record: MaintenanceRecord) -> bytes:
    """One maintenance, to be added to a calendar."""
    from statusgen.render.machines.ical import event_bytes  # noqa: PLC0415 - see above

    return event_bytes(renderer, record)
