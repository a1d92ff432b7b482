"""From a Document to a model, and from whatever is wrong to lines with a caret that say what to mend and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from rehab.errors import Issue, KeyPath, Location, SourceError, did_you_mean
from rehab.notation import NotationError
from rehab.source import shapes
from rehab.source.document import Document, Place, leaves
from rehab.source.excerpts import as_json, render

__all__ = ["KEY", "as_json", "locate", "render", "said", "validate", "within"]

KEY = "[key]"
"""At the end of a path: the key itself is meant, not what stands there (pydantic's own mark)."""

M = TypeVar("M", bound=BaseModel)
_Error = Mapping[str, Any]


def validate(document: Document, model: type[M]) -> M:
    """Return ``document`` as a ``model``. Raises SourceError with an issue for each thing that does not fit."""
    try:
        return model.model_validate(_with_tuples(document.data))
    except ValidationError as error:
        found = error.errors(include_url=False)
    raise SourceError(tuple(sorted(_issues(document, model, found), key=_by_place)))


def _with_tuples(value: Any) -> Any:
    """Return plain data with tuples for lists, which strict models want.

    Not ``model_validate_json``: below a validator that runs before a model (a line of text that stands for a slot),
    pydantic goes on with Python's strict rules and refuses the lists there.
    """
    if isinstance(value, dict):
        return {key: _with_tuples(inner) for key, inner in value.items()}
    return tuple(_with_tuples(inner) for inner in value) if isinstance(value, list) else value


def _by_place(issue: Issue) -> tuple[str, int, int]:
    place = issue.location
    return (place.file, place.line, place.column) if place else ("", 0, 0)


# -- what is wrong, in words ----------------------------------------------------------------------------------------


def _issues(document: Document, model: type[BaseModel], errors: Sequence[Any]) -> Iterator[Issue]:
    """Yield an issue for each error; a misspelt key and the missing key it was meant to be make one."""
    missing = {error["loc"] for error in errors if error["type"] == "missing"}
    misspelt: dict[KeyPath, KeyPath] = {}
    for error in errors:
        if error["type"] == "extra_forbidden":
            *parent, key = error["loc"]
            near = [loc for loc in missing - set(misspelt.values()) if loc[:-1] == tuple(parent)]
            meant = next((loc for loc in near if did_you_mean(str(key), [str(loc[-1])])), None)
            if meant is not None:
                misspelt[error["loc"]] = meant
    nameless = {tuple(error["loc"][:-1]) for error in errors if error["loc"][-1:] == (KEY,)}
    for error in errors:
        if error["type"] == "missing" and (error["loc"] in misspelt.values() or tuple(error["loc"][:-1]) in nameless):
            continue  # under its right name the mapping may be there already, and hold the key
        yield _issue(document, model, error, misspelt.get(error["loc"]))


def _issue(document: Document, model: type[BaseModel], error: _Error, meant: KeyPath | None) -> Issue:
    kind, loc, context = error["type"], tuple(error["loc"]), error.get("ctx", {})
    path = _in_data(document.data, loc)
    if kind == "extra_forbidden":
        key, known = str(loc[-1]), shapes.keys(model, path[:-1])
        there = _at(document.data, path[:-1])
        near = [str(meant[-1])] if meant else [name for name in known if name not in there] or list(known)
        words = f"{shapes.thing(model, path[:-1])} has no key '{key}'"
        hint = did_you_mean(key, near) or did_you_mean(key, known)
        return _at_key(document, path, Issue("unknown-key", words, hint, path=path))
    if kind == "missing":
        words = f"{shapes.thing(model, path)} needs '{loc[-1]}:'"
        hint = shapes.keys(model, path).get(str(loc[-1]), "")
        return _at_key(document, path, Issue("missing-key", words, hint, path=path))
    if kind in ("value_error", "assertion_error"):
        return _raised(document, path, context["error"])
    code, words, hint = _words(kind, context, error["input"], _name(path))
    place = _at_key if loc[-1:] == (KEY,) else _at_value
    return place(document, path, Issue(code, words, hint, path=path))


def said(error: Any) -> str:
    """Return what one of pydantic's own errors says, in words for the person who has to mend it."""
    name = _name(tuple(error["loc"]))
    code, words, _ = _words(error["type"], error.get("ctx", {}), error.get("input"), name)
    if code == "wrong-form":
        return f"{name}: {words}"
    return words if code != "wrong-value" else f"{name}: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _raised(document: Document, path: KeyPath, error: Exception) -> Issue:
    """Return what a validator of ours raised, with the caret under the bad part of the text if it knows it."""
    if not isinstance(error, NotationError):
        return _at_value(document, path, Issue("wrong-value", str(error), path=path))
    below = (leaf for leaf, text in leaves(_at(document.data, path), path) if text == error.text)
    path = next(below, path)
    issue = Issue("notation", error.message, error.hint, path=path)
    place = document.values.get(path)
    if place is None or _at(document.data, path) != error.text:
        return _at_value(document, path, issue)
    return replace(issue, location=document.location(within(document, place, error.text, error.offset, error.width)))


def _words(kind: str, context: _Error, value: Any, name: str) -> tuple[str, str, str]:
    """Return code, message and hint for one of pydantic's own errors."""
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", context["expected"])
        given = value if isinstance(value, str) else _said(value)
        hint = did_you_mean(value, allowed) if isinstance(value, str) else ""
        return "not-allowed", f"{name} cannot be '{_shortened(given)}'; it is one of: {', '.join(allowed)}", hint
    if kind == "string_pattern_mismatch":
        words, hint = _PATTERNS.get(
            context["pattern"], ("has not the right form", f"it must match {context['pattern']}")
        )
        slug = re.sub(r"[^a-z0-9]+", "-", str(value).casefold()).strip("-")
        if _PATTERNS.get(context["pattern"]) is _NAME and slug:
            hint = f"write: {slug}"
        return "wrong-form", f"'{_shortened(str(value))}' {words}", hint
    if kind == "union_tag_invalid":
        allowed, what = re.findall(r"'([^']*)'", context["expected_tags"]), context["discriminator"].strip("'")
        hint = did_you_mean(context["tag"], allowed) or f"it is one of: {', '.join(allowed)}"
        return "not-allowed", f"there is no {what} '{_shortened(context['tag'])}'", hint
    if kind == "union_tag_not_found":
        what = context["discriminator"].strip("'")
        return "missing-key", f"{name} needs '{what}:'", f"say which {what} it is"
    if kind in _TYPES:
        return "wrong-type", f"{name} must be {_TYPES[kind]}, not {_said(value)}", _type_hint(kind, value)
    if kind in _LENGTHS:
        limit, template = context.get("max_length", context.get("min_length")), _LENGTHS[kind]
        if kind == "string_too_short" and limit == 1:
            return "wrong-length", f"{name} must not be empty", ""
        return (
            "wrong-length",
            template.format(name=name, limit=limit, actual=context.get("actual_length", _length(value))),
            "",
        )
    if kind in _BOUNDS:
        sign, words = _BOUNDS[kind]
        return "out-of-range", f"{name} must be {words} {context[sign]:g}, not {value}", ""
    return "wrong-value", f"{name} is not right: {kind.replace('_', ' ')}", ""


_TYPES = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "dict_type": "a mapping of keys",
    "mapping_type": "a mapping of keys",
    "tuple_type": "a list",
    "list_type": "a list",
    "date_type": "a date",
    "date_parsing": "a date",
    "date_from_datetime_parsing": "a date",
    "none_required": "null",
}
_LENGTHS = {
    "string_too_long": "{name} has {actual} characters; at most {limit} fit",
    "string_too_short": "{name} has {actual} characters; it needs {limit} or more",
    "too_long": "{name} has {actual} parts; at most {limit} are allowed",
    "too_short": "{name} has {actual} parts; it needs {limit} or more",
}
_BOUNDS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}
_NAME = ("is not an id", "small letters, digits and single hyphens, such as nordic-curl")
_PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": _NAME,
    r"^RF-\d\d[a-d]?$": ("is not the id of a red flag", "such as RF-08 or RF-02a"),
    r"^[VRP]( [a-z0-9-]+)?$": ("is not a tag", "V, R or P, then the source: V askling-2013"),
    r"^([01]\d|2[0-3]):[0-5]\d$": ("is not a time of day", "such as 08:00 or 21:30"),
    r"^[1-9]\d?$": ("is not the number of a step", "such as 1 or 12"),
    r"^\d+(-\d+)?$": ("is not a week or a range of weeks", "such as 1 or 5-10"),
    r"^([A-Z]|[a-z][a-z0-9-]*)$": ("is not the name of a running table", "such as A"),
}


