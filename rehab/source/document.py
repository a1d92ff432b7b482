"""What was read of a file: plain data with the place of each part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rehab.errors import KeyPath, Location


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key or a value stands; ``line`` and ``column`` count from 1, ``width`` in characters of that line."""

    file: str
    line: int
    column: int
    width: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data with the place of each part.

    ``keys`` holds the place of the key that leads to a path, ``values`` the place of what stands there (for a list
    or a mapping: its start); ``lines`` the text of each file by name. Treat it as read only.
    """

    name: str
    data: dict[str, Any]
    keys: Mapping[KeyPath, Place]
    values: Mapping[KeyPath, Place]
    lines: Mapping[str, tuple[str, ...]]

    def line(self, place: Place) -> str:
        """Return the text of the line of ``place``, empty past the end of the file."""
        lines = self.lines.get(place.file, ())
        return lines[place.line - 1] if 0 < place.line <= len(lines) else ""

    def location(self, place: Place) -> Location:
        """Return ``place`` with the text of its line."""
        return Location(place.file, place.line, place.column, place.width, self.line(place))


def leaves(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Yield every text, number, true, false and null below ``value`` with its path, in the order of the file."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path, value
