"""What the lines of a case share: how one is read, and how it fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Line = Mapping[str, Any]


class LineError(Exception):
    """A line does not hold, or says nothing; the text says what was found instead."""


def span(value: object) -> tuple[float, float]:
    """Read ``4-10`` or ``4`` as its first and last number. Raises LineError for anything else."""
    first, _, last = str(value).partition("-")
    try:
        return float(first), float(last or first)
    except ValueError:
        raise LineError(f"'{value}' is not a number or a range such as 4-10") from None


def must(is_so: bool, words: str) -> None:
    """Raise LineError with ``words`` unless ``is_so``."""
    if not is_so:
        raise LineError(words)
