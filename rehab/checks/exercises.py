"""Does each exercise of the library lead to an easier and a harder one without going round in a circle?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from rehab.checks.plain import check_exercise
from rehab.checks.unknown import unknown
from rehab.errors import Issue
from rehab.models.exercise import Exercise
from rehab.models.shelf import Shelf

Direction = Literal["easier_exercise", "harder_exercise"]


def check(shelf: Shelf) -> Iterator[Issue]:
    """Yield an issue for each link to nowhere, each circle, each unknown code, and each text that is hard to read.

    The first part of an issue's path is the id of the exercise.
    """
    exercises, codes, sources = shelf.exercises, shelf.contraindications, shelf.references
    names = {exercise.title for exercise in exercises.values()}
    for key, exercise in exercises.items():
        for direction in ("easier_exercise", "harder_exercise"):
            other = getattr(exercise, direction)
            if other is not None and other not in exercises:
                yield unknown("exercise", other, exercises, (key, direction))
        for at, code in enumerate(exercise.contraindications):
            if code not in codes:
                path = (key, "contraindications", at)
                yield unknown("contraindication", code, codes, path, file="contraindications.yaml")
        for at, code in enumerate(exercise.counts_as):
            if code not in shelf.activities:
                yield unknown("activity", code, shelf.activities, (key, "counts_as", at), file="activities.yaml")
        _, _, source = exercise.evidence.partition(" ")
        if source and source not in sources:
            yield unknown("reference", source, sources, (key, "evidence"), file="references.yaml")
        yield from _circles(key, exercises)
        yield from check_exercise(key, exercise, names)


def _circles(key: str, exercises: Mapping[str, Exercise]) -> Iterator[Issue]:
    """Yield an issue where ever easier (or harder) exercises come back to this one, or both ways lead the same way."""
    chains: dict[str, list[str]] = {}
    directions: tuple[Direction, Direction] = ("easier_exercise", "harder_exercise")
    for direction in directions:
        chain = _chain(key, direction, exercises)
        chains[direction] = chain
        if key in chain:
            shown = " -> ".join([key, *chain])
            message = f"{direction.split('_')[0]} exercises go round in a circle: {shown}"
            yield Issue("exercise-circle", message, "one of them is not what it says", path=(key, direction))
    both = [other for other in chains["easier_exercise"] if other in chains["harder_exercise"] and other != key]
    if both:
        message = f"'{both[0]}' is both easier and harder than '{key}'"
        yield Issue("exercise-circle", message, "take one of the links out", path=(key, "harder_exercise"))


def _chain(key: str, direction: Direction, exercises: Mapping[str, Exercise]) -> list[str]:
    """Return the ids met by going one way, up to the end or to the first that comes again."""
    found: list[str] = []
    at: str | None = getattr(exercises[key], direction)
    while at is not None and at in exercises and at not in found:
        found.append(at)
        if at == key:
            break
        at = getattr(exercises[at], direction)
    return found
