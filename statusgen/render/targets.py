"""Outputs: the files of a build before they are rendered or copied."""

from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Generic, NamedTuple, Protocol, Self, TypeVar

from statusgen.model.record import digest_of_value
from statusgen.render.renderer import Renderer

V = TypeVar("V")


class Rank(IntEnum):
    """The order of writing: no file may link to one that is not written yet."""

    ASSET = 0
    DOCUMENT = 1
    LIST = 2
    FRONT = 3


class Output(Protocol):
    """A file of the site. The same path, digest and renderer mean the same bytes.

    `path` is from the site's root, `month` the month (`2026-11`) whose entries it shows, or empty.
    It is a protocol because a list of `Target[Any]` would let any value go with any function.
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
        """The same for outputs that are made in the same way."""
        ...

    def produce(self, renderer: Renderer) -> bytes:
        """The file's bytes. Raises FindingsError."""
        ...


class Target(NamedTuple, Generic[V]):
    """An output rendered from a value; its bytes depend on that and the renderer alone."""

    path: str
    rank: Rank
    render: Callable[[Renderer, V], bytes]
    value: V
    month: str = ""

    @property
    def digest(self) -> str:
        return digest_of_value(self.value)

    @property
    def kind(self) -> object:
        return self.render

    def produce(self, renderer: Renderer) -> bytes:
        return self.render(renderer, self.value)


class Batch(NamedTuple):
    """Outputs that are planned together, when `outputs` is called.

    The same digest means the same outputs with the same digests, except for None.
    """

    name: str
    digest: str | None
    outputs: Callable[[], Iterable[Output]]

    @classmethod
    def of(cls, name: str, value: object, outputs: Callable[[], Iterable[Output]]) -> Self:
        """Outputs that depend only on a value and the renderer."""
        return cls(name, digest_of_value(value), outputs)
