"""A sound file with one part made hostile: where the parts are, and what is put in their place."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

Way = tuple[str | int, ...]

GONE = object()
"""Put in the place of a part: the part is taken out."""

VALUES: dict[str, Any] = {
    "gone": GONE,
    "null": None,
    "true": True,
    "minus": -1,
    "nought": 0,
    "huge": 10**30,
    "almost-none": 1e-320,
    "float": 1.5,
    "not-a-number": float("nan"),
    "endless": float("inf"),
    "empty-text": "",
    "blank": " ",
    "half-a-sign": "a\ud800b",
    "nul": "a\x00b",
    "steering": "\x1b]8;;http://x\x07\x1b[2J\r\n\u202e",
    "markup": "</script><!--]]>{{x}}{0}%s&#0;",
    "first-day": "0001-01-01",
    "last-day": "9999-12-31",
    "day-that-is-not": "2026-02-30",
    "long": "x" * 5000,
    "number-as-text": "3",
    "empty-list": [],
    "empty-mapping": {},
    "list-in-list": [[[]]],
    "mapping": {"__proto__": {"x": 1}},
}
"""By name, so that a failing test says which one it was."""


def ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """Yield the way to each part of a value, the whole first; of a list only the first and the last."""
    yield way
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ways(inner, (*way, key))
    elif isinstance(value, list) and value:
        for at in dict.fromkeys((0, len(value) - 1)):
            yield from ways(value[at], (*way, at))


def changed(data: Any, way: Way, value: Any) -> Any:
    """Return a copy of ``data`` with ``value`` at the end of ``way``, or nothing where it is ``GONE``."""
    if not way:
        return None if value is GONE else value
    made = copy.copy(data)
    key: Any = way[0]
    if value is GONE and len(way) == 1:
        del made[key]
    else:
        made[key] = changed(data[key], way[1:], value)
    return made


def as_json(data: Any) -> bytes:
    """Return JSON as a hostile program might write it: with half signs, and numbers that are none."""
    return json.dumps(data).encode()