def _type_hint(kind: str, value: Any) -> str:
    wanted = _TYPES[kind]
    if wanted == "a mapping of keys" and isinstance(value, str) and re.match(r"(day |week )?\d", value):
        return f"write: {{all: {value}}}, or one for each grade"
    if wanted == "a text":
        if isinstance(value, dict):
            return "put quotes around a text with ': ' in it"
        return "put it in quotes" if isinstance(value, bool | int | float) else ""
    if wanted == "a list":
        return "" if isinstance(value, dict) else "put it in [ ]"
    if wanted in ("a number", "a whole number") and isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return "write it without quotes"
    if wanted == "true or false" and value in ("yes", "no", "on", "off"):
        return "write true or false"
    return ""


def _said(value: Any) -> str:
    """Return what was given instead, in words."""
    if isinstance(value, dict):
        return "a mapping of keys"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str):
        return f"the text '{_shortened(value)}'"
    return (
        {True: "true", False: "false", None: "null"}[value] if value is None or isinstance(value, bool) else str(value)
    )


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | list | dict | tuple) else 0


def _name(path: KeyPath) -> str:
    """Return what to call the value at ``path``: its key, and which place of a list."""
    number = path[-1] if path and isinstance(path[-1], int) else None
    key = next((part for part in reversed(path) if isinstance(part, str)), "the file")
    return f"'{key}'" if number is None else f"'{key}' number {number + 1}"


