"""Who makes a plan after the first days: the test those days end with is asked on page 1, in the words of the condition."""

from __future__ import annotations

import pytest
from conftest import PlanMaker

from rehab.models.plan import Plan


def told(plan: Plan) -> str:
    (found,) = [notice.text for notice in plan.notices if notice.code.startswith("late-start")]
    return found


@pytest.mark.parametrize("day", [4, 15])
@pytest.mark.parametrize(
    ("condition", "asked", "help_within"),
    [
        (  # lateral-ankle-sprain.md, section 5: 4 or less with a brace or aid, in the place of the general 3
            "lateral-ankle-sprain",
            "Pain at rest: pain 3 or less, not higher than the day before. Walk 4 steps, with a brace or crutches: yes."
            " Pain in those 4 steps: pain 4 or less. Pull your foot up to a right angle: pain 3 or less."
            " Swelling: not higher than the day before.",
            "within 24 hours",
        ),
        (
            "hamstring-strain",
            "Pain at rest: pain 2 or less, not higher than the day before. Walk 4 steps without a stick: yes."
            " Pain when you walk indoors: pain 3 or less. Heel dig, pressing lightly: pain 3 or less."
            " Swelling: not higher than the day before.",
            "within 24 hours",
        ),
        (  # frameworks.md, section 7: a settling phase that is not over is looked at within 72 hours
            "achilles-tendinopathy",
            "Worst pain of the day: pain 5 or less. Pain the next morning: no more than usual.",
            "within 72 hours",
        ),
    ],
)
def test_a_late_start_asks_for_what_the_left_out_phase_ends_with(
    make_plan: PlanMaker, condition: str, asked: str, help_within: str, day: int
) -> None:
    notice = told(make_plan(condition, day=day))
    assert f"Start only if all of this is true today. {asked} One is not true? Do not start." in notice
    assert notice.endswith(f"{help_within}.")


def test_a_plan_in_time_has_its_test_on_its_own_page(make_plan: PlanMaker) -> None:
    plan = make_plan("lateral-ankle-sprain", grade="2", day=3)
    assert not [notice for notice in plan.notices if notice.code.startswith("late-start")]
    assert "aided-steps-pain" in [line.measure for line in plan.phases[0].criteria]


@pytest.mark.parametrize("exercise", ["ankle-pump", "ankle-circle"])
def test_what_goes_on_from_day_2_of_the_first_days_is_there_on_the_first_day_of_a_late_plan(
    make_plan: PlanMaker, exercise: str
) -> None:
    plan = make_plan("lateral-ankle-sprain", grade="2", day=15)
    days = [day.day for day in plan.days if any(task.exercise == exercise for task in day.tasks)]
    assert days == list(range(15, 25))


@pytest.mark.parametrize(
    ("condition", "exercise"),
    [("lateral-ankle-sprain", "ankle-pump"), ("lateral-ankle-sprain", "ankle-circle"), ("calf-strain", "ankle-pump")],
)
def test_one_leg_work_without_a_word_about_a_side_is_done_on_each(
    make_plan: PlanMaker, condition: str, exercise: str
) -> None:
    plan = make_plan(condition, grade="2", side="left")
    rows = [task for day in plan.days for task in day.tasks if task.exercise == exercise]
    assert rows
    assert all(task.each_side and "Do both sides, the good side first." in task.text for task in rows)
