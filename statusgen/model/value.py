"""The base of the model's values: frozen, compared by their fields, stored as MessagePack."""

from msgspec import Struct


class Value(Struct, frozen=True, array_like=True, gc=False):
    """A frozen value. Its sequences are tuples, so it is never part of a cycle."""