# -- where it is ----------------------------------------------------------------------------------------------------


def locate(document: Document, issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return ``issues`` with the place in their file, found by their path; one that has a place keeps it.

    A path that leads nowhere ends at the nearest part that exists. An unknown key, a mapping and a list are pointed
    at by their key, anything else by its value.
    """
    return tuple(_located(document, issue) for issue in issues)


def _located(document: Document, issue: Issue) -> Issue:
    if issue.location is not None:
        return issue
    path = _in_data(document.data, issue.path)
    points_at_key = issue.code == "unknown-key" or issue.path[-1:] == (KEY,)
    place = _at_key if points_at_key or len(path) < len(issue.path) else _at_value
    return place(document, path, replace(issue, path=tuple(part for part in issue.path if part != KEY)))


def _at_key(document: Document, path: KeyPath, issue: Issue) -> Issue:
    return _placed(document, path, issue, (document.keys, document.values))


def _at_value(document: Document, path: KeyPath, issue: Issue) -> Issue:
    if isinstance(_at(document.data, path), dict | list):
        return _at_key(document, path, issue)
    return _placed(document, path, issue, (document.values, document.keys))


def _placed(document: Document, path: KeyPath, issue: Issue, order: Sequence[Mapping[KeyPath, Place]]) -> Issue:
    for length in range(len(path), -1, -1):
        for places in order:
            if (place := places.get(path[:length])) is not None:
                return replace(issue, location=document.location(place))
    return replace(issue, location=Location(document.name, 1, 1))


def _in_data(data: Any, loc: Sequence[str | int]) -> KeyPath:
    """Return the part of ``loc`` that exists, without the marks that pydantic puts in for unions and keys."""
    path: list[str | int] = []
    for part in loc:
        if isinstance(data, dict):
            is_there = part in data
        else:
            is_there = isinstance(data, list) and isinstance(part, int) and 0 <= part < len(data)
        if is_there:
            data = data[part]
            path.append(part)
    return tuple(path)


def _at(data: Any, path: KeyPath) -> Any:
    for part in path:
        data = data[part]
    return data


def within(document: Document, place: Place, text: str, offset: int, width: int) -> Place:
    """Return the place of ``width`` characters from ``offset`` on inside the text that stands at ``place``.

    Quotes and folded lines are seen through; where escapes make that impossible, the whole text is pointed at.
    """
    lines = document.lines.get(place.file, ())
    first = document.line(place)
    start = place.column - 1 + (first[place.column - 1 : place.column] in ("'", '"'))
    if first.startswith(text, start):
        return Place(place.file, place.line, start + offset + 1, max(1, min(width, len(text) - offset)))
    position = 0
    for number in range(place.line, len(lines) + 1):
        line = lines[number - 1].rstrip()
        start += len(line[start:]) - len(line[start:].lstrip())
        position += len(text[position:]) - len(text[position:].lstrip())
        length = _shared(line[start:], text[position:])
        is_last = position + length == len(text)
        if length < len(line) - start and not is_last:
            if number > place.line or line[start] not in "|>":
                break
        elif offset < position + length or is_last:
            inside = max(0, offset - position)
            return Place(place.file, number, start + inside + 1, max(1, min(width, length - inside)))
        else:
            position += length
        start = 0
    return place


def _shared(left: str, right: str) -> int:
    """Return how many characters the two have in common from their start on."""
    return next(
        (at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other),
        min(len(left), len(right)),
    )
