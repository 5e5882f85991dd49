"""What a person got wrong, as values: where it stands, why it cannot stay, how it is mended.

Problems (an exception that carries)
└── Problem (code, message, hint, at a)
    └── Place (path, line, column)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """A spot in a file. `path` is as the person knows it; line and column count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """One mistake. `code` is its stable short name, `hint` what to do about it."""

    place: Place
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        mend = f"; {self.hint}" if self.hint else ""
        return f"{self.place}: error: {self.message}{mend}  [{self.code}]"


class Problems(Exception):
    """Everything that is wrong at once, sorted by place and without repetition."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
