"""The order of a session on paper, and the words of a dose that changes by week."""

from __future__ import annotations

import pytest
from conftest import INJURED, PlanMaker

from rehab.writers.pdf.session import merged
from rehab.writers.pdf.weekly import lasting


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["abc", "abd"], "abdc"),
        (["sit raise row", "walk stretch"], "sit raise row walk stretch"),
        (["squat roll stretch", "lunge roll stretch"], "squat lunge roll stretch"),
        (["skip run nordic", "run stretch"], "skip run stretch nordic"),
    ],
)
def test_the_days_of_a_phase_make_one_order_that_contradicts_none_of_them(days: list[str], order: str) -> None:
    split = [day.split() if " " in day else list(day) for day in days]
    made = merged(split)
    assert made == (order.split() if " " in order else list(order))
    for day in split:
        assert [one for one in made if one in day] == day


def test_a_dose_that_changes_by_week_does_not_say_its_first_week_for_all(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", injured=INJURED, grade="2", side="left")
    nordic = next(dose for phase in plan.phases for dose in phase.exercises if dose.exercise == "nordic-curl")
    assert nordic.text.startswith("2 sets of 5, once a week.")
    assert lasting(nordic).startswith("Rest 2 min in between.")
