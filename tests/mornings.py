"""A followed case on one morning, for tests of what the engine decides then: made by hand, never by going through days."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

from combinations import LIBRARY, Choice
from conftest import PlanMaker
from journals import date_of, entry, followed

from rehab.engine.following import Facts, Following
from rehab.engine.ground import Row
from rehab.engine.timetable import opened_on
from rehab.models.journal import Entry, Journal, Seen

MAKER = PlanMaker(LIBRARY)
STRAIN = Choice("hamstring-strain", "2", None, None)
PEACE, EARLY, LENGTHENING, SPEED = range(4)


@functools.cache
def first_morning(choice: Choice = STRAIN) -> tuple[Facts, Following, tuple[tuple[Row, ...], ...]]:
    """Return a case of which nothing is written down yet, and the rows of each of its phases."""
    made = followed(MAKER, choice, (), as_of=2)
    start = replace(made.following, placed={}, runs={}, track=None, changes=(), gate=())
    return made.facts, start, tuple(phase.rows for phase in made.folded.course.ground.phases)


def in_phase(at: int, *, opened: int, choice: Choice = STRAIN, **more: Any) -> Following:
    """Return somebody in a phase of the plan since a plan day."""
    facts, start, _ = first_morning(choice)
    laid = opened_on(start.laid, at, opened, facts.nominal, facts.grade)
    return replace(start, laid=laid, at=at, opened=opened, **more)


def seen(day: int, *entries: Entry) -> Seen:
    return Journal(entries=entries).seen_on(date_of(day))


def tick(day: int, exercise: str = "bridge-on-heels", part: float | None = 1) -> Entry:
    return entry(day, "done", f"{day}.{exercise}.1", value=part)


def codes(following: Following) -> list[str]:
    return [change.code for change in following.changes]
