"""Times as HTML: a `time` element has the instant for programs and the words for people."""

from datetime import datetime

from markupsafe import Markup, escape

from statusgen.model.instants import format_instant
from statusgen.render.language.words import Words


def _time_element(at: datetime, text: str) -> Markup:
    return Markup(f'<time datetime="{format_instant(at)}">{escape(text)}</time>')


def full_time(words: Words, at: datetime) -> Markup:
    """A time with its date."""
    return _time_element(at, words.time_and_date(at))


def time_near(words: Words, at: datetime, near: datetime) -> Markup:
    """A time, with its date unless that is the same as another time's."""
    return _time_element(at, words.time_near(at, near))


def time_range(words: Words, start: datetime, end: datetime) -> Markup:
    """Two times, the second without a date where it is on the same day."""
    first, last = words.span(start, end)
    return words.html(
        "{start} – {end}", start=_time_element(start, first), end=_time_element(end, last)
    )
