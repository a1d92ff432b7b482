"""What PyYAML's two scanners say about a text they cannot read, in plain words."""

from __future__ import annotations


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


def explained(problem: str, context: str) -> tuple[str, str, bool]:
    """Return message and hint, and True if the trouble starts at the context rather than at the problem."""
    said = f"{context} {problem}"
    found = next((row[1:] for row in _TROUBLE if row[0] in said), None)
    return found or (f"this is not YAML ({problem})", "", False)
