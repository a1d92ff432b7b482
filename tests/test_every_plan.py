"""Every choice of condition, grade, type and variant makes plans that keep the rules; ``make exhaustive`` does it for
each day of first use up to 120 and every side."""

from __future__ import annotations

import pytest
from combinations import LIBRARY, Choice, choices_of
from conftest import PlanMaker
from exhaustive import LAST_DAY, Plans

CHOICES = list(enumerate(choices_of(LIBRARY)))
TURN = 2
"""So many days of each choice come from its turn; over all choices they cover every day many times."""


def days_of(number: int) -> list[int]:
    turn = [(number * TURN + step) % LAST_DAY + 1 for step in range(TURN)]
    return sorted({1, 5, *turn, LAST_DAY})


def test_the_turns_meet_every_day() -> None:
    assert {day for number, _ in CHOICES for day in days_of(number)} == set(range(1, LAST_DAY + 1))


@pytest.mark.parametrize(("number", "choice"), CHOICES, ids=["-".join(filter(None, choice)) for _, choice in CHOICES])
def test_a_choice_keeps_the_rules_on_days_in_turn(make_plan: PlanMaker, number: int, choice: Choice) -> None:
    plans = Plans(make_plan, choice)
    plans.same_for_every_side(day=1)
    for day in days_of(number):
        plans.check(day, plans.side_in_turn(number + day))
