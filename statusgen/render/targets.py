"""Targets: the outputs of a build before they are rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Generic, NamedTuple, Protocol, TypeVar

from statusgen.model.record import digest_of_value
from statusgen.render.renderer import Renderer

V = TypeVar("V")


class Rank(IntEnum):
    """The order of writing: nothing may name what is not there yet."""

    ASSET = 0
    DOCUMENT = 1
    LIST = 2
    FRONT = 3


class Output(Protocol):
    """A file of the site: `path` is from its root, `month` the one whose entries it shows, if any.

    With the same path, digest and renderer it has the same bytes.
    """

    @property
    def path(self) -> str: ...

    @property
    def rank(self) -> Rank: ...

    @property
    def month(self) -> str: ...

    @property
    def digest(self) -> str: ...

    @property
    def kind(self) -> object:
        """What outputs have in common that are made alike."""
        ...

    def produce(self, renderer: Renderer) -> bytes:
        """The file's bytes. Raises FindingsError."""
        ...


@dataclass(frozen=True)
class Target(Generic[V]):
    """An output that is rendered from a value: all that its bytes depend on but the renderer."""

    path: str
    rank: Rank
    render: Callable[[Renderer, V], bytes]
    value: V
    month: str = ""

    @cached_property
    def digest(self) -> str:
        return digest_of_value(self.value)

    @property
    def kind(self) -> object:
        return self.render

    def produce(self, renderer: Renderer) -> bytes:
        return self.render(renderer, self.value)


class Batch(NamedTuple):
    """Outputs that are planned together, where `outputs` is called.

    With the same digest it has the same outputs with the same digests; None is never the same.
    """

    name: str
    digest: str | None
    outputs: Callable[[], Iterable[Output]]

    @classmethod
    def of(cls, name: str, value: object, outputs: Callable[[], Iterable[Output]]) -> Batch:
        """Outputs that depend on a value, and on nothing else but the renderer."""
        return cls(name, digest_of_value(value), outputs)
