"""The shipped content as its files say it, one file at a time, for the tests that hold it to its sources."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rehab.models.exercise import Exercise
from rehab.models.measure import Measure
from rehab.shared import Exercises, Measures
from rehab.source.document import Document
from rehab.source.issues import validate
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
