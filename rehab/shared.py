"""The shared files: the table that each of them is, and the shelf that holds them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, RootModel

from rehab.errors import Issue, SourceError
from rehab.models.authored import Identifier
from rehab.models.exercise import Contraindication, Exercise
from rehab.models.figure import Figure
from rehab.models.framework import Frameworks, HydrationRules, MonitoringRule, ReferenceEntry, RunTable
from rehab.models.limits import Limits
from rehab.models.measure import Measure
from rehab.models.redflag import RedFlagTable
from rehab.models.shelf import Shelf
from rehab.source.document import Document
from rehab.source.issues import KEY, locate, validate

M = TypeVar("M", bound=BaseModel)
E = TypeVar("E")
R = TypeVar("R")


class Table(RootModel[R], Generic[R]):
    """A file whose keys are ids. It is built when one is read, and not for each of the two names that it has."""

    model_config = ConfigDict(defer_build=True)


class Exercises(Table[dict[str, Exercise]]):
    """A file of exercises by id."""


class Figures(Table[dict[Identifier, Figure]]):
    """A file of figures by id."""


class JointLimits(Table[dict[str, tuple[float, float]]]):
    """How far each joint of a figure goes."""


class Contraindications(Table[dict[str, Contraindication]]):
    """What exercises must not be done with, by code."""


class Measures(Table[dict[str, Measure]]):
    """A file of measures by id."""


class MonitoringRules(Table[dict[str, MonitoringRule]]):
    """The monitoring rules by id."""


class RunTables(Table[dict[str, RunTable]]):
    """The running tables by letter."""


class References(Table[dict[str, ReferenceEntry]]):
    """The sources by key."""


class WordList(Table[dict[str, str]]):
    """The words of sentences by key."""


def shelf_of(read: Callable[[str], Document], exercises: Sequence[Document], figures: Sequence[Document]) -> Shelf:
    """Return the shelf of the shipped files, which ``read`` gives by name, and of all files of exercises and figures.

    Raises SourceError with the problems of all of them.
    """
    issues: list[Issue] = []

    def load(name: str, model: type[M]) -> M | None:
        try:
            return validate(read(name), model)
        except SourceError as error:
            issues.extend(error.issues)
            return None

    by_id = _by_id(exercises, Exercises, "an exercise", issues)
    for document in exercises:
        if not document.name.startswith("protocols/"):
            issues += _without_limits(document, by_id)
    drawn = _by_id(figures, Figures, "a figure", issues)
    contraindications = load("contraindications.yaml", Contraindications)
    activities = load("activities.yaml", WordList)
    measures = load("measures.yaml", Measures)
    red_flags = load("red-flags.yaml", RedFlagTable)
    frameworks = load("frameworks.yaml", Frameworks)
    hydration = load("hydration.yaml", HydrationRules)
    monitoring = load("monitoring.yaml", MonitoringRules)
    run_tables = load("run-tables.yaml", RunTables)
    references = load("references.yaml", References)
    words = load("words.yaml", WordList)
    limits = load("limits.yaml", Limits)
    joint_limits = load("joint-limits.yaml", JointLimits)
    if issues or not (
        contraindications
        and activities
        and measures
        and red_flags
        and frameworks
        and hydration
        and monitoring
        and run_tables
        and references
        and words
        and limits
        and joint_limits
    ):
        raise SourceError(tuple(issues))
    return Shelf(
        exercises=by_id,
        contraindications=contraindications.root,
        activities=activities.root,
        measures=measures.root,
        red_flags=red_flags,
        frameworks=frameworks,
        hydration=hydration,
        monitoring=monitoring.root,
        run_tables=run_tables.root,
        references=references.root,
        words=words.root,
        limits=limits,
        figures=drawn,
        joint_limits=joint_limits.root,
    )


def _by_id(
    documents: Sequence[Document], model: type[RootModel[dict[str, E]]], what: str, issues: list[Issue]
) -> dict[str, E]:
    """Return the entries of several files; what is wrong, or there twice, goes to ``issues``."""
    found: dict[str, E] = {}
    for document in documents:
        try:
            entries = validate(document, model).root
        except SourceError as error:
            issues.extend(error.issues)
            continue
        for key in entries.keys() & found.keys():
            place = document.keys.get((key,))
            location = document.location(place) if place else None
            issues.append(
                Issue("double-id", f"there is already {what} '{key}'", "give it another id", location=location)
            )
        found |= entries
    return found


def _without_limits(document: Document, exercises: Mapping[str, Exercise]) -> Iterator[Issue]:
    """Yield an issue for each own exercise that does not say what it counts as: no phase could forbid it."""
    for key in document.data:
        if key in exercises and "counts_as" not in document.data[key]:
            message = f"the exercise '{key}' needs 'counts_as:', or no phase can forbid it"
            hint = "what it counts as (running, jumping, hamstring-stretch ...), or [] for nothing of that kind"
            yield from locate(document, [Issue("missing-key", message, hint, path=(key, KEY))])
