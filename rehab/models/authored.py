"""What every authored file has in common: strict, frozen, no unknown keys, and values in the short notation."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from rehab.notation import Criterion, Dose, format_criterion, format_dose, parse_criterion, parse_dose


class Authored(BaseModel):
    """A mapping in an authored file: strict types, frozen once read, unknown keys refused."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)


def _dose(value: object) -> Dose:
    if isinstance(value, Dose):
        return value
    if not isinstance(value, str):
        raise ValueError("a dose is one line of text, such as: 3 x 12, 2/day")
    return parse_dose(value)


def _criterion(value: object) -> Criterion:
    """Read a criterion: one line, or ``{all: [...]}`` / ``{any: [...]}`` of such lines."""
    if isinstance(value, Criterion):
        return value
    if isinstance(value, str):
        return parse_criterion(value)
    if isinstance(value, dict) and len(value) == 1:
        [(form, parts)] = value.items()
        if parts in ("yes", "no"):  # written without quotes: - normal-gait: yes
            return parse_criterion(f"{form}: {parts}")
        if form in ("all", "any") and isinstance(parts, list | tuple) and parts:
            return Criterion(form=form, parts=tuple(_criterion(part) for part in parts))
    raise ValueError("a criterion is one line of text, or 'all:' or 'any:' with a list of such lines")


_RANGE = re.compile(
    r"(?:(?P<what>day|week)s?\s*)?(?P<low>\d{1,4})(?:\s*(?:-|–|to)\s*(?P<high>\d{1,4}))?", re.IGNORECASE
)

_TOO_LONG = re.compile(r"\d{5}")


def _whole_numbers(value: object) -> tuple[int, int]:
    """Read ``"4-10"``, ``"4 to 10"`` or ``4`` as a pair of whole numbers, both inclusive."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value, value
    if isinstance(value, tuple | list) and len(value) == 2 and all(type(part) is int for part in value):
        low, high = value
        return low, high
    if isinstance(value, str):
        found = _RANGE.fullmatch(value.strip())
        if found and (found["what"] or "").lower() != "week":
            low, high = int(found["low"]), int(found["high"] or found["low"])
            if 1 <= low <= high:
                return low, high
            if low:
                raise ValueError(f"the smaller number comes first: {high}-{low}")
        elif found:
            low, high = int(found["low"]), int(found["high"] or found["low"])
            raise ValueError(f"plan days belong here, not weeks; that would be days {7 * low - 6}-{7 * high}")
        elif _TOO_LONG.search(value):
            raise ValueError(f"no plan goes as far as '{value.strip()[:40]}'; a day has at most 4 digits")
    raise ValueError("a range of whole numbers is written 4-10, the smaller one first")


def _write_range(value: tuple[int, int]) -> str:
    return f"{value[0]}-{value[1]}"


def _text_or_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


DoseText = Annotated[
    Dose,
    BeforeValidator(_dose),
    PlainSerializer(format_dose),
    WithJsonSchema({"type": "string", "examples": ["3 x 12, 2/day [V askling-2013]", "5 x 45 s hold, rest 2 min"]}),
]
CriterionText = Annotated[
    Criterion,
    BeforeValidator(_criterion),
    PlainSerializer(format_criterion),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "examples": ["pain-walking <= 3 for 2 days [P]"]},
                {"type": "object", "examples": [{"any": ["normal-gait: yes", "pain-walking <= 1"]}]},
            ]
        }
    ),
]
DayRange = Annotated[
    tuple[int, int],
    BeforeValidator(_whole_numbers),
    PlainSerializer(_write_range),
    WithJsonSchema({"type": ["string", "integer"], "examples": ["4-10", 6]}),
]
Texts = Annotated[tuple[str, ...], BeforeValidator(_text_or_tuple, json_schema_input_type=str | tuple[str, ...])]
"""One line of text, or a list of such lines."""

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
