"""Targets: the files of a build before they are rendered or copied."""

from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any, NamedTuple, Self, TypeVar

from statusgen.model.record import digest_of_value
from statusgen.render.renderer import Renderer

V = TypeVar("V")


class Rank(IntEnum):
    """The order of writing: no file may link to one that is not written yet."""

    ASSET = 0
    DOCUMENT = 1
    LIST = 2
    FRONT = 3


class Target:
    """A file of the site, rendered from a value. Its bytes depend on that and the renderer alone.

    `path` is from the site's root, `month` the month (`2026-11`) whose entries it shows, or empty.
    `kind` is the same for targets that are rendered in the same way. The class is not generic, so
    that no list of targets has to be of `Target[Any]`, where any value goes with any function.
    """

    __slots__ = ("_render", "_value", "kind", "month", "path", "rank")

    def __init__(
        self,
        path: str,
        rank: Rank,
        render: Callable[[Renderer, V], bytes],
        value: V,
        month: str = "",
    ) -> None:
        self.path, self.rank, self.month = path, rank, month
        self.kind: object = render
        self._render: Callable[[Renderer, Any], bytes] = render
        self._value = value

    @property
    def digest(self) -> str:
        """The same path, digest and renderer mean the same bytes."""
        return digest_of_value(self._value)

    def produce(self, renderer: Renderer) -> bytes:
        """The file's bytes. Raises FindingsError."""
        return self._render(renderer, self._value)


class Batch(NamedTuple):
    """Outputs that are planned together, when `outputs` is called.

    The same digest means the same outputs with the same digests, except for None.
    """

    name: str
    digest: str | None
    outputs: Callable[[], Iterable[Target]]

    @classmethod
    def of(cls, name: str, value: object, outputs: Callable[[], Iterable[Target]]) -> Self:
        """Outputs that depend only on a value and the renderer."""
        return cls(name, digest_of_value(value), outputs)
