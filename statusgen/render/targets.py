"""Targets: the outputs of a build before they are rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any, NamedTuple

from statusgen.model.digest import digest_of
from statusgen.model.outline import Outline
from statusgen.render.renderer import Renderer


class Rank(IntEnum):
    """The order of writing: nothing may name what is not there yet."""

    ASSET = 0
    DOCUMENT = 1
    LIST = 2
    FRONT = 3


class Target(NamedTuple):
    """One output: its path, and everything its bytes depend on beside the renderer.

    `month` is the one whose entries it tells: what has the same is best rendered together.
    """

    path: str
    rank: Rank
    render: Callable[[Renderer, Any], bytes]
    value: Any
    month: str = ""

    @property
    def digest(self) -> str:
        """Of all that is the target's own: with the same renderer, same digest, same bytes."""
        if isinstance(self.value, Outline):
            return self.value.key
        whole = f"{self.render.__name__}\n{self.value!r}"
        return digest_of(whole)


class Batch(NamedTuple):
    """Targets that are planned together, where `targets` is called.

    With the same digest it has the same targets with the same digests; None is never the same.
    """

    name: str
    digest: str | None
    targets: Callable[[], Iterable[Target]]
