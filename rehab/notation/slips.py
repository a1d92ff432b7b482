"""What people write in place of the notation, and what to write: looked at only where a line cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable

from rehab.notation.error import NotationError

Hint = str | Callable[[re.Match[str]], str]
_COUNTS = {"once": 1, "one": 1, "twice": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
LONGEST = 300
"""No line that somebody meant is longer, and the time of looking grows faster than a line does."""
_OFTEN = "how often is written with a stroke"
_POINT = "a decimal number has a point, not a comma"
_SIGNS = {"below": "<", "under": "<", "less than": "<", "at most": "<=", "max": "<=", "up to": "<=",
          "above": ">", "over": ">", "more than": ">", "at least": ">=", "min": ">="}  # fmt: skip


def _counted(found: re.Match[str]) -> str:
    return f"write: {_COUNTS[found[1].lower()]}/{found[2].lower()}"


def _compared(found: re.Match[str]) -> str:
    measure, sign = "-".join(found[1].split()), _SIGNS[" ".join(found[2].lower().split())]
    return f"write: {measure} {sign} {found[3]}"


DOSE: tuple[tuple[str, str, Hint], ...] = (
    (
        r"(\d+)\s*(?:(?:x|×|times|sessions)\s*(?:a|per|each|every|/)?|a|per|each)\s*(day|week)\b",
        _OFTEN,
        r"write: \1/\2",
    ),
    (r"\b(once|twice)\s+(?:a|per|each|every)?\s*(day|week)\b", _OFTEN, _counted),
    (r"\b(one|two|three|four|five|six|seven)\s+times\s+(?:a|per|each|every)\s+(day|week)\b", _OFTEN, _counted),
    (r"(\d+)\s*sets?\s*(?:of|x)\s*(\d+)", "sets and repetitions are joined with an x", r"write: \1 x \2"),
    (r"(\d+)\s*[*·]\s*(\d+)(?=\s*(?:,|$))", "sets and repetitions are joined with an x", r"write: \1 x \2"),
    (r"(\d+),(\d+)(?=\s*(?:kg|km|min|h|s|m|%)\b)", _POINT, r"write: \1.\2"),
    (r"@\s*(\d+)\s*%", "percent of what?", r"write: at \1 % MVC, or at \1 % 1RM"),
    (
        r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b(?:\s*(?:,|and|/)\s*(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b)*",
        "a protocol names no weekdays: each person chooses their own",
        "write how often: 3/week",
    ),
)
CRITERION: tuple[tuple[str, str, Hint], ...] = (
    (
        rf"([a-z]+(?:-[a-z]+)*(?: [a-z]+)+?)\s+(?:is\s+)?({'|'.join(_SIGNS)})\s+(\d+)",
        "a criterion is a measure, a sign and a number",
        _compared,
    ),
    (r"(\d+)\s*/\s*10\b", "the number stands alone: the measure knows its scale", r"write: \1"),
    (r"for (\d+) weeks?\b", "how long is counted in days", lambda found: f"write: for {7 * int(found[1])} days"),
    (r"(\d+),(\d+)", _POINT, r"write: \1.\2"),
    (r",\s*$", "nothing follows the comma", "leave the comma out"),
)


def told(error: NotationError, slips: tuple[tuple[str, str, Hint], ...]) -> NotationError:
    """Return ``error`` in the words of the slip that stands where it points, or as it is."""
    if len(error.text) > LONGEST:
        return error
    for pattern, message, hint in slips:
        for found in re.finditer(pattern, error.text, re.IGNORECASE):
            if found.start() <= error.offset + error.width - 1 and error.offset <= found.end():
                words = found.expand(hint) if isinstance(hint, str) else hint(found)
                start, end = found.span()
                return NotationError(message, text=error.text, offset=start, width=end - start, hint=words)
    return error
