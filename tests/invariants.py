"""What holds for every plan, whoever it is for and whenever it is first used (design, section 5)."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rehab.engine.days import codes_of
from rehab.engine.timetable import for_grade, longest_grade
from rehab.library import Library
from rehab.models.plan import Day, Plan, PlanPhase, Task
from rehab.models.protocol import Phase, Protocol, Slot
from rehab.notation import Dose

FIRST = ("peace", "rice")
DAILY_TABLES = ("D",)
"""The only table with runs on days in a row (return-to-run.md, section 6); never the default."""


def exercises(plan: Plan) -> list[tuple[int, Task]]:
    return [(day.day, task) for day in plan.days for task in day.tasks if task.exercise]


@dataclass(frozen=True, slots=True)
class Looked:
    """A task that was looked at: the day and the phase it is for, its heavy exercise, the stage of its run."""

    task: Task
    day: int
    phase: str
    heavy: str
    stage: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a day says that its neighbours matter for: its heavy exercises, and the stages of its run."""

    entry: Day
    heavy: tuple[str, ...]
    stages: tuple[str, ...]


def _of_week(weeks: Mapping[str, Dose], week: int) -> Dose:
    """Return the dose of a week: that of the last row that has begun."""
    return [dose for key, dose in weeks.items() if int(key.partition("-")[0]) <= week][-1]


