"""The shipped content as its files say it, one file at a time, for the tests that hold it to its sources."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from rehab.models.exercise import Exercise
from rehab.models.measure import Measure
from rehab.models.protocol import Protocol, Slot
from rehab.notation import Criterion, Dose, Span
from rehab.shared import Exercises, Measures
from rehab.source.document import Document
from rehab.source.issues import validate
from rehab.source.merge import merge, subtree
from rehab.source.reader import read

ROOT = Path(__file__).parent.parent / "protocols"


def document(name: str) -> Document:
    path = ROOT / f"{name}.yaml"
    return read(path.read_bytes(), path.name)


@cache
def exercises() -> dict[str, Exercise]:
    found: dict[str, Exercise] = {}
    for path in sorted((ROOT / "exercises").glob("*.yaml")):
        found |= validate(read(path.read_bytes(), path.name), Exercises).root
    return found


@cache
def measures() -> dict[str, Measure]:
    return validate(document("measures"), Measures).root


@cache
def protocol_of(name: str, kind: str | None = None, variant: str | None = None) -> Protocol:
    """Merge a file, such as ``rice/shin-splints``, with what its type and its variant change."""
    plain = laid = document(name)
    for group, key in (("types", kind), ("variants", variant)):
        if key and "change" in plain.data[group][key]:
            laid = merge(laid, subtree(plain, (group, key, "change")))
    return validate(laid, Protocol)


def slots(plan: Protocol) -> Iterator[tuple[str, str, Slot]]:
    for phase_id, phase in plan.phases.items():
        for exercise_id, slot in phase.exercises.items():
            yield phase_id, exercise_id, slot


def doses(slot: Slot) -> Iterator[Dose]:
    yield from filter(None, (slot.dose, *slot.weeks.values()))


def measured(criterion: Criterion) -> Iterator[str]:
    """Yield the measures that a criterion asks for."""
    if criterion.measure:
        yield criterion.measure
    for part in criterion.parts:
        yield from measured(part)


def low(span: Span | None) -> float | None:
    return span.low if span else None


def origin(dose: Dose, name: str) -> str:
    """Return the tag of a part of a dose, and its source."""
    evidence = dose.origin(name)
    return f"{evidence.tag} {evidence.source}".strip() if evidence else ""


def words_of(value: Any) -> Iterator[str]:
    """Yield every text in the data of a file."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from words_of(inner)
    elif isinstance(value, str):
        yield value
