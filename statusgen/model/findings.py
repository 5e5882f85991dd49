"""What checks find, as values: how serious it is, its place, the reason and the fix.

FindingsError (an exception: all findings, at least one of them an error)
└── Finding (level, code, message, fix, at a)
    ├── Level (error, warning, hint)
    └── Place (path, line, column)
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, Self


class Level(StrEnum):
    """How serious a finding is: an error stops a build, a warning does not, a hint is advice."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


_RANK = {level: rank for rank, level in enumerate(Level)}


class Place(NamedTuple):
    """A place in a file. `path` is as the person knows it; line and column count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Finding(NamedTuple):
    """What a check found. `code` is its stable short name, `fix` says what to do about it."""

    level: Level
    place: Place
    code: str
    message: str
    fix: str = ""

    @property
    def advice(self) -> str:
        """The message, followed by the fix."""
        return f"{self.message}; {self.fix}" if self.fix else self.message

    def as_warning(self) -> Self:
        """The same as a warning where it is an error."""
        return self._replace(level=Level.WARNING) if self.level is Level.ERROR else self

    def __str__(self) -> str:
        return f"{self.place}: {self.level}: {self.advice}  [{self.code}]"


class FindingsError(Exception):
    """All findings, sorted by place and without repetition."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sort_findings(findings)
        super().__init__("\n".join(map(str, self.findings)))

    @property
    def errors(self) -> tuple[Finding, ...]:
        return errors_of(self.findings)


class Findings(list[Finding]):
    """The findings so far."""

    def error(self, place: Place, code: str, message: str, fix: str = "") -> None:
        self.append(Finding(Level.ERROR, place, code, message, fix))

    def warning(self, place: Place, code: str, message: str, fix: str = "") -> None:
        self.append(Finding(Level.WARNING, place, code, message, fix))

    def hint(self, place: Place, code: str, message: str, fix: str = "") -> None:
        self.append(Finding(Level.HINT, place, code, message, fix))

    @property
    def errors(self) -> tuple[Finding, ...]:
        return errors_of(self)

    def raise_errors(self) -> None:
        """Raises FindingsError with all findings where one of them is an error."""
        if self.errors:
            raise FindingsError(self)


def errors_of(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that stop a build."""
    return tuple([finding for finding in findings if finding.level is Level.ERROR])


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by place, the most serious first in each, without repetition."""
    return tuple(sorted(set(findings), key=lambda f: (f.place, _RANK[f.level], *f[2:])))
