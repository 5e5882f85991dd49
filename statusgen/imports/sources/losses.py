"""What a reader could not carry: one by one, or, where it is the same over and over, counted."""

from __future__ import annotations

from statusgen.imports.history import Loss


class Tally:
    """Losses in the order in which they were met."""

    def __init__(self) -> None:
        self._found: list[Loss | tuple[str, str]] = []
        self._counted: dict[tuple[str, str], list[str]] = {}

    def note(self, place: str, what: str, reason: str) -> None:
        """A thing that is told by itself."""
        self._found.append(Loss(place, what, reason))

    def count(self, place: str, what: str, reason: str) -> None:
        """A thing of which only the first place and the number are told."""
        key = what, reason
        if key not in self._counted:
            self._found.append(key)
        self._counted.setdefault(key, []).append(place)

    @property
    def losses(self) -> tuple[Loss, ...]:
        return tuple(one if isinstance(one, Loss) else self._summed(one) for one in self._found)

    def _summed(self, key: tuple[str, str]) -> Loss:
        what, reason = key
        first, *rest = self._counted[key]
        return Loss(first, f"{what}, {len(rest) + 1} times in all" if rest else what, reason)
