"""Every choice of condition, grade, type and variant makes plans that keep the rules; ``make exhaustive`` does it for
each day of first use up to 120 and every side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from combinations import LIBRARY, Choice, choices_of
from conftest import PlanMaker
from exhaustive import LAST_DAY, Plans
from sides import Sides

from rehab.models.plan import Plan

CHOICES = list(enumerate(choices_of(LIBRARY)))


def days_of(number: int) -> list[int]:
    """Return one day in turn, over all choices each day twice, and the first or the last."""
    return [number % LAST_DAY + 1, LAST_DAY if number % 2 else 1]


def test_the_turns_meet_every_day() -> None:
    assert {day for number, _ in CHOICES for day in days_of(number)} == set(range(1, LAST_DAY + 1))


@pytest.mark.parametrize(("number", "choice"), CHOICES, ids=["-".join(filter(None, choice)) for _, choice in CHOICES])
def test_a_choice_keeps_the_rules_on_days_in_turn(make_plan: PlanMaker, number: int, choice: Choice) -> None:
    plans = Plans(make_plan, choice)
    turn, edge = days_of(number)
    plans.check_all(turn)
    plans.check(edge, plans.side_in_turn(number // 2))


def with_task(plan: Plan, **change: Any) -> Plan:
    """Return the plan with one task of one day changed: the first with a side and repetitions."""
    at = next(at for at, day in enumerate(plan.days) if any(task.reps and task.side != "both" for task in day.tasks))
    day = plan.days[at]
    found = next(task for task in day.tasks if task.reps and task.side != "both")
    assert all(getattr(found, name) != value for name, value in change.items())
    tasks = tuple(task.changed(**change) if task is found else task for task in day.tasks)
    return plan.changed(days=(*plan.days[:at], day.changed(tasks=tasks), *plan.days[at + 1 :]))


FAULTS: dict[str, Callable[[Plan], Plan]] = {
    "the other side": lambda plan: with_task(plan, side="right"),
    "a side in its words": lambda plan: with_task(plan, text=sided_text(plan).replace("left", "right")),
    "one repetition more": lambda plan: with_task(plan, reps=(16, 15)),
    "another time of day": lambda plan: with_task(plan, at=("23:00",)),
    "each side in turn": lambda plan: with_task(plan, each_side=True),
    "a task lost": lambda plan: plan.changed(
        days=(plan.days[0].changed(tasks=plan.days[0].tasks[:-1]), *plan.days[1:]),
    ),
    "a day in another phase": lambda plan: plan.changed(
        days=(plan.days[0].changed(phase=plan.phases[-1].id), *plan.days[1:])
    ),
    "a phase a day longer": lambda plan: plan.changed(
        phases=(plan.phases[0].changed(last_day=plan.phases[0].last_day + 1), *plan.phases[1:])
    ),
}


def sided_text(plan: Plan) -> str:
    return next(task.text for day in plan.days for task in day.tasks if task.reps and task.side == "left")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_slip_in_the_plan_of_one_side_is_found(make_plan: PlanMaker, fault: str) -> None:
    plans = Plans(make_plan, Choice("knee-mcl-sprain", None, None, None))
    none, left = plans.plan(97, None), plans.plan(97, "left")
    sides = Sides("left", make_plan.library.shelf.words)
    sides.hold(none, left)
    with pytest.raises(AssertionError):
        sides.hold(none, FAULTS[fault](left))


@pytest.mark.parametrize("change", [{"reps": (16, 15)}, {"sets": 4}, {"at": ("08:00",)}, {"id": "96.heel-slide.1"}])
def test_a_slip_in_the_plans_of_all_sides_is_found(make_plan: PlanMaker, change: dict[str, Any]) -> None:
    plans = Plans(make_plan, Choice("knee-mcl-sprain", None, None, None))
    none = plans.plan(97, None)
    plans.rules[None].hold(none, 97)
    with pytest.raises(AssertionError):
        plans.rules[None].hold(with_task(none, **change), 97)
