"""What holds for every plan, whoever it is for and whenever it is first used (design, section 5)."""

from __future__ import annotations

import itertools

from rehab.engine.timetable import for_grade, longest_grade
from rehab.library import Library
from rehab.models.plan import Plan, PlanPhase, Task
from rehab.models.protocol import Protocol

FIRST = ("peace", "rice")
DAILY_TABLES = ("D",)
"""The only table with runs on days in a row (return-to-run.md, section 6); never the default."""


def exercises(plan: Plan) -> list[tuple[int, Task]]:
    return [(day.day, task) for day in plan.days for task in day.tasks if task.exercise]


def hold(plan: Plan, protocol: Protocol, library: Library, *, grade: str | None, side: str | None, day: int) -> None:
    """Assert the invariants for a plan first used on plan day ``day``."""
    assert plan.referral is None
    taken = grade or longest_grade(protocol)
    _days(plan, protocol, taken, day)
    by_phase = {phase.id: phase for phase in plan.phases}
    for entry in plan.days:
        phase = by_phase[entry.phase]
        assert phase.first_day <= entry.day <= phase.last_day
        nothing_forbidden(plan, protocol, library, phase, entry.day)
        for task in entry.tasks:
            _task(task, protocol, side)
        assert len({task.id for task in entry.tasks}) == len(entry.tasks)
        assert sum(task.kind == "hydrate" for task in entry.tasks) <= 1
    _minimums(plan, protocol, taken, by_phase)
    _spacing(plan, protocol, library)


def _days(plan: Plan, protocol: Protocol, grade: str | None, day: int) -> None:
    """Days run on without a gap from the as-of day; late use begins in the phase after the first one."""
    assert plan.days[0].date == plan.as_of
    assert [entry.day for entry in plan.days] == list(range(day, day + len(plan.days)))
    assert len(plan.days) <= 26 * 7
    for before, after in itertools.pairwise(plan.phases):
        assert after.first_day == before.last_day + 1
    order = list(protocol.phases)
    first = protocol.phases[order[0]]
    if first.step in FIRST:
        last = (for_grade(first.days, grade) or (1, 3))[1]
        assert plan.days[0].phase in (order[0], order[1])
        if day > last:
            assert plan.days[0].phase == order[1]
            assert all(phase.framework_step not in FIRST for phase in plan.phases)
        if day == 1:
            assert plan.days[0].phase == order[0]
    elif day > 1:
        assert plan.days[0].phase == order[0]


def nothing_forbidden(plan: Plan, protocol: Protocol, library: Library, phase: PlanPhase, number: int) -> None:
    forbidden = set(protocol.phases[phase.id].forbid)
    if phase.framework_step in FIRST:
        forbidden |= set(library.shelf.frameworks.frameworks[protocol.framework].forbid_first_days)
    [entry] = [entry for entry in plan.days if entry.day == number]
    for task in entry.tasks:
        if task.exercise:
            assert not forbidden & set(library.shelf.exercises[task.exercise].counts_as), task.id


def _task(task: Task, protocol: Protocol, side: str | None) -> None:
    if side is None:  # never a side that nobody gave
        assert task.side not in ("left", "right"), task.id
    if task.side in ("left", "right"):
        assert task.side == side, task.id
    assert task.reason.protocol == protocol.id
    assert task.text, task.id
    assert len(task.at) == task.times_per_day or task.kind == "log", task.id
    assert task.minutes >= 0


def _minimums(plan: Plan, protocol: Protocol, grade: str | None, by_phase: dict[str, PlanPhase]) -> None:
    """Hard minimums count from the injury, and are never shortened."""
    for phase_id, phase in by_phase.items():
        assert phase.first_day >= (for_grade(protocol.phases[phase_id].hard_minimum, grade) or 1)
    least: dict[str, int] = {}
    for phase_id, entry in protocol.phases.items():
        for key, slot in entry.exercises.items():
            earliest = max(slot.not_before or 1, for_grade(slot.not_before_by_grade, grade) or 1)
            least[f"phases.{phase_id}.exercises.{key}"] = earliest
    for number, task in exercises(plan):
        rule = task.reason.rule.partition(".weeks")[0]
        assert number >= least.get(rule, 1), task.id


def _spacing(plan: Plan, protocol: Protocol, library: Library) -> None:
    """Two heavy days of one exercise keep 48 hours apart unless its dose is daily; so do runs, but in one table."""
    heavy: dict[str, list[int]] = {}
    for number, task in exercises(plan):
        if library.shelf.exercises[task.exercise or ""].heavy:
            heavy.setdefault(task.exercise or "", []).append(number)
    for exercise_id, days in heavy.items():
        doses = [
            dose
            for phase in protocol.phases.values()
            for other, slot in phase.exercises.items()
            if other == exercise_id
            for dose in filter(None, (slot.dose, *slot.weeks.values()))
        ]
        daily = not doses or any(dose.frequency is None or dose.frequency.every_days == 1 for dose in doses)
        apart = all(later - earlier >= 2 for earlier, later in itertools.pairwise(days))
        assert daily or apart, (exercise_id, days)
    stages = {number: task.reason.rule for number, task in exercises(plan) if ".stages." in task.reason.rule}
    for (day, stage), (later, _) in itertools.pairwise(sorted(stages.items())):
        _, table, _, key = stage.split(".")
        assert later - day >= library.shelf.run_tables[table].stages[key].gap_days, (stage, day, later)
        assert later - day >= 2 or table in DAILY_TABLES, (stage, day, later)
