"""One plan, one meaning: whatever a plan is written as, each reader finds the same tasks on the same days at the same times."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import readings
from combinations import LIBRARY
from conftest import PlanMaker

from rehab import writers
from rehab.library import Library
from rehab.models.plan import Plan, Task
from rehab.writers.lines import clean

REFERRAL_ONLY = ("acute-compartment-syndrome",)
"""Never planned, whoever cleared it."""
CONDITIONS = [condition for condition in LIBRARY.protocols if condition not in REFERRAL_ONLY]
DAYS = 14
READERS: dict[str, Callable[[bytes], readings.Times]] = {
    "json": lambda content: of_days(json.loads(content)),
    "ics": readings.of_calendar,
    "md": readings.of_notes,
    "csv": readings.of_table,
    "fhir": lambda content: readings.of_bundle(json.loads(content)),
}


@pytest.fixture(scope="module")
def planned(make_plan: PlanMaker) -> Any:
    """Plans with the first days of each phase, each made once: two weeks of a phase have all its tasks."""

    def plan_of(condition: str) -> Plan:
        plan = make_plan(condition, cleared=True)
        first = {phase.id: phase.first_day for phase in plan.phases}
        return plan.model_copy(update={"days": tuple(day for day in plan.days if day.day < first[day.phase] + DAYS)})

    return cache(plan_of)


def of_days(plan: dict[str, Any]) -> readings.Times:
    """Return the tasks of a plan file, as its contract says them."""
    found: readings.Times = Counter()
    for day in plan["days"]:
        for task in day["tasks"]:
            name = readings.told(clean(task["title"]), clean(task["dose"]), task["side"], each_side=task["each_side"])
            found.update(readings.due(dt.date.fromisoformat(day["date"]), name, task["at"]))
    return found


def difference(plan: Plan, library: Library, form: str) -> tuple[readings.Times, readings.Times]:
    """Return what a reader of ``form`` finds too little, and what too much."""
    wanted = of_days(plan.model_dump(mode="json", include={"days"}))
    assert wanted
    found = READERS[form](writers.write(form, plan, library.template("clinic")))
    return wanted - found, found - wanted


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_reader_finds_the_same_tasks(planned: Any, library: Library, condition: str) -> None:
    for form in READERS:
        assert difference(planned(condition), library, form) == (Counter(), Counter()), form


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_paper_names_every_task_of_its_weeks_and_every_exercise(
    planned: Any, library: Library, condition: str
) -> None:
    plan = planned(condition)
    told = readings.of_paper(writers.write("pdf", plan, library.template("clinic"), writers.Looks(weeks=1)))
    week = [task for day in plan.days[:7] for task in day.tasks if task.kind != "hydrate"]
    assert not [task.id for task in week if not on_paper(told, plan, task)]
    doses = {task.id: task.dose for task in week if task.exercise and task.exercise in plan.exercises}
    assert not {key: dose for key, dose in doses.items() if readings.squeezed(dose) not in told}
    stages = [stage.title for phase in plan.phases for stage in phase.running]
    assert not [title for title in stages if not named(told, title)]
    used = {task.exercise for day in plan.days for task in day.tasks if task.exercise and task.kind != "run"}
    exercises = [plan.exercises[key] for key in sorted(used)]
    assert not [one.title for one in exercises if not named(told, one.title, one.short_title)]


def on_paper(told: str, plan: Plan, task: Task) -> bool:
    """A card to read stands in full; what to write down is a row for each number."""
    if task.kind == "educate":
        return named(told, task.text)
    rows = tuple(entry.name for entry in plan.diary) or ("Pain before", "Pain during", "Next morning")
    if task.kind == "log" and all(named(told, row) for row in rows):
        return True
    return named(told, task.title, task.short_title)


def named(told: str, *names: str) -> bool:
    return any(readings.squeezed(clean(name)) in told for name in names)


@pytest.mark.parametrize("form", READERS)
def test_a_task_on_one_day_too_few_is_seen_by_each_reader(planned: Any, library: Library, form: str) -> None:
    plan = planned("hamstring-strain")
    template = library.template("clinic")
    wanted = of_days(plan.model_dump(mode="json", include={"days"}))
    day = plan.days[30]
    fewer = day.model_copy(update={"tasks": day.tasks[:-1]})
    days = (*plan.days[:30], fewer, *plan.days[31:])
    found = READERS[form](writers.write(form, plan.model_copy(update={"days": days}), template))
    assert len(wanted - found) == len(day.tasks[-1].at)
    assert {when for when, _, _ in wanted - found} == {day.date}


def test_every_condition_is_either_planned_or_a_referral(planned: Any) -> None:
    assert all(planned(condition).days for condition in CONDITIONS)
    assert not any(planned(condition).days for condition in REFERRAL_ONLY)
