"""Every choice of condition, grade, type and variant makes plans that keep the rules; ``make exhaustive`` does it for
each day of first use up to 120."""

from __future__ import annotations

import exhaustive
import pytest
from combinations import Choice, choices_of
from conftest import PlanMaker

from rehab.library import Library

CHOICES = list(enumerate(choices_of(Library())))
TURN = 3
"""So many days of each choice come from its turn; over all choices they cover every day."""


def days_of(number: int) -> list[int]:
    turn = [(number * TURN + step) % exhaustive.LAST_DAY + 1 for step in range(TURN)]
    return sorted({1, 5, *turn, exhaustive.LAST_DAY})


def test_the_turns_meet_every_day() -> None:
    assert {day for number, _ in CHOICES for day in days_of(number)} == set(range(1, exhaustive.LAST_DAY + 1))


@pytest.mark.parametrize(("number", "choice"), CHOICES, ids=["-".join(filter(None, choice)) for _, choice in CHOICES])
def test_a_choice_keeps_the_rules_on_days_in_turn(make_plan: PlanMaker, number: int, choice: Choice) -> None:
    for day in days_of(number):
        exhaustive.check(make_plan, choice, day, exhaustive.side_for(number, day))


@pytest.mark.parametrize("condition", sorted({choice.condition for _, choice in CHOICES}))
def test_the_side_never_changes_the_timetable(make_plan: PlanMaker, condition: str) -> None:
    exhaustive.same_for_every_side(make_plan, Choice(condition, None, None, None), 1)