@dataclass
class Invariants:
    """The invariants of one choice and one side. Plans of other days share most of their days: each is looked at once."""

    protocol: Protocol
    library: Library
    grade: str | None
    side: str | None
    followed: bool = False
    """With a journal: doses may be other than the protocol says."""
    seen: dict[int, Seen] = field(default_factory=dict)
    """By the identity of the day, which stands in the value and so keeps its identity."""
    looked: dict[int, Looked] = field(default_factory=dict)
    """By the identity of the task: days share theirs too."""

    @cached_property
    def taken(self) -> str | None:
        """The grade that counts: the longest where none was said."""
        return self.grade or longest_grade(self.protocol)

    def hold(self, plan: Plan, day: int) -> None:
        """Assert the invariants for a plan first used on plan day ``day``."""
        assert plan.referral is None
        self._days(plan, day)
        by_phase = {phase.id: phase for phase in plan.phases}
        for entry in plan.days:
            assert entry.phase in by_phase, (entry.day, entry.phase)
            phase = by_phase[entry.phase]
            assert phase.first_day <= entry.day <= phase.last_day
        for phase in plan.phases:  # hard minimums count from the injury, and are never shortened
            assert phase.first_day >= (for_grade(self.protocol.phases[phase.id].hard_minimum, self.taken) or 1)
        seen = [self.look(entry, by_phase[entry.phase]) for entry in plan.days]
        self._spacing(seen)
        self._runs(seen)

    def _days(self, plan: Plan, day: int) -> None:
        """Days run on without a gap from the as-of day; late use begins in the phase after the first one."""
        assert plan.days[0].date == plan.as_of
        assert [entry.day for entry in plan.days] == list(range(day, day + len(plan.days)))
        assert len(plan.days) <= 26 * 7
        for before, after in itertools.pairwise(plan.phases):
            assert after.first_day == before.last_day + 1
        order = list(self.protocol.phases)
        first = self.protocol.phases[order[0]]
        if first.step in FIRST:
            last = (for_grade(first.days, self.taken) or (1, 3))[1]
            assert plan.days[0].phase in (order[0], order[1])
            if day > last:
                assert plan.days[0].phase == order[1]
                assert all(phase.framework_step not in FIRST for phase in plan.phases)
            if day == 1:
                assert plan.days[0].phase == order[0]
        elif day > 1:
            assert plan.days[0].phase == order[0]

    def look(self, entry: Day, phase: PlanPhase) -> Seen:
        """Look at a day that was not looked at before, and at each of its tasks."""
        if id(entry) not in self.seen:
            assert self.protocol.phases[entry.phase].step == phase.framework_step
            tasks = [self.looked.get(id(task)) or self._look(task) for task in entry.tasks]
            for one in tasks:
                assert one.day == entry.day, (one.task.id, entry.day)
                assert one.phase == entry.phase, (one.task.id, entry.phase)
            assert len({task.id for task in entry.tasks}) == len(entry.tasks)
            assert sum(task.kind == "hydrate" for task in entry.tasks) <= 1
            heavy = tuple(one.heavy for one in tasks if one.heavy)
            stages = tuple(one.stage for one in tasks if one.stage)
            self.seen[id(entry)] = Seen(entry, heavy, stages)
        return self.seen[id(entry)]

    def _look(self, task: Task) -> Looked:
        """Look at a task that was not looked at before; its id says its day, and its reason its phase."""
        self._task(task)
        day, phase_id, heavy, stage = int(task.id.partition(".")[0]), task.reason.phase, "", ""
        if task.exercise:
            assert not self._forbidden[phase_id] & codes_of(task, self.library.shelf), task.id
            assert day >= self._least.get(task.reason.rule.partition(".weeks")[0], 1), task.id
            heavy = task.exercise if self.library.shelf.exercises[task.exercise].heavy else ""
            stage = task.reason.rule if ".stages." in task.reason.rule else ""
            if not self.followed:
                self._dose(task)
        self.looked[id(task)] = Looked(task, day, phase_id, heavy, stage)
        return self.looked[id(task)]

    def _dose(self, task: Task) -> None:
        """The numbers of a task are those that its row has for its week."""
        place, _, week = task.reason.rule.partition(".weeks.")
        if place not in self._slots:
            return  # a run, whose stage says it
        slot = self._slots[place]
        dose = slot.dose or _of_week(slot.weeks, int(week))
        sets = len(dose.reps_by_set) or (dose.sets.low if dose.sets else None)
        assert (task.sets, task.reps_by_set or ()) == (sets, dose.reps_by_set), (task.id, task.sets)
        for said, meant in (
            (task.reps, dose.reps),
            (task.hold_seconds, dose.hold_seconds),
            (task.duration_seconds, dose.duration_seconds),
            (task.distance_m, dose.distance_metres),
            (task.rest_seconds, dose.rest_seconds),
            (task.effort, dose.effort),
        ):
            assert said == (meant and (meant.low, meant.high)), (task.id, said, meant)

    @cached_property
    def _slots(self) -> dict[str, Slot]:
        return {
            f"phases.{phase_id}.exercises.{key}": slot
            for phase_id, entry in self.protocol.phases.items()
            for key, slot in entry.exercises.items()
        }

    def _task(self, task: Task) -> None:
        if self.side is None:  # never a side that nobody gave
            assert task.side not in ("left", "right"), task.id
        if task.side in ("left", "right"):
            assert task.side == self.side, task.id
        assert task.reason.protocol == self.protocol.id
        assert task.text, task.id
        assert len(task.at) == task.times_per_day or task.kind == "log", task.id
        assert task.minutes >= 0

    @cached_property
    def _forbidden(self) -> dict[str, set[str]]:
        """What a phase forbids, and in PEACE and RICE what the framework forbids."""
        first_days = self.library.shelf.frameworks.frameworks[self.protocol.framework].forbid_first_days

        def of(phase: Phase) -> set[str]:
            return {*phase.forbid, *(first_days if phase.step in FIRST else ())}

        return {phase_id: of(phase) for phase_id, phase in self.protocol.phases.items()}

    @cached_property
    def _least(self) -> dict[str, int]:
        """The plan day before which no task of a row may stand."""
        return {
            f"phases.{phase_id}.exercises.{key}": max(
                slot.not_before or 1, for_grade(slot.not_before_by_grade, self.taken) or 1
            )
            for phase_id, entry in self.protocol.phases.items()
            for key, slot in entry.exercises.items()
        }

    @cached_property
    def _daily(self) -> set[str]:
        """The exercises that some dose of the protocol asks for every day, or that it has no dose of."""
        doses = [
            (exercise_id, dose)
            for phase in self.protocol.phases.values()
            for exercise_id, slot in phase.exercises.items()
            for dose in filter(None, (slot.dose, *slot.weeks.values()))
        ]
        dosed = {exercise_id for exercise_id, _ in doses}
        daily = {key for key, dose in doses if dose.frequency is None or dose.frequency.every_days == 1}
        return daily | (self.library.shelf.exercises.keys() - dosed)

    def _spacing(self, days: list[Seen]) -> None:
        """Two heavy days of one exercise keep 48 hours apart unless its dose is daily."""
        last: dict[str, int] = {}
        for seen in days:
            for exercise_id in seen.heavy:
                before = last.get(exercise_id)
                apart = before is None or seen.entry.day - before >= 2
                assert apart or exercise_id in self._daily, (exercise_id, before, seen.entry.day)
                last[exercise_id] = seen.entry.day

    def _runs(self, days: list[Seen]) -> None:
        """Runs keep the gap of their stage, and 48 hours but in one table."""
        stages = {seen.entry.day: seen.stages[-1] for seen in days if seen.stages}
        for (day, stage), (later, _) in itertools.pairwise(stages.items()):
            _, table, _, key = stage.split(".")
            assert later - day >= self.library.shelf.run_tables[table].stages[key].gap_days, (stage, day, later)
            assert later - day >= 2 or table in DAILY_TABLES, (stage, day, later)
