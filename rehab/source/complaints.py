"""What PyYAML's two scanners say about a text they cannot read, in plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence

REACH = 20
"""So many lines above the place where reading stops, an open quote is looked for."""


def _close_with(bracket: str) -> str:
    return f"close it with '{bracket}', or quote a text with [ ] {{ }} or ':' in it"


_QUOTE_IT = "put the text in quotes"
_COLON = "quote a text with ': ' in it, or check the indentation"
_BACKSLASH = "a backslash in double quotes starts a sign that is not known"
_MISFIT = "this line does not fit the lines above"
_CHECK = "check its indentation and its quotes"
# What the C and the Python scanner say, what it means, what to do, and whether the trouble starts where they began.
_TROUBLE: tuple[tuple[str, str, str, bool], ...] = (
    ("quoted scalar found unexpected", "the quote that opens here is never closed", "close it", True),
    ("found unknown escape", _BACKSLASH, "use single quotes", False),
    ("while parsing a quoted scalar", _BACKSLASH, "use single quotes", False),
    ("double-quoted scalar", _BACKSLASH, "use single quotes", False),
    ("tag", "a value cannot start with '!'", _QUOTE_IT, False),
    ("anchor", "a value cannot start with '&'", _QUOTE_IT, False),
    ("alias", "a value cannot start with '*'", _QUOTE_IT, False),
    ("directive", "a line cannot start with '%'", _QUOTE_IT, False),
    ("mapping values are not allowed", "a ':' is not expected here", _COLON, False),
    (
        "sequence entries are not allowed",
        "a list cannot start here",
        "start it on a new line, or quote the text",
        False,
    ),
    ("mapping keys are not allowed", "a '?' cannot stand here", _QUOTE_IT, False),
    (
        "could not find expected ':'",
        "this line is no 'key: value'",
        "add ': ' after the key, or check the indentation",
        True,
    ),
    ("cannot start any token", "a text cannot start with this character", _QUOTE_IT, False),
    ("flow sequence", "the list that opens with '[' is not closed properly", _close_with("]"), True),
    ("flow mapping", "the mapping that opens with '{' is not closed properly", _close_with("}"), True),
    ("node content", "a value cannot start with this character", _QUOTE_IT, False),
    ("block scalar", "the text after '|' or '>' is not indented properly", "indent all its lines alike", False),
    ("block mapping", _MISFIT, _CHECK, False),
    ("block collection", _MISFIT, _CHECK, False),
    ("document start", _MISFIT, _CHECK, False),
)


_UNEXPECTED = "a ':' is not expected here"
_NO_KEY = "this line is no 'key: value'"
VAGUE = (_MISFIT, _UNEXPECTED, _NO_KEY)
"""Messages that often stand below the slip that they are about."""


def explained(problem: str, context: str) -> tuple[str, str, bool]:
    """Return message and hint, and True if the trouble starts at the context rather than at the problem."""
    said = f"{context} {problem}"
    found = next((row[1:] for row in _TROUBLE if row[0] in said), None)
    return found or (f"this is not YAML ({problem})", "", False)


def from_lines(lines: Sequence[str], at: int) -> tuple[int, int, str, str] | None:
    """Return line, column (both from 0), message and hint where the lines round ``at`` show a common slip, else None.

    PyYAML often stops one line or more below the slip; the likeliest slip is told at its own line.
    """
    here = lines[at]
    above = next((number for number in range(at - 1, -1, -1) if _words(lines[number])), None)
    open_quote = next((number for number in range(at, max(at - REACH, -1), -1) if _opens_quote(lines[number])), None)
    if open_quote is not None:
        return (
            open_quote,
            lines[open_quote].index('"'),
            "the quote that opens here is not closed in this line",
            "close it",
        )
    if _words(here).startswith("//"):
        return at, _indent(here), "this line is no 'key: value'", "a remark starts with '#'"
    if above is None:
        return None
    before = _words(lines[above])
    start = _indent(lines[above])
    if re.match(r"-[^\s-]", before):
        return above, start, "a space is missing after the '-'", "write: - and a space, then the text"
    if glued := re.match(r"[\w-]+:(?=[^\s:])", before):
        return above, start + glued.end() - 1, "a space is missing after the ':'", "write the ':' and a space"
    if ":" not in before and not before.startswith(("-", "#")) and _indent(here) == start:
        return above, start, "this line is no 'key: value'", "add ': ' after the key"
    if before.startswith("- ") and not _words(here).startswith("- ") and _indent(here) == start:
        hint = "take the '-' away from the line above, or indent this line"
        return at, start, "the line above starts with '-', this one does not", hint
    if _indent(here) > start and re.match(r"[\w-]+: \S", before):
        hint = "start both lines below each other"
        return at, _indent(here), "this line is indented deeper than the one above", hint
    return None


def _words(line: str) -> str:
    return line.strip() if not line.lstrip().startswith("#") else ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _opens_quote(line: str) -> bool:
    """Tell whether a value opens with a quote that the line never closes."""
    return re.search(r'(?::|-)\s+"[^"]*$', line) is not None
