"""JSON as bytes (RFC 8259): compact, in UTF-8."""

from orjson import OPT_APPEND_NEWLINE, Fragment, dumps


def json_bytes(value: object) -> bytes:
    """A document, with a line break at its end."""
    return dumps(value, option=OPT_APPEND_NEWLINE)


def json_fragment(value: object) -> Fragment:
    """A value written once, to be part of several documents."""
    return Fragment(dumps(value))
