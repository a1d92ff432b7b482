"""Two injuries, one day: the shared day is never harder than each plan alone, and says what it left out."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from combinations import LIBRARY, Choice
from conftest import PlanMaker
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import all_no, order_of

from rehab.engine.case import weigh
from rehab.engine.days import codes_of, task_is_out
from rehab.engine.sharing import LEAST_FIRST, Part, share
from rehab.engine.timetable import forbidden_in
from rehab.engine.triage import Drop
from rehab.models.plan import Day, Plan, Task

MAKER = PlanMaker(LIBRARY)
EXERCISES = LIBRARY.shelf.exercises
MOST = LIBRARY.shelf.frameworks.timing.shared_minutes
CONDITIONS = ("hamstring-strain", "lateral-ankle-sprain", "achilles-tendinopathy", "calf-strain", "patellofemoral-pain")


def plan_of(condition: str, side: str) -> Plan:
    return MAKER(condition, side=side)


PLANS = {(name, side): plan_of(name, side) for name in CONDITIONS for side in ("left", "right")}


def part_of(plan: Plan, day: Day) -> Part:
    protocol = MAKER.chosen(plan.protocol.id, None, None).protocol
    first = LIBRARY.shelf.frameworks.frameworks[protocol.framework].forbid_first_days
    return Part(day, forbidden_in(protocol.phases[day.phase], first))


@st.composite
def pairs(draw: st.DrawFn) -> list[Part]:
    keys = draw(st.lists(st.sampled_from(sorted(PLANS)), min_size=2, max_size=2, unique=True))
    number = draw(st.integers(0, 60))
    plans = [PLANS[key] for key in keys]
    return [part_of(plan, plan.days[min(number, len(plan.days) - 1)]) for plan in plans]


def minutes(tasks: tuple[Task, ...]) -> int:
    return sum(task.minutes * task.times_per_day for task in tasks if task.exercise)


@given(parts=pairs())
@settings(max_examples=150)
def test_a_shared_day_is_never_harder_than_its_parts(parts: list[Part]) -> None:
    shared = share(parts, LIBRARY.shelf)
    for part, day in zip(parts, shared.days, strict=True):
        assert set(day.tasks) <= set(part.day.tasks), "a task is left out or kept, never changed"
    limit = max(MOST, *(part.day.minutes for part in parts))
    could_go = [task for day in shared.days for task in day.tasks if task.exercise and task.kind in LEAST_FIRST]
    assert sum(minutes(day.tasks) for day in shared.days) <= limit or not could_go
    assert sum(task.kind == "hydrate" for day in shared.days for task in day.tasks) <= 1


@given(parts=pairs())
@settings(max_examples=150)
def test_what_one_injury_forbids_is_out_of_the_plan_of_the_other(parts: list[Part]) -> None:
    shared = share(parts, LIBRARY.shelf)
    for at, day in enumerate(shared.days):
        others = {code for number, part in enumerate(parts) if number != at for code in part.forbidden}
        for task in day.tasks:
            if task.exercise:
                assert not codes_of(task, LIBRARY.shelf) & others, task.id


def test_a_sprint_of_one_plan_is_out_while_the_other_allows_no_sprinting() -> None:
    hamstring, knee = PLANS["hamstring-strain", "left"], MAKER("knee-mcl-sprain", side="right")
    sprints = [
        day
        for day in hamstring.days
        if any("sprinting" in codes_of(task, LIBRARY.shelf) for task in day.tasks if task.kind == "run")
    ]
    no_sprints = next(
        part
        for day in knee.days
        if "sprinting" in (part := part_of(knee, day)).forbidden and "running" not in part.forbidden
    )
    assert sprints
    for day in sprints:
        shared = share([part_of(hamstring, day), no_sprints], LIBRARY.shelf)
        assert not [task for task in shared.days[0].tasks if task.kind == "run" and "running" in task.text.split()]
        assert {one.why for one in shared.left_out if one.task.kind == "run"} == {"forbidden"}


def test_a_roller_is_out_while_the_other_injury_forbids_it() -> None:
    """Numb feet: no roller (the clinical file of neuropathy, stretches)."""
    sore = MAKER("delayed-onset-muscle-soreness")
    numb = MAKER("peripheral-neuropathy", cleared=True)
    rolled = [day for day in sore.days if any(task.kind == "roll" for task in day.tasks)]
    assert rolled
    for day in rolled:
        shared = share([part_of(sore, day), part_of(numb, numb.days[0])], LIBRARY.shelf)
        assert not [task for task in shared.days[0].tasks if task.kind == "roll"]


@given(parts=pairs())
@settings(max_examples=150)
def test_one_tissue_is_worked_hard_for_one_plan_a_day_and_nothing_goes_without_a_word(parts: list[Part]) -> None:
    shared = share(parts, LIBRARY.shelf)
    heavy = [
        {tissue for task in day.tasks if task.exercise and (tissue := EXERCISES[task.exercise].heavy)}
        for day in shared.days
    ]
    assert not heavy[0] & heavy[1]
    before = [(at, task) for at, part in enumerate(parts) for task in part.day.tasks]
    after = [(at, task) for at, day in enumerate(shared.days) for task in day.tasks]
    named = [(one.part, one.task) for one in shared.left_out]
    assert sorted(map(repr, before)) == sorted(map(repr, itertools.chain(after, named)))


def test_a_day_alone_stays_as_it_is() -> None:
    plan = PLANS["hamstring-strain", "left"]
    shared = share([part_of(plan, plan.days[9])], LIBRARY.shelf)
    assert shared.days == (plan.days[9],)
    assert not shared.left_out


@pytest.mark.parametrize("number", range(4))
def test_the_same_exercise_on_the_same_side_is_done_once_in_its_smaller_dose(number: int) -> None:
    plan = PLANS["hamstring-strain", "left"]
    day = plan.days[5 + number]
    larger = day.model_copy(
        update={"tasks": tuple(task.model_copy(update={"sets": (task.sets or 1) + 1}) for task in day.tasks)}
    )
    shared = share([Part(larger, ()), Part(day, ())], LIBRARY.shelf)
    done = [task for one in shared.days for task in one.tasks if task.exercise and not EXERCISES[task.exercise].heavy]
    assert len({(task.exercise, task.side) for task in done}) == len(done)
    assert all(task in day.tasks for task in done)


def test_a_warning_that_takes_sprints_out_of_a_plan_takes_out_the_runs_that_are_sprints() -> None:
    plan = PLANS["hamstring-strain", "left"]
    runs = [task for day in plan.days for task in day.tasks if task.kind == "run" and task.exercise]
    order = order_of(MAKER, Choice("hamstring-strain", "2", None, None), (), as_of=1)
    calm = weigh(order, LIBRARY.shelf, all_no(LIBRARY, order.protocol))
    triage = replace(calm, dropped=(Drop("sprinting", "RF-12"),))
    out = [task for task in runs if task_is_out(task, triage, LIBRARY.shelf)]
    assert out == [task for task in runs if "sprinting" in codes_of(task, LIBRARY.shelf)]
    assert 0 < len(out) < len(runs)
