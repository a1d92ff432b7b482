"""A mapping that is made when somebody looks into it: the places of a file are only needed where something is wrong.

With tables that are built once it took a quarter off a first check of everything.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Later(Mapping[K, V]):
    """A mapping that is made when somebody looks into it."""

    def __init__(self, make: Callable[[], Mapping[K, V]]) -> None:
        self._make = make

    @functools.cached_property
    def _made(self) -> Mapping[K, V]:
        return self._make()

    def __getitem__(self, key: K) -> V:
        return self._made[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)
