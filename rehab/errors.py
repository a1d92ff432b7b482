"""What can go wrong, and where: one tree of errors made of issues.

An issue carries a plain sentence, a code and, where it came from a file, the place in it.
The middle of the program fills ``path`` (the way through the data, such as
``("phases", "speed", "exercises", "nordic-curl")``); the reader turns it into a line and a column.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

KeyPath = tuple[str | int, ...]


class Severity(StrEnum):
    """How bad: an error would make the plan wrong or impossible, a warning could mislead a reader."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a text file; ``line`` and ``column`` count from 1, ``width`` in characters."""

    file: str
    line: int
    column: int
    width: int = 1
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem, said in words for the person who has to mend it.

    ``amount`` says how far beyond a limit it is, where there is a number: of two at one place the larger is worse.
    """

    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    path: KeyPath = ()
    location: Location | None = None
    amount: float = 0


@dataclass
class RehabError(Exception):
    """Anything the program refuses with a reason; ``issues`` holds every problem found, not only the first."""

    issues: tuple[Issue, ...] = field(default=())

    def __str__(self) -> str:
        return "; ".join(issue.message for issue in self.issues)


class UsageError(RehabError):
    """The command was asked in a way that has no meaning (a wrong date, an unknown grade). Exit 2."""


class SourceError(RehabError):
    """A data file is not readable, not YAML, of the wrong shape, or makes no sense. Exit 3."""


class NotFoundError(RehabError):
    """Nothing has that name; the close names are in the hint. Exit 5 for a condition, 2 elsewhere."""


class RefusedError(RehabError):
    """The input is valid, but a plan would be dangerous. Exit 5."""


class WriteError(RehabError):
    """A file cannot be read or written. Exit 4."""


def fail(kind: type[RehabError], code: str, message: str, hint: str = "") -> RehabError:
    """Make an error of one issue that belongs to no file."""
    return kind((Issue(code, message, hint),))


def close_names(word: str, names: Iterable[str], *, limit: int = 3) -> Sequence[str]:
    """Return the up to ``limit`` names most like ``word``, the likest first."""
    return difflib.get_close_matches(word, list(names), n=limit, cutoff=0.6)


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Return "did you mean ...?" for the likest name, or an empty text."""
    found = close_names(word, names, limit=1)
    return f"did you mean '{found[0]}'?" if found else ""
