"""The drinking formula, against a table worked out by hand from the clinical source (hydration-nutrition, 2 and 5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from combinations import LIBRARY
from conftest import PlanMaker
from hypothesis import given
from hypothesis import strategies as st

from rehab.engine import hydration
from rehab.library import Library
from rehab.models.case import Case

SHIPPED = LIBRARY
DEFAULT_TIMES = ("07:30", "09:30", "11:30", "13:00", "15:00", "17:00", "18:30", "19:30")


@pytest.mark.parametrize(
    ("weight", "hot", "minutes", "glasses"),
    [
        (None, False, 0, 8),
        (None, False, 59, 8),
        (None, False, 60, 10),
        (None, False, 119, 10),
        (None, False, 120, 12),
        (None, True, 0, 10),
        (None, True, 60, 12),
        (None, True, 120, 12),  # 14, but 12 is the ceiling
        (70, False, 0, 8),
        (45, False, 0, 6),  # 5.4, but never under 6
        (20, False, 0, 6),
        (55, False, 0, 7),  # 6.6
        (75, False, 0, 9),
        (100, False, 0, 10),  # 12, but never over 10
        (100, True, 60, 12),
        (66.6667, False, 0, 8),
    ],
)
def test_glasses_follow_the_formula(
    library: Library, weight: float | None, hot: bool, minutes: int, glasses: int
) -> None:
    rules = library.shelf.hydration
    assert hydration.glasses(rules, Case(weight_kg=weight), "open", hot=hot, minutes=minutes) == glasses


@pytest.mark.parametrize("state", ["locked", "hidden"])
def test_no_amount_where_it_is_locked_or_hidden(library: Library, state: hydration.State) -> None:
    assert hydration.glasses(library.shelf.hydration, Case(weight_kg=70), state, hot=True, minutes=200) is None


def test_careful_people_get_no_extras_and_at_most_eight(library: Library) -> None:
    rules = library.shelf.hydration
    assert hydration.glasses(rules, Case(weight_kg=100), "careful", hot=True, minutes=200) == 8
    assert hydration.glasses(rules, Case(weight_kg=45), "careful", hot=False, minutes=0) == 6


@pytest.mark.parametrize(("limit", "glasses"), [(1500, 6), (1499, 5), (250, 1), (6000, 12)])
def test_a_limit_set_by_a_doctor_is_never_passed(library: Library, limit: int, glasses: int) -> None:
    case = Case(fluid_limit_ml=limit)
    assert hydration.glasses(library.shelf.hydration, case, "limit", hot=True, minutes=200) == glasses


@pytest.mark.parametrize(
    ("case", "locked", "screened", "state"),
    [
        (Case(), False, True, "open"),
        (Case(), False, False, "not-asked"),
        (Case(), True, True, "locked"),
        (Case(age=15), False, True, "hidden"),
        (Case(age=16), False, True, "open"),
        (Case(age=64), False, True, "open"),
        (Case(age=65), False, True, "careful"),
        (Case(careful_with_fluids=True), False, True, "careful"),
        (Case(eating_disorder=True), False, True, "hidden"),
        (Case(age=15), True, True, "locked"),
        (Case(fluid_limit_ml=1500), True, True, "locked"),  # no clinician's name stands with the limit
        (Case(fluid_limit_ml=1500), False, True, "limit"),
        (Case(fluid_limit_ml=1500, age=70), False, False, "limit"),
    ],
)
def test_the_strictest_rule_about_the_person_counts(
    library: Library, case: Case, locked: bool, screened: bool, state: str
) -> None:
    assert hydration.state_of(library.shelf.hydration, case, locked=locked, screened=screened) == state


@pytest.mark.parametrize(
    ("count", "times"),
    [
        (8, DEFAULT_TIMES),
        (7, DEFAULT_TIMES[:-1]),
        (6, ("07:30", "11:30", "13:00", "15:00", "17:00", "18:30")),
        (9, ("07:30", "09:30", "11:30", "13:00", "15:00", "16:00", "17:00", "18:30", "19:30")),
        (1, ("07:30",)),
    ],
)
def test_slots_are_dropped_and_added_in_the_written_order(library: Library, count: int, times: tuple[str, ...]) -> None:
    assert hydration.slots(library.shelf.hydration, count, wake="07:00", bed="22:00") == times


def test_a_slot_too_near_to_bedtime_is_dropped_and_its_glass_is_not_moved(library: Library) -> None:
    times = hydration.slots(library.shelf.hydration, 8, wake="07:00", bed="21:00")
    assert times == DEFAULT_TIMES[:-1]


def test_all_slots_move_with_the_time_of_getting_up(library: Library) -> None:
    times = hydration.slots(library.shelf.hydration, 8, wake="05:00", bed="22:00")
    assert times[0] == "05:30"
    assert times[-1] == "17:30"


@given(
    weight=st.none() | st.floats(20, 350),
    hot=st.booleans(),
    minutes=st.integers(0, 600),
    state=st.sampled_from(["open", "careful", "not-asked"]),
)
def test_never_more_than_three_litres_nor_less_than_six_glasses(
    weight: float | None, hot: bool, minutes: int, state: hydration.State
) -> None:
    count = hydration.glasses(SHIPPED.shelf.hydration, Case(weight_kg=weight), state, hot=hot, minutes=minutes)
    assert count is not None
    assert 6 <= count <= 12


def test_a_plan_that_was_not_screened_says_for_whom_the_amount_is_not(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2", yes=None)
    assert plan.hydration is not None
    assert "kidney" in plan.hydration.warning
    glass = next(task for task in plan.days[0].tasks if task.kind == "hydrate")
    assert glass.text.startswith(plan.hydration.warning)


def test_kidney_disease_locks_the_amount_in_every_day(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2", yes=["RF-30"])
    assert not [task for day in plan.days for task in day.tasks if task.kind == "hydrate"]
    assert plan.hydration is not None
    assert plan.hydration.glasses is None
    assert "hydration-locked" in {notice.code for notice in plan.notices}


def test_one_hydrate_task_a_day_with_eight_times(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2")
    for day in plan.days[:3]:
        [glass] = [task for task in day.tasks if task.kind == "hydrate"]
        assert glass.times_per_day == 8
        assert glass.at == DEFAULT_TIMES
        assert glass.amount_ml == 250


def test_a_hot_day_adds_two_glasses_to_that_day_only(make_plan: PlanMaker) -> None:
    plan = make_plan("hamstring-strain", grade="2", hot_days=(dt.date(2026, 11, 19),))
    assert [day.glasses for day in plan.days[:3]] == [8, 10, 8]


def test_where_an_amount_prints_the_stop_line_prints_too(make_plan: PlanMaker, library: Library) -> None:
    stop = library.shelf.hydration.stop_text
    open_plan = make_plan("hamstring-strain", grade="2")
    assert stop in open_plan.education
    assert stop in next(task.text for task in open_plan.days[0].tasks if task.kind == "hydrate")
    assert stop not in make_plan("hamstring-strain", grade="2", yes=["RF-30"]).education


@pytest.mark.parametrize(
    ("case", "yes", "printed"),
    [
        ({"weight_kg": 70.0}, (), True),
        ({}, (), False),
        ({"weight_kg": 70.0, "kidney_disease": True}, (), False),
        ({"weight_kg": 70.0}, ("RF-30",), False),
        ({"weight_kg": 50.0, "age": 15}, (), False),
    ],
)
def test_protein_prints_only_with_a_weight_and_never_with_kidney_disease(
    make_plan: PlanMaker, case: dict[str, Any], yes: tuple[str, ...], printed: bool
) -> None:
    plan = make_plan("hamstring-strain", grade="2", yes=yes, **case)
    assert any("112 g" in line for line in plan.education) == printed  # 1.6 g for each of 70 kg


def test_who_gets_no_amount_is_told_why(library: Library) -> None:
    rules, case = library.shelf.hydration, Case(condition="calf-strain")
    assert hydration.describe(rules, case, "locked").text == rules.locked_text
    assert hydration.describe(rules, case, "hidden").text == rules.hidden_text
    assert rules.locked_text != rules.hidden_text


def test_who_sleeps_when_others_rise_has_a_whole_day_between(library: Library) -> None:
    rules = library.shelf.hydration
    assert len(hydration.slots(rules, 8, wake="07:00", bed="07:00")) == 8
